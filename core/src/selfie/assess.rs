//! Assessment of a picture: the faces found in it, and what the person should change.

use super::{
    detection::{DetectedFace, Scene, detect},
    guidance::{Guidance, Source, codes},
    mesh::Landmarks,
    metrics::{Metrics, measure_face},
    models::{ModelError, Models},
    picture::Picture,
};

/// Assessment of one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Number of faces found, of any size.
    pub faces: usize,
    /// What the person should change, in the order to show it; empty when the picture is usable.
    pub codes: Vec<Guidance>,
    /// The measurements that led to the codes.
    pub metrics: Metrics,
}

impl Verdict {
    /// The code to show first; `None` when the picture is usable.
    pub fn primary(&self) -> Option<Guidance> {
        self.codes.first().copied()
    }
}

/// What there is in a picture.
pub(super) struct Seen {
    /// Every face, largest first.
    pub(super) faces: Vec<DetectedFace>,
    /// The landmarks of the largest face.
    pub(super) landmarks: Option<Landmarks>,
    pub(super) metrics: Metrics,
}

/// Finds the faces of a picture, and measures the largest one.
pub(super) fn look(models: &Models, picture: &mut Picture) -> Result<Seen, ModelError> {
    let Scene { mut faces, luma } = detect(models, picture)?;
    faces.sort_by(|a, b| b.area().total_cmp(&a.area()));
    let landmarks = faces.first().map(|face| Landmarks::of(models, picture, face)).transpose()?;
    let face = landmarks.as_ref().map(|landmarks| measure_face(picture, &faces, landmarks));
    Ok(Seen { metrics: Metrics::of(picture, luma, face), faces, landmarks })
}

/// Assesses a picture. Also returns the landmarks of its largest face.
pub(super) fn assess(
    models: &Models,
    picture: &mut Picture,
    source: Source,
) -> Result<(Verdict, Option<Landmarks>), ModelError> {
    let Seen { faces, landmarks, metrics } = look(models, picture)?;
    Ok((Verdict { faces: faces.len(), codes: codes(&metrics, source), metrics }, landmarks))
}

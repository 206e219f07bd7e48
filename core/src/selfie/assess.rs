//! Assessment of a picture: the faces found in it, and what the person should change.

use super::{
    detection::detect,
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

/// Assesses a picture. Also returns the landmarks of its largest face.
pub(super) fn assess(
    models: &Models,
    picture: &mut Picture,
    source: Source,
) -> Result<(Verdict, Option<Landmarks>), ModelError> {
    let scene = detect(models, picture)?;
    let mut by_size = scene.faces.clone();
    by_size.sort_by(|a, b| b.area().total_cmp(&a.area()));
    let landmarks = by_size.first().map(|face| Landmarks::of(models, picture, face)).transpose()?;
    let face = landmarks.as_ref().map(|landmarks| measure_face(picture, &by_size, landmarks));
    let metrics = Metrics {
        width: picture.width() as u32,
        height: picture.height() as u32,
        colour: picture.colour,
        scene_luma: scene.luma,
        face,
    };
    let verdict = Verdict { faces: scene.faces.len(), codes: codes(&metrics, source), metrics };
    Ok((verdict, landmarks))
}

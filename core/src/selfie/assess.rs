//! Assessing a picture: what was found in it, and what the person should change.

use super::detection::detect;
use super::guidance::{Guidance, Source, codes};
use super::mesh::Landmarks;
use super::metrics::{Metrics, measure_face};
use super::models::{ModelError, Models};
use super::picture::Picture;

/// What one picture is like and what should change.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// How many faces were found, of any size.
    pub faces: usize,
    /// What the person should change, first said first; empty when the picture will do.
    pub codes: Vec<Guidance>,
    /// The figures behind the codes.
    pub metrics: Metrics,
}

impl Verdict {
    /// The one thing to say now; `None` when the picture will do.
    pub fn primary(&self) -> Option<Guidance> {
        self.codes.first().copied()
    }
}

/// Measures a picture; the landmarks are those of its largest face.
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

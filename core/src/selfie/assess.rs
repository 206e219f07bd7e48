//! Assessment of a picture: the faces found in it, and what the person should change.

use super::{
    buffers::Buffer,
    detection::{Scene, detect},
    face::DetectedFace,
    framing::{PortraitSpec, frame_corners},
    geometry::Point,
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
    /// What the person should change, in the order to show it.
    pub codes: Vec<Guidance>,
    /// The measurements that led to the codes.
    pub metrics: Metrics,
}

impl Verdict {
    /// The code to show first; `None` when nothing should be changed.
    pub fn primary(&self) -> Option<Guidance> {
        self.codes.first().copied()
    }

    /// Whether a portrait can be made of the picture: its codes are at most advice.
    pub fn may_take(&self) -> bool {
        self.codes.iter().all(|code| code.is_advisory())
    }
}

/// Where the largest face of a picture is, in upright pixels: for drawing it.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceOutline {
    /// The detector's box: its upper left and lower right corner.
    pub found: [Point; 2],
    /// The outline of the face, clockwise from the forehead.
    pub oval: [Point; 36],
    /// The corners of the portrait, clockwise from the upper left; `None` if the picture has no room for it.
    pub portrait: Option<[Point; 4]>,
}

/// The outline of the largest face; `None` without a face.
pub(super) fn outline(models: &Models, picture: &mut Picture) -> Result<Option<FaceOutline>, ModelError> {
    let Seen { faces, landmarks, .. } = look(models, picture)?;
    Ok(faces.first().zip(landmarks).map(|(face, landmarks)| FaceOutline {
        found: [Point::new(face.left, face.top), Point::new(face.right, face.bottom)],
        oval: landmarks.oval(),
        portrait: frame_corners(picture, &landmarks, &PortraitSpec::IKD),
    }))
}

/// What there is in a picture.
pub(super) struct Seen {
    /// Every face, largest first.
    pub(super) faces: Buffer<DetectedFace>,
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

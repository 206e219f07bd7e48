//! The frame of a portrait: the part of the photograph that it shows.

use super::{
    geometry::{Affine, Point},
    mesh::Landmarks,
    picture::Picture,
};

/// Distance from eye line to chin as a fraction of the height. With this value the margins around the face satisfy
/// ISO/IEC 29794-5 (OFIQ). Its head-size measure requires 0.45, which cannot be satisfied at the same time.
const FACE_SHARE: f64 = 0.31;
/// Distance of the eye line from the upper edge as a fraction of the height.
const EYE_LINE: f64 = 0.44;

/// Size of a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortraitSpec {
    /// Width in pixels, 240..=2048.
    pub width: usize,
    /// Height in pixels, 240..=2048.
    pub height: usize,
    /// Maximum size of the file in bytes.
    pub max_bytes: usize,
}

impl PortraitSpec {
    /// The portrait of a registration: 3:4, at most 110,000 bytes to stay within the data budget.
    pub const IKD: PortraitSpec = PortraitSpec { width: 720, height: 960, max_bytes: 110_000 };
    /// The same portrait in at most 60,000 bytes, for a person who saves mobile data. Its quality is lower; its sides are
    /// shorter only if the lowest quality has more bytes.
    pub const DATA_SAVER: PortraitSpec = PortraitSpec { max_bytes: 60_000, ..PortraitSpec::IKD };
}

/// The angle (radians, clockwise) of a portrait frame that lies inside the photograph: parallel to the eye line if
/// possible, otherwise upright; `None` if neither frame lies inside.
pub(super) fn frame_angle(picture: &Picture, landmarks: &Landmarks, spec: &PortraitSpec) -> Option<f64> {
    [landmarks.roll(), 0.0].into_iter().find(|&angle| {
        let map = framing(landmarks, angle, spec.width, spec.height);
        let (right, bottom) = (spec.width as f64, spec.height as f64);
        [(0.0, 0.0), (right, 0.0), (0.0, bottom), (right, bottom)].into_iter().all(|(x, y)| {
            let p = map.apply(Point::new(x, y));
            (0.0..=picture.width() as f64).contains(&p.x) && (0.0..=picture.height() as f64).contains(&p.y)
        })
    })
}

/// The corners of the portrait in the photograph, clockwise from the upper left; `None` if it does not fit.
pub(super) fn frame_corners(
    picture: &Picture,
    landmarks: &Landmarks,
    spec: &PortraitSpec,
) -> Option<[Point; 4]> {
    let angle = frame_angle(picture, landmarks, spec)?;
    let map = framing(landmarks, angle, spec.width, spec.height);
    let (right, bottom) = (spec.width as f64, spec.height as f64);
    Some([(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)].map(|(x, y)| map.apply(Point::new(x, y))))
}

/// Pixels of the photograph per pixel of a portrait `height` pixels high.
pub(super) fn step(landmarks: &Landmarks, height: usize) -> f64 {
    let eyes = landmarks.right_eye().middle(landmarks.left_eye());
    eyes.distance(landmarks.chin()).max(f64::MIN_POSITIVE) / FACE_SHARE / height as f64
}

/// Map from the portrait's pixels to the photograph's. It places the middle of the eyes on the eye line, midway between
/// the sides.
pub(super) fn framing(landmarks: &Landmarks, angle: f64, width: usize, height: usize) -> Affine {
    let eyes = landmarks.right_eye().middle(landmarks.left_eye());
    let anchor = Point::new(width as f64 / 2.0, height as f64 * EYE_LINE);
    Affine::similarity(step(landmarks, height), angle, anchor, eyes)
}

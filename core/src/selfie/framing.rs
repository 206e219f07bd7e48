//! The frame of a portrait: which part of a photograph it shows.

use super::mesh::Landmarks;
use super::picture::Picture;
use super::pixels::{Affine, Point};

/// Distance from eye line to chin as a share of the height. With it the margins around the face are those that
/// ISO/IEC 29794-5 (OFIQ) asks for; its head-size figure, which wants .45, cannot hold at the same time.
const FACE_SHARE: f64 = 0.31;
/// Eye line below the upper edge as a share of the height.
const EYE_LINE: f64 = 0.44;

/// Size of a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortraitSpec {
    /// Width in pixels, 240..=2048.
    pub width: usize,
    /// Height in pixels, 240..=2048.
    pub height: usize,
    /// Most bytes of the file.
    pub max_bytes: usize,
}

impl PortraitSpec {
    /// The portrait of a registration: 3:4, at most 110,000 bytes, so that it fits the data budget.
    pub const IKD: PortraitSpec = PortraitSpec { width: 720, height: 960, max_bytes: 110_000 };
}

/// The angle (radians, clockwise) at which the portrait's frame lies inside the photograph: along the eyes if possible,
/// else upright; `None` if neither does.
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

/// Pixels of the photograph per pixel of a portrait `height` pixels high.
pub(super) fn step(landmarks: &Landmarks, height: usize) -> f64 {
    let eyes = landmarks.right_eye().middle(landmarks.left_eye());
    eyes.distance(landmarks.chin()).max(f64::MIN_POSITIVE) / FACE_SHARE / height as f64
}

/// From the portrait's pixels to the photograph's: the middle of the eyes midway between the sides, on the eye line.
pub(super) fn framing(landmarks: &Landmarks, angle: f64, width: usize, height: usize) -> Affine {
    let eyes = landmarks.right_eye().middle(landmarks.left_eye());
    let anchor = Point::new(width as f64 / 2.0, height as f64 * EYE_LINE);
    Affine::similarity(step(landmarks, height), angle, anchor, eyes)
}

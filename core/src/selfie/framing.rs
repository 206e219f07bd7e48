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

/// The angles (radians, clockwise) that a portrait's frame may have: parallel to the eye line, or else upright.
fn angles(landmarks: &Landmarks) -> [f64; 2] {
    [landmarks.roll(), 0.0]
}

/// The angle of a portrait frame that lies inside the photograph; `None` if no frame does.
pub(super) fn frame_angle(picture: &Picture, landmarks: &Landmarks, spec: &PortraitSpec) -> Option<f64> {
    angles(landmarks).into_iter().find(|&angle| room_at(picture, &corners(landmarks, angle, spec)) >= 0.0)
}

/// Distance of a portrait's frame from the edges of the photograph, as a fraction of the frame's width, at the better of
/// its angles; negative if no frame lies inside.
pub(super) fn room(picture: &Picture, landmarks: &Landmarks, spec: &PortraitSpec) -> f64 {
    let width = step(landmarks, spec.height) * spec.width as f64;
    let rooms = angles(landmarks).map(|angle| room_at(picture, &corners(landmarks, angle, spec)));
    rooms[0].max(rooms[1]) / width
}

/// The corners of the portrait in the photograph, clockwise from the upper left; `None` if it does not fit.
pub(super) fn frame_corners(
    picture: &Picture,
    landmarks: &Landmarks,
    spec: &PortraitSpec,
) -> Option<[Point; 4]> {
    frame_angle(picture, landmarks, spec).map(|angle| corners(landmarks, angle, spec))
}

fn corners(landmarks: &Landmarks, angle: f64, spec: &PortraitSpec) -> [Point; 4] {
    let map = framing(landmarks, angle, spec.width, spec.height);
    let (right, bottom) = (spec.width as f64, spec.height as f64);
    [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)].map(|(x, y)| map.apply(Point::new(x, y)))
}

/// Distance of the nearest of these points from the edges of the photograph, pixels; negative outside.
fn room_at(picture: &Picture, corners: &[Point; 4]) -> f64 {
    let (width, height) = (picture.width() as f64, picture.height() as f64);
    let sides = |p: &Point| [p.x, p.y, width - p.x, height - p.y];
    corners.iter().flat_map(sides).fold(f64::INFINITY, f64::min)
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

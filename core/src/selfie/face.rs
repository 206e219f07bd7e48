//! A face as the detector finds it.

use super::geometry::Point;

/// A face, in upright pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct DetectedFace {
    /// Probability, 0.5..1.
    pub(super) score: f32,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    /// The person's right eye, at the left of the upright, unmirrored picture.
    pub(super) right_eye: Point,
    pub(super) left_eye: Point,
}

impl DetectedFace {
    pub(super) fn area(&self) -> f64 {
        (self.right - self.left).max(0.0) * (self.bottom - self.top).max(0.0)
    }

    pub(super) fn centre(&self) -> Point {
        Point::new((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// The sum of all values but the score, those of `other` times `weight`.
    pub(super) fn plus(&self, other: &DetectedFace, weight: f64) -> DetectedFace {
        let point = |to: Point, from: Point| Point::new(to.x + from.x * weight, to.y + from.y * weight);
        DetectedFace {
            score: self.score,
            left: self.left + other.left * weight,
            top: self.top + other.top * weight,
            right: self.right + other.right * weight,
            bottom: self.bottom + other.bottom * weight,
            right_eye: point(self.right_eye, other.right_eye),
            left_eye: point(self.left_eye, other.left_eye),
        }
    }

    /// Intersection over union.
    pub(super) fn overlap(&self, other: &DetectedFace) -> f64 {
        let width = (self.right.min(other.right) - self.left.max(other.left)).max(0.0);
        let height = (self.bottom.min(other.bottom) - self.top.max(other.top)).max(0.0);
        let shared = width * height;
        shared / (self.area() + other.area() - shared).max(f64::MIN_POSITIVE)
    }
}

//! Size, position, eyes and mouth: components that need only the landmarks and the size of the picture.

use super::{
    align::middle,
    landmarks::{CHIN, EYE_CORNERS, INNER_LIPS, LIDS, Points},
    score::{deviation, falling, rising},
};

/// Native value and score; `None` if the value is not a number.
type Measured = Option<(f64, u8)>;

/// A face in its picture.
pub(super) struct Geometry<'a> {
    points: &'a Points,
    /// The middles of the eyes in whole pixels, left in the picture first.
    eyes: [[f64; 2]; 2],
    /// Between the eyes.
    eye_distance: f64,
}

impl<'a> Geometry<'a> {
    pub(super) fn of(points: &'a Points) -> Self {
        let eyes = EYE_CORNERS.map(|(one, other)| middle(points, one, other));
        Self { points, eyes, eye_distance: distance(eyes[0], eyes[1]) }
    }

    fn between_eyes(&self) -> [f64; 2] {
        [0, 1].map(|axis| (self.eyes[0][axis] + self.eyes[1][axis]) / 2.0)
    }

    /// From the middle of the eyes to the chin.
    fn face_height(&self, eyes: [f64; 2]) -> f64 {
        distance(eyes, self.points[CHIN].map(f64::from))
    }

    fn widest(&self, pairs: &[(usize, usize)]) -> f64 {
        let distances = pairs.iter().map(|&(one, other)| {
            distance(self.points[one].map(f64::from), self.points[other].map(f64::from))
        });
        distances.fold(0.0, f64::max)
    }

    /// Of aligned landmarks: the narrower opening of both eyes.
    pub(super) fn eyes_open(&self) -> Measured {
        let [left, right] = LIDS.map(|pairs| self.widest(&pairs));
        let open = left.min(right) / self.face_height(self.between_eyes());
        measured(open, rising(open, 0.02, 0.01))
    }

    pub(super) fn mouth_closed(&self) -> Measured {
        let open = self.widest(&INNER_LIPS) / self.face_height(self.between_eyes());
        measured(open, falling(open, 0.2, 0.06))
    }

    /// Pixels, as if the head were not turned by `yaw` degrees.
    pub(super) fn inter_eye_distance(&self, yaw: f64) -> Measured {
        let cos = yaw.to_radians().cos();
        let distance = self.eye_distance / cos;
        (cos.abs() > 1e-6)
            .then_some(distance)
            .and_then(|distance| measured(distance, rising(distance, 70.0, 20.0)))
    }

    /// From the eyes to the chin as a fraction of the picture's height.
    pub(super) fn head_size(&self, height: usize) -> Measured {
        let share = self.face_height(self.between_eyes()) / height as f64;
        measured(share, deviation((share - 0.45).abs(), 0.05))
    }

    /// From the left edge to the farther eye, in eye distances.
    pub(super) fn leftward_crop(&self) -> Measured {
        margin(self.eyes[1][0] / self.eye_distance, 0.9)
    }

    /// From the right edge to the farther eye, in eye distances.
    pub(super) fn rightward_crop(&self, width: usize) -> Measured {
        margin((width as f64 - self.eyes[0][0]) / self.eye_distance, 0.9)
    }

    /// From the upper edge to the eyes, in distances from eyes to chin.
    pub(super) fn margin_above(&self) -> Measured {
        let eyes = self.between_eyes().map(f64::round);
        margin(eyes[1] / self.face_height(eyes), 1.4)
    }

    /// From the eyes to the lower edge, in distances from eyes to chin.
    pub(super) fn margin_below(&self, height: usize) -> Measured {
        let eyes = self.between_eyes().map(f64::round);
        margin((height as f64 - eyes[1]) / self.face_height(eyes), 1.8)
    }
}

fn margin(native: f64, half: f64) -> Measured {
    measured(native, rising(native, half, 0.1))
}

fn measured(native: f64, score: u8) -> Measured {
    native.is_finite().then_some((native, score))
}

fn distance(one: [f64; 2], other: [f64; 2]) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

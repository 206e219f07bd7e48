//! Places the 468 points of the face mesh on a detected face. Point numbers are those of MediaPipe's canonical face.

use super::{
    buffers::Buffer,
    detection::{DetectedFace, cut_square, sigmoid, square},
    geometry::Point,
    models::{MESH_POINTS, MESH_SIDE, ModelError, Models},
    picture::Picture,
};

/// Side of the square around a face, relative to the face (MediaPipe's value).
const MARGIN: f64 = 1.5;
/// The second pass starts from the points of the first one instead of the detector's box. Its result is more stable.
const PASSES: usize = 2;

/// Outer and inner corner of each eye.
const RIGHT_EYE: (usize, usize) = (33, 133);
const LEFT_EYE: (usize, usize) = (362, 263);
const NOSE_TIP: usize = 1;
const CHIN: usize = 152;
/// The face's outline, clockwise from the forehead.
const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176,
    149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// A rotated square of the picture in which the mesh looks for its face.
#[derive(Debug, Clone, Copy)]
pub(super) struct Square {
    centre: Point,
    side: f64,
    /// Radians, clockwise on the screen.
    angle: f64,
}

#[cfg(test)]
impl Square {
    /// A square that is no place.
    pub(super) fn nowhere() -> Self {
        Self { centre: Point::new(f64::NAN, f64::NAN), side: f64::NAN, angle: f64::NAN }
    }
}

/// The mesh on one face, in upright pixels of the picture.
pub(super) struct Landmarks {
    points: Buffer<Point>,
    /// Distance of each point from the middle of the head, pixels of the picture; smaller is nearer to the camera.
    depths: Buffer<f32>,
    /// Probability that the square contains a face; lower if the face is covered.
    pub(super) flag: f32,
}

impl Landmarks {
    /// Fits the mesh to a detected face.
    pub(super) fn of(
        models: &Models,
        picture: &Picture<'_>,
        face: &DetectedFace,
    ) -> Result<Landmarks, ModelError> {
        let side = (face.right - face.left).max(face.bottom - face.top) * MARGIN;
        let square = Square { centre: face.centre(), side, angle: angle(face.right_eye, face.left_eye) };
        let mut found = Landmarks::at(models, picture, &square)?;
        for _ in 1..PASSES {
            found = Landmarks::at(models, picture, &found.surroundings())?;
        }
        Ok(found)
    }

    /// Fits the mesh to what is in a square, in one pass.
    pub(super) fn at(
        models: &Models,
        picture: &Picture<'_>,
        looked_at: &Square,
    ) -> Result<Landmarks, ModelError> {
        let map = square(looked_at.centre, looked_at.side.max(1.0), looked_at.angle, MESH_SIDE);
        let raw = models.mesh(&cut_square(picture, &map, MESH_SIDE).planes(1.0 / 255.0, 0.0))?;
        let mut points = picture.buffers().empty(MESH_POINTS);
        let upright = |p: &[f32; 3]| map.apply(Point::new(f64::from(p[0]), f64::from(p[1])));
        points.extend(raw.points.as_chunks().0.iter().map(upright));
        let mut depths = picture.buffers().empty(MESH_POINTS);
        depths.extend(raw.points.as_chunks::<3>().0.iter().map(|p| p[2] * map.scale() as f32));
        if points.len() != MESH_POINTS || points.iter().any(|p| !p.x.is_finite() || !p.y.is_finite()) {
            return Err(ModelError::Run);
        }
        Ok(Landmarks { points, depths, flag: sigmoid(raw.flag) })
    }

    /// A point of the mesh with its depth.
    pub(super) fn in_space(&self, number: usize) -> [f64; 3] {
        let point = self.points[number];
        [point.x, point.y, f64::from(self.depths[number])]
    }

    /// A point by its number, 0..=467.
    pub(super) fn point(&self, number: usize) -> Point {
        self.points[number]
    }

    /// Middle of the person's right eye (at the left of the picture).
    pub(super) fn right_eye(&self) -> Point {
        self.points[RIGHT_EYE.0].middle(self.points[RIGHT_EYE.1])
    }

    /// Middle of the person's left eye.
    pub(super) fn left_eye(&self) -> Point {
        self.points[LEFT_EYE.0].middle(self.points[LEFT_EYE.1])
    }

    pub(super) fn nose_tip(&self) -> Point {
        self.points[NOSE_TIP]
    }

    pub(super) fn chin(&self) -> Point {
        self.points[CHIN]
    }

    /// Rotation of the eye line, radians, clockwise on the screen.
    pub(super) fn roll(&self) -> f64 {
        angle(self.right_eye(), self.left_eye())
    }

    /// The face's outline.
    pub(super) fn oval(&self) -> [Point; 36] {
        OVAL.map(|i| self.points[i])
    }

    /// The diagonal of one pixel of the mesh's input, in pixels of the picture.
    pub(super) fn input_pixel(&self) -> Point {
        let Square { side, angle, .. } = self.surroundings();
        let (sin, cos) = angle.sin_cos();
        let pixel = side / MESH_SIDE as f64;
        Point::new((cos - sin) * pixel, (sin + cos) * pixel)
    }

    /// The square around these points, parallel to the line of the outer eye corners.
    pub(super) fn surroundings(&self) -> Square {
        let angle = angle(self.points[RIGHT_EYE.0], self.points[LEFT_EYE.1]);
        let (sin, cos) = angle.sin_cos();
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for p in self.points.iter() {
            let level = [p.x * cos + p.y * sin, p.y * cos - p.x * sin];
            for axis in 0..2 {
                low[axis] = low[axis].min(level[axis]);
                high[axis] = high[axis].max(level[axis]);
            }
        }
        let (x, y) = ((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0);
        let side = (high[0] - low[0]).max(high[1] - low[1]) * MARGIN;
        Square { centre: Point::new(x * cos - y * sin, x * sin + y * cos), side, angle }
    }
}

fn angle(from: Point, to: Point) -> f64 {
    (to.y - from.y).atan2(to.x - from.x)
}

//! Points, and maps of coordinates.

/// A point in upright pixels from the upper left corner of the picture; the middle of the first pixel is (0.5, 0.5).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    pub(crate) fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    pub(crate) fn middle(self, other: Point) -> Point {
        Point::new((self.x + other.x) / 2.0, (self.y + other.y) / 2.0)
    }

    pub(crate) fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A map of coordinates: x' = a*x + b*y + c, y' = d*x + e*y + f.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Affine {
    pub(crate) x: [f64; 3],
    pub(crate) y: [f64; 3],
}

impl Affine {
    /// Rotates by `angle` (radians, clockwise on the screen), scales by `scale`, and maps `from` to `to`.
    pub(crate) fn similarity(scale: f64, angle: f64, from: Point, to: Point) -> Affine {
        let (sin, cos) = (angle.sin() * scale, angle.cos() * scale);
        Affine {
            x: [cos, -sin, to.x - cos * from.x + sin * from.y],
            y: [sin, cos, to.y - sin * from.x - cos * from.y],
        }
    }

    pub(crate) fn apply(&self, p: Point) -> Point {
        Point::new(
            self.x[0] * p.x + self.x[1] * p.y + self.x[2],
            self.y[0] * p.x + self.y[1] * p.y + self.y[2],
        )
    }

    /// The map that applies `self`, then `next`.
    pub(crate) fn then(&self, next: &Affine) -> Affine {
        let row = |r: [f64; 3]| {
            [
                r[0] * self.x[0] + r[1] * self.y[0],
                r[0] * self.x[1] + r[1] * self.y[1],
                r[0] * self.x[2] + r[1] * self.y[2] + r[2],
            ]
        };
        Affine { x: row(next.x), y: row(next.y) }
    }

    /// The map back. Not finite if this map has no inverse.
    pub(crate) fn inverse(&self) -> Affine {
        let ([a, b, c], [d, e, f]) = (self.x, self.y);
        let size = a * e - b * d;
        let (x, y) = ([e / size, -b / size], [-d / size, a / size]);
        Affine { x: [x[0], x[1], -x[0] * c - x[1] * f], y: [y[0], y[1], -y[0] * c - y[1] * f] }
    }

    /// Length of the result of one step along x.
    pub(crate) fn scale(&self) -> f64 {
        self.x[0].hypot(self.y[0])
    }
}

//! Points, pixel buffers and maps of coordinates.
//!
//! Promise: every pixel buffer is wiped when dropped.

use std::ops::{Deref, DerefMut};

/// A point in upright pixels from the upper left corner of the picture; the middle of the first pixel is (0.5, 0.5).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    pub(super) fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    pub(super) fn middle(self, other: Point) -> Point {
        Point::new((self.x + other.x) / 2.0, (self.y + other.y) / 2.0)
    }

    pub(super) fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// Pixels of a picture of a person, zeroed when dropped.
///
/// `Zeroizing<Vec<u8>>` writes byte by byte, twice. A fill followed by a barrier wipes 36 MB in a few milliseconds.
pub(super) struct Pixels(Vec<u8>);

impl Pixels {
    pub(super) fn zeroed(len: usize) -> Pixels {
        Pixels(vec![0; len])
    }

    #[cfg(test)]
    pub(super) fn from_vec(bytes: Vec<u8>) -> Pixels {
        Pixels(bytes)
    }
}

impl Drop for Pixels {
    fn drop(&mut self) {
        self.0.fill(0);
        zeroize::optimization_barrier(self.0.as_slice());
    }
}

impl Deref for Pixels {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl DerefMut for Pixels {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

/// An upright RGB image with 8 bits per channel, rows without gaps.
pub(super) struct Bitmap {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Pixels,
}

impl Bitmap {
    /// A model's input: planes red, green, blue, each value `byte * scale + offset`.
    pub(super) fn planes(&self, scale: f32, offset: f32) -> Vec<f32> {
        let area = self.width * self.height;
        let mut planes = vec![0.0; area * 3];
        let (red, rest) = planes.split_at_mut(area);
        let (green, blue) = rest.split_at_mut(area);
        for (i, pixel) in self.rgb.as_chunks::<3>().0.iter().enumerate() {
            red[i] = f32::from(pixel[0]) * scale + offset;
            green[i] = f32::from(pixel[1]) * scale + offset;
            blue[i] = f32::from(pixel[2]) * scale + offset;
        }
        planes
    }

    /// Luma per pixel, 0..255, by ITU-R BT.601 as in JPEG and in camera frames.
    pub(super) fn luma(&self) -> Vec<f32> {
        let luma = |p: &[u8; 3]| 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]);
        self.rgb.as_chunks::<3>().0.iter().map(luma).collect()
    }
}

/// A map of coordinates: x' = a*x + b*y + c, y' = d*x + e*y + f.
#[derive(Debug, Clone, Copy)]
pub(super) struct Affine {
    pub(super) x: [f64; 3],
    pub(super) y: [f64; 3],
}

impl Affine {
    /// Rotates by `angle` (radians, clockwise on the screen), scales by `scale`, and maps `from` to `to`.
    pub(super) fn similarity(scale: f64, angle: f64, from: Point, to: Point) -> Affine {
        let (sin, cos) = (angle.sin() * scale, angle.cos() * scale);
        Affine {
            x: [cos, -sin, to.x - cos * from.x + sin * from.y],
            y: [sin, cos, to.y - sin * from.x - cos * from.y],
        }
    }

    pub(super) fn apply(&self, p: Point) -> Point {
        Point::new(
            self.x[0] * p.x + self.x[1] * p.y + self.x[2],
            self.y[0] * p.x + self.y[1] * p.y + self.y[2],
        )
    }

    /// The map that applies `self`, then `next`.
    pub(super) fn then(&self, next: &Affine) -> Affine {
        let row = |r: [f64; 3]| {
            [
                r[0] * self.x[0] + r[1] * self.y[0],
                r[0] * self.x[1] + r[1] * self.y[1],
                r[0] * self.x[2] + r[1] * self.y[2] + r[2],
            ]
        };
        Affine { x: row(next.x), y: row(next.y) }
    }

    /// Length of the result of one step along x.
    pub(super) fn scale(&self) -> f64 {
        self.x[0].hypot(self.y[0])
    }
}

//! The region of the face in its aligned picture: the convex hull of the landmarks, as OFIQ draws it.
//!
//! OFIQ draws the hull into a square of 224 pixels (`fillConvexPoly` of OpenCV) and enlarges the square without
//! interpolation, so that the region has steps at its edge. They are kept: the values should be OFIQ's.

use std::ops::Range;

use super::{
    align::SIDE,
    landmarks::{Pixel, Points},
};

/// Side of the square in which the hull is drawn.
const DRAWN: i32 = 224;

/// The rows of the region.
pub(super) struct Region {
    /// For each row of the aligned face, the columns inside the region.
    rows: Vec<Range<usize>>,
}

impl Region {
    /// The region of aligned landmarks.
    pub(super) fn of(points: &Points) -> Self {
        let side = |axis: usize| {
            let values = points.iter().map(|p| p[axis]);
            (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (side(0), side(1));
        let (width, height) = (f64::from(right - left) + 1.0, f64::from(bottom - top) + 1.0);
        // The square is as high as the hull and 5 % more at either end. Its sides are truncated one by one.
        let upper = (f64::from(top) - height * 0.05) as i32;
        let lower = (f64::from(top) + height * 1.05) as i32;
        let (tall, centre) = (f64::from(lower - upper), f64::from(left) + width / 2.0);
        let first = (centre - tall / 2.0) as i32;
        let last = (centre + tall / 2.0) as i32;

        let drawn = |value: i32, from: i32| (f64::from(value - from) / tall * f64::from(DRAWN)) as i32;
        let hull: Vec<Pixel> =
            hull(points).into_iter().map(|[x, y]| [drawn(x, first), drawn(y, upper)]).collect();
        let shape = Shape::of(&hull);

        let mut rows = vec![0..0; SIDE];
        let columns = enlarged(last - first);
        for (row, from) in enlarged(lower - upper).enumerate() {
            let target = usize::try_from(upper + row as i32).ok().and_then(|row| rows.get_mut(row));
            let (Some(target), Some(&(leftmost, rightmost))) = (target, shape.rows.get(from)) else {
                continue;
            };
            let inside = |column: &usize| (leftmost..=rightmost).contains(&(*column as i32));
            let (Some(start), Some(end)) =
                (columns.clone().position(|c| inside(&c)), columns.clone().rposition(|c| inside(&c)))
            else {
                continue;
            };
            let column = |at: usize| (first + at as i32).clamp(0, SIDE as i32) as usize;
            *target = column(start)..column(end + 1);
        }
        Self { rows }
    }

    /// For each row that has any, its columns inside the region.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.rows.iter().cloned().enumerate().filter(|(_, columns)| !columns.is_empty())
    }
}

/// For each pixel of a side of `to` pixels, the pixel of the drawn side that it shows.
fn enlarged(to: i32) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + Clone {
    let to = to.max(0) as usize;
    let step = 1.0 / (to as f64 / f64::from(DRAWN));
    (0..to).map(move |at| ((at as f64 * step) as usize).min(DRAWN as usize - 1))
}

/// The corners of the convex hull, in order around it. Points on its sides are no corners.
fn hull(points: &Points) -> Vec<Pixel> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let half = |points: &mut dyn Iterator<Item = &Pixel>| {
        let mut corners: Vec<Pixel> = Vec::new();
        for &p in points {
            while let [.., a, b] = corners.as_slice() {
                let turn = i64::from(b[0] - a[0]) * i64::from(p[1] - b[1])
                    - i64::from(b[1] - a[1]) * i64::from(p[0] - b[0]);
                if turn > 0 {
                    break;
                }
                corners.pop();
            }
            corners.push(p);
        }
        // The last corner is the first one of the other half.
        corners.pop();
        corners
    };
    [half(&mut sorted.iter()), half(&mut sorted.iter().rev())].concat()
}

/// A filled convex polygon: for each row, its first and its last column.
struct Shape {
    rows: Vec<(i32, i32)>,
}

impl Shape {
    /// OpenCV draws the outline with lines of whole pixels, and between the sides in fixed point, which is at some
    /// pixels wider and at others narrower than the outline.
    fn of(corners: &[Pixel]) -> Self {
        let mut shape = Self { rows: vec![(i32::MAX, i32::MIN); DRAWN as usize] };
        for (i, &to) in corners.iter().enumerate() {
            let from = corners[(i + corners.len() - 1) % corners.len()];
            shape.line(within(from, to), within(to, from));
            let (from, to) = if from[1] > to[1] { (to, from) } else { (from, to) };
            let height = i64::from(to[1] - from[1]);
            if height > 0 {
                let step = ((i64::from(to[0] - from[0]) << 17) + height) / (2 * height);
                for row in 0..height {
                    let x = (i64::from(from[0]) << 16) + row * step + (1 << 15);
                    shape.include([(x >> 16) as i32, from[1] + row as i32]);
                }
            }
        }
        shape
    }

    fn include(&mut self, [x, y]: Pixel) {
        if let Some(row) = usize::try_from(y).ok().and_then(|y| self.rows.get_mut(y)) {
            *row = (row.0.min(x), row.1.max(x));
        }
    }

    /// A line from left to right by Bresenham's algorithm.
    fn line(&mut self, one: Pixel, other: Pixel) {
        let (from, to) = if other[0] < one[0] { (other, one) } else { (one, other) };
        let (across, down) = (to[0] - from[0], (to[1] - from[1]).abs());
        let direction = (to[1] - from[1]).signum();
        let (long, short) = (across.max(down), across.min(down));
        let mut error = long - 2 * short;
        let [mut x, mut y] = from;
        for _ in 0..=long {
            self.include([x, y]);
            let both = error < 0;
            error += if both { 2 * (long - short) } else { -2 * short };
            x += i32::from(both || across >= down);
            y += if both || down > across { direction } else { 0 };
        }
    }
}

/// The end of a line, moved along it to the edge of the square if it is at a side of it. Above or below the square no
/// corner can be.
fn within(end: Pixel, other: Pixel) -> Pixel {
    let edge = end[0].clamp(0, DRAWN - 1);
    if edge == end[0] || other[0].clamp(0, DRAWN - 1) == edge && other[0] != edge {
        return end;
    }
    let [x, y] = [other[0] - end[0], other[1] - end[1]].map(f64::from);
    [edge, end[1] + (f64::from(edge - end[0]) * y / x) as i32]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number of pixels, and the sums of their columns and rows.
    fn sums(corners: &[Pixel]) -> (usize, usize, usize) {
        let points: Points = std::array::from_fn(|i| corners[i % corners.len()]);
        let region = Region::of(&points);
        let pixels = region.rows().flat_map(|(y, columns)| columns.map(move |x| (x, y)));
        pixels.fold((0, 0, 0), |(count, xs, ys), (x, y)| (count + 1, xs + x, ys + y))
    }

    #[test]
    fn a_region_has_exactly_the_pixels_that_ofiqpy_fills() {
        let face = [[180, 200], [430, 190], [470, 330], [400, 520], [300, 560], [210, 500], [150, 340]];
        assert_eq!(sums(&face), (90_134, 27_894_795, 31_998_537));
        // Wider than the square into which it is drawn.
        let wide = [[50, 250], [560, 240], [580, 300], [300, 420], [40, 330]];
        assert_eq!(sums(&wide), (31_042, 9_557_822, 10_026_756));
    }

    #[test]
    fn a_region_outside_the_aligned_face_is_empty() {
        assert_eq!(sums(&[[-500, 20], [-300, 20], [-400, 400]]), (0, 0, 0));
    }
}

//! Aligns a face as OFIQ does: a similarity that brings eyes, nose and mouth to fixed places of 616 x 616 pixels.
//!
//! OFIQ calls `estimateAffinePartial2D` (least median of squares) and `warpAffine` of OpenCV 4.5.5. What these return
//! for five points, in their order of trials and their fixed-point arithmetic, is computed here without OpenCV.

use super::{
    super::pixels::Bitmap,
    landmarks::{EYE_CORNERS, MOUTH_CORNERS, NOSE_TIP, Points},
};

/// Side of the aligned face in pixels.
pub(super) const SIDE: usize = 616;

/// Where the eyes, the tip of the nose and the corners of the mouth are in the aligned face.
const PLACES: [[f64; 2]; 5] =
    [[251.0, 272.0], [364.0, 272.0], [308.0, 336.0], [262.0, 402.0], [355.0, 402.0]];

/// The pairs of points that OpenCV tries, in its order: its generator has a fixed seed. Each further try repeats one.
const TRIALS: [(usize, usize); 6] = [(0, 4), (0, 3), (1, 2), (1, 0), (1, 4), (3, 1)];

/// A similarity: x' = a*x - b*y + x0, y' = b*x + a*y + y0.
#[derive(Clone, Copy)]
pub(super) struct Alignment {
    a: f64,
    b: f64,
    x0: f64,
    y0: f64,
}

impl Alignment {
    /// The alignment of a face; `None` if its landmarks coincide.
    pub(super) fn of(points: &Points) -> Option<Self> {
        let [left, right] = EYE_CORNERS.map(|(one, other)| middle(points, one, other));
        let own = |i: usize| points[i].map(f64::from);
        let from = [left, right, own(NOSE_TIP), own(MOUTH_CORNERS.0), own(MOUTH_CORNERS.1)];
        let trials = TRIALS.iter().filter_map(|&(i, k)| {
            let model = Self::fitted([(from[i], PLACES[i]), (from[k], PLACES[k])].into_iter())?;
            let mut errors = model.errors(&from);
            errors.sort_by(f32::total_cmp);
            Some((model, errors[2]))
        });
        let (best, median) = trials.reduce(|best, next| if next.1 < best.1 { next } else { best })?;
        // Points beyond 2.5 standard deviations, which are estimated from the median of five, do not count.
        let sigma = (2.5 * 1.4826 * (1.0 + 5.0 / 3.0) * f64::from(median).sqrt()).max(0.001);
        let limit = (sigma * sigma) as f32;
        let inside = best.errors(&from).into_iter().zip(from.into_iter().zip(PLACES));
        Self::fitted(inside.filter(|(error, _)| *error <= limit).map(|(_, pair)| pair))
    }

    /// The similarity that maps each first point to its second one with the least sum of squared errors.
    fn fitted(pairs: impl Iterator<Item = ([f64; 2], [f64; 2])> + Clone) -> Option<Self> {
        let count = pairs.clone().count() as f64;
        let mean = |sum: [f64; 2]| sum.map(|value| value / count);
        let add = |sum: [f64; 2], p: [f64; 2]| [sum[0] + p[0], sum[1] + p[1]];
        let from = mean(pairs.clone().map(|pair| pair.0).fold([0.0; 2], add));
        let to = mean(pairs.clone().map(|pair| pair.1).fold([0.0; 2], add));
        let (mut a, mut b, mut norm) = (0.0, 0.0, 0.0);
        for (p, q) in pairs {
            let (x, y, u, v) = (p[0] - from[0], p[1] - from[1], q[0] - to[0], q[1] - to[1]);
            a += x * u + y * v;
            b += x * v - y * u;
            norm += x * x + y * y;
        }
        let (a, b) = (a / norm, b / norm);
        let model =
            Self { a, b, x0: to[0] - a * from[0] + b * from[1], y0: to[1] - b * from[0] - a * from[1] };
        (model.x0 + model.y0).is_finite().then_some(model)
    }

    /// Squared distances from the five places, in single precision as OpenCV computes them.
    fn errors(&self, from: &[[f64; 2]; 5]) -> [f32; 5] {
        std::array::from_fn(|i| {
            let [x, y] = self.apply(from[i]);
            let [u, v] = PLACES[i].map(|value| value as f32);
            (x - u) * (x - u) + (y - v) * (y - v)
        })
    }

    /// In single precision, as OpenCV transforms points.
    fn apply(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        let (x, y) = (x as f32, y as f32);
        let (a, b) = (self.a as f32, self.b as f32);
        [a * x - b * y + self.x0 as f32, b * x + a * y + self.y0 as f32]
    }

    /// The landmarks in whole pixels of the aligned face; `None` if one is more than the face's side outside, where no
    /// point of a face can be.
    pub(super) fn aligned(&self, points: &Points) -> Option<Points> {
        const OUTERMOST: std::ops::Range<i32> = -(SIDE as i32)..2 * SIDE as i32;
        let aligned = points.map(|p| self.apply(p.map(f64::from)).map(|value| value.round() as i32));
        aligned.as_flattened().iter().all(|value| OUTERMOST.contains(value)).then_some(aligned)
    }

    /// The way back, to read the picture's pixels.
    pub(super) fn reader<'a>(&self, bitmap: &'a Bitmap, origin: (usize, usize)) -> Reader<'a> {
        let scale = 1.0 / (self.a * self.a + self.b * self.b);
        let (a, b) = (self.a * scale, self.b * scale);
        let x0 = -a * self.x0 - b * self.y0;
        let y0 = b * self.x0 - a * self.y0;
        Reader { bitmap, origin: [origin.0 as i64, origin.1 as i64], a, b, x0, y0 }
    }
}

/// The middle of two landmarks, rounded to whole pixels.
pub(super) fn middle(points: &Points, one: usize, other: usize) -> [f64; 2] {
    std::array::from_fn(|axis| {
        ((f64::from(points[one][axis]) + f64::from(points[other][axis])) / 2.0).round()
    })
}

/// Reads a picture at the pixels of the aligned face.
pub(super) struct Reader<'a> {
    bitmap: &'a Bitmap,
    /// Column and row of the picture at which the bitmap begins.
    origin: [i64; 2],
    a: f64,
    b: f64,
    x0: f64,
    y0: f64,
}

impl Reader<'_> {
    /// The colour at a pixel, linear between four of the picture; black outside.
    pub(super) fn at(&self, x: usize, y: usize) -> [u8; 3] {
        // OpenCV rounds the parts of a row and of a column to 1/1024 of a pixel, and their sum to 1/32.
        let fixed = |value: f64| (value.clamp(-1e9, 1e9) * 1024.0).round_ties_even() as i64;
        let (x, y) = (x as f64, y as f64);
        let column = (fixed(self.b * y + self.x0) + 16 + fixed(self.a * x)) >> 5;
        let row = (fixed(self.a * y + self.y0) + 16 + fixed(-self.b * x)) >> 5;
        let (left, top) = ((column >> 5) - self.origin[0], (row >> 5) - self.origin[1]);
        let (right_share, lower_share) = ((column & 31) as u32, (row & 31) as u32);
        let [one, two] = [top, top + 1].map(|row| [self.pixel(left, row), self.pixel(left + 1, row)]);
        std::array::from_fn(|k| {
            let across =
                |p: [[u8; 3]; 2]| u32::from(p[0][k]) * (32 - right_share) + u32::from(p[1][k]) * right_share;
            ((across(one) * (32 - lower_share) + across(two) * lower_share + (1 << 9)) >> 10) as u8
        })
    }

    fn pixel(&self, x: i64, y: i64) -> [u8; 3] {
        let (width, height) = (self.bitmap.width as i64, self.bitmap.height as i64);
        if !(0..width).contains(&x) || !(0..height).contains(&y) {
            return [0; 3];
        }
        let at = (y * width + x) as usize * 3;
        [self.bitmap.rgb[at], self.bitmap.rgb[at + 1], self.bitmap.rgb[at + 2]]
    }
}

#[cfg(test)]
mod tests {
    use super::{super::landmarks::Pixel, *};

    /// Landmarks whose eyes, nose and mouth are at these places.
    fn points([left, right, nose, left_mouth, right_mouth]: [Pixel; 5]) -> Points {
        let mut points = [[0; 2]; 98];
        for (place, (one, other)) in [left, right].into_iter().zip(EYE_CORNERS) {
            (points[one], points[other]) = (place, place);
        }
        (points[NOSE_TIP], points[MOUTH_CORNERS.0], points[MOUTH_CORNERS.1]) =
            (nose, left_mouth, right_mouth);
        points
    }

    #[test]
    fn the_alignment_is_that_of_opencv() {
        // By `estimateAffinePartial2D` of OpenCV 4.5.5. In each case other points do not count, or another trial decides.
        for (places, expected) in [
            (
                [[228, 259], [369, 278], [330, 327], [228, 428], [366, 370]],
                [1.405_212_4, 0.066_988_4, -134.745_817_2, -143.808_236_8],
            ),
            (
                [[218, 244], [383, 246], [301, 344], [231, 440], [371, 442]],
                [0.665_860_9, -0.011_616_8, 103.123_299_1, 111.551_707_3],
            ),
            (
                [[230, 254], [371, 255], [302, 336], [243, 420], [360, 419]],
                [0.789_830_7, -0.003_991_9, 68.459_420_8, 71.965_704_8],
            ),
            (
                [[270, 281], [329, 281], [300, 315], [276, 350], [324, 348]],
                [1.897_474_9, 0.010_367_7, -257.952_953_6, -264.595_935_9],
            ),
            (
                [[242, 260], [360, 258], [304, 324], [235, 407], [362, 409]],
                [0.886_940_8, 0.022_283_7, 45.309_013_1, 36.045_332_4],
            ),
        ] {
            let Alignment { a, b, x0, y0 } = Alignment::of(&points(places)).expect("it is a face");
            for (ours, theirs) in [a, b, x0, y0].into_iter().zip(expected) {
                assert!((ours - theirs).abs() < 1e-6, "{places:?}: {ours} instead of {theirs}");
            }
        }
    }

    #[test]
    fn landmarks_in_one_place_have_no_alignment() {
        assert!(Alignment::of(&[[7, 7]; 98]).is_none());
    }
}

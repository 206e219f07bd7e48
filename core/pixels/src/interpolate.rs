//! Linear interpolation between the pixels of a picture, for a result at any angle and scale.

use crate::planes::{Bgra, Grey, LANE, Planes, Rgb, Source, Texels, Yuv, lanes};

/// Pixels outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// Black, as in the mesh's training data.
    Black,
    /// The nearest pixel, so that there is no edge that the sharpness measurement could mistake for detail.
    Nearest,
}

/// Fractional bits of a coordinate. A result of 8,192 pixels in a row is off by less than a hundredth of a pixel.
const FRACTION: u32 = 20;
/// Bits of a weight.
const WEIGHT: u32 = 6;
/// Half a unit of a sum in each lane, for rounding.
const HALF: u64 = lanes([1; 3]) << (2 * WEIGHT - 1);
/// Coordinates beyond this are far outside every picture.
const FARTHEST: f64 = (1u64 << 30) as f64;
/// A longer step in a row of the result leaves every picture.
const LONGEST_STEP: f64 = (1u64 << 17) as f64;

/// Interpolates at the middle of every pixel of a result with rows of `width` pixels, which fill `rgb`. Weights are in
/// 1/64.
///
/// A point (x, y) of the result is at `map[0]` * (x, y, 1), `map[1]` * (x, y, 1) of the source, which has `w` x `h`
/// pixels; the middle of the first pixel is (0.5, 0.5).
#[inline(never)]
pub fn interpolate(
    source: Source<'_>,
    size: (usize, usize),
    map: [[f64; 3]; 2],
    (width, outside): (usize, Outside),
    rgb: &mut [u8],
) {
    let form = (width, outside);
    match source {
        Source::Rgb(bytes) => from(Rgb::<3>::new(bytes, size.0), size, map, form, rgb),
        Source::Rgbx(bytes) => from(Rgb::<4>::new(bytes, size.0), size, map, form, rgb),
        Source::Frame(Planes::Bgra(pixels)) => from(Bgra(pixels), size, map, form, rgb),
        Source::Frame(Planes::Yuv { luma, chroma: None }) => from(Grey(luma), size, map, form, rgb),
        Source::Frame(Planes::Yuv { luma, chroma: Some(chroma) }) => {
            from(Yuv { luma, chroma }, size, map, form, rgb);
        }
    }
}

fn from<T: Texels>(
    source: T,
    (w, h): (usize, usize),
    map: [[f64; 3]; 2],
    (width, outside): (usize, Outside),
    rgb: &mut [u8],
) {
    let (last_x, last_y) = (w as i64 - 1, h as i64 - 1);
    let texel = |x: i64, y: i64| -> u64 {
        if outside == Outside::Black && (x < 0 || y < 0 || x > last_x || y > last_y) {
            return T::BLACK;
        }
        source.texel(x.clamp(0, last_x) as usize, y.clamp(0, last_y) as usize)
    };
    let (step_x, step_y) = (fixed(map[0][0], LONGEST_STEP), fixed(map[1][0], LONGEST_STEP));
    for (row, pixels) in rgb.chunks_exact_mut(width.max(1) * 3).enumerate() {
        // Relative to the middle of the first pixel.
        let [mut x, mut y] =
            map.map(|[x, y, at]| fixed(x * 0.5 + y * (row as f64 + 0.5) + at - 0.5, FARTHEST));
        let pixels = pixels.as_chunks_mut::<3>().0;
        for out in &mut *pixels {
            let (left, top) = (x >> FRACTION, y >> FRACTION);
            let (fx, fy) = (fraction(x), fraction(y));
            // As unsigned numbers, negative ones are too large.
            let inside = (left as u64) < last_x as u64 && (top as u64) < last_y as u64;
            let four = if inside {
                source.four(left as usize, top as usize)
            } else {
                [texel(left, top), texel(left + 1, top), texel(left, top + 1), texel(left + 1, top + 1)]
            };
            *out = blend(four, fx, fy);
            (x, y) = (x + step_x, y + step_y);
        }
        // After the row, because both together need more registers than there are.
        pixels.iter_mut().for_each(|components| *components = T::rgb(*components));
    }
}

/// A coordinate in fixed point; 0 if it is not a number.
fn fixed(coordinate: f64, limit: f64) -> i64 {
    (coordinate.clamp(-limit, limit) * f64::from(1u32 << FRACTION)).round() as i64
}

/// The distance of a coordinate from the pixel before it, in 1/64.
#[inline(always)]
fn fraction(coordinate: i64) -> u64 {
    (coordinate >> (FRACTION - WEIGHT)) as u64 & ((1 << WEIGHT) - 1)
}

#[inline(always)]
fn blend([a, b, c, d]: [u64; 4], fx: u64, fy: u64) -> [u8; 3] {
    // a * (1 - f) + b * f with one multiplication. The difference of two numbers of lanes is no number of lanes, but
    // the result is.
    let between = |a: u64, b: u64, f: u64| (a << WEIGHT).wrapping_add(b.wrapping_sub(a).wrapping_mul(f));
    let (upper, lower) = (between(a, b, fx), between(c, d, fx));
    let sum = (between(upper, lower, fy) + HALF) >> (2 * WEIGHT);
    [sum as u8, (sum >> LANE) as u8, (sum >> (2 * LANE)) as u8]
}

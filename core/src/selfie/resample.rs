//! Linear interpolation and Gaussian blur with the arithmetic of OpenCV 4.11, for models that were trained with it.
//!
//! The results equal OpenCV's (`warpAffine` and `GaussianBlur` of 8-bit pictures) bit by bit: it works with integers.

use zeroize::Zeroizing;

use super::{geometry::Affine, pixels::Bitmap};

/// Bits of a coordinate's fraction, before and after it is rounded.
const FINE_BITS: u32 = 10;
const COARSE_BITS: u32 = 5;
const COARSE: i64 = 1 << COARSE_BITS;

/// Interpolates `SIDE` x `SIDE` pixels. `map` maps them to the source; whole numbers are the middles of pixels. Beyond
/// the edge the nearest pixel is repeated.
pub(super) fn warped<const SIDE: usize>(source: &Bitmap, map: &Affine) -> Bitmap {
    let mut rgb = source.rgb.home().zeroed(SIDE * SIDE * 3);
    let (w, h, pixels) = (source.width, source.height, source.rgb.as_chunks::<3>().0);
    let (last_x, last_y) = (w as i64 - 1, h as i64 - 1);
    let across: [[i64; 2]; SIDE] =
        std::array::from_fn(|x| [fixed(map.x[0] * x as f64), fixed(map.y[0] * x as f64)]);
    let half = 1 << (FINE_BITS - COARSE_BITS - 1);
    for (y, row) in rgb.chunks_exact_mut(SIDE * 3).enumerate() {
        let start_x = fixed(map.x[1] * y as f64 + map.x[2]) + half;
        let start_y = fixed(map.y[1] * y as f64 + map.y[2]) + half;
        for (out, [x, y]) in row.as_chunks_mut::<3>().0.iter_mut().zip(&across) {
            let x = (start_x + x) >> (FINE_BITS - COARSE_BITS);
            let y = (start_y + y) >> (FINE_BITS - COARSE_BITS);
            let (fx, fy) = ((x & (COARSE - 1)) as u64, (y & (COARSE - 1)) as u64);
            let (left, top) = (x >> COARSE_BITS, y >> COARSE_BITS);
            let four = if left >= 0 && top >= 0 && left < last_x && top < last_y {
                let at = top as usize * w + left as usize;
                let (upper, lower) = (&pixels[at..at + 2], &pixels[at + w..at + w + 2]);
                [upper[0], upper[1], lower[0], lower[1]]
            } else {
                let pixel =
                    |x: i64, y: i64| pixels[y.clamp(0, last_y) as usize * w + x.clamp(0, last_x) as usize];
                [pixel(left, top), pixel(left + 1, top), pixel(left, top + 1), pixel(left + 1, top + 1)]
            };
            let [a, b, c, d] = [lanes(four[0]), lanes(four[1]), lanes(four[2]), lanes(four[3])];
            let (upper, lower) = (a * (32 - fx) + b * fx, c * (32 - fx) + d * fx);
            let sum = upper * (32 - fy) + lower * fy + lanes([1; 3]) * (1 << 9);
            let sum = sum >> (2 * COARSE_BITS);
            *out = [sum as u8, (sum >> LANE) as u8, (sum >> (2 * LANE)) as u8];
        }
    }
    Bitmap { width: SIDE, height: SIDE, rgb }
}

/// Bits of a channel in a number that has all three: its sums are below 2^18.
const LANE: u32 = 21;

/// Three channels in one number, so that one multiplication weights all of them.
#[inline(always)]
fn lanes([r, g, b]: [u8; 3]) -> u64 {
    u64::from(r) | u64::from(g) << LANE | u64::from(b) << (2 * LANE)
}

/// A coordinate in units of 1 / 2^[`FINE_BITS`]. One beyond all pictures is limited, so that sums do not overflow.
fn fixed(coordinate: f64) -> i64 {
    (coordinate * f64::from(1 << FINE_BITS)).clamp(-1e15, 1e15).round_ties_even() as i64
}

/// How many pixels a blur of this deviation reads on each side.
pub(super) fn radius(deviation: f64) -> usize {
    ((deviation * 6.0 + 1.0).round_ties_even() as usize | 1) / 2
}

/// Blurs with a Gaussian of this deviation in pixels. Beyond the edge the picture is mirrored around its last pixel.
pub(super) fn blurred(source: &Bitmap, deviation: f64) -> Bitmap {
    let kernel = kernel(deviation);
    let (width, height, reach) = (source.width, source.height, kernel.len() - 1);
    let mut rgb = source.rgb.home().zeroed(source.rgb.len());
    let mut padded = Zeroizing::new(vec![0; width + 2 * reach]);
    // The rows that one row of the result reads, blurred across: row y at y modulo their number.
    let count = 2 * reach + 1;
    let mut rows = Zeroizing::new(vec![[0; 2]; count * width]);
    let mut sums = Zeroizing::new(vec![[0; 2]; width]);
    let mut next = 0;
    for (y, out) in rgb.chunks_exact_mut(width * 3).enumerate() {
        while next < height && next <= y + reach {
            pad(&source.rgb.as_chunks().0[next * width..][..width], &mut padded);
            blur_across(&padded, &kernel, &mut rows[next % count * width..][..width]);
            next += 1;
        }
        let row = |y: i64| &rows[mirrored(y, height) % count * width..][..width];
        let y = y as i64;
        for (sum, middle) in sums.iter_mut().zip(row(y)) {
            *sum = [middle[0] * kernel[0] + (1 << 15 | 1 << 47), middle[1] * kernel[0] + (1 << 15)];
        }
        for (distance, weight) in (1..).zip(&kernel[1..]) {
            for ((sum, above), below) in sums.iter_mut().zip(row(y - distance)).zip(row(y + distance)) {
                sum[0] += (above[0] + below[0]) * weight;
                sum[1] += (above[1] + below[1]) * weight;
            }
        }
        for (out, sum) in out.as_chunks_mut().0.iter_mut().zip(sums.iter()) {
            *out = [(sum[0] >> 16) as u8, (sum[1] >> 16) as u8, (sum[0] >> 48) as u8];
        }
    }
    Bitmap { width, height, rgb }
}

/// Blurs a padded row of [`lanes`]. The result is in 1/256: red and, 32 bits higher, blue; then green.
fn blur_across(padded: &[u64], kernel: &[u64], out: &mut [[u64; 2]]) {
    let reach = kernel.len() - 1;
    for (out, around) in out.iter_mut().zip(padded.windows(2 * reach + 1)) {
        // The sum of all weights is 256, so that a value has at most 16 bits.
        let mut sum = around[reach] * kernel[0];
        for distance in 1..=reach {
            sum += (around[reach - distance] + around[reach + distance]) * kernel[distance];
        }
        *out = [sum & 0xffff | sum >> (2 * LANE) << 32, sum >> LANE & 0xffff];
    }
}

/// The weights of a Gaussian in 1/256, the middle one first: from the outside each is rounded, and its error is added
/// to the next one.
fn kernel(deviation: f64) -> Vec<u64> {
    let reach = radius(deviation);
    let weight = |distance: usize| (-0.5 * (distance as f64 / deviation).powi(2)).exp();
    let outer: f64 = (1..=reach).map(weight).sum();
    let unit = 256.0 / (2.0 * outer + 1.0);
    let mut kernel = vec![0; reach + 1];
    let (mut error, mut sum) = (0.0, 0);
    for distance in (1..=reach).rev() {
        let exact = weight(distance) * unit + error;
        let rounded = exact.round_ties_even();
        error = exact - rounded;
        kernel[distance] = rounded as u64;
        sum += rounded as u64;
    }
    kernel[0] = 256 - 2 * sum;
    kernel
}

/// Fills `padded` with the [`lanes`] of a row and, on both sides, of as many mirrored pixels as there is room for.
fn pad(row: &[[u8; 3]], padded: &mut [u64]) {
    let reach = (padded.len() - row.len()) / 2;
    for (padded, pixel) in padded[reach..].iter_mut().zip(row) {
        *padded = lanes(*pixel);
    }
    for i in 0..reach {
        let right = row.len() + i;
        padded[i] = lanes(row[mirrored(i as i64 - reach as i64, row.len())]);
        padded[reach + right] = lanes(row[mirrored(right as i64, row.len())]);
    }
}

/// The pixel that is seen at this place if edges are mirrors: 2 1 | 0 1 2.
fn mirrored(mut at: i64, length: usize) -> usize {
    let last = length as i64 - 1;
    if last == 0 {
        return 0;
    }
    while at < 0 || at > last {
        at = if at < 0 { -at } else { 2 * last - at };
    }
    at as usize
}

#[cfg(test)]
mod tests {
    use super::super::buffers::Pixels;
    use super::*;

    #[test]
    fn the_weights_of_a_blur_are_those_of_opencv() {
        assert_eq!(kernel(0.71), [144, 53, 3]);
        assert_eq!(kernel(0.9), [114, 61, 10, 0]);
        assert_eq!(kernel(1.3), [78, 59, 24, 5, 1]);
    }

    #[test]
    fn edges_are_mirrors_however_short_the_picture_is() {
        let seen = |length| std::array::from_fn(|i| mirrored(i as i64 - 5, length));
        assert_eq!(seen(4), [1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1]);
        assert_eq!(seen(1), [0; 13]);
    }

    /// A picture without symmetry, of 40 x 30 pixels.
    fn picture() -> Bitmap {
        let value = |i: usize| {
            let (x, y, channel) = (i / 3 % 40, i / 120, i % 3);
            (x * x * 3 + y * y * 5 + x * y * 7 + channel * 29) as u8
        };
        Bitmap { width: 40, height: 30, rgb: Pixels::from_vec((0..40 * 30 * 3).map(value).collect()) }
    }

    fn pixel(bitmap: &Bitmap, (x, y): (usize, usize)) -> [u8; 3] {
        bitmap.rgb.as_chunks().0[y * bitmap.width + x]
    }

    /// FNV-1a of all bytes.
    fn digest(bitmap: &Bitmap) -> u64 {
        let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        bitmap.rgb.iter().fold(0xcbf2_9ce4_8422_2325, step)
    }

    #[test]
    fn a_blur_has_every_pixel_of_opencv() {
        // cv2.GaussianBlur(picture, (0, 0), 1.1)
        let blurred = blurred(&picture(), 1.1);
        let seen = [(0, 0), (39, 0), (20, 15), (3, 29)].map(|at| pixel(&blurred, at));
        assert_eq!(seen, [[14, 43, 72], [174, 54, 50], [94, 113, 137], [158, 121, 128]]);
        assert_eq!(digest(&blurred), 0xa5f9_2617_f08d_9f14);
    }

    #[test]
    fn a_warp_has_every_pixel_of_opencv_inside_and_outside_the_picture() {
        // cv2.warpAffine(picture, map, (32, 32), flags=INTER_LINEAR | WARP_INVERSE_MAP, borderMode=BORDER_REPLICATE)
        let map = Affine { x: [1.3, -0.4, -5.3], y: [0.4, 1.3, -9.7] };
        let warped = warped::<32>(&picture(), &map);
        let seen = [(0, 0), (31, 0), (20, 15), (16, 18)].map(|at| pixel(&warped, at));
        assert_eq!(seen, [[0, 29, 58], [99, 128, 157], [98, 127, 156], [220, 73, 102]]);
        assert_eq!(digest(&warped), 0x3ebb_683b_1b15_a5f5);
    }
}

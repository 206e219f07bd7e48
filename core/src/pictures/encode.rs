//! Writes a JPEG of bounded size without metadata.

use std::io::Write;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zeroize::Zeroizing;

use super::pixels::Bitmap;

/// Range of JPEG quality; below the minimum, blocks become visible on skin and around print.
const QUALITY: std::ops::RangeInclusive<u8> = 40..=92;

/// More than the bytes of a file beside its pixels, of which the tables are 600.
const TABLES: usize = 1024;
/// A file of at least this share of the allowed size is good enough: one more step of quality adds about 3 %.
const CLOSE: f64 = 0.96;
/// Increase of the logarithm of the size per step of quality, with which the first quality below the highest is guessed.
/// Four portraits had 0.02 to 0.03 between 70 and 92.
const SLOPE: f64 = 0.03;

/// A file of at most `max_bytes` and nearly the best quality at which it has no more; `None` if even the lowest quality
/// has more.
///
/// Interpolation search: the logarithm of the size is nearly linear in quality, so it encodes about three files where
/// bisection encodes seven.
pub(crate) fn encode_within(bitmap: &Bitmap, max_bytes: usize) -> Option<(Zeroizing<Vec<u8>>, u8)> {
    let (mut low, mut high) = (*QUALITY.start(), *QUALITY.end());
    let mut best: Option<(Zeroizing<Vec<u8>>, u8)> = None;
    let mut too_large = match encode(bitmap, high, max_bytes)? {
        Ok(jpeg) => return Some((jpeg, high)),
        Err(size) => size,
    };
    let ln = |size: usize| (size.max(1) as f64).ln();
    // `high` does not fit. `best` is the file of quality `low`, as soon as one that fits is found.
    loop {
        let quality = match &best {
            None if high == low => return None,
            None => {
                let guess = f64::from(high) - (ln(too_large) - ln(max_bytes)) / SLOPE;
                (guess.max(0.0) as u8).clamp(low, high - 1)
            }
            Some((jpeg, _)) if high - low <= 1 || jpeg.len() as f64 >= CLOSE * max_bytes as f64 => {
                return best;
            }
            Some((jpeg, _)) => {
                let share = (ln(max_bytes) - ln(jpeg.len())) / (ln(too_large) - ln(jpeg.len())).max(1e-9);
                let guess = f64::from(low) + share * f64::from(high - low);
                (guess as u8).clamp(low + 1, high - 1)
            }
        };
        match encode(bitmap, quality, max_bytes)? {
            Ok(jpeg) => (low, best) = (quality, Some((jpeg, quality))),
            Err(size) => (high, too_large) = (quality, size),
        }
    }
}

/// The file, or its size if it is too large; `None` if the encoder cannot encode the picture.
pub(crate) fn encode(
    bitmap: &Bitmap,
    quality: u8,
    max_bytes: usize,
) -> Option<Result<Zeroizing<Vec<u8>>, usize>> {
    // At these qualities no file is larger than its pixels and tables: that limits the reservation for any `max_bytes`.
    let max_bytes = max_bytes.min(bitmap.rgb.len() + TABLES);
    let mut jpeg = Bounded { bytes: Zeroizing::new(Vec::with_capacity(max_bytes)), max_bytes, written: 0 };
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let (width, height) = (u16::try_from(bitmap.width).ok()?, u16::try_from(bitmap.height).ok()?);
    encoder.encode(&bitmap.rgb, width, height, ColorType::Rgb).ok()?;
    Some(if jpeg.written <= max_bytes { Ok(jpeg.bytes) } else { Err(jpeg.written) })
}

/// A buffer that never grows beyond its bound, so that no reallocation leaves a copy behind. It counts all bytes
/// written.
struct Bounded {
    bytes: Zeroizing<Vec<u8>>,
    max_bytes: usize,
    written: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.written += bytes.len();
        if self.written <= self.max_bytes {
            self.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::pictures::buffers::Buffers;

    /// Detail that costs bytes: a coarse pattern with a fine one above it.
    fn patterned() -> Bitmap {
        let (width, height) = (360, 480);
        let mut rgb = Buffers::default().zeroed(width * height * 3);
        for (at, value) in rgb.iter_mut().enumerate() {
            let (x, y) = (at / 3 % width, at / 3 / width);
            *value = ((x * 7 + y * 3) % 251 / 2 + (x ^ y) % 64) as u8;
        }
        Bitmap { width, height, rgb }
    }

    #[test]
    fn a_file_has_nearly_the_allowed_size_or_the_best_quality() {
        let bitmap = patterned();
        let sizes = [92, 40].map(|quality| encode(&bitmap, quality, usize::MAX).unwrap().unwrap().len());
        let [largest, smallest] = sizes;
        for max_bytes in (smallest..largest).step_by((largest - smallest) / 9) {
            let (jpeg, quality) = encode_within(&bitmap, max_bytes).unwrap();
            let next = encode(&bitmap, quality + 1, usize::MAX).unwrap().unwrap().len();
            assert!(jpeg.len() <= max_bytes, "{} of {max_bytes}", jpeg.len());
            assert!(jpeg.len() * 100 >= max_bytes * 96 || next > max_bytes, "{} of {max_bytes}", jpeg.len());
        }
        assert_eq!(encode_within(&bitmap, largest).unwrap().1, 92);
        assert!(encode_within(&bitmap, smallest - 1).is_none());
    }
}

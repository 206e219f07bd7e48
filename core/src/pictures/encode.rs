//! Writes a JPEG of bounded size without metadata.

use std::io::Write;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zeroize::Zeroizing;

use super::pixels::Bitmap;

/// Range of JPEG quality; below the minimum, blocks become visible on skin and around print.
const QUALITY: std::ops::RangeInclusive<u8> = 40..=92;

/// More than the bytes of a file beside its pixels, of which the tables are 600.
const TABLES: usize = 1024;

/// The file with the best quality that has at most `max_bytes`; `None` if even the lowest quality has more.
///
/// Interpolation search: the logarithm of the size is nearly linear in quality, so it encodes about five files where
/// bisection encodes seven.
pub(crate) fn encode_within(bitmap: &Bitmap, max_bytes: usize) -> Option<(Zeroizing<Vec<u8>>, u8)> {
    let (mut low, mut high) = (*QUALITY.start(), *QUALITY.end());
    let mut best = None;
    let mut too_large = match encode(bitmap, high, max_bytes)? {
        Ok(jpeg) => return Some((jpeg, high)),
        Err(size) => size,
    };
    // `high` does not fit. `best` is the file of quality `low`, as soon as one that fits is found.
    let mut quality = low + (high - low) / 2;
    while quality < high {
        match encode(bitmap, quality, max_bytes)? {
            Ok(jpeg) => (low, best) = (quality, Some((jpeg, quality))),
            Err(size) => (high, too_large) = (quality, size),
        }
        quality = match &best {
            None if high == low => return None,
            None => low + (high - low) / 2,
            Some(_) if high - low <= 1 => break,
            Some((jpeg, _)) => {
                let ln = |size: usize| (size.max(1) as f64).ln();
                let share = (ln(max_bytes) - ln(jpeg.len())) / (ln(too_large) - ln(jpeg.len())).max(1e-9);
                let guess = f64::from(low) + share * f64::from(high - low);
                (guess as u8).clamp(low + 1, high - 1)
            }
        };
    }
    best
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

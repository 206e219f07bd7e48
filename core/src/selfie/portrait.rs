//! The portrait: from a photograph to the small JPEG that goes to the service.
//!
//! Promises: the frame always lies inside the photograph; the file has at most the bytes asked for; it carries pixels and
//! nothing else (no EXIF, place, time, profile, comment), in the colours of sRGB; enlarging is reported, never silent.

use std::io::Write;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zeroize::Zeroizing;

use super::assess::{Verdict, assess};
use super::framing::{PortraitSpec, frame_angle, framing, step};
use super::guidance::{Guidance, Source};
use super::models::{ModelError, Models};
use super::picture::Outside;
use super::pixels::Bitmap;
use super::still::{StillError, read_still};

/// JPEG quality is searched between these; below the lower one skin breaks into blocks.
const QUALITY: std::ops::RangeInclusive<u8> = 40..=92;
/// If the lowest quality is still too large, both sides shrink by this, down to a width of `MIN_WIDTH`.
const SHRINK: f64 = 0.85;
const MIN_WIDTH: usize = 240;

/// A finished portrait.
pub struct Portrait {
    /// The file: JFIF and nothing beside it. Wiped when dropped.
    pub jpeg: Zeroizing<Vec<u8>>,
    /// How it was made.
    pub report: PortraitReport,
}

impl std::fmt::Debug for Portrait {
    /// The report only: a portrait does not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portrait").field("report", &self.report).finish_non_exhaustive()
    }
}

/// How a portrait was made.
#[derive(Debug, Clone, PartialEq)]
pub struct PortraitReport {
    /// Width in pixels; less than asked for if quality alone could not meet the size.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// JPEG quality, 40..=92.
    pub quality: u8,
    /// Pixels of the portrait per pixel of the photograph; above 1 it was enlarged and holds less detail than its size.
    pub scale: f32,
    /// Pixels between the eyes in the portrait.
    pub eye_distance: f32,
    /// Degrees by which the eye line is still turned, clockwise: 0 unless levelling it would have left the photograph.
    pub roll: f32,
    /// What the photograph was like.
    pub verdict: Verdict,
}

impl PortraitReport {
    /// Whether the portrait was enlarged.
    pub fn enlarged(&self) -> bool {
        self.scale > 1.0
    }
}

/// Why there is no portrait.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortraitError {
    /// The photograph cannot be read.
    #[error(transparent)]
    Still(#[from] StillError),
    /// The photograph will not do: show these codes and take another one. Never empty.
    #[error("the photograph will not do: take it again following its guidance codes")]
    Retake(Vec<Guidance>),
    /// Even a small portrait of the lowest quality has more bytes than asked for.
    #[error("no portrait fits into {max_bytes} bytes: ask for more")]
    TooFewBytes {
        /// Bytes as asked for.
        max_bytes: usize,
    },
    /// The size asked for is not one of a portrait.
    #[error("a portrait has sides from 240 to 2048 pixels: ask for one")]
    Size,
    /// The face models are unusable.
    #[error(transparent)]
    Models(#[from] ModelError),
}

/// Makes the portrait of the one face of a photograph.
pub(super) fn make(models: &Models, bytes: &[u8], spec: &PortraitSpec) -> Result<Portrait, PortraitError> {
    let sides = MIN_WIDTH..=2048;
    if !sides.contains(&spec.width) || !sides.contains(&spec.height) {
        return Err(PortraitError::Size);
    }
    let mut picture = read_still(bytes)?;
    let (verdict, landmarks) = assess(models, &mut picture, Source::Still)?;
    let Some(landmarks) = landmarks.filter(|_| verdict.codes.is_empty()) else {
        return Err(PortraitError::Retake(verdict.codes));
    };
    let Some(angle) = frame_angle(&picture, &landmarks, spec) else {
        // Only a spec of another shape than the one that was assessed comes here.
        return Err(PortraitError::Retake(vec![Guidance::MoveCloser]));
    };
    let (mut width, mut height) = (spec.width, spec.height);
    while width >= MIN_WIDTH {
        let map = framing(&landmarks, angle, width, height);
        let bitmap = picture.cut(&map, width, height, Outside::Nearest);
        if let Some((jpeg, quality)) = encode_within(&bitmap, spec.max_bytes) {
            let scale = 1.0 / step(&landmarks, height);
            let eye_distance = landmarks.right_eye().distance(landmarks.left_eye()) * scale;
            let (scale, eye_distance) = (scale as f32, eye_distance as f32);
            let roll = (landmarks.roll() - angle).to_degrees() as f32;
            let report = PortraitReport { width, height, quality, scale, eye_distance, roll, verdict };
            return Ok(Portrait { jpeg, report });
        }
        width = (width as f64 * SHRINK) as usize;
        height = (height as f64 * SHRINK) as usize;
    }
    Err(PortraitError::TooFewBytes { max_bytes: spec.max_bytes })
}

/// The best quality whose file has at most `max_bytes`; `None` if not even the lowest has.
///
/// Interpolation search: the logarithm of the size is nearly linear in quality, so about five files are written where
/// halving takes seven.
fn encode_within(bitmap: &Bitmap, max_bytes: usize) -> Option<(Zeroizing<Vec<u8>>, u8)> {
    let (mut low, mut high) = (*QUALITY.start(), *QUALITY.end());
    let mut best = None;
    let mut too_large = match encode(bitmap, high, max_bytes)? {
        Ok(jpeg) => return Some((jpeg, high)),
        Err(size) => size,
    };
    // `high` does not fit; `best` is the file of `low`, once one is found that does.
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

/// The file, or its size if it is too large; `None` if the encoder cannot take the picture at all.
fn encode(bitmap: &Bitmap, quality: u8, max_bytes: usize) -> Option<Result<Zeroizing<Vec<u8>>, usize>> {
    // No file is larger than its pixels at these qualities: a bound for the reservation, whatever was asked for.
    let max_bytes = max_bytes.min(bitmap.rgb.len());
    let mut jpeg = Bounded { bytes: Zeroizing::new(Vec::with_capacity(max_bytes)), max_bytes, written: 0 };
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let (width, height) = (u16::try_from(bitmap.width).ok()?, u16::try_from(bitmap.height).ok()?);
    encoder.encode(&bitmap.rgb, width, height, ColorType::Rgb).ok()?;
    Some(if jpeg.written <= max_bytes { Ok(jpeg.bytes) } else { Err(jpeg.written) })
}

/// A buffer that never grows past its bound, so that no reallocation leaves a copy behind, but counts what it was given.
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

//! Makes the portrait, the small JPEG for the service, from a photograph or a camera frame.
//!
//! Promises: the frame always lies inside the photograph. The file has at most the requested size and no metadata (no
//! EXIF, place, time, profile, comment). Its colours are sRGB. The report states whether the portrait was enlarged. The
//! same input gives the same bytes in every run of the same build.

use image::metadata::Orientation;
use zeroize::Zeroizing;

use super::{
    assess::{Verdict, assess},
    buffers::Buffers,
    encode::{encode, encode_within},
    frame::Frame,
    framing::{PortraitSpec, frame_angle, framing, step},
    guidance::{Guidance, Source},
    models::{ModelError, Models},
    picture::{Outside, Picture},
    pixels::Bitmap,
    quality::{self, FaceQuality},
    still::{StillError, read_still},
};

/// If the file is too large at the lowest quality, both sides are scaled by this factor, down to a width of
/// `MIN_WIDTH`.
const SHRINK: f64 = 0.85;
const MIN_WIDTH: usize = 240;

/// Width of a preview: a phone's screen shows the review no larger.
const PREVIEW_WIDTH: usize = 360;
const PREVIEW_QUALITY: u8 = 85;

/// A finished portrait.
pub struct Portrait {
    /// The file: JFIF without metadata. Wiped when dropped.
    pub jpeg: Zeroizing<Vec<u8>>,
    /// The same picture at 360 x 480 pixels, for the person to look at. Wiped when dropped.
    pub preview: Zeroizing<Vec<u8>>,
    /// Report on how it was made.
    pub report: PortraitReport,
}

impl Portrait {
    /// Names of the advice that the photograph did not follow, for the officer.
    pub fn advice(&self) -> Vec<&'static str> {
        self.report.verdict.codes.iter().map(|code| code.code()).collect()
    }
}

impl std::fmt::Debug for Portrait {
    /// Only the report: a log must not contain a portrait.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portrait").field("report", &self.report).finish_non_exhaustive()
    }
}

/// How a portrait was made.
#[derive(Debug, Clone, PartialEq)]
pub struct PortraitReport {
    /// Width in pixels; less than requested if the lowest quality did not meet the size.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// JPEG quality, 40..=92.
    pub quality: u8,
    /// Pixels of the portrait per pixel of the photograph. Above 1 the portrait was enlarged and has less detail than
    /// its size suggests.
    pub scale: f32,
    /// Pixels between the eyes in the portrait.
    pub eye_distance: f32,
    /// Remaining rotation of the eye line, degrees clockwise: 0 unless a levelled frame would exceed the photograph.
    pub roll: f32,
    /// Quality of the portrait by ISO/IEC 29794-5, before compression. Never a reason to refuse it.
    pub face_quality: FaceQuality,
    /// Measurements of the photograph.
    pub verdict: Verdict,
}

impl PortraitReport {
    /// Whether the portrait was enlarged.
    pub fn enlarged(&self) -> bool {
        self.scale > 1.0
    }
}

/// Why no portrait was made. Of a frame, each case except [`PortraitError::Still`] can occur.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortraitError {
    /// The photograph cannot be read.
    #[error(transparent)]
    Still(#[from] StillError),
    /// The photograph is not usable: show these codes and take another one. Never empty.
    #[error("the photograph is not usable: take it again following its guidance codes")]
    Retake(Vec<Guidance>),
    /// Even a small portrait of the lowest quality is larger than requested.
    #[error("no portrait fits into {max_bytes} bytes: allow more")]
    TooFewBytes {
        /// Requested maximum, bytes.
        max_bytes: usize,
    },
    /// The requested width or height is out of range.
    #[error("a portrait has sides from 240 to 2048 pixels")]
    Size,
    /// The face models are unusable.
    #[error(transparent)]
    Models(#[from] ModelError),
}

/// Makes the portrait of the only face of a photograph.
pub(super) fn of_photograph(
    models: &Models,
    bytes: &[u8],
    spec: &PortraitSpec,
) -> Result<Portrait, PortraitError> {
    check_sides(spec)?;
    make(models, &mut read_still(bytes)?, spec)
}

/// Makes the portrait of the only face of a camera frame.
pub(super) fn of_frame(
    models: &Models,
    frame: Frame<'_>,
    spec: &PortraitSpec,
) -> Result<Portrait, PortraitError> {
    check_sides(spec)?;
    make(models, &mut frame.to_picture(&Buffers::default()), spec)
}

fn check_sides(spec: &PortraitSpec) -> Result<(), PortraitError> {
    let sides = MIN_WIDTH..=2048;
    let both = sides.contains(&spec.width) && sides.contains(&spec.height);
    if both { Ok(()) } else { Err(PortraitError::Size) }
}

fn make(models: &Models, picture: &mut Picture, spec: &PortraitSpec) -> Result<Portrait, PortraitError> {
    // A frame, too, is cropped around the face, so the rules for stills apply.
    let (verdict, landmarks) = assess(models, picture, Source::Still)?;
    let Some(landmarks) = landmarks.filter(|_| verdict.may_take()) else {
        return Err(PortraitError::Retake(verdict.codes));
    };
    let Some(angle) = frame_angle(picture, &landmarks, spec) else {
        // Happens only for a spec with another aspect ratio than the one in the assessment.
        return Err(PortraitError::Retake(vec![Guidance::MoveBack]));
    };
    let Fitted { jpeg, quality: jpeg_quality, bitmap } = fit(spec, |width, height| {
        let map = framing(&landmarks, angle, width, height);
        picture.cut(&map, width, height, Outside::Nearest)
    })?;
    let (width, height) = (bitmap.width, bitmap.height);
    let scale = 1.0 / step(&landmarks, height);
    let eye_distance = landmarks.right_eye().distance(landmarks.left_eye()) * scale;
    let (scale, eye_distance) = (scale as f32, eye_distance as f32);
    let roll = (landmarks.roll() - angle).to_degrees() as f32;
    let map = framing(&landmarks, angle, width, height);
    let face_quality = quality::of_portrait(&bitmap, &map, &landmarks);
    let report = PortraitReport {
        width,
        height,
        quality: jpeg_quality,
        scale,
        eye_distance,
        roll,
        face_quality,
        verdict,
    };
    Ok(Portrait { jpeg, preview: preview(bitmap), report })
}

/// The portrait for the screen. Made of the portrait's pixels, which are fewer than the photograph's.
fn preview(bitmap: Bitmap) -> Zeroizing<Vec<u8>> {
    let (width, height) = (bitmap.width, bitmap.height);
    let small = PREVIEW_WIDTH.min(width);
    Picture::new((width, height), bitmap.rgb, Orientation::NoTransforms, true)
        .map(|portrait| portrait.shrunk(small, (height * small / width).max(1)))
        .and_then(|small| encode(&small, PREVIEW_QUALITY, usize::MAX)?.ok())
        .unwrap_or_default()
}

/// A file that has at most the requested size.
pub(super) struct Fitted {
    pub(super) jpeg: Zeroizing<Vec<u8>>,
    pub(super) quality: u8,
    /// The picture that the file contains.
    pub(super) bitmap: Bitmap,
}

/// Lowers first the quality, then the sides, until the file has at most the requested size. `cut` makes the picture of
/// a width and height.
pub(super) fn fit(
    spec: &PortraitSpec,
    mut cut: impl FnMut(usize, usize) -> Bitmap,
) -> Result<Fitted, PortraitError> {
    let (mut width, mut height) = (spec.width, spec.height);
    while width >= MIN_WIDTH {
        let bitmap = cut(width, height);
        if let Some((jpeg, quality)) = encode_within(&bitmap, spec.max_bytes) {
            return Ok(Fitted { jpeg, quality, bitmap });
        }
        width = (width as f64 * SHRINK) as usize;
        height = (height as f64 * SHRINK) as usize;
    }
    Err(PortraitError::TooFewBytes { max_bytes: spec.max_bytes })
}

//! A photograph of a paper, such as the letter of a hospital, for an application.
//!
//! Promises: all processing is on the phone. The result is an upright JPEG of at most [`MAX_EDGE`] pixels and
//! [`MAX_BYTES`] without metadata (no EXIF, place, time, profile, comment), in sRGB; the picture is never enlarged. The
//! same input gives the same bytes in every run of the same build. Buffers with pixels are wiped. Advice only warns.
//!
//! Memory is bounded as for a selfie: a photograph of 12 megapixels takes at most 64 MB, one of 50 at most 200 MB.

mod advice;
mod cells;
mod limits;
mod measure;
mod plane;
mod sharpness;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

pub use advice::PaperAdvice;

use self::plane::Plane;
pub use crate::pictures::still::StillError;
use crate::pictures::{
    encode::{encode, encode_within},
    picture::{Orientation, Picture},
    pixels::Bitmap,
    still::read_still,
};

/// Maximum length of a paper's longer side in pixels.
pub const MAX_EDGE: usize = limits::MAX_EDGE;
/// Maximum size of a paper's file in bytes.
pub const MAX_BYTES: usize = limits::MAX_BYTES;

const PREVIEW_QUALITY: u8 = 85;

/// Why a photograph of a paper could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The photograph cannot be read.
    #[error(transparent)]
    Still(#[from] StillError),
}

/// A photograph of a paper as it is sent.
pub struct Paper {
    jpeg: Zeroizing<Vec<u8>>,
    width: usize,
    height: usize,
    advice: Vec<PaperAdvice>,
}

impl Paper {
    /// Makes the paper of a photograph: JPEG or PNG, with the limits of a selfie's
    /// ([`StillError::TooManyBytes`], [`StillError::TooManyPixels`]).
    ///
    /// Takes some hundred milliseconds: call it from a background thread.
    ///
    /// # Errors
    /// [`PaperError::Still`]: the person must take or choose another photograph.
    pub fn of(bytes: &[u8]) -> Result<Paper, PaperError> {
        let picture = read_still(bytes)?;
        let (width, height) = fitted((picture.width(), picture.height()), MAX_EDGE);
        let bitmap = picture.shrunk_in_bands(width, height);
        // The largest part of the memory, which the following steps do not need.
        drop(picture);
        let advice = advice::of(&Plane { width, height, values: bitmap.luma() });
        let (jpeg, width, height) = encoded(bitmap);
        Ok(Paper { jpeg, width, height, advice })
    }

    /// The file: JFIF without metadata.
    pub fn jpeg(&self) -> &[u8] {
        &self.jpeg
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// What to do better, in the order of [`PaperAdvice::ALL`]; empty if nothing was found.
    pub fn advice(&self) -> &[PaperAdvice] {
        &self.advice
    }

    /// A JPEG of the same picture with at most `max_edge` pixels along its longer side, for a list or a screen. Not
    /// enlarged. It is decoded from [`Paper::jpeg`]: tens of milliseconds.
    pub fn preview(&self, max_edge: usize) -> Zeroizing<Vec<u8>> {
        let picture = read_still(&self.jpeg).expect("a file of this module's encoder can be decoded");
        let (width, height) = fitted((self.width, self.height), max_edge);
        let small = picture.shrunk_in_bands(width, height);
        drop(picture);
        encode(&small, PREVIEW_QUALITY, usize::MAX).and_then(Result::ok).unwrap_or_default()
    }
}

impl std::fmt::Debug for Paper {
    /// Only size and advice: a log must not contain a paper.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Paper { jpeg: _, width, height, advice } = self;
        f.debug_struct("Paper")
            .field("width", width)
            .field("height", height)
            .field("advice", advice)
            .finish_non_exhaustive()
    }
}

/// The size with at most `max_edge` pixels along the longer side, at least 1 pixel, never larger.
fn fitted((width, height): (usize, usize), max_edge: usize) -> (usize, usize) {
    let longer = width.max(height);
    let scale = max_edge.clamp(1, longer) as f64 / longer as f64;
    let side = |length: usize| ((length as f64 * scale).round() as usize).max(1);
    (side(width), side(height))
}

/// The file and its size: the best quality that has at most [`MAX_BYTES`], of a smaller picture if the lowest quality
/// has more.
fn encoded(mut bitmap: Bitmap) -> (Zeroizing<Vec<u8>>, usize, usize) {
    loop {
        let (width, height) = (bitmap.width, bitmap.height);
        if let Some((jpeg, _)) = encode_within(&bitmap, MAX_BYTES) {
            return (jpeg, width, height);
        }
        let smaller = fitted((width, height), (width.max(height) as f64 * limits::SHRINK) as usize);
        let picture = Picture::new((width, height), bitmap.rgb, Orientation::NoTransforms, true)
            .expect("a bitmap has three bytes for each pixel, and at least one pixel");
        bitmap = picture.shrunk_in_bands(smaller.0, smaller.1);
    }
}

//! Decodes a photograph from JPEG or PNG to an upright picture.
//!
//! Promises: limits are checked before memory is allocated. A truncated photograph is refused, not filled up with grey.
//! Of the metadata only the Exif orientation and the colour profile are read. No error contains text from the file.
//!
//! Memory: a picture takes 3 bytes per pixel and some megabytes. While a JPEG of several scans is decoded, its
//! coefficients take 2 bytes per sample more (6 per pixel, or 3 if the colours have half the size). Together this is at
//! most [`memory_limit`]; a picture that needs more is refused.

mod png;

use image::ImageFormat;
use zune_jpeg::zune_core::{colorspace::ColorSpace, options::DecoderOptions};

use super::{
    buffers::Pixels,
    exif,
    jpeg_source::JpegSource,
    picture::{Orientation, Picture},
    profile::ColourMap,
};
use crate::jpeg::{Header, JpegError};

/// Maximum size of a photograph file in bytes.
pub const MAX_STILL_BYTES: usize = 32 * 1024 * 1024;
/// Maximum number of pixels of a photograph: 8192 x 6144, the largest picture of phones with 50 megapixels.
///
/// A JPEG of several scans (progressive), which cameras do not write, takes more memory per pixel and is refused above
/// 9 megapixels, or 6 if its colours have full size.
pub const MAX_STILL_PIXELS: u64 = 8192 * 6144;

/// Why a photograph could not be read. In each case the person must take or choose another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StillError {
    /// The file is larger than [`MAX_STILL_BYTES`].
    #[error("the photograph has more than {MAX_STILL_BYTES} bytes: take it at a lower setting")]
    TooManyBytes,
    /// The picture has more than [`MAX_STILL_PIXELS`] pixels, or takes more memory than its number of pixels allows.
    #[error("the photograph has too many pixels: take it at a lower setting")]
    TooManyPixels,
    /// Neither JPEG nor PNG, or a variant of JPEG that is not supported: arithmetic coding, lossless, 12 bits.
    #[error("the photograph is not a supported JPEG or PNG: choose another one")]
    Unsupported,
    /// The file is truncated or invalid. A JPEG has no checksum: changed bytes that still decode to the right number of
    /// blocks are not detected. A PNG has checksums, which detect every change.
    #[error("the photograph is damaged: take it again")]
    Damaged,
}

impl From<JpegError> for StillError {
    fn from(error: JpegError) -> StillError {
        match error {
            JpegError::Unsupported => StillError::Unsupported,
            JpegError::Damaged => StillError::Damaged,
        }
    }
}

/// Decodes a photograph, with its orientation and colour profile.
pub(crate) fn read_still(bytes: &[u8]) -> Result<Picture<'static>, StillError> {
    if bytes.len() > MAX_STILL_BYTES {
        return Err(StillError::TooManyBytes);
    }
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => read_jpeg(bytes),
        Ok(ImageFormat::Png) => png::read(bytes),
        _ => Err(StillError::Unsupported),
    }
}

fn read_jpeg(bytes: &[u8]) -> Result<Picture<'static>, StillError> {
    let header = Header::read(bytes)?;
    let (width, height) = (usize::from(header.frame.width), usize::from(header.frame.height));
    let pixels = width as u64 * height as u64;
    if pixels > MAX_STILL_PIXELS {
        return Err(StillError::TooManyPixels);
    }
    let orientation = header.exif.map_or(Orientation::NoTransforms, exif::orientation);
    let profile = header.icc_profile().and_then(|profile| ColourMap::from_icc(&profile));
    let colour = header.frame.colour();
    if header.is_sequential_in_parts() && header.frame.subsampled() {
        // The decoder reads too few rows of each part and returns a wrong picture without an error.
        return Err(StillError::Unsupported);
    }
    if pixels * 3 + header.coefficient_bytes() > memory_limit(pixels) {
        return Err(StillError::TooManyPixels);
    }
    // The decoder fills missing data with invented pixels, so incomplete files are refused before it runs.
    let whole = header.check_scans()?;
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(width)
        .set_max_height(height)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(JpegSource::new(&whole), options);
    let mut rgb = Pixels::zeroed(width * height * 3);
    // The file is complete, so a decoder error means an unsupported variant.
    decoder.decode_into(&mut rgb).map_err(|_| StillError::Unsupported)?;
    let picture = Picture::new((width, height), rgb, orientation, colour).ok_or(StillError::Damaged)?;
    Ok(picture.with_profile(profile))
}

/// Maximum memory in bytes for a picture of this number of pixels and the coefficients from which it is decoded: with
/// models, file and the portrait, a photograph of 12 megapixels then takes at most 64 MB, and one of 50 at most 200 MB.
fn memory_limit(pixels: u64) -> u64 {
    (pixels * 3 + 18_000_000).max(54_000_000)
}

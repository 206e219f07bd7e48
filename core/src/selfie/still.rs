//! Decodes a photograph from JPEG or PNG to an upright picture.
//!
//! Promises: limits are checked before memory is allocated. A truncated photograph is refused, not filled up with grey.
//! Of the metadata only the Exif orientation and the colour profile are read. No error contains text from the file.
//!
//! Memory: a JPEG takes 3 bytes per pixel and some megabytes. While a progressive JPEG is decoded, it takes up to 6
//! bytes per pixel more. A PNG that is not RGB with 8 bits takes the size of its own pixels more.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageFormat, Limits, codecs::png::PngDecoder};
use zune_jpeg::zune_core::{colorspace::ColorSpace, options::DecoderOptions};

use super::{
    exif,
    jpeg_source::JpegSource,
    picture::{Orientation, Picture},
    pixels::Pixels,
    profile::ColourMap,
};
use crate::jpeg::{Header, JpegError};

/// Maximum size of a photograph file in bytes.
pub const MAX_STILL_BYTES: usize = 32 * 1024 * 1024;
/// Maximum number of pixels of a photograph: 8192 x 6144, the largest picture of phones with 50 megapixels.
pub const MAX_STILL_PIXELS: u64 = 8192 * 6144;

/// Why a photograph could not be read. In each case the person must take or choose another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StillError {
    /// The file is larger than [`MAX_STILL_BYTES`].
    #[error("the photograph has more than {MAX_STILL_BYTES} bytes: take it at a lower setting")]
    TooManyBytes,
    /// The picture has more than [`MAX_STILL_PIXELS`] pixels.
    #[error("the photograph has more than {MAX_STILL_PIXELS} pixels: take it at a lower setting")]
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
pub(super) fn read_still(bytes: &[u8]) -> Result<Picture, StillError> {
    if bytes.len() > MAX_STILL_BYTES {
        return Err(StillError::TooManyBytes);
    }
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => read_jpeg(bytes),
        Ok(ImageFormat::Png) => read_png(bytes),
        _ => Err(StillError::Unsupported),
    }
}

fn read_jpeg(bytes: &[u8]) -> Result<Picture, StillError> {
    let header = Header::read(bytes)?;
    let (width, height) = (usize::from(header.frame.width), usize::from(header.frame.height));
    if width as u64 * height as u64 > MAX_STILL_PIXELS {
        return Err(StillError::TooManyPixels);
    }
    let orientation = header.exif.map_or(Orientation::NoTransforms, exif::orientation);
    let profile = header.icc_profile().and_then(|profile| ColourMap::from_icc(&profile));
    let colour = header.frame.colour();
    if header.is_sequential_in_parts() && header.frame.subsampled() {
        // The decoder reads too few rows of each part and returns a wrong picture without an error.
        return Err(StillError::Unsupported);
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

fn read_png(bytes: &[u8]) -> Result<Picture, StillError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_STILL_PIXELS * 8);
    let damaged = |_| StillError::Damaged;
    let mut decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_STILL_PIXELS {
        return Err(StillError::TooManyPixels);
    }
    // Invalid metadata is not a reason to refuse a photograph.
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = exif.map_or(Orientation::NoTransforms, |block| exif::orientation(&block));
    let profile = decoder.icc_profile().ok().flatten().and_then(|profile| ColourMap::from_icc(&profile));
    let colour = decoder.color_type();
    let len = usize::try_from(decoder.total_bytes()).map_err(|_| StillError::TooManyPixels)?;
    let mut raw = Pixels::zeroed(len);
    decoder.read_image(&mut raw).map_err(damaged)?;
    let rgb = if colour == ColorType::Rgb8 { raw } else { to_rgb(&raw, colour)? };
    let size = (width as usize, height as usize);
    let picture = Picture::new(size, rgb, orientation, colour.has_color()).ok_or(StillError::Damaged)?;
    Ok(picture.with_profile(profile))
}

/// Converts grey and transparent pictures, and those with 16 bits per channel, to RGB with 8 bits; drops transparency.
fn to_rgb(raw: &[u8], colour: ColorType) -> Result<Pixels, StillError> {
    let channels = usize::from(colour.channel_count());
    let bytes = usize::from(colour.bytes_per_pixel());
    let wide = match bytes / channels {
        1 => false,
        2 => true,
        _ => return Err(StillError::Unsupported),
    };
    let value = |pixel: &[u8], channel: usize| match wide {
        // The decoder returns 16-bit values in the machine's byte order.
        true => (u16::from_ne_bytes([pixel[channel * 2], pixel[channel * 2 + 1]]) >> 8) as u8,
        false => pixel[channel],
    };
    let mut rgb = Pixels::zeroed(raw.len() / bytes * 3);
    for (pixel, out) in raw.chunks_exact(bytes).zip(rgb.as_chunks_mut::<3>().0) {
        *out = if colour.has_color() {
            [value(pixel, 0), value(pixel, 1), value(pixel, 2)]
        } else {
            [value(pixel, 0); 3]
        };
    }
    Ok(rgb)
}

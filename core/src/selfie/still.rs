//! Reading a photograph: JPEG or PNG bytes to an upright picture.
//!
//! Promises: limits are checked before memory is taken; a photograph that was cut short is refused, not filled up with
//! grey; of the metadata only the Exif orientation and the colour profile are read; no text from the file reaches an error.
//!
//! Memory: a JPEG takes 3 bytes per pixel and some megabytes. A progressive one takes up to 6 bytes per pixel more while
//! it is decoded, and a PNG as many as its own pixels have beside the 3, if it is not RGB with 8 bits.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageFormat, Limits, codecs::png::PngDecoder};
use zune_jpeg::zune_core::{colorspace::ColorSpace, options::DecoderOptions};

use super::exif;
use super::jpeg_source::JpegSource;
use super::picture::{Orientation, Picture};
use super::pixels::Pixels;
use super::profile::ColourMap;
use crate::jpeg::{Header, JpegError};

/// Largest photograph file in bytes.
pub const MAX_STILL_BYTES: usize = 32 * 1024 * 1024;
/// Most pixels of a photograph: those of 8192 x 6144, the largest picture of phones with 50 megapixels.
pub const MAX_STILL_PIXELS: u64 = 8192 * 6144;

/// Why a photograph could not be read. In every case the person takes or chooses another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StillError {
    /// The file is larger than [`MAX_STILL_BYTES`].
    #[error("the photograph has more than {MAX_STILL_BYTES} bytes: take it at a lower setting")]
    TooManyBytes,
    /// The picture has more than [`MAX_STILL_PIXELS`] pixels.
    #[error("the photograph has more than {MAX_STILL_PIXELS} pixels: take it at a lower setting")]
    TooManyPixels,
    /// Neither JPEG nor PNG, or a kind of JPEG that is not read: arithmetic coding, lossless, 12 bits.
    #[error("the photograph is no JPEG or PNG of a kind that is read: choose another one")]
    Unsupported,
    /// The file is cut short, or holds what no camera writes. A JPEG has no checksum: changed bytes that still decode
    /// to as many blocks as the picture has are not noticed. A PNG has one, and any change is.
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

/// Decodes a photograph and notes how to turn it upright and what its colours mean.
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
        // The decoder takes too few rows of each part and shows a wrong picture without an error.
        return Err(StillError::Unsupported);
    }
    // The decoder makes up what is missing, so it is given nothing that is.
    let whole = header.check_scans()?;
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(width)
        .set_max_height(height)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(JpegSource::new(&whole), options);
    let mut rgb = Pixels::zeroed(width * height * 3);
    // Everything is there: what the decoder does not take is of a kind that it does not know.
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
    // Broken metadata is no reason to refuse a photograph.
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

/// Grey and transparent pictures, and those with 16 bits per channel, to RGB with 8; transparency is dropped.
fn to_rgb(raw: &[u8], colour: ColorType) -> Result<Pixels, StillError> {
    let channels = usize::from(colour.channel_count());
    let bytes = usize::from(colour.bytes_per_pixel());
    let wide = match bytes / channels {
        1 => false,
        2 => true,
        _ => return Err(StillError::Unsupported),
    };
    let value = |pixel: &[u8], channel: usize| match wide {
        // 16-bit values come in the machine's byte order.
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

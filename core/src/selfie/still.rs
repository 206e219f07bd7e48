//! Reading a photograph: JPEG or PNG bytes to an upright picture.
//!
//! Promises: limits are checked before memory is taken; of the metadata only the EXIF orientation is read, and nothing of
//! it is kept; no text from the file reaches an error.

use std::io::Cursor;

use image::{
    ColorType, ImageDecoder, ImageFormat, Limits,
    codecs::{jpeg::JpegDecoder, png::PngDecoder},
};

use super::picture::Picture;
use super::pixels::Pixels;

/// Largest photograph file in bytes.
pub const MAX_STILL_BYTES: usize = 32 * 1024 * 1024;
/// Most pixels of a photograph: phones with 48 or 50 megapixels pass.
pub const MAX_STILL_PIXELS: u64 = 50_000_000;

/// Why a photograph could not be read. In every case the person takes or chooses another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StillError {
    /// The file is larger than [`MAX_STILL_BYTES`].
    #[error("the photograph has more than {MAX_STILL_BYTES} bytes: take it at a lower setting")]
    TooManyBytes,
    /// The picture has more than [`MAX_STILL_PIXELS`] pixels.
    #[error("the photograph has more than {MAX_STILL_PIXELS} pixels: take it at a lower setting")]
    TooManyPixels,
    /// Neither JPEG nor PNG, or a variant of them that is not read.
    #[error("the photograph is neither JPEG nor PNG: choose one that is")]
    Unsupported,
    /// The file is cut short or broken.
    #[error("the photograph is damaged: take it again")]
    Damaged,
}

/// Decodes a photograph and notes how to turn it upright.
pub(super) fn read_still(bytes: &[u8]) -> Result<Picture, StillError> {
    if bytes.len() > MAX_STILL_BYTES {
        return Err(StillError::TooManyBytes);
    }
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => {
            decode(JpegDecoder::new(Cursor::new(bytes)).map_err(|_| StillError::Damaged)?)
        }
        Ok(ImageFormat::Png) => {
            let mut limits = Limits::default();
            limits.max_alloc = Some(MAX_STILL_PIXELS * 8);
            decode(PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(|_| StillError::Damaged)?)
        }
        _ => Err(StillError::Unsupported),
    }
}

fn decode(mut decoder: impl ImageDecoder) -> Result<Picture, StillError> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_STILL_PIXELS {
        return Err(StillError::TooManyPixels);
    }
    // A broken EXIF block is no reason to refuse a photograph: it is then taken as it lies.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let colour = decoder.color_type();
    let len = usize::try_from(decoder.total_bytes()).map_err(|_| StillError::TooManyPixels)?;
    let mut raw = Pixels::zeroed(len);
    decoder.read_image(&mut raw).map_err(|_| StillError::Damaged)?;
    let rgb = if colour == ColorType::Rgb8 { raw } else { to_rgb(&raw, colour)? };
    Picture::new((width as usize, height as usize), rgb, orientation, colour.has_color())
        .ok_or(StillError::Damaged)
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

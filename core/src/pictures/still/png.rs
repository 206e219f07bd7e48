//! Decodes a PNG row by row, so that besides its RGB pixels it takes only some rows.

use std::io::Cursor;

use ::png::{ColorType, Decoder, InterlaceInfo, Limits, Transformations};
use image::metadata::Orientation;

use super::{
    super::{buffers::Pixels, exif, picture::Picture, profile::ColourMap},
    MAX_STILL_PIXELS, StillError,
};

/// Maximum length of a side in pixels, the same as that of a JPEG. It bounds the memory of a row.
const MAX_SIDE: u32 = 65_535;
/// Memory for the colour profile and the Exif block, bytes. Both together have some ten thousand bytes; a compressed
/// profile of a few kilobytes can have any size.
const METADATA_BYTES: usize = 4 * 1024 * 1024;

pub(super) fn read(bytes: &[u8]) -> Result<Picture<'static>, StillError> {
    let damaged = |_| StillError::Damaged;
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: METADATA_BYTES });
    decoder.set_ignore_text_chunk(true);
    // Palettes and grey of fewer bits become 8 bits per channel, and so do 16 bits.
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let (width, height) = decoder.read_header_info().map_err(damaged)?.size();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_STILL_PIXELS || width.max(height) > MAX_SIDE {
        return Err(StillError::TooManyPixels);
    }
    let mut reader = decoder.read_info().map_err(damaged)?;
    // Invalid metadata is not a reason to refuse a photograph.
    let exif = reader.info().exif_metadata.as_deref();
    let orientation = exif.map_or(Orientation::NoTransforms, exif::orientation);
    let profile = reader.info().icc_profile.as_deref().and_then(ColourMap::from_icc);
    let (colour, _) = reader.output_color_type();
    let has_colour = matches!(colour, ColorType::Rgb | ColorType::Rgba);

    let size = (width as usize, height as usize);
    let stride = size.0 * 3;
    let mut rgb = Pixels::zeroed(stride * size.1);
    let mut row = Pixels::zeroed(reader.output_line_size(width).ok_or(StillError::TooManyPixels)?);
    let mut pass_row = Pixels::zeroed(if reader.info().interlaced { stride } else { 0 });
    let mut rows = 0;
    while let Some(place) = reader.read_row(&mut row).map_err(damaged)? {
        match place {
            InterlaceInfo::Null(_) => {
                let out = rgb.get_mut(rows * stride..).ok_or(StillError::Damaged)?;
                to_rgb(&row, colour, &mut out[..stride]);
                rows += 1;
            }
            // The row has some pixels of a row of the picture.
            InterlaceInfo::Adam7(pass) => {
                to_rgb(&row, colour, &mut pass_row);
                png::expand_interlaced_row(&mut rgb, stride, &pass_row, &pass, 24);
            }
        }
    }
    let picture = Picture::new(size, rgb, orientation, has_colour).ok_or(StillError::Damaged)?;
    Ok(picture.with_profile(profile))
}

/// Converts a row with 8 bits per channel to RGB; drops transparency.
fn to_rgb(row: &[u8], colour: ColorType, rgb: &mut [u8]) {
    let out = rgb.as_chunks_mut::<3>().0.iter_mut();
    match colour {
        ColorType::Rgb => out.zip(row.as_chunks::<3>().0).for_each(|(out, pixel)| *out = *pixel),
        ColorType::Rgba => {
            out.zip(row.as_chunks::<4>().0).for_each(|(out, &[r, g, b, _])| *out = [r, g, b]);
        }
        ColorType::GrayscaleAlpha => {
            out.zip(row.as_chunks::<2>().0).for_each(|(out, &[grey, _])| *out = [grey; 3]);
        }
        // The decoder has replaced palettes.
        ColorType::Grayscale | ColorType::Indexed => out.zip(row).for_each(|(out, &grey)| *out = [grey; 3]),
    }
}

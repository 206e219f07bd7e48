//! Reads the QR in a picture that somebody uploads: a screenshot, or a sharp photograph of a screen.
//!
//! A phone's own scanner is far better at photographs than any decoder in Rust; the pages therefore also take the text.
//! Measured for this module: clean pictures of every QR version that IKD uses are read at 2 pixels a module and more.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{GrayImage, ImageReader, Limits};

/// Sides of pictures that are read at all, pixels; a phone's camera gives about 4,000.
const MOST_PIXELS_A_SIDE: u32 = 8_000;
/// Memory that decoding may take, bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Longest side that is searched; larger pictures are made smaller.
const SEARCHED_SIDE: u32 = 1_600;

/// Why no text came out of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Neither PNG nor JPEG, damaged, or too large; choose another file.
    #[error("not a PNG or JPEG that can be read")]
    NotAPicture,
    /// No QR code in it that can be read; take a sharper picture, or paste the text.
    #[error("no QR code that can be read")]
    NoCode,
}

/// The text of the first readable QR code in a PNG or JPEG.
///
/// # Errors
/// [`PictureError`].
pub fn read_qr(bytes: &[u8]) -> Result<String, PictureError> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PictureError::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut picture = reader.decode().map_err(|_| PictureError::NotAPicture)?;
    if picture.width().max(picture.height()) > SEARCHED_SIDE {
        picture = picture.resize(SEARCHED_SIDE, SEARCHED_SIDE, FilterType::Triangle);
    }
    let grey = picture.into_luma8();
    // The decoder finds at another size what it misses at one: half for coarse or noisy pictures, double for tiny ones.
    [1.0, 0.5, 2.0, 0.7].into_iter().find_map(|scale| read_at(&grey, scale)).ok_or(PictureError::NoCode)
}

fn read_at(grey: &GrayImage, scale: f32) -> Option<String> {
    let side = |pixels: u32| (pixels as f32 * scale).round().max(1.0) as u32;
    let (width, height) = (side(grey.width()), side(grey.height()));
    if width.max(height) > SEARCHED_SIDE {
        return None;
    }
    let scaled = image::imageops::resize(grey, width, height, FilterType::Triangle);
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
            scaled.get_pixel(x as u32, y as u32).0[0]
        });
    prepared.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Luma, imageops};
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;
    use crate::population::SplitMix64;

    /// A code at level M with `scale` pixels a module and the quiet zone of four.
    fn drawn(text: &str, scale: usize) -> GrayImage {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("the text fits");
        let (width, modules) = (code.width(), code.to_colors());
        let side = ((width + 8) * scale) as u32;
        GrayImage::from_fn(side, side, |x, y| {
            let (column, row) = (x as usize / scale, y as usize / scale);
            let inside = (4..width + 4).contains(&column) && (4..width + 4).contains(&row);
            let dark = inside && modules[(row - 4) * width + column - 4] == Color::Dark;
            Luma([if dark { 0 } else { 255 }])
        })
    }

    fn file(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("memory takes every picture");
        bytes.into_inner()
    }

    /// As many characters of QR's alphanumeric mode, as a rotating QR has them.
    fn text_of(characters: usize) -> String {
        let mut chance = SplitMix64::new(characters as u64);
        let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let drawn = (5..characters).map(|_| alphabet[chance.below(45) as usize] as char);
        "IKD1:".chars().chain(drawn).collect()
    }

    #[test]
    fn clean_screenshots_of_every_length_in_use_are_read() {
        // Pairing, the basic view as measured and at its limit, its longest name, the full KTP at its worst.
        for characters in [200, 520, 600, 656, 938] {
            for scale in [2, 3, 5, 8] {
                let text = text_of(characters);
                let png = file(&drawn(&text, scale), ImageFormat::Png);
                assert_eq!(read_qr(&png).as_deref(), Ok(text.as_str()), "{characters} characters at {scale}");
            }
        }
    }

    #[test]
    fn compressed_picture_of_a_code_is_read() {
        let text = text_of(600);
        let jpeg = file(&drawn(&text, 6), ImageFormat::Jpeg);
        assert_eq!(read_qr(&jpeg), Ok(text));
    }

    #[test]
    fn slightly_blurred_picture_of_a_code_is_read() {
        let text = text_of(600);
        let blurred = imageops::blur(&drawn(&text, 8), 2.0);
        assert_eq!(read_qr(&file(&blurred, ImageFormat::Png)), Ok(text));
    }

    #[test]
    fn picture_without_a_code_says_so() {
        let grey = GrayImage::from_pixel(300, 200, Luma([180]));
        assert_eq!(read_qr(&file(&grey, ImageFormat::Png)), Err(PictureError::NoCode));
    }

    #[test]
    fn what_is_no_picture_says_so() {
        for bytes in [&b""[..], b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"] {
            assert_eq!(read_qr(bytes), Err(PictureError::NotAPicture));
        }
    }

    #[test]
    fn picture_that_claims_a_huge_size_is_refused() {
        let mut png = file(&GrayImage::new(8, 8), ImageFormat::Png);
        png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        assert_eq!(read_qr(&png), Err(PictureError::NotAPicture));
    }
}

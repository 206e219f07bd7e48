//! Reads the QR in a picture that a person uploads: a screenshot, or a photograph of a screen.
//!
//! Light codes on dark ground are read too, and what is transparent is taken as white, as on a page. The decoder finds at
//! one size what it misses at another, so a large picture is made smaller and searched at several sizes.
//! A phone's own scanner is still better at photographs; the pages therefore also take the text.

use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageReader, Limits, Rgba, RgbaImage};

/// Longest side of a picture that is read at all, pixels. A phone's camera gives 4,000 to 8,200.
const MOST_PIXELS_A_SIDE: u32 = 10_000;
/// Memory that decoding may take, bytes: 50 million pixels of three bytes, and some.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Longest sides at which a picture is searched, pixels. Measured: at these a code is read that is 1,200 of the 4,000
/// pixels of a photograph wide, and one that fills it. Larger ones took seconds and found no more.
const SEARCHED_SIDES: [u32; 5] = [1_600, 800, 1_100, 550, 2_400];
/// Below this longest side a picture is also searched at twice its size.
const SMALL: u32 = 800;

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
    let grey = on_white(reader.decode().map_err(|_| PictureError::NotAPicture)?);
    let side = grey.width().max(grey.height());
    let doubled = (side < SMALL).then_some(2 * side);
    let mut sides: Vec<u32> =
        SEARCHED_SIDES.into_iter().map(|searched| searched.min(side)).chain(doubled).collect();
    sides.dedup();
    sides.into_iter().find_map(|searched| read_at(&grey, searched)).ok_or(PictureError::NoCode)
}

/// The picture in grey, on white where it is transparent.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageLuma8(picture.into_luma8());
    }
    let mut ground = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut ground, &picture.into_rgba8(), 0, 0);
    DynamicImage::ImageLuma8(DynamicImage::ImageRgba8(ground).into_luma8())
}

/// Searches the picture with this longest side, as it is and with light and dark exchanged.
fn read_at(grey: &DynamicImage, longest: u32) -> Option<String> {
    let mut scaled = grey.resize(longest, longest, FilterType::Triangle);
    search(scaled.as_luma8()?).or_else(|| {
        scaled.invert();
        search(scaled.as_luma8()?)
    })
}

fn search(grey: &GrayImage) -> Option<String> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        grey.get_pixel(x as u32, y as u32).0[0]
    });
    prepared.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Luma};
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;
    use crate::splitmix::SplitMix64;

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
    fn light_code_on_dark_ground_is_read() {
        let text = text_of(600);
        let mut inverted = drawn(&text, 5);
        imageops::invert(&mut inverted);
        assert_eq!(read_qr(&file(&inverted, ImageFormat::Png)), Ok(text));
    }

    #[test]
    fn code_on_transparent_ground_is_read_as_on_white() {
        let text = text_of(600);
        let code = drawn(&text, 5);
        // Fully transparent black where the ground is: read without its transparency it would be black on black.
        let clear = RgbaImage::from_fn(code.width(), code.height(), |x, y| {
            Rgba([0, 0, 0, 255 - code.get_pixel(x, y).0[0]])
        });
        let mut bytes = Cursor::new(Vec::new());
        clear.write_to(&mut bytes, ImageFormat::Png).expect("memory takes every picture");
        assert_eq!(read_qr(&bytes.into_inner()), Ok(text));
    }

    /// A photograph of 4,000 x 3,000 pixels with the code at twice `scale` pixels a module in it, slightly turned and
    /// slightly blurred: drawn at half the size.
    fn photograph(text: &str, scale: usize) -> Vec<u8> {
        let code = drawn(text, scale);
        let (sin, cos) = 0.1_f32.sin_cos();
        let half = code.width() as f32 / 2.0;
        let picture = GrayImage::from_fn(2_000, 1_500, |x, y| {
            let (x, y) = (x as f32 - 1_000.0, y as f32 - 750.0);
            let (x, y) = (x * cos + y * sin + half, y * cos - x * sin + half);
            let inside = x >= 0.0 && y >= 0.0 && x < 2.0 * half && y < 2.0 * half;
            if inside { *code.get_pixel(x as u32, y as u32) } else { Luma([110]) }
        });
        let large = DynamicImage::ImageLuma8(picture).resize(4_000, 3_000, FilterType::Triangle);
        file(&large.into_luma8(), ImageFormat::Jpeg)
    }

    #[test]
    fn large_photograph_is_read_whether_the_code_fills_it_or_is_small_in_it() {
        let text = text_of(600);
        for scale in [12, 6] {
            let jpeg = photograph(&text, scale);
            assert_eq!(read_qr(&jpeg).as_deref(), Ok(text.as_str()), "{scale} pixels a module");
        }
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
    fn picture_with_a_side_that_is_too_long_is_refused() {
        let line = GrayImage::new(MOST_PIXELS_A_SIDE + 1, 1);
        assert_eq!(read_qr(&file(&line, ImageFormat::Png)), Err(PictureError::NotAPicture));
    }
}

//! Tests of the selfie with real photographs, and with the same photographs degraded in one known way.
#![allow(clippy::unwrap_used, clippy::panic)]

mod capture;
mod colours;
mod damaged;
mod directions;
mod frame_portraits;
mod frames;
mod live;
mod metadata;
mod occlusion;
mod parity;
mod portraits;
mod quality;
mod stills;

use std::sync::OnceLock;

use super::buffers::Pixels;
use super::picture::{Orientation, Picture};
use super::*;

/// One engine for all tests, so that the models are loaded once.
fn engine() -> &'static SelfieEngine {
    static ENGINE: SelfieEngine = SelfieEngine::new();
    &ENGINE
}

fn photo(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/assets/photos/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn codes(bytes: &[u8]) -> Vec<Guidance> {
    engine().assess_photograph(bytes).unwrap().codes
}

/// An upright picture, to be degraded.
#[derive(Clone)]
struct Canvas {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Canvas {
    /// The default selfie of the journey, upright, decoded once.
    fn selfie() -> Canvas {
        static SELFIE: OnceLock<Canvas> = OnceLock::new();
        SELFIE.get_or_init(|| Canvas::of("selfie.jpg")).clone()
    }

    /// The same selfie at half the size: 102 pixels between the eyes.
    fn small_selfie() -> Canvas {
        static SMALL: OnceLock<Canvas> = OnceLock::new();
        SMALL.get_or_init(|| Canvas::selfie().resized(540, 720)).clone()
    }

    fn of(name: &str) -> Canvas {
        Canvas::read(&photo(name))
    }

    fn read(bytes: &[u8]) -> Canvas {
        Canvas::of_picture(still::read_still(bytes).unwrap())
    }

    fn of_picture(picture: Picture<'_>) -> Canvas {
        let bitmap = picture.shrunk(picture.width(), picture.height());
        Canvas { width: bitmap.width, height: bitmap.height, rgb: bitmap.rgb.to_vec() }
    }

    fn plain(width: usize, height: usize, grey: u8) -> Canvas {
        Canvas { width, height, rgb: vec![grey; width * height * 3] }
    }

    fn resized(&self, width: usize, height: usize) -> Canvas {
        let pixels = Pixels::from_vec(self.rgb.clone());
        let picture =
            Picture::new((self.width, self.height), pixels, Orientation::NoTransforms, true).unwrap();
        Canvas { width, height, rgb: picture.shrunk(width, height).rgb.to_vec() }
    }

    fn scaled(&self, by: f64) -> Canvas {
        self.resized((self.width as f64 * by) as usize, (self.height as f64 * by) as usize)
    }

    /// Removes details finer than `pixels`.
    fn blurred(&self, pixels: usize) -> Canvas {
        self.resized(self.width / pixels, self.height / pixels).resized(self.width, self.height)
    }

    fn darkened(mut self, to: f32) -> Canvas {
        let table: [u8; 256] = std::array::from_fn(|v| (v as f32 * to) as u8);
        self.rgb.iter_mut().for_each(|v| *v = table[usize::from(*v)]);
        self
    }

    fn pasted(mut self, other: &Canvas, x: usize, y: usize) -> Canvas {
        for (row, from) in other.rgb.chunks_exact(other.width * 3).enumerate() {
            let at = ((y + row) * self.width + x) * 3;
            self.rgb[at..at + from.len()].copy_from_slice(from);
        }
        self
    }

    fn cropped(&self, x: usize, y: usize, width: usize, height: usize) -> Canvas {
        let rows = self.rgb.chunks_exact(self.width * 3).skip(y).take(height);
        let rgb = rows.flat_map(|row| row[x * 3..(x + width) * 3].iter().copied()).collect();
        Canvas { width, height, rgb }
    }

    /// The picture rotated as a sensor stores it, so that `orientation` makes it upright again.
    fn stored_for(&self, orientation: Orientation) -> Canvas {
        let upright =
            image::RgbImage::from_raw(self.width as u32, self.height as u32, self.rgb.clone()).unwrap();
        let mut image = image::DynamicImage::from(upright);
        image.apply_orientation(match orientation {
            Orientation::Rotate90 => Orientation::Rotate270,
            Orientation::Rotate270 => Orientation::Rotate90,
            own_inverse => own_inverse,
        });
        Canvas { width: image.width() as usize, height: image.height() as usize, rgb: image.into_bytes() }
    }

    /// Assesses the picture as a still, without encoding it.
    fn assess(&self) -> Verdict {
        let pixels = Pixels::from_vec(self.rgb.clone());
        let mut picture =
            Picture::new((self.width, self.height), pixels, Orientation::NoTransforms, true).unwrap();
        assess::assess(engine().models().unwrap(), &mut picture, Source::Still).unwrap().0
    }

    fn jpeg(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder
            .encode(&self.rgb, self.width as u16, self.height as u16, jpeg_encoder::ColorType::Rgb)
            .unwrap();
        bytes
    }

    fn png(&self, colour: image::ExtendedColorType, bytes: &[u8]) -> Vec<u8> {
        use image::ImageEncoder as _;
        let mut file = Vec::new();
        image::codecs::png::PngEncoder::new(&mut file)
            .write_image(bytes, self.width as u32, self.height as u32, colour)
            .unwrap();
        file
    }

    fn luma(&self) -> Vec<u8> {
        self.rgb
            .as_chunks::<3>()
            .0
            .iter()
            .map(|&[r, g, b]| ((77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8) as u8)
            .collect()
    }
}

/// The JPEG with an EXIF block that contains this orientation.
fn with_exif_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let exif = [
        b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
        &[orientation, 0, 0, 0],
        &[0, 0, 0, 0],
    ]
    .concat();
    [&jpeg[..2], &exif, &jpeg[2..]].concat()
}

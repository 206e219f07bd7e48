//! A camera recorded as pictures in a folder: one frame each, in the order of their names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use image::{DynamicImage, ImageDecoder as _, ImageReader};

use super::y4m::Planes;

/// Time from one picture to the next, ms.
const APART_MS: u64 = 100;
/// Longest side of a frame; larger pictures are scaled down, because a phone's preview is no larger.
const LONGEST_SIDE: u32 = 1280;

/// The pictures that were not yet read.
pub(super) struct Pictures {
    files: std::vec::IntoIter<PathBuf>,
    next: u64,
    picture: Picture,
}

impl Pictures {
    /// The files of a folder. Errors are codes of a line of JSON, here and below.
    pub(super) fn open(folder: &Path) -> Result<Self, &'static str> {
        let entries = fs::read_dir(folder).map_err(|_| "file-unreadable")?;
        let mut files = entries
            .map(|entry| entry.map(|entry| entry.path()).map_err(|_| "file-unreadable"))
            .collect::<Result<Vec<_>, _>>()?;
        files.retain(|file| file.is_file());
        files.sort_unstable();
        Ok(Self { files: files.into_iter(), next: 0, picture: Picture::default() })
    }

    /// The next frame; `None` at the end.
    pub(super) fn next_frame(&mut self) -> Result<Option<Planes<'_>>, &'static str> {
        let Some(file) = self.files.next() else { return Ok(None) };
        let bytes = fs::read(file).map_err(|_| "file-unreadable")?;
        let at_ms = self.next * APART_MS;
        self.next += 1;
        self.picture = Picture::of(&bytes)?;
        Ok(Some(self.picture.planes(at_ms)))
    }
}

/// A photograph as a camera would deliver it.
#[derive(Default)]
pub(crate) struct Picture {
    size: (usize, usize),
    bytes: Vec<u8>,
}

impl Picture {
    /// Reads a photograph. The error is the code of a line of JSON.
    pub(crate) fn of(photo: &[u8]) -> Result<Self, &'static str> {
        let mut picture = upright(photo)?;
        if picture.width().max(picture.height()) > LONGEST_SIDE {
            picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
        }
        // Chroma has a value for two columns and rows.
        let rgb = picture.crop_imm(0, 0, picture.width() & !1, picture.height() & !1).into_rgb8();
        let mut bytes: Vec<u8> = rgb.pixels().map(|p| level(0.0, p.0, [0.299, 0.587, 0.114])).collect();
        for weights in [[-0.168_736, -0.331_264, 0.5], [0.5, -0.418_688, -0.081_312]] {
            let quarter = rgb.enumerate_pixels().filter(|(x, y, _)| x % 2 == 0 && y % 2 == 0);
            bytes.extend(quarter.map(|(_, _, pixel)| level(128.0, pixel.0, weights)));
        }
        Ok(Self { size: (rgb.width() as usize, rgb.height() as usize), bytes })
    }

    /// Its planes, as taken at this time.
    pub(crate) fn planes(&self, at_ms: u64) -> Planes<'_> {
        let luma = self.size.0 * self.size.1;
        let (y, uv) = self.bytes.split_at(luma);
        let (u, v) = uv.split_at(luma / 4);
        Planes { at_ms, size: self.size, luma: y, chroma: [u, v] }
    }
}

/// Reads a photograph and turns it upright.
pub(super) fn upright(bytes: &[u8]) -> Result<DynamicImage, &'static str> {
    let reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format();
    let mut decoder = reader.ok().and_then(|reader| reader.into_decoder().ok()).ok_or("photo-unsupported")?;
    let orientation = decoder.orientation().map_err(|_| "photo-damaged")?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| "photo-damaged")?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// One value of BT.601 in full range.
fn level(zero: f32, rgb: [u8; 3], weights: [f32; 3]) -> u8 {
    let sum: f32 = rgb.into_iter().zip(weights).map(|(value, weight)| f32::from(value) * weight).sum();
    (zero + sum).round().clamp(0.0, 255.0) as u8
}

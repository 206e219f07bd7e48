//! A picture in memory, with two operations: scaling down the whole picture, and cutting out a rectangle at any angle
//! and scale.
//!
//! Promise: a picture is read as it is stored: a still as it was decoded, a camera frame in the planes of the camera. A
//! phone's sensor is often rotated, its frames are YUV, and its colours are often not sRGB. The orientation is applied
//! as a map of coordinates, and colours are converted only for the pixels of a result, never for a copy of the whole
//! picture.

mod bands;

pub(crate) use image::metadata::Orientation;

pub(crate) use ikd_pixels::Outside;
use ikd_pixels::{Area, Planes, Rows, interpolate, reduce_pixels, reduce_values, yuv_to_rgbx};

use super::{
    buffers::{Buffers, Pixels},
    geometry::{Affine, Point},
    pixels::Bitmap,
    profile::ColourMap,
};

/// A photograph or camera frame in memory.
pub(crate) struct Picture<'a> {
    stored_width: usize,
    stored_height: usize,
    source: Source<'a>,
    orientation: Orientation,
    /// False if the source has no colour.
    pub(crate) colour: bool,
    /// Conversion to sRGB; `None` if the colours are sRGB.
    pub(crate) profile: Option<ColourMap>,
    buffers: Buffers,
}

/// Where the pixels are.
enum Source<'a> {
    /// Red, green, blue of a decoded still, rows without gaps.
    Still(Pixels),
    Frame(Planes<'a>),
}

impl<'a> Picture<'a> {
    /// A still of `rgb` (`width` x `height` x 3 as stored), with the orientation that makes it upright. `None` if the
    /// sizes do not match or are zero.
    pub(crate) fn new(
        (width, height): (usize, usize),
        rgb: Pixels,
        orientation: Orientation,
        colour: bool,
    ) -> Option<Picture<'static>> {
        let len = width.checked_mul(height)?.checked_mul(3)?;
        if len == 0 || rgb.len() != len {
            return None;
        }
        Some(Picture {
            stored_width: width,
            stored_height: height,
            source: Source::Still(rgb),
            orientation,
            colour,
            profile: None,
            buffers: Buffers::default(),
        })
    }

    /// A camera frame, whose planes have this size. Results are made in `buffers`.
    pub(crate) fn of_frame(
        (width, height): (usize, usize),
        planes: Planes<'a>,
        orientation: Orientation,
        buffers: Buffers,
    ) -> Picture<'a> {
        Picture {
            stored_width: width,
            stored_height: height,
            source: Source::Frame(planes),
            orientation,
            colour: !matches!(planes, Planes::Yuv { chroma: None, .. }),
            profile: None,
            buffers,
        }
    }

    /// Sets the colour profile. The stored picture is not converted, only the pixels of results.
    pub(crate) fn with_profile(self, profile: Option<ColourMap>) -> Picture<'a> {
        Picture { profile, ..self }
    }

    #[cfg(test)]
    pub(crate) fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// Where the buffers of results come from.
    pub(crate) fn buffers(&self) -> &Buffers {
        &self.buffers
    }

    /// Whether the picture is a camera's frame.
    pub(crate) fn is_frame(&self) -> bool {
        matches!(self.source, Source::Frame(_))
    }

    /// Width in upright pixels.
    pub(crate) fn width(&self) -> usize {
        if turned(self.orientation) { self.stored_height } else { self.stored_width }
    }

    /// Height in upright pixels.
    pub(crate) fn height(&self) -> usize {
        if turned(self.orientation) { self.stored_width } else { self.stored_height }
    }

    /// Mean brightness, 0..255, of one pixel in sixteen.
    pub(crate) fn sampled_luma(&self) -> f32 {
        /// In each direction.
        const STEP: usize = 4;
        let of_rgb = |[r, g, b]: [u8; 3]| 299 * u64::from(r) + 587 * u64::from(g) + 114 * u64::from(b);
        let width = self.stored_width;
        let of_row = |y: usize| -> u64 {
            match &self.source {
                Source::Still(rgb) => {
                    let row = rgb[y * width * 3..][..width * 3].as_chunks().0;
                    row.iter().step_by(STEP).map(|&pixel| of_rgb(pixel)).sum()
                }
                Source::Frame(Planes::Bgra(pixels)) => {
                    let row = pixels.bytes[y * pixels.stride..][..width * 4].as_chunks().0;
                    row.iter().step_by(STEP).map(|&[b, g, r, _]| of_rgb([r, g, b])).sum()
                }
                Source::Frame(Planes::Yuv { luma, .. }) => {
                    let row = &luma.bytes[y * luma.stride..][..width];
                    row.iter().step_by(STEP).map(|&luma| 1000 * u64::from(luma)).sum()
                }
            }
        };
        let sum: u64 = (0..self.stored_height).step_by(STEP).map(of_row).sum();
        let count = self.stored_width.div_ceil(STEP) * self.stored_height.div_ceil(STEP);
        sum as f32 / (count * 1000) as f32
    }

    /// The whole picture scaled to `width` x `height`: each output pixel is the mean of the area that it covers, or
    /// interpolated linearly in a direction in which the picture is enlarged.
    pub(crate) fn shrunk(&self, width: usize, height: usize) -> Bitmap {
        let (w, h) = if turned(self.orientation) { (height, width) } else { (width, height) };
        let (stored_w, stored_h) = (self.stored_width, self.stored_height);
        let (small_w, small_h) = (w.min(stored_w), h.min(stored_h));
        let scale = |small: usize, length: usize| small as f64 / length as f64;
        let grown = Affine { x: [scale(small_w, w), 0.0, 0.0], y: [0.0, scale(small_h, h), 0.0] };
        let map = to_stored(self.orientation, w, h).then(&grown);
        if (small_w, small_h) == (stored_w, stored_h) {
            return self.in_srgb(self.interpolated(&map, width, height, Outside::Nearest));
        }
        let whole = Area { left: 0.0, top: 0.0, right: stored_w as f64, bottom: stored_h as f64 };
        let small = self.reduced(whole, small_w, small_h);
        let mut rgb = self.buffers.zeroed(width * height * 3);
        if self.orientation == Orientation::NoTransforms && (small_w, small_h) == (w, h) {
            for (out, &[r, g, b, _]) in rgb.as_chunks_mut().0.iter_mut().zip(small.as_chunks().0) {
                *out = [r, g, b];
            }
        } else {
            let (source, size) = (ikd_pixels::Source::Rgbx(&small), (small_w, small_h));
            interpolate(source, size, [map.x, map.y], (width, Outside::Nearest), &mut rgb);
        }
        self.in_srgb(Bitmap { width, height, rgb })
    }

    /// Cuts out `width` x `height` pixels; `map` maps points of the result to the upright picture.
    ///
    /// Interpolates linearly between pixels. If the result is much smaller than its source, it averages first.
    pub(crate) fn cut(&self, map: &Affine, width: usize, height: usize, outside: Outside) -> Bitmap {
        let bitmap = self.cut_as_stored(map, width, height, outside);
        self.in_srgb(bitmap)
    }

    /// The pixels of a part of the upright picture, neither scaled nor moved. The part lies inside the picture.
    pub(crate) fn part(&self, left: usize, top: usize, width: usize, height: usize) -> Bitmap {
        let map = Affine { x: [1.0, 0.0, left as f64], y: [0.0, 1.0, top as f64] };
        self.cut(&map, width, height, Outside::Nearest)
    }

    fn in_srgb(&self, mut bitmap: Bitmap) -> Bitmap {
        if let Some(profile) = &self.profile {
            profile.apply(&mut bitmap.rgb);
        }
        bitmap
    }

    /// The result of `cut` in the colours of the source.
    fn cut_as_stored(&self, map: &Affine, width: usize, height: usize, outside: Outside) -> Bitmap {
        let map = map.then(&to_stored(self.orientation, self.stored_width, self.stored_height));
        /// Linear interpolation reads 2x2 pixels; up to this step it skips few pixels.
        const LARGEST_STEP: f64 = 1.5;
        let shrink = map.scale() / LARGEST_STEP;
        // A map that is not a number, of a mesh that found nothing, is not followed: its coordinates count as 0.
        if shrink <= 1.0 || shrink.is_nan() {
            return self.interpolated(&map, width, height, outside);
        }
        let Some(area) = self.needed(&map, width, height, 2.0 * map.scale()) else {
            // The cut is completely outside the picture: for `Nearest`, any pixel is good enough.
            let far = Affine { x: [0.0; 3], y: [0.0; 3] };
            let map = if outside == Outside::Black { &map } else { &far };
            return self.interpolated(map, width, height, outside);
        };
        let (w, h) = ((area.width() / shrink).ceil(), (area.height() / shrink).ceil());
        let small = self.reduced(area, w as usize, h as usize);
        let (sx, sy) = (w / area.width(), h / area.height());
        let into = Affine { x: [sx, 0.0, -area.left * sx], y: [0.0, sy, -area.top * sy] };
        let mut rgb = self.buffers.zeroed(width * height * 3);
        let (source, size) = (ikd_pixels::Source::Rgbx(&small), (w as usize, h as usize));
        let map = map.then(&into);
        interpolate(source, size, [map.x, map.y], (width, outside), &mut rgb);
        Bitmap { width, height, rgb }
    }

    /// Interpolates between the stored pixels; `map` maps points of the result to them.
    fn interpolated(&self, map: &Affine, width: usize, height: usize, outside: Outside) -> Bitmap {
        let mut rgb = self.buffers.zeroed(width * height * 3);
        let source = match &self.source {
            Source::Still(rgb) => ikd_pixels::Source::Rgb(rgb),
            Source::Frame(planes) => ikd_pixels::Source::Frame(*planes),
        };
        let size = (self.stored_width, self.stored_height);
        interpolate(source, size, [map.x, map.y], (width, outside), &mut rgb);
        Bitmap { width, height, rgb }
    }

    /// The part of the stored picture that a cut reads, in whole pixels; `None` if it is empty.
    fn needed(&self, map: &Affine, width: usize, height: usize, margin: f64) -> Option<Area> {
        let (w, h) = (width as f64, height as f64);
        let corners = [(0.0, 0.0), (w, 0.0), (0.0, h), (w, h)].map(|(x, y)| map.apply(Point::new(x, y)));
        let min = |f: fn(&Point) -> f64| corners.iter().map(f).fold(f64::INFINITY, f64::min) - margin;
        let max = |f: fn(&Point) -> f64| corners.iter().map(f).fold(f64::NEG_INFINITY, f64::max) + margin;
        let area = Area {
            left: min(|p| p.x).floor().max(0.0),
            top: min(|p| p.y).floor().max(0.0),
            right: max(|p| p.x).ceil().min(self.stored_width as f64),
            bottom: max(|p| p.y).ceil().min(self.stored_height as f64),
        };
        // Written so that a NaN coordinate also results in `None`.
        (area.width() >= 1.0 && area.height() >= 1.0).then_some(area)
    }

    /// A part of the stored picture scaled down, as red, green, blue and a byte without meaning.
    fn reduced(&self, area: Area, width: usize, height: usize) -> Pixels {
        let mut small: Pixels = self.buffers.zeroed(width * height * 4);
        let pixels = |rows, small: &mut [u8]| {
            self.buffers.with_scratch(|scratch| reduce_pixels(rows, area, width, scratch, small));
        };
        let values = |rows, area| {
            let mut values: Pixels = self.buffers.zeroed(width * height);
            self.buffers.with_scratch(|scratch| reduce_values(rows, area, width, scratch, &mut values));
            values
        };
        match &self.source {
            Source::Still(rgb) => {
                pixels(Rows { bytes: rgb, stride: self.stored_width * 3, step: 3 }, &mut small);
            }
            Source::Frame(Planes::Bgra(bgra)) => {
                pixels(*bgra, &mut small);
                small.as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel.swap(0, 2));
            }
            Source::Frame(Planes::Yuv { luma, chroma: None }) => {
                let luma = values(*luma, area);
                small
                    .as_chunks_mut()
                    .0
                    .iter_mut()
                    .zip(&luma[..])
                    .for_each(|(pixel, &luma)| *pixel = [luma; 4]);
            }
            Source::Frame(Planes::Yuv { luma, chroma: Some([u, v]) }) => {
                let [luma, u, v] = [(luma, area), (u, area.halved()), (v, area.halved())]
                    .map(|(plane, area)| values(*plane, area));
                yuv_to_rgbx(&luma, &u, &v, &mut small);
            }
        }
        small
    }
}

/// Whether an orientation exchanges width and height.
fn turned(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// Map from upright coordinates to those of the picture as it is stored, with this size.
fn to_stored(orientation: Orientation, width: usize, height: usize) -> Affine {
    let (w, h) = (width as f64, height as f64);
    let keep = [1.0, 0.0, 0.0];
    let down = [0.0, 1.0, 0.0];
    let (x, y) = match orientation {
        Orientation::NoTransforms => (keep, down),
        Orientation::FlipHorizontal => ([-1.0, 0.0, w], down),
        Orientation::Rotate180 => ([-1.0, 0.0, w], [0.0, -1.0, h]),
        Orientation::FlipVertical => (keep, [0.0, -1.0, h]),
        Orientation::Rotate90FlipH => (down, keep),
        Orientation::Rotate90 => (down, [-1.0, 0.0, h]),
        Orientation::Rotate270FlipH => ([0.0, -1.0, w], [-1.0, 0.0, h]),
        Orientation::Rotate270 => ([0.0, -1.0, w], keep),
    };
    Affine { x, y }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const ALL: [Orientation; 8] = [
        Orientation::NoTransforms,
        Orientation::FlipHorizontal,
        Orientation::Rotate180,
        Orientation::FlipVertical,
        Orientation::Rotate90FlipH,
        Orientation::Rotate90,
        Orientation::Rotate270FlipH,
        Orientation::Rotate270,
    ];

    fn numbered(width: usize, height: usize) -> Vec<u8> {
        (0..width * height).flat_map(|i| [i as u8, 255 - i as u8, (i * 7) as u8]).collect()
    }

    #[test]
    fn a_part_has_the_pixels_of_the_whole_in_every_orientation() {
        for orientation in ALL {
            let pixels = Pixels::from_vec(numbered(7, 5));
            let picture = Picture::new((7, 5), pixels, orientation, true).unwrap();
            let whole = picture.shrunk(picture.width(), picture.height());

            let part = picture.part(1, 2, 4, 3);

            let expected =
                whole.rgb.chunks_exact(whole.width * 3).skip(2).take(3).flat_map(|row| &row[3..15]);
            assert!(part.rgb.iter().eq(expected), "{orientation:?}");
        }
    }

    #[test]
    fn every_orientation_is_made_upright_as_by_the_image_crate() {
        for orientation in ALL {
            let bytes = numbered(5, 3);
            let mut expected =
                image::DynamicImage::from(image::RgbImage::from_raw(5, 3, bytes.clone()).unwrap());
            expected.apply_orientation(orientation);
            let picture = Picture::new((5, 3), Pixels::from_vec(bytes), orientation, true).unwrap();

            let upright = picture.shrunk(picture.width(), picture.height());

            assert_eq!(upright.width as u32, expected.width(), "{orientation:?}");
            assert_eq!(&upright.rgb[..], expected.as_bytes(), "{orientation:?}");
        }
    }

    #[test]
    fn a_cut_of_a_rotated_picture_equals_the_cut_of_the_upright_one() {
        let map = Affine::similarity(2.6, 0.2, Point::new(4.0, 4.0), Point::new(22.0, 15.0));
        for orientation in ALL {
            let bytes: Vec<u8> =
                (0..40 * 30).flat_map(|i| [(i % 40) as u8 * 6, (i / 40) as u8 * 8, 90]).collect();
            let mut upright =
                image::DynamicImage::from(image::RgbImage::from_raw(40, 30, bytes.clone()).unwrap());
            upright.apply_orientation(orientation);
            let (w, h) = (upright.width() as usize, upright.height() as usize);
            let turned = Picture::new((40, 30), Pixels::from_vec(bytes), orientation, true).unwrap();
            let upright =
                Picture::new((w, h), Pixels::from_vec(upright.into_bytes()), Orientation::NoTransforms, true)
                    .unwrap();

            let (a, b) =
                (turned.cut(&map, 8, 8, Outside::Nearest), upright.cut(&map, 8, 8, Outside::Nearest));

            let worst = a.rgb.iter().zip(b.rgb.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
            assert!(worst <= 2, "{orientation:?} differs by {worst}");
        }
    }

    #[test]
    fn a_cut_outside_the_picture_is_black_or_the_nearest_pixel() {
        let picture =
            Picture::new((4, 4), Pixels::from_vec(vec![200; 48]), Orientation::NoTransforms, true).unwrap();
        for scale in [1.0, 9.0] {
            let map = Affine::similarity(scale, 0.0, Point::default(), Point::new(1e6, -1e6));
            assert!(picture.cut(&map, 2, 2, Outside::Black).rgb.iter().all(|&b| b == 0));
            assert!(picture.cut(&map, 2, 2, Outside::Nearest).rgb.iter().all(|&b| b == 200));
        }
    }

    #[test]
    fn a_buffer_of_the_wrong_size_is_refused() {
        let no =
            |w, h, len| Picture::new((w, h), Pixels::zeroed(len), Orientation::NoTransforms, true).is_none();
        assert!(no(2, 2, 11) && no(2, 2, 13) && no(0, 2, 0) && no(usize::MAX, 2, 12));
    }
}

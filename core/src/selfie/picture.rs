//! A picture in memory, with two operations: scaling down the whole picture, and cutting out a rectangle at any angle
//! and scale.
//!
//! Promise: a picture is stored as received (a phone's sensor is often rotated, and its colours are often not sRGB).
//! The orientation is applied as a map of coordinates, and the colour profile only to the pixels of a result, never to
//! a copy of the whole picture.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer, images::TypedImage, pixels::U8x3};
pub(super) use image::metadata::Orientation;

use super::{
    pixels::{Affine, Bitmap, Pixels, Point},
    profile::ColourMap,
};

/// Pixels outside the picture.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Outside {
    /// Black, as in the mesh's training data.
    Black,
    /// The nearest pixel, so that there is no edge that the sharpness measurement could mistake for detail.
    Nearest,
}

/// A photograph or camera frame in memory.
pub(super) struct Picture {
    stored_width: usize,
    stored_height: usize,
    rgb: Pixels,
    orientation: Orientation,
    /// False if the source has no colour.
    pub(super) colour: bool,
    /// Conversion to sRGB; `None` if the colours are sRGB.
    pub(super) profile: Option<ColourMap>,
}

impl Picture {
    /// A picture of `rgb` (`width` x `height` x 3 as stored), with the orientation that makes it upright. `None` if the
    /// sizes do not match or are zero.
    pub(super) fn new(
        (width, height): (usize, usize),
        rgb: Pixels,
        orientation: Orientation,
        colour: bool,
    ) -> Option<Picture> {
        let len = width.checked_mul(height)?.checked_mul(3)?;
        if len == 0 || rgb.len() != len {
            return None;
        }
        Some(Picture { stored_width: width, stored_height: height, rgb, orientation, colour, profile: None })
    }

    /// Sets the colour profile. The stored picture is not converted, only the pixels of results.
    pub(super) fn with_profile(self, profile: Option<ColourMap>) -> Picture {
        Picture { profile, ..self }
    }

    fn turned(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
    }

    #[cfg(test)]
    pub(super) fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// Width in upright pixels.
    pub(super) fn width(&self) -> usize {
        if self.turned() { self.stored_height } else { self.stored_width }
    }

    /// Height in upright pixels.
    pub(super) fn height(&self) -> usize {
        if self.turned() { self.stored_width } else { self.stored_height }
    }

    /// Map from upright coordinates to stored pixels.
    fn to_stored(&self) -> Affine {
        let (w, h) = (self.stored_width as f64, self.stored_height as f64);
        let keep = [1.0, 0.0, 0.0];
        let down = [0.0, 1.0, 0.0];
        let (x, y) = match self.orientation {
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

    /// Mean brightness, 0..255, of one pixel in sixteen.
    pub(super) fn sampled_luma(&self) -> f32 {
        /// In each direction.
        const STEP: usize = 4;
        let rows = self.rgb.chunks_exact(self.stored_width * 3).step_by(STEP);
        let pixels = rows.flat_map(|row| row.as_chunks::<3>().0.iter().step_by(STEP));
        let (sum, count) = pixels.fold((0u64, 0u64), |(sum, count), &[r, g, b]| {
            (sum + 299 * u64::from(r) + 587 * u64::from(g) + 114 * u64::from(b), count + 1)
        });
        sum as f32 / (count * 1000) as f32
    }

    /// The whole picture scaled down to `width` x `height`: each output pixel is the mean of the area that it covers.
    pub(super) fn shrunk(&mut self, width: usize, height: usize) -> Bitmap {
        let (w, h) = if self.turned() { (height, width) } else { (width, height) };
        let whole =
            Area { left: 0.0, top: 0.0, right: self.stored_width as f64, bottom: self.stored_height as f64 };
        let mut small = Picture {
            stored_width: w,
            stored_height: h,
            rgb: self.resized(whole, w, h),
            orientation: self.orientation,
            colour: self.colour,
            profile: None,
        };
        let bitmap = if self.orientation == Orientation::NoTransforms {
            Bitmap { width, height, rgb: small.rgb }
        } else {
            let identity = Affine { x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0] };
            small.cut(&identity, width, height, Outside::Nearest)
        };
        self.in_srgb(bitmap)
    }

    /// Cuts out `width` x `height` pixels; `map` maps points of the result to the upright picture.
    ///
    /// Interpolates linearly between pixels. If the result is much smaller than its source, it averages first.
    pub(super) fn cut(&mut self, map: &Affine, width: usize, height: usize, outside: Outside) -> Bitmap {
        let bitmap = self.cut_as_stored(map, width, height, outside);
        self.in_srgb(bitmap)
    }

    fn in_srgb(&self, mut bitmap: Bitmap) -> Bitmap {
        if let Some(profile) = &self.profile {
            profile.apply(&mut bitmap.rgb);
        }
        bitmap
    }

    /// The result of `cut` in the colours of the file.
    fn cut_as_stored(&mut self, map: &Affine, width: usize, height: usize, outside: Outside) -> Bitmap {
        let map = map.then(&self.to_stored());
        /// Linear interpolation reads 2x2 pixels; up to this step it skips few pixels.
        const LARGEST_STEP: f64 = 1.5;
        let shrink = map.scale() / LARGEST_STEP;
        if shrink <= 1.0 {
            return interpolate(
                &self.rgb,
                self.stored_width,
                self.stored_height,
                &map,
                (width, height),
                outside,
            );
        }
        let Some(area) = self.needed(&map, width, height, 2.0 * map.scale()) else {
            // The cut is completely outside the picture: for `Nearest`, any pixel is good enough.
            let far = Affine { x: [0.0; 3], y: [0.0; 3] };
            let map = if outside == Outside::Black { &map } else { &far };
            return interpolate(
                &self.rgb,
                self.stored_width,
                self.stored_height,
                map,
                (width, height),
                outside,
            );
        };
        let (w, h) = (((area.right - area.left) / shrink).ceil(), ((area.bottom - area.top) / shrink).ceil());
        let small = self.resized(area, w as usize, h as usize);
        let (sx, sy) = (w / (area.right - area.left), h / (area.bottom - area.top));
        let into = Affine { x: [sx, 0.0, -area.left * sx], y: [0.0, sy, -area.top * sy] };
        interpolate(&small, w as usize, h as usize, &map.then(&into), (width, height), outside)
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
        (area.right - area.left >= 1.0 && area.bottom - area.top >= 1.0).then_some(area)
    }

    /// A part of the stored picture, resampled by area (linearly if it is enlarged).
    ///
    /// The resizer first narrows every row of the area and keeps all of them. For a large photograph these are many
    /// times the size of the result, so it works in bands to limit memory.
    fn resized(&mut self, area: Area, width: usize, height: usize) -> Pixels {
        /// Bytes of narrowed rows in memory at a time.
        const BAND_BYTES: f64 = 2e6;
        /// Rows of the result by which the filter reaches across a band's edge, plus one.
        const REACH: usize = 2;
        let (width, height) = (width.max(1), height.max(1));
        let step = (area.bottom - area.top) / height as f64;
        let rows = ((BAND_BYTES / (step * width as f64 * 3.0)) as usize).max(4 * REACH);
        if rows >= height {
            return self.resized_band(area, width, height);
        }
        let mut out = Pixels::zeroed(width * height * 3);
        for (band, target) in out.chunks_mut(rows * width * 3).enumerate() {
            let first = band * rows;
            let from = first.saturating_sub(REACH);
            let to = (first + rows + REACH).min(height);
            let part = Area {
                top: area.top + from as f64 * step,
                bottom: (area.top + to as f64 * step).min(area.bottom),
                ..area
            };
            let small = self.resized_band(part, width, to - from);
            target.copy_from_slice(&small[(first - from) * width * 3..][..target.len()]);
        }
        out
    }

    fn resized_band(&mut self, area: Area, width: usize, height: usize) -> Pixels {
        let grows = (width as f64) > area.right - area.left || (height as f64) > area.bottom - area.top;
        let filter = if grows { FilterType::Bilinear } else { FilterType::Hamming };
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(
            area.left,
            area.top,
            area.right - area.left,
            area.bottom - area.top,
        );
        let mut out = Pixels::zeroed(width * height * 3);
        let source: TypedImage<U8x3> =
            TypedImage::from_buffer(self.stored_width as u32, self.stored_height as u32, &mut self.rgb)
                .expect("`Picture::new` checked the size of the buffer");
        let mut target: TypedImage<U8x3> = TypedImage::from_buffer(width as u32, height as u32, &mut out)
            .expect("the buffer was made for this size");
        // Typed, because the call that selects the pixel type at run time links code for all thirteen types, 2.5 MB.
        Resizer::new()
            .resize_typed(&source, &mut target, &options)
            .expect("the area lies inside the picture");
        out
    }
}

/// A rectangle in stored pixels.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// Interpolates linearly at the middle of every output pixel, with weights in 1/256.
fn interpolate(
    source: &[u8],
    w: usize,
    h: usize,
    map: &Affine,
    (width, height): (usize, usize),
    outside: Outside,
) -> Bitmap {
    let mut rgb = Pixels::zeroed(width * height * 3);
    let (last_x, last_y) = (w as i64 - 1, h as i64 - 1);
    let texel = |x: i64, y: i64| -> [u8; 3] {
        if outside == Outside::Black && (x < 0 || y < 0 || x > last_x || y > last_y) {
            return [0; 3];
        }
        let at = (y.clamp(0, last_y) as usize * w + x.clamp(0, last_x) as usize) * 3;
        [source[at], source[at + 1], source[at + 2]]
    };
    for (y, row) in rgb.chunks_exact_mut(width.max(1) * 3).enumerate() {
        let start = map.apply(Point::new(0.5, y as f64 + 0.5));
        for (x, out) in row.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let at = Point::new(start.x + map.x[0] * x as f64, start.y + map.y[0] * x as f64);
            let (left, fx) = split(at.x, w);
            let (top, fy) = split(at.y, h);
            let inside = left >= 0 && top >= 0 && left < last_x && top < last_y;
            *out = if inside {
                let at = (top as usize * w + left as usize) * 3;
                let (upper, lower) = (&source[at..at + 6], &source[at + w * 3..at + w * 3 + 6]);
                std::array::from_fn(|k| blend([upper[k], upper[k + 3], lower[k], lower[k + 3]], fx, fy))
            } else {
                let upper = [texel(left, top), texel(left + 1, top)];
                let lower = [texel(left, top + 1), texel(left + 1, top + 1)];
                std::array::from_fn(|k| blend([upper[0][k], upper[1][k], lower[0][k], lower[1][k]], fx, fy))
            };
        }
    }
    Bitmap { width, height, rgb }
}

/// The last pixel whose middle is not beyond a coordinate, and the distance of the coordinate from that middle in
/// 1/256.
fn split(coordinate: f64, length: usize) -> (i64, u32) {
    // Clamping to just outside the picture makes the conversion safe. The shift makes the value positive, so that the
    // conversion rounds down; `floor` is slow on processors without an instruction for it.
    const SHIFT: i64 = 2;
    let shifted = (coordinate - 0.5).clamp(-(SHIFT as f64), length as f64 + 1.0) + SHIFT as f64;
    let fixed = (shifted * 256.0) as i64;
    (fixed / 256 - SHIFT, (fixed % 256) as u32)
}

fn blend([a, b, c, d]: [u8; 4], fx: u32, fy: u32) -> u8 {
    let (a, b, c, d) = (u32::from(a), u32::from(b), u32::from(c), u32::from(d));
    let upper = a * (256 - fx) + b * fx;
    let lower = c * (256 - fx) + d * fx;
    ((upper * (256 - fy) + lower * fy + (1 << 15)) >> 16) as u8
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
    fn every_orientation_is_made_upright_as_by_the_image_crate() {
        for orientation in ALL {
            let bytes = numbered(5, 3);
            let mut expected =
                image::DynamicImage::from(image::RgbImage::from_raw(5, 3, bytes.clone()).unwrap());
            expected.apply_orientation(orientation);
            let mut picture = Picture::new((5, 3), Pixels::from_vec(bytes), orientation, true).unwrap();

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
            let mut turned = Picture::new((40, 30), Pixels::from_vec(bytes), orientation, true).unwrap();
            let mut upright =
                Picture::new((w, h), Pixels::from_vec(upright.into_bytes()), Orientation::NoTransforms, true)
                    .unwrap();

            let (a, b) =
                (turned.cut(&map, 8, 8, Outside::Nearest), upright.cut(&map, 8, 8, Outside::Nearest));

            let worst = a.rgb.iter().zip(b.rgb.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
            assert!(worst <= 2, "{orientation:?} differs by {worst}");
        }
    }

    #[test]
    fn a_large_picture_resized_in_bands_equals_one_resized_at_once() {
        let (w, h) = (1500, 2000);
        let bytes = (0..w * h * 3).map(|i| (i / 7 * 31 % 253) as u8).collect();
        let mut picture =
            Picture::new((w, h), Pixels::from_vec(bytes), Orientation::NoTransforms, true).unwrap();
        let area = Area { left: 3.0, top: 1.0, right: 1490.0, bottom: 1999.0 };
        let (bands, once) = (picture.resized(area, 700, 1111), picture.resized_band(area, 700, 1111));
        let worst = bands.iter().zip(once.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(worst <= 1, "differs by {worst}");
    }

    #[test]
    fn a_cut_outside_the_picture_is_black_or_the_nearest_pixel() {
        let mut picture =
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

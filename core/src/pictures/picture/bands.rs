//! Scales a picture down to a large result within little memory.

use ikd_pixels::Area;

use super::{Picture, Point, to_stored, turned};
use crate::pictures::pixels::Bitmap;

/// Rows of the stored picture's reduction that are made at a time.
const BAND: usize = 64;
/// Area that is left out at the lower edge, in pixels, so that rounding does not read a row that is not there.
const LESS: f64 = 1e-6;

impl Picture<'_> {
    /// As [`Picture::shrunk`], for a result that is not larger than the picture in either direction. Beside the result
    /// it takes the memory of some rows, where `shrunk` takes a second copy of the result.
    pub(crate) fn shrunk_in_bands(&self, width: usize, height: usize) -> Bitmap {
        let (w, h) = if turned(self.orientation) { (height, width) } else { (width, height) };
        if (w, h) == (self.stored_width, self.stored_height) {
            return self.shrunk(width, height);
        }
        let upright = to_stored(self.orientation, w, h).inverse();
        let place = |x: usize, y: usize| {
            let point = upright.apply(Point::new(x as f64 + 0.5, y as f64 + 0.5));
            point.y.floor() as i64 * width as i64 + point.x.floor() as i64
        };
        let (first, right, down) = (place(0, 0), place(1, 0) - place(0, 0), place(0, 1) - place(0, 0));
        let mut rgb = self.buffers.zeroed(width * height * 3);
        let out = rgb.as_chunks_mut::<3>().0;
        let scale = self.stored_height as f64 / h as f64;
        for top in (0..h).step_by(BAND) {
            let bottom = h.min(top + BAND);
            let area = Area {
                left: 0.0,
                top: top as f64 * scale,
                right: self.stored_width as f64,
                bottom: (bottom as f64 * scale).min(self.stored_height as f64 - LESS),
            };
            let band = self.reduced(area, w, bottom - top);
            for (y, row) in (top as i64..).zip(band.as_chunks::<4>().0.chunks_exact(w)) {
                for (x, &[r, g, b, _]) in (0..).zip(row) {
                    out[(first + x * right + y * down) as usize] = [r, g, b];
                }
            }
        }
        self.in_srgb(Bitmap { width, height, rgb })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::Orientation;
    use super::*;
    use crate::pictures::pixels::Pixels;

    #[test]
    fn bands_are_the_picture_scaled_down_as_a_whole_in_every_orientation() {
        use Orientation::{
            FlipHorizontal, FlipVertical, NoTransforms, Rotate90, Rotate90FlipH, Rotate180, Rotate270,
            Rotate270FlipH,
        };
        let value = |i: usize| (i * 7 + i / 3 % 301 * i / 301) as u8;
        for orientation in [
            NoTransforms,
            FlipHorizontal,
            FlipVertical,
            Rotate180,
            Rotate90,
            Rotate90FlipH,
            Rotate270,
            Rotate270FlipH,
        ] {
            let pixels = Pixels::from_vec((0..301 * 211 * 3).map(value).collect());
            let picture = Picture::new((301, 211), pixels, orientation, true).unwrap();
            for share in [1.0, 0.97, 0.73, 0.5, 0.01] {
                let part = |side: usize| ((side as f64 * share) as usize).max(1);
                let (width, height) = (part(picture.width()), part(picture.height()));

                let (whole, bands) = (picture.shrunk(width, height), picture.shrunk_in_bands(width, height));

                let worst = whole.rgb.iter().zip(bands.rgb.iter()).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(worst <= Some(1), "{orientation:?} by {share}: {worst:?}");
            }
        }
    }

    #[test]
    fn a_picture_of_one_row_or_column_is_scaled_down() {
        for size in [(5000, 1), (1, 5000), (4999, 2)] {
            let pixels = Pixels::from_vec(vec![90; size.0 * size.1 * 3]);
            let picture = Picture::new(size, pixels, Orientation::Rotate90, true).unwrap();
            let (width, height) = (picture.width().min(2000), picture.height().min(2000));
            assert!(picture.shrunk_in_bands(width, height).rgb.iter().all(|value| *value == 90));
        }
    }
}

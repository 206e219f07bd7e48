//! An upright image of a part of a picture, and what is computed from its pixels.

pub(crate) use super::buffers::{Buffer, Pixels};

/// An upright RGB image with 8 bits per channel, rows without gaps.
pub(crate) struct Bitmap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgb: Pixels,
}

impl Bitmap {
    /// A model's input: planes red, green, blue, each value `byte * scale + offset`.
    pub(crate) fn planes(&self, scale: f32, offset: f32) -> Buffer<f32> {
        let mut planes = self.rgb.home().zeroed(self.width * self.height * 3);
        for (channel, plane) in planes.chunks_exact_mut((self.width * self.height).max(1)).enumerate() {
            ikd_pixels::separated(&self.rgb, channel, scale, offset, plane);
        }
        planes
    }

    /// Luma per pixel, 0..255, by ITU-R BT.601 as in JPEG and in camera frames.
    pub(crate) fn luma(&self) -> Buffer<f32> {
        let mut luma = self.rgb.home().zeroed(self.width * self.height);
        ikd_pixels::luma(&self.rgb, &mut luma);
        luma
    }
}

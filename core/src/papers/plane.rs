//! The luma of a picture, and what is computed from any values.

use crate::pictures::pixels::Buffer;

/// The luma of a picture, 0 to 255, rows without gaps. Wiped when dropped.
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Buffer<f32>,
}

impl Plane {
    pub(super) fn row(&self, y: usize) -> &[f32] {
        &self.values[y * self.width..][..self.width]
    }
}

/// The value below which this share lies; 0 of nothing.
pub(super) fn quantile(values: &mut [f32], share: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = ((values.len() - 1) as f32 * share) as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

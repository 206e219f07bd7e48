//! Light and sharpness of an aligned face.

use super::{
    aligned::{ALIGNED, AlignedFace},
    buffers::Buffer,
    geometry::Point,
};

/// Scales variance over squared mean to the range of the measured thresholds.
const SHARPNESS_UNIT: f64 = 1e4;

/// Light and sharpness inside the outline of a face.
pub(super) struct Light {
    /// Mean brightness, 0..255.
    pub(super) mean: f32,
    /// Share of pixels of [`WHITE`] or more, 0..1.
    pub(super) over_exposed: f32,
    /// Mean of the darker half, left or right, divided by that of the lighter one, 0..1.
    pub(super) half_ratio: f32,
    /// Normalised variance of the Laplacian.
    pub(super) sharpness: f32,
}

/// Brightness of a pixel without detail (OFIQ's over-exposure begins here).
const WHITE: f32 = 247.0;

impl Light {
    /// Measures an aligned face: its size and tilt do not change the result.
    ///
    /// A 3x3 binomial filter reduces noise before the Laplacian. Dividing by the squared mean makes the sharpness
    /// independent of light.
    pub(super) fn of(face: &AlignedFace) -> Light {
        let luma = &face.luma;
        let smooth = smoothed(luma);
        let (mut sum, mut squares, mut white) = (0.0, 0.0, 0.0);
        // Left and right of the nose.
        let mut halves = [(0.0, 0.0); 2];
        for y in 2..ALIGNED - 2 {
            let Some((from, to)) = span(&face.oval, y as f64 + 0.5) else { continue };
            let (from, to) = (from.ceil().max(2.0) as usize, to.floor().min(ALIGNED as f64 - 3.0) as usize);
            for x in from..=to {
                let at = y * ALIGNED + x;
                let around = smooth[at - 1] + smooth[at + 1] + smooth[at - ALIGNED] + smooth[at + ALIGNED];
                let laplacian = f64::from(around - 4.0 * smooth[at]);
                let (brightness, count) = &mut halves[usize::from(x >= ALIGNED / 2)];
                *brightness += f64::from(luma[at]);
                *count += 1.0;
                white += f64::from(u8::from(luma[at] >= WHITE));
                sum += laplacian;
                squares += laplacian * laplacian;
            }
        }
        let [left, right] = halves;
        let count = left.1 + right.1;
        if count == 0.0 {
            // A degenerate mesh has no area inside its outline.
            return Light { mean: 0.0, over_exposed: 0.0, half_ratio: 1.0, sharpness: 0.0 };
        }
        let (mean, variance) = ((left.0 + right.0) / count, squares / count - (sum / count) * (sum / count));
        Light {
            mean: mean as f32,
            over_exposed: (white / count) as f32,
            half_ratio: ratio(left, right) as f32,
            sharpness: (variance.max(0.0) / (mean * mean).max(1.0) * SHARPNESS_UNIT) as f32,
        }
    }
}

/// The smaller of two means, each given as sum and count, divided by the larger one; 1 if one of them is of nothing.
fn ratio(a: (f64, f64), b: (f64, f64)) -> f64 {
    let mean = |(sum, count): (f64, f64)| (count > 0.0).then(|| sum / count);
    match (mean(a), mean(b)) {
        (Some(a), Some(b)) => a.min(b) / a.max(b).max(1.0),
        _ => 1.0,
    }
}

/// The aligned face after a 3x3 binomial filter; its outermost pixels are unchanged.
fn smoothed(luma: &Buffer<f32>) -> Buffer<f32> {
    let mut across = luma.clone();
    for at in 1..luma.len() - 1 {
        across[at] = (luma[at - 1] + 2.0 * luma[at] + luma[at + 1]) / 4.0;
    }
    let mut both = across.clone();
    for at in ALIGNED..luma.len() - ALIGNED {
        both[at] = (across[at - ALIGNED] + 2.0 * across[at] + across[at + ALIGNED]) / 4.0;
    }
    both
}

/// The x coordinates at which a horizontal line enters and leaves an outline; `None` if it does not cross it.
fn span(outline: &[Point], y: f64) -> Option<(f64, f64)> {
    let mut crossings = None;
    for (i, a) in outline.iter().enumerate() {
        let b = outline[(i + 1) % outline.len()];
        if (a.y <= y) != (b.y <= y) {
            let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
            let (low, high) = crossings.unwrap_or((x, x));
            crossings = Some((x.min(low), x.max(high)));
        }
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_crosses_an_outline_only_within_its_height() {
        let diamond = [(5.0, 0.0), (10.0, 5.0), (5.0, 10.0), (0.0, 5.0)].map(|(x, y)| Point::new(x, y));
        assert_eq!(span(&diamond, 2.0), Some((3.0, 7.0)));
        assert_eq!(span(&diamond, -1.0), None);
        assert_eq!(span(&[], 1.0), None);
    }
}

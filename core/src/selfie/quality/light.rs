//! Light and colour of the face: histograms of its linear luminance, and the colour of the cheeks.

use std::f64::consts::PI;

use super::{
    align::{Reader, SIDE, middle},
    landmarks::{EYE_CORNERS, MOUTH_MIDDLE, Points},
    region::Region,
    score::{deviation, rounded, sigmoid},
};

/// Native value and score; `None` if there is nothing to measure.
type Measured = Option<(f64, u8)>;

/// What the light components need of the pixels.
pub(super) struct Light {
    /// Pixels of the face by luminance.
    face: [u32; 256],
    /// The cheeks, left in the picture first.
    cheeks: [Cheek; 2],
}

/// A square below an eye. Outside the region of the face its pixels count as black.
struct Cheek {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    luminance: [u32; 256],
    /// Sums of red, green and blue.
    colour: [u64; 3],
}

impl Light {
    /// Reads the pixels of an aligned face once.
    pub(super) fn of(reader: &Reader<'_>, region: &Region, aligned: &Points) -> Self {
        let mut light = Self { face: [0; 256], cheeks: Cheek::both(aligned) };
        let linear: [f64; 256] = std::array::from_fn(|value| linear(value as f64 / 255.0));
        for (y, columns) in region.rows() {
            for x in columns {
                let colour = reader.at(x, y);
                // ITU-R BT.709 of linear light.
                let [r, g, b] = colour.map(|value| linear[usize::from(value)]);
                let luminance = ((0.2126 * r + 0.7152 * g + 0.0722 * b) * 255.0 + 0.5) as usize;
                light.face[luminance] += 1;
                for cheek in light.cheeks.iter_mut().filter(|cheek| cheek.contains(x, y)) {
                    cheek.luminance[luminance] += 1;
                    cheek.colour.iter_mut().zip(colour).for_each(|(sum, value)| *sum += u64::from(value));
                }
            }
        }
        for cheek in &mut light.cheeks {
            cheek.luminance[0] += (cheek.width * cheek.height) as u32 - cheek.luminance.iter().sum::<u32>();
        }
        light
    }

    /// Share of the face with each luminance.
    fn shares(&self) -> Option<[f64; 256]> {
        shares(&self.face)
    }

    fn share_within(&self, luminance: std::ops::RangeInclusive<usize>) -> Option<f64> {
        Some(self.shares()?[luminance].iter().sum())
    }

    /// How much of the histograms of both cheeks is the same.
    pub(super) fn illumination_uniformity(&self) -> Measured {
        let [left, right] = [shares(&self.cheeks[0].luminance)?, shares(&self.cheeks[1].luminance)?];
        let shared: f64 = left.iter().zip(right).map(|(left, right)| left.min(right)).sum();
        Some((shared, rounded(100.0 * shared.powf(0.3))))
    }

    pub(super) fn luminance_mean(&self) -> Measured {
        let mean = moments(&self.shares()?).0;
        let score = 100.0 * sigmoid(mean, 0.2, 0.05) * (1.0 - sigmoid(mean, 0.8, 0.05));
        Some((mean, rounded(score)))
    }

    pub(super) fn luminance_variance(&self) -> Measured {
        let variance = moments(&self.shares()?).1;
        Some((variance, rounded(100.0 * (60.0 * variance / (60.0 * variance + 1.0) * PI).sin())))
    }

    pub(super) fn under_exposure(&self) -> Measured {
        let dark = self.share_within(0..=25)?;
        Some((dark, rounded(120.0 * (0.832 - sigmoid(dark, 0.92, 0.05)))))
    }

    pub(super) fn over_exposure(&self) -> Measured {
        let bright = self.share_within(247..=255)?;
        Some((bright, rounded(1.0 / (bright + 0.01))))
    }

    /// Entropy of the histogram, bits.
    pub(super) fn dynamic_range(&self) -> Measured {
        let bits = self.shares()?.into_iter().filter(|share| *share > 0.0).map(|share| -share * share.log2());
        let entropy = bits.sum::<f64>();
        Some((entropy, rounded(12.5 * entropy)))
    }

    /// Distance of the cheeks' mean colour from that of skin in CIELAB (D50): a* of 5 to 25, b* of 5 to 35.
    pub(super) fn natural_colour(&self) -> Measured {
        let [left, right] = &self.cheeks;
        let pixels = (left.width * left.height + right.width * right.height) as f64;
        let far = |a: f64, b: f64| {
            if a >= 0.0 && b >= 0.0 { outside(a, 25.0).hypot(outside(b, 35.0)) } else { 100.0 }
        };
        let distance = if left.height != right.height {
            return None;
        } else if pixels > 0.0 {
            let sums = [0, 1, 2].map(|k| left.colour[k] + right.colour[k]);
            let (a, b) = lab(sums.map(|sum| linear(sum as f64 / pixels / 255.0)));
            far(a, b)
        } else {
            100.0
        };
        Some((distance, deviation(distance, 10.0)))
    }
}

/// How far a value is outside 5 to `most`.
fn outside(value: f64, most: f64) -> f64 {
    (5.0 - value).max(value - most).max(0.0)
}

impl Cheek {
    /// 30 % of the eye distance wide and high: from below the middle of each eye towards the nose, and from halfway
    /// between eyes and mouth downwards.
    fn both(aligned: &Points) -> [Self; 2] {
        let [left, right] = EYE_CORNERS.map(|(one, other)| middle(aligned, one, other));
        let eyes = [(left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0].map(f64::round);
        let mouth = middle(aligned, MOUTH_MIDDLE.0, MOUTH_MIDDLE.1);
        let side = ((left[0] - right[0]).hypot(left[1] - right[1]) * 0.3).trunc();
        let down = ((eyes[0] - mouth[0]).hypot(eyes[1] - mouth[1]) / 2.0).trunc();
        [Self::at(left[0], left[1] + down, side), Self::at(right[0] - side, right[1] + down, side)]
    }

    /// The part of a square that lies in the aligned face.
    fn at(x: f64, y: f64, side: f64) -> Self {
        let cut = |from: f64| {
            let (from, to) = (from.clamp(0.0, SIDE as f64), (from + side).clamp(0.0, SIDE as f64));
            (from as usize, (to - from) as usize)
        };
        let ((x, width), (y, height)) = (cut(x), cut(y));
        Self { x, y, width, height, luminance: [0; 256], colour: [0; 3] }
    }

    fn contains(&self, x: usize, y: usize) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

fn shares(histogram: &[u32; 256]) -> Option<[f64; 256]> {
    let total: u32 = histogram.iter().sum();
    (total > 0).then(|| histogram.map(|count| f64::from(count) / f64::from(total)))
}

/// Mean and variance, as fractions of the brightest luminance.
fn moments(shares: &[f64; 256]) -> (f64, f64) {
    let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
        shares.iter().enumerate().map(|(value, share)| share * of(value as f64 / 255.0)).sum()
    };
    let mean = sum(&|value| value);
    (mean, sum(&|value| (value - mean) * (value - mean)))
}

/// Linear light of an sRGB value, both 0 to 1 (IEC 61966-2-1).
fn linear(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// a* and b* of linear sRGB, by the matrix and the white of OFIQ.
fn lab([r, g, b]: [f64; 3]) -> (f64, f64) {
    const TO_XYZ: [[f64; 3]; 3] =
        [[0.43605, 0.38508, 0.14309], [0.22249, 0.71689, 0.06062], [0.01393, 0.09710, 0.71419]];
    const WHITE: [f64; 3] = [0.964_221, 1.0, 0.825_211];
    let [x, y, z] = std::array::from_fn(|i| {
        let t = (TO_XYZ[i][0] * r + TO_XYZ[i][1] * g + TO_XYZ[i][2] * b) / WHITE[i];
        // The standard has 24389 in both places; OFIQ's first factor is another one.
        if t <= 216.0 / 24389.0 { (24289.0 / 27.0 * t + 16.0) / 116.0 } else { t.cbrt() }
    });
    (500.0 * (x - y), 200.0 * (y - z))
}

//! Glasses and masks: two linear models on the aligned face, `core/assets/selfie/README.md`.
//!
//! The features are those of the models' training: block means of edges, brightness and colour, relative to the skin of
//! the same face. A score is the sum of the features times their weights.

use super::{
    aligned::{ALIGNED, AlignedFace},
    buffers::Pixels,
    lab::lab,
};

/// How much a face looks as if something covered it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OcclusionScores {
    /// See [`super::FaceMetrics::glasses`].
    pub(super) glasses: f32,
    /// See [`super::FaceMetrics::mask`].
    pub(super) mask: f32,
}

impl OcclusionScores {
    pub(super) fn of(face: &AlignedFace) -> OcclusionScores {
        let grey = Grey::of(face);
        OcclusionScores { glasses: glasses(&grey), mask: mask(face, &grey) }
    }
}

/// Brightness of the skin below which edges are no longer divided by it, in the units of a byte.
const DARKEST_SKIN: f32 = 15.0;
/// The Sobel filter adds eight differences.
const SOBEL: f32 = 8.0;

/// A linear model: `FEATURES` weights, then the bias, as little-endian f32.
struct Linear {
    bytes: &'static [u8],
}

const GLASSES: Linear = Linear { bytes: include_bytes!("../../assets/selfie/glasses.f32") };
const MASK: Linear = Linear { bytes: include_bytes!("../../assets/selfie/mask.f32") };

impl Linear {
    fn score(&self, features: &[f32]) -> f32 {
        let values = self.bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        // The bias is the weight of a feature that is always 1.
        values.zip(features.iter().chain(&[1.0])).map(|(weight, feature)| weight * feature).sum()
    }
}

/// The aligned face in grey, rounded as OpenCV 4.11 rounds it.
struct Grey(Pixels);

impl Grey {
    fn of(face: &AlignedFace) -> Grey {
        let mut grey = face.rgb.home().zeroed(ALIGNED * ALIGNED);
        for (grey, &[r, g, b]) in grey.iter_mut().zip(face.rgb.as_chunks::<3>().0) {
            let sum = 9_798 * u32::from(r) + 19_235 * u32::from(g) + 3_735 * u32::from(b);
            *grey = ((sum + (1 << 14)) >> 15) as u8;
        }
        Grey(grey)
    }

    /// Rows above, at and below this one.
    fn rows(&self, y: usize) -> [&[u8]; 3] {
        [y - 1, y, y + 1].map(|y| &self.0[y * ALIGNED..][..ALIGNED])
    }

    /// Sum of 2 x 2 pixels: four times a pixel of the face at half the size.
    fn quad(&self, x: usize, y: usize) -> i32 {
        let at = 2 * (y * ALIGNED + x);
        [at, at + 1, at + ALIGNED, at + ALIGNED + 1].iter().map(|at| i32::from(self.0[*at])).sum()
    }
}

/// The Sobel filter across and down at the middle of 3 x 3 values.
fn sobel([a, b, c]: [[i32; 3]; 3]) -> (i32, i32) {
    let across = |row: [i32; 3]| row[2] - row[0];
    let down = |k: usize| c[k] - a[k];
    (across(a) + 2 * across(b) + across(c), down(0) + 2 * down(1) + down(2))
}

/// The value in the middle of a sorted list that has `counts[v]` times the value `v`; the mean of two for an even list.
fn median(counts: &[u16]) -> f32 {
    let total: u32 = counts.iter().map(|count| u32::from(*count)).sum();
    let at = |rank: u32| {
        let mut before = 0;
        counts.iter().position(|count| {
            before += u32::from(*count);
            before > rank
        })
    };
    let (low, high) = (at(total.saturating_sub(1) / 2), at(total / 2));
    (low.unwrap_or(0) + high.unwrap_or(0)) as f32 / 2.0
}

mod strip {
    //! The part of the face, at half its size, in which glasses show: from above the brows to the cheeks.
    pub(super) const LEFT: usize = 10;
    pub(super) const TOP: usize = 34;
    pub(super) const COLUMNS: usize = 18;
    pub(super) const ROWS: usize = 10;
    /// Pixels of a block across.
    pub(super) const ACROSS: usize = 6;
    /// Fifths of a pixel of a block down: blocks are 4.6 pixels high.
    pub(super) const FIFTHS_DOWN: usize = 23;
    pub(super) const HEIGHT: usize = 46;
    pub(super) const BLOCKS: usize = COLUMNS * ROWS;
}

/// Edges to the right, left, below and above, then brightness, in blocks of the face at half its size.
fn glasses(grey: &Grey) -> f32 {
    use strip::*;
    let mut counts = [0; 4 * 255 + 1];
    for y in 60..100 {
        (40..88).for_each(|x| counts[grey.quad(x, y) as usize] += 1);
    }
    let skin = (median(&counts) / 4.0).max(DARKEST_SKIN);
    // Sums are of four pixels each.
    let (edge_unit, unit) = (1.0 / (4.0 * SOBEL * skin), 0.5 / (4.0 * skin));

    let mut features = [0.0; 5 * BLOCKS];
    let mut quads = [[0; COLUMNS * ACROSS + 2]; 3];
    let fill = |row: &mut [i32], y: usize| {
        row.iter_mut().enumerate().for_each(|(x, quad)| *quad = grey.quad(LEFT - 1 + x, y));
    };
    fill(&mut quads[1], TOP - 1);
    fill(&mut quads[2], TOP);
    for y in 0..HEIGHT {
        quads.rotate_left(1);
        fill(&mut quads[2], TOP + y + 1);
        for column in 0..COLUMNS {
            let mut sums = [0.0; 5];
            for x in column * ACROSS..(column + 1) * ACROSS {
                let (across, down) = sobel(quads.map(|row| [row[x], row[x + 1], row[x + 2]]));
                let (right, below) = (usize::from(across < 0), 2 + usize::from(down < 0));
                sums[right] += (across.abs() as f32 * edge_unit).sqrt();
                sums[below] += (down.abs() as f32 * edge_unit).sqrt();
                sums[4] += quads[1][x + 1] as f32 * unit;
            }
            // A row is in one block or, in parts, in two.
            let (first, next) = (5 * y / FIFTHS_DOWN, (5 * y + 4) / FIFTHS_DOWN);
            let in_first = (5 * y + 5).min((first + 1) * FIFTHS_DOWN) - 5 * y;
            for (row, fifths) in [(first, in_first), (next, 5 - in_first)] {
                let share = fifths as f32 / (FIFTHS_DOWN * ACROSS) as f32;
                for (kind, sum) in sums.iter().enumerate() {
                    features[kind * BLOCKS + row * COLUMNS + column] += sum * share;
                }
            }
        }
    }
    GLASSES.score(&features)
}

mod lower {
    //! The part of the face that a mask covers: from the eyes to below the chin.
    pub(super) const LEFT: usize = 56;
    pub(super) const TOP: usize = 108;
    pub(super) const COLUMNS: usize = 9;
    pub(super) const ROWS: usize = 8;
    /// Pixels of a block across and down.
    pub(super) const BLOCK: usize = 16;
    pub(super) const BLOCKS: usize = COLUMNS * ROWS;
    /// The cheek-bones, with which colours are compared.
    pub(super) const CHEEK_ROWS: std::ops::Range<usize> = 112..126;
    pub(super) const CHEEK_COLUMNS: [std::ops::Range<usize>; 2] = [70..106, 150..186];
}

/// L, a and b relative to the cheek-bones, then edges to either side, below and above, in blocks.
fn mask(face: &AlignedFace, grey: &Grey) -> f32 {
    use lower::*;
    let colour = |x: usize, y: usize| lab(face.rgb.as_chunks::<3>().0[y * ALIGNED + x]);
    let mut counts = [[0; 256]; 3];
    for y in CHEEK_ROWS {
        for x in CHEEK_COLUMNS.into_iter().flatten() {
            colour(x, y).iter().zip(&mut counts).for_each(|(value, counts)| counts[usize::from(*value)] += 1);
        }
    }
    let cheek = counts.map(|counts| median(&counts));
    let skin = cheek[0].max(DARKEST_SKIN);

    let area = (BLOCK * BLOCK) as f32;
    let mut features = [0.0; 6 * BLOCKS];
    for block in 0..BLOCKS {
        let (left, top) = (LEFT + block % COLUMNS * BLOCK, TOP + block / COLUMNS * BLOCK);
        let (mut colours, mut edges) = ([0; 3], [0; 3]);
        for y in top..top + BLOCK {
            let rows = grey.rows(y);
            for x in left..left + BLOCK {
                colour(x, y).iter().zip(&mut colours).for_each(|(value, sum)| *sum += i32::from(*value));
                let (across, down) = sobel(rows.map(|row| [x - 1, x, x + 1].map(|x| i32::from(row[x]))));
                edges[0] += across.abs();
                edges[1] += down.max(0);
                edges[2] += (-down).max(0);
            }
        }
        for kind in 0..3 {
            let unit = if kind == 0 { skin / 40.0 } else { 1.0 };
            features[kind * BLOCKS + block] = (colours[kind] as f32 / area - cheek[kind]) / unit / 10.0;
            features[(3 + kind) * BLOCKS + block] = (edges[kind] as f32 / (area * SOBEL * skin)).sqrt();
        }
    }
    MASK.score(&features)
}

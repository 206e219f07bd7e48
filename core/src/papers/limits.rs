//! The sizes of a paper's file and the thresholds of the advice. `docs/papers.md` has what was measured of each.

/// Maximum length of the longer side in pixels: a sheet of A4 has 170 dots per inch.
pub(super) const MAX_EDGE: usize = 2000;
/// Maximum size of the file in bytes.
pub(super) const MAX_BYTES: usize = 400_000;
/// If the file is too large at the lowest quality, both sides are scaled by this factor.
pub(super) const SHRINK: f64 = 0.85;

/// Minimum number of pixels: a sheet of A4 that fills the picture has 100 dots per inch.
pub(super) const FEW_PIXELS: usize = 1_000_000;
/// Minimum luma of blank paper.
pub(super) const DARK_PAPER: f32 = 85.0;
/// Minimum steepness of print. A blur of one pixel has 0.25 or more, one of 2.5 pixels 0.20 or less.
pub(super) const BLURRED: f32 = 0.235;
/// Minimum contrast of print as a share of the paper's luma; below it the picture has no print or none is left.
pub(super) const NO_PRINT: f32 = 0.15;
/// Maximum size of a white spot as a share of the picture: a reflection of 6 % of the paper's width.
pub(super) const GLARE: f32 = 0.002;
/// Maximum share of an edge of the picture that the paper may reach: a corner may.
pub(super) const EDGE: f32 = 0.04;

/// Left out at each edge of the picture, as a share of its sides, where the paper and its print are measured.
pub(super) const MARGIN: f32 = 0.2;
/// The same for what is paper without a doubt, also if the paper is cut off.
pub(super) const SURELY_PAPER: f32 = 0.27;
/// About this many cells are along the longer side.
pub(super) const CELLS: usize = 200;
/// A picture with fewer cells in a direction is too small to be measured.
pub(super) const FEWEST_CELLS: usize = 20;
/// A cell is clean up to this contrast as a share of the paper's luma, or this multiple of the noise.
pub(super) const INK: f32 = 0.07;
pub(super) const INK_NOISE: f32 = 1.8;
/// A cell is paper from this share of the paper's luma.
pub(super) const PAPER_SHARE: f32 = 0.7;
/// The same where the paper is begun: a bright table can be seen there if the paper is cut off.
pub(super) const START_SHARE: f32 = 0.82;
/// Largest difference of two cells of paper that touch, as a share of the paper's luma.
pub(super) const STEP: f32 = 0.04;
/// Luma of a reflection. On paper that is itself nearly white, reflections cannot be told from paper.
pub(super) const WHITE: f32 = 250.0;
pub(super) const WHITE_PAPER: f32 = 244.0;

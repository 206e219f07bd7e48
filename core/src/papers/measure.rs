//! What is measured of the picture of a paper, in luma.

use super::{
    cells::Cells,
    limits::{BLURRED, DARK_PAPER, EDGE},
    plane::Plane,
    sharpness::sharpness,
};

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    /// Luma of blank paper in the middle of the picture.
    pub(super) paper: f32,
    /// Steepness of print; 0 if there is no print.
    pub(super) sharpness: f32,
    /// Share of the picture that is the largest reflection.
    pub(super) glare: f32,
    /// Shares of the upper, lower, left and right edge of the picture that the paper reaches. `None` in a picture that
    /// is dark or blurred, in which the edge of the paper is not found.
    pub(super) edges: Option<[f32; 4]>,
}

impl Figures {
    /// Whether a part of the paper is outside the picture: it reaches an edge, and not all four. It reaches all four if
    /// the picture was cut to the paper, as scanner apps do, or if the paper cannot be told from the table.
    pub(super) fn is_cut_off(&self) -> bool {
        let reached = self.edges.map_or(0, |edges| edges.iter().filter(|share| **share > EDGE).count());
        (1..4).contains(&reached)
    }
}

/// Measures a picture; `None` of one that is too small.
pub(super) fn measure(plane: &Plane) -> Option<Figures> {
    let cells = Cells::of(plane)?;
    let paper = cells.paper();
    let sharpness = sharpness(plane, &cells, paper);
    let region = cells.region(paper);
    let visible = paper >= DARK_PAPER && sharpness >= BLURRED;
    let edges = visible.then(|| cells.edges(&region));
    Some(Figures { paper, sharpness, glare: cells.glare(&region, paper), edges })
}

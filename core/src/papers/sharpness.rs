//! How steep print is: the largest step from one pixel to the next as a share of the contrast around it.
//!
//! This does not depend on light or on how much is printed. A blur of one pixel already lowers it; a movement lowers it
//! in one direction only, so the smaller one of both directions counts.

use super::{
    cells::Cells,
    limits::{MARGIN, NO_PRINT, PAPER_SHARE},
    plane::{Plane, quantile},
};

/// Of the lines of a window every third is read: letters are higher.
const LINES: usize = 3;

/// The line with the most contrast in a window.
#[derive(Clone, Copy, Default)]
struct Line {
    contrast: f32,
    /// Its largest step as a share of its contrast.
    steepness: f32,
}

/// Median steepness of the windows with most contrast in the middle of the picture, in the direction in which it is
/// smaller. 0 if nothing is printed, or nothing is left of the print.
pub(super) fn sharpness(plane: &Plane, cells: &Cells, paper: f32) -> f32 {
    let (columns, rows) = cells.middle(MARGIN);
    // A window is 2 x 2 cells.
    let side = cells.side * 2;
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for row in rows.step_by(2) {
        for column in columns.clone().step_by(2) {
            if cells.cell(column, row).bright < PAPER_SHARE * paper {
                continue;
            }
            let (left, top) = (column * cells.side, row * cells.side);
            across.push(steepest(side, |line, at| plane.row(top + line)[left + at]));
            down.push(steepest(side, |line, at| plane.row(top + at)[left + line]));
        }
    }
    median(&across, paper).min(median(&down, paper))
}

fn steepest(side: usize, value: impl Fn(usize, usize) -> f32) -> Line {
    let mut best = Line::default();
    for line in (1..side - 1).step_by(LINES) {
        // The mean along an edge lowers noise and leaves the edge as it is.
        let smooth = |at: usize| (value(line - 1, at) + 2.0 * value(line, at) + value(line + 1, at)) / 4.0;
        let (mut first, mut second) = (smooth(0), smooth(1));
        let (mut low, mut high, mut step) = (first.min(second), first.max(second), 0.0_f32);
        for at in 2..side {
            let third = smooth(at);
            (low, high) = (low.min(third), high.max(third));
            step = step.max((third - first).abs() / 2.0);
            (first, second) = (second, third);
        }
        let contrast = high - low;
        if contrast > best.contrast {
            best = Line { contrast, steepness: step / contrast };
        }
    }
    best
}

/// Median steepness of the windows that have at least half of the most contrast.
fn median(windows: &[Line], paper: f32) -> f32 {
    let most = quantile(&mut windows.iter().map(|line| line.contrast).collect::<Vec<_>>(), 0.95);
    if most < NO_PRINT * paper {
        return 0.0;
    }
    let strong = windows.iter().filter(|line| line.contrast >= most / 2.0);
    quantile(&mut strong.map(|line| line.steepness).collect::<Vec<_>>(), 0.5)
}

//! The picture of a paper in cells: where the paper is, whether it reaches the edge of the picture, and reflections.
//!
//! A cell is clean if nothing is printed in it. Clean cells that are joined to the middle of the picture are the paper:
//! contrast or shadow at its edge makes cells that are not clean, so that the table is not joined to it.

use std::ops::Range;

use super::{
    limits::{
        CELLS, FEWEST_CELLS, INK, INK_NOISE, MARGIN, PAPER_SHARE, START_SHARE, STEP, SURELY_PAPER, WHITE,
        WHITE_PAPER,
    },
    plane::{Plane, quantile},
};
use crate::pictures::pixels::Buffer;

/// A part of the picture. Its values are those of means of 2 x 2 pixels, which have less noise.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    /// Four fifths of the values are not brighter: the paper between letters.
    pub(super) bright: f32,
    /// One sixteenth of the values is not brighter: print, or the shadow at the paper's edge.
    dark: f32,
}

/// All cells, row by row.
pub(super) struct Cells {
    /// Pixels along the side of a cell.
    pub(super) side: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    cells: Buffer<Cell>,
}

impl Cells {
    /// `None` if the picture is too small.
    pub(super) fn of(plane: &Plane) -> Option<Cells> {
        // Even and at least 4, so that a cell has whole means.
        let side = (plane.width.max(plane.height) / CELLS / 2 * 2).max(4);
        let (columns, rows) = (plane.width / side, plane.height / side);
        if columns < FEWEST_CELLS || rows < FEWEST_CELLS {
            return None;
        }
        let mut cells = Buffer::<Cell>::zeroed(columns * rows);
        let mut means = Buffer::<f32>::zeroed((side / 2).pow(2));
        for (at, cell) in cells.iter_mut().enumerate() {
            let (left, top) = (at % columns * side, at / columns * side);
            for (y, means) in means.chunks_exact_mut(side / 2).enumerate() {
                let [upper, lower] =
                    [0, 1].map(|row| plane.row(top + 2 * y + row)[left..][..side].as_chunks::<2>().0);
                for ((mean, upper), lower) in means.iter_mut().zip(upper).zip(lower) {
                    *mean = (upper[0] + upper[1] + lower[0] + lower[1]) / 4.0;
                }
            }
            let bright = quantile(&mut means, 0.8);
            *cell = Cell { bright, dark: quantile(&mut means, 1.0 / 15.0) };
        }
        Some(Cells { side, columns, rows, cells })
    }

    pub(super) fn cell(&self, column: usize, row: usize) -> Cell {
        self.cells[row * self.columns + column]
    }

    /// The columns and rows of the middle of the picture, without this share of its sides at each edge.
    pub(super) fn middle(&self, margin: f32) -> (Range<usize>, Range<usize>) {
        let range = |count: usize| {
            let margin = (count as f32 * margin) as usize;
            margin..count - margin
        };
        (range(self.columns), range(self.rows))
    }

    fn in_the_middle(&self, margin: f32) -> impl Iterator<Item = usize> + '_ {
        let (columns, rows) = self.middle(margin);
        rows.flat_map(move |row| columns.clone().map(move |column| row * self.columns + column))
    }

    /// Luma of blank paper: the brighter two fifths of the middle are not darker.
    pub(super) fn paper(&self) -> f32 {
        quantile(&mut self.in_the_middle(MARGIN).map(|at| self.cells[at].bright).collect::<Vec<_>>(), 0.6)
    }

    /// How much the values of a cell differ in which nothing is printed.
    fn noise(&self) -> f32 {
        let contrasts = self.in_the_middle(MARGIN).map(|at| self.cells[at].bright - self.cells[at].dark);
        quantile(&mut contrasts.collect::<Vec<_>>(), 0.1)
    }

    /// Whether each cell is clean paper that is joined to the middle.
    pub(super) fn region(&self, paper: f32) -> Vec<bool> {
        let contrast = (INK * paper).max(INK_NOISE * self.noise());
        let is_clean = |cell: &Cell| cell.bright - cell.dark < contrast && cell.bright > PAPER_SHARE * paper;
        let clean: Vec<bool> = self.cells.iter().map(is_clean).collect();
        // A way between cells that are not clean is three cells wide, so that a gap in a shadow is none.
        let passable = |at: usize| clean[at] && self.neighbours(at).all(|other| clean[other]);
        let mut region = vec![false; clean.len()];
        let surely = |at: &usize| self.cells[*at].bright > START_SHARE * paper && passable(*at);
        let mut open: Vec<usize> = self.in_the_middle(SURELY_PAPER).filter(surely).collect();
        open.iter().for_each(|at| region[*at] = true);
        let step = (STEP * paper).max(2.0);
        while let Some(at) = open.pop() {
            for other in self.neighbours(at) {
                let level = (self.cells[at].bright - self.cells[other].bright).abs() <= step;
                if level && !region[other] && passable(other) {
                    region[other] = true;
                    open.push(other);
                }
            }
        }
        region
    }

    /// The cells at the four sides of a cell.
    fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> {
        let (column, row) = (at % self.columns, at / self.columns);
        let left = (column > 0).then(|| at - 1);
        let right = (column + 1 < self.columns).then(|| at + 1);
        let above = (row > 0).then(|| at - self.columns);
        let below = (row + 1 < self.rows).then(|| at + self.columns);
        [left, right, above, below].into_iter().flatten()
    }

    /// The shares of the upper, lower, left and right edge of the picture that are paper.
    pub(super) fn edges(&self, region: &[bool]) -> [f32; 4] {
        let share = |count: usize, at: &dyn Fn(usize) -> usize| {
            (0..count).filter(|i| region[at(*i)]).count() as f32 / count as f32
        };
        let (last_column, last_row) = (self.columns - 1, self.rows - 1);
        [
            share(self.columns, &|column| column),
            share(self.columns, &|column| last_row * self.columns + column),
            share(self.rows, &|row| row * self.columns),
            share(self.rows, &|row| row * self.columns + last_column),
        ]
    }

    /// The share of the picture that is the largest reflection: white cells that touch each other, in which nothing is
    /// visible, with paper on all four sides.
    pub(super) fn glare(&self, region: &[bool], paper: f32) -> f32 {
        if paper > WHITE_PAPER {
            return 0.0;
        }
        let mut white: Vec<bool> = self.cells.iter().map(|cell| cell.dark >= WHITE).collect();
        let mut largest = 0;
        for start in 0..white.len() {
            if !std::mem::take(&mut white[start]) {
                continue;
            }
            let (mut spot, mut done) = (vec![start], 0);
            while let Some(&at) = spot.get(done) {
                spot.extend(self.neighbours(at).filter(|other| std::mem::take(&mut white[*other])));
                done += 1;
            }
            if self.surrounded(&spot, region) {
                largest = largest.max(spot.len());
            }
        }
        largest as f32 / self.cells.len() as f32
    }

    /// Whether paper lies in all four directions from the middle of a spot that does not reach the picture's edge.
    fn surrounded(&self, spot: &[usize], region: &[bool]) -> bool {
        let mean =
            |value: &dyn Fn(usize) -> usize| spot.iter().map(|at| value(*at)).sum::<usize>() / spot.len();
        let (column, row) = (mean(&|at| at % self.columns), mean(&|at| at / self.columns));
        let paper = |column: usize, row: usize| region[row * self.columns + column];
        spot.iter().all(|at| self.neighbours(*at).count() == 4)
            && (0..column).any(|column| paper(column, row))
            && (column + 1..self.columns).any(|column| paper(column, row))
            && (0..row).any(|row| paper(column, row))
            && (row + 1..self.rows).any(|row| paper(column, row))
    }
}

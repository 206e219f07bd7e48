//! Scales pixels down: each pixel of the result is the mean of the area that it covers, where a pixel that is covered
//! in part counts in part.
//!
//! Written in plain loops over rows that a compiler turns into SIMD code. Rows are first added up in columns, which
//! reads each byte of the source once; then each summed row is narrowed.

use crate::planes::Rows;

/// A rectangle of the source, in its pixels.
#[derive(Clone, Copy)]
pub struct Area {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The right edge.
    pub right: f64,
    /// The lower edge.
    pub bottom: f64,
}

impl Area {
    /// In pixels.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// In pixels.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The same part of a plane of half the size.
    pub fn halved(self) -> Area {
        Area {
            left: self.left / 2.0,
            top: self.top / 2.0,
            right: self.right / 2.0,
            bottom: self.bottom / 2.0,
        }
    }
}

/// A summed row contains means times this, which fit into 15 bits.
const UNIT: u16 = 128;
/// Sums of more rows could exceed 16 bits: of these, evenly distributed ones stand for all.
const MOST_ROWS: usize = 256;

/// What the calls compute with. It grows at first and is then used again; it contains pixels until it is wiped.
#[derive(Default)]
pub struct Scratch {
    /// Sums of rows, and their mean.
    sums: Vec<u16>,
    row: Vec<u16>,
    /// A row of the result before it is rounded.
    narrow: Vec<f32>,
    starts: Vec<u32>,
    weights: Vec<f32>,
}

impl Scratch {
    /// Overwrites all pixels with zeros.
    pub fn wipe(&mut self) {
        self.sums.fill(0);
        self.row.fill(0);
        self.narrow.fill(0.0);
        zeroize::optimization_barrier(&self.sums);
        zeroize::optimization_barrier(&self.row);
        zeroize::optimization_barrier(&self.narrow);
    }
}

/// Scales an area of single values down to rows of `width` values that fill `out`.
#[inline(never)]
pub fn reduce_values(source: Rows<'_>, area: Area, width: usize, scratch: &mut Scratch, out: &mut [u8]) {
    reduce::<1>(source, area, width, scratch, out);
}

/// Scales an area of pixels with 3 or 4 values down to rows of `width` pixels with 4 bytes that fill `out`. Of a source
/// with 3 values the fourth byte is meaningless.
#[inline(never)]
pub fn reduce_pixels(source: Rows<'_>, area: Area, width: usize, scratch: &mut Scratch, out: &mut [u8]) {
    reduce::<4>(source, area, width, scratch, out);
}

fn reduce<const CHANNELS: usize>(
    source: Rows<'_>,
    area: Area,
    width: usize,
    scratch: &mut Scratch,
    out: &mut [u8],
) {
    let height = out.len() / CHANNELS / width.max(1);
    let first = area.left as usize;
    let columns = area.right.ceil() as usize - first;
    let len = (columns - 1) * source.step + source.step.min(CHANNELS);
    let Scratch { sums, row, narrow, starts, weights } = scratch;
    let narrowing = Narrowing::new(area.left - first as f64, area.width(), width, starts, weights);
    sums.resize(len, 0);
    // The narrowing reads beyond the last pixel, with a weight of zero.
    row.resize(len + (narrowing.taps + 1) * source.step + CHANNELS, 0);
    narrow.resize(width * CHANNELS, 0.0);
    for (y, out) in out.chunks_exact_mut((width * CHANNELS).max(1)).enumerate() {
        let span = Span::of(area.top, area.height(), y, height);
        mean(|y| &source.bytes[y * source.stride + first * source.step..][..len], &span, sums, row);
        narrowing.narrow::<CHANNELS>(row, source.step, narrow);
        out.iter_mut().zip(&narrow[..]).for_each(|(out, &mean)| *out = rounded(mean));
    }
}

/// The source pixels under one pixel of the result, in one direction.
struct Span {
    first: usize,
    last: usize,
    /// Covered part of the first pixel and of the last one; 0 for the last one if it is the first.
    head: f64,
    tail: f64,
}

impl Span {
    /// The pixels under the `i`th of `count` equal parts of `length` pixels from `start`.
    fn of(start: f64, length: f64, i: usize, count: usize) -> Span {
        let edge = |i: usize| start + length * i as f64 / count as f64;
        let (from, to) = (edge(i), edge(i + 1));
        let first = from as usize;
        let last = (to.ceil() as usize).max(first + 1) - 1;
        if first == last {
            return Span { first, last, head: 1.0, tail: 0.0 };
        }
        Span { first, last, head: (first + 1) as f64 - from, tail: to - last as f64 }
    }

    /// Number of pixels between the first and the last one.
    fn between(&self) -> usize {
        (self.last - self.first).saturating_sub(1)
    }

    /// Covered length in pixels.
    fn length(&self) -> f64 {
        self.head + self.between() as f64 + self.tail
    }
}

/// The mean of the rows of a span, times `UNIT`.
fn mean<'a>(source: impl Fn(usize) -> &'a [u8], span: &Span, sums: &mut [u16], row: &mut [u16]) {
    let share = |length: f64| (f64::from(UNIT) * length / span.length()).round() as u16;
    let head = share(span.head);
    let (above, below) = (source(span.first), source(span.last));
    if span.between() == 0 {
        return blended(row, above, below, [head, UNIT - head]);
    }
    let tail = share(span.head + span.tail) - head;
    let step = span.between().div_ceil(MOST_ROWS);
    let mut between = (span.first + 1..span.last).step_by(step);
    let rows = between.len();
    sums.fill(0);
    while let Some(first) = between.next() {
        match between.next() {
            Some(second) => add_two(sums, source(first), source(second)),
            None => add(sums, source(first)),
        }
    }
    // The upper half of a product of 16 bits is one instruction. Shifting first keeps its precision.
    let shift = (MOST_ROWS / rows).ilog2();
    let weight = f64::from(UNIT - head - tail) / (rows << shift) as f64 * 65536.0;
    blended_with_sums(row, above, below, sums, ([head, tail], weight.round() as u16, shift));
}

fn add(sums: &mut [u16], row: &[u8]) {
    for (sum, &value) in sums.iter_mut().zip(row) {
        *sum += u16::from(value);
    }
}

fn add_two(sums: &mut [u16], first: &[u8], second: &[u8]) {
    for ((sum, &first), &second) in sums.iter_mut().zip(first).zip(second) {
        *sum += u16::from(first) + u16::from(second);
    }
}

fn blended(row: &mut [u16], above: &[u8], below: &[u8], [head, tail]: [u16; 2]) {
    for ((out, &above), &below) in row.iter_mut().zip(above).zip(below) {
        *out = u16::from(above) * head + u16::from(below) * tail;
    }
}

fn blended_with_sums(
    row: &mut [u16],
    above: &[u8],
    below: &[u8],
    sums: &[u16],
    ([head, tail], weight, shift): ([u16; 2], u16, u32),
) {
    for (((out, &above), &below), &sum) in row.iter_mut().zip(above).zip(below).zip(sums) {
        let between = (u32::from(sum << (shift & 15)) * u32::from(weight)) >> 16;
        *out = u16::from(above) * head + u16::from(below) * tail + between as u16;
    }
}

/// The nearest whole number of a value in 0..=255.
#[inline(always)]
fn rounded(value: f32) -> u8 {
    // At this magnitude the last bit of a float is 1. A conversion would cost more, because it checks the range.
    const WHOLE: f32 = (1u32 << 23) as f32;
    (value + WHOLE).to_bits() as u8
}

/// The weights by which a row is narrowed.
struct Narrowing<'a> {
    /// Number of source pixels for each pixel of the result; some have a weight of zero.
    taps: usize,
    /// The first source pixel of each pixel of the result.
    starts: &'a [u32],
    /// `taps` weights for each pixel of the result.
    weights: &'a [f32],
}

impl<'a> Narrowing<'a> {
    fn new(
        start: f64,
        length: f64,
        width: usize,
        starts: &'a mut Vec<u32>,
        weights: &'a mut Vec<f32>,
    ) -> Narrowing<'a> {
        let taps = (length / width as f64).ceil() as usize + 1;
        starts.resize(width, 0);
        weights.clear();
        weights.resize(width * taps, 0.0);
        for (i, (first, weights)) in starts.iter_mut().zip(weights.chunks_exact_mut(taps)).enumerate() {
            let span = Span::of(start, length, i, width);
            *first = span.first as u32;
            let unit = (span.length() * f64::from(UNIT)).recip();
            // Edges that are whole numbers but for rounding make a span one longer, with nothing of its last pixel.
            let covered = (span.last - span.first + 1).min(taps);
            weights[..covered].fill(unit as f32);
            if covered > 1 {
                weights[covered - 1] = (span.tail * unit) as f32;
            }
            weights[0] = (span.head * unit) as f32;
        }
        Narrowing { taps, starts, weights }
    }

    /// Narrows a row of pixels with `N` values, which are `step` apart.
    fn narrow<const N: usize>(&self, row: &[u16], step: usize, out: &mut [f32]) {
        match self.taps {
            2 => self.narrow_by::<N, 2>(row, step, out),
            3 => self.narrow_by::<N, 3>(row, step, out),
            4 => self.narrow_by::<N, 4>(row, step, out),
            5 => self.narrow_by::<N, 5>(row, step, out),
            6 => self.narrow_by::<N, 6>(row, step, out),
            taps => {
                let starts = self.starts.iter().zip(self.weights.chunks_exact(taps));
                for (out, (&start, weights)) in out.as_chunks_mut::<N>().0.iter_mut().zip(starts) {
                    let mut at = start as usize * step;
                    *out = [0.0; N];
                    for weight in weights {
                        add_weighted(out, &row[at..][..N], *weight);
                        at += step;
                    }
                }
            }
        }
    }

    /// The same with a number of weights known to the compiler, for a result that is not much narrower than its source:
    /// there the loop would take longer than its content.
    fn narrow_by<const N: usize, const TAPS: usize>(&self, row: &[u16], step: usize, out: &mut [f32]) {
        let starts = self.starts.iter().zip(self.weights.as_chunks::<TAPS>().0);
        for (out, (&start, weights)) in out.as_chunks_mut::<N>().0.iter_mut().zip(starts) {
            let row = &row[start as usize * step..][..(TAPS - 1) * step + N];
            let mut sum = [0.0; N];
            for (tap, weight) in weights.iter().enumerate() {
                add_weighted(&mut sum, &row[tap * step..][..N], *weight);
            }
            *out = sum;
        }
    }
}

#[inline(always)]
fn add_weighted<const N: usize>(sum: &mut [f32; N], pixel: &[u16], weight: f32) {
    for (sum, &value) in sum.iter_mut().zip(pixel) {
        *sum += f32::from(value) * weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(len: usize) -> Vec<u8> {
        (0..len as u64).map(|i| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as u8).collect()
    }

    /// The mean by its definition.
    fn expected(
        bytes: &[u8],
        stride: usize,
        step: usize,
        area: Area,
        size: (usize, usize),
        at: (usize, usize),
    ) -> f64 {
        let edges = |start: f64, length: f64, i: usize, count: usize| {
            (start + length * i as f64 / count as f64, start + length * (i + 1) as f64 / count as f64)
        };
        let (left, right) = edges(area.left, area.width(), at.0, size.0);
        let (top, bottom) = edges(area.top, area.height(), at.1, size.1);
        let (mut sum, mut weights) = (0.0, 0.0);
        for y in top as usize..bottom.ceil() as usize {
            for x in left as usize..right.ceil() as usize {
                let covered = |from: f64, to: f64, i: usize| to.min((i + 1) as f64) - from.max(i as f64);
                let weight = covered(left, right, x).max(0.0) * covered(top, bottom, y).max(0.0);
                let value = bytes.get(y * stride + x * step).map_or(0.0, |&value| f64::from(value));
                sum += weight * value;
                weights += weight;
            }
        }
        sum / weights
    }

    fn check<const CHANNELS: usize>(step: usize, area: Area, size: (usize, usize)) {
        let (columns, rows) = (area.right.ceil() as usize, area.bottom.ceil() as usize);
        let stride = columns * step + 5;
        let bytes = noise(stride * rows);
        let mut found = vec![0; size.0 * size.1 * CHANNELS];
        // What is left of another call does not matter.
        let mut scratch = Scratch { sums: vec![9; 7], row: vec![7777; 3000], ..Scratch::default() };
        reduce::<CHANNELS>(Rows { bytes: &bytes, stride, step }, area, size.0, &mut scratch, &mut found);
        for y in 0..size.1 {
            for x in 0..size.0 {
                for channel in 0..CHANNELS.min(step).min(if CHANNELS == 1 { 1 } else { 3 }) {
                    let exact = expected(&bytes[channel..], stride, step, area, size, (x, y));
                    let ours = found[(y * size.0 + x) * CHANNELS + channel];
                    let off = (f64::from(ours) - exact).abs();
                    assert!(off < 2.0, "{x}, {y}: {ours} for {exact} of {size:?} with steps of {step}");
                }
            }
        }
    }

    #[test]
    fn each_pixel_is_the_mean_of_the_area_that_it_covers() {
        let area = |left, top, right, bottom| Area { left, top, right, bottom };
        check::<1>(1, area(0.0, 0.0, 40.0, 30.0), (40, 30));
        check::<1>(2, area(0.0, 0.0, 33.0, 47.0), (20, 11));
        check::<1>(1, area(3.5, 1.5, 39.5, 31.0), (7, 9));
        check::<4>(3, area(0.0, 0.0, 40.0, 30.0), (21, 16));
        check::<4>(3, area(5.0, 2.0, 97.0, 80.0), (30, 26));
        check::<4>(4, area(1.0, 2.0, 64.0, 99.0), (17, 5));
        check::<4>(3, area(0.0, 0.0, 200.0, 130.0), (3, 2));
        check::<4>(4, area(0.0, 0.0, 7.0, 7.0), (1, 1));
    }

    #[test]
    fn a_plain_picture_keeps_its_value_at_every_scale() {
        for value in [0, 1, 127, 254, 255] {
            let bytes = vec![value; 3 * 90 * 2000];
            for size in [(1, 1), (31, 7), (30, 1), (89, 1999), (60, 1333), (90, 600)] {
                let area = Area { left: 0.0, top: 0.0, right: 90.0, bottom: 2000.0 };
                let rows = Rows { bytes: &bytes, stride: 270, step: 3 };
                let mut found = vec![0; size.0 * size.1 * 4];
                reduce_pixels(rows, area, size.0, &mut Scratch::default(), &mut found);
                let pixels = found.as_chunks::<4>().0.iter();
                assert!(pixels.clone().all(|p| p[..3] == [value; 3]), "{value} at {size:?}");
            }
        }
    }
}

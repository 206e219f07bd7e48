//! Scans: whether each contains all of its blocks (ITU-T T.81, annexes F and G).
//!
//! Values are skipped, not computed: only their number of bits matters. For a progressive picture, the non-zero
//! coefficients are recorded, because a refinement has one bit for each of them.

use super::JpegError;
use super::frame::{Component, Frame};
use super::huffman::{Bits, Table, Tables};

/// Coefficients of a block.
const COEFFICIENTS: usize = 64;
/// The state of a coefficient before its first scan.
const UNSEEN: u8 = u8::MAX;

/// The header of a scan (B.2.3).
pub(super) struct Scan {
    /// Indexes of the component and of its DC and AC tables.
    parts: Vec<(usize, usize, usize)>,
    /// First and last coefficient.
    start: usize,
    end: usize,
    /// Which bit of the values this scan refines, plus one; 0 if it is their first.
    high: u8,
    /// The lowest bit of the values in this scan.
    low: u8,
}

impl Scan {
    /// Reads the segment of a scan header.
    pub(super) fn read(frame: &Frame, segment: &[u8]) -> Result<Scan, JpegError> {
        let (&count, rest) = segment.split_first().ok_or(JpegError::Damaged)?;
        let (list, rest) = rest.split_at_checked(2 * usize::from(count)).ok_or(JpegError::Damaged)?;
        let &[start, end, bits] = rest else { return Err(JpegError::Damaged) };
        let mut parts: Vec<(usize, usize, usize)> = Vec::with_capacity(list.len() / 2);
        for &[id, tables] in list.as_chunks::<2>().0 {
            let index = frame.components.iter().position(|component| component.id == id);
            let index = index.filter(|index| parts.iter().all(|part| part.0 != *index));
            parts.push((index.ok_or(JpegError::Damaged)?, (tables >> 4).into(), (tables & 15).into()));
        }
        let scan = Scan { parts, start: start.into(), end: end.into(), high: bits >> 4, low: bits & 15 };
        let units: usize = scan.parts.iter().map(|part| frame.components[part.0].blocks_per_unit()).sum();
        let several = scan.parts.len() > 1;
        // A sequential scan always has all coefficients. As decoders do, ignore these fields of its header.
        let in_order = !frame.progressive
            || match scan.start {
                0 => scan.end == 0,
                start => !several && start <= scan.end && scan.end < COEFFICIENTS,
            } && scan.low <= 13
                && (scan.high == 0 || scan.high == scan.low + 1);
        // No unit has more than ten blocks (B.2.3).
        if scan.parts.is_empty() || (several && units > 10) || !in_order {
            return Err(JpegError::Damaged);
        }
        Ok(scan)
    }
}

impl Scan {
    /// Number of components in the scan.
    pub(super) fn components(&self) -> usize {
        self.parts.len()
    }
}

/// What has been read of the picture so far.
pub(super) struct Progress {
    /// By component and coefficient: the lowest bit known, or `UNSEEN`.
    low: Vec<[u8; COEFFICIENTS]>,
    /// By component and block: a bit for each non-zero coefficient. Only for components that are refined.
    nonzero: Vec<Vec<u64>>,
}

impl Progress {
    pub(super) fn new(frame: &Frame) -> Progress {
        let components = frame.components.len();
        Progress { low: vec![[UNSEEN; COEFFICIENTS]; components], nonzero: vec![Vec::new(); components] }
    }

    /// Whether every bit of every coefficient is known, so that no scan can follow.
    pub(super) fn complete(&self) -> bool {
        self.low.iter().flatten().all(|&low| low == 0)
    }

    /// Whether every component can be displayed, at least roughly.
    pub(super) fn visible(&self) -> bool {
        self.low.iter().all(|component| component[0] != UNSEEN)
    }

    /// Records the bits that a scan contains; each may come once, from the highest down.
    fn advance(&mut self, scan: &Scan, progressive: bool) -> Result<(), JpegError> {
        let (range, low) = if progressive { (scan.start..=scan.end, scan.low) } else { (0..=63, 0) };
        let before = if progressive && scan.high > 0 { scan.high } else { UNSEEN };
        for &(component, ..) in &scan.parts {
            for known in &mut self.low[component][range.clone()] {
                if *known != before {
                    return Err(JpegError::Damaged);
                }
                *known = low;
            }
        }
        Ok(())
    }

    /// Reads a complete scan. Returns the index of the end of its data. `restart` is the restart interval in units, or
    /// 0.
    pub(super) fn read(
        &mut self,
        frame: &Frame,
        scan: &Scan,
        tables: &Tables,
        restart: usize,
        data: &[u8],
    ) -> Result<usize, JpegError> {
        self.advance(scan, frame.progressive)?;
        let mut walk = Walk { frame, scan, restart, bits: Bits::new(data) };
        let refines = scan.high > 0;
        if !frame.progressive {
            let tables = scan.parts.iter().map(|&(_, dc, ac)| Ok((tables.dc(dc)?, tables.ac(ac)?)));
            let tables = tables.collect::<Result<Vec<_>, JpegError>>()?;
            walk.blocks(|bits, part, _, _| whole_block(bits, tables[part].0, tables[part].1))?;
        } else if scan.start == 0 && refines {
            walk.blocks(|bits, _, _, _| bits.skip(1))?;
        } else if scan.start == 0 {
            let tables = scan.parts.iter().map(|&(_, dc, _)| tables.dc(dc));
            let tables = tables.collect::<Result<Vec<_>, JpegError>>()?;
            walk.blocks(|bits, part, _, _| bits.symbol(tables[part]).map(drop))?;
        } else {
            let (component, _, ac) = scan.parts[0];
            let table = tables.ac(ac)?;
            let known = &mut self.nonzero[component];
            if known.is_empty() && scan.low > 0 {
                known.resize(frame.blocks(&frame.components[component]), 0);
            }
            let (start, end) = (scan.start as u32, scan.end as u32);
            walk.blocks(|bits, _, block, run| match known.get_mut(block) {
                Some(known) if refines => refine(bits, table, (start, end), run, known),
                Some(known) => first_values(bits, table, (start, end), run, known),
                // Never refined, so non-zero coefficients need not be recorded.
                None => first_values(bits, table, (start, end), run, &mut 0),
            })?;
        }
        walk.bits.end()
    }
}

/// The blocks of a scan in their order.
struct Walk<'a> {
    frame: &'a Frame,
    scan: &'a Scan,
    restart: usize,
    bits: Bits<'a>,
}

impl Walk<'_> {
    /// Reads every block with `read`. Its arguments are the bits, the index of the component in the scan, the number of
    /// the block (if the component is alone), and the number of following blocks with only zeros.
    #[inline(always)]
    fn blocks(
        &mut self,
        mut read: impl FnMut(&mut Bits<'_>, usize, usize, &mut u32) -> Result<(), JpegError>,
    ) -> Result<(), JpegError> {
        let component = |part: &(usize, usize, usize)| -> &Component { &self.frame.components[part.0] };
        let (units, blocks): (usize, Vec<usize>) = match &self.scan.parts[..] {
            [alone] => (self.frame.blocks(component(alone)), vec![1]),
            parts => (self.frame.units(), parts.iter().map(|p| component(p).blocks_per_unit()).collect()),
        };
        let mut run = 0;
        let (mut left, mut next) = (self.restart, 0);
        for unit in 0..units {
            if self.restart > 0 {
                if left == 0 {
                    if run > 0 {
                        return Err(JpegError::Damaged);
                    }
                    self.bits.restart(next)?;
                    (left, next) = (self.restart, (next + 1) % 8);
                }
                left -= 1;
            }
            for (part, &count) in blocks.iter().enumerate() {
                for _ in 0..count {
                    read(&mut self.bits, part, unit, &mut run)?;
                }
            }
        }
        if run > 0 { Err(JpegError::Damaged) } else { Ok(()) }
    }
}

/// Reads a block with all its coefficients (F.2.2).
#[inline(always)]
fn whole_block(bits: &mut Bits<'_>, dc: &Table, ac: &Table) -> Result<(), JpegError> {
    bits.symbol(dc)?;
    let mut at = 1;
    while at < COEFFICIENTS {
        let symbol = bits.symbol(ac)?;
        match (symbol >> 4, symbol & 15) {
            (0, 0) => return Ok(()),
            (15, 0) if at + 16 < COEFFICIENTS => at += 16,
            (_, 0) => return Err(JpegError::Damaged),
            (zeros, _) => at += usize::from(zeros) + 1,
        }
    }
    if at == COEFFICIENTS { Ok(()) } else { Err(JpegError::Damaged) }
}

/// Reads the first bits of some coefficients of a block (G.1.2.2).
fn first_values(
    bits: &mut Bits<'_>,
    table: &Table,
    (start, end): (u32, u32),
    run: &mut u32,
    nonzero: &mut u64,
) -> Result<(), JpegError> {
    if *run > 0 {
        *run -= 1;
        return Ok(());
    }
    let mut at = start;
    while at <= end {
        let symbol = bits.symbol(table)?;
        let zeros = u32::from(symbol >> 4);
        match symbol & 15 {
            0 if zeros < 15 => {
                *run = (1 << zeros) - 1 + bits.number(zeros)?;
                return Ok(());
            }
            0 => at += 16,
            _ => {
                at += zeros;
                if at <= end {
                    *nonzero |= 1 << at;
                }
                at += 1;
                continue;
            }
        }
        // A run of sixteen zeros must be followed by a value.
        if at > end {
            return Err(JpegError::Damaged);
        }
    }
    if at == end + 1 { Ok(()) } else { Err(JpegError::Damaged) }
}

/// Reads one more bit of some coefficients of a block: a bit for each non-zero one, and new values of one (G.1.2.3).
fn refine(
    bits: &mut Bits<'_>,
    table: &Table,
    (start, end): (u32, u32),
    run: &mut u32,
    nonzero: &mut u64,
) -> Result<(), JpegError> {
    let before = *nonzero;
    let mut at = start;
    while *run == 0 && at <= end {
        // The bit after a value of one is its sign.
        let symbol = bits.symbol(table)?;
        let zeros = u32::from(symbol >> 4);
        match symbol & 15 {
            0 if zeros < 15 => *run = (1 << zeros) + bits.number(zeros)?,
            size @ (0 | 1) => {
                let place = nth_zero(before, at, zeros).filter(|&place| place <= end);
                let place = place.ok_or(JpegError::Damaged)?;
                bits.skip((before & between(at, place)).count_ones())?;
                *nonzero |= u64::from(size) << place;
                at = place + 1;
            }
            _ => return Err(JpegError::Damaged),
        }
    }
    if *run > 0 {
        bits.skip((before & between(at, end)).count_ones())?;
        *run -= 1;
    }
    Ok(())
}

/// The index of the zero bit at or after `from` that has `count` other zero bits before it.
fn nth_zero(bits: u64, from: u32, count: u32) -> Option<u32> {
    (from..64).filter(|&place| bits >> place & 1 == 0).nth(count as usize)
}

/// Bits `first` to `last`; none if `first` is greater than `last`.
fn between(first: u32, last: u32) -> u64 {
    if first > last { 0 } else { (u64::MAX >> (63 - (last - first))) << first }
}

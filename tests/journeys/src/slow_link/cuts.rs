//! When a link breaks.

use super::Direction;

/// The order to cut.
#[derive(Default)]
pub(super) struct Cuts {
    next: Option<(Direction, u64)>,
    /// Bytes from one cut to the next.
    each: Option<u64>,
}

impl Cuts {
    pub(super) fn once(direction: Direction, bytes: u64) -> Self {
        Self { next: Some((direction, bytes)), each: None }
    }

    pub(super) fn each(direction: Direction, bytes: u64) -> Self {
        assert!(bytes > 0, "nothing would ever arrive");
        Self { next: Some((direction, bytes)), each: Some(bytes) }
    }

    /// Whether the link breaks while these `bytes` arrive, and then how many of them arrive before.
    pub(super) fn cut_within(&mut self, direction: Direction, bytes: usize) -> Option<usize> {
        let (_, left) = self.next.as_mut().filter(|(cut, _)| *cut == direction && bytes > 0)?;
        match left.checked_sub(bytes as u64) {
            Some(rest) if rest > 0 => {
                *left = rest;
                None
            }
            _ => {
                let arriving = usize::try_from(*left).expect("at most the bytes of the segment");
                self.next = self.each.map(|each| (direction, each));
                Some(arriving)
            }
        }
    }
}

//! What is usual for one face: the median of a value over the last frames.

/// About a second of frames: several times as long as a blink.
const FRAMES: usize = 31;
/// Fewer frames are no habit yet.
const ENOUGH: usize = 10;

/// The last values, newest at `next - 1`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usual {
    values: [f32; FRAMES],
    next: usize,
    known: usize,
}

impl Default for Usual {
    fn default() -> Self {
        Self { values: [0.0; FRAMES], next: 0, known: 0 }
    }
}

impl Usual {
    /// Takes a value. Returns the median with it, or the value itself while too few are known.
    pub(super) fn with(&mut self, value: f32) -> f32 {
        self.values[self.next] = value;
        self.next = (self.next + 1) % FRAMES;
        self.known = (self.known + 1).min(FRAMES);
        if self.known < ENOUGH {
            return value;
        }
        let mut sorted = self.values;
        let known = &mut sorted[..self.known];
        known.sort_unstable_by(f32::total_cmp);
        known[self.known / 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_dip_does_not_change_the_median_and_a_lasting_one_does() {
        let mut usual = Usual::default();
        let mut after =
            |values: usize, value| (0..values).map(|_| usual.with(value)).last().unwrap_or_default();
        assert_eq!(after(40, 0.3), 0.3);
        assert_eq!(after(15, 0.1), 0.3);
        assert_eq!(after(1, 0.1), 0.1);
    }

    #[test]
    fn the_first_values_are_their_own_measure() {
        let mut usual = Usual::default();
        assert_eq!((usual.with(0.3), usual.with(0.1)), (0.3, 0.1));
    }
}

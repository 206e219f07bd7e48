//! Codes that single frames raise too easily: they begin and end by a vote of the last frames.

use super::super::guidance::Guidance;

/// How many of the last frames decide about a code.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// Of this many frames, at most 32,
    of: u32,
    /// so many begin the code,
    begins: u32,
    /// and so few end it.
    ends: u32,
}

impl Rule {
    /// The rule of an advisory code. The numbers for a mask and for glasses are those with which the models' false alarms
    /// become rare; a talking mouth or a blink is shorter than the others.
    fn of(code: Guidance) -> Rule {
        match code {
            Guidance::RemoveMask => Rule { of: 5, begins: 5, ends: 2 },
            Guidance::RemoveGlasses => Rule { of: 7, begins: 4, ends: 2 },
            _ => Rule { of: 10, begins: 8, ends: 4 },
        }
    }
}

/// The last votes on one code.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Votes {
    /// One bit for each frame, the newest lowest.
    bits: u32,
    holds: bool,
}

impl Votes {
    /// Takes a vote on `code`, and says whether the code holds.
    pub(super) fn cast(&mut self, code: Guidance, raised: bool) -> bool {
        let rule = Rule::of(code);
        self.bits = (self.bits << 1 | u32::from(raised)) & ((1 << rule.of) - 1);
        let count = self.bits.count_ones();
        self.holds = if self.holds { count > rule.ends } else { count >= rule.begins };
        self.holds
    }

    /// Whether the code holds since the last vote.
    pub(super) fn holds(self) -> bool {
        self.holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast(code: Guidance, votes: &str) -> String {
        let mut state = Votes::default();
        votes.chars().map(|vote| if state.cast(code, vote == 'x') { 'x' } else { '.' }).collect()
    }

    #[test]
    fn a_mask_begins_with_the_fifth_frame_running_and_ends_with_two_of_five() {
        assert_eq!(cast(Guidance::RemoveMask, "xxxx.xxxxx..."), ".........xxx.");
    }

    #[test]
    fn glasses_begin_with_four_of_seven_frames_and_end_with_two_of_seven() {
        assert_eq!(cast(Guidance::RemoveGlasses, "x.x.x.xx"), "......xx");
        assert_eq!(cast(Guidance::RemoveGlasses, "xxxx......"), "...xxxxx..");
    }

    #[test]
    fn a_blink_raises_nothing() {
        assert_eq!(cast(Guidance::OpenEyes, "..xxxxxxx..."), "............");
        assert_eq!(cast(Guidance::OpenEyes, "xxxxxxxxx......"), ".......xxxxxxx."[..15].to_owned());
    }
}

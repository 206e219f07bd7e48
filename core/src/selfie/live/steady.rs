//! Guidance that is calm: the codes of a frame, held against small changes and for a minimum time.
//!
//! Reads only [`Metrics`] and the times of the frames, so that every rule can be tested without a photograph.

use super::super::guidance::{Guidance, Source, codes_holding};
use super::super::metrics::Metrics;

/// A sentence stays at least this long, so that it can be read (AWS Amplify and Smile ID update their words every 250 to
/// 500 ms).
const SHOWN_AT_LEAST_MS: u64 = 250;
/// The picture is ready when it raised no code for this long (AWS Amplify and face-validator: 1,000 ms).
const READY_AFTER_MS: u64 = 1_000;
/// After a longer gap between two frames nobody knows what was seen meanwhile: being ready starts anew.
const LONGEST_GAP_MS: u64 = 500;

/// What the frames so far add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Guided {
    /// Every code that holds, in the order to show them.
    pub(super) codes: Vec<Guidance>,
    /// The code to show; `None` when the picture is good.
    pub(super) shown: Option<Guidance>,
    /// Nothing had to be changed for [`READY_AFTER_MS`].
    pub(super) ready: bool,
}

/// The state between frames.
#[derive(Debug, Default)]
pub(super) struct Steady {
    held: Vec<Guidance>,
    shown: Option<Guidance>,
    shown_since: u64,
    /// Since when no code holds; `None` while one does.
    clear_since: Option<u64>,
    last: Option<u64>,
}

impl Steady {
    /// Takes the metrics of the frame taken at `at_ms`, a time that only grows; after a step back it begins anew.
    pub(super) fn update(&mut self, metrics: &Metrics, at_ms: u64) -> Guided {
        if self.last.is_some_and(|last| at_ms < last) {
            *self = Steady::default();
        }
        let gap = self.last.map_or(0, |last| at_ms - last);
        self.last = Some(at_ms);
        self.held = codes_holding(metrics, Source::Live, &self.held);
        self.clear_since = if self.held.is_empty() {
            self.clear_since.filter(|_| gap <= LONGEST_GAP_MS).or(Some(at_ms))
        } else {
            None
        };
        let wanted = self.held.first().copied();
        let read = self.shown.is_none() || at_ms - self.shown_since >= SHOWN_AT_LEAST_MS;
        if wanted != self.shown && read {
            (self.shown, self.shown_since) = (wanted, at_ms);
        }
        let ready = self.clear_since.is_some_and(|since| at_ms - since >= READY_AFTER_MS);
        Guided { codes: self.held.clone(), shown: self.shown, ready }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::guidance::tests::{good, metrics};
    use super::super::super::metrics::FaceMetrics;
    use super::*;

    fn dark() -> Metrics {
        light(40.0)
    }

    fn light(luma: f32) -> Metrics {
        metrics(Some(FaceMetrics { luma, ..good() }))
    }

    fn fine() -> Metrics {
        metrics(Some(good()))
    }

    fn blurred() -> Metrics {
        metrics(Some(FaceMetrics { sharpness: 2.0, ..good() }))
    }

    /// What is shown after each of these frames.
    fn shown(frames: &[(u64, Metrics)]) -> Vec<Option<Guidance>> {
        let mut steady = Steady::default();
        frames.iter().map(|(at, metrics)| steady.update(metrics, *at).shown).collect()
    }

    #[test]
    fn the_first_code_is_shown_with_its_frame() {
        assert_eq!(shown(&[(0, fine()), (33, dark())]), [None, Some(Guidance::TooDark)]);
    }

    #[test]
    fn a_sentence_stays_for_250_ms_even_if_another_is_more_important() {
        let frames =
            [(0, blurred()), (100, dark()), (249, dark()), (250, dark()), (251, fine()), (500, fine())];
        let (blurry, dark) = (Some(Guidance::Blurry), Some(Guidance::TooDark));
        assert_eq!(shown(&frames), [blurry, blurry, blurry, dark, dark, None]);
    }

    #[test]
    fn a_code_ends_only_ten_percent_beyond_where_it_begins() {
        let mut steady = Steady::default();
        let mut is_dark = |at, luma| !steady.update(&light(luma), at).codes.is_empty();
        assert_eq!([is_dark(0, 61.0), is_dark(40, 59.0), is_dark(80, 65.9)], [false, true, true]);
        assert_eq!([is_dark(120, 66.0), is_dark(160, 61.0)], [false, false]);
    }

    #[test]
    fn the_picture_is_ready_after_one_second_without_a_code() {
        let mut steady = Steady::default();
        let mut ready = |at| steady.update(&fine(), at).ready;
        assert_eq!([ready(5_000), ready(5_400), ready(5_800), ready(5_999)], [false; 4]);
        assert!(ready(6_000));
    }

    #[test]
    fn one_bad_frame_starts_the_second_anew() {
        let mut steady = Steady::default();
        for at in [0, 400, 800] {
            steady.update(&fine(), at);
        }
        assert!(!steady.update(&blurred(), 900).ready);
        for at in [950, 1_400, 1_900] {
            assert!(!steady.update(&fine(), at).ready, "{at}");
        }
        assert!(steady.update(&fine(), 1_950).ready);
    }

    #[test]
    fn what_happened_in_a_gap_between_frames_is_not_taken_for_good() {
        let mut steady = Steady::default();
        steady.update(&fine(), 0);
        assert!(!steady.update(&fine(), 1_500).ready);
        assert!(!steady.update(&fine(), 2_000).ready);
        assert!(steady.update(&fine(), 2_500).ready);
    }

    #[test]
    fn a_clock_that_steps_back_begins_anew_and_holds_nobody_up() {
        let mut steady = Steady::default();
        assert_eq!(steady.update(&dark(), u64::MAX).shown, Some(Guidance::TooDark));
        assert_eq!(steady.update(&fine(), 0).shown, None);
        for at in [400, 800] {
            steady.update(&fine(), at);
        }
        assert!(steady.update(&fine(), 1_000).ready);
    }
}

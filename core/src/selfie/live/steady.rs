//! Guidance that is calm: the codes of a frame, held against small changes and for a minimum time.
//!
//! Reads only [`Metrics`] and the times of the frames, so that every rule can be tested without a photograph.

use super::super::guidance::{Direction, Guidance, Source, codes_holding, direction};
use super::super::limits::{CLOSED_EYES, CLOSED_SHARE};
use super::super::metrics::Metrics;
use super::usual::Usual;
use super::votes::Votes;

/// A sentence stays at least this long, so that it can be read (AWS Amplify and Smile ID update their words every 250 to
/// 500 ms).
const SHOWN_AT_LEAST_MS: u64 = 250;
/// What was wrong with a photograph stays on the screen for this long.
const PHOTOGRAPH_ANSWERED_MS: u64 = 3_000;
/// A sentence that is said is not interrupted by another for this long.
const SAID_AT_LEAST_MS: u64 = 1_500;
/// The picture is ready when it raised no code for this long (AWS Amplify and face-validator: 1,000 ms).
const READY_AFTER_MS: u64 = 1_000;
/// After a longer gap between two frames nobody knows what was seen meanwhile: being ready starts anew.
const LONGEST_GAP_MS: u64 = 500;
/// When for so long nothing but advice was left, the person may take the picture with it.
const ADVICE_HOLDS_BACK_MS: u64 = 20_000;
/// When it was too dark for so long, the phone gives light.
const DARK_FOR_MS: u64 = 1_000;
/// A picture that stays blurred for so many frames is out of focus; before that the person or the phone moved.
const MOVED_AT_MOST: u32 = 4;

/// What the frames so far add up to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Guided {
    /// Every code that holds, in the order to show them.
    pub(super) codes: Vec<Guidance>,
    /// The code to show; `None` when the picture is good.
    pub(super) shown: Option<Guidance>,
    /// Where to move the phone or to turn the head, for some codes.
    pub(super) direction: Option<Direction>,
    /// The sentence changed and is to be said.
    pub(super) say: bool,
    /// For how much of [`READY_AFTER_MS`] nothing had to be changed, 0..=1.
    pub(super) progress: f32,
    /// Nothing had to be changed for [`READY_AFTER_MS`].
    pub(super) ready: bool,
    /// The person may take the picture.
    pub(super) may_take: bool,
    /// The phone should give light.
    pub(super) needs_light: bool,
}

/// What is shown: a code with its direction, or neither when the picture is good.
type Sentence = (Option<Guidance>, Option<Direction>);

/// The state between frames.
#[derive(Debug, Default)]
pub(super) struct Steady {
    held: Vec<Guidance>,
    shown: Option<Guidance>,
    direction: Option<Direction>,
    /// Until when the sentence stays, whatever comes.
    shown_until: u64,
    /// The last sentence that was said, and when.
    said: Option<(Sentence, u64)>,
    /// Since when no code holds; `None` while one does.
    clear_since: Option<u64>,
    /// The good second does not begin before.
    not_before: u64,
    /// For how long nothing but advice held, ms, all times together: a frame in between that is blurred takes nothing
    /// away from somebody who cannot hold still.
    advised_for: u64,
    only_advice: bool,
    last: Option<u64>,
    dark_since: Option<u64>,
    /// Stays once it is set: the light makes the picture bright, and without it would be dark again.
    needs_light: bool,
    blurred: u32,
    votes: [Votes; Guidance::ALL.len()],
    eyes: Usual,
}

impl Steady {
    /// Takes the metrics of the frame taken at `at_ms`, a time that only grows; after a step back it begins anew.
    pub(super) fn update(&mut self, metrics: &Metrics, at_ms: u64) -> Guided {
        if self.last.is_some_and(|last| at_ms < last) {
            *self = Steady::default();
        }
        let passed = self.last.map_or(0, |last| at_ms - last);
        let seen_meanwhile = passed <= LONGEST_GAP_MS;
        self.last = Some(at_ms);
        if !seen_meanwhile {
            self.blurred = 0;
        }
        let raised = codes_holding(metrics, Source::Live, &self.held);
        let closed = self.closed_eyes(metrics);
        self.held = self.settled(&raised, closed);

        if self.only_advice && seen_meanwhile {
            self.advised_for = (self.advised_for + passed).min(ADVICE_HOLDS_BACK_MS);
        }
        let blocked = self.held.iter().any(|code| !code.is_advisory());
        self.only_advice = !blocked && !self.held.is_empty();
        self.clear_since = if self.held.is_empty() {
            self.clear_since.filter(|_| seen_meanwhile).or((at_ms >= self.not_before).then_some(at_ms))
        } else {
            None
        };
        let dark =
            [Guidance::TooDarkScene, Guidance::FaceTooDark].iter().any(|code| self.held.contains(code));
        self.dark_since = dark.then(|| self.dark_since.unwrap_or(at_ms));
        self.needs_light |= self.dark_since.is_some_and(|since| at_ms - since >= DARK_FOR_MS);
        self.show(metrics, at_ms);
        let good_for_ms = self.clear_since.map_or(0, |since| at_ms - since).min(READY_AFTER_MS);
        Guided {
            codes: self.held.clone(),
            shown: self.shown,
            direction: self.direction,
            say: self.say(at_ms),
            progress: good_for_ms as f32 / READY_AFTER_MS as f32,
            // Not in the middle of a blink.
            ready: good_for_ms == READY_AFTER_MS && !closed,
            may_take: !blocked && (self.held.is_empty() || self.advised_for == ADVICE_HOLDS_BACK_MS),
            needs_light: self.needs_light,
        }
    }

    /// Takes up what was wrong with the photograph itself: the sentence stays long enough to be followed, and then the
    /// picture must be good for a second again.
    pub(super) fn photograph_failed(&mut self, code: Guidance) {
        let at_ms = self.last.unwrap_or_default();
        (self.shown, self.direction) = (Some(code), None);
        self.shown_until = at_ms.saturating_add(PHOTOGRAPH_ANSWERED_MS);
        self.clear_since = None;
        self.not_before = self.shown_until;
    }

    /// Whether the eyes are closed in this frame, compared with what is usual for this face.
    fn closed_eyes(&mut self, metrics: &Metrics) -> bool {
        let Some(face) = &metrics.face else {
            self.eyes = Usual::default();
            return false;
        };
        let usual = self.eyes.with(face.eyes_open);
        face.eyes_open < CLOSED_EYES && face.eyes_open < CLOSED_SHARE * usual
    }

    /// The codes that hold after a frame: the others at once, advice by votes.
    ///
    /// Only frames in which nothing else is wrong vote: the models of the occlusion were made for sharp, well lit faces.
    fn settled(&mut self, raised: &[Guidance], closed: bool) -> Vec<Guidance> {
        if raised.contains(&Guidance::NoFace) {
            self.votes = Default::default();
        }
        let counts = raised.iter().all(|code| code.is_advisory());
        self.blurred = if raised.contains(&Guidance::Blurry) { self.blurred.saturating_add(1) } else { 0 };
        let moved = (1..=MOVED_AT_MOST).contains(&self.blurred);
        let holds = |&code: &Guidance| match code {
            Guidance::HoldStill => moved,
            Guidance::Blurry => self.blurred > MOVED_AT_MOST,
            _ if !code.is_advisory() => raised.contains(&code),
            _ => {
                let votes = &mut self.votes[code as usize];
                let raised = raised.contains(&code) || (code == Guidance::OpenEyes && closed);
                if counts { votes.cast(code, raised) } else { votes.holds() }
            }
        };
        Guidance::ALL.into_iter().filter(holds).collect()
    }

    /// Changes what is shown, if it could be read.
    fn show(&mut self, metrics: &Metrics, at_ms: u64) {
        let first = self.held.first().copied();
        let before = self.direction.filter(|_| first == self.shown);
        let towards = first.zip(metrics.face.as_ref()).and_then(|(code, face)| direction(code, face, before));
        let read = self.shown.is_none() || at_ms >= self.shown_until;
        if (first, towards) != (self.shown, self.direction) && read {
            (self.shown, self.direction) = (first, towards);
            self.shown_until = at_ms.saturating_add(SHOWN_AT_LEAST_MS);
        }
    }

    /// Whether to say what is shown: it is not what was said last, and that could be heard to its end.
    fn say(&mut self, at_ms: u64) -> bool {
        let sentence = (self.shown, self.direction);
        let heard = self.said.is_none_or(|(said, at)| said != sentence && at_ms - at >= SAID_AT_LEAST_MS);
        if heard {
            self.said = Some((sentence, at_ms));
        }
        heard
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
        assert_eq!(shown(&[(0, fine()), (33, dark())]), [None, Some(Guidance::FaceTooDark)]);
    }

    #[test]
    fn a_sentence_stays_for_250_ms_even_if_another_is_more_important() {
        let frames =
            [(0, blurred()), (100, dark()), (249, dark()), (250, dark()), (251, fine()), (500, fine())];
        let (blurry, dark) = (Some(Guidance::HoldStill), Some(Guidance::FaceTooDark));
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
    fn a_blur_is_motion_for_four_frames_and_then_focus() {
        let mut steady = Steady::default();
        let codes: Vec<_> = (0..6).map(|frame| steady.update(&blurred(), frame * 40).codes).collect();
        let (still, focus) = (vec![Guidance::HoldStill], vec![Guidance::Blurry]);
        assert_eq!(codes, [&still, &still, &still, &still, &focus, &focus].map(Clone::clone));
    }

    /// A face with glasses.
    fn glasses() -> Metrics {
        metrics(Some(FaceMetrics { glasses: 0.5, ..good() }))
    }

    /// The frames of this many seconds at 25 per second, from `at`; the last one.
    fn seconds(steady: &mut Steady, seconds: f64, at: &mut u64, metrics: &Metrics) -> Guided {
        let frames = (seconds * 25.0) as usize;
        (0..frames)
            .map(|_| {
                *at += 40;
                steady.update(metrics, *at)
            })
            .last()
            .unwrap_or_default()
    }

    #[test]
    fn advice_holds_back_automatic_capture_and_after_20_seconds_the_person_decides() {
        let (mut steady, mut at) = (Steady::default(), 0);
        let early = seconds(&mut steady, 19.0, &mut at, &glasses());
        assert_eq!((early.shown, early.may_take, early.ready), (Some(Guidance::RemoveGlasses), false, false));
        let late = seconds(&mut steady, 2.0, &mut at, &glasses());
        assert_eq!((late.shown, late.may_take, late.ready), (Some(Guidance::RemoveGlasses), true, false));
    }

    #[test]
    fn the_20_seconds_are_not_lost_with_a_frame_that_is_blurred() {
        let (mut steady, mut at) = (Steady::default(), 0);
        for _ in 0..11 {
            seconds(&mut steady, 2.0, &mut at, &glasses());
            assert!(!seconds(&mut steady, 0.04, &mut at, &blurred()).may_take);
        }
        assert!(seconds(&mut steady, 0.04, &mut at, &glasses()).may_take);
    }

    #[test]
    fn what_blocks_is_never_taken_however_long_it_lasts() {
        let (mut steady, mut at) = (Steady::default(), 0);
        assert!(!seconds(&mut steady, 60.0, &mut at, &dark()).may_take);
        assert!(seconds(&mut steady, 0.04, &mut at, &fine()).may_take);
    }

    #[test]
    fn advice_is_only_given_on_frames_in_which_nothing_else_is_wrong() {
        let (mut steady, mut at) = (Steady::default(), 0);
        let bright = metrics(Some(FaceMetrics { glasses: 0.5, luma: 220.0, ..good() }));
        assert_eq!(seconds(&mut steady, 2.0, &mut at, &bright).codes, [Guidance::TooBright]);
        assert_eq!(seconds(&mut steady, 2.0, &mut at, &glasses()).codes, [Guidance::RemoveGlasses]);
        let both = [Guidance::RemoveGlasses, Guidance::TooBright];
        assert_eq!(seconds(&mut steady, 0.2, &mut at, &bright).codes, both);
    }

    #[test]
    fn no_picture_is_taken_by_itself_during_a_blink_and_none_is_held_up_by_it() {
        let (mut steady, mut at) = (Steady::default(), 0);
        assert!(seconds(&mut steady, 2.0, &mut at, &fine()).ready);
        let closed = metrics(Some(FaceMetrics { eyes_open: 0.1, ..good() }));
        let blink = seconds(&mut steady, 0.2, &mut at, &closed);
        assert_eq!((blink.ready, blink.codes), (false, vec![]));
        assert!(seconds(&mut steady, 0.04, &mut at, &fine()).ready);
        assert_eq!(seconds(&mut steady, 0.48, &mut at, &closed).codes, [Guidance::OpenEyes]);
    }

    #[test]
    fn a_sentence_is_said_when_it_changes_and_at_most_every_1500_ms() {
        let mut steady = Steady::default();
        let mut says = |at, metrics: &Metrics| steady.update(metrics, at).say;
        assert!(says(0, &dark()));
        assert!(!says(300, &dark()));
        assert!(!says(600, &fine()));
        assert!(!says(1_499, &fine()));
        assert!(says(1_500, &fine()));
        assert!(!says(4_000, &fine()));
        assert!(says(4_100, &blurred()));
    }

    #[test]
    fn a_direction_is_part_of_the_sentence() {
        let mut steady = Steady::default();
        let mut at_left = |at, offset_x, offset_y| {
            let face = FaceMetrics { offset_x, offset_y, ..good() };
            steady.update(&metrics(Some(face)), at).direction
        };
        assert_eq!(at_left(0, 0.2, 0.0), Some(Direction::Left));
        assert_eq!(at_left(100, 0.0, 0.2), Some(Direction::Left), "before 250 ms");
        assert_eq!(at_left(250, 0.0, 0.2), Some(Direction::Down));
        assert_eq!(at_left(500, 0.0, 0.0), None);
    }

    #[test]
    fn what_was_wrong_with_the_photograph_stays_for_three_seconds_before_the_next_one() {
        let (mut steady, mut at) = (Steady::default(), 0);
        assert!(seconds(&mut steady, 2.0, &mut at, &fine()).ready);
        steady.photograph_failed(Guidance::Blurry);
        let early = seconds(&mut steady, 2.8, &mut at, &fine());
        assert_eq!((early.shown, early.progress, early.ready), (Some(Guidance::Blurry), 0.0, false));
        let later = seconds(&mut steady, 0.4, &mut at, &fine());
        assert_eq!((later.shown, later.ready), (None, false));
        assert!(seconds(&mut steady, 1.0, &mut at, &fine()).ready);
    }

    #[test]
    fn light_is_asked_for_after_a_dark_second_and_stays() {
        let (mut steady, mut at) = (Steady::default(), 0);
        assert!(!seconds(&mut steady, 0.9, &mut at, &dark()).needs_light);
        assert!(seconds(&mut steady, 0.2, &mut at, &dark()).needs_light);
        assert!(seconds(&mut steady, 3.0, &mut at, &fine()).needs_light);
    }

    #[test]
    fn the_progress_to_the_picture_grows_with_the_good_second() {
        let mut steady = Steady::default();
        let mut progress = |at| steady.update(&fine(), at).progress;
        assert_eq!(
            [progress(0), progress(250), progress(500), progress(1_000), progress(1_300)],
            [0.0, 0.25, 0.5, 1.0, 1.0]
        );
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
        assert_eq!(steady.update(&dark(), u64::MAX).shown, Some(Guidance::FaceTooDark));
        assert_eq!(steady.update(&fine(), 0).shown, None);
        for at in [400, 800] {
            steady.update(&fine(), at);
        }
        assert!(steady.update(&fine(), 1_000).ready);
    }
}

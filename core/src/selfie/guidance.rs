//! The guidance codes, and the rules that raise them.
//!
//! Rules read only [`Metrics`], so that every threshold can be tested without a photograph. The thresholds and their
//! sources are in one table, [`limits`](super::limits).

use super::limits::*;
use super::metrics::{FaceMetrics, Metrics};

/// What the person should change, in the order in which to show it.
///
/// Shells look up their texts by the name; codes never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guidance {
    /// The phone is held sideways.
    HoldPhoneUpright,
    /// The whole scene is too dark.
    TooDarkScene,
    /// No face was found.
    NoFace,
    /// There is a second face of relevant size.
    MultipleFaces,
    /// A part of the face is outside the picture.
    FaceOutOfFrame,
    /// The face is too small.
    MoveCloser,
    /// The face is too large, or a still has too little room around it for the portrait.
    MoveBack,
    /// The face is too far from the middle of the frame, by [`super::FaceMetrics::offset_x`] and `offset_y`.
    CentreFace,
    /// Something covers mouth and nose: a mask, a scarf, a hand.
    RemoveMask,
    /// Glasses, which hinder the comparison of faces: Dukcapil requires a photograph without them.
    RemoveGlasses,
    /// The head leans to one side.
    LevelHead,
    /// The face is turned to a side, up or down.
    LookStraight,
    /// The face is too dark.
    FaceTooDark,
    /// The face is too bright, or parts of it are white.
    TooBright,
    /// The light is behind the person.
    Backlit,
    /// One half of the face is much darker than the other.
    UnevenLight,
    /// The picture is blurred by motion: so far only in the last frames of a camera.
    HoldStill,
    /// The picture is out of focus or the lens is dirty.
    Blurry,
    /// The eyes are closed.
    OpenEyes,
    /// The mouth is open.
    CloseMouth,
    /// Hair or cloth covers the strip above the brows. A hijab that leaves it free is never meant.
    UncoverForehead,
}

use Guidance::*;

impl Guidance {
    /// Every code, in the order to show them.
    pub const ALL: [Guidance; 21] = [
        HoldPhoneUpright,
        TooDarkScene,
        NoFace,
        MultipleFaces,
        FaceOutOfFrame,
        MoveCloser,
        MoveBack,
        CentreFace,
        RemoveMask,
        RemoveGlasses,
        LevelHead,
        LookStraight,
        FaceTooDark,
        TooBright,
        Backlit,
        UnevenLight,
        HoldStill,
        Blurry,
        OpenEyes,
        CloseMouth,
        UncoverForehead,
    ];

    /// Stable name in JSON and towards the service.
    pub fn code(self) -> &'static str {
        match self {
            HoldPhoneUpright => "HOLD_PHONE_UPRIGHT",
            TooDarkScene => "TOO_DARK_SCENE",
            NoFace => "NO_FACE",
            MultipleFaces => "MULTIPLE_FACES",
            FaceOutOfFrame => "FACE_OUT_OF_FRAME",
            MoveCloser => "MOVE_CLOSER",
            MoveBack => "MOVE_BACK",
            CentreFace => "CENTRE_FACE",
            RemoveMask => "REMOVE_MASK",
            RemoveGlasses => "REMOVE_GLASSES",
            LevelHead => "LEVEL_HEAD",
            LookStraight => "LOOK_STRAIGHT",
            FaceTooDark => "FACE_TOO_DARK",
            TooBright => "TOO_BRIGHT",
            Backlit => "BACKLIT",
            UnevenLight => "UNEVEN_LIGHT",
            HoldStill => "HOLD_STILL",
            Blurry => "BLURRY",
            OpenEyes => "OPEN_EYES",
            CloseMouth => "CLOSE_MOUTH",
            UncoverForehead => "UNCOVER_FOREHEAD",
        }
    }

    /// The code with this name.
    pub fn from_code(code: &str) -> Option<Guidance> {
        Guidance::ALL.into_iter().find(|guidance| guidance.code() == code)
    }

    /// Whether the code only advises: it holds back automatic capture, but a photograph with it is accepted, and the code
    /// travels with the portrait to the officer.
    ///
    /// That is what cannot be measured without error, and what a person may be unable to change: a stiff neck, a
    /// prosthesis, glasses without which nothing can be read.
    pub fn is_advisory(self) -> bool {
        matches!(
            self,
            RemoveMask
                | RemoveGlasses
                | LevelHead
                | LookStraight
                | UnevenLight
                | OpenEyes
                | CloseMouth
                | UncoverForehead
        )
    }
}

/// Where to, as the person sees it who looks at the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the person's left.
    Left,
    /// To the person's right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// Source of the picture. The person can still reframe a live frame; a still is cropped to a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Still,
    Live,
}

/// The codes that these metrics raise, in the order to show them.
pub(super) fn codes(metrics: &Metrics, source: Source) -> Vec<Guidance> {
    codes_holding(metrics, source, &[])
}

/// The same after a picture that had the codes `held`, which end only [`END_BEYOND`] their thresholds.
pub(super) fn codes_holding(metrics: &Metrics, source: Source, held: &[Guidance]) -> Vec<Guidance> {
    // A blur is called by the one or the other name.
    let blurred = held.contains(&HoldStill);
    let holds = |code| held.contains(&code) || (code == Blurry && blurred);
    let raised = |&code: &Guidance| raised(code, metrics, source, Limit { held: holds(code) });
    Guidance::ALL.into_iter().filter(raised).collect()
}

/// Comparison with a threshold, which moves away from a code that holds: a value at the threshold would otherwise raise
/// and end the code with every frame.
#[derive(Clone, Copy)]
struct Limit {
    held: bool,
}

impl Limit {
    fn below(self, value: f32, threshold: f32) -> bool {
        value < if self.held { threshold * END_BEYOND } else { threshold }
    }

    fn above(self, value: f32, threshold: f32) -> bool {
        value > if self.held { threshold / END_BEYOND } else { threshold }
    }

    /// For the scores of linear models, which are positive or negative.
    fn scores(self, score: f32, threshold: f32) -> bool {
        score > if self.held { threshold - SCORE_MARGIN } else { threshold }
    }
}

fn raised(code: Guidance, metrics: &Metrics, source: Source, limit: Limit) -> bool {
    let Some(face) = &metrics.face else {
        return match code {
            TooDarkScene => limit.below(metrics.scene_luma, DARK_SCENE),
            NoFace => true,
            _ => false,
        };
    };
    match code {
        TooDarkScene => limit.below(metrics.scene_luma, DARK_SCENE),
        // Only a session knows the frames before.
        NoFace | HoldStill | OpenEyes => false,
        FaceTooDark => limit.below(face.luma, DARK_FACE),
        TooBright => limit.above(face.luma, BRIGHT_FACE) || limit.above(face.over_exposed, OVER_EXPOSED),
        Backlit => limit.below(face.luma, BACKLIT_SHARE * metrics.scene_luma),
        UnevenLight => limit.below(face.half_ratio, UNEVEN_HALVES),
        Blurry => limit.below(face.sharpness, BLURRED),
        RemoveMask => limit.scores(face.mask, MASK_SCORE),
        RemoveGlasses => limit.scores(face.glasses, GLASSES_SCORE),
        CloseMouth => limit.above(face.mouth_open, OPEN_MOUTH),
        UncoverForehead => limit.above(face.forehead_covered, COVERED_FOREHEAD),
        _ => match source {
            Source::Live => misplaced_live(code, face, limit),
            Source::Still => misplaced_still(code, face, limit),
        },
    }
}

/// Place, size and pose in a live frame, which the person can still change.
fn misplaced_live(code: Guidance, face: &FaceMetrics, limit: Limit) -> bool {
    match code {
        HoldPhoneUpright => limit.above(face.roll.abs(), SIDEWAYS),
        MultipleFaces => {
            limit.above(face.second_face, SECOND_FACE_SHARE)
                && limit.above(face.second_face * face.area, SECOND_FACE_AREA)
        }
        FaceOutOfFrame => !face.inside,
        MoveCloser => limit.below(face.area, SMALL_FACE),
        MoveBack => limit.above(face.area, LARGE_FACE),
        CentreFace => {
            limit.above(face.offset_x.abs(), OFFSET_X) || limit.above(face.offset_y.abs(), OFFSET_Y)
        }
        LevelHead => limit.above(face.roll.abs(), TILTED),
        LookStraight => limit.above(face.yaw.abs(), TURNED) || limit.above(face.pitch.abs(), NODDED),
        _ => false,
    }
}

/// The same in a still. The frame of the portrait is levelled and centred later, so it only needs room.
fn misplaced_still(code: Guidance, face: &FaceMetrics, limit: Limit) -> bool {
    match code {
        MultipleFaces => limit.above(face.second_face, SECOND_FACE_SHARE),
        FaceOutOfFrame => !face.inside,
        MoveCloser => limit.below(face.eye_distance, STILL_EYE_DISTANCE),
        // A face that is cut off or too small is told so instead.
        MoveBack => !face.portrait_fits && face.inside && face.eye_distance >= STILL_EYE_DISTANCE,
        LevelHead => limit.above(face.roll.abs(), TILTED),
        LookStraight => limit.above(face.yaw.abs(), TURNED) || limit.above(face.pitch.abs(), NODDED),
        _ => false,
    }
}

/// How well a face fits the middle of a live frame: 1 in the middle at a middle size, 0.5 where a code for its place or
/// size begins, 0 twice as far off.
pub(super) fn oval_fit(face: &FaceMetrics) -> f32 {
    let (middle, half) = ((SMALL_FACE + LARGE_FACE) / 2.0, (LARGE_FACE - SMALL_FACE) / 2.0);
    let off = [face.offset_x / OFFSET_X, face.offset_y / OFFSET_Y, (face.area - middle) / half];
    let furthest = off.into_iter().map(f32::abs).fold(0.0, f32::max);
    (1.0 - furthest / 2.0).clamp(0.0, 1.0)
}

/// Where to move the phone for [`CentreFace`], or to turn the head for [`LookStraight`]: `before`, as long as that is still
/// needed, or else the way in which the face is further off.
pub(super) fn direction(code: Guidance, face: &FaceMetrics, before: Option<Direction>) -> Option<Direction> {
    use Direction::*;
    let way = |positive, negative, value: f32, limit: f32| {
        (if value > 0.0 { positive } else { negative }, value.abs() / limit)
    };
    let ways = match code {
        // A face at the right of the unmirrored picture is at the person's left: the phone follows it there.
        CentreFace => [way(Left, Right, face.offset_x, OFFSET_X), way(Down, Up, face.offset_y, OFFSET_Y)],
        LookStraight => [way(Right, Left, face.yaw, TURNED), way(Up, Down, face.pitch, NODDED)],
        _ => return None,
    };
    let kept = ways.iter().find(|(way, off)| Some(*way) == before && *off > 1.0 / END_BEYOND);
    kept.or(ways.iter().max_by(|a, b| a.1.total_cmp(&b.1))).map(|(way, _)| *way)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::geometry::Point;
    use super::super::metrics::FaceMetrics;
    use super::*;

    /// A face that raises no code, from either source.
    pub(in crate::selfie) fn good() -> FaceMetrics {
        FaceMetrics {
            score: 0.9,
            mesh_flag: 1.0,
            area: 0.2,
            second_face: 0.0,
            offset_x: 0.0,
            offset_y: 0.0,
            eye_distance: 120.0,
            portrait_fits: true,
            inside: true,
            yaw: 0.0,
            pitch: 0.0,
            roll: 0.0,
            luma: 130.0,
            over_exposed: 0.0,
            half_ratio: 0.85,
            sharpness: 20.0,
            eyes_open: 0.28,
            mouth_open: 0.0,
            forehead_covered: 0.0,
            glasses: -1.0,
            mask: -1.0,
            right_eye: Point::default(),
            left_eye: Point::default(),
            nose_tip: Point::default(),
            chin: Point::default(),
        }
    }

    /// Of a picture with ordinary light.
    pub(in crate::selfie) fn metrics(face: Option<FaceMetrics>) -> Metrics {
        Metrics { width: 100, height: 100, colour: true, scene_luma: 120.0, face }
    }

    fn with(face: Option<FaceMetrics>, scene_luma: f32, source: Source) -> Vec<Guidance> {
        codes(&Metrics { scene_luma, ..metrics(face) }, source)
    }

    /// Every code that one value of a live frame raises, with that value at, just short of, and at the end of its limit:
    /// `holds` keeps a code that has begun and does not begin it, `ends` ends it.
    #[test]
    fn every_code_that_has_begun_ends_ten_percent_beyond_its_threshold() {
        type Set = fn(&mut Metrics, &mut FaceMetrics, f32);
        let limits: [(Guidance, f32, f32, Set); 19] = [
            (HoldPhoneUpright, 45.6, 45.3, |_, face, v| face.roll = v),
            (TooDarkScene, 54.9, 55.1, |all, _, v| all.scene_luma = v),
            (MultipleFaces, 0.138, 0.136, |_, face, v| face.second_face = v),
            (MoveCloser, 0.131, 0.133, |_, face, v| face.area = v),
            (MoveBack, 0.274, 0.272, |_, face, v| face.area = v),
            (CentreFace, 0.092, 0.090, |_, face, v| face.offset_x = v),
            (CentreFace, -0.110, -0.109, |_, face, v| face.offset_y = v),
            (RemoveMask, 0.92, 0.88, |_, face, v| face.mask = v),
            (RemoveGlasses, -0.08, -0.12, |_, face, v| face.glasses = v),
            (LevelHead, -7.4, -7.2, |_, face, v| face.roll = v),
            (LookStraight, 11.0, 10.8, |_, face, v| face.yaw = v),
            (LookStraight, -13.8, -13.5, |_, face, v| face.pitch = v),
            (FaceTooDark, 65.9, 66.1, |_, face, v| face.luma = v),
            (TooBright, 196.0, 195.0, |_, face, v| face.luma = v),
            (TooBright, 0.046, 0.045, |_, face, v| face.over_exposed = v),
            (UnevenLight, 0.549, 0.551, |_, face, v| face.half_ratio = v),
            (Blurry, 4.39, 4.41, |_, face, v| face.sharpness = v),
            (CloseMouth, 0.183, 0.180, |_, face, v| face.mouth_open = v),
            (UncoverForehead, 0.55, 0.54, |_, face, v| face.forehead_covered = v),
        ];
        for (code, holds, ends, set) in limits {
            let with = |value| {
                let mut face = good();
                let mut all = metrics(None);
                set(&mut all, &mut face, value);
                Metrics { face: Some(face), ..all }
            };
            let raised =
                |value, held: &[Guidance]| codes_holding(&with(value), Source::Live, held).contains(&code);
            assert!(raised(holds, &[code]), "{code:?} ends too early");
            assert!(!raised(ends, &[code]), "{code:?} does not end");
            assert!(!raised(holds, &[]), "{code:?} begins too early");
        }
    }

    #[test]
    fn a_face_darker_than_half_its_scene_is_backlit() {
        let lit = |luma| {
            codes(
                &Metrics { scene_luma: 200.0, ..metrics(Some(FaceMetrics { luma, ..good() })) },
                Source::Live,
            )
        };
        assert_eq!((lit(99.9), lit(100.0)), (vec![Backlit], vec![]));
    }

    #[test]
    fn advice_is_what_cannot_be_measured_without_error_or_changed_by_everybody() {
        let blocking: Vec<_> = Guidance::ALL.into_iter().filter(|code| !code.is_advisory()).collect();
        let expected = [
            HoldPhoneUpright,
            TooDarkScene,
            NoFace,
            MultipleFaces,
            FaceOutOfFrame,
            MoveCloser,
            MoveBack,
            CentreFace,
            FaceTooDark,
            TooBright,
            Backlit,
            HoldStill,
            Blurry,
        ];
        assert_eq!(blocking, expected);
    }

    #[test]
    fn the_direction_brings_the_face_to_the_middle_and_the_eyes_to_the_camera() {
        use Direction::{Down, Left, Right, Up};
        let of = |code, face: FaceMetrics| direction(code, &face, None).expect("it has a direction");
        assert_eq!(of(CentreFace, FaceMetrics { offset_x: 0.2, offset_y: 0.2, ..good() }), Left);
        assert_eq!(of(CentreFace, FaceMetrics { offset_x: -0.2, ..good() }), Right);
        assert_eq!(of(CentreFace, FaceMetrics { offset_y: 0.2, ..good() }), Down);
        assert_eq!(of(CentreFace, FaceMetrics { offset_y: -0.2, ..good() }), Up);
        assert_eq!(of(LookStraight, FaceMetrics { yaw: 20.0, pitch: 20.0, ..good() }), Right);
        assert_eq!(of(LookStraight, FaceMetrics { yaw: -20.0, ..good() }), Left);
        assert_eq!(of(LookStraight, FaceMetrics { pitch: 20.0, ..good() }), Up);
        assert_eq!(of(LookStraight, FaceMetrics { pitch: -20.0, ..good() }), Down);
        assert_eq!(direction(Blurry, &good(), None), None);
    }

    #[test]
    fn a_direction_stays_until_it_is_no_longer_needed() {
        let off = |offset_x, before| {
            let face = FaceMetrics { offset_x, offset_y: 0.2, ..good() };
            direction(CentreFace, &face, before)
        };
        assert_eq!(off(0.11, None), Some(Direction::Down));
        assert_eq!(off(0.11, Some(Direction::Left)), Some(Direction::Left));
        assert_eq!(off(0.09, Some(Direction::Left)), Some(Direction::Down));
        assert_eq!(off(0.11, Some(Direction::Right)), Some(Direction::Down));
    }

    #[test]
    fn the_oval_fits_a_centred_face_and_half_fits_one_at_a_limit() {
        let fit = |face: FaceMetrics| (oval_fit(&face) * 100.0).round();
        assert_eq!(fit(FaceMetrics { area: 0.21, ..good() }), 100.0);
        assert_eq!(fit(FaceMetrics { area: 0.30, ..good() }), 50.0);
        assert_eq!(fit(FaceMetrics { offset_x: -0.1, ..good() }), 50.0);
        assert_eq!(fit(FaceMetrics { offset_y: 0.24, ..good() }), 0.0);
        assert_eq!(fit(FaceMetrics { area: 0.9, ..good() }), 0.0);
    }

    fn both(face: FaceMetrics) -> [Vec<Guidance>; 2] {
        [with(Some(face), 120.0, Source::Still), with(Some(face), 120.0, Source::Live)]
    }

    #[test]
    fn a_good_face_raises_no_code() {
        assert_eq!(both(good()), [vec![], vec![]]);
    }

    #[test]
    fn codes_are_unique_and_sorted_as_in_all() {
        let mut sorted = Guidance::ALL;
        sorted.sort();
        assert_eq!(sorted, Guidance::ALL);
        let names: std::collections::BTreeSet<_> = Guidance::ALL.map(Guidance::code).into();
        assert_eq!(names.len(), Guidance::ALL.len());
    }

    #[test]
    fn a_dark_scene_without_a_face_raises_too_dark_before_no_face() {
        assert_eq!(with(None, 49.0, Source::Live), [TooDarkScene, NoFace]);
        assert_eq!(with(None, 50.0, Source::Live), [NoFace]);
    }

    #[test]
    fn a_face_is_too_dark_below_60_and_a_scene_below_50() {
        for source in [Source::Still, Source::Live] {
            let face = |luma| with(Some(FaceMetrics { luma, ..good() }), 110.0, source);
            assert_eq!((face(59.9), face(60.0)), (vec![FaceTooDark], vec![]), "{source:?}");
        }
        assert_eq!(with(Some(good()), 49.9, Source::Still), [TooDarkScene]);
    }

    #[test]
    fn a_second_face_counts_above_15_percent_of_the_first() {
        let second = |second_face| both(FaceMetrics { second_face, ..good() });
        assert_eq!(second(0.151), [[MultipleFaces], [MultipleFaces]]);
        assert_eq!(second(0.15), [vec![], vec![]]);
    }

    #[test]
    fn a_second_face_below_3_percent_of_the_picture_is_ignored_only_in_a_live_frame() {
        let far = FaceMetrics { second_face: 0.2, area: 0.13, ..good() };
        assert_eq!(both(far), [vec![MultipleFaces], vec![]]);
    }

    #[test]
    fn face_size_is_checked_by_area_in_a_live_frame_and_by_eye_distance_in_a_still() {
        assert_eq!(both(FaceMetrics { area: 0.119, ..good() }), [vec![], vec![MoveCloser]]);
        assert_eq!(both(FaceMetrics { area: 0.301, ..good() }), [vec![], vec![MoveBack]]);
        assert_eq!(both(FaceMetrics { eye_distance: 89.9, ..good() }), [vec![MoveCloser], vec![]]);
        assert_eq!(both(FaceMetrics { eye_distance: 90.0, area: 0.12, ..good() }), [vec![], vec![]]);
    }

    #[test]
    fn a_still_whose_portrait_does_not_fit_raises_move_back() {
        assert_eq!(both(FaceMetrics { portrait_fits: false, ..good() }), [vec![MoveBack], vec![]]);
    }

    #[test]
    fn a_face_that_is_cut_off_is_out_of_frame() {
        assert_eq!(both(FaceMetrics { inside: false, ..good() }), [[FaceOutOfFrame], [FaceOutOfFrame]]);
    }

    #[test]
    fn only_a_live_frame_raises_centre_face() {
        for shift in [-0.101, 0.101] {
            assert_eq!(both(FaceMetrics { offset_x: shift, ..good() }), [vec![], vec![CentreFace]]);
        }
        for shift in [-0.121, 0.121] {
            assert_eq!(both(FaceMetrics { offset_y: shift, ..good() }), [vec![], vec![CentreFace]]);
        }
        assert_eq!(both(FaceMetrics { offset_x: 0.1, offset_y: -0.12, ..good() }), [vec![], vec![]]);
    }

    #[test]
    fn a_face_is_blurry_below_4() {
        assert_eq!(both(FaceMetrics { sharpness: 3.9, ..good() }), [[Blurry], [Blurry]]);
        assert_eq!(both(FaceMetrics { sharpness: 4.0, ..good() }), [vec![], vec![]]);
    }
}

//! Tests of the rules, without photographs.

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
        portrait_room: 0.1,
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
    let limits: [(Guidance, f32, f32, Set); 20] = [
        (HoldPhoneUpright, 45.6, 45.3, |_, face, v| face.roll = v),
        (TooDarkScene, 54.9, 55.1, |all, _, v| all.scene_luma = v),
        (MultipleFaces, 0.138, 0.136, |_, face, v| face.second_face = v),
        (MoveCloser, 0.131, 0.133, |_, face, v| face.area = v),
        (MoveBack, 0.274, 0.272, |_, face, v| face.area = v),
        (MoveBack, 0.019, 0.021, |_, face, v| face.portrait_room = v),
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
        codes(&Metrics { scene_luma: 200.0, ..metrics(Some(FaceMetrics { luma, ..good() })) }, Source::Live)
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
fn a_picture_without_room_for_the_portrait_raises_move_back_and_first_centre_face() {
    let room = |portrait_room, offset_x| both(FaceMetrics { portrait_room, offset_x, ..good() });
    assert_eq!(room(0.0, 0.0), [vec![], vec![]]);
    assert_eq!(room(-0.01, 0.0), [[MoveBack], [MoveBack]]);
    assert_eq!(room(-0.01, 0.2), [[MoveBack], [CentreFace]]);
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

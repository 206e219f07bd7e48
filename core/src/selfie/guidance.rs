//! The guidance codes, and the rules that raise them.
//!
//! Rules read only [`Metrics`], so that every threshold can be tested without a photograph. Each threshold has a
//! source: capture rules of published products (Smile ID, Baidu, face-auth), OFIQ (the reference implementation of
//! ISO/IEC 29794-5), or measurements of photographs for this project.

use super::metrics::Metrics;

/// What the person should change, in the order in which to show it.
///
/// Shells look up their texts by [`Guidance::code`]; codes never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guidance {
    /// The scene or the face is too dark.
    TooDark,
    /// No face was found.
    NoFace,
    /// There is a second face of relevant size.
    MultipleFaces,
    /// The face is too small, or (in a still) the portrait's frame would exceed the picture.
    MoveCloser,
    /// The face is too far from the middle of the frame, by [`super::FaceMetrics::offset_x`] and `offset_y`.
    CentreFace,
    /// The face is out of focus or blurred by motion.
    Blurry,
}

impl Guidance {
    /// Every code, in the order to show them.
    pub const ALL: [Guidance; 6] = [
        Guidance::TooDark,
        Guidance::NoFace,
        Guidance::MultipleFaces,
        Guidance::MoveCloser,
        Guidance::CentreFace,
        Guidance::Blurry,
    ];

    /// Stable code in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Guidance::TooDark => "too-dark",
            Guidance::NoFace => "no-face",
            Guidance::MultipleFaces => "multiple-faces",
            Guidance::MoveCloser => "move-closer",
            Guidance::CentreFace => "centre-face",
            Guidance::Blurry => "blurry",
        }
    }
}

/// Source of the picture. The person can still reframe a live frame; a still is cropped to a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Still,
    Live,
}

/// Minimum mean brightness of the scene (Smile ID; Baidu uses 40).
const DARK_SCENE: f32 = 50.0;
/// Minimum mean brightness of the face. In nine of ten ordinary photographs it is 98 or more; at a quarter of that
/// light the median is 80. The threshold is deliberately low, so that it does not mistake dark skin for darkness.
const DARK_FACE: f32 = 60.0;
/// A second face counts if its area exceeds this fraction of the first one's area (OFIQ's single-face ratio).
const SECOND_FACE_SHARE: f32 = 0.15;
/// In a live frame it must also exceed this fraction of the frame (Smile ID ignores smaller faces).
const SECOND_FACE_AREA: f32 = 0.03;
/// Minimum area of a face as a fraction of the live frame (Smile ID and face-auth use 0.10 to 0.15).
const LIVE_FACE_AREA: f32 = 0.12;
/// Minimum distance between the eyes in a still, pixels (OFIQ scores decrease below 90).
const STILL_EYE_DISTANCE: f32 = 90.0;
/// Maximum offset of a face from the middle of a live frame, as a fraction of its width and height.
const OFFSET_X: f32 = 0.10;
const OFFSET_Y: f32 = 0.12;
/// Minimum normalised Laplacian. Sharp faces have 22 to 28 (median); a blur of 2 pixels at 80 pixels between the eyes
/// gives less than 4.
const BLURRED: f32 = 4.0;

/// How much better than its threshold a value must be for a code to end that has begun: a value at the threshold would
/// otherwise raise and end the code with every frame.
const END_BEYOND: f32 = 1.1;

/// The codes that these metrics raise, in the order to show them.
pub(super) fn codes(metrics: &Metrics, source: Source) -> Vec<Guidance> {
    codes_holding(metrics, source, &[])
}

/// The same after a picture that had the codes `held`, which end only [`END_BEYOND`] their thresholds.
pub(super) fn codes_holding(metrics: &Metrics, source: Source, held: &[Guidance]) -> Vec<Guidance> {
    let raised = |code: &Guidance| raised(*code, metrics, source, held.contains(code));
    Guidance::ALL.into_iter().filter(raised).collect()
}

fn raised(code: Guidance, metrics: &Metrics, source: Source, held: bool) -> bool {
    let live = source == Source::Live;
    let beyond = if held { END_BEYOND } else { 1.0 };
    let below = |value: f32, threshold: f32| value < threshold * beyond;
    let above = |value: f32, threshold: f32| value > threshold / beyond;
    let Some(face) = &metrics.face else {
        return match code {
            Guidance::TooDark => below(metrics.scene_luma, DARK_SCENE),
            Guidance::NoFace => true,
            _ => false,
        };
    };
    match code {
        Guidance::TooDark => below(metrics.scene_luma, DARK_SCENE) || below(face.luma, DARK_FACE),
        Guidance::NoFace => false,
        Guidance::MultipleFaces => {
            above(face.second_face, SECOND_FACE_SHARE)
                && (!live || above(face.second_face * face.area, SECOND_FACE_AREA))
        }
        Guidance::MoveCloser if live => below(face.area, LIVE_FACE_AREA),
        Guidance::MoveCloser => below(face.eye_distance, STILL_EYE_DISTANCE) || !face.portrait_fits,
        Guidance::CentreFace => {
            live && (above(face.offset_x.abs(), OFFSET_X) || above(face.offset_y.abs(), OFFSET_Y))
        }
        Guidance::Blurry => below(face.sharpness, BLURRED),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::metrics::FaceMetrics;
    use super::super::pixels::Point;
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
            luma: 130.0,
            sharpness: 20.0,
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

    #[test]
    fn every_code_that_has_begun_ends_ten_percent_beyond_its_threshold() {
        let face = |code, held| match code {
            Guidance::TooDark => FaceMetrics { luma: held, ..good() },
            Guidance::MultipleFaces => FaceMetrics { second_face: held, ..good() },
            Guidance::MoveCloser => FaceMetrics { area: held, ..good() },
            Guidance::CentreFace => FaceMetrics { offset_y: held, ..good() },
            Guidance::Blurry => FaceMetrics { sharpness: held, ..good() },
            Guidance::NoFace => unreachable!("it has no threshold"),
        };
        for (code, holds, ends) in [
            (Guidance::TooDark, 65.9, 66.1),
            (Guidance::MultipleFaces, 0.138, 0.136),
            (Guidance::MoveCloser, 0.131, 0.133),
            (Guidance::CentreFace, -0.110, -0.109),
            (Guidance::Blurry, 4.39, 4.41),
        ] {
            let after = |value| codes_holding(&metrics(Some(face(code, value))), Source::Live, &[code]);
            assert_eq!((after(holds), after(ends)), (vec![code], vec![]), "{code:?}");
            assert_eq!(with(Some(face(code, holds)), 120.0, Source::Live), [], "{code:?} begins too early");
        }
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
        assert_eq!(with(None, 49.0, Source::Live), [Guidance::TooDark, Guidance::NoFace]);
        assert_eq!(with(None, 50.0, Source::Live), [Guidance::NoFace]);
    }

    #[test]
    fn a_face_is_too_dark_below_60_or_in_a_scene_below_50() {
        assert_eq!(both(FaceMetrics { luma: 59.9, ..good() }), [[Guidance::TooDark], [Guidance::TooDark]]);
        assert_eq!(both(FaceMetrics { luma: 60.0, ..good() }), [vec![], vec![]]);
        assert_eq!(with(Some(good()), 49.9, Source::Still), [Guidance::TooDark]);
    }

    #[test]
    fn a_second_face_counts_above_15_percent_of_the_first() {
        let second = |second_face| both(FaceMetrics { second_face, ..good() });
        assert_eq!(second(0.151), [[Guidance::MultipleFaces], [Guidance::MultipleFaces]]);
        assert_eq!(second(0.15), [vec![], vec![]]);
    }

    #[test]
    fn a_second_face_below_3_percent_of_the_picture_is_ignored_only_in_a_live_frame() {
        let far = FaceMetrics { second_face: 0.2, area: 0.13, ..good() };
        assert_eq!(both(far), [vec![Guidance::MultipleFaces], vec![]]);
    }

    #[test]
    fn face_size_is_checked_by_area_in_a_live_frame_and_by_eye_distance_in_a_still() {
        assert_eq!(both(FaceMetrics { area: 0.119, ..good() }), [vec![], vec![Guidance::MoveCloser]]);
        assert_eq!(both(FaceMetrics { eye_distance: 89.9, ..good() }), [vec![Guidance::MoveCloser], vec![]]);
        assert_eq!(both(FaceMetrics { eye_distance: 90.0, area: 0.12, ..good() }), [vec![], vec![]]);
    }

    #[test]
    fn a_still_whose_portrait_does_not_fit_raises_move_closer() {
        assert_eq!(
            both(FaceMetrics { portrait_fits: false, ..good() }),
            [vec![Guidance::MoveCloser], vec![]]
        );
    }

    #[test]
    fn only_a_live_frame_raises_centre_face() {
        for shift in [-0.101, 0.101] {
            assert_eq!(both(FaceMetrics { offset_x: shift, ..good() }), [vec![], vec![Guidance::CentreFace]]);
        }
        for shift in [-0.121, 0.121] {
            assert_eq!(both(FaceMetrics { offset_y: shift, ..good() }), [vec![], vec![Guidance::CentreFace]]);
        }
        assert_eq!(both(FaceMetrics { offset_x: 0.1, offset_y: -0.12, ..good() }), [vec![], vec![]]);
    }

    #[test]
    fn a_face_is_blurry_below_4() {
        assert_eq!(both(FaceMetrics { sharpness: 3.9, ..good() }), [[Guidance::Blurry], [Guidance::Blurry]]);
        assert_eq!(both(FaceMetrics { sharpness: 4.0, ..good() }), [vec![], vec![]]);
    }
}

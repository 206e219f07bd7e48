//! The codes a person is guided by, and the rules that raise them.
//!
//! Rules only read [`Metrics`], so every threshold can be tested without a photograph. Each number names its source: the
//! capture rules of published products (Smile ID, Baidu, face-auth), OFIQ (the reference implementation of
//! ISO/IEC 29794-5), or photographs measured for this project.

use super::metrics::Metrics;

/// What the person should change, in the order in which it should be said.
///
/// Shells key their texts by [`Guidance::code`]; codes never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guidance {
    /// There is too little light on the scene or on the face.
    TooDark,
    /// No face was found.
    NoFace,
    /// More than one face is large enough to be meant.
    MultipleFaces,
    /// The face is too small, or (in a still) the portrait's frame would leave the picture.
    MoveCloser,
    /// The face is too far from the middle of the frame; [`super::FaceMetrics::offset_x`] and `offset_y` say where.
    CentreFace,
    /// The face is out of focus or was moved.
    Blurry,
}

impl Guidance {
    /// Every code, first said first.
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

/// Where the picture comes from: a live frame can still be reframed, a still is cut to a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Still,
    Live,
}

/// Mean brightness of the whole scene below which it is dark (Smile ID; Baidu 40).
const DARK_SCENE: f32 = 50.0;
/// Mean brightness of the face below which it is dark: ordinary photographs have 98 or more in nine of ten cases, a
/// quarter of that light 80 (median). Deliberately low: it must not mistake dark skin for darkness.
const DARK_FACE: f32 = 60.0;
/// A second face counts from this share of the first one's area (OFIQ's single-face ratio) ...
const SECOND_FACE_SHARE: f32 = 0.15;
/// ... and, in a live frame, this share of the frame (Smile ID ignores smaller ones).
const SECOND_FACE_AREA: f32 = 0.03;
/// Share of the live frame that a face must fill (Smile ID and face-auth agree within 0.10..0.15).
const LIVE_FACE_AREA: f32 = 0.12;
/// Pixels between the eyes of a still (OFIQ scores fall below 90).
const STILL_EYE_DISTANCE: f32 = 90.0;
/// Share of the live frame's width and height by which a face may be off the middle.
const OFFSET_X: f32 = 0.10;
const OFFSET_Y: f32 = 0.12;
/// Normalised Laplacian: sharp faces have 22..28 (median), blurred by two pixels of 80 between the eyes less than 4.
const BLURRED: f32 = 4.0;

/// The codes that these figures raise, first said first.
pub(super) fn codes(metrics: &Metrics, source: Source) -> Vec<Guidance> {
    Guidance::ALL.into_iter().filter(|&code| raised(code, metrics, source)).collect()
}

fn raised(code: Guidance, metrics: &Metrics, source: Source) -> bool {
    let live = source == Source::Live;
    let Some(face) = &metrics.face else {
        return match code {
            Guidance::TooDark => metrics.scene_luma < DARK_SCENE,
            Guidance::NoFace => true,
            _ => false,
        };
    };
    match code {
        Guidance::TooDark => metrics.scene_luma < DARK_SCENE || face.luma < DARK_FACE,
        Guidance::NoFace => false,
        Guidance::MultipleFaces => {
            face.second_face > SECOND_FACE_SHARE && (!live || face.second_face * face.area > SECOND_FACE_AREA)
        }
        Guidance::MoveCloser if live => face.area < LIVE_FACE_AREA,
        Guidance::MoveCloser => face.eye_distance < STILL_EYE_DISTANCE || !face.portrait_fits,
        Guidance::CentreFace => live && (face.offset_x.abs() > OFFSET_X || face.offset_y.abs() > OFFSET_Y),
        Guidance::Blurry => face.sharpness < BLURRED,
    }
}

#[cfg(test)]
mod tests {
    use super::super::metrics::FaceMetrics;
    use super::super::pixels::Point;
    use super::*;

    /// A face that no rule objects to, in either kind of picture.
    fn good() -> FaceMetrics {
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

    fn with(face: Option<FaceMetrics>, scene_luma: f32, source: Source) -> Vec<Guidance> {
        codes(&Metrics { width: 100, height: 100, colour: true, scene_luma, face }, source)
    }

    fn both(face: FaceMetrics) -> [Vec<Guidance>; 2] {
        [with(Some(face), 120.0, Source::Still), with(Some(face), 120.0, Source::Live)]
    }

    #[test]
    fn a_good_face_raises_no_code() {
        assert_eq!(both(good()), [vec![], vec![]]);
    }

    #[test]
    fn codes_are_unique_and_in_the_order_in_which_they_are_said() {
        let mut sorted = Guidance::ALL;
        sorted.sort();
        assert_eq!(sorted, Guidance::ALL);
        let names: std::collections::BTreeSet<_> = Guidance::ALL.map(Guidance::code).into();
        assert_eq!(names.len(), Guidance::ALL.len());
    }

    #[test]
    fn no_face_in_the_dark_says_first_that_it_is_dark() {
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
    fn a_second_face_counts_from_15_percent_of_the_first() {
        let second = |second_face| both(FaceMetrics { second_face, ..good() });
        assert_eq!(second(0.151), [[Guidance::MultipleFaces], [Guidance::MultipleFaces]]);
        assert_eq!(second(0.15), [vec![], vec![]]);
    }

    #[test]
    fn a_second_face_below_3_percent_of_a_live_frame_is_ignored_there_but_not_in_a_still() {
        let far = FaceMetrics { second_face: 0.2, area: 0.13, ..good() };
        assert_eq!(both(far), [vec![Guidance::MultipleFaces], vec![]]);
    }

    #[test]
    fn size_is_judged_by_area_in_a_live_frame_and_by_eye_distance_in_a_still() {
        assert_eq!(both(FaceMetrics { area: 0.119, ..good() }), [vec![], vec![Guidance::MoveCloser]]);
        assert_eq!(both(FaceMetrics { eye_distance: 89.9, ..good() }), [vec![Guidance::MoveCloser], vec![]]);
        assert_eq!(both(FaceMetrics { eye_distance: 90.0, area: 0.12, ..good() }), [vec![], vec![]]);
    }

    #[test]
    fn a_still_whose_portrait_would_leave_the_picture_asks_to_move_closer() {
        assert_eq!(
            both(FaceMetrics { portrait_fits: false, ..good() }),
            [vec![Guidance::MoveCloser], vec![]]
        );
    }

    #[test]
    fn only_a_live_frame_asks_to_centre_the_face() {
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

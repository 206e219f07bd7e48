//! The guidance codes, and the rules that raise them.
//!
//! Rules read only [`Metrics`], so that every threshold can be tested without a photograph. The thresholds and their
//! sources are in one table, [`limits`](super::limits).

use super::limits::*;
use super::metrics::{FaceMetrics, Metrics};

/// Whether a code blocks or only advises.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blocks,
    Advises,
}

/// The table of codes: name in Rust, name in JSON and towards the service, kind.
macro_rules! codes {
    (@ blocks) => { Kind::Blocks };
    (@ advises) => { Kind::Advises };
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $kind:ident;)+) => {
        /// What the person should change, in the order in which to show it.
        ///
        /// Shells look up their texts by the name; codes never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Guidance {
            $($(#[$doc])+ $name,)+
        }

        impl Guidance {
            /// Every code, in the order to show them.
            pub const ALL: [Guidance; [$($code),+].len()] = [$(Guidance::$name),+];

            /// Stable name in JSON and towards the service.
            pub fn code(self) -> &'static str {
                match self {
                    $(Guidance::$name => $code,)+
                }
            }

            fn kind(self) -> Kind {
                match self {
                    $(Guidance::$name => codes!(@ $kind),)+
                }
            }
        }
    };
}

codes! {
    /// The phone is held sideways.
    HoldPhoneUpright = "HOLD_PHONE_UPRIGHT", blocks;
    /// The whole scene is too dark.
    TooDarkScene = "TOO_DARK_SCENE", blocks;
    /// No face was found.
    NoFace = "NO_FACE", blocks;
    /// There is a second face of relevant size.
    MultipleFaces = "MULTIPLE_FACES", blocks;
    /// A part of the face is outside the picture.
    FaceOutOfFrame = "FACE_OUT_OF_FRAME", blocks;
    /// The face is too small.
    MoveCloser = "MOVE_CLOSER", blocks;
    /// The face is too large, or a still has too little room around it for the portrait.
    MoveBack = "MOVE_BACK", blocks;
    /// The face is too far from the middle of the frame, by [`super::FaceMetrics::offset_x`] and `offset_y`.
    CentreFace = "CENTRE_FACE", blocks;
    /// Something covers mouth and nose: a mask, a scarf, a hand.
    RemoveMask = "REMOVE_MASK", advises;
    /// Glasses, which hinder the comparison of faces: Dukcapil requires a photograph without them.
    RemoveGlasses = "REMOVE_GLASSES", advises;
    /// The head leans to one side.
    LevelHead = "LEVEL_HEAD", advises;
    /// The face is turned to a side, up or down.
    LookStraight = "LOOK_STRAIGHT", advises;
    /// The face is too dark.
    FaceTooDark = "FACE_TOO_DARK", blocks;
    /// The face is too bright, or parts of it are white.
    TooBright = "TOO_BRIGHT", blocks;
    /// The light is behind the person.
    Backlit = "BACKLIT", blocks;
    /// One half of the face is much darker than the other.
    UnevenLight = "UNEVEN_LIGHT", advises;
    /// The picture is blurred by motion: so far only in the last frames of a camera.
    HoldStill = "HOLD_STILL", blocks;
    /// The picture is out of focus or the lens is dirty.
    Blurry = "BLURRY", blocks;
    /// The eyes are closed.
    OpenEyes = "OPEN_EYES", advises;
    /// The mouth is open.
    CloseMouth = "CLOSE_MOUTH", advises;
    /// Hair or cloth covers the strip above the brows. A hijab that leaves it free is never meant.
    UncoverForehead = "UNCOVER_FOREHEAD", advises;
}

use Guidance::*;

impl Guidance {
    /// Whether the code only advises: it holds back automatic capture, but a photograph with it is accepted, and the code
    /// travels with the portrait to the officer.
    ///
    /// That is what cannot be measured without error, and what a person may be unable to change: a stiff neck, a
    /// prosthesis, glasses without which nothing can be read.
    pub fn is_advisory(self) -> bool {
        self.kind() == Kind::Advises
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

    /// Whether the portrait would not fit into the picture.
    fn lacks_room(self, face: &FaceMetrics) -> bool {
        face.portrait_room < if self.held { ROOM_MARGIN } else { 0.0 }
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
        MoveBack => limit.above(face.area, LARGE_FACE) || (is_centred(face) && limit.lacks_room(face)),
        CentreFace => {
            limit.above(face.offset_x.abs(), OFFSET_X) || limit.above(face.offset_y.abs(), OFFSET_Y)
        }
        LevelHead => limit.above(face.roll.abs(), TILTED),
        LookStraight => limit.above(face.yaw.abs(), TURNED) || limit.above(face.pitch.abs(), NODDED),
        _ => false,
    }
}

/// Whether a face is so near to the middle that only moving back makes more room around it.
fn is_centred(face: &FaceMetrics) -> bool {
    face.inside && face.offset_x.abs() <= OFFSET_X && face.offset_y.abs() <= OFFSET_Y
}

/// The same in a still. The frame of the portrait is levelled and centred later, so it only needs room.
fn misplaced_still(code: Guidance, face: &FaceMetrics, limit: Limit) -> bool {
    match code {
        MultipleFaces => limit.above(face.second_face, SECOND_FACE_SHARE),
        FaceOutOfFrame => !face.inside,
        MoveCloser => limit.below(face.eye_distance, STILL_EYE_DISTANCE),
        // A face that is cut off or too small is told so instead.
        MoveBack => limit.lacks_room(face) && face.inside && face.eye_distance >= STILL_EYE_DISTANCE,
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
pub(super) mod tests;

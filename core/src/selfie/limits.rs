//! The thresholds of the guidance codes, each with its source: capture rules of published products (Smile ID, Baidu,
//! Yoti, face-auth, AWS Amplify), OFIQ (the reference implementation of ISO/IEC 29794-5), or measurements of photographs
//! for this project. `docs/selfie.md` lists them with what was measured of each.

/// A code that has begun ends this much beyond its threshold.
pub(super) const END_BEYOND: f32 = 1.1;
/// The same for the scores of linear models, whose thresholds may be 0: a tenth of their unit.
pub(super) const SCORE_MARGIN: f32 = 0.1;

/// Roll from which the phone, not the head, is held sideways, degrees: nobody leans the head by so much. Own choice.
pub(super) const SIDEWAYS: f32 = 50.0;
/// Minimum mean brightness of the scene (Smile ID; Baidu uses 40).
pub(super) const DARK_SCENE: f32 = 50.0;
/// A second face counts if its area exceeds this fraction of the first one's area (OFIQ's single-face ratio).
pub(super) const SECOND_FACE_SHARE: f32 = 0.15;
/// In a live frame it must also exceed this fraction of the frame (Smile ID ignores smaller faces).
pub(super) const SECOND_FACE_AREA: f32 = 0.03;
/// Minimum area of a face as a fraction of the live frame (Smile ID and face-auth use 0.10 to 0.15).
pub(super) const SMALL_FACE: f32 = 0.12;
/// Maximum area (Smile ID).
pub(super) const LARGE_FACE: f32 = 0.30;
/// Room between the portrait's frame and the edge of the picture at which a lack of room ends, as a fraction of the
/// frame's width; it begins below 0, where no portrait can be made. Own choice.
pub(super) const ROOM_MARGIN: f32 = 0.02;
/// Minimum distance between the eyes in a still, pixels (OFIQ scores decrease below 90).
pub(super) const STILL_EYE_DISTANCE: f32 = 90.0;
/// Maximum offset of a face from the middle of a live frame, as a fraction of its width and height. Own choice.
pub(super) const OFFSET_X: f32 = 0.10;
pub(super) const OFFSET_Y: f32 = 0.12;
/// Scores of the linear models of the occlusion (their own thresholds, at which the false alarms were counted).
pub(super) const MASK_SCORE: f32 = 1.0;
pub(super) const GLASSES_SCORE: f32 = 0.0;
/// Maximum roll, yaw and pitch of the head, degrees (Baidu's strict values are 15; face-auth's roll is 4).
pub(super) const TILTED: f32 = 8.0;
pub(super) const TURNED: f32 = 12.0;
pub(super) const NODDED: f32 = 15.0;
/// Minimum mean brightness of the face. In nine of ten ordinary photographs it is 98 or more; at a quarter of that
/// light the median is 80. The threshold is deliberately low, so that it does not mistake dark skin for darkness.
pub(super) const DARK_FACE: f32 = 60.0;
/// Maximum mean brightness of the face (Yoti).
pub(super) const BRIGHT_FACE: f32 = 215.0;
/// Maximum share of the face that is white, that is of 247 or more (OFIQ's range of over-exposure).
pub(super) const OVER_EXPOSED: f32 = 0.05;
/// A face darker than this fraction of the scene has the light behind it.
pub(super) const BACKLIT_SHARE: f32 = 0.5;
/// Minimum brightness of the darker half of the face as a fraction of the lighter one's. The median of ordinary
/// photographs is 0.85, one in ten has 0.66; a light four times as strong from one side gives 0.57.
pub(super) const UNEVEN_HALVES: f32 = 0.5;
/// Minimum normalised Laplacian. Sharp faces have 22 to 28 (median); a blur of 2 pixels at 80 pixels between the eyes
/// gives less than 4.
pub(super) const BLURRED: f32 = 4.0;
/// Eyes are closed below this opening (height over width), and below this fraction of what is usual for this person.
/// Not proven: of 780 faces one was clearly closed, at 0.15, and open narrow eyes have 0.17 to 0.19.
pub(super) const CLOSED_EYES: f32 = 0.2;
pub(super) const CLOSED_SHARE: f32 = 0.6;
/// Maximum gap between the lips as a fraction of the distance from eyes to chin (OFIQ's score of 50).
pub(super) const OPEN_MOUTH: f32 = 0.2;
/// Maximum share of the strip above the brows that does not look like the cheeks. Not proven: drawn hair only.
pub(super) const COVERED_FOREHEAD: f32 = 0.6;

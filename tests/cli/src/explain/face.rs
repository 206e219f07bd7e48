//! What is said of a photograph, of the camera, and of a face check.

use std::fmt;

use ikd_core::{
    face_check::{FaceCheckError, FaceGuidance, FaceRefusalReason},
    registration::PhotoError,
    selfie::{Guidance, LiveVerdict, PortraitError, StillError},
};

use super::*;

pub(crate) fn portrait(texts: &Texts, error: &PortraitError) -> Explanation {
    match error {
        PortraitError::Retake(codes) => {
            Explanation::all(codes.iter().map(|code| Explanation::of(texts, "guidance", code)))
        }
        PortraitError::Still(error) => still(texts, error),
        PortraitError::TooFewBytes { .. } | PortraitError::Size => {
            defect(texts, "error_bad_argument", BAD_ARGUMENT)
        }
        PortraitError::Models(_) => defect(texts, "error_models_unusable", MODELS_UNUSABLE),
    }
}

/// What is said of a photograph that cannot be read.
pub(super) fn still(texts: &Texts, error: &StillError) -> Explanation {
    match error {
        StillError::TooManyBytes | StillError::TooManyPixels => plain(texts, "error_photo_too_large"),
        StillError::Unsupported => plain(texts, "error_photo_unsupported"),
        StillError::Damaged => plain(texts, "error_photo_damaged"),
    }
}

/// What the camera's screen says.
pub(crate) fn live(texts: &Texts, seen: &LiveVerdict) -> String {
    let sentence = |family, value: &dyn fmt::Debug| Explanation::of(texts, family, value).sentence;
    match (seen.shown, seen.direction) {
        (None, _) => texts.hold_still.to_owned(),
        (Some(Guidance::CentreFace), Some(direction)) => sentence("move_phone", &direction),
        (Some(Guidance::LookStraight), Some(direction)) => sentence("turn_head", &direction),
        (Some(code), _) => sentence("guidance", &code),
    }
}

pub(crate) fn photo(texts: &Texts, error: &PhotoError) -> Explanation {
    match error {
        PhotoError::NotAJpeg => plain(texts, "error_photo_unsupported"),
        PhotoError::TooLarge { .. } => plain(texts, "error_photo_too_large"),
        PhotoError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn face_check(texts: &Texts, error: &FaceCheckError) -> Explanation {
    match error {
        FaceCheckError::Vault(error) => vault(texts, error),
        FaceCheckError::Service(error) => service(texts, error),
        FaceCheckError::Unreadable => plain(texts, "error_record_unreadable"),
        FaceCheckError::NotAsked => plain(texts, "error_wrong_stage"),
        FaceCheckError::NotAJpeg => plain(texts, "error_photo_unsupported"),
        FaceCheckError::TooLarge { .. } => plain(texts, "error_photo_too_large"),
        FaceCheckError::TooSoon { retry_after_ms } => {
            wait(texts, "error_face_check_too_soon", *retry_after_ms)
        }
        FaceCheckError::Mismatch => plain(texts, "error_face_check_mismatch"),
    }
}

pub(crate) fn face_guidance(texts: &Texts, code: FaceGuidance) -> Explanation {
    Explanation::of(texts, "face_guidance", code)
}

/// What a refused portrait means, then what should be better on the next one.
pub(crate) fn face_refusal(
    texts: &Texts,
    reason: FaceRefusalReason,
    guidance: &[FaceGuidance],
) -> Explanation {
    let guidance = guidance.iter().map(|code| face_guidance(texts, *code));
    Explanation::all(std::iter::once(Explanation::of(texts, "face_refusal", reason)).chain(guidance))
}

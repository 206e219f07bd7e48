//! Face checks: `/v1/face-checks`.

use serde::{Deserialize, Serialize};

use super::{
    Bytes, Id,
    moment::{end, stated},
};

/// `POST /v1/face-checks`.
#[derive(Serialize)]
pub(crate) struct AskFaceCheck {
    pub(crate) purpose: &'static str,
    pub(crate) reference: Id,
}

/// A face check, as every answer about it describes it.
#[derive(Deserialize)]
pub(crate) struct RemoteFaceCheck {
    pub(crate) id: Id,
    pub(crate) purpose: String,
    pub(crate) reference: Id,
    #[serde(flatten)]
    pub(crate) state: RemoteFaceState,
}

/// State of the check at the service.
#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum RemoteFaceState {
    Open {
        nonce: Id,
        max_bytes: u64,
        tries_left: u8,
        #[serde(deserialize_with = "end")]
        expires_at: u64,
    },
    Pending,
    Accepted,
    Refused {
        refusal: RemoteFaceRefusal,
    },
    Expired,
}

/// Why a portrait was not accepted.
#[derive(Deserialize)]
pub(crate) struct RemoteFaceRefusal {
    pub(crate) reason: FaceRefusalReason,
    pub(crate) guidance: Vec<FaceGuidance>,
    pub(crate) tries_left: u8,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) retry_at: Option<u64>,
}

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceRefusalReason {
    /// Nobody can compare this portrait: take another one.
    Retake,
    /// Show the face at the counter. Also for a reason that this version of the app does not know.
    #[serde(other)]
    SeeOfficer,
}

/// What should be better on the next portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceGuidance {
    /// More light.
    TooDark,
    /// Hold the phone still, and wipe the lens.
    Blurry,
    /// Take off the glasses.
    RemoveGlasses,
    /// Take off the mask, or what else hides the face.
    RemoveMask,
    /// Look straight into the camera.
    LookStraight,
    /// Something else. Also what this version of the app does not know.
    #[serde(other)]
    Other,
}

/// `POST .../answer`.
#[derive(Serialize)]
pub(crate) struct AnswerFaceCheck {
    pub(crate) answer: Bytes,
}

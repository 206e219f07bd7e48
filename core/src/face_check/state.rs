//! Where a face check stands, and what it is for.

use std::fmt;

use super::{FaceGuidance, FaceRefusalReason};
use crate::service::contract::{Id, RemoteFaceState};

/// Which application or recovery a face check is for: the id that the phone gave it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FaceReference(pub(super) Id);

impl FaceReference {
    /// The reference of these 16 bytes.
    #[must_use]
    pub const fn new(id: [u8; 16]) -> Self {
        Self(Id(id))
    }

    /// The 16 bytes.
    pub(crate) fn id(self) -> [u8; 16] {
        self.0.0
    }

    /// As text, for [`FaceReference::parse`].
    #[must_use]
    pub fn to_text(self) -> String {
        self.0.to_text()
    }

    /// Reads the result of [`FaceReference::to_text`] (base64url of 16 bytes); `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Id::from_text(text).map(Self)
    }
}

impl fmt::Debug for FaceReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It identifies an application, and so a person.
        f.write_str("FaceReference(..)")
    }
}

/// Where a face check stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaceCheckState {
    /// The service asked: take a portrait and answer.
    Open {
        /// Until when it can be answered, seconds since 1970.
        expires_at: u64,
        /// Tries, this one included.
        tries_left: u8,
    },
    /// Answered. The service decides, at once or hours later: the person need not wait for it.
    Pending,
    /// The service accepts the portrait.
    Accepted,
    /// The service does not accept it.
    Refused {
        /// What to do: another portrait, or the counter.
        reason: FaceRefusalReason,
        /// What should be better on the next portrait; may be empty.
        guidance: Vec<FaceGuidance>,
        /// Tries left: 0 means to wait until `retry_at`, or to show the face at the counter. Request a new question for
        /// the next try.
        tries_left: u8,
        /// When there is a try again if none is left, seconds since 1970.
        retry_at: Option<u64>,
    },
    /// Not answered, or not decided, in time: request a new question. It uses up no try.
    Expired,
}

impl FaceCheckState {
    /// Whether the face was shown: the service accepted the portrait, or still decides.
    pub(crate) fn is_shown(&self) -> bool {
        matches!(self, Self::Pending | Self::Accepted)
    }
}

impl From<RemoteFaceState> for FaceCheckState {
    fn from(state: RemoteFaceState) -> Self {
        match state {
            RemoteFaceState::Open { tries_left, expires_at, .. } => Self::Open { expires_at, tries_left },
            RemoteFaceState::Pending => Self::Pending,
            RemoteFaceState::Accepted => Self::Accepted,
            RemoteFaceState::Refused { refusal } => Self::Refused {
                reason: refusal.reason,
                guidance: refusal.guidance,
                tries_left: refusal.tries_left,
                retry_at: refusal.retry_at,
            },
            RemoteFaceState::Expired => Self::Expired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::contract::RemoteFaceCheck;

    fn state(json: &str) -> FaceCheckState {
        let id = FaceReference::new([1; 16]).to_text();
        let text = format!(r#"{{"id":"{id}","purpose":"application","reference":"{id}",{json}}}"#);
        let check: RemoteFaceCheck = serde_json::from_str(&text).expect("a check of the contract");
        check.state.into()
    }

    #[test]
    fn times_that_no_calendar_has_do_not_reach_a_screen() {
        let open = r#""state":"open","nonce":"AAAAAAAAAAAAAAAAAAAAAA","max_bytes":1,"tries_left":1,"expires_at":99999999999999999"#;
        let last = ikd_proof::date::LAST_SECOND;
        assert_eq!(state(open), FaceCheckState::Open { expires_at: last, tries_left: 1 });
        let refused = r#""state":"refused","refusal":{"reason":"retake","guidance":[],"tries_left":0,"retry_at":99999999999999999}"#;
        assert!(matches!(state(refused), FaceCheckState::Refused { retry_at: None, .. }));
    }

    #[test]
    fn a_reference_is_read_back_from_its_text_and_nothing_else_is() {
        let reference = FaceReference::new([7; 16]);
        assert_eq!(FaceReference::parse(&reference.to_text()), Some(reference));
        for text in ["", "BwcHBwcHBwcHBwcHBwcHBw==", "BwcHBwcHBwcHBwcHBwcH"] {
            assert_eq!(FaceReference::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_reason_and_guidance_of_a_newer_service_lead_to_the_officer_and_to_a_general_hint() {
        let json = r#""state":"refused","refusal":{"reason":"video-call","guidance":["blurry","smile"],
                      "tries_left":0,"retry_at":5}"#;
        assert_eq!(
            state(json),
            FaceCheckState::Refused {
                reason: FaceRefusalReason::SeeOfficer,
                guidance: vec![FaceGuidance::Blurry, FaceGuidance::Other],
                tries_left: 0,
                retry_at: Some(5),
            }
        );
    }

    #[test]
    fn states_with_and_without_a_time_are_read() {
        assert_eq!(state(r#""state":"pending","expires_at":9"#), FaceCheckState::Pending);
        assert_eq!(state(r#""state":"expired""#), FaceCheckState::Expired);
    }
}

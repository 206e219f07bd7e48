//! JSON types of the contract (`tests/sandbox/openapi.yaml`), one file per resource. Unknown members are ignored.

mod account;
mod activation;
mod applications;
mod documents;
mod face_checks;
pub(crate) mod moment;
mod pairing;
mod photo;
mod registrations;
mod text;
mod views;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

pub(crate) use account::AccountAnswer;
pub(crate) use activation::{Activate, Activated, ActivationStatus, CaptchaAnswer, CaptchaChallenge, Resent};
pub use applications::ApplicationFault;
pub(crate) use applications::{
    AnnounceFile, ApplicationList, ApplicationStatus, FormEntry, FormIndex, MarkedItem, NamedFile, PutAnswer,
    PutApplication, RemoteCorrection, RemoteDifference, RemoteState as RemoteApplicationState,
};
pub(crate) use documents::{DocumentEntry, DocumentList};
pub(crate) use face_checks::{AnswerFaceCheck, AskFaceCheck, RemoteFaceCheck, RemoteFaceState};
pub use face_checks::{FaceGuidance, FaceRefusalReason};
pub(crate) use pairing::{PairWith, Paired};
pub(crate) use photo::{StartUpload, UploadState};
pub(crate) use registrations::{
    Amendment, CreateRegistration, Created, RegistrationStatus, Rejection, RemoteState, WireForm,
    optional_sex,
};
pub use registrations::{FieldFault, FormField, RejectionOption, RejectionReason};
pub(crate) use text::{ServiceLine, ServiceNote};
pub(crate) use views::{IssueViews, IssuedViews};

/// The largest number that JSON represents exactly (RFC 7493 section 2.2). Numbers that the phone remembers are at most
/// this.
pub(crate) const LARGEST_NUMBER: u64 = (1 << 53) - 1;

/// Bytes as base64url without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        URL_SAFE_NO_PAD.decode(text.as_bytes()).map(Self).map_err(|_| D::Error::custom("not base64url"))
    }
}

/// A 16-byte identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// Base64url text, as in a path.
    #[must_use]
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Parses the output of [`Id::to_text`].
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// Serialises a document's id like every other [`Id`].
pub(crate) mod document_id {
    use ikd_proof::DocumentId;

    use super::{Deserialize, Deserializer, Id, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(id: &DocumentId, serializer: S) -> Result<S::Ok, S::Error> {
        Id(id.0).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DocumentId, D::Error> {
        Id::deserialize(deserializer).map(|id| DocumentId(id.0))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Bytes::deserialize(deserializer)?;
        bytes.0.try_into().map(Self).map_err(|_| D::Error::custom("not 16 bytes"))
    }
}

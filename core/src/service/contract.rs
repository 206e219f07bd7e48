//! The JSON of the contract (`tests/sandbox/openapi.yaml`). Unknown members are ignored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

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
    /// As in a path.
    #[must_use]
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// From what [`Id::to_text`] gave.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
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

/// An entry of the form that the service refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// Which entry.
    pub field: FormField,
}

/// The entries of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormField {
    /// NIK.
    Nik,
    /// Email address.
    Email,
    /// Phone number.
    Phone,
    /// Full name.
    Name,
    /// Sex.
    Sex,
    /// Place of birth.
    BirthPlace,
    /// Date of birth.
    BirthDate,
}

/// Sex as chosen in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormSex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

/// `POST /v1/registrations`.
#[derive(Serialize)]
pub(crate) struct CreateRegistration<'a> {
    pub(crate) form: &'a WireForm,
    pub(crate) net_key: Bytes,
    pub(crate) consent: Bytes,
    pub(crate) language: &'a str,
}

/// The form on the wire, either shape.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct WireForm {
    pub(crate) nik: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sex: Option<FormSex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) birth_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) birth_date: Option<String>,
}

/// Answer to `POST /v1/registrations`.
#[derive(Deserialize)]
pub(crate) struct Created {
    pub(crate) id: Id,
    pub(crate) expires_at: u64,
    pub(crate) consent_receipt: Bytes,
}

/// `GET /v1/registrations/{id}`.
#[derive(Deserialize)]
pub(crate) struct RegistrationStatus {
    #[serde(flatten)]
    pub(crate) state: RemoteState,
    pub(crate) expires_at: u64,
}

/// Where the service sees the registration.
#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum RemoteState {
    Photo,
    Pairing,
    Decision { pairing_statement: Bytes },
    Activation { pairing_statement: Bytes, activation: ActivationStatus },
    Rejected { rejection: Rejection },
    Conflict { pairing_statement: Bytes },
    Active { account: Id, pairing_statement: Bytes },
    Expired,
}

/// The activation code that was sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ActivationStatus {
    pub(crate) email_hint: String,
    pub(crate) expires_at: u64,
    pub(crate) tries_left: u8,
    pub(crate) resend_at: u64,
}

/// Why the officer or the record said no.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Rejection {
    pub(crate) reason: RejectionReason,
    pub(crate) note: Option<String>,
    pub(crate) ways: Vec<Way>,
}

/// Why a registration was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectionReason {
    /// The selfie does not show the person of the record.
    FaceMismatch,
    /// What was entered differs from the record.
    DataMismatch,
    /// Under 17 and never married.
    NotEligible,
    /// No recorded e-KTP for this NIK.
    NoRecord,
    /// The record says that the person has died.
    Deceased,
    /// The account is blocked.
    Blocked,
    /// Something else; the officer's note says what.
    #[serde(other)]
    Other,
}

/// A way out of a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Correct the form.
    Form,
    /// Take a new photo.
    Photo,
    /// Start over.
    #[serde(other)]
    Restart,
}

/// `POST .../photo`.
#[derive(Serialize)]
pub(crate) struct StartUpload {
    pub(crate) length: u64,
    pub(crate) sha256: Bytes,
    pub(crate) content_type: &'static str,
}

/// Answer to `POST .../photo`.
#[derive(Deserialize)]
pub(crate) struct UploadState {
    pub(crate) offset: u64,
}

/// `POST .../pairing`.
#[derive(Serialize)]
pub(crate) struct PairWith {
    pub(crate) token: Bytes,
}

/// Answer to `POST .../pairing`.
#[derive(Deserialize)]
pub(crate) struct Paired {
    pub(crate) pairing_statement: Bytes,
}

/// Answer to `POST .../captcha`.
#[derive(Deserialize)]
pub(crate) struct CaptchaChallenge {
    pub(crate) id: Id,
    pub(crate) image: Bytes,
    pub(crate) question: CaptchaQuestion,
    pub(crate) expires_at: u64,
}

/// The captcha in words.
#[derive(Deserialize)]
pub(crate) struct CaptchaQuestion {
    pub(crate) id: String,
    pub(crate) en: String,
}

/// `POST .../activation`.
#[derive(Serialize)]
pub(crate) struct Activate<'a> {
    pub(crate) code: &'a str,
    pub(crate) captcha: CaptchaAnswer<'a>,
}

/// The answer to a captcha.
#[derive(Serialize)]
pub(crate) struct CaptchaAnswer<'a> {
    pub(crate) id: Id,
    pub(crate) answer: &'a str,
}

/// Answer to `POST .../activation`.
#[derive(Deserialize)]
pub(crate) struct Activated {
    pub(crate) account: Id,
}

/// Answer to `POST .../activation/resend`.
#[derive(Deserialize)]
pub(crate) struct Resent {
    pub(crate) expires_at: u64,
    pub(crate) tries_left: u8,
    pub(crate) resend_at: u64,
}

/// `POST .../amendment`.
#[derive(Serialize)]
pub(crate) struct Amendment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) form: Option<&'a WireForm>,
    pub(crate) photo: bool,
}

/// `GET /v1/account`.
#[derive(Deserialize)]
pub(crate) struct AccountStanding {
    /// Stands for all documents in their present versions.
    pub(crate) documents_etag: String,
    pub(crate) trust_version: u64,
    /// Goes up with every change of the account, never down.
    pub(crate) state_epoch: u64,
}

/// `GET /v1/documents`.
#[derive(Deserialize)]
pub(crate) struct DocumentList {
    pub(crate) documents: Vec<DocumentEntry>,
    pub(crate) next: Option<String>,
}

/// One document that the service holds for this account.
#[derive(Deserialize)]
pub(crate) struct DocumentEntry {
    pub(crate) id: Id,
    /// Stable name of its type; a service may hold types that are newer than this app.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) version: u64,
    pub(crate) sha256: Bytes,
}

/// `POST /v1/views`.
#[derive(Serialize)]
pub(crate) struct IssueViews {
    pub(crate) possessions: Vec<Bytes>,
}

/// Answer to `POST /v1/views`.
#[derive(Deserialize)]
pub(crate) struct IssuedViews {
    pub(crate) views: Vec<Bytes>,
}

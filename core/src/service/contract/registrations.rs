//! Registrations: `/v1/registrations` and `/v1/registrations/{id}`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ActivationStatus, Bytes, Id, ServiceNote, moment::end};
use crate::identity::Sex;

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

/// `POST /v1/registrations`.
#[derive(Serialize)]
pub(crate) struct CreateRegistration<'a> {
    pub(crate) form: &'a WireForm,
    pub(crate) device_key: Bytes,
    pub(crate) consent: Bytes,
    pub(crate) language: &'a str,
}

/// The form on the wire, short or long.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct WireForm {
    pub(crate) nik: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_sex")]
    pub(crate) sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) birth_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) birth_date: Option<String>,
}

/// Sex as in the form's JSON: `male` or `female`.
pub(crate) mod optional_sex {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Sex};

    pub(crate) fn serialize<S: Serializer>(sex: &Option<Sex>, serializer: S) -> Result<S::Ok, S::Error> {
        sex.map(name).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Sex>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let known = [Sex::Male, Sex::Female].into_iter().find(|sex| name(*sex) == text);
        known.map(Some).ok_or_else(|| serde::de::Error::custom("neither male nor female"))
    }

    fn name(sex: Sex) -> &'static str {
        match sex {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }
}

/// Answer to `POST /v1/registrations`.
#[derive(Deserialize)]
pub(crate) struct Created {
    pub(crate) id: Id,
    #[serde(deserialize_with = "end")]
    pub(crate) expires_at: u64,
    pub(crate) consent_receipt: Bytes,
}

/// `GET /v1/registrations/{id}`.
#[derive(Deserialize)]
pub(crate) struct RegistrationStatus {
    #[serde(flatten)]
    pub(crate) state: RemoteState,
    #[serde(deserialize_with = "end")]
    pub(crate) expires_at: u64,
}

/// State of the registration at the service.
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

/// Rejection by the officer or the service.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Rejection {
    pub(crate) reason: RejectionReason,
    pub(crate) note: Option<ServiceNote>,
    pub(crate) options: Vec<RejectionOption>,
}

/// Why a registration was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectionReason {
    /// The selfie does not show the person of the record.
    FaceMismatch,
    /// The form differs from the record.
    DataMismatch,
    /// Under 17 and never married.
    NotEligible,
    /// No recorded e-KTP for this NIK.
    NoRecord,
    /// The record states that the person has died.
    Deceased,
    /// The account is blocked.
    Blocked,
    /// Another reason; see the officer's note.
    #[serde(other)]
    Other,
}

/// What the citizen can do after a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectionOption {
    /// Correct the form.
    Form,
    /// Take a new photo.
    Photo,
    /// Start over.
    #[serde(other)]
    Restart,
}

/// `POST .../amendment`.
#[derive(Serialize)]
pub(crate) struct Amendment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) form: Option<&'a WireForm>,
    pub(crate) photo: bool,
}

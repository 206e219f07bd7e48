//! Forms and applications: `/v1/forms` and `/v1/applications`.

use ikd_proof::CivilDate;
use serde::{Deserialize, Serialize};

use super::{
    Bytes, Id, ServiceLine, ServiceNote,
    moment::{day, stated},
    text::{name, required_name},
};

/// `GET /v1/forms`.
#[derive(Deserialize)]
pub(crate) struct FormIndex {
    pub(crate) forms: Vec<FormEntry>,
}

/// The newest definition of a service.
#[derive(Deserialize)]
pub(crate) struct FormEntry {
    pub(crate) service: String,
    pub(crate) version: u64,
    /// SHA-256 of the payload, as a submission names it.
    pub(crate) sha256: Bytes,
}

/// `POST /v1/applications/{id}/files/{sha256}`.
#[derive(Serialize)]
pub(crate) struct AnnounceFile {
    pub(crate) length: u64,
}

/// `PUT /v1/applications/{id}`.
#[derive(Serialize)]
pub(crate) struct PutApplication {
    pub(crate) revision: u64,
    pub(crate) sealed: Bytes,
    pub(crate) files: Vec<NamedFile>,
}

/// A sealed file of an application.
#[derive(Serialize)]
pub(crate) struct NamedFile {
    pub(crate) sha256: Bytes,
    pub(crate) length: u64,
}

/// Answer to `PUT /v1/applications/{id}`.
#[derive(Deserialize)]
pub(crate) struct PutAnswer {
    pub(crate) receipt: Bytes,
    /// An [`ApplicationStatus`].
    #[serde(default)]
    pub(crate) status: serde_json::Value,
}

/// `GET /v1/applications`.
#[derive(Deserialize)]
pub(crate) struct ApplicationList {
    /// Each an [`ApplicationStatus`], read by itself.
    pub(crate) applications: Vec<serde_json::Value>,
    pub(crate) next: Option<String>,
}

/// Where an application stands at the service.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ApplicationStatus {
    pub(crate) id: Id,
    pub(crate) revision: u64,
    /// Increases with each change.
    pub(crate) seq: u64,
    #[serde(flatten)]
    pub(crate) state: RemoteState,
    /// Since when, seconds since 1970, as are all times here.
    #[serde(default, deserialize_with = "stated")]
    pub(crate) at: Option<u64>,
    pub(crate) number: Option<ServiceLine<60>>,
    pub(crate) office: Option<ServiceLine<60>>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) received_at: Option<u64>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) promise_until: Option<u64>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) expires_at: Option<u64>,
}

/// State of an application at the service.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum RemoteState {
    Received,
    InReview,
    VisitNeeded {
        visit: RemoteVisit,
    },
    Correct {
        correction: RemoteCorrection,
    },
    Approved,
    Signing,
    Issued {
        #[serde(default)]
        documents: Vec<Id>,
        result: Option<RemoteTexts>,
        /// Last day of a letter of move, on which the person reports at the destination.
        #[serde(default, with = "day")]
        report_by: Option<CivilDate>,
    },
    Refused {
        refusal: RemoteRefusal,
    },
    Withdrawn,
    Expired,
}

/// A text in both languages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RemoteTexts {
    pub(crate) id: ServiceLine<600>,
    pub(crate) en: ServiceLine<600>,
}

/// A visit to the office.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RemoteVisit {
    pub(crate) place: ServiceLine<500>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) until: Option<u64>,
    pub(crate) bring: ServiceLine<500>,
}

/// What the officer wants corrected.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RemoteCorrection {
    #[serde(default, deserialize_with = "stated")]
    pub(crate) until: Option<u64>,
    #[serde(default)]
    pub(crate) items: Vec<MarkedItem>,
    /// Values of the record that changed since the form was filled.
    #[serde(default)]
    differences: Vec<RemoteDifference>,
}

impl RemoteCorrection {
    /// The first difference of each field: what is shown must be what is taken over.
    pub(crate) fn differences(&self) -> impl Iterator<Item = &RemoteDifference> {
        let first =
            |at: usize, field: &str| !self.differences.iter().take(at).any(|known| known.field == field);
        let named =
            self.differences.iter().enumerate().filter(|(_, difference)| !difference.field.is_empty());
        named.filter(move |(at, difference)| first(*at, &difference.field)).map(|(_, difference)| difference)
    }
}

/// An entry or paper that the officer marked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MarkedItem {
    #[serde(default, deserialize_with = "name")]
    pub(crate) field: Option<String>,
    #[serde(default, deserialize_with = "name")]
    pub(crate) attachment: Option<String>,
    #[serde(deserialize_with = "required_name")]
    pub(crate) code: String,
    pub(crate) note: Option<ServiceNote>,
}

/// The present value of a field in the service's record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RemoteDifference {
    #[serde(deserialize_with = "required_name")]
    pub(crate) field: String,
    /// As a form writes it. An address is the longest.
    pub(crate) value: ServiceLine<2000>,
}

/// Why an application was refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RemoteRefusal {
    #[serde(deserialize_with = "required_name")]
    pub(crate) code: String,
    pub(crate) note: Option<ServiceNote>,
}

/// An answer or paper of an application that the service refused. Contains no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationFault {
    /// Key of the field.
    #[serde(default, deserialize_with = "name")]
    pub field: Option<String>,
    /// Kind of the paper.
    #[serde(default, deserialize_with = "name")]
    pub attachment: Option<String>,
    /// Name of the check that does not hold; empty if the service gives none.
    #[serde(default, deserialize_with = "required_name")]
    pub check: String,
}

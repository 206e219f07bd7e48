//! Applications: what a phone applied for, from the first receipt to the issued document or the refusal.
//!
//! A submission is opened and checked again when it arrives ([`submission`]); the officer then moves it ([`review`]),
//! and what is issued changes the record ([`outcome`]). States only go forward, except into
//! [`ApplicationState::Correct`], from which the phone comes back with a higher revision. Every change raises `seq`.
//! From each state that is not an end, the person can withdraw or the officer can ask for a correction or refuse, so
//! that nothing blocks the next application.

pub(crate) mod comparison;
pub(crate) mod correction;
pub(crate) mod decided;
pub(crate) mod forms;
mod moving;
pub(crate) mod obstacle;
pub(crate) mod outcome;
pub(crate) mod review;
pub(crate) mod status;
pub(crate) mod submission;

use ikd_proof::form::Texts;
use serde::{Deserialize, Serialize};

use crate::store::{Application, StoreError, Tx};

/// How long an application that has ended can still be asked about, seconds: a year.
pub(crate) const REMEMBERED: u64 = 365 * DAY;
/// How long a file waits for its application, seconds. A phone that comes later announces it again.
const FILE_WAITS: u64 = 30 * DAY;
pub(crate) const DAY: u64 = 24 * 3600;

/// Where an application stands, as the contract names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationState {
    /// Everything is here; nobody has looked at it.
    Received,
    /// An officer is looking at it.
    InReview,
    /// The person must come to an office.
    VisitNeeded,
    /// The person must correct what is marked.
    Correct,
    /// The officer approved it; the head of the office has not signed.
    Approved,
    /// It is being signed.
    Signing,
    /// The record is changed and the documents are issued.
    Issued,
    /// Refused, with a reason.
    Refused,
    /// Withdrawn by the person.
    Withdrawn,
    /// The correction or the visit did not come in time.
    Expired,
}

impl ApplicationState {
    const ALL: [Self; 10] = [
        Self::Received,
        Self::InReview,
        Self::VisitNeeded,
        Self::Correct,
        Self::Approved,
        Self::Signing,
        Self::Issued,
        Self::Refused,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InReview => "in_review",
            Self::VisitNeeded => "visit_needed",
            Self::Correct => "correct",
            Self::Approved => "approved",
            Self::Signing => "signing",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Reads [`ApplicationState::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing more will happen to it.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Issued | Self::Refused | Self::Withdrawn | Self::Expired)
    }

    /// Whether the officer decides next.
    pub fn waits_for_a_decision(self) -> bool {
        matches!(self, Self::InReview | Self::VisitNeeded)
    }

    /// Whether the officer can still ask for a correction or refuse. Also after an approval: the record may have
    /// changed since, or the head of the office does not sign.
    pub fn can_be_sent_back(self) -> bool {
        self.waits_for_a_decision() || matches!(self, Self::Approved | Self::Signing)
    }

    /// Whether the person may withdraw it: not once it is approved, because the record is about to change.
    pub fn can_be_withdrawn(self) -> bool {
        matches!(self, Self::Received | Self::InReview | Self::VisitNeeded | Self::Correct)
    }
}

/// Why something is marked, or an application refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkCode {
    /// The photograph cannot be read.
    Unreadable,
    /// It shows a copy.
    NotOriginal,
    /// It shows another paper than the one asked for.
    WrongKind,
    /// A part is missing.
    Incomplete,
    /// It differs from the population record.
    MismatchRecord,
    /// The form differs from the paper.
    MismatchPaper,
    /// A witness may not be one.
    WitnessInvalid,
    /// The person may not apply for this.
    NotEligible,
    /// It was applied for, or recorded, before.
    Duplicate,
    /// The record changed after the form was filled in.
    RecordChanged,
    /// Something else, which the note says.
    Other,
}

impl MarkCode {
    /// Every code, in the order of the counter's lists.
    pub const ALL: [Self; 11] = [
        Self::Unreadable,
        Self::NotOriginal,
        Self::WrongKind,
        Self::Incomplete,
        Self::MismatchRecord,
        Self::MismatchPaper,
        Self::WitnessInvalid,
        Self::NotEligible,
        Self::Duplicate,
        Self::RecordChanged,
        Self::Other,
    ];

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotOriginal => "not-original",
            Self::WrongKind => "wrong-kind",
            Self::Incomplete => "incomplete",
            Self::MismatchRecord => "mismatch-record",
            Self::MismatchPaper => "mismatch-paper",
            Self::WitnessInvalid => "witness-invalid",
            Self::NotEligible => "not-eligible",
            Self::Duplicate => "duplicate",
            Self::RecordChanged => "record-changed",
            Self::Other => "other",
        }
    }

    /// Reads [`MarkCode::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A field, by its key.
    Field(String),
    /// The attachments of a kind.
    Attachment(String),
}

/// A part that the person must correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which part.
    #[serde(flatten)]
    pub part: Part,
    /// Why.
    pub code: MarkCode,
    /// What the officer adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the record says now of a field that was filled in from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Key of the field.
    pub field: String,
    /// The value of the record, as a form writes it.
    pub value: String,
}

/// A correction that the person is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Until when, seconds since 1970.
    pub until: u64,
    /// What is marked.
    pub items: Vec<Mark>,
    /// What changed in the record.
    pub differences: Vec<Difference>,
}

/// A visit that the person is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Where.
    pub place: String,
    /// Until when, seconds since 1970.
    pub until: u64,
    /// What to bring.
    pub bring: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRefusal {
    /// Why.
    pub code: MarkCode,
    /// What the officer adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What came of it, in words, where no document of the phone says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultText {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

impl From<Texts> for ResultText {
    fn from(texts: Texts) -> Self {
        Self { id: texts.id, en: texts.en }
    }
}

/// What belongs to the state of an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Detail {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) visit: Option<Visit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) correction: Option<Correction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refusal: Option<ApplicationRefusal>,
    /// Ids of the documents that were issued for it, base64url.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) documents: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) result: Option<ResultText>,
    /// Last day of a letter of move, `2027-01-28`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) report_by: Option<String>,
    /// A move to another regency that waits for the arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) departure: Option<moving::Departure>,
}

impl Application {
    /// Until when the person can do what the state asks for.
    pub(crate) fn expires_at(&self) -> Option<u64> {
        match self.state {
            ApplicationState::Correct => self.detail.correction.as_ref().map(|correction| correction.until),
            ApplicationState::VisitNeeded => self.detail.visit.as_ref().map(|visit| visit.until),
            _ => None,
        }
    }

    /// Moves it to a state with what belongs to it, and keeps that. What has ended loses what was entered.
    pub(crate) fn enter(
        mut self,
        tx: &Tx<'_>,
        state: ApplicationState,
        detail: Detail,
        now: u64,
    ) -> Result<Self, StoreError> {
        (self.state, self.detail) = (state, detail);
        self.seq += 1;
        self.changed_at = now;
        if state.has_ended() {
            // Receipt and digest stay, as the evidence of what was sent.
            (self.submission, self.earlier) = (None, None);
            tx.erase_application_files(&self.account, &self.id)?;
        }
        tx.put_application(&self)?;
        Ok(self)
    }
}

/// An application as of now: one whose time is over is marked as expired first.
pub(crate) fn find(tx: &Tx<'_>, id: &[u8; 16], now: u64) -> Result<Option<Application>, StoreError> {
    tx.application(id)?.map(|application| expire(tx, application, now)).transpose()
}

/// All applications as of now, oldest first.
pub(crate) fn all(tx: &Tx<'_>, now: u64) -> Result<Vec<Application>, StoreError> {
    tx.applications()?.into_iter().map(|application| expire(tx, application, now)).collect()
}

/// The applications of an account as of now, oldest first.
pub(crate) fn of_account(tx: &Tx<'_>, account: &[u8; 16], now: u64) -> Result<Vec<Application>, StoreError> {
    tx.applications_of(account)?.into_iter().map(|application| expire(tx, application, now)).collect()
}

fn expire(tx: &Tx<'_>, application: Application, now: u64) -> Result<Application, StoreError> {
    match application.expires_at() {
        Some(end) if now >= end => application.enter(tx, ApplicationState::Expired, Detail::default(), end),
        _ => Ok(application),
    }
}

/// Erases applications that nobody asks about any more, and files whose application never came.
pub(crate) fn sweep(tx: &Tx<'_>, now: u64) -> Result<(), StoreError> {
    for application in all(tx, now)? {
        if application.state.has_ended() && now >= application.changed_at + REMEMBERED {
            tx.erase_application(&application.id)?;
        }
    }
    tx.forget_application_files(now.saturating_sub(FILE_WAITS))
}

/// Changes whenever an application of the list does.
pub(crate) fn list_etag(applications: &[Application]) -> String {
    let mut all = Vec::new();
    for application in applications {
        all.extend_from_slice(&application.id);
        all.extend_from_slice(&application.seq.to_be_bytes());
    }
    crate::secret::encode(&crate::secret::sha256(&all)[..16])
}

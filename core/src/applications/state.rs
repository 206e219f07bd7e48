//! Where an application stands, with what its screen needs. Office, notes and places are personal: nothing here has
//! `Debug`.

use ikd_proof::{DocumentId, application::ApplicationId, form::Texts};

use super::{
    FaceStep, StateKind,
    record::{Returned, SavedReceipt},
};
use crate::service::{
    ApplicationFault,
    contract::{
        ApplicationStatus, MarkedItem, RemoteApplicationState as Remote, RemoteDifference, ServiceNote,
    },
};

/// Why an officer refused an application or marked a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonCode {
    /// The photograph cannot be read.
    Unreadable,
    /// A copy, where the original is needed.
    NotOriginal,
    /// Another paper than the one asked for.
    WrongKind,
    /// Something is missing.
    Incomplete,
    /// Differs from the population record.
    MismatchRecord,
    /// Differs from the paper.
    MismatchPaper,
    /// The witness cannot be a witness.
    WitnessInvalid,
    /// The person may not use this service.
    NotEligible,
    /// Another application or record says the same.
    Duplicate,
    /// The population record changed after the form was filled.
    RecordChanged,
    /// Another reason; see the note. Also for a code that this version of the app does not know.
    Other,
}

impl ReasonCode {
    /// Every code, with its name on the wire.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Unreadable, "unreadable"),
        (Self::NotOriginal, "not-original"),
        (Self::WrongKind, "wrong-kind"),
        (Self::Incomplete, "incomplete"),
        (Self::MismatchRecord, "mismatch-record"),
        (Self::MismatchPaper, "mismatch-paper"),
        (Self::WitnessInvalid, "witness-invalid"),
        (Self::NotEligible, "not-eligible"),
        (Self::Duplicate, "duplicate"),
        (Self::RecordChanged, "record-changed"),
        (Self::Other, "other"),
    ];

    fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map_or(Self::Other, |(code, _)| code)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(code, _)| *code == self).map_or("other", |(_, name)| name)
    }
}

/// A part that the officer marked: it is open for correction.
#[derive(Clone, PartialEq, Eq)]
pub struct Marked {
    /// Key of the field; `None` for a paper.
    pub field: Option<String>,
    /// Kind of the paper; `None` for a field.
    pub attachment: Option<String>,
    /// Why.
    pub code: ReasonCode,
    /// The officer's note.
    pub note: Option<String>,
}

/// A value of the population record that is no longer what the form says. Where a correction begins, it replaces the
/// answer if the form fills the field by itself; what the person typed stays, and is open for correction.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// Key of the field.
    pub field: String,
    /// The value now, as [`ikd_proof::form::Value::to_text`] writes it.
    pub value: String,
}

/// Where an application stands. Times are seconds since 1970.
#[derive(Clone, PartialEq, Eq)]
pub enum ApplicationState {
    /// Being filled in.
    Draft {
        /// When it is erased if nothing changes.
        kept_until: u64,
    },
    /// Signed, sealed and waiting for a network, or for the face ([`Application::face`]). It can be cancelled.
    Queued {
        /// Since when.
        since: u64,
        /// Bytes to send.
        bytes: u64,
        /// Whether it leaves on a metered network too.
        send_now: bool,
    },
    /// Parts have arrived. It can be cancelled until `submitted`.
    Sending {
        /// Bytes that the service has.
        sent: u64,
        /// Bytes to send.
        bytes: u64,
        /// All files have arrived and the submission was sent, perhaps without an answer: now it can only be withdrawn.
        submitted: bool,
    },
    /// The service has it, and signed a receipt.
    Received,
    /// An officer reads it.
    InReview,
    /// The person must come to the office.
    VisitNeeded {
        /// Where.
        place: String,
        /// Until when, if the office says so.
        until: Option<u64>,
        /// What to bring.
        bring: String,
    },
    /// The person must correct something.
    Correct {
        /// Until when, if the office says so.
        until: Option<u64>,
        /// What is open for correction.
        items: Vec<Marked>,
        /// What the record says now.
        differences: Vec<Difference>,
        /// The correction has begun on this phone.
        editing: bool,
    },
    /// Approved; it waits for the signature.
    Approved,
    /// The head of the office signs.
    Signing,
    /// Done. The documents arrive by sync.
    Issued {
        /// The new or changed documents.
        documents: Vec<DocumentId>,
        /// What came of it, where no document says it.
        result: Option<Texts>,
    },
    /// Refused.
    Refused {
        /// Why.
        code: ReasonCode,
        /// The officer's note.
        note: Option<String>,
    },
    /// Withdrawn by the person.
    Withdrawn,
    /// A time limit passed.
    Expired,
}

impl ApplicationState {
    /// Which state, without its data.
    #[must_use]
    pub fn kind(&self) -> StateKind {
        match self {
            Self::Draft { .. } => StateKind::Draft,
            Self::Queued { .. } => StateKind::Queued,
            Self::Sending { .. } => StateKind::Sending,
            Self::Received => StateKind::Received,
            Self::InReview => StateKind::InReview,
            Self::VisitNeeded { .. } => StateKind::VisitNeeded,
            Self::Correct { .. } => StateKind::Correct,
            Self::Approved => StateKind::Approved,
            Self::Signing => StateKind::Signing,
            Self::Issued { .. } => StateKind::Issued,
            Self::Refused { .. } => StateKind::Refused,
            Self::Withdrawn => StateKind::Withdrawn,
            Self::Expired => StateKind::Expired,
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Issued { .. } | Self::Refused { .. } | Self::Withdrawn | Self::Expired)
    }
}

/// A past state and when it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Which.
    pub state: StateKind,
    /// Seconds since 1970.
    pub at: u64,
}

/// A receipt of the service. The bytes stay in the vault as they were signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SubmissionReceipt {
    /// Which revision it is for.
    pub revision: u64,
    /// Number under which the office keeps it.
    pub number: String,
    /// The office.
    pub office: String,
    /// Seconds since 1970.
    pub received_at: u64,
    /// Until when the office promises to decide, if it does.
    pub promise_until: Option<u64>,
    /// From a test system: every screen must say so.
    pub example: bool,
    /// SHA-256 of the sealed submission that it is for.
    pub sealed_sha256: [u8; 32],
    /// The COSE_Sign1 of the service.
    pub signed: Vec<u8>,
}

/// Why an application came back from the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnReason {
    /// The service refused answers or papers: correct them.
    Invalid(Vec<ApplicationFault>),
    /// Another application for the same service and person is open.
    Duplicate,
    /// The form is too old: move to the newer one.
    OutdatedForm {
        /// The lowest version that the service accepts.
        version: u64,
    },
    /// The service has the application in another state: refresh.
    Conflict,
    /// The face must be shown first, by a face check for this application.
    PresenceMissing,
    /// The waiting bytes were changed or deleted on this phone. Nothing changed was sent; it was sealed again.
    OutboxChanged,
}

/// An application, as lists show it.
#[derive(Clone)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Id of the service.
    pub service: String,
    /// Name of the service; `None` if the form needs a newer app.
    pub title: Option<Texts>,
    /// Screens show no cheerful words.
    pub quiet: bool,
    /// The revision that is being filled in, waits, or was sent last.
    pub revision: u64,
    /// Where it stands.
    pub state: ApplicationState,
    /// Since when, seconds since 1970.
    pub since: u64,
    /// When it was begun.
    pub created_at: u64,
    /// The states before, oldest first; with the present one.
    pub history: Vec<Event>,
    /// The receipt of the newest revision that was received.
    pub receipt: Option<SubmissionReceipt>,
    /// Why it came back from the outbox.
    pub returned: Option<ReturnReason>,
    /// Whether the face must be shown before it can be sent. [`FaceStep::NotNeeded`] once the service has it.
    pub face: FaceStep,
    /// The state changed since the person saw it last.
    pub unseen: bool,
    /// Version of a newer form to which the draft can move.
    pub newer_form: Option<u64>,
}

impl Remote {
    /// Whether nothing more will happen.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Issued { .. } | Self::Refused { .. } | Self::Withdrawn | Self::Expired)
    }

    /// Its place in the usual order. A review and a visit may alternate.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Received => 1,
            Self::InReview | Self::VisitNeeded { .. } | Self::Correct { .. } => 2,
            Self::Approved => 3,
            Self::Signing => 4,
            Self::Issued { .. } | Self::Refused { .. } | Self::Withdrawn | Self::Expired => 5,
        }
    }
}

impl ApplicationStatus {
    /// What it says. A time limit is in the state and in `expires_at`: either counts if the other is no time.
    pub(super) fn to_state(&self, editing: bool) -> ApplicationState {
        match &self.state {
            Remote::Received => ApplicationState::Received,
            Remote::InReview => ApplicationState::InReview,
            Remote::VisitNeeded { visit } => ApplicationState::VisitNeeded {
                place: visit.place.as_str().to_owned(),
                until: visit.until.or(self.expires_at),
                bring: visit.bring.as_str().to_owned(),
            },
            Remote::Correct { correction } => ApplicationState::Correct {
                until: correction.until.or(self.expires_at),
                items: correction.items.iter().map(Marked::of).collect(),
                differences: correction.differences().map(Difference::of).collect(),
                editing,
            },
            Remote::Approved => ApplicationState::Approved,
            Remote::Signing => ApplicationState::Signing,
            Remote::Issued { documents, result, .. } => ApplicationState::Issued {
                documents: documents.iter().map(|id| DocumentId(id.0)).collect(),
                result: result.as_ref().map(|result| Texts::new(result.id.as_str(), result.en.as_str())),
            },
            Remote::Refused { refusal } => ApplicationState::Refused {
                code: ReasonCode::of(&refusal.code),
                note: refusal.note.as_ref().and_then(ServiceNote::shown),
            },
            Remote::Withdrawn => ApplicationState::Withdrawn,
            Remote::Expired => ApplicationState::Expired,
        }
    }
}

impl Marked {
    fn of(item: &MarkedItem) -> Self {
        Self {
            field: item.field.clone(),
            attachment: item.attachment.clone(),
            code: ReasonCode::of(&item.code),
            note: item.note.as_ref().and_then(ServiceNote::shown),
        }
    }
}

impl Difference {
    fn of(difference: &RemoteDifference) -> Self {
        Self { field: difference.field.clone(), value: difference.value.as_str().to_owned() }
    }
}

impl From<&SavedReceipt> for SubmissionReceipt {
    fn from(saved: &SavedReceipt) -> Self {
        Self {
            revision: saved.revision,
            number: saved.number.as_str().to_owned(),
            office: saved.office.as_str().to_owned(),
            received_at: saved.received_at,
            promise_until: saved.promise_until,
            example: saved.example,
            sealed_sha256: saved.sealed.0,
            signed: saved.receipt.0.clone(),
        }
    }
}

impl From<&Returned> for ReturnReason {
    fn from(returned: &Returned) -> Self {
        match returned {
            Returned::Invalid(faults) => Self::Invalid(faults.clone()),
            Returned::Duplicate => Self::Duplicate,
            Returned::OutdatedForm(version) => Self::OutdatedForm { version: *version },
            Returned::Conflict => Self::Conflict,
            Returned::PresenceMissing => Self::PresenceMissing,
            Returned::OutboxChanged => Self::OutboxChanged,
        }
    }
}

//! Where an application stands.

use ikd_core::applications;
pub use ikd_core::{
    applications::{Difference, Event as ApplicationEvent, FaceStep, Marked, ReasonCode, StateKind},
    service::ApplicationFault,
};

use crate::{documents, form_problem::FormText};

/// The states, without their data.
#[uniffi::remote(Enum)]
pub enum StateKind {
    /// Being filled in.
    Draft,
    /// Signed, sealed and waiting for a network.
    Queued,
    /// Parts have arrived at the service.
    Sending,
    /// The service has it, and signed a receipt.
    Received,
    /// An officer reads it.
    InReview,
    /// The person must come to the office.
    VisitNeeded,
    /// The person must correct something.
    Correct,
    /// Approved; it waits for the signature.
    Approved,
    /// The head of the office signs.
    Signing,
    /// Done.
    Issued,
    /// Refused.
    Refused,
    /// Withdrawn by the person.
    Withdrawn,
    /// A time limit passed.
    Expired,
}

/// Where an application stands. Times are seconds since 1970; `Ikd.remaining_ms` is what is left until then.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ApplicationState {
    /// Being filled in.
    Draft {
        /// When it is erased if nothing changes.
        kept_until: u64,
    },
    /// Signed, sealed and waiting for a network. `cancel_queued` makes it a draft again.
    Queued {
        /// Since when.
        since: u64,
        /// Bytes to send.
        bytes: u64,
        /// Whether it leaves on a metered network too.
        send_now: bool,
    },
    /// Parts have arrived at the service.
    Sending {
        /// Bytes that the service has.
        sent: u64,
        /// Bytes to send.
        bytes: u64,
        /// Everything was sent, perhaps without an answer: now it can only be withdrawn.
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
        /// Until when; absent if the office does not say so.
        until: Option<u64>,
        /// What to bring.
        bring: String,
    },
    /// The person must correct something: `correct`, then fill in what is marked, and queue it again.
    Correct {
        /// Until when; absent if the office does not say so.
        until: Option<u64>,
        /// What is open for correction.
        items: Vec<Marked>,
        /// What the population record says now.
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
        /// The new or changed documents: arguments of `Documents.open` after a sync.
        documents: Vec<String>,
        /// What came of it where no document says it, for example after a death.
        result: Option<FormText>,
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

/// Why an officer refused an application or marked a part of it.
#[uniffi::remote(Enum)]
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
    /// Another reason; see the note.
    Other,
}

/// A part that the officer marked: it is open for correction.
#[uniffi::remote(Record)]
pub struct Marked {
    /// Key of the field; absent for a paper.
    pub field: Option<String>,
    /// Kind of the paper; absent for a field.
    pub attachment: Option<String>,
    /// Why.
    pub code: ReasonCode,
    /// The officer's note.
    pub note: Option<String>,
}

/// A value of the population record that is no longer what the form says.
#[uniffi::remote(Record)]
pub struct Difference {
    /// Key of the field.
    pub field: String,
    /// The value now, as in `Answer.text`.
    pub value: String,
}

/// An answer or paper that the service refused.
#[uniffi::remote(Record)]
pub struct ApplicationFault {
    /// Key of the field.
    pub field: Option<String>,
    /// Kind of the paper.
    pub attachment: Option<String>,
    /// Name of the check that does not hold.
    pub check: String,
}

/// Why an application came back after it was queued.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ReturnReason {
    /// The service refused answers or papers: correct them.
    Invalid {
        /// Which.
        faults: Vec<ApplicationFault>,
    },
    /// The form needs a face check that was not answered: do that, then queue it again.
    PresenceMissing,
    /// Another application for the same service and person is open.
    Duplicate,
    /// The form is too old: `move_to_newer_form`.
    OutdatedForm {
        /// The lowest version that the service accepts.
        version: u64,
    },
    /// The service has the application in another state: refresh.
    Conflict,
    /// The waiting bytes were changed or deleted on this phone. Nothing changed was sent; it was sealed again.
    OutboxChanged,
}

/// Whether the face must be shown for an application.
#[uniffi::remote(Enum)]
pub enum FaceStep {
    /// The service does not ask for it.
    NotNeeded,
    /// A face check with the application's id must be answered before the application leaves. Needs a network.
    Needed,
    /// It was shown: the service accepted the portrait, or takes the application while it decides.
    Shown,
}

/// A past state and when it began.
#[uniffi::remote(Record)]
pub struct ApplicationEvent {
    /// The state.
    pub state: StateKind,
    /// Seconds since 1970.
    pub at: u64,
}

/// A receipt that the service signed.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct SubmissionReceipt {
    /// Which revision it is for.
    pub revision: u64,
    /// Number under which the office keeps the application.
    pub number: String,
    /// The office.
    pub office: String,
    /// Seconds since 1970.
    pub received_at: u64,
    /// Until when the office promises to decide, if it does.
    pub promise_until: Option<u64>,
    /// From a test system: every screen must say so.
    pub example: bool,
}

/// An application, as lists show it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Application {
    /// Its id: the argument of the calls about it.
    pub id: String,
    /// Id of the service.
    pub service: String,
    /// Name of the service; absent if the form needs a newer app.
    pub title: Option<FormText>,
    /// Screens show no cheerful words.
    pub quiet: bool,
    /// The revision that is being filled in, waits, or was sent last.
    pub revision: u64,
    /// `state` without its data.
    pub kind: StateKind,
    /// Where it stands.
    pub state: ApplicationState,
    /// Since when, seconds since 1970.
    pub since: u64,
    /// When it was begun.
    pub created_at: u64,
    /// The states until now, oldest first, with the present one.
    pub history: Vec<ApplicationEvent>,
    /// The receipt of the newest revision that was received.
    pub receipt: Option<SubmissionReceipt>,
    /// Why it came back after it was queued.
    pub returned: Option<ReturnReason>,
    /// Whether the face must be shown before it can be sent; `NotNeeded` once the service has it.
    pub face: FaceStep,
    /// The state changed since the person saw it last: `seen`.
    pub unseen: bool,
    /// Version of a newer form to which it can move.
    pub newer_form: Option<u64>,
}

impl From<applications::ApplicationState> for ApplicationState {
    fn from(state: applications::ApplicationState) -> Self {
        use applications::ApplicationState as Of;
        match state {
            Of::Draft { kept_until } => Self::Draft { kept_until },
            Of::Queued { since, bytes, send_now } => Self::Queued { since, bytes, send_now },
            Of::Sending { sent, bytes, submitted } => Self::Sending { sent, bytes, submitted },
            Of::Received => Self::Received,
            Of::InReview => Self::InReview,
            Of::VisitNeeded { place, until, bring } => Self::VisitNeeded { place, until, bring },
            Of::Correct { until, items, differences, editing } => {
                Self::Correct { until, items, differences, editing }
            }
            Of::Approved => Self::Approved,
            Of::Signing => Self::Signing,
            Of::Issued { documents, result } => {
                Self::Issued { documents: documents.into_iter().map(documents::hex).collect(), result }
            }
            Of::Refused { code, note } => Self::Refused { code, note },
            Of::Withdrawn => Self::Withdrawn,
            Of::Expired => Self::Expired,
        }
    }
}

impl From<applications::ReturnReason> for ReturnReason {
    fn from(reason: applications::ReturnReason) -> Self {
        match reason {
            applications::ReturnReason::Invalid(faults) => Self::Invalid { faults },
            applications::ReturnReason::PresenceMissing => Self::PresenceMissing,
            applications::ReturnReason::Duplicate => Self::Duplicate,
            applications::ReturnReason::OutdatedForm { version } => Self::OutdatedForm { version },
            applications::ReturnReason::Conflict => Self::Conflict,
            applications::ReturnReason::OutboxChanged => Self::OutboxChanged,
        }
    }
}

impl From<applications::SubmissionReceipt> for SubmissionReceipt {
    fn from(receipt: applications::SubmissionReceipt) -> Self {
        Self {
            revision: receipt.revision,
            number: receipt.number,
            office: receipt.office,
            received_at: receipt.received_at,
            promise_until: receipt.promise_until,
            example: receipt.example,
        }
    }
}

impl From<applications::Application> for Application {
    fn from(application: applications::Application) -> Self {
        Self {
            id: applications::id_text(application.id),
            service: application.service,
            title: application.title,
            quiet: application.quiet,
            revision: application.revision,
            kind: application.state.kind(),
            state: application.state.into(),
            since: application.since,
            created_at: application.created_at,
            history: application.history,
            receipt: application.receipt.map(Into::into),
            returned: application.returned.map(Into::into),
            face: application.face,
            unseen: application.unseen,
            newer_form: application.newer_form,
        }
    }
}

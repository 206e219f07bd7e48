//! What the person should know.

use ikd_core::applications;

use super::StateKind;
use crate::{documents::CivilDate, form_problem::FormText};

/// Something that the person should know. The shell has one sentence for each kind: a notification outside the app says
/// no more than that, and has no link.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Notice {
    /// Id of the application.
    pub application: String,
    /// Id of its service.
    pub service: String,
    /// Name of its service; absent if the form needs a newer app.
    pub title: Option<FormText>,
    /// What.
    pub kind: NoticeKind,
}

/// What a notice is about. Times are seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum NoticeKind {
    /// The state changed since the person saw it.
    Changed {
        /// The state now.
        state: StateKind,
    },
    /// A correction ends soon.
    CorrectionDue {
        /// Until when.
        until: u64,
        /// Whole days left.
        days_left: u64,
    },
    /// The person must come to the office.
    Visit {
        /// Until when; absent if the office does not say so.
        until: Option<u64>,
    },
    /// It came back after it was queued.
    Returned,
    /// It is queued, and leaves only after the face was shown.
    FaceCheckNeeded,
    /// A form that is being filled in has a time limit.
    Deadline {
        /// The last day.
        until: CivilDate,
        /// Whether it has passed. The application can be sent all the same.
        passed: bool,
    },
    /// A draft is erased soon unless it changes.
    DraftEnds {
        /// When.
        at: u64,
    },
    /// A letter of move was issued: the person reports at the destination. Gone when the documents have another
    /// address.
    Report {
        /// The last day.
        until: CivilDate,
        /// Whether it has passed.
        passed: bool,
    },
}

impl From<applications::Notice> for Notice {
    fn from(notice: applications::Notice) -> Self {
        Self {
            application: applications::id_text(notice.application),
            service: notice.service,
            title: notice.title,
            kind: notice.kind.into(),
        }
    }
}

impl From<applications::NoticeKind> for NoticeKind {
    fn from(kind: applications::NoticeKind) -> Self {
        use applications::NoticeKind as Of;
        match kind {
            Of::Changed { state } => Self::Changed { state },
            Of::CorrectionDue { until, days_left } => Self::CorrectionDue { until, days_left },
            Of::Visit { until } => Self::Visit { until },
            Of::Returned => Self::Returned,
            Of::FaceCheckNeeded => Self::FaceCheckNeeded,
            Of::Deadline { until, passed } => Self::Deadline { until: until.into(), passed },
            Of::DraftEnds { at } => Self::DraftEnds { at },
            Of::Report { until, passed } => Self::Report { until: until.into(), passed },
        }
    }
}

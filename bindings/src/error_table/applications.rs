//! Errors of applications.

use ikd_core::{
    applications::{
        AnswerError, ApplicationsError, AttachError, DiscardError, QueueError, RefreshError, SendError,
        StartError, WithdrawError,
    },
    papers::PaperError,
};
use ikd_proof::form::ValueError;

use super::{connection_needed, defect, invalid_input, not_now, refused};
use crate::{
    error::{ErrorCode as Code, IkdError},
    form_problem::{Problem, ProblemSeverity, problems},
};

impl From<ApplicationsError> for IkdError {
    fn from(error: ApplicationsError) -> Self {
        match error {
            ApplicationsError::Vault(error) => error.into(),
            ApplicationsError::NotFound => invalid_input(Code::ApplicationNotFound),
            ApplicationsError::WrongState => not_now(Code::ApplicationChanged),
            ApplicationsError::NeedsUpdate => Self::UpdateNeeded { code: Code::FormTooNew },
            ApplicationsError::Unreadable => refused(Code::ApplicationUnreadable),
            ApplicationsError::Service(error) => error.into(),
        }
    }
}

impl From<StartError> for IkdError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::UnknownService => invalid_input(Code::ServiceNotFound),
            StartError::NeedsUpdate => Self::UpdateNeeded { code: Code::FormTooNew },
            StartError::TooMany => not_now(Code::TooManyDrafts),
            StartError::Other(error) => error.into(),
        }
    }
}

/// An answer of the field `field` was not saved.
pub(crate) fn answer_refused(field: &str, error: AnswerError) -> IkdError {
    match error {
        AnswerError::UnknownField => defect(Code::BadArgument),
        AnswerError::Locked => refused(Code::AnswerLocked),
        AnswerError::NotMarked => refused(Code::NotMarked),
        AnswerError::Value(error) => not_a_value(field, error),
        AnswerError::Other(error) => error.into(),
    }
}

fn not_a_value(field: &str, error: ValueError) -> IkdError {
    let problem = Problem {
        field: Some(field.to_owned()),
        attachment: None,
        check: error.code().to_owned(),
        severity: ProblemSeverity::Fault,
        text: error.texts(),
    };
    IkdError::InvalidAnswers { code: Code::AnswersInvalid, problems: vec![problem] }
}

impl From<AttachError> for IkdError {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::UnknownKind => defect(Code::BadArgument),
            AttachError::NoSuchPage { .. } => refused(Code::TooManyPages),
            AttachError::NotMarked => refused(Code::NotMarked),
            AttachError::NotAJpeg => invalid_input(Code::PhotoUnsupported),
            AttachError::TooLarge { .. } => invalid_input(Code::PhotoTooLarge),
            AttachError::NoRoom => not_now(Code::PapersFull),
            AttachError::Other(error) => error.into(),
        }
    }
}

impl From<QueueError> for IkdError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::StepUpRequired => Self::UnlockNeeded { code: Code::StepUpRequired },
            QueueError::Invalid(found) => {
                Self::InvalidAnswers { code: Code::AnswersInvalid, problems: problems(found) }
            }
            QueueError::Duplicate(other) => Self::AlreadyOpen {
                code: Code::ApplicationOpen,
                application: ikd_core::applications::id_text(other),
            },
            QueueError::NoServiceKey => connection_needed(Code::NoServiceKey),
            QueueError::TooLarge => refused(Code::ApplicationTooLarge),
            QueueError::Other(error) => error.into(),
        }
    }
}

impl From<SendError> for IkdError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::NotFound => not_now(Code::ApplicationChanged),
            SendError::HasLeft => not_now(Code::ApplicationSent),
            SendError::Vault(error) => error.into(),
            SendError::Other(error) => error.into(),
        }
    }
}

impl From<RefreshError> for IkdError {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Service(error) => error.into(),
            RefreshError::Form => refused(Code::NotAuthentic),
            RefreshError::Other(error) => error.into(),
        }
    }
}

impl From<WithdrawError> for IkdError {
    fn from(error: WithdrawError) -> Self {
        match error {
            WithdrawError::WrongState => not_now(Code::ApplicationChanged),
            WithdrawError::Other(error) => error.into(),
        }
    }
}

impl From<DiscardError> for IkdError {
    fn from(error: DiscardError) -> Self {
        match error {
            DiscardError::Open => not_now(Code::ApplicationActive),
            DiscardError::Other(error) => error.into(),
        }
    }
}

impl From<PaperError> for IkdError {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::Still(error) => error.into(),
        }
    }
}

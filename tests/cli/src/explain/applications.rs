//! What is said of applications and papers.

use ikd_core::{
    applications::{
        ApplicationsError, AttachError, DiscardError, QueueError, RefreshError as RefreshApplicationsError,
        SendError, StartError,
    },
    papers::PaperError,
};

use super::*;

pub(crate) fn applications(texts: &Texts, error: &ApplicationsError) -> Explanation {
    match error {
        ApplicationsError::Vault(error) => vault(texts, error),
        ApplicationsError::NotFound => plain(texts, "error_application_not_found"),
        ApplicationsError::WrongState => plain(texts, "error_application_changed"),
        ApplicationsError::NeedsUpdate => plain(texts, "error_form_too_new"),
        ApplicationsError::Unreadable => plain(texts, "error_application_unreadable"),
        ApplicationsError::Service(error) => service(texts, error),
    }
}

pub(crate) fn start(texts: &Texts, error: &StartError) -> Explanation {
    match error {
        StartError::UnknownService => plain(texts, "error_service_not_found"),
        StartError::NeedsUpdate => plain(texts, "error_form_too_new"),
        StartError::TooMany => plain(texts, "error_too_many_drafts"),
        StartError::Other(error) => applications(texts, error),
    }
}

pub(crate) fn attach(texts: &Texts, error: &AttachError) -> Explanation {
    match error {
        AttachError::UnknownKind => defect(texts, "error_bad_argument", BAD_ARGUMENT),
        AttachError::NoSuchPage { .. } => plain(texts, "error_too_many_pages"),
        AttachError::NotMarked => plain(texts, "error_not_marked"),
        AttachError::NotAJpeg => plain(texts, "error_photo_unsupported"),
        AttachError::TooLarge { .. } => plain(texts, "error_photo_too_large"),
        AttachError::NoRoom => plain(texts, "error_papers_full"),
        AttachError::Other(error) => applications(texts, error),
    }
}

pub(crate) fn queue(texts: &Texts, error: &QueueError) -> Explanation {
    match error {
        QueueError::StepUpRequired => plain(texts, "error_step_up_required"),
        QueueError::Invalid(_) => plain(texts, "error_answers_invalid"),
        QueueError::Duplicate(_) => plain(texts, "error_application_open"),
        QueueError::NoServiceKey => plain(texts, "error_no_service_key"),
        QueueError::TooLarge => plain(texts, "error_application_too_large"),
        QueueError::Other(error) => applications(texts, error),
    }
}

pub(crate) fn send(texts: &Texts, error: &SendError) -> Explanation {
    match error {
        SendError::NotFound => plain(texts, "error_application_changed"),
        SendError::HasLeft => plain(texts, "error_application_sent"),
        SendError::Vault(error) => vault(texts, error),
        SendError::Other(error) => applications(texts, error),
    }
}

pub(crate) fn refresh_applications(texts: &Texts, error: &RefreshApplicationsError) -> Explanation {
    match error {
        RefreshApplicationsError::Service(error) => service(texts, error),
        RefreshApplicationsError::Form => plain(texts, "error_not_authentic"),
        RefreshApplicationsError::Other(error) => applications(texts, error),
    }
}

pub(crate) fn discard(texts: &Texts, error: &DiscardError) -> Explanation {
    match error {
        DiscardError::Open => plain(texts, "error_application_active"),
        DiscardError::Other(error) => applications(texts, error),
    }
}

pub(crate) fn paper(texts: &Texts, error: &PaperError) -> Explanation {
    let PaperError::Still(error) = error;
    still(texts, error)
}

/// The code of a value of an enum that has a text of this family.
pub(crate) fn code_of(family: &str, value: impl fmt::Debug) -> String {
    let key = key_of(family, value);
    key.trim_start_matches(family).trim_start_matches('_').replace('_', "-")
}

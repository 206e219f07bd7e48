//! What a check found.

use super::{Severity, Texts};

/// A problem of a form, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Key of the field that it is about.
    pub field: Option<String>,
    /// Kind of the attachment that it is about.
    pub attachment: Option<String>,
    /// Name of the check: that of a [`CheckName`](super::CheckName), of a [`ValueError`](super::ValueError), or
    /// `required`, `type`, `unknown-field`, `unknown-attachment`, `attachment-required`, `attachment-pages`,
    /// `attachment-group`.
    pub check: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What to tell the person.
    pub text: Texts,
}

impl Problem {
    /// An error at a field.
    pub(super) fn at_field(key: &str, check: &'static str, text: Texts) -> Self {
        let field = Some(key.to_owned());
        Self { field, attachment: None, check, severity: Severity::Error, text }
    }

    /// An error at an attachment.
    pub(super) fn at_attachment(kind: &str, check: &'static str, text: Texts) -> Self {
        let attachment = Some(kind.to_owned());
        Self { field: None, attachment, check, severity: Severity::Error, text }
    }
}

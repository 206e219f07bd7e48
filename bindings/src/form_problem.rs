//! Texts that come with a form, and what is wrong with its answers.

use ikd_proof::form;
pub use ikd_proof::form::Texts as FormText;

/// A text that comes with a form, in both languages.
#[uniffi::remote(Record)]
pub struct FormText {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ProblemSeverity {
    /// The form cannot be sent. `error` in JSON.
    Fault,
    /// The form can be sent; the office is likely to ask.
    Warning,
    /// Good to know.
    Note,
}

/// A problem of a form: what to tell the person, and at which field or paper.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Problem {
    /// Key of the field.
    pub field: Option<String>,
    /// Kind of the paper.
    pub attachment: Option<String>,
    /// Name of the check that does not hold.
    pub check: String,
    /// How much it weighs.
    pub severity: ProblemSeverity,
    /// What to tell the person.
    pub text: FormText,
}

impl From<form::Severity> for ProblemSeverity {
    fn from(severity: form::Severity) -> Self {
        match severity {
            form::Severity::Error => Self::Fault,
            form::Severity::Warning => Self::Warning,
            form::Severity::Note => Self::Note,
        }
    }
}

impl From<form::Problem> for Problem {
    fn from(problem: form::Problem) -> Self {
        let form::Problem { field, attachment, check, severity, text } = problem;
        Self { field, attachment, check: check.to_owned(), severity: severity.into(), text }
    }
}

pub(crate) fn problems(problems: Vec<form::Problem>) -> Vec<Problem> {
    problems.into_iter().map(Into::into).collect()
}

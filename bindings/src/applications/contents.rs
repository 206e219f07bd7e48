//! An application opened for filling in, and what will be sent.

use ikd_core::applications;
pub use ikd_core::applications::HeldPaper;

use super::{Application, FaceStep, FormDefinition};
use crate::form_problem::{FormText, Problem, problems};

/// An answer, as it is typed: see `FieldType`.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Answer {
    /// Key of the field.
    pub field: String,
    /// The value. Empty removes it.
    pub text: String,
}

/// A page of a paper on this phone.
#[uniffi::remote(Record)]
pub struct HeldPaper {
    /// Kind of the paper.
    pub kind: String,
    /// Counts from 1.
    pub page: u8,
    /// Bytes of the photograph.
    pub bytes: u64,
}

/// A person that a field of type member offers.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct MemberChoice {
    /// NIK, sixteen digits: the answer.
    pub nik: String,
    /// Name, as the family card has it.
    pub name: String,
}

/// Everything of one application.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ApplicationContents {
    /// As in the list.
    pub application: Application,
    /// The form that it is filled in with.
    pub definition: FormDefinition,
    /// What was answered, filled in from documents, or computed; in the order of the keys.
    pub answers: Vec<Answer>,
    /// Keys of the fields that are shown now.
    pub visible: Vec<String>,
    /// Keys of the fields that cannot be changed.
    pub locked: Vec<String>,
    /// Kinds of the papers that the answers ask for now.
    pub asked: Vec<String>,
    /// Kinds of the papers that can be changed.
    pub open_papers: Vec<String>,
    /// The papers on this phone.
    pub papers: Vec<HeldPaper>,
    /// Whom fields of type member offer.
    pub members: Vec<MemberChoice>,
    /// What is wrong or worth knowing, in the order of the form; empty unless `editable`.
    pub problems: Vec<Problem>,
    /// Whether it can be filled in: a draft, or a correction that has begun.
    pub editable: bool,
}

/// What will be sent, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ApplicationReview {
    /// What is wrong or worth knowing, in the order of the form.
    pub problems: Vec<Problem>,
    /// Whether it can be queued: no problem is a fault.
    pub can_queue: bool,
    /// What the person declares by queueing.
    pub statement: FormText,
    /// Whether the face must be shown, besides the PIN: `FaceChecks.request` for `Application` with this id. Queueing does
    /// not wait for it; sending does.
    pub face: FaceStep,
    /// The papers, in the order of the form.
    pub papers: Vec<HeldPaper>,
    /// Bytes that will be sent.
    pub bytes: u64,
    /// Requests that will be made.
    pub requests: u64,
    /// Estimated seconds on a slow mobile network; from a minute on, whole minutes.
    pub slow_seconds: u64,
}

impl From<applications::Contents> for ApplicationContents {
    fn from(contents: applications::Contents) -> Self {
        let answers = contents.answers.iter();
        let members = contents.members.into_iter();
        Self {
            answers: answers
                .map(|(field, value)| Answer { field: field.to_owned(), text: value.to_text() })
                .collect(),
            application: contents.application.into(),
            definition: contents.definition.into(),
            visible: contents.visible,
            locked: contents.locked,
            asked: contents.asked,
            open_papers: contents.open_papers,
            papers: contents.papers,
            members: members
                .map(|member| MemberChoice { nik: member.nik.digits(), name: member.name })
                .collect(),
            problems: problems(contents.problems),
            editable: contents.editable,
        }
    }
}

impl From<applications::Review> for ApplicationReview {
    fn from(review: applications::Review) -> Self {
        Self {
            slow_seconds: review.slow_seconds(),
            problems: problems(review.problems),
            can_queue: review.can_queue,
            statement: review.statement,
            face: review.face,
            papers: review.papers,
            bytes: review.bytes,
            requests: review.requests,
        }
    }
}

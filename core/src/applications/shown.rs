//! Which parts of a form were shown when it was sent.

use ikd_proof::form::{Answers, Definition};
use serde::{Deserialize, Serialize};

/// The parts of a form that were shown when it was sent, answered or not. In a correction they are closed unless the
/// officer marked them; a part that only the corrected answers show is open.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    /// Keys of fields.
    pub(super) fields: Vec<String>,
    /// Kinds of papers.
    pub(super) papers: Vec<String>,
}

impl Shown {
    pub(super) fn by(definition: &Definition, answers: &Answers) -> Self {
        let papers = definition.visible_attachments(answers).into_iter();
        Self {
            fields: definition.visible(answers).into_iter().map(str::to_owned).collect(),
            papers: papers.map(|attachment| attachment.kind.clone()).collect(),
        }
    }
}

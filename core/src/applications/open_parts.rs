//! What is open in a correction: what the officer marked, and what only the corrected answers show.

use ikd_proof::form::{Answers, Definition};
use serde::{Deserialize, Serialize};

use super::record::{Page, Record};

/// The parts of a form that were shown when it was sent, answered or not. In a correction they are closed unless the
/// officer marked them; a part that only the corrected answers show is open.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    /// Keys of fields.
    fields: Vec<String>,
    /// Kinds of papers.
    papers: Vec<String>,
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

impl Record {
    /// Whether a field may be changed: in a draft every one, in a correction one that the officer marked or the record
    /// contradicts, and one that only the corrected answers show. `visible`: they show it now.
    pub(super) fn opens_field(&self, key: &str, visible: bool) -> bool {
        let Some(correction) = self.open_correction() else { return true };
        let differs = correction.differences().any(|difference| difference.field == key);
        let marked = differs || correction.items.iter().any(|item| item.field.as_deref() == Some(key));
        let new = |shown: &Shown| !shown.fields.iter().any(|field| field == key);
        marked || (visible && self.shown.as_ref().is_some_and(new))
    }

    /// The same for a paper. `asked`: the answers ask for it now.
    pub(super) fn opens_paper(&self, kind: &str, asked: bool) -> bool {
        let Some(correction) = self.open_correction() else { return true };
        let marked = correction.items.iter().any(|item| item.attachment.as_deref() == Some(kind));
        let new = |shown: &Shown| !shown.papers.iter().any(|paper| paper == kind);
        marked || (asked && self.shown.as_ref().is_some_and(new))
    }

    /// A newer form may require a part that was left empty, so these are open from now on.
    pub(super) fn open_what_is_empty(&mut self, answers: &Answers, pages: &[Page]) {
        if let Some(shown) = &mut self.shown {
            shown.fields.retain(|key| answers.get(key).is_some());
            shown.papers.retain(|kind| pages.iter().any(|page| page.kind == *kind));
        }
    }
}

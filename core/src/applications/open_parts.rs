//! What is open in a correction: what the officer marked, and what only the corrected answers show.

use ikd_proof::form::Answers;

use super::{
    record::{Page, Record},
    shown::Shown,
};

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

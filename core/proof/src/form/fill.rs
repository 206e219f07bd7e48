//! Which fields are visible, and what they are filled with.

use std::collections::BTreeSet;

use super::{Answers, Attachment, Definition, Field};

impl Definition {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }

    /// The attachment of a kind.
    pub fn attachment(&self, kind: &str) -> Option<&Attachment> {
        self.attachments.iter().find(|attachment| attachment.kind == kind)
    }

    /// The keys of the fields that these answers show. A condition on a hidden field does not hold.
    pub fn visible(&self, answers: &Answers) -> BTreeSet<&str> {
        let mut shown = Answers::new();
        let mut visible = BTreeSet::new();
        for section in &self.sections {
            if !section.when.holds(&shown) {
                continue;
            }
            for field in &section.fields {
                if field.when.holds(&shown) {
                    visible.insert(field.key.as_str());
                    shown.set(&field.key, answers.get(&field.key).cloned());
                }
            }
        }
        visible
    }

    /// The answers of visible fields: what is checked and sent.
    pub fn visible_answers(&self, answers: &Answers) -> Answers {
        let visible = self.visible(answers);
        let shown = answers.iter().filter(|(key, _)| visible.contains(key));
        shown.map(|(key, value)| (key.to_owned(), value.clone())).collect()
    }

    /// The papers that these answers ask for.
    pub fn visible_attachments(&self, answers: &Answers) -> Vec<&Attachment> {
        let shown = self.visible_answers(answers);
        self.attachments.iter().filter(|attachment| attachment.when.holds(&shown)).collect()
    }
}

//! Which fields are visible, and what documents and computations fill in.

use std::collections::BTreeSet;

use super::{Answers, Attachment, Definition, Facts, Field, Value};
use crate::Nik;

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
        let mut visible = BTreeSet::new();
        self.walk(answers, |field, value, _| {
            visible.insert(field.key.as_str());
            value.cloned()
        });
        visible
    }

    /// The answers of visible fields: what is checked and sent.
    pub fn visible_answers(&self, answers: &Answers) -> Answers {
        self.walk(answers, |_, value, _| value.cloned())
    }

    /// The papers that these answers ask for.
    pub fn visible_attachments(&self, answers: &Answers) -> Vec<&Attachment> {
        let shown = self.visible_answers(answers);
        self.attachments.iter().filter(|attachment| attachment.when.holds(&shown)).collect()
    }

    /// The answers with what documents and computations say. Call it at the start and after every change.
    ///
    /// A locked field gets the value of its document, whatever it had; a field that is not locked only if it is empty.
    /// Computed fields are computed again. Hidden fields and fields without a known value stay as they are, except that
    /// a value about a member goes when no member is chosen any more.
    pub fn prefill(&self, facts: &Facts, answers: &Answers) -> Answers {
        let mut filled = answers.clone();
        self.walk(answers, |field, value, shown| {
            let known = facts.value_of(field, shown);
            let value = match (&field.compute, &field.source) {
                (Some(_), _) => known,
                (None, Some(_)) if field.locked && known.is_some() => known,
                (None, Some(source)) if source.field().is_some_and(|key| shown.get(key).is_none()) => None,
                (None, _) => value.cloned().or(known),
            };
            filled.set(&field.key, value.clone());
            value
        });
        filled
    }

    /// Whether the person cannot change a field: it is computed, or a document has its value.
    pub fn is_locked(&self, field: &Field, facts: &Facts, answers: &Answers) -> bool {
        let shown = self.visible_answers(answers);
        field.compute.is_some() || (field.locked && facts.value_of(field, &shown).is_some())
    }

    /// The visible fields whose answer is not what the facts say, with what they say: for the service, whose record may
    /// have changed since the phone got its documents. Fields that the person may change are not compared.
    pub fn differences(&self, facts: &Facts, answers: &Answers) -> Vec<(&str, Value)> {
        let mut differences = Vec::new();
        self.walk(answers, |field, value, shown| {
            let known = facts.value_of(field, shown).filter(|_| field.locked || field.compute.is_some());
            if let Some(known) = known.filter(|known| Some(known) != value) {
                differences.push((field.key.as_str(), known));
            }
            value.cloned()
        });
        differences
    }

    /// Whom the application is about: the person in the subject's field, or the holder. `None` if the field is empty.
    pub fn subject_of(&self, facts: &Facts, answers: &Answers) -> Option<Nik> {
        match &self.subject {
            None => Some(facts.holder),
            Some(key) => self.visible_answers(answers).get(key).and_then(Value::person),
        }
    }

    /// What tells two subjects of this form apart: the NIK of [`Definition::subject_of`], or the name of somebody who has
    /// none yet. `None` if the field is empty.
    pub fn subject_text(&self, facts: &Facts, answers: &Answers) -> Option<String> {
        match &self.subject {
            None => Some(facts.holder.digits()),
            Some(key) => self.visible_answers(answers).get(key).map(Value::to_text),
        }
    }

    /// The answers of another version of this form that this one can keep: those with the same key and type that the
    /// field takes. A field whose meaning or codes change must therefore get a new key.
    pub fn migrate(&self, answers: &Answers) -> Answers {
        let kept =
            |key: &str, value: &Value| self.field(key).is_some_and(|field| field.accepts(value).is_ok());
        let kept = answers.iter().filter(|(key, value)| kept(key, value));
        kept.map(|(key, value)| (key.to_owned(), value.clone())).collect()
    }

    /// Visits the visible fields in order. `visit` gets a field, its answer, and the answers of the visible fields
    /// before it, and returns the answer that the following ones see. Returns all of these.
    fn walk<'d>(
        &'d self,
        answers: &Answers,
        mut visit: impl FnMut(&'d Field, Option<&Value>, &Answers) -> Option<Value>,
    ) -> Answers {
        let mut shown = Answers::new();
        for section in &self.sections {
            if !section.when.holds(&shown) {
                continue;
            }
            for field in &section.fields {
                if field.when.holds(&shown) {
                    let value = visit(field, answers.get(&field.key), &shown);
                    shown.set(&field.key, value);
                }
            }
        }
        shown
    }
}

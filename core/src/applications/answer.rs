//! Filling in: every answer is checked by itself and saved at once.

use ikd_proof::{
    application::ApplicationId,
    form::{Answers, Definition, Facts, Value, ValueError},
};

use super::{
    Applications, ApplicationsError,
    facts::Known,
    record::{self, Record},
};
use crate::vault::{Session, VaultError};

/// Why an answer was not saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The form has no such field.
    #[error("the form has no such field")]
    UnknownField,
    /// The value comes from a document and cannot be changed.
    #[error("the value comes from a document")]
    Locked,
    /// The officer did not mark this field: only marked ones are open in a correction.
    #[error("only what the officer marked is open for correction")]
    NotMarked,
    /// The text is not a value of the field. After [`Applications::set`] the field has no answer: the one before is not
    /// what the person means now.
    #[error("not a value of the field: {0}")]
    Value(#[from] ValueError),
    /// Any other error.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<VaultError> for AnswerError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl Applications {
    /// Sets the answer of a field from what was typed, [`Value::parse`]; an empty text removes it. Values that follow from
    /// it are computed again. Saved when this returns, also with [`AnswerError::Value`], which removes the answer before.
    pub fn set(&self, id: ApplicationId, key: &str, text: &str) -> Result<(), AnswerError> {
        let known = self.known().map_err(AnswerError::from)?;
        let mut invalid = None;
        self.edit(id, &known, |editing| match editing.set(key, text) {
            Err(AnswerError::Value(error)) => {
                invalid = Some(error);
                editing.set(key, "")
            }
            set => set,
        })?;
        invalid.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Sets several answers, all or none: if one is refused, those before stay.
    ///
    /// # Errors
    /// The key of the first answer that was refused, and why; the key is empty for an error of the application.
    pub fn set_all(&self, id: ApplicationId, texts: &[(&str, &str)]) -> Result<(), (String, AnswerError)> {
        let of_all = |error: AnswerError| (String::new(), error);
        let known = self.known().map_err(|error| of_all(error.into()))?;
        let mut refused = String::new();
        let outcome = self.edit(id, &known, |editing| {
            for (key, text) in texts {
                if let Err(error) = editing.set(key, text) {
                    refused = (*key).to_owned();
                    return Err(error);
                }
            }
            Ok(())
        });
        outcome.map_err(|error| (refused, error))
    }

    /// Changes the answers of an application that may be edited, and saves them.
    pub(super) fn edit<E: From<ApplicationsError> + From<VaultError>>(
        &self,
        id: ApplicationId,
        known: &Known,
        change: impl FnOnce(&mut Editing<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let now = self.0.context.clock.now().unix_s;
        self.0.context.unlocked.with(|session: &mut Session| {
            let record = record::load(session, id)?;
            if !record.is_editable() {
                return Err(ApplicationsError::WrongState.into());
            }
            let definition = record::form(session, id, &record, self.0.context.app_version)?;
            let answers = record::answers(session, id, &definition)?;
            let mut editing = Editing { record, definition: &definition, answers, known };
            change(&mut editing)?;
            let Editing { mut record, answers, .. } = editing;
            record.changed_at = now;
            if record.open_correction().is_none() {
                record.based_on = known.based_on.iter().copied().map(Into::into).collect();
            }
            Ok(record::save_answers(session, id, &record, &answers)?)
        })
    }
}

/// An application that is being changed.
pub(super) struct Editing<'a> {
    pub(super) record: Record,
    pub(super) definition: &'a Definition,
    pub(super) answers: Answers,
    pub(super) known: &'a Known,
}

impl Editing<'_> {
    fn set(&mut self, key: &str, text: &str) -> Result<(), AnswerError> {
        let field = self.definition.field(key).ok_or(AnswerError::UnknownField)?;
        let facts = &self.known.facts;
        if self.definition.is_locked(field, facts, &self.answers) {
            return Err(AnswerError::Locked);
        }
        let visible = self.definition.visible(&self.answers).contains(key);
        if !self.record.opens_field(key, visible) {
            return Err(AnswerError::NotMarked);
        }
        let value = if text.trim().is_empty() { None } else { Some(Value::parse(field, text, facts)?) };
        self.answers.set(key, value);
        self.fill();
        Ok(())
    }

    fn fill(&mut self) {
        self.answers = filled(&self.record, self.definition, &self.known.facts, &self.answers);
    }
}

/// The answers with what documents and computations say. In a correction only with computations: what was sent stays,
/// except for what the officer marked and for the differences.
pub(super) fn filled(record: &Record, definition: &Definition, facts: &Facts, answers: &Answers) -> Answers {
    let filled = definition.prefill(facts, answers);
    if record.open_correction().is_none() {
        return filled;
    }
    let mut answers = answers.clone();
    for field in definition.fields().filter(|field| field.compute.is_some()) {
        answers.set(&field.key, filled.get(&field.key).cloned());
    }
    answers
}

//! What an officer decides about an application. Each step is kept with the application, under the officer's name.

use super::{Office, OfficeError};
use crate::{
    application::{
        ApplicationState, Mark, MarkCode,
        decided::{ApplicationDecision, ApplicationStep},
        review::{self, ReviewRefused},
    },
    store::{Application, Tx},
};

impl From<ReviewRefused> for OfficeError {
    fn from(error: ReviewRefused) -> Self {
        match error {
            ReviewRefused::State(state) => Self::Application(state),
            ReviewRefused::NothingMarked => Self::NothingMarked,
            ReviewRefused::UnknownPart => Self::UnknownPart,
            ReviewRefused::Note => Self::Note,
            ReviewRefused::NoteControl => Self::NoteControl,
            ReviewRefused::NoteMissing => Self::NoteMissing,
            ReviewRefused::Days => Self::Days,
            ReviewRefused::VisitIncomplete => Self::VisitIncomplete,
            ReviewRefused::FaceNotAccepted => Self::FaceNotAccepted,
            ReviewRefused::Errors => Self::ApplicationErrors,
            ReviewRefused::Outcome(obstacle) => Self::Outcome(obstacle),
            ReviewRefused::Store(error) => Self::Store(error),
        }
    }
}

impl Office {
    /// Begins the review. The state says what came of it: [`ApplicationState::Correct`] if the record changed since the
    /// form was filled in.
    ///
    /// # Errors
    /// [`OfficeError::Application`], [`OfficeError::NotFound`], [`OfficeError::Store`]; the same for the methods below, with
    /// those that they name.
    pub fn review_application(&self, id: &str) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Review, |tx, application, now| {
            review::begin(&self.service, tx, application, now)
        })
    }

    /// Asks the person to correct what is marked, within so many days or the form's own number of them.
    ///
    /// # Errors
    /// [`OfficeError::NothingMarked`], [`OfficeError::UnknownPart`], [`OfficeError::Days`], [`OfficeError::NoteMissing`],
    /// [`OfficeError::Note`], [`OfficeError::NoteControl`].
    pub fn ask_for_correction(
        &self,
        id: &str,
        items: Vec<Mark>,
        days: Option<u16>,
    ) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Correction, |tx, application, now| {
            review::ask_for_correction(&self.service, tx, application, items, days, now)
        })
    }

    /// Asks the person to come to a place within so many days, and what to bring.
    ///
    /// # Errors
    /// [`OfficeError::VisitIncomplete`], [`OfficeError::Days`], [`OfficeError::Note`], [`OfficeError::NoteControl`].
    pub fn ask_for_visit(
        &self,
        id: &str,
        place: &str,
        days: u16,
        bring: &str,
    ) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Visit, |tx, application, now| {
            review::ask_for_visit(tx, application, (place, bring), days, now)
        })
    }

    /// Refuses for good.
    ///
    /// # Errors
    /// [`OfficeError::NoteMissing`], [`OfficeError::Note`], [`OfficeError::NoteControl`].
    pub fn refuse_application(
        &self,
        id: &str,
        code: MarkCode,
        note: Option<&str>,
    ) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Refusal, |tx, application, now| {
            review::refuse(tx, application, code, note, now)
        })
    }

    /// Approves, after the form was checked once more with the record of now: [`ApplicationState::Correct`] if that changed.
    ///
    /// # Errors
    /// [`OfficeError::FaceNotAccepted`], [`OfficeError::ApplicationErrors`], [`OfficeError::Outcome`].
    pub fn approve_application(&self, id: &str) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Approval, |tx, application, now| {
            review::approve(&self.service, tx, application, now)
        })
    }

    /// Gives an approved application to the head of the office to sign.
    pub fn sign_application(&self, id: &str) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Signing, review::sign)
    }

    /// Changes the record and issues the documents of a signed application.
    ///
    /// # Errors
    /// [`OfficeError::Outcome`].
    pub fn issue_application(&self, id: &str) -> Result<ApplicationState, OfficeError> {
        self.moved(id, ApplicationStep::Issue, |tx, application, now| {
            review::issue(&self.service, tx, application, now)
        })
    }

    /// Makes a step, and keeps in the same transaction that this officer made it.
    fn moved(
        &self,
        id: &str,
        step: ApplicationStep,
        task: impl FnOnce(&Tx<'_>, Application, u64) -> Result<Application, ReviewRefused>,
    ) -> Result<ApplicationState, OfficeError> {
        self.with_application(id, |tx, application, now| {
            let revision = application.revision;
            let moved = task(tx, application, now)?;
            let officer = self.officer.clone();
            let decision = ApplicationDecision { at: now, officer, revision, step, state: moved.state };
            tx.add_application_decision(&moved.id, &decision)?;
            Ok(moved.state)
        })
    }
}

//! The way back after a rejection: correct the form, take a new photo, or both; then pair again, because the officer must
//! see who stands there now.

use super::{
    Conversation, FormCheck, FormInput, Registration, RegistrationError, SubmitError,
    form::check,
    journal::{PendingAmendment, SavedStep, save_portrait},
    photo::{PhotoError, check as check_photo},
};
use crate::service::{
    ProblemCode, SavedRequest, ServiceError,
    contract::{Amendment, RejectionOption, WireForm},
};

/// Why the corrected registration was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// This option is not offered for this rejection.
    #[error("this option is not offered")]
    NotOffered,
    /// Some entries must be corrected; the draft is kept.
    #[error("some entries must be corrected")]
    Invalid(FormCheck),
    /// The portrait was not taken.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// Sending failed; see inside. May be called again.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// Something else; with no connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// Sends a corrected form, a new portrait, or both. A new portrait is uploaded by [`Registration::submit`] afterwards.
    ///
    /// When an earlier correction is on its way whose answer was lost, that one is sent first. Should the service take it,
    /// a correction that differs from it is no longer called for: [`RegistrationError::WrongStep`] then says to look at
    /// the stage again.
    pub async fn amend(&self, form: Option<FormInput>, portrait: Option<&[u8]>) -> Result<(), AmendError> {
        let _turn = self.0.turn.lock().await;
        let conversation = self.conversation()?;
        self.expect_offered(form.is_some(), portrait.is_some())?;
        let wire = match form {
            None => None,
            Some(input) => {
                let shape = self.read(|journal| journal.shape)?;
                let (outcome, wire) = check(&input, shape, self.0.context.clock.today());
                self.save_draft(input)?;
                Some(wire.ok_or(AmendError::Invalid(outcome))?)
            }
        };
        if let Some(jpeg) = portrait {
            check_photo(jpeg)?;
        }
        let next = self.prepare(wire, portrait)?;
        let Some(earlier) = self.read(|journal| journal.amendment.clone())? else {
            return self.send_new(&conversation, next, portrait).await;
        };
        if earlier.request.has_body_of(&next.request) {
            self.keep_portrait(&conversation, portrait)?;
            return self.send(&conversation, &earlier, true).await;
        }
        match self.send(&conversation, &earlier, true).await {
            Ok(()) => Err(RegistrationError::WrongStep.into()),
            // It was refused for good: the present one takes its place.
            Err(AmendError::Submit(SubmitError::FormRefused(_))) => {
                self.send_new(&conversation, next, portrait).await
            }
            Err(error) => Err(error),
        }
    }

    fn expect_offered(&self, form: bool, photo: bool) -> Result<(), AmendError> {
        let options = self.read(|journal| match &journal.step {
            SavedStep::Rejected(rejection) => Some(rejection.options.clone()),
            _ => None,
        })?;
        let options = options.ok_or(RegistrationError::WrongStep)?;
        let offered = |option| options.contains(&option);
        if form && !offered(RejectionOption::Form)
            || photo && !offered(RejectionOption::Photo)
            || !form && !photo
        {
            return Err(AmendError::NotOffered);
        }
        Ok(())
    }

    fn prepare(
        &self,
        form: Option<WireForm>,
        portrait: Option<&[u8]>,
    ) -> Result<PendingAmendment, RegistrationError> {
        let body = Amendment { form: form.as_ref(), photo: portrait.is_some() };
        let request = SavedRequest::new(&body, self.0.context.platform.random.as_ref())?;
        let photo = portrait.map(|jpeg| u32::try_from(jpeg.len()).expect("the photo check bounds it"));
        Ok(PendingAmendment { request, form, photo })
    }

    fn keep_portrait(
        &self,
        conversation: &Conversation,
        portrait: Option<&[u8]>,
    ) -> Result<(), RegistrationError> {
        let Some(jpeg) = portrait else { return Ok(()) };
        self.with_saved(conversation, |saved| save_portrait(&mut saved.store, jpeg))?
    }

    /// Written down before it is sent: should the answer be lost, the phone still knows what the service may have taken.
    async fn send_new(
        &self,
        conversation: &Conversation,
        amendment: PendingAmendment,
        portrait: Option<&[u8]>,
    ) -> Result<(), AmendError> {
        self.keep_portrait(conversation, portrait)?;
        self.set_amendment(conversation, Some(amendment.clone()))?;
        self.send(conversation, &amendment, false).await
    }

    fn set_amendment(
        &self,
        conversation: &Conversation,
        amendment: Option<PendingAmendment>,
    ) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
            |step| matches!(step, SavedStep::Rejected(_)),
            |journal| {
                journal.amendment = amendment;
                Ok(())
            },
        )
    }

    /// `repeated` says that an earlier run may have sent it already.
    async fn send(
        &self,
        conversation: &Conversation,
        amendment: &PendingAmendment,
        repeated: bool,
    ) -> Result<(), AmendError> {
        let key = self.key_of(conversation)?;
        let call = amendment.request.call(conversation.path("/amendment")?, &key);
        let problem = match self.0.context.client.call(call).await {
            Ok(_) => return Ok(self.amended(conversation)?),
            Err(ServiceError::Problem(problem)) => problem,
            // Whether it arrived is not known: it stays written down.
            Err(error) => return Err(RegistrationError::from(error).into()),
        };
        match problem {
            ProblemCode::FormInvalid(faults) => {
                self.set_amendment(conversation, None)?;
                Err(SubmitError::FormRefused(faults).into())
            }
            ProblemCode::StateConflict => {
                if !repeated {
                    // The service remembers what it answered to this key: it did not take this one.
                    self.set_amendment(conversation, None)?;
                }
                self.after_conflict(conversation, repeated).await
            }
            ProblemCode::NotFound => {
                self.forgotten_by_service(conversation)?;
                Err(RegistrationError::WrongStep.into())
            }
            problem => {
                // The service will never take these bytes; kept, they would be sent again for ever.
                let refused = matches!(
                    problem,
                    ProblemCode::Malformed
                        | ProblemCode::TooLarge
                        | ProblemCode::UnsupportedType
                        | ProblemCode::IdempotencyConflict
                );
                if refused {
                    self.set_amendment(conversation, None)?;
                }
                Err(RegistrationError::from(ServiceError::Problem(problem)).into())
            }
        }
    }

    /// The registration is not where this phone thought. The service says where; a repeated correction that it has moved
    /// on from was taken, long enough ago for its key to be forgotten.
    async fn after_conflict(&self, conversation: &Conversation, repeated: bool) -> Result<(), AmendError> {
        self.take_status_over(conversation, None).await?;
        if self.read(|journal| matches!(journal.step, SavedStep::Rejected(_)))? {
            self.set_amendment(conversation, None)?;
            return Err(AmendError::NotOffered);
        }
        if repeated { Ok(()) } else { Err(RegistrationError::WrongStep.into()) }
    }

    fn amended(&self, conversation: &Conversation) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
            |step| matches!(step, SavedStep::Rejected(_)),
            |journal| {
                let photo = journal.amendment.as_ref().is_some_and(|amendment| amendment.photo.is_some());
                journal.amendment_taken();
                journal.step = if photo { SavedStep::Uploading } else { SavedStep::OfficePairing };
                Ok(())
            },
        )
    }
}

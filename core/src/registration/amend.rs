//! The way back after a rejection: correct the form, take a new photo, or both; then pair again, because the officer must
//! see who stands there now.

use super::{
    Conversation, FormCheck, FormInput, Registration, RegistrationError, SubmitError,
    form::check,
    journal::{Outbox, PendingAmendment, Stage, save_portrait},
    photo::{PhotoError, check as check_photo},
};
use crate::service::{
    Body, Call, ProblemCode, ServiceError,
    contract::{Amendment, Bytes, Way, WireForm},
    new_idempotency_key,
};

/// Why the corrected registration was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// This way out is not offered for this rejection.
    #[error("this way out is not offered")]
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
                let (outcome, wire) = check(&input, shape, self.0.around.clock.today());
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
        if earlier.request.body == next.request.body {
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
        let ways = self.read(|journal| match &journal.stage {
            Stage::Rejected(rejection) => Some(rejection.ways.clone()),
            _ => None,
        })?;
        let ways = ways.ok_or(RegistrationError::WrongStep)?;
        let offered = |way| ways.contains(&way);
        if form && !offered(Way::Form) || photo && !offered(Way::Photo) || !form && !photo {
            return Err(AmendError::NotOffered);
        }
        Ok(())
    }

    fn prepare(
        &self,
        form: Option<WireForm>,
        portrait: Option<&[u8]>,
    ) -> Result<PendingAmendment, RegistrationError> {
        let idempotency_key = new_idempotency_key(self.0.around.platform.random.as_ref())?;
        let Body::Json(body) = Body::json(&Amendment { form: form.as_ref(), photo: portrait.is_some() })
        else {
            unreachable!("Body::json makes JSON");
        };
        let photo = portrait.map(|jpeg| u32::try_from(jpeg.len()).expect("the photo check bounds it"));
        Ok(PendingAmendment { request: Outbox { idempotency_key, body: Bytes(body) }, form, photo })
    }

    fn keep_portrait(
        &self,
        conversation: &Conversation,
        portrait: Option<&[u8]>,
    ) -> Result<(), RegistrationError> {
        let Some(jpeg) = portrait else { return Ok(()) };
        self.with_book(conversation, |book| save_portrait(&mut book.store, jpeg))?
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
            |stage| matches!(stage, Stage::Rejected(_)),
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
        let body = Body::Json(amendment.request.body.0.clone());
        let target = conversation.path("/amendment")?;
        let call = Call::post(target, body, &amendment.request.idempotency_key, &key);
        let problem = match self.0.around.client.call(call).await {
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
        if self.read(|journal| matches!(journal.stage, Stage::Rejected(_)))? {
            self.set_amendment(conversation, None)?;
            return Err(AmendError::NotOffered);
        }
        if repeated { Ok(()) } else { Err(RegistrationError::WrongStep.into()) }
    }

    fn amended(&self, conversation: &Conversation) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
            |stage| matches!(stage, Stage::Rejected(_)),
            |journal| {
                let photo = journal.amendment.as_ref().is_some_and(|amendment| amendment.photo.is_some());
                journal.amendment_taken();
                journal.stage = if photo { Stage::Uploading } else { Stage::OfficePairing };
                Ok(())
            },
        )
    }
}

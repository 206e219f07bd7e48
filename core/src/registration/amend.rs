//! Correcting a rejected registration: a corrected form, a new photo, or both. The phone must then be paired again,
//! because the officer must compare the citizen with the new data.

use super::{
    FormCheck, FormInput, Registration, RegistrationError, RegistrationRef, SubmitError,
    form::check,
    journal::{PendingAmendment, SavedStep, save_portrait},
    photo::{Photo, PhotoError, check as check_photo},
};
use crate::service::{
    ProblemCode, SavedRequest, ServiceError,
    contract::{Amendment, RejectionOption, WireForm},
};

/// Why the correction was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// This option is not offered for this rejection.
    #[error("this option is not offered")]
    NotOffered,
    /// Some entries must be corrected; the draft is kept.
    #[error("some entries must be corrected")]
    Invalid(FormCheck),
    /// The portrait was not accepted.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// Sending failed. May be called again.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// Any other error; without a connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// Sends a corrected form, a new portrait, or both. A new portrait is uploaded by [`Registration::submit`]
    /// afterwards.
    ///
    /// If the answer to an earlier correction was lost, that correction is sent again first. If the service accepts it,
    /// a correction that differs from it is no longer expected: [`RegistrationError::WrongStep`]. Read the stage again.
    pub async fn amend(
        &self,
        form: Option<FormInput>,
        portrait: Option<&Photo<'_>>,
    ) -> Result<(), AmendError> {
        let _exchange = self.0.exchange.lock().await;
        let registration = self.registration_ref()?;
        self.check_offered(form.is_some(), portrait.is_some())?;
        let wire = match form {
            None => None,
            Some(input) => {
                let shape = self.read(|journal| journal.shape)?;
                let (outcome, wire) = check(&input, shape, self.0.context.clock.today());
                self.save_draft(input)?;
                Some(wire.ok_or(AmendError::Invalid(outcome))?)
            }
        };
        if let Some(photo) = portrait {
            check_photo(photo.jpeg)?;
        }
        let next = self.prepare(wire, portrait)?;
        let Some(earlier) = self.read(|journal| journal.amendment.clone())? else {
            return self.send_new(&registration, next, portrait).await;
        };
        if earlier.request.has_body_of(&next.request) {
            self.keep_portrait(&registration, portrait)?;
            return self.send(&registration, &earlier, true).await;
        }
        match self.send(&registration, &earlier, true).await {
            Ok(()) => Err(RegistrationError::WrongStep.into()),
            // The service will never accept the earlier one: the new one replaces it.
            Err(AmendError::Submit(SubmitError::FormRefused(_))) => {
                self.send_new(&registration, next, portrait).await
            }
            Err(error) => Err(error),
        }
    }

    fn check_offered(&self, form: bool, photo: bool) -> Result<(), AmendError> {
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
        portrait: Option<&Photo<'_>>,
    ) -> Result<PendingAmendment, RegistrationError> {
        let body = Amendment { form: form.as_ref(), photo: portrait.is_some() };
        let request = SavedRequest::new(&body, self.0.context.platform.random.as_ref())?;
        let photo = portrait.map(|photo| u32::try_from(photo.jpeg.len()).expect("the photo check bounds it"));
        Ok(PendingAmendment { request, form, photo })
    }

    fn keep_portrait(
        &self,
        registration: &RegistrationRef,
        portrait: Option<&Photo<'_>>,
    ) -> Result<(), RegistrationError> {
        let Some(photo) = portrait else { return Ok(()) };
        self.with_saved(registration, |saved| save_portrait(&mut saved.store, photo))?
    }

    /// Saves the correction before it is sent: if the answer is lost, the phone still knows what the service may have
    /// accepted.
    async fn send_new(
        &self,
        registration: &RegistrationRef,
        amendment: PendingAmendment,
        portrait: Option<&Photo<'_>>,
    ) -> Result<(), AmendError> {
        self.keep_portrait(registration, portrait)?;
        self.set_amendment(registration, Some(amendment.clone()))?;
        self.send(registration, &amendment, false).await
    }

    fn set_amendment(
        &self,
        registration: &RegistrationRef,
        amendment: Option<PendingAmendment>,
    ) -> Result<(), RegistrationError> {
        self.write_answer(
            registration,
            |step| matches!(step, SavedStep::Rejected(_)),
            |journal| {
                journal.amendment = amendment;
                Ok(())
            },
        )
    }

    /// `repeated`: an earlier call may have sent it already.
    async fn send(
        &self,
        registration: &RegistrationRef,
        amendment: &PendingAmendment,
        repeated: bool,
    ) -> Result<(), AmendError> {
        let key = self.device_key_of(registration)?;
        let call = amendment.request.call(registration.path("/amendment")?, &key);
        let problem = match self.0.context.client.call(call).await {
            Ok(_) => return Ok(self.amended(registration)?),
            Err(ServiceError::Problem(problem)) => problem,
            // It is not known whether it arrived: it stays saved.
            Err(error) => return Err(RegistrationError::from(error).into()),
        };
        match problem {
            ProblemCode::FormInvalid(faults) => {
                self.set_amendment(registration, None)?;
                Err(SubmitError::FormRefused(faults).into())
            }
            ProblemCode::StateConflict => {
                if !repeated {
                    // For a known idempotency key the service would repeat its answer: it did not accept this one.
                    self.set_amendment(registration, None)?;
                }
                self.after_conflict(registration, repeated).await
            }
            ProblemCode::NotFound => {
                self.mark_expired(registration)?;
                Err(RegistrationError::WrongStep.into())
            }
            problem => {
                // The service will never accept these bytes. If they stayed saved, they would be sent for ever.
                let refused = matches!(
                    problem,
                    ProblemCode::Malformed
                        | ProblemCode::TooLarge
                        | ProblemCode::UnsupportedType
                        | ProblemCode::IdempotencyConflict
                );
                if refused {
                    self.set_amendment(registration, None)?;
                }
                Err(RegistrationError::from(ServiceError::Problem(problem)).into())
            }
        }
    }

    /// The registration is not at the step this phone has saved. Gets the step from the service. If it is no longer
    /// rejected, a repeated correction was accepted, so long ago that the service no longer knows its idempotency key.
    async fn after_conflict(&self, registration: &RegistrationRef, repeated: bool) -> Result<(), AmendError> {
        self.refresh_status(registration, None).await?;
        if self.read(|journal| matches!(journal.step, SavedStep::Rejected(_)))? {
            self.set_amendment(registration, None)?;
            return Err(AmendError::NotOffered);
        }
        if repeated { Ok(()) } else { Err(RegistrationError::WrongStep.into()) }
    }

    fn amended(&self, registration: &RegistrationRef) -> Result<(), RegistrationError> {
        self.write_answer(
            registration,
            |step| matches!(step, SavedStep::Rejected(_)),
            |journal| {
                let photo = journal.amendment.as_ref().is_some_and(|amendment| amendment.photo.is_some());
                journal.apply_amendment();
                journal.step = if photo { SavedStep::Uploading } else { SavedStep::OfficePairing };
                Ok(())
            },
        )
    }
}

//! The way back after a rejection: correct the form, take a new photo, or both; then pair again, because the officer must
//! see who stands there now.

use super::{
    FormCheck, FormInput, Registration, RegistrationError, SubmitError,
    form::check,
    journal::{Stage, save_portrait},
    photo::{PhotoError, check as check_photo},
};
use crate::service::{
    Body, Call, ProblemCode, ServiceError,
    contract::{Amendment, Way},
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
    pub async fn amend(&self, form: Option<FormInput>, portrait: Option<&[u8]>) -> Result<(), AmendError> {
        let _turn = self.0.turn.lock().await;
        let ways = self.read(|journal| match &journal.stage {
            Stage::Rejected(rejection) => Some(rejection.ways.clone()),
            _ => None,
        })?;
        let ways = ways.ok_or(RegistrationError::WrongStep)?;
        let offered = |way| ways.contains(&way);
        if form.is_some() && !offered(Way::Form)
            || portrait.is_some() && !offered(Way::Photo)
            || form.is_none() && portrait.is_none()
        {
            return Err(AmendError::NotOffered);
        }
        let wire = match &form {
            None => None,
            Some(input) => {
                let shape = self.read(|journal| journal.shape)?;
                let (outcome, wire) = check(input, shape, self.0.around.clock.today());
                self.save_draft(input.clone())?;
                let wire = wire.ok_or(AmendError::Invalid(outcome))?;
                // Before it is sent: should the answer be lost, the phone still knows what the service may have taken.
                self.write(
                    |stage| matches!(stage, Stage::Rejected(_)),
                    |journal| {
                        journal.form = Some(wire.clone());
                        Ok(())
                    },
                )?;
                Some(wire)
            }
        };
        if let Some(jpeg) = portrait {
            check_photo(jpeg)?;
            let mut guard = self.book();
            save_portrait(&mut guard.as_mut().ok_or(RegistrationError::WrongStep)?.store, jpeg)?;
        }
        let key = self.net_key()?;
        let idempotency_key =
            new_idempotency_key(self.0.around.platform.random.as_ref()).map_err(RegistrationError::from)?;
        let body = Body::json(&Amendment { form: wire.as_ref(), photo: portrait.is_some() });
        let call = Call::post(self.path("/amendment")?, body, &idempotency_key, &key);
        match self.0.around.client.call(call).await {
            // A state conflict means that an earlier try arrived and only its answer was lost.
            Ok(_) | Err(ServiceError::Problem(ProblemCode::StateConflict)) => {}
            Err(ServiceError::Problem(ProblemCode::FormInvalid(faults))) => {
                return Err(SubmitError::FormRefused(faults).into());
            }
            Err(error) => return Err(RegistrationError::from(error).into()),
        }
        self.write(
            |stage| matches!(stage, Stage::Rejected(_)),
            |journal| {
                journal.stage = Stage::OfficePairing;
                if let Some(jpeg) = portrait {
                    journal.portrait_size =
                        u32::try_from(jpeg.len()).map_err(|_| RegistrationError::WrongStep)?;
                    journal.portrait_sent = 0;
                    journal.stage = Stage::Uploading;
                }
                Ok(())
            },
        )?;
        Ok(())
    }
}

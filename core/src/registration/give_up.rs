//! Giving up a registration: the service erases its data, then the phone does.
//!
//! Before this phone has scanned or shown a pairing QR, no account can be bound to it. If the service cannot be
//! reached, the phone erases its data all the same, and the registration expires at the service. Afterwards an account
//! may be bound to the device key without the phone knowing it, because the answer to an activation may have been lost.
//! The key is then erased only after the service has answered: an account bound to an erased key would block every
//! other phone.

use super::{
    Registration, RegistrationError, RegistrationRef,
    journal::{Journal, SavedStep},
};
use crate::service::{Answer, Body, Call, Method, ProblemCode, ServiceError, new_idempotency_key};

/// Why the registration was not given up. Nothing was erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GiveUpError {
    /// No connection, and an account may be bound to this phone, which only the service can undo: try again with a
    /// connection. `Ikd::wipe` erases the phone without the service; an officer must then release it.
    #[error("no connection, and giving up needs the service")]
    NeedsService,
    /// Any other error.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// Gives up the registration: the service erases its data, then the phone does. If the account is bound already and
    /// only the PIN is missing, the service releases this phone. After a lost answer, call it again.
    ///
    /// # Errors
    /// [`GiveUpError::NeedsService`] without a connection once a pairing QR was scanned or shown.
    /// [`RegistrationError::WrongStep`] if the registration has become an account without the phone knowing it: nothing
    /// is given up; read the stage again.
    pub async fn give_up(&self) -> Result<(), GiveUpError> {
        let _exchange = self.0.exchange.lock().await;
        let registration = self.registration_ref()?;
        let may_be_bound = self.read_for(&registration, Journal::may_be_bound)?;
        match self.delete_at_service(&registration).await {
            Ok(()) => {}
            Err(RegistrationError::Service(ServiceError::Problem(ProblemCode::StateConflict))) => {
                self.refresh_status(&registration, None).await?;
                return Err(RegistrationError::WrongStep.into());
            }
            Err(_) if !may_be_bound => {}
            Err(RegistrationError::Service(ServiceError::Offline | ServiceError::TimedOut)) => {
                return Err(GiveUpError::NeedsService);
            }
            Err(error) => return Err(error.into()),
        }
        // A new registration that was begun during the request must not be erased.
        self.read_for(&registration, |_| ())?;
        Ok(self.erase()?)
    }

    /// Asks the service to erase the registration, or to release this phone if the account is bound to it.
    async fn delete_at_service(&self, registration: &RegistrationRef) -> Result<(), RegistrationError> {
        let bound = self.read_for(registration, |journal| matches!(journal.step, SavedStep::CreatePin))?;
        if registration.id.is_none() {
            return Ok(());
        }
        let answer = if bound {
            self.delete(registration, "/v1/devices/current".to_owned()).await
        } else {
            self.delete(registration, registration.path("")?).await
        };
        match answer {
            Ok(_) => Ok(()),
            // Done already: the answer to an earlier request was lost, or an officer did it.
            Err(RegistrationError::Service(ServiceError::Problem(
                ProblemCode::NotFound | ProblemCode::DeviceReleased,
            ))) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn delete(
        &self,
        registration: &RegistrationRef,
        target: String,
    ) -> Result<Answer, RegistrationError> {
        let key = self.device_key_of(registration)?;
        let idempotency_key = new_idempotency_key(self.0.context.platform.random.as_ref())?;
        let call = Call {
            method: Method::Delete,
            target,
            body: Body::None,
            idempotency_key: Some(&idempotency_key),
            if_none_match: None,
            key: Some(&key),
        };
        Ok(self.0.context.client.call(call).await?)
    }
}

impl Journal {
    /// Whether the service may have bound an account to the device key, as far as this phone knows.
    fn may_be_bound(&self) -> bool {
        match self.step {
            SavedStep::AwaitingDecision { .. }
            | SavedStep::Activation(_)
            | SavedStep::CreatePin
            | SavedStep::Conflict => true,
            // Not after expiry: `expire` clears the tokens.
            SavedStep::OfficerNotice
            | SavedStep::Terms
            | SavedStep::Form
            | SavedStep::Selfie
            | SavedStep::Uploading
            | SavedStep::OfficePairing
            | SavedStep::Rejected(_)
            | SavedStep::Expired => !self.pairing_tokens.is_empty(),
        }
    }
}

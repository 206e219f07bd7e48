//! Giving up: the service erases what it holds, then the phone does.
//!
//! Before this phone has scanned or shown a pairing QR no account can be bound to it: the service is told if it can be
//! reached, and what it does not hear of expires there by itself. From then on an account may be bound to the device key
//! without the phone knowing, because the answer to an activation may have been lost. The key is then erased only once
//! the service has answered: an account that stays bound to a key that is gone keeps every other phone out.

use super::{
    Conversation, Registration, RegistrationError,
    journal::{Journal, SavedStep},
};
use crate::service::{Answer, Body, Call, Method, ProblemCode, ServiceError, new_idempotency_key};

/// Why the registration was not given up. Nothing was erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GiveUpError {
    /// No connection, and an account may be bound to this phone, which only the service can undo: try again with signal.
    /// `Ikd::wipe` erases the phone all the same; an officer must then release it.
    #[error("no connection, and giving up needs the service")]
    NeedsService,
    /// Something else.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// Gives up: the service erases what it holds, then the phone does. Where the account is bound already and only the
    /// PIN is missing, the service releases this phone. A lost answer does no harm: call it again.
    ///
    /// # Errors
    /// [`GiveUpError::NeedsService`] without a connection once a pairing QR was scanned or shown. What became an account
    /// without the phone knowing is not given up: [`RegistrationError::WrongStep`] says to look at the stage again.
    pub async fn give_up(&self) -> Result<(), GiveUpError> {
        let _turn = self.0.turn.lock().await;
        let conversation = self.conversation()?;
        let may_be_bound = self.read_in(&conversation, Journal::may_be_bound)?;
        match self.tell_service(&conversation).await {
            Ok(()) => {}
            Err(RegistrationError::Service(ServiceError::Problem(ProblemCode::StateConflict))) => {
                self.take_status_over(&conversation, None).await?;
                return Err(RegistrationError::WrongStep.into());
            }
            Err(_) if !may_be_bound => {}
            Err(RegistrationError::Service(ServiceError::Offline | ServiceError::TimedOut)) => {
                return Err(GiveUpError::NeedsService);
            }
            Err(error) => return Err(error.into()),
        }
        // Another registration that was begun meanwhile is not the one that was given up.
        self.read_in(&conversation, |_| ())?;
        Ok(self.erase()?)
    }

    /// Has the service erase the registration, or release the phone that it became.
    async fn tell_service(&self, conversation: &Conversation) -> Result<(), RegistrationError> {
        let bound = self.read_in(conversation, |journal| matches!(journal.step, SavedStep::CreatePin))?;
        if conversation.id.is_none() {
            return Ok(());
        }
        let told = if bound {
            self.delete(conversation, "/v1/devices/current".to_owned()).await
        } else {
            self.delete(conversation, conversation.path("")?).await
        };
        match told {
            Ok(_) => Ok(()),
            // An earlier try had arrived and its answer was lost, or an officer was faster.
            Err(RegistrationError::Service(ServiceError::Problem(
                ProblemCode::NotFound | ProblemCode::DeviceReleased,
            ))) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn delete(&self, conversation: &Conversation, target: String) -> Result<Answer, RegistrationError> {
        let key = self.key_of(conversation)?;
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
    /// Whether the service may have bound an account to the device key, as far as this phone can tell.
    fn may_be_bound(&self) -> bool {
        match self.step {
            SavedStep::AwaitingDecision { .. } | SavedStep::Activation(_) | SavedStep::CreatePin | SavedStep::Conflict => true,
            SavedStep::OfficerNotice
            | SavedStep::Terms
            | SavedStep::Form
            | SavedStep::Selfie
            | SavedStep::Uploading
            | SavedStep::OfficePairing
            | SavedStep::Rejected(_)
            // What expired has forgotten its tokens.
            | SavedStep::Expired => !self.pairing_tokens.is_empty(),
        }
    }
}

//! Withdrawing an application that the service has, or may have.

use ikd_proof::application::ApplicationId;

use super::{
    Applications, ApplicationsError, RefreshOutcome, id_text,
    outbox::Stage,
    record::{self, Local},
};
use crate::{
    account::AccountError,
    platform::RandomError,
    service::{Body, Call, ProblemCode, ServiceError, contract::ApplicationStatus, new_idempotency_key},
    vault::VaultError,
};

/// Why an application was not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawError {
    /// It is decided already, or was never sent: read it again.
    #[error("too late, or not sent yet")]
    WrongState,
    /// Any other error; without a connection, try again.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<VaultError> for WithdrawError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl From<AccountError> for WithdrawError {
    fn from(error: AccountError) -> Self {
        Self::Other(error.into())
    }
}

impl From<ServiceError> for WithdrawError {
    fn from(error: ServiceError) -> Self {
        Self::Other(error.into())
    }
}

impl From<RandomError> for WithdrawError {
    fn from(error: RandomError) -> Self {
        Self::Other(ServiceError::from(error).into())
    }
}

impl Applications {
    /// Withdraws an open application at the service; after a lost answer, call it again. One that was sent without an
    /// answer and never arrived is a draft again, or a correction.
    pub async fn withdraw(&self, id: ApplicationId) -> Result<(), WithdrawError> {
        let _exchange = self.0.exchange.lock().await;
        self.merge_if_open()?;
        let record = self.0.context.unlocked.with(|session| record::load(session, id))?;
        let received = record.remote.is_some() || !record.receipts.is_empty();
        let left = match &record.local {
            Local::Queued(queued) => {
                let entry = self.0.outbox.entry(id, queued.revision, Stage::Published);
                entry.is_some_and(|entry| entry.progress().put)
            }
            Local::Editing | Local::Sent { .. } => false,
        };
        if !record.is_open() || !(received || left) {
            return Err(WithdrawError::WrongState);
        }
        let (key, _) = self.0.account.identity()?;
        let idempotency_key = new_idempotency_key(self.0.context.platform.random.as_ref())?;
        let target = format!("/v1/applications/{}/withdrawal", id_text(id));
        let call = Call::post(target, Body::Json(b"{}".to_vec()), &idempotency_key, &key);
        match self.0.account.call(call).await {
            Ok(answer) => {
                let status: ApplicationStatus = answer.json()?;
                if status.id.0 != id.0 {
                    return Err(ServiceError::BadAnswer.into());
                }
                self.take_status(status, false, &mut RefreshOutcome::default())?;
                Ok(self.merge_if_open()?)
            }
            Err(AccountError::Service(ServiceError::Problem(ProblemCode::NotFound))) if !received => {
                Ok(self.take_back(id)?)
            }
            Err(AccountError::Service(ServiceError::Problem(ProblemCode::StateConflict))) => {
                Err(WithdrawError::WrongState)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The submission never arrived, and no exchange is under way: it does not leave any more.
    fn take_back(&self, id: ApplicationId) -> Result<(), ApplicationsError> {
        self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            let Local::Queued(queued) = &record.local else { return Ok(()) };
            if let Some(entry) = self.0.outbox.entry(id, queued.revision, Stage::Published) {
                self.0.outbox.rename(&entry, Stage::Gone).map_err(VaultError::from)?;
            }
            record.local = Local::Editing;
            record.changed_at = self.0.context.clock.now().unix_s;
            let state = record.state(None).0.kind();
            record.note(state, record.changed_at);
            record::save(session, id, &record)?;
            self.merge(session)
        })
    }
}

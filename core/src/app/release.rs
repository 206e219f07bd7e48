//! Letting go of the account on this phone (*Lepas Perangkat*), so that another phone can take it without an office visit.

use super::{Ikd, UnlockError, lock::to_its_end};
use crate::{
    account::AccountError,
    platform::RandomError,
    service::{Body, Call, Method, ProblemCode, ServiceError, new_idempotency_key},
};

/// Why this phone was not released. But for the last one, nothing was erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// The vault is locked, or the account cannot be read.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The service could not be reached or said no.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The system gave no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The service released this phone, but it could not be erased whole: call [`Ikd::wipe`] again. The next opening does.
    #[error("released, but not erased")]
    NotErased(UnlockError),
}

impl Ikd {
    /// Tells the service that this phone gives up the account, then erases everything on it. Needs the vault unlocked and
    /// a network. Another phone can register at once.
    pub async fn release_this_phone(&self) -> Result<(), ReleaseError> {
        let (key, _) = self.0.account.identity()?;
        let idempotency_key = new_idempotency_key(self.0.platform.random.as_ref())?;
        let call = Call {
            method: Method::Delete,
            target: "/v1/devices/current".to_owned(),
            body: Body::None,
            idempotency_key: Some(&idempotency_key),
            if_none_match: None,
            key: Some(&key),
        };
        match self.0.client.call(call).await {
            // Released before: an answer was lost, or the officer was faster.
            Ok(_) | Err(ServiceError::Problem(ProblemCode::DeviceReleased)) => {}
            Err(error) => return Err(self.0.account.judge(error).into()),
        }
        // From here on nothing may keep it: neither a dropped future nor a process that dies.
        let app = self.clone();
        let erased = to_its_end(async move {
            // Should the disk be full, the wipe itself tries again.
            let _ = app.0.vault.intend_wipe();
            let _quiet = app.0.lock.quiet().await;
            app.wipe()
        });
        erased.await.map_err(UnlockError::from).flatten().map_err(ReleaseError::NotErased)
    }
}

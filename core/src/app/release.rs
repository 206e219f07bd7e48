//! Letting go of the account on this phone (*Lepas Perangkat*), so that another phone can take it without an office visit.

use super::{Ikd, lock::run_to_completion};
use crate::{
    account::AccountError,
    platform::RandomError,
    service::{Body, Call, Method, ProblemCode, ServiceError, new_idempotency_key},
    vault::VaultError,
};

/// Why this phone was not released. But for the last one, nothing was erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// The vault is locked, the account cannot be read, or the service could not be reached or refused.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The system gave no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The service released this phone, but it could not be erased whole: call [`Ikd::wipe`] again. The next opening does.
    #[error("released, but not erased")]
    NotErased(VaultError),
}

impl Ikd {
    /// Tells the service that this phone gives up the account, then erases everything on it. Needs the vault unlocked and
    /// a network. Another phone can register at once.
    pub async fn release_this_phone(&self) -> Result<(), ReleaseError> {
        let (key, _) = self.0.account.identity()?;
        let idempotency_key = new_idempotency_key(self.0.context.platform.random.as_ref())?;
        let call = Call {
            method: Method::Delete,
            target: "/v1/devices/current".to_owned(),
            body: Body::None,
            idempotency_key: Some(&idempotency_key),
            if_none_match: None,
            key: Some(&key),
        };
        match self.0.context.client.call(call).await {
            // Released before: an answer was lost, or the officer was faster.
            Ok(_) | Err(ServiceError::Problem(ProblemCode::DeviceReleased)) => {}
            Err(error) => return Err(AccountError::from(self.0.account.lock_if_refused(error)).into()),
        }
        // From here on nothing may keep it: neither a dropped future nor a process that dies.
        let app = self.clone();
        let erased = run_to_completion(async move {
            // Should the disk be full, the wipe itself tries again.
            let _ = app.0.vault.mark_for_wipe();
            let _quiet = app.0.lock.quiet().await;
            app.wipe()
        });
        erased.await.flatten().map_err(ReleaseError::NotErased)
    }
}

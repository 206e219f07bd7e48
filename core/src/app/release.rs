//! Releasing this phone (*Lepas Perangkat*), so that another phone can take the account without an office visit.

use super::{Ikd, lock::run_to_completion};
use crate::{
    account::AccountError,
    platform::RandomError,
    service::{Body, Call, Method, ProblemCode, ServiceError, new_idempotency_key},
    vault::VaultError,
};

/// Why this phone was not released. Nothing was erased, except after [`ReleaseError::NotErased`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// The vault is locked, the account cannot be read, or the service could not be reached or refused.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The system's random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The service released this phone, but not everything could be erased: call [`Ikd::wipe`]. The next opening tries
    /// again, too.
    #[error("released, but not completely erased")]
    NotErased(VaultError),
}

impl Ikd {
    /// Releases this phone at the service, then erases everything on it. Needs the vault unlocked and a network.
    /// Another phone can register at once.
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
            // Released already: the answer to an earlier request was lost, or an officer did it.
            Ok(_) | Err(ServiceError::Problem(ProblemCode::DeviceReleased)) => {}
            Err(error) => return Err(AccountError::from(self.0.account.lock_if_refused(error)).into()),
        }
        // From here on the erasure must happen, even if the future is dropped or the process is killed.
        let app = self.clone();
        let erased = run_to_completion(async move {
            // If the disk is full, the wipe itself tries again.
            let _ = app.0.vault.mark_for_wipe();
            let _guard = app.0.lock.prevent_pin_operations().await;
            app.wipe()
        });
        erased.await.flatten().map_err(ReleaseError::NotErased)
    }
}

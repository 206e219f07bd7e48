//! Checking with the service whether a block was lifted.
//!
//! Promises: only a successful answer of the service to the account's own key lifts a block; the vault stays closed; a
//! released phone stays released.

use super::{Ikd, Stage};
use crate::{
    account::AccountStatus,
    platform::{KeystoreError, KeystoreSigner, key_names},
    service::{Call, ProblemCode, ServiceError, contract::AccountAnswer},
    vault::VaultError,
};

/// Why nothing is known about the block.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockCheckError {
    /// The service could not be reached, or its answer does not say whether the account is blocked.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The phone's key store failed, or no longer has the account's key.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The service lifted the block, and the vault could not save that: check again.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Ikd {
    /// Asks the service whether it has lifted the block of this account. Returns the stage after its answer: *Locked* when
    /// the block is lifted or there was none, else *Blocked* with the reason that holds now. Needs a network, no PIN.
    ///
    /// Dropping the future cancels the check; the block stays.
    pub async fn check_block_again(&self) -> Result<Stage, BlockCheckError> {
        let inner = &self.0;
        let _guard = inner.block_check.lock().await;
        match inner.vault.account_status() {
            AccountStatus::Good => return Ok(self.stage()),
            account_status => {
                // Saves it, in case saving failed when the status arrived.
                let _ = inner.vault.set_account_status(account_status);
                if account_status == AccountStatus::Released {
                    return Ok(self.stage());
                }
            }
        }
        let outcome = self.check_block_with_each_key().await;
        inner.context.client.close_idle();
        self.notify();
        outcome.map(|()| self.stage())
    }

    /// Which key is the account's is recorded in the vault, which stays closed. The key store may also hold keys of
    /// earlier accounts, so each key is tried: the service knows which of them belongs to an account.
    async fn check_block_with_each_key(&self) -> Result<(), BlockCheckError> {
        let inner = &self.0;
        let (mut blocked, mut released) = (false, false);
        let (mut failure, mut unknown) = (None, None);
        for alias in inner.context.platform.keystore.list_keys(key_names::DEVICE)? {
            let answer = match KeystoreSigner::load(inner.context.platform.keystore.clone(), &alias) {
                Ok(key) => self.fetch_account(&key).await,
                Err(error) => Err(error.into()),
            };
            match answer {
                Ok(()) => return Ok(inner.vault.set_account_status(AccountStatus::Good)?),
                Err(ServiceError::Problem(ProblemCode::AccountBlocked)) => blocked = true,
                Err(ServiceError::Problem(ProblemCode::DeviceReleased)) => released = true,
                // The service knows no account with this key: try the others.
                Err(error @ ServiceError::Problem(ProblemCode::SignatureInvalid | ProblemCode::NotFound)) => {
                    unknown = Some(error);
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        if blocked {
            return Ok(());
        }
        if let Some(error) = failure {
            return Err(error.into());
        }
        if !released {
            return Err(unknown.map_or_else(|| KeystoreError::NotFound.into(), Into::into));
        }
        // The account was moved to another phone. If this one was wiped during the request, the vault may hold another
        // account by now.
        if inner.vault.account_status() == AccountStatus::Blocked {
            inner.vault.set_account_status(AccountStatus::Released)?;
        }
        Ok(())
    }

    /// `Ok` if the service returns the account of this key.
    async fn fetch_account(&self, key: &KeystoreSigner) -> Result<(), ServiceError> {
        let answer = self.0.context.client.call(Call::get("/v1/account", Some(key))).await?;
        answer.json::<AccountAnswer>().map(drop)
    }
}

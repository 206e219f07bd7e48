//! Asking the service whether a block was lifted.
//!
//! Promises: asking changes nothing by itself; only a good answer of the service to the account's own key lifts a block;
//! the vault stays closed. A released phone stays released.

use super::Ikd;
use crate::{
    account::AccountStatus,
    platform::{KeystoreError, KeystoreSigner, key_names},
    service::{Call, ProblemCode, ServiceError, contract::AccountAnswer},
    vault::VaultError,
};

/// Why the block stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockCheckError {
    /// The service could not be reached, or the account is still blocked ([`ProblemCode::AccountBlocked`]) or was moved to
    /// another phone ([`ProblemCode::DeviceReleased`]).
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The phone's key store failed, or no longer has the account's key.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The service lifted the block and the vault could not keep that: ask again.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Ikd {
    /// Asks the service whether it has lifted the block of this account; `Ok` when it has, or when there was none. The
    /// stage is then *Locked*: the PIN opens. Needs a network, no PIN.
    ///
    /// Dropping the future cancels; the block stays.
    pub async fn check_block_again(&self) -> Result<(), BlockCheckError> {
        let inner = &self.0;
        let _turn = inner.asking.lock().await;
        match inner.vault.account_status() {
            AccountStatus::Good => return Ok(()),
            account_status => {
                // Should it not have been written when it was heard.
                let _ = inner.vault.set_account_status(account_status);
                if account_status == AccountStatus::Released {
                    return Err(ServiceError::Problem(ProblemCode::DeviceReleased).into());
                }
            }
        }
        let outcome = self.ask_about_block().await;
        inner.context.client.close_idle();
        self.tell();
        outcome
    }

    /// The vault knows which key is the account's, and stays closed. More than one key may be here, of accounts that are no more; the service knows which of them speaks for one.
    async fn ask_about_block(&self) -> Result<(), BlockCheckError> {
        let inner = &self.0;
        let (mut blocked, mut released) = (false, false);
        let (mut failure, mut unknown) = (None, None);
        for alias in inner.context.platform.keystore.list_keys(key_names::DEVICE)? {
            let answer = match KeystoreSigner::load(inner.context.platform.keystore.clone(), &alias) {
                Ok(key) => self.ask_account(&key).await,
                Err(error) => Err(error.into()),
            };
            match answer {
                Ok(()) => return Ok(inner.vault.set_account_status(AccountStatus::Good)?),
                Err(ServiceError::Problem(ProblemCode::AccountBlocked)) => blocked = true,
                Err(ServiceError::Problem(ProblemCode::DeviceReleased)) => released = true,
                // The service knows no account of this key: another one may be the account's.
                Err(error @ ServiceError::Problem(ProblemCode::SignatureInvalid | ProblemCode::NotFound)) => {
                    unknown = Some(error);
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        if blocked {
            return Err(ServiceError::Problem(ProblemCode::AccountBlocked).into());
        }
        if let Some(error) = failure {
            return Err(error.into());
        }
        if !released {
            return Err(unknown.map_or_else(|| KeystoreError::NotFound.into(), Into::into));
        }
        // Wiped while the service was asked, there may be another account by now.
        if inner.vault.account_status() == AccountStatus::Blocked {
            inner.vault.set_account_status(AccountStatus::Released)?;
        }
        Err(ServiceError::Problem(ProblemCode::DeviceReleased).into())
    }

    /// Whether the service answers for the account of this key.
    async fn ask_account(&self, key: &KeystoreSigner) -> Result<(), ServiceError> {
        let answer = self.0.context.client.call(Call::get("/v1/account", Some(key))).await?;
        answer.json::<AccountAnswer>().map(drop)
    }
}

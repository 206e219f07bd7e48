//! Asking the service whether a block was lifted.
//!
//! Promises: asking changes nothing by itself; only a good answer of the service to the account's own key lifts a block;
//! the vault stays closed. A released phone stays released.

use super::Ikd;
use crate::{
    account::Standing,
    platform::{DeviceKey, KeystoreError},
    service::{Call, ProblemCode, ServiceError, contract::AccountStanding},
    vault::VaultError,
};

/// All keys that sign for an account. The vault knows which of them is the account's, and stays closed.
const NET_KEY_PREFIX: &str = "ikd.net.";

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
        match inner.vault.standing() {
            Standing::Good => return Ok(()),
            standing => {
                // Should it not have been written when it was heard.
                let _ = inner.vault.set_standing(standing);
                if standing == Standing::Released {
                    return Err(ServiceError::Problem(ProblemCode::DeviceReleased).into());
                }
            }
        }
        let outcome = self.ask_about_block().await;
        inner.client.close_idle();
        self.tell();
        outcome
    }

    /// More than one key may be here, of accounts that are no more; the service knows which of them speaks for one.
    async fn ask_about_block(&self) -> Result<(), BlockCheckError> {
        let inner = &self.0;
        let (mut blocked, mut released) = (false, false);
        let (mut failure, mut unknown) = (None, None);
        for alias in inner.platform.keystore.list(NET_KEY_PREFIX)? {
            let answer = match DeviceKey::load(inner.platform.keystore.clone(), &alias) {
                Ok(key) => self.standing_of(&key).await,
                Err(error) => Err(error.into()),
            };
            match answer {
                Ok(()) => return Ok(inner.vault.set_standing(Standing::Good)?),
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
        if inner.vault.standing() == Standing::Blocked {
            inner.vault.set_standing(Standing::Released)?;
        }
        Err(ServiceError::Problem(ProblemCode::DeviceReleased).into())
    }

    /// Whether the service answers for the account of this key.
    async fn standing_of(&self, key: &DeviceKey) -> Result<(), ServiceError> {
        let answer = self.0.client.call(Call::get("/v1/account", Some(key))).await?;
        answer.json::<AccountStanding>().map(drop)
    }
}

//! The account this phone holds: who it is for, which net key speaks for it, and how it stands.

mod standing;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
pub use standing::Standing;
pub(crate) use standing::StandingFile;

use crate::{
    identity::Nik,
    platform::{DeviceKey, KeystoreError, Platform},
    service::{ProblemCode, ServiceError, contract::Id},
    vault::{Batch, Session, Table, Unlocked, VaultError},
};

const ACCOUNT: &[u8] = b"account";
const CONSENT: &[u8] = b"consent";

/// Why the account's record could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The vault is locked or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The net key is gone or failed.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The record cannot be read.
    #[error("the account record cannot be read")]
    Unreadable,
}

#[derive(Serialize, Deserialize)]
struct Record {
    account: Id,
    nik: u64,
    net_key_alias: String,
}

/// The account. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Account {
    vault: Unlocked,
    platform: Platform,
    standing: Arc<StandingFile>,
    changed: Arc<dyn Fn() + Send + Sync>,
}

impl Account {
    pub(crate) fn new(
        vault: Unlocked,
        platform: Platform,
        standing: Arc<StandingFile>,
        changed: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self { vault, platform, standing, changed }
    }

    /// The net key and whom the account is for.
    pub(crate) fn identity(&self) -> Result<(DeviceKey, Nik), AccountError> {
        let bytes = self.vault.with(|session| session.get(Table::Account, ACCOUNT))?;
        let record: Record = bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or(AccountError::Unreadable)?;
        let nik = Nik::from_u64(record.nik).map_err(|_| AccountError::Unreadable)?;
        Ok((DeviceKey::load(self.platform.keystore.clone(), &record.net_key_alias)?, nik))
    }

    /// The citizen's copy of what they consented to.
    pub(crate) fn consent_export(&self) -> Result<Vec<u8>, AccountError> {
        let bytes = self.vault.with(|session| session.get(Table::Account, CONSENT))?;
        bytes.map(|bytes| bytes.to_vec()).ok_or(AccountError::Unreadable)
    }

    /// Lets the service's word about the account through: a blocked or released one locks, and stays so over restarts.
    pub(crate) fn judge(&self, error: ServiceError) -> ServiceError {
        let standing = match error.problem() {
            Some(ProblemCode::AccountBlocked) => Standing::Blocked,
            Some(ProblemCode::DeviceReleased) => Standing::Released,
            _ => return error,
        };
        self.standing.set(standing);
        drop(self.vault.take());
        (self.changed)();
        error
    }
}

/// Whether the vault holds an account already.
pub(crate) fn is_recorded(session: &Session) -> Result<bool, VaultError> {
    Ok(session.get(Table::Account, ACCOUNT)?.is_some())
}

/// Records the account, with the consent it was made with, in one transaction.
pub(crate) fn record(
    batch: &mut Batch<'_>,
    account: Id,
    nik: Nik,
    net_key_alias: &str,
    consent_export: &[u8],
) -> Result<(), VaultError> {
    let record = Record { account, nik: nik.as_u64(), net_key_alias: net_key_alias.to_owned() };
    let bytes = zeroize::Zeroizing::new(serde_json::to_vec(&record).expect("plain fields serialise"));
    batch.put(Table::Account, ACCOUNT, &[], &bytes)?;
    batch.put(Table::Account, CONSENT, &[], consent_export)
}

//! The account this phone holds: who it is for, which net key speaks for it, and how it stands.

mod standing;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
pub(crate) use standing::take_over_file;

use crate::{
    identity::Nik,
    platform::{DeviceKey, KeystoreError, Platform},
    service::{ProblemCode, ServiceClient, ServiceError, contract::Id},
    vault::{Artifact, Change, Session, Table, Unlocked, VaultError},
};

pub use crate::vault::Standing;

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
    /// E.164; a new PIN must not be made of it.
    phone: String,
    net_key_alias: String,
}

/// The account. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Account {
    vault: Unlocked,
    platform: Platform,
    client: Arc<ServiceClient>,
    changed: Arc<dyn Fn() + Send + Sync>,
}

impl Account {
    pub(crate) fn new(
        vault: Unlocked,
        platform: Platform,
        client: Arc<ServiceClient>,
        changed: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self { vault, platform, client, changed }
    }

    /// The net key and whom the account is for.
    pub(crate) fn identity(&self) -> Result<(DeviceKey, Nik), AccountError> {
        let record = self.vault.with(|session| read(session))?;
        let nik = Nik::from_u64(record.nik).map_err(|_| AccountError::Unreadable)?;
        Ok((DeviceKey::load(self.platform.keystore.clone(), &record.net_key_alias)?, nik))
    }

    /// The citizen's copy of what they consented to.
    pub(crate) fn consent_export(&self) -> Result<Vec<u8>, AccountError> {
        let bytes = self.vault.with(|session| session.get(Table::ACCOUNT, CONSENT))?;
        bytes.map(|record| record.body.to_vec()).ok_or(AccountError::Unreadable)
    }

    /// Lets the service's word about the account through: a blocked or released one locks, and stays so over restarts.
    pub(crate) fn judge(&self, error: ServiceError) -> ServiceError {
        let standing = match error.problem() {
            Some(ProblemCode::AccountBlocked) => Standing::Blocked,
            Some(ProblemCode::DeviceReleased) => Standing::Released,
            _ => return error,
        };
        let mut heard = false;
        // Should the header not be written, this process refuses all the same, and locking tries again.
        let _ = self.vault.with(|session| {
            heard = true;
            session.set_standing(standing)
        });
        if !heard {
            // Locked or wiped meanwhile: the answer may be about an account that is no longer here.
            return error;
        }
        drop(self.vault.take());
        self.client.close_idle();
        (self.changed)();
        error
    }
}

/// Whether the vault holds an account already. A damaged record is one, too: documents and codes do not need it.
pub(crate) fn is_recorded(session: &Session) -> Result<bool, VaultError> {
    match session.get(Table::ACCOUNT, ACCOUNT) {
        Ok(record) => Ok(record.is_some()),
        Err(VaultError::Corrupt { what: Artifact::Record }) => Ok(true),
        Err(error) => Err(error),
    }
}

fn read(session: &Session) -> Result<Record, AccountError> {
    let record = session.get(Table::ACCOUNT, ACCOUNT)?.ok_or(AccountError::Unreadable)?;
    serde_json::from_slice(&record.body).map_err(|_| AccountError::Unreadable)
}

/// The alias of the net key that speaks for the account.
pub(crate) fn net_key_alias(session: &Session) -> Result<String, AccountError> {
    Ok(read(session)?.net_key_alias)
}

/// NIK and phone number of the holder.
pub(crate) fn holder(session: &Session) -> Result<(Nik, String), AccountError> {
    let record = read(session)?;
    Ok((Nik::from_u64(record.nik).map_err(|_| AccountError::Unreadable)?, record.phone))
}

/// Records the account with the consent it was made with, both or neither.
pub(crate) fn record(session: &mut Session, handover: &Handover) -> Result<(), VaultError> {
    let record = Record {
        account: handover.account,
        nik: handover.nik.as_u64(),
        phone: handover.phone.clone(),
        net_key_alias: handover.net_key_alias.clone(),
    };
    let bytes = zeroize::Zeroizing::new(serde_json::to_vec(&record).expect("plain fields serialise"));
    session.apply(&[
        Change::Put { table: Table::ACCOUNT, key: ACCOUNT, meta: &[], body: &bytes },
        Change::Put { table: Table::ACCOUNT, key: CONSENT, meta: &[], body: &handover.consent_export },
    ])
}

/// What the account is made of, from the registration.
pub(crate) struct Handover {
    pub(crate) account: Id,
    pub(crate) nik: Nik,
    pub(crate) phone: String,
    pub(crate) net_key_alias: String,
    pub(crate) consent_export: Vec<u8>,
}

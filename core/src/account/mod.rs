//! The account on this phone: its holder, its device key and its status.

mod old_status_file;

use serde::{Deserialize, Serialize};

use crate::{
    context::Context,
    identity::Nik,
    platform::{KeystoreError, KeystoreSigner},
    service::{Answer, Call, ProblemCode, ServiceError, contract::Id},
    vault::{Artifact, Change, Session, Table, VaultError},
};

pub use crate::vault::AccountStatus;
pub(crate) use old_status_file::import_status_file;

const ACCOUNT: &[u8] = b"account";
const CONSENT: &[u8] = b"consent";

/// Why the account's record could not be read, or a request for it failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The vault is locked or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The device key is missing, or the key store failed.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The service could not be reached, or refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The record cannot be read.
    #[error("the account record cannot be read")]
    Unreadable,
}

#[derive(Serialize, Deserialize)]
struct Record {
    account: Id,
    nik: u64,
    /// E.164; a new PIN must not contain its digits.
    phone: String,
    device_key_alias: String,
}

/// The account. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Account(Context);

impl Account {
    pub(crate) fn new(context: Context) -> Self {
        Self(context)
    }

    /// The device key, and the holder's NIK.
    pub(crate) fn identity(&self) -> Result<(KeystoreSigner, Nik), AccountError> {
        let record = self.0.unlocked.with(|session| read(session))?;
        let nik = Nik::from_u64(record.nik).map_err(|_| AccountError::Unreadable)?;
        Ok((KeystoreSigner::load(self.0.platform.keystore.clone(), &record.device_key_alias)?, nik))
    }

    /// The citizen's copy of the consent.
    pub(crate) fn consent_export(&self) -> Result<Vec<u8>, AccountError> {
        let bytes = self.0.unlocked.with(|session| session.get(Table::ACCOUNT, CONSENT))?;
        bytes.map(|record| record.body.to_vec()).ok_or(AccountError::Unreadable)
    }

    /// Calls the service for this account. Locking cancels the call.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Answer, AccountError> {
        let answer = self.0.unlocked.while_open(self.0.client.call(call)).await?;
        Ok(answer.map_err(|error| self.lock_if_refused(error))?)
    }

    /// Locks the vault and saves the account status, if `error` says that the account is blocked or released. Returns
    /// the error unchanged.
    pub(crate) fn lock_if_refused(&self, error: ServiceError) -> ServiceError {
        let status = match error.problem() {
            Some(ProblemCode::AccountBlocked) => AccountStatus::Blocked,
            Some(ProblemCode::DeviceReleased) => AccountStatus::Released,
            _ => return error,
        };
        let mut open = false;
        // If the header cannot be written, the status holds in this process, and locking tries to write it again.
        let _ = self.0.unlocked.with(|session| {
            open = true;
            session.set_account_status(status)
        });
        if open {
            drop(self.0.unlocked.take());
            self.0.client.close_idle();
            (self.0.changed)();
        }
        // If the vault was locked or wiped during the request, the answer may be for an account that is no longer here.
        error
    }
}

/// Whether the vault has an account. A damaged record counts: documents and codes do not need it.
pub(crate) fn is_recorded(session: &Session) -> Result<bool, VaultError> {
    match session.get(Table::ACCOUNT, ACCOUNT) {
        Ok(record) => Ok(record.is_some()),
        Err(VaultError::Corrupt { what: Artifact::Record }) => Ok(true),
        Err(error) => Err(error),
    }
}

fn read(session: &Session) -> Result<Record, AccountError> {
    stored(session)?.ok_or(AccountError::Unreadable)
}

/// `None` if there is no record, or none that this version of the app can read.
fn stored(session: &Session) -> Result<Option<Record>, VaultError> {
    let record = session.get(Table::ACCOUNT, ACCOUNT)?;
    Ok(record.and_then(|record| serde_json::from_slice(&record.body).ok()))
}

/// The alias of the account's device key.
pub(crate) fn device_key_alias(session: &Session) -> Result<String, AccountError> {
    Ok(read(session)?.device_key_alias)
}

/// NIK and phone number of the holder, if the record can be read.
pub(crate) fn holder(session: &Session) -> Result<Option<(Nik, String)>, VaultError> {
    Ok(stored(session)?.and_then(|record| Some((Nik::from_u64(record.nik).ok()?, record.phone))))
}

/// Saves the account and its consent, both or neither.
pub(crate) fn record(session: &mut Session, new_account: &NewAccount) -> Result<(), VaultError> {
    let record = Record {
        account: new_account.account,
        nik: new_account.nik.as_u64(),
        phone: new_account.phone.clone(),
        device_key_alias: new_account.device_key_alias.clone(),
    };
    let bytes = zeroize::Zeroizing::new(serde_json::to_vec(&record).expect("plain fields serialise"));
    session.apply(&[
        Change::Put { table: Table::ACCOUNT, key: ACCOUNT, meta: &[], body: &bytes },
        Change::Put { table: Table::ACCOUNT, key: CONSENT, meta: &[], body: &new_account.consent_export },
    ])
}

/// The data of a new account, from the registration.
pub(crate) struct NewAccount {
    pub(crate) account: Id,
    pub(crate) nik: Nik,
    pub(crate) phone: String,
    pub(crate) device_key_alias: String,
    pub(crate) consent_export: Vec<u8>,
}

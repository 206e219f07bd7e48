//! What is on disk before a PIN exists: one sealed record for everything but the portrait, which has its own.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{FormInput, FormShape, RegistrationError};
use crate::{
    crypto::SecretBytes,
    service::contract::{ActivationStatus, Bytes, Id, Rejection, WireForm},
    vault::{Artifact, SealedStore, Table, VaultError},
};

const JOURNAL: &[u8] = b"journal";
const PORTRAIT: &[u8] = b"portrait";
/// Raised when a newer app writes what an older one cannot read.
const VERSION: u8 = 1;

/// Everything a registration knows. Cloned for each change, so that memory never runs ahead of the disk.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Journal {
    version: u8,
    pub(super) net_key_alias: String,
    pub(super) stage: Stage,
    pub(super) shape: FormShape,
    /// What was typed, valid or not: nothing is lost.
    pub(super) draft: FormInput,
    pub(super) consent: Option<ConsentRecord>,
    /// The checked form as it goes over the wire.
    pub(super) form: Option<WireForm>,
    /// The request that creates the registration, word for word: it is repeated until its answer arrives.
    pub(super) outbox: Option<Outbox>,
    pub(super) remote: Option<Remote>,
    /// Tokens this phone may be paired by: of the last QR it scanned, and of those it showed.
    pub(super) pairing_tokens: Vec<[u8; 16]>,
    pub(super) portrait_size: u32,
    pub(super) portrait_sent: u32,
    /// The account, once activated.
    pub(super) account: Option<Id>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Stage {
    OfficerNotice,
    Terms,
    Form,
    Selfie,
    Uploading,
    OfficePairing,
    AwaitingDecision { digits: String, office: String },
    Activation(ActivationStatus),
    CreatePin,
    Rejected(Rejection),
    Conflict,
    Expired,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ConsentRecord {
    /// Code of the language the citizen read.
    pub(super) language: String,
    pub(super) consent: Bytes,
    pub(super) receipt: Option<Bytes>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Outbox {
    pub(super) idempotency_key: String,
    pub(super) body: Bytes,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Remote {
    pub(super) id: Id,
    pub(super) expires_at: u64,
}

impl Journal {
    pub(super) fn new(net_key_alias: String, shape: FormShape) -> Self {
        Self {
            version: VERSION,
            net_key_alias,
            stage: Stage::OfficerNotice,
            shape,
            draft: FormInput::default(),
            consent: None,
            form: None,
            outbox: None,
            remote: None,
            pairing_tokens: Vec::new(),
            portrait_size: 0,
            portrait_sent: 0,
            account: None,
        }
    }

    pub(super) fn load(store: &SealedStore) -> Result<Option<Self>, RegistrationError> {
        let Some(record) = store.get(Table::REGISTRATION, JOURNAL)? else { return Ok(None) };
        let journal: Self = serde_json::from_slice(&record.body)
            .map_err(|_| VaultError::Corrupt { what: Artifact::Record })?;
        if journal.version > VERSION {
            return Err(VaultError::UnsupportedVersion { found: journal.version, max: VERSION }.into());
        }
        Ok(Some(journal))
    }

    pub(super) fn save(&self, store: &mut SealedStore) -> Result<(), RegistrationError> {
        let bytes =
            Zeroizing::new(serde_json::to_vec(self).expect("the journal has string keys and serialises"));
        Ok(store.put(Table::REGISTRATION, JOURNAL, &[], &bytes)?)
    }
}

/// Keeps the portrait apart from the journal: 100 KB that are not rewritten at each step.
pub(super) fn save_portrait(store: &mut SealedStore, jpeg: &[u8]) -> Result<(), RegistrationError> {
    Ok(store.put(Table::REGISTRATION, PORTRAIT, &[], jpeg)?)
}

pub(super) fn load_portrait(store: &SealedStore) -> Result<Option<SecretBytes>, RegistrationError> {
    Ok(store.get(Table::REGISTRATION, PORTRAIT)?.map(|record| record.body))
}

//! What is on disk before a PIN exists: one sealed record for everything but the portrait, which has its own.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    RegistrationError,
    input::{FormInput, FormShape},
};
use crate::{
    crypto::SecretBytes,
    service::{
        SavedRequest,
        contract::{ActivationStatus, Bytes, Id, Rejection, WireForm},
    },
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
    pub(super) device_key_alias: String,
    pub(super) step: SavedStep,
    pub(super) shape: FormShape,
    /// What was typed, valid or not: nothing is lost.
    pub(super) draft: FormInput,
    pub(super) consent: Option<ConsentRecord>,
    /// The checked form as it goes over the wire.
    pub(super) form: Option<WireForm>,
    /// The request that creates the registration: the same bytes are sent until it is answered.
    pub(super) outbox: Option<SavedRequest>,
    /// The correction after a rejection whose answer has not arrived yet: the service may or may not have taken it.
    #[serde(default)]
    pub(super) amendment: Option<PendingAmendment>,
    pub(super) remote: Option<Remote>,
    /// Tokens this phone may be paired by: of the QRs it scanned and of those it showed, oldest first.
    pub(super) pairing_tokens: Vec<[u8; 16]>,
    /// The QR that is shown to the counter.
    #[serde(default)]
    pub(super) shown_qr: Option<ShownQr>,
    pub(super) portrait_size: u32,
    pub(super) portrait_sent: u32,
    /// The account, once activated.
    pub(super) account: Option<Id>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SavedStep {
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

impl SavedStep {
    /// Whether the service holds form and portrait, and goes on with them.
    pub(super) fn holds_portrait(&self) -> bool {
        matches!(
            self,
            Self::OfficePairing
                | Self::AwaitingDecision { .. }
                | Self::Activation(_)
                | Self::Conflict
                | Self::CreatePin
        )
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ConsentRecord {
    /// Code of the language the citizen read.
    pub(super) language: String,
    pub(super) consent: Bytes,
    pub(super) receipt: Option<Bytes>,
}

/// A correction on its way. What it changes on this phone changes when the service took it, not before: otherwise the PIN
/// would be made for another person than the account.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PendingAmendment {
    pub(super) request: SavedRequest,
    /// The corrected form, if that is part of it.
    pub(super) form: Option<WireForm>,
    /// Bytes of the new portrait, if one follows.
    pub(super) photo: Option<u32>,
}

/// A pairing QR of this phone.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ShownQr {
    pub(super) text: String,
    /// Seconds since 1970.
    pub(super) not_after: u64,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Remote {
    pub(super) id: Id,
    pub(super) expires_at: u64,
}

impl Journal {
    pub(super) fn new(device_key_alias: String, shape: FormShape) -> Self {
        Self {
            version: VERSION,
            device_key_alias,
            step: SavedStep::OfficerNotice,
            shape,
            draft: FormInput::default(),
            consent: None,
            form: None,
            outbox: None,
            amendment: None,
            remote: None,
            pairing_tokens: Vec::new(),
            shown_qr: None,
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

    /// The service took the correction, if one was on its way: this phone now holds what the service holds.
    pub(super) fn amendment_taken(&mut self) {
        let Some(amendment) = self.amendment.take() else { return };
        if let Some(form) = amendment.form {
            self.form = Some(form);
        }
        if let Some(size) = amendment.photo {
            self.portrait_size = size;
            self.portrait_sent = 0;
        }
        // The officer must see who stands there now: a QR from before the rejection pairs nobody.
        self.shown_qr = None;
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

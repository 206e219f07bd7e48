//! What is on disk before a PIN exists: one sealed record for the portrait, and one for everything else.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    RegistrationError,
    input::{FormInput, FormShape},
};
use crate::{
    crypto::SecretBytes,
    service::{
        Photo, SavedRequest,
        contract::{ActivationStatus, Bytes, Id, Rejection, WireForm},
    },
    vault::{Artifact, SealedStore, Table, VaultError},
};

const JOURNAL: &[u8] = b"journal";
const PORTRAIT: &[u8] = b"portrait";
/// Raised when a newer app writes what an older one cannot read.
const VERSION: u8 = 1;

/// All data of a registration. A change is made on a clone, which replaces it in memory once it is saved.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Journal {
    version: u8,
    pub(super) device_key_alias: String,
    pub(super) step: SavedStep,
    pub(super) shape: FormShape,
    /// The entries as typed, valid or not.
    pub(super) draft: FormInput,
    pub(super) consent: Option<ConsentRecord>,
    /// The checked form as it is sent.
    pub(super) form: Option<WireForm>,
    /// The request that creates the registration: the same bytes are sent until it is answered.
    pub(super) outbox: Option<SavedRequest>,
    /// The correction after a rejection, if its answer has not arrived: the service may or may not have accepted it.
    #[serde(default)]
    pub(super) amendment: Option<PendingAmendment>,
    pub(super) remote: Option<Remote>,
    /// Tokens of the pairing QRs that this phone scanned or showed, oldest first. Only these can pair it.
    pub(super) pairing_tokens: Vec<[u8; 16]>,
    /// The QR shown to the counter.
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
    /// Whether the service has form and portrait, and the registration continues.
    pub(super) fn service_has_portrait(&self) -> bool {
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

/// A correction that was sent and not answered. The journal takes its values only once the service has accepted it:
/// otherwise the PIN rules could use the data of another person than the account's.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PendingAmendment {
    pub(super) request: SavedRequest,
    /// The corrected form, if there is one.
    pub(super) form: Option<WireForm>,
    /// Size of the new portrait, bytes, if one follows.
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
        Ok(Some(Self::parse(&record.body)?))
    }

    fn parse(body: &[u8]) -> Result<Self, VaultError> {
        // The version first: this app may not be able to read the rest of what a newer one wrote.
        let Versioned { version } = read(body)?;
        if version > VERSION {
            return Err(VaultError::UnsupportedVersion { found: version, max: VERSION });
        }
        read(body)
    }

    /// Copies the pending correction, if any, into the journal: the service has accepted it.
    pub(super) fn apply_amendment(&mut self) {
        let Some(amendment) = self.amendment.take() else { return };
        if let Some(form) = amendment.form {
            self.form = Some(form);
        }
        if let Some(size) = amendment.photo {
            self.portrait_size = size;
            self.portrait_sent = 0;
        }
        // The officer must compare the citizen with the new data: a QR from before the rejection may not be used.
        self.shown_qr = None;
    }

    pub(super) fn save(&self, store: &mut SealedStore) -> Result<(), RegistrationError> {
        let bytes =
            Zeroizing::new(serde_json::to_vec(self).expect("the journal has string keys and serialises"));
        Ok(store.put(Table::REGISTRATION, JOURNAL, &[], &bytes)?)
    }
}

/// What a journal of every version has.
#[derive(Deserialize)]
struct Versioned {
    version: u8,
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, VaultError> {
    serde_json::from_slice(body).map_err(|_| VaultError::Corrupt { what: Artifact::Record })
}

/// Saves the portrait apart from the journal, so that its 100 KB are not rewritten at each step.
///
/// The names of its advice stand before it, separated by spaces, in the record's meta.
pub(super) fn save_portrait(store: &mut SealedStore, photo: &Photo<'_>) -> Result<(), RegistrationError> {
    Ok(store.put(Table::REGISTRATION, PORTRAIT, photo.advice.join(" ").as_bytes(), photo.jpeg)?)
}

/// The portrait with the names of its advice.
pub(super) fn load_portrait(
    store: &SealedStore,
) -> Result<Option<(SecretBytes, Vec<String>)>, RegistrationError> {
    let Some(record) = store.get(Table::REGISTRATION, PORTRAIT)? else { return Ok(None) };
    let advice = String::from_utf8_lossy(&record.meta).split_whitespace().map(str::to_owned).collect();
    Ok(Some((record.body, advice)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_of_a_newer_app_is_too_new_and_not_damaged() {
        let newer = Journal::parse(br#"{"version":2,"stages":["another shape"]}"#).err();
        assert_eq!(newer, Some(VaultError::UnsupportedVersion { found: 2, max: 1 }));
        let damaged = Journal::parse(br#"{"version":1}"#).err();
        assert_eq!(damaged, Some(VaultError::Corrupt { what: Artifact::Record }));
    }
}

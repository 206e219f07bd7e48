//! What the service said of an entry while the vault was locked.

use std::io;

use ikd_proof::{
    PublicKey, ReaderPrivateKey, ReaderPublicKey, SealingRandomness,
    application::{ApplicationId, KeptAnswer},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{ANSWER, Entry, MAX_SMALL, Manifest, json, read};
use crate::{
    files::{self, replace},
    platform::{KeystoreError, KeystoreSigner},
    service::{ApplicationFault, contract::Bytes},
};

/// Why an entry will not be accepted as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::applications) enum Refusal {
    /// The service no longer opens what is sealed to this key.
    ServiceKeyRetired,
    /// Answers or papers: the [`Answer`] says which.
    Invalid,
    /// Another application is open.
    Duplicate,
    /// The form; the lowest version that the service accepts.
    OutdatedForm(u64),
    /// The service has another revision, or takes none in its state.
    Conflict,
    /// Its files are not those that were queued. The phone itself finds this, so it needs no [`Answer`].
    Changed,
    /// The service says that this phone did not sign it.
    NotOurs,
    /// The face must be shown first.
    PresenceMissing,
}

impl Refusal {
    /// Whether the vault's copy is sealed again, instead of asking the person.
    pub(in crate::applications) fn is_sealed_again(&self) -> bool {
        matches!(self, Self::ServiceKeyRetired | Self::Changed | Self::NotOurs)
    }
}

/// What the service said. Neither for every reader of the outbox, nor to be written by everybody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::applications) enum Answer {
    /// The receipt, as the service signed it.
    Receipt(Bytes),
    /// It does not take the revision.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What is wrong with answers or papers.
        faults: Vec<ApplicationFault>,
    },
}

/// Why an answer was not kept. The service gives it again.
#[derive(Debug, thiserror::Error)]
pub(in crate::applications) enum KeepError {
    /// The device key did not sign.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Entry {
    /// Whether an answer waits. What it is, only the vault can tell.
    pub(in crate::applications) fn has_answer(&self) -> bool {
        self.dir.join(ANSWER).is_file()
    }

    /// The answer that waits, if it was sealed to this key, and this phone signed it for this entry.
    pub(in crate::applications) fn answer(
        &self,
        manifest: &Manifest,
        key: &ReaderPrivateKey,
        device_key: &PublicKey,
    ) -> Option<Answer> {
        let sealed = read(&self.dir.join(ANSWER), MAX_SMALL).ok()??;
        let kept = KeptAnswer::open(&sealed, key, device_key).ok()?;
        serde_json::from_slice(&kept.about(self.id, self.revision, &manifest.sealed.0).ok()?).ok()
    }

    /// Keeps what the service said until the next unlock.
    pub(in crate::applications) fn save_answer(
        &self,
        answer: &Answer,
        manifest: &Manifest,
        device_key: &KeystoreSigner,
        randomness: SealingRandomness,
    ) -> Result<(), KeepError> {
        let body = Zeroizing::new(json(answer));
        let id = ApplicationId(manifest.id.0);
        let kept = KeptAnswer { id, revision: manifest.revision, sealed_hash: manifest.sealed.0, body };
        let key = ReaderPublicKey::from_bytes(manifest.answer_key);
        // Only a key that somebody else wrote is degenerate: the next unlock notices.
        let sealed = KeptAnswer::seal(&kept.sign(device_key)?, &key, randomness)
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        Ok(replace(&self.dir.join(ANSWER), &sealed)?)
    }

    pub(in crate::applications) fn drop_answer(&self) -> io::Result<()> {
        files::remove(&self.dir.join(ANSWER))
    }
}

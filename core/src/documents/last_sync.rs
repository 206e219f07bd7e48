//! The record of the last complete sync.

use serde::{Deserialize, Serialize};

use super::DocumentId;
use crate::{
    service::contract::{Bytes, DocumentEntry, document_id},
    vault::{Artifact, Session, Table, VaultError},
};

/// Key of the record.
const LAST_SYNC: &[u8] = b"last-sync";
/// How many unreadable documents are recorded. Any further ones are fetched again by each sync that reads the list.
const MAX_UNREADABLE: usize = 256;

/// The record of the last complete sync.
#[derive(Serialize, Deserialize)]
pub(super) struct LastSync {
    pub(super) documents_etag: String,
    /// The state epoch of the account. If a later answer has a lower one, it is requested again, then accepted.
    pub(super) state_epoch: u64,
    /// When; seconds since 1970.
    pub(super) at: u64,
    /// Version of the app that could not read the documents below; another version tries again. Absent in records of
    /// early apps.
    #[serde(default)]
    pub(super) app_version: Option<String>,
    /// Documents that the service has and this app could not read.
    #[serde(default)]
    pub(super) unreadable: Vec<Unreadable>,
}

/// A document that the app could not read, or did not fetch because it does not know its type.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Unreadable {
    #[serde(with = "document_id")]
    pub(super) id: DocumentId,
    pub(super) version: u64,
    /// Hash of the container that could not be read; absent if none was fetched because its type is unknown.
    #[serde(default)]
    pub(super) sha256: Option<Bytes>,
}

impl Unreadable {
    pub(super) fn of(entry: &DocumentEntry, fetched: bool) -> Self {
        Self { id: entry.id, version: entry.version, sha256: fetched.then(|| entry.sha256.clone()) }
    }

    /// Whether `entry` is the same container that could not be read. Without a hash `false`: a document with an unknown
    /// type is fetched as soon as its type is known.
    pub(super) fn matches(&self, entry: &DocumentEntry) -> bool {
        self.id == entry.id && self.version == entry.version && self.sha256.as_ref() == Some(&entry.sha256)
    }
}

impl LastSync {
    /// `None` before the first complete sync. Also if the record is damaged: the next sync writes it again.
    pub(super) fn read(session: &Session) -> Result<Option<Self>, VaultError> {
        match session.get(Table::ACCOUNT, LAST_SYNC) {
            Ok(record) => Ok(record.and_then(|record| serde_json::from_slice(&record.body).ok())),
            Err(VaultError::Corrupt { what: Artifact::Record }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn write(&mut self, session: &mut Session) -> Result<(), VaultError> {
        self.unreadable.truncate(MAX_UNREADABLE);
        let bytes = serde_json::to_vec(self).expect("plain fields serialise");
        session.put(Table::ACCOUNT, LAST_SYNC, &[], &bytes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_an_early_app_is_read() {
        let old = br#"{"documents_etag":"contoh","state_epoch":3,"at":1790000000}"#;
        let last: LastSync = serde_json::from_slice(old).unwrap();
        assert_eq!((last.state_epoch, last.app_version, last.unreadable.len()), (3, None, 0));
    }
}

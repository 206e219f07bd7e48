//! How the last complete sync left things.

use serde::{Deserialize, Serialize};

use super::DocumentId;
use crate::{
    service::contract::{Bytes, DocumentEntry, document_id},
    vault::{Artifact, Session, Table, VaultError},
};

/// Key of the record.
const LAST_SYNC: &[u8] = b"last-sync";
/// Documents that cannot be read, noted at most. One that finds no place is asked for again at each sync that reads the list.
const MAX_UNREADABLE: usize = 256;

/// How the last complete sync left things.
#[derive(Serialize, Deserialize)]
pub(super) struct LastSync {
    pub(super) documents_etag: String,
    /// The account's state at the service then. A lower one later is asked for twice, then taken.
    pub(super) state_epoch: u64,
    /// Seconds since 1970.
    pub(super) at: u64,
    /// Which app could not read what follows; another one tries again. Absent in records of apps that noted nothing.
    #[serde(default)]
    pub(super) app_version: Option<String>,
    /// What the service holds and this app could not read.
    #[serde(default)]
    pub(super) unreadable: Vec<Unreadable>,
}

/// A document that the app could not read, or did not fetch because it does not know its type.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Unreadable {
    #[serde(with = "document_id")]
    pub(super) id: DocumentId,
    pub(super) version: u64,
    /// Of the container that could not be read; absent where none was fetched, as this app does not know its type.
    #[serde(default)]
    pub(super) sha256: Option<Bytes>,
}

impl Unreadable {
    pub(super) fn of(entry: &DocumentEntry, fetched: bool) -> Self {
        Self { id: entry.id, version: entry.version, sha256: fetched.then(|| entry.sha256.clone()) }
    }

    /// Whether these are the very bytes that could not be read. One odd word about a document's type keeps nothing away.
    pub(super) fn is(&self, entry: &DocumentEntry) -> bool {
        self.id == entry.id && self.version == entry.version && self.sha256.as_ref() == Some(&entry.sha256)
    }
}

impl LastSync {
    /// `None` before the first complete sync. Also when the record is damaged: all that is in it comes again with the next
    /// sync, which writes it anew.
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
    fn a_record_of_an_app_that_noted_nothing_is_read() {
        let old = br#"{"documents_etag":"contoh","state_epoch":3,"at":1790000000}"#;
        let last: LastSync = serde_json::from_slice(old).unwrap();
        assert_eq!((last.state_epoch, last.app_version, last.unreadable.len()), (3, None, 0));
    }
}

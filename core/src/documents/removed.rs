//! Which documents were removed from this phone, and in which version: they must not come back in an older one.

use serde::{Deserialize, Serialize};

use super::DocumentId;
use crate::{
    service::contract::document_id,
    vault::{Artifact, Change, Session, Table, VaultError},
};

/// Key of the record.
const REMOVED: &[u8] = b"removed";
/// How many removed documents are recorded; then the one removed longest ago is dropped. A family has a few dozen
/// documents in a lifetime, and only a document signed by an issuer for this holder takes a place.
const MAX_REMOVED: usize = 1024;

/// The removed documents, longest ago first.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Removed {
    documents: Vec<Tombstone>,
}

#[derive(Serialize, Deserialize)]
struct Tombstone {
    #[serde(with = "document_id")]
    id: DocumentId,
    /// The highest version that was on the phone.
    version: u64,
}

impl Removed {
    /// Empty if no document was removed. Also if the record is damaged: an error would prevent every further sync. The
    /// documents on the phone have their versions in their own records.
    pub(super) fn read(session: &Session) -> Result<Self, VaultError> {
        match session.get(Table::ACCOUNT, REMOVED) {
            Ok(Some(record)) => Ok(serde_json::from_slice(&record.body).unwrap_or_default()),
            Ok(None) | Err(VaultError::Corrupt { what: Artifact::Record }) => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// The version in which a document was removed, if it was.
    pub(super) fn version(&self, id: DocumentId) -> Option<u64> {
        self.documents.iter().find(|tombstone| tombstone.id == id).map(|tombstone| tombstone.version)
    }

    fn add(&mut self, id: DocumentId, version: u64) {
        self.forget(id);
        self.documents.push(Tombstone { id, version });
        self.documents.drain(..self.documents.len().saturating_sub(MAX_REMOVED));
    }

    fn forget(&mut self, id: DocumentId) {
        self.documents.retain(|tombstone| tombstone.id != id);
    }

    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain fields serialise")
    }
}

/// Deletes a document and records its version, both or neither.
pub(super) fn delete(session: &mut Session, id: DocumentId, version: u64) -> Result<(), VaultError> {
    let mut removed = Removed::read(session)?;
    removed.add(id, version);
    session.apply(&[
        Change::Put { table: Table::ACCOUNT, key: REMOVED, meta: &[], body: &removed.bytes() },
        Change::Delete { table: Table::DOCUMENTS, key: &id.0 },
    ])
}

/// Stores a document and drops its tombstone, both or neither: its own record has the version now.
pub(super) fn put(session: &mut Session, id: DocumentId, meta: &[u8], body: &[u8]) -> Result<(), VaultError> {
    let put = Change::Put { table: Table::DOCUMENTS, key: &id.0, meta, body };
    let mut removed = Removed::read(session)?;
    if removed.version(id).is_none() {
        return session.apply(&[put]);
    }
    removed.forget(id);
    session
        .apply(&[put, Change::Put { table: Table::ACCOUNT, key: REMOVED, meta: &[], body: &removed.bytes() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> DocumentId {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&n.to_be_bytes());
        DocumentId(id)
    }

    #[test]
    fn a_document_removed_twice_has_one_tombstone_with_the_later_version() {
        let mut removed = Removed::default();
        removed.add(id(1), 2);
        removed.add(id(1), 5);
        assert_eq!((removed.version(id(1)), removed.documents.len()), (Some(5), 1));
    }

    #[test]
    fn forgetting_a_document_keeps_the_tombstones_of_the_others() {
        let mut removed = Removed::default();
        removed.add(id(1), 2);
        removed.add(id(2), 3);
        removed.forget(id(1));
        assert_eq!((removed.version(id(1)), removed.version(id(2))), (None, Some(3)));
    }

    #[test]
    fn a_full_record_drops_only_the_document_removed_longest_ago() {
        let mut removed = Removed::default();
        (0..MAX_REMOVED).for_each(|n| removed.add(id(n), 1));
        assert_eq!(removed.version(id(0)), Some(1));
        removed.add(id(MAX_REMOVED), 1);
        assert_eq!((removed.version(id(0)), removed.version(id(1))), (None, Some(1)));
        assert_eq!(removed.version(id(MAX_REMOVED)), Some(1));
    }

    #[test]
    fn a_full_record_is_far_below_the_size_limit_of_a_record() {
        let mut removed = Removed::default();
        (0..MAX_REMOVED).for_each(|n| removed.add(id(n), u64::MAX));
        assert!(removed.bytes().len() < 100_000, "{}", removed.bytes().len());
    }
}

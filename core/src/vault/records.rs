//! All records of one store: reading, writing, and the manifest that detects missing, added and old records.
//!
//! The manifest is a MAC over the id, version and tag of each record and over the number of records. It is verified
//! once, when the records are loaded. Its content then stays in memory, and each read is compared with it.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use zeroize::Zeroizing;

use crate::crypto::{self, SecretBytes};
use crate::platform::SecureRandom;

use super::db::{self, Db, Row};
use super::record::{MAX_BODY, MAX_META, Part, Place, RecordKeys, Rid, Table, claimed_table, tag_of};
use super::{Artifact, VaultError};

/// A record as it was put. Wiped when dropped.
pub struct Record {
    /// The part that lists show.
    pub meta: SecretBytes,
    /// The content.
    pub body: SecretBytes,
}

/// One line of a list. Wiped when dropped.
pub struct Listed {
    /// The logical key.
    pub key: SecretBytes,
    /// The part that lists show.
    pub meta: SecretBytes,
}

/// One change of a set that is applied atomically.
pub enum Change<'a> {
    /// Creates or replaces a record.
    Put {
        /// Its kind.
        table: Table,
        /// Its logical key, unique within the table. With `meta` at most 954 bytes.
        key: &'a [u8],
        /// The part that lists show.
        meta: &'a [u8],
        /// The content, at most 4 MiB.
        body: &'a [u8],
    },
    /// Deletes a record. Succeeds if there is no such record.
    Delete {
        /// Its kind.
        table: Table,
        /// Its logical key.
        key: &'a [u8],
    },
}

/// The manifest's number in a new store.
pub(super) const FIRST_N: u64 = 1;

/// The manifest's entry for one record.
#[derive(Clone, Copy)]
struct Entry {
    table: Table,
    ver: u64,
    tag: [u8; 32],
}

/// The records of an opened store.
pub(super) struct Records {
    keys: RecordKeys,
    index: BTreeMap<Rid, Entry>,
    n: u64,
}

impl Records {
    /// Writes the first manifest of a store without records, and returns the keys.
    pub(super) fn create(tx: &Transaction<'_>, keys: RecordKeys) -> Result<RecordKeys, VaultError> {
        let records = Records { keys, index: BTreeMap::new(), n: FIRST_N };
        db::write_manifest(tx, records.n, &records.mac())?;
        Ok(records.keys)
    }

    /// Reads all metas and checks them against the manifest.
    pub(super) fn load(db: &Db, keys: RecordKeys) -> Result<Records, VaultError> {
        let (n, mac) = db.manifest()?;
        let mut records = Records { keys, index: BTreeMap::new(), n };
        db.each_row(|row| {
            let table = claimed_table(&row.meta)?;
            // The manifest's MAC does not cover the table's number. Opening each meta authenticates it; otherwise a
            // record moved to another table would silently be missing from its own.
            let place = Place { table, rid: &row.rid, ver: row.ver, part: Part::Meta };
            records.keys.open(place, &row.meta)?;
            records.index.insert(row.rid, Entry { table, ver: row.ver, tag: row.tag });
            Ok(())
        })?;
        if crypto::constant_time_eq(&records.mac(), &mac) {
            Ok(records)
        } else {
            Err(VaultError::Corrupt { what: Artifact::Manifest })
        }
    }

    #[cfg(test)]
    pub(super) fn rid_for_tests(&self, table: Table, key: &[u8]) -> Rid {
        self.keys.rid(table, key)
    }

    /// The manifest's number; each change increases it.
    pub(super) fn n(&self) -> u64 {
        self.n
    }

    /// MAC over store id, number, count, and (id, version, tag) of each record in the order of ids.
    fn mac(&self) -> [u8; 32] {
        let mut rows = Vec::with_capacity(self.index.len() * (32 + 8 + 32));
        for (rid, entry) in &self.index {
            rows.extend_from_slice(rid);
            rows.extend_from_slice(&entry.ver.to_be_bytes());
            rows.extend_from_slice(&entry.tag);
        }
        let count = self.index.len() as u64;
        let parts = [self.keys.store_id.as_slice(), &self.n.to_be_bytes(), &count.to_be_bytes(), &rows];
        crypto::hmac_sha256(self.keys.manifest_key().expose(), &parts)
    }

    /// Reads a record; `None` if there is none.
    pub(super) fn get(&self, db: &Db, table: Table, key: &[u8]) -> Result<Option<Record>, VaultError> {
        let rid = self.keys.rid(table, key);
        let Some(entry) = self.index.get(&rid) else { return Ok(None) };
        let record_key = self.keys.record_key(table, &rid);
        let place = |part| Place { table, rid: &rid, ver: entry.ver, part };
        let (meta_tag, meta) = db.with_meta(&rid, |blob| {
            Ok((*tag_of(blob)?, self.keys.open_with(&record_key, place(Part::Meta), blob)?))
        })?;
        let (body_tag, body) = db.with_body(&rid, |blob| {
            Ok((*tag_of(blob)?, self.keys.open_with(&record_key, place(Part::Body), blob)?))
        })?;
        if crypto::sha256(&[&meta_tag, &body_tag]) != entry.tag {
            return Err(VaultError::Corrupt { what: Artifact::Record });
        }
        Ok(Some(Record { meta: without_key(meta)?, body }))
    }

    /// Reads a record's meta alone; `None` if there is no such record.
    pub(super) fn meta(&self, db: &Db, table: Table, key: &[u8]) -> Result<Option<SecretBytes>, VaultError> {
        let rid = self.keys.rid(table, key);
        let Some(entry) = self.index.get(&rid) else { return Ok(None) };
        let meta = self.open_meta(db, &rid, entry)?;
        Ok(Some(without_key(meta)?))
    }

    /// Keys and metas of a table, in ascending order of keys.
    pub(super) fn list(&self, db: &Db, table: Table) -> Result<Vec<Listed>, VaultError> {
        let mut listed = Vec::new();
        for (rid, entry) in self.index.iter().filter(|(_, entry)| entry.table == table) {
            let meta = self.open_meta(db, rid, entry)?;
            let (key, _) = split_key(&meta)?;
            listed.push(Listed { key: SecretBytes::copy_of(key), meta: without_key(meta)? });
        }
        listed.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(listed)
    }

    fn open_meta(&self, db: &Db, rid: &Rid, entry: &Entry) -> Result<SecretBytes, VaultError> {
        let place = Place { table: entry.table, rid, ver: entry.ver, part: Part::Meta };
        db.with_meta(rid, |blob| self.keys.open(place, blob))
    }

    /// Makes all changes in one durable transaction. Returns whether a record was deleted: its bytes stay in the
    /// journal until the next checkpoint.
    pub(super) fn apply(
        &mut self,
        db: &mut Db,
        random: &dyn SecureRandom,
        changes: &[Change<'_>],
    ) -> Result<bool, VaultError> {
        let before = (self.index.clone(), self.n);
        let outcome = self.apply_in_transaction(db, random, changes);
        if outcome.is_err() {
            (self.index, self.n) = before;
        }
        outcome
    }

    fn apply_in_transaction(
        &mut self,
        db: &mut Db,
        random: &dyn SecureRandom,
        changes: &[Change<'_>],
    ) -> Result<bool, VaultError> {
        self.n = self.n.checked_add(1).ok_or(VaultError::Internal { code: VaultError::COUNTER })?;
        let mut deleted = false;
        let tx = db.begin()?;
        for change in changes {
            match change {
                Change::Put { table, key, meta, body } => self.put(&tx, random, *table, key, meta, body)?,
                Change::Delete { table, key } => deleted |= self.delete(&tx, *table, key)?,
            }
        }
        db::write_manifest(&tx, self.n, &self.mac())?;
        tx.commit()?;
        Ok(deleted)
    }

    fn put(
        &mut self,
        tx: &Transaction<'_>,
        random: &dyn SecureRandom,
        table: Table,
        key: &[u8],
        meta: &[u8],
        body: &[u8],
    ) -> Result<(), VaultError> {
        let meta = join_key(key, meta)?;
        if body.len() > MAX_BODY {
            return Err(VaultError::TooLarge { max: MAX_BODY as u32 });
        }
        let rid = self.keys.rid(table, key);
        // The number of the change that wrote the record: unlike a count per record, it is never used again after a
        // deletion.
        let ver = self.n;
        let meta = self.keys.seal(random, Place { table, rid: &rid, ver, part: Part::Meta }, &meta)?;
        let body = self.keys.seal(random, Place { table, rid: &rid, ver, part: Part::Body }, body)?;
        let tag = crypto::sha256(&[tag_of(&meta)?, tag_of(&body)?]);
        db::write_record(tx, &Row { rid, ver, tag, meta }, &body)?;
        self.index.insert(rid, Entry { table, ver, tag });
        Ok(())
    }

    fn delete(&mut self, tx: &Transaction<'_>, table: Table, key: &[u8]) -> Result<bool, VaultError> {
        let rid = self.keys.rid(table, key);
        if self.index.remove(&rid).is_none() {
            return Ok(false);
        }
        db::delete_record(tx, &rid)?;
        Ok(true)
    }
}

/// `key length u16 || key || meta`: the plaintext of a record's meta part.
fn join_key(key: &[u8], meta: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let too_large = VaultError::TooLarge { max: MAX_META as u32 };
    if key.len().saturating_add(meta.len()) > MAX_META {
        return Err(too_large);
    }
    let len = u16::try_from(key.len()).map_err(|_| too_large)?;
    let mut joined = Zeroizing::new(Vec::with_capacity(2 + key.len() + meta.len()));
    joined.extend_from_slice(&len.to_be_bytes());
    joined.extend_from_slice(key);
    joined.extend_from_slice(meta);
    Ok(joined)
}

fn split_key(joined: &[u8]) -> Result<(&[u8], &[u8]), VaultError> {
    joined
        .split_first_chunk::<2>()
        .and_then(|(len, rest)| rest.split_at_checked(usize::from(u16::from_be_bytes(*len))))
        .ok_or(VaultError::Corrupt { what: Artifact::Record })
}

/// The meta in the plaintext of a meta part.
fn without_key(mut joined: SecretBytes) -> Result<SecretBytes, VaultError> {
    let start = 2 + split_key(&joined)?.0.len();
    let end = joined.len();
    joined.narrow(start..end).ok_or(VaultError::Corrupt { what: Artifact::Record })?;
    Ok(joined)
}

//! A store for data entered before there is a PIN: the registration's form, portrait, consent and outbox.
//!
//! Its records have the vault's format; its key is in the phone's key store. A copied file cannot be opened without
//! this phone, but anyone with the unlocked phone can read it. It exists for days and is erased as soon as the vault
//! exists. It does not detect a restored older copy.

use std::path::{Path, PathBuf};

use crate::crypto::{self, SecretBytes, SecretKey};
use crate::platform::{KeyAuth, KeySpec, KeyUse, Platform, key_names};

use super::db::{self, Db};
use super::files::{delete_database, delete_sidecars, publish};
use super::record::RecordKeys;
use super::records::Records;
use super::wipe;
use super::{Artifact, Change, Listed, Record, Table, VaultError};
use crate::files;

const MAGIC: [u8; 4] = *b"IKDS";
const VERSION: u8 = 1;
/// Magic 4, version 1, store id 16, length 2.
const FRAME: usize = 23;

/// This store's DEK is never rotated, because the store exists only for days.
const DEK_EPOCH: u32 = 1;

const SPEC: KeySpec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::Always };

/// An open store without a PIN. Dropping it wipes the key from memory and closes the file; the file stays.
pub struct SealedStore {
    db: Db,
    records: Records,
    platform: Platform,
    alias: String,
    dir: PathBuf,
}

impl SealedStore {
    /// Opens `registration.db` in `dir`; creates folder, file and key if missing.
    ///
    /// # Errors
    /// - [`VaultError::Busy`] if it is open already, and stays open for some seconds.
    /// - Terminal errors ([`VaultError::is_terminal`]) if the file or its key is lost or damaged: call
    ///   [`SealedStore::erase_in`] and register again.
    /// - Temporary failures of key store, file system or space.
    pub fn open(dir: &Path, platform: &Platform) -> Result<SealedStore, VaultError> {
        SealedStore::open_now(dir, platform).map_err(|error| error.or_storage_full(dir))
    }

    fn open_now(dir: &Path, platform: &Platform) -> Result<SealedStore, VaultError> {
        let path = database(dir);
        if !path.try_exists()? {
            create(dir, platform)?;
        }
        let db = Db::open(&path)?;
        let (store_id, dek) = open_key(&db.header()?, platform)?;
        let records = Records::load(&db, RecordKeys::new(store_id, &dek, DEK_EPOCH))?;
        drop(dek);
        crypto::clear_stack();
        Ok(SealedStore {
            db,
            records,
            platform: platform.clone(),
            alias: alias(&store_id),
            dir: dir.to_owned(),
        })
    }

    /// The alias of its key in the key store.
    pub(crate) fn key_alias(&self) -> &str {
        &self.alias
    }

    /// Whether there is such a store in `dir`.
    pub fn exists(dir: &Path) -> Result<bool, VaultError> {
        Ok(database(dir).try_exists()?)
    }

    /// Erases the store in `dir`, open or not: first the key, then the files. Each step runs even if an earlier one
    /// failed. Succeeds if there is no store. If the process dies, call it again.
    pub fn erase_in(dir: &Path, platform: &Platform) -> Result<(), VaultError> {
        let keys = destroy_keys(platform);
        let files = delete_database(&database(dir)).and(delete_database(&unfinished_database(dir)));
        keys.and(files).and(files::remove(&files::probe(dir)).map_err(VaultError::from))
    }

    /// Closes and erases this store, which must be the one in `dir`: see [`SealedStore::erase_in`].
    pub fn erase(self, dir: &Path) -> Result<(), VaultError> {
        let platform = self.platform.clone();
        // Destroy the key before closing the file: a failure to close must not keep the key.
        let keys = destroy_keys(&platform);
        drop(self);
        crypto::clear_stack();
        keys.and(SealedStore::erase_in(dir, &platform))
    }

    /// Creates or replaces a record. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] if key and meta together are over 954 bytes or the body is over 4 MiB.
    pub fn put(&mut self, table: Table, key: &[u8], meta: &[u8], body: &[u8]) -> Result<(), VaultError> {
        self.apply(&[Change::Put { table, key, meta, body }])
    }

    /// Deletes a record, and its bytes from all files. Succeeds if there is no such record.
    pub fn delete(&mut self, table: Table, key: &[u8]) -> Result<(), VaultError> {
        self.apply(&[Change::Delete { table, key }])
    }

    /// Makes all changes in the order given, atomically. They are on the disk when this returns.
    pub fn apply(&mut self, changes: &[Change<'_>]) -> Result<(), VaultError> {
        let applied = self.records.apply(&mut self.db, self.platform.random.as_ref(), changes);
        if applied.map_err(|error| error.or_storage_full(&self.dir))? {
            // The deleted bytes are still in the journal. If the checkpoint fails now, closing repeats it.
            let _ = self.db.checkpoint();
        }
        Ok(())
    }

    /// Reads a record; `None` if there is none.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Record>, VaultError> {
        self.records.get(&self.db, table, key)
    }

    /// Reads a record's meta alone; `None` if there is no such record.
    pub fn meta(&self, table: Table, key: &[u8]) -> Result<Option<SecretBytes>, VaultError> {
        self.records.meta(&self.db, table, key)
    }

    /// Keys and metas of a table, in ascending order of keys.
    pub fn list(&self, table: Table) -> Result<Vec<Listed>, VaultError> {
        self.records.list(&self.db, table)
    }
}

fn database(dir: &Path) -> PathBuf {
    dir.join("registration.db")
}

fn unfinished_database(dir: &Path) -> PathBuf {
    dir.join("registration.new")
}

fn alias(store_id: &[u8; 16]) -> String {
    format!("{}{:032x}", key_names::REGISTRATION, u128::from_be_bytes(*store_id))
}

fn aad(store_id: &[u8; 16]) -> Vec<u8> {
    [b"ikd/v1/store".as_slice(), store_id].concat()
}

fn destroy_keys(platform: &Platform) -> Result<(), VaultError> {
    Ok(wipe::destroy_keys(platform.keystore.as_ref(), &[key_names::REGISTRATION], |_| false)?)
}

/// Creates the key, then the complete file under another name, then renames it: a `registration.db` is always complete.
fn create(dir: &Path, platform: &Platform) -> Result<(), VaultError> {
    let random = platform.random.as_ref();
    files::private_dir(dir)?;
    delete_database(&unfinished_database(dir))?;
    delete_sidecars(&database(dir))?;
    destroy_keys(platform)?;

    let mut store_id = [0; 16];
    random.fill(&mut store_id)?;
    let dek = SecretKey::generate(random)?;
    platform.keystore.create_key(&alias(&store_id), SPEC)?;
    let sealed = platform.keystore.seal(&alias(&store_id), dek.expose(), &aad(&store_id))?;
    let wrong_answer = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_ANSWER };
    let len = u16::try_from(sealed.len()).map_err(|_| wrong_answer)?;
    let blob = [MAGIC.as_slice(), &[VERSION], &store_id, &len.to_be_bytes(), &sealed].concat();

    // After a wrong result of the key store, the store could never be opened.
    match open_key(&blob, platform) {
        Ok((_, opened)) if crypto::constant_time_eq(opened.expose(), dek.expose()) => {}
        _ => return Err(wrong_answer),
    }

    Db::create(&unfinished_database(dir), |tx| {
        db::insert_header(tx, &blob)?;
        Records::create(tx, RecordKeys::new(store_id, &dek, DEK_EPOCH)).map(|_| ())
    })?;
    publish(&unfinished_database(dir), &database(dir))
}

/// Opens the header. Returns the store id and the DEK.
fn open_key(blob: &[u8], platform: &Platform) -> Result<([u8; 16], SecretKey), VaultError> {
    let damaged = VaultError::Corrupt { what: Artifact::Header };
    let (frame, sealed) = blob.split_first_chunk::<FRAME>().ok_or(damaged)?;
    if frame[..4] != MAGIC {
        return Err(damaged);
    }
    if frame[4] != VERSION {
        return Err(VaultError::UnsupportedVersion { found: frame[4], max: VERSION });
    }
    let mut store_id = [0; 16];
    store_id.copy_from_slice(&frame[5..21]);
    if usize::from(u16::from_be_bytes([frame[21], frame[22]])) != sealed.len() {
        return Err(damaged);
    }
    let plain = platform
        .keystore
        .unseal(&alias(&store_id), sealed, &aad(&store_id))
        .map_err(VaultError::of_existing_key)?;
    Ok((store_id, SecretKey::from_slice(&plain).ok_or(damaged)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{Rig, error};
    use super::*;
    use crate::platform::Keystore;

    const FORM: Table = Table(1);

    fn open(rig: &Rig) -> SealedStore {
        SealedStore::open(&rig.dir(), &rig.phone.platform()).unwrap()
    }

    #[test]
    fn records_are_there_after_a_restart() {
        let rig = Rig::new();
        assert!(!SealedStore::exists(&rig.dir()).unwrap());
        open(&rig).put(FORM, b"form", b"meta", b"isi contoh").unwrap();
        assert!(SealedStore::exists(&rig.dir()).unwrap());
        let store = open(&rig);
        let record = store.get(FORM, b"form").unwrap().unwrap();
        assert_eq!((&*record.meta, &*record.body), (b"meta".as_slice(), b"isi contoh".as_slice()));
        assert_eq!(&*store.meta(FORM, b"form").unwrap().unwrap(), b"meta");
        assert_eq!(&*store.list(FORM).unwrap()[0].key, b"form");
    }

    #[test]
    fn the_disk_contains_no_plaintext_of_the_store() {
        let rig = Rig::new();
        let mut store = open(&rig);
        store.put(FORM, b"kunci-contoh", b"", b"isi-contoh").unwrap();
        assert!(rig.found_on_the_disk(&[b"kunci-contoh", b"isi-contoh"]).is_empty());
    }

    #[test]
    fn erasing_destroys_the_key_and_the_files() {
        let rig = Rig::new();
        let mut store = open(&rig);
        store.put(FORM, b"form", b"", b"isi contoh").unwrap();
        store.erase(&rig.dir()).unwrap();
        assert!(rig.phone.keystore.list_keys("").unwrap().is_empty());
        assert_eq!(std::fs::read_dir(rig.dir()).unwrap().count(), 0);
        SealedStore::erase_in(&rig.dir(), &rig.phone.platform()).unwrap();
        assert!(open(&rig).list(FORM).unwrap().is_empty(), "a new one starts empty");
    }

    #[test]
    fn a_copied_store_does_not_open_on_another_phone() {
        let rig = Rig::new();
        drop(open(&rig));
        let thief = crate::platform::testing::TestPhone::new(2).platform();
        assert_eq!(error(SealedStore::open(&rig.dir(), &thief)), VaultError::KeyLost);
    }

    #[test]
    fn opening_the_store_twice_is_busy() {
        let rig = Rig::new();
        let store = open(&rig);
        assert_eq!(error(SealedStore::open(&rig.dir(), &rig.phone.platform())), VaultError::Busy);
        drop(store);
        open(&rig);
    }

    #[test]
    fn opening_waits_while_somebody_else_closes_the_store() {
        let rig = Rig::new();
        let store = open(&rig);
        let (opening, began) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                began.recv().expect("the other thread opens");
                std::thread::sleep(std::time::Duration::from_millis(200));
                drop(store);
            });
            opening.send(()).expect("somebody waits");
            open(&rig);
        });
    }

    #[test]
    fn an_interrupted_creation_leaves_nothing_that_stops_the_next_one() {
        use crate::platform::testing::{Fault, FaultKeystore};
        for at in 0..6 {
            for fault in [Fault::DieBefore, Fault::DieAfter, Fault::WrongBytes] {
                let rig = Rig::new();
                let keystore = std::sync::Arc::new(FaultKeystore::new(rig.phone.keystore.clone(), at, fault));
                let _ = SealedStore::open(&rig.dir(), &rig.phone.platform_with(keystore));
                open(&rig).put(FORM, b"form", b"", b"").unwrap();
                assert_eq!(
                    rig.phone.keystore.list_keys(key_names::REGISTRATION).unwrap().len(),
                    1,
                    "call {at}"
                );
            }
        }
    }

    #[test]
    fn a_store_with_a_foreign_trigger_is_refused() {
        let rig = Rig::new();
        drop(open(&rig));
        let conn = rusqlite::Connection::open(database(&rig.dir())).unwrap();
        conn.execute_batch("CREATE TRIGGER t AFTER INSERT ON rec BEGIN DELETE FROM rec; END").unwrap();
        drop(conn);
        let damaged = VaultError::Corrupt { what: Artifact::Database };
        assert_eq!(error(SealedStore::open(&rig.dir(), &rig.phone.platform())), damaged);
    }

    #[test]
    fn a_leftover_journal_of_an_older_store_does_not_reach_the_next_one() {
        let rig = Rig::new();
        let mut store = open(&rig);
        store.put(FORM, b"form", b"", b"isi lama").unwrap();
        let journal = rig.dir().join("registration.db-wal");
        let stale = std::fs::read(&journal).unwrap();
        store.erase(&rig.dir()).unwrap();
        std::fs::write(&journal, stale).unwrap();
        assert!(open(&rig).list(FORM).unwrap().is_empty());
    }

    #[test]
    fn every_truncated_header_of_the_store_is_refused() {
        let rig = Rig::new();
        drop(open(&rig));
        let blob = Db::open(&database(&rig.dir())).unwrap().header().unwrap();
        for len in 0..blob.len() {
            assert!(open_key(&blob[..len], &rig.phone.platform()).is_err());
        }
        assert!(open_key(&blob, &rig.phone.platform()).is_ok());
    }
}

//! A store for what is entered before there is a PIN: the registration's form, portrait, consent and outbox.
//!
//! The same records as the vault's, under a key that the phone's key store keeps: a copied file is useless without
//! this phone, but whoever holds the unlocked phone can read it. It is meant to live for days and is erased as soon as
//! the vault exists. Nothing guards it against an older copy being put back.

use std::path::{Path, PathBuf};

use crate::crypto::{self, SecretBytes, SecretKey};
use crate::platform::{KeyAuth, KeySpec, KeyUse, Platform, key_names};

use super::db::{self, Db};
use super::files::{delete_companions, delete_database, publish};
use super::record::RecordKeys;
use super::records::Records;
use super::wipe;
use super::{Artifact, Change, Listed, Record, Table, VaultError};
use crate::files;

const MAGIC: [u8; 4] = *b"IKDS";
const VERSION: u8 = 1;
/// Magic 4, version 1, store id 16, length 2.
const FRAME: usize = 23;

/// This store's DEK is never rotated: it lives for days.
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
    /// Opens `registration.db` in `dir`, making folder, file and key if there is none.
    ///
    /// # Errors
    /// [`VaultError::Busy`] when it is open already; terminal ones ([`VaultError::is_terminal`]) when the file or its
    /// key is lost or damaged: [`SealedStore::erase`] it and register anew; what may pass.
    pub fn open(dir: &Path, platform: &Platform) -> Result<SealedStore, VaultError> {
        SealedStore::open_now(dir, platform).map_err(|error| error.or_storage_full(dir))
    }

    fn open_now(dir: &Path, platform: &Platform) -> Result<SealedStore, VaultError> {
        let path = database(dir);
        if !path.try_exists()? {
            make(dir, platform)?;
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

    /// The name of its key in the key store.
    pub(crate) fn key_alias(&self) -> &str {
        &self.alias
    }

    /// Whether there is such a store in `dir`.
    pub fn exists(dir: &Path) -> Result<bool, VaultError> {
        Ok(database(dir).try_exists()?)
    }

    /// Erases the store of `dir`, open or not: the key first, then the files, each even when one before it failed.
    /// Erasing what is not there succeeds; a process that dies on the way calls it again.
    pub fn erase_in(dir: &Path, platform: &Platform) -> Result<(), VaultError> {
        let keys = destroy_keys(platform);
        let files = delete_database(&database(dir)).and(delete_database(&unborn(dir)));
        keys.and(files).and(files::remove(&files::probe(dir)).map_err(VaultError::from))
    }

    /// Closes and erases this store of `dir`: [`SealedStore::erase_in`].
    pub fn erase(self, dir: &Path) -> Result<(), VaultError> {
        let platform = self.platform.clone();
        // The key dies before the file closes: closing may fail, and must not keep it alive.
        let keys = destroy_keys(&platform);
        drop(self);
        crypto::clear_stack();
        keys.and(SealedStore::erase_in(dir, &platform))
    }

    /// Writes a record, new or in place of the old one. On the disk when it returns.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] when key and meta together are over 954 bytes or the body is over 4 MiB.
    pub fn put(&mut self, table: Table, key: &[u8], meta: &[u8], body: &[u8]) -> Result<(), VaultError> {
        self.apply(&[Change::Put { table, key, meta, body }])
    }

    /// Deletes a record, and its bytes from all files; one that is not there stays so.
    pub fn delete(&mut self, table: Table, key: &[u8]) -> Result<(), VaultError> {
        self.apply(&[Change::Delete { table, key }])
    }

    /// Makes all changes in the order given, as a whole or not at all. On the disk when it returns.
    pub fn apply(&mut self, changes: &[Change<'_>]) -> Result<(), VaultError> {
        let applied = self.records.apply(&mut self.db, self.platform.random.as_ref(), changes);
        if applied.map_err(|error| error.or_storage_full(&self.dir))? {
            // Deleted bytes are still in the journal; if they can't be moved now, closing does it.
            let _ = self.db.checkpoint();
        }
        Ok(())
    }

    /// Reads a record; `None` when there is none.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Record>, VaultError> {
        self.records.get(&self.db, table, key)
    }

    /// Reads what lists show of a record; `None` when there is none.
    pub fn meta(&self, table: Table, key: &[u8]) -> Result<Option<SecretBytes>, VaultError> {
        self.records.meta(&self.db, table, key)
    }

    /// Keys and metas of a table, by ascending key.
    pub fn list(&self, table: Table) -> Result<Vec<Listed>, VaultError> {
        self.records.list(&self.db, table)
    }
}

fn database(dir: &Path) -> PathBuf {
    dir.join("registration.db")
}

fn unborn(dir: &Path) -> PathBuf {
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

/// Key first, then the whole file under another name, then its name: a `registration.db` is always complete.
fn make(dir: &Path, platform: &Platform) -> Result<(), VaultError> {
    let random = platform.random.as_ref();
    files::private_dir(dir)?;
    delete_database(&unborn(dir))?;
    delete_companions(&database(dir))?;
    destroy_keys(platform)?;

    let mut store_id = [0; 16];
    random.fill(&mut store_id)?;
    let dek = SecretKey::generate(random)?;
    platform.keystore.create_key(&alias(&store_id), SPEC)?;
    let sealed = platform.keystore.seal(&alias(&store_id), dek.expose(), &aad(&store_id))?;
    let wrong_answer = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_ANSWER };
    let len = u16::try_from(sealed.len()).map_err(|_| wrong_answer)?;
    let blob = [MAGIC.as_slice(), &[VERSION], &store_id, &len.to_be_bytes(), &sealed].concat();

    // A key store that answered wrongly would make a store that never opens.
    match open_key(&blob, platform) {
        Ok((_, opened)) if crypto::constant_time_eq(opened.expose(), dek.expose()) => {}
        _ => return Err(wrong_answer),
    }

    Db::create(&unborn(dir), |tx| {
        db::insert_header(tx, &blob)?;
        Records::create(tx, RecordKeys::new(store_id, &dek, DEK_EPOCH)).map(|_| ())
    })?;
    publish(&unborn(dir), &database(dir))
}

/// Store id and DEK.
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
    fn what_is_put_is_there_after_a_restart() {
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
    fn nothing_is_readable_on_the_disk() {
        let rig = Rig::new();
        let mut store = open(&rig);
        store.put(FORM, b"kunci-contoh", b"", b"isi-contoh").unwrap();
        assert!(rig.found_on_the_disk(&[b"kunci-contoh", b"isi-contoh"]).is_empty());
    }

    #[test]
    fn erasing_destroys_key_and_files() {
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
    fn a_copied_file_is_useless_on_another_phone() {
        let rig = Rig::new();
        drop(open(&rig));
        let thief = crate::platform::testing::TestPhone::new(2).platform();
        assert_eq!(error(SealedStore::open(&rig.dir(), &thief)), VaultError::KeyLost);
    }

    #[test]
    fn a_second_opening_finds_it_busy() {
        let rig = Rig::new();
        let store = open(&rig);
        assert_eq!(error(SealedStore::open(&rig.dir(), &rig.phone.platform())), VaultError::Busy);
        drop(store);
        open(&rig);
    }

    #[test]
    fn dying_while_it_is_made_leaves_room_for_a_new_one() {
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
    fn a_trigger_of_somebody_elses_is_refused() {
        let rig = Rig::new();
        drop(open(&rig));
        let conn = rusqlite::Connection::open(database(&rig.dir())).unwrap();
        conn.execute_batch("CREATE TRIGGER t AFTER INSERT ON rec BEGIN DELETE FROM rec; END").unwrap();
        drop(conn);
        let damaged = VaultError::Corrupt { what: Artifact::Database };
        assert_eq!(error(SealedStore::open(&rig.dir(), &rig.phone.platform())), damaged);
    }

    #[test]
    fn what_an_older_store_left_beside_its_file_does_not_reach_the_next_one() {
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
    fn every_truncated_header_is_refused() {
        let rig = Rig::new();
        drop(open(&rig));
        let blob = Db::open(&database(&rig.dir())).unwrap().header().unwrap();
        for len in 0..blob.len() {
            assert!(open_key(&blob[..len], &rig.phone.platform()).is_err());
        }
        assert!(open_key(&blob, &rig.phone.platform()).is_ok());
    }
}

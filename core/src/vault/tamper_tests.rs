//! Altered, truncated and mixed files: never wrong data, never a silently missing record, never a panic.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::platform::RollbackCounters;

use super::db::Db;
use super::record::RecordKeys;
use super::records::Records;
use super::test_support::{DOCUMENTS, NEW_PIN, OTHER, PIN, Rig, error, pin};
use super::{Artifact, Session, Vault, VaultError};

type Everything = Vec<(Vec<u8>, Vec<u8>, Vec<u8>)>;

/// A locked vault with three records in two tables; one record is longer than a page.
fn small_vault() -> Rig {
    let rig = Rig::with_vault();
    let mut session = rig.unlock(PIN).unwrap();
    session.put(DOCUMENTS, b"kk", b"KK CONTOH", &[5; 9_000]).unwrap();
    session.put(OTHER, b"ktp", b"", b"lain").unwrap();
    drop(session);
    rig
}

/// Reads all records as unlocking does, but counts no attempt, because it runs tens of thousands of times.
fn read_everything(vault: &Vault, path: &Path) -> Result<Everything, VaultError> {
    let shared = &vault.shared;
    let db = Db::open(path)?;
    let header = shared.read_header(&db)?;
    let dek = shared.dek_without_counting(&header, &pin(PIN))?;
    let keys = RecordKeys::new(header.vault_id, &dek, header.dek_epoch);
    let (records, _) = shared.check_rollback(&header, Records::load(&db, keys)?)?;
    let mut all = Vec::new();
    for table in [DOCUMENTS, OTHER] {
        for line in records.list(&db, table)? {
            let missing = VaultError::Corrupt { what: Artifact::Record };
            let record = records.get(&db, table, &line.key)?.ok_or(missing)?;
            assert!(*record.meta == *line.meta);
            all.push((line.key.to_vec(), line.meta.to_vec(), record.body.to_vec()));
        }
    }
    Ok(all)
}

/// Alters one byte and reads the file, for every `step`th byte from `first`. Returns how many changes were harmless and
/// how many were detected.
fn flip_bytes(rig: &Rig, vault: &Vault, first: usize, step: usize, expected: &Everything) -> (usize, usize) {
    let original = std::fs::read(rig.dir().join("vault.db")).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("vault.db");
    std::fs::write(&path, &original).unwrap();
    let (mut harmless, mut detected) = (0, 0);
    for at in (first..original.len()).step_by(step) {
        put_byte(&path, at, original[at] ^ (1 << (at % 8)));
        match read_everything(vault, &path) {
            Ok(found) if found == *expected => harmless += 1,
            Ok(_) => panic!("byte {at}: wrong or missing data"),
            Err(_) => detected += 1,
        }
        put_byte(&path, at, original[at]);
        if at < 100 {
            // SQLite may rewrite its own header while it opens the file.
            std::fs::write(&path, &original).unwrap();
        }
    }
    assert!(std::fs::read(&path).unwrap() == original, "reading changed the file");
    (harmless, detected)
}

fn put_byte(path: &Path, at: usize, byte: u8) {
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(&[byte]).unwrap();
}

#[test]
fn every_flipped_byte_is_detected_or_harmless() {
    let rig = small_vault();
    let vault = rig.vault();
    let expected = read_everything(&vault, &rig.dir().join("vault.db")).unwrap();
    assert_eq!(expected.len(), 3);
    let halves = std::thread::scope(|scope| {
        let other = scope.spawn(|| flip_bytes(&rig, &vault, 1, 2, &expected));
        [flip_bytes(&rig, &vault, 0, 2, &expected), other.join().unwrap()]
    });
    let (harmless, detected) = (halves[0].0 + halves[1].0, halves[0].1 + halves[1].1);
    // A small file consists mostly of free space in pages; the sealed parts are over 10,000 bytes.
    assert!(detected > 10_000 && harmless > 10_000, "{detected} detected, {harmless} harmless");
}

#[test]
fn every_truncated_file_is_detected() {
    let rig = small_vault();
    let path = rig.dir().join("vault.db");
    let original = std::fs::read(&path).unwrap();
    let vault = rig.vault();
    for len in (0..original.len()).step_by(509) {
        std::fs::write(&path, &original[..len]).unwrap();
        assert!(read_everything(&vault, &path).is_err(), "cut to {len} bytes");
    }
}

/// Changes the locked vault with plain SQL, as an attacker with the file and without the key can, then unlocks it.
fn tampered(sql: &str) -> Result<Session, VaultError> {
    let rig = small_vault();
    let conn = Connection::open(rig.dir().join("vault.db")).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(sql).unwrap();
    drop(conn);
    rig.unlock(PIN)
}

const MANIFEST: VaultError = VaultError::Corrupt { what: Artifact::Manifest };
const RECORD: VaultError = VaultError::Corrupt { what: Artifact::Record };

#[test]
fn an_untampered_file_opens() {
    assert!(tampered("SELECT 1").is_ok());
}

#[test]
fn a_missing_record_is_detected() {
    assert_eq!(error(tampered("DELETE FROM rec WHERE rid = (SELECT min(rid) FROM rec)")), MANIFEST);
}

#[test]
fn a_file_without_any_records_is_detected() {
    assert_eq!(error(tampered("DELETE FROM rec; DELETE FROM body")), MANIFEST);
}

#[test]
fn a_missing_body_is_detected_when_read() {
    let session = tampered("DELETE FROM body").unwrap();
    assert_eq!(error(session.get(DOCUMENTS, b"ktp")), RECORD);
}

#[test]
fn swapped_bodies_are_detected_when_read() {
    let session = tampered(
        "CREATE TEMP TABLE t AS SELECT min(rid) AS a, max(rid) AS b FROM body;
         CREATE TEMP TABLE d AS SELECT rid, data FROM body;
         UPDATE body SET data = (SELECT data FROM d WHERE rid = b) FROM t WHERE body.rid = a;
         UPDATE body SET data = (SELECT data FROM d WHERE rid = a) FROM t WHERE body.rid = b;",
    )
    .unwrap();
    let outcomes = [(DOCUMENTS, "ktp"), (DOCUMENTS, "kk"), (OTHER, "ktp")]
        .map(|(table, key)| session.get(table, key.as_bytes()).err());
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Some(RECORD)).count(), 2);
}

#[test]
fn swapped_metas_are_detected() {
    let swap = "CREATE TEMP TABLE t AS SELECT min(rid) AS a, max(rid) AS b FROM rec;
         CREATE TEMP TABLE d AS SELECT rid, meta FROM rec;
         UPDATE rec SET meta = (SELECT meta FROM d WHERE rid = b) FROM t WHERE rec.rid = a;
         UPDATE rec SET meta = (SELECT meta FROM d WHERE rid = a) FROM t WHERE rec.rid = b;";
    assert_eq!(error(tampered(swap)), RECORD);
}

#[test]
fn a_body_in_place_of_a_meta_is_detected() {
    assert_eq!(
        error(tampered("UPDATE rec SET meta = (SELECT data FROM body WHERE body.rid = rec.rid)")),
        RECORD
    );
}

#[test]
fn a_changed_version_number_or_manifest_is_detected() {
    assert_eq!(error(tampered("UPDATE rec SET ver = ver + 1")), RECORD);
    assert_eq!(error(tampered("UPDATE man SET n = n + 1")), MANIFEST);
    assert_eq!(error(tampered("DELETE FROM man")), VaultError::Corrupt { what: Artifact::Database });
}

#[test]
fn a_restored_old_version_of_one_record_is_detected() {
    let rig = small_vault();
    let path = rig.dir().join("vault.db");
    let old = rig.snapshot();
    let mut session = rig.unlock(PIN).unwrap();
    session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"revoked").unwrap();
    drop(session);
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute("ATTACH ? AS old", [old.path().join("vault.db").to_str().unwrap()]).unwrap();
    conn.execute_batch(
        "UPDATE rec SET (ver, tag, meta) = (SELECT ver, tag, meta FROM old.rec o WHERE o.rid = rec.rid);
         UPDATE body SET data = (SELECT data FROM old.body o WHERE o.rid = body.rid);",
    )
    .unwrap();
    drop(conn);
    assert_eq!(error(rig.unlock(PIN)), MANIFEST);
}

#[test]
fn restored_old_versions_of_all_records_are_a_rollback() {
    let rig = small_vault();
    let old = rig.snapshot();
    let mut session = rig.unlock(PIN).unwrap();
    session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"revoked").unwrap();
    drop(session);
    let conn = Connection::open(rig.dir().join("vault.db")).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute("ATTACH ? AS old", [old.path().join("vault.db").to_str().unwrap()]).unwrap();
    conn.execute_batch(
        "DELETE FROM rec; INSERT INTO rec SELECT * FROM old.rec;
         DELETE FROM body; INSERT INTO body SELECT * FROM old.body;
         DELETE FROM man; INSERT INTO man SELECT * FROM old.man;",
    )
    .unwrap();
    drop(conn);
    assert_eq!(error(rig.unlock(PIN)), VaultError::RollbackDetected { what: Artifact::Manifest });
}

/// Replaces the file's records by those of an older copy, keeps its header, and removes the counter outside the folder.
/// Only the manifest's number in the header can then reveal the older records.
fn unlock_with_records_of(rig: &Rig, old: &TempDir, text: &str) -> VaultError {
    let conn = Connection::open(rig.dir().join("vault.db")).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute("ATTACH ? AS old", [old.path().join("vault.db").to_str().unwrap()]).unwrap();
    conn.execute_batch(
        "DELETE FROM rec; INSERT INTO rec SELECT * FROM old.rec;
         DELETE FROM body; INSERT INTO body SELECT * FROM old.body;
         DELETE FROM man; INSERT INTO man SELECT * FROM old.man;",
    )
    .unwrap();
    drop(conn);
    rig.phone.counters.remove(super::MANIFEST_COUNTER).unwrap();
    error(rig.unlock(text))
}

const OLD_RECORDS: VaultError = VaultError::RollbackDetected { what: Artifact::Manifest };

#[test]
fn locking_writes_the_manifest_number_to_the_header() {
    let rig = small_vault();
    let old = rig.snapshot();
    let mut session = rig.unlock(PIN).unwrap();
    session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"revoked").unwrap();
    drop(session);
    assert_eq!(unlock_with_records_of(&rig, &old, PIN), OLD_RECORDS);
}

#[test]
fn changing_the_pin_writes_the_manifest_number_to_the_header() {
    let rig = small_vault();
    let old = rig.snapshot();
    let mut session = rig.unlock(PIN).unwrap();
    session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"revoked").unwrap();
    session.change_pin(&pin(PIN), &pin(NEW_PIN), &super::PersonalDigits::none()).unwrap();
    drop(session);
    assert_eq!(unlock_with_records_of(&rig, &old, NEW_PIN), OLD_RECORDS);
}

#[test]
fn unlocking_after_a_kill_writes_the_manifest_number_to_the_header() {
    let rig = small_vault();
    let old = rig.snapshot();
    let mut session = rig.unlock(PIN).unwrap();
    session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"revoked").unwrap();
    // The files of a process that was killed while unlocked; the next process opens and locks them.
    let killed = Rig { phone: rig.phone.clone(), home: tempfile::tempdir().unwrap() };
    std::fs::create_dir(killed.dir()).unwrap();
    killed.restore(&rig.snapshot());
    drop(killed.unlock(PIN).unwrap());
    assert_eq!(unlock_with_records_of(&killed, &old, PIN), OLD_RECORDS);
}

#[test]
fn a_database_with_a_foreign_schema_is_refused() {
    let damaged = VaultError::Corrupt { what: Artifact::Database };
    for foreign in [
        "CREATE TRIGGER t AFTER UPDATE ON hdr BEGIN DELETE FROM rec; END",
        "CREATE VIEW v AS SELECT * FROM rec",
        "CREATE TABLE other (id INTEGER PRIMARY KEY)",
        "CREATE INDEX i ON rec(tag)",
        "ALTER TABLE hdr ADD COLUMN more",
        "ALTER TABLE man RENAME COLUMN mac TO mac2",
        "DROP TABLE body; CREATE TABLE body(rid BLOB PRIMARY KEY, data BLOB NOT NULL)",
        "DROP TABLE body; CREATE VIEW body AS SELECT rid, meta AS data FROM rec",
        "DROP TABLE man",
        "ANALYZE",
    ] {
        assert_eq!(error(tampered(foreign)), damaged, "{foreign}");
    }
}

#[test]
fn records_of_another_vault_do_not_open() {
    let (rig, other) =
        (small_vault(), Rig { phone: crate::platform::testing::TestPhone::new(9), ..Rig::new() });
    let mut session = other.vault().provision(&pin(PIN), &super::PersonalDigits::none()).unwrap();
    session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"foreign").unwrap();
    drop(session);
    let conn = Connection::open(rig.dir().join("vault.db")).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute("ATTACH ? AS old", [other.dir().join("vault.db").to_str().unwrap()]).unwrap();
    conn.execute_batch(
        "DELETE FROM rec; INSERT INTO rec SELECT * FROM old.rec;
         DELETE FROM body; INSERT INTO body SELECT * FROM old.body;
         DELETE FROM man; INSERT INTO man SELECT * FROM old.man;",
    )
    .unwrap();
    drop(conn);
    assert_eq!(error(rig.unlock(PIN)), RECORD);
}

//! The database file: settings, schema and statements. It contains only ciphertext.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::record::Rid;
use super::{Artifact, VaultError};

/// "IKDV": identifies the file as a vault database.
const APPLICATION_ID: i32 = 0x494B_4456;
/// The schema's version.
const SCHEMA_VERSION: u8 = 1;

/// Every table with its exact SQL. Our databases contain no other objects, except [`INDEX`].
const TABLES: [(&str, &str); 4] = [
    ("hdr", "CREATE TABLE hdr (id INTEGER PRIMARY KEY CHECK(id=0), blob BLOB NOT NULL)"),
    (
        "rec",
        "CREATE TABLE rec (rid BLOB PRIMARY KEY, ver INTEGER NOT NULL, tag BLOB NOT NULL, meta BLOB NOT NULL) WITHOUT ROWID",
    ),
    ("body", "CREATE TABLE body(rid BLOB PRIMARY KEY REFERENCES rec(rid), data BLOB NOT NULL)"),
    ("man", "CREATE TABLE man (id INTEGER PRIMARY KEY CHECK(id=0), n INTEGER NOT NULL, mac BLOB NOT NULL)"),
];
/// The index that SQLite adds, with its table: only `body` has a primary key that needs one.
const INDEX: (&str, &str) = ("sqlite_autoindex_body_1", "body");

/// How long opening waits for somebody else to close the file. A person who leaves the app and comes back at once finds it
/// still closing: a last call, such as stretching a PIN, holds the file for its time.
const OPEN_WAIT: Duration = Duration::from_secs(5);

/// An open database, locked exclusively by this process.
pub(super) struct Db {
    conn: Connection,
}

/// A row of `rec`, its sealed meta included.
pub(super) struct Row {
    pub(super) rid: Rid,
    pub(super) ver: u64,
    pub(super) tag: [u8; 32],
    pub(super) meta: Vec<u8>,
}

impl Db {
    /// Creates a database, which must not exist yet, and fills it in one transaction.
    pub(super) fn create<T>(
        path: &Path,
        fill: impl FnOnce(&Transaction<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut db = Db::connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        let tx = db.conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        for (_, sql) in TABLES {
            tx.execute(sql, [])?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        let filled = fill(&tx)?;
        tx.commit()?;
        db.checkpoint()?;
        db.close()?;
        Ok(filled)
    }

    /// Opens an existing database exclusively; [`VaultError::Busy`] if somebody else has it open for longer than
    /// [`OPEN_WAIT`].
    pub(super) fn open(path: &Path) -> Result<Db, VaultError> {
        let db = Db::connect(path, OpenFlags::empty())?;
        let application: i32 = db.conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if application != APPLICATION_ID {
            return Err(VaultError::Corrupt { what: Artifact::Database });
        }
        let version: i64 = db.conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match u8::try_from(version) {
            Ok(SCHEMA_VERSION) => {
                db.check_schema()?;
                Ok(db)
            }
            Ok(0) | Err(_) => Err(VaultError::Corrupt { what: Artifact::Database }),
            Ok(found) => Err(VaultError::UnsupportedVersion { found, max: SCHEMA_VERSION }),
        }
    }

    fn connect(path: &Path, create: OpenFlags) -> Result<Db, VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(OPEN_WAIT)?;
        // Before the first access: an attacker who can write to the file must not get SQL executed.
        for (config, on) in [
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        ] {
            conn.set_db_config(config, on)?;
        }
        // These two must also be set before the first access. With an exclusive lock SQLite needs no -shm file.
        conn.pragma_update(None, "page_size", 8192)?;
        conn.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
        for (pragma, value) in [
            // Each commit is on the disk before it is acknowledged. With NORMAL, 46 % of simulated power losses lost a
            // counted attempt, a PIN change or a document.
            ("synchronous", "FULL"),
            // Otherwise deleted records stay readable in the file.
            ("secure_delete", "ON"),
            ("temp_store", "MEMORY"),
            ("trusted_schema", "OFF"),
            ("cell_size_check", "ON"),
            ("mmap_size", "0"),
            ("journal_size_limit", "0"),
            // On Apple systems a plain fsync does not reach the disk.
            ("fullfsync", "ON"),
            ("checkpoint_fullfsync", "ON"),
        ] {
            conn.pragma_update_and_check(None, pragma, value, |_| Ok(())).or_else(ignore_missing_row)?;
        }
        let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if mode != "wal" {
            // SQLite could not switch; it returns only the mode it kept, not the reason.
            return Err(VaultError::Io { kind: VaultError::IO_OTHER });
        }
        // From here on the lock is ours.
        conn.busy_timeout(Duration::ZERO)?;
        Ok(Db { conn })
    }

    /// Refuses a database with any object other than our tables with their exact SQL: a foreign trigger, view, index or
    /// constraint would affect our reads and writes.
    fn check_schema(&self) -> Result<(), VaultError> {
        let mut statement = self.conn.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
        let mut rows = statement.query([])?;
        let mut objects = 0;
        while let Some(row) = rows.next()? {
            let (kind, name): (String, String) = (row.get(0)?, row.get(1)?);
            let (table, sql): (String, Option<String>) = (row.get(2)?, row.get(3)?);
            let known = match (kind.as_str(), sql.as_deref()) {
                ("table", Some(sql)) => name == table && TABLES.contains(&(name.as_str(), sql)),
                ("index", None) => (name.as_str(), table.as_str()) == INDEX,
                _ => false,
            };
            if !known {
                return Err(VaultError::Corrupt { what: Artifact::Database });
            }
            objects += 1;
        }
        // Names are unique, so this number of known objects means that all are there.
        if objects == TABLES.len() + 1 {
            Ok(())
        } else {
            Err(VaultError::Corrupt { what: Artifact::Database })
        }
    }

    #[cfg(test)]
    pub(super) fn setting(&self, pragma: &str) -> i64 {
        self.conn.pragma_query_value(None, pragma, |row| row.get(0)).expect("a setting with a number")
    }

    /// The sealed header.
    pub(super) fn header(&self) -> Result<Vec<u8>, VaultError> {
        Ok(self.conn.query_row("SELECT blob FROM hdr WHERE id = 0", [], |row| row.get(0))?)
    }

    /// Replaces the sealed header, durably.
    pub(super) fn write_header(&mut self, blob: &[u8]) -> Result<(), VaultError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if tx.execute("UPDATE hdr SET blob = ? WHERE id = 0", params![blob])? != 1 {
            return Err(VaultError::Corrupt { what: Artifact::Header });
        }
        Ok(tx.commit()?)
    }

    /// The manifest's number and MAC.
    pub(super) fn manifest(&self) -> Result<(u64, Vec<u8>), VaultError> {
        let (n, mac): (i64, _) = self
            .conn
            .query_row("SELECT n, mac FROM man WHERE id = 0", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let n = u64::try_from(n).map_err(|_| VaultError::Corrupt { what: Artifact::Manifest })?;
        Ok((n, mac))
    }

    /// Visits all rows of `rec` in ascending order of ids.
    pub(super) fn each_row(
        &self,
        mut visit: impl FnMut(Row) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let mut statement = self.conn.prepare("SELECT rid, ver, tag, meta FROM rec ORDER BY rid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let ver: i64 = row.get(1)?;
            let ver = u64::try_from(ver).map_err(|_| VaultError::Corrupt { what: Artifact::Record })?;
            visit(Row { rid: row.get(0)?, ver, tag: row.get(2)?, meta: row.get(3)? })?;
        }
        Ok(())
    }

    /// Passes one record's sealed meta to `read`, without a copy.
    pub(super) fn with_meta<T>(
        &self,
        rid: &Rid,
        read: impl FnOnce(&[u8]) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        self.with_blob("SELECT meta FROM rec WHERE rid = ?", rid, read)
    }

    /// Passes one record's sealed body to `read`, without a copy.
    pub(super) fn with_body<T>(
        &self,
        rid: &Rid,
        read: impl FnOnce(&[u8]) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        self.with_blob("SELECT data FROM body WHERE rid = ?", rid, read)
    }

    fn with_blob<T>(
        &self,
        sql: &str,
        rid: &Rid,
        read: impl FnOnce(&[u8]) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let missing = VaultError::Corrupt { what: Artifact::Record };
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([rid.as_slice()])?;
        let row = rows.next()?.ok_or(missing)?;
        read(row.get_ref(0)?.as_blob().map_err(|_| missing)?)
    }

    /// A transaction for changing records.
    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, VaultError> {
        Ok(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Moves all changes into the main file and empties the journal, in which old values would stay readable.
    pub(super) fn checkpoint(&self) -> Result<(), VaultError> {
        let busy: i64 = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(VaultError::Busy) }
    }

    /// Closes the file and releases the lock.
    pub(super) fn close(self) -> Result<(), VaultError> {
        self.conn.close().map_err(|(_, error)| error.into())
    }
}

/// Most pragmas return no row when they are set; that is no error.
fn ignore_missing_row(error: rusqlite::Error) -> Result<(), rusqlite::Error> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(other),
    }
}

/// Writes the first header.
pub(super) fn insert_header(tx: &Transaction<'_>, blob: &[u8]) -> Result<(), VaultError> {
    tx.execute("INSERT INTO hdr (id, blob) VALUES (0, ?)", params![blob])?;
    Ok(())
}

/// Writes the manifest, first or next.
pub(super) fn write_manifest(tx: &Transaction<'_>, n: u64, mac: &[u8; 32]) -> Result<(), VaultError> {
    tx.prepare_cached(
        "INSERT INTO man (id, n, mac) VALUES (0, ?1, ?2) ON CONFLICT(id) DO UPDATE SET n = ?1, mac = ?2",
    )?
    .execute(params![sql_number(n)?, mac.as_slice()])?;
    Ok(())
}

/// Writes or replaces one record.
pub(super) fn write_record(tx: &Transaction<'_>, row: &Row, body: &[u8]) -> Result<(), VaultError> {
    tx.prepare_cached(
        "INSERT INTO rec (rid, ver, tag, meta) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT(rid) DO UPDATE SET ver = ?2, tag = ?3, meta = ?4",
    )?
    .execute(params![row.rid.as_slice(), sql_number(row.ver)?, row.tag.as_slice(), row.meta])?;
    tx.prepare_cached(
        "INSERT INTO body (rid, data) VALUES (?1, ?2) ON CONFLICT(rid) DO UPDATE SET data = ?2",
    )?
    .execute(params![row.rid.as_slice(), body])?;
    Ok(())
}

/// Deletes one record.
pub(super) fn delete_record(tx: &Transaction<'_>, rid: &Rid) -> Result<(), VaultError> {
    tx.prepare_cached("DELETE FROM body WHERE rid = ?")?.execute([rid.as_slice()])?;
    tx.prepare_cached("DELETE FROM rec WHERE rid = ?")?.execute([rid.as_slice()])?;
    Ok(())
}

fn sql_number(n: u64) -> Result<i64, VaultError> {
    i64::try_from(n).map_err(|_| VaultError::Internal { code: VaultError::COUNTER })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::test_support::Rig;
    use super::*;

    #[test]
    fn triggers_and_views_added_to_the_schema_do_not_run() {
        let rig = Rig::with_vault();
        let db = Db::open(&rig.dir().join("vault.db")).unwrap();
        db.conn
            .execute_batch(
                "CREATE TRIGGER t AFTER UPDATE ON hdr BEGIN DELETE FROM man; END; CREATE VIEW v AS SELECT n FROM man;
                 UPDATE hdr SET id = 0;",
            )
            .unwrap();
        assert!(db.manifest().is_ok(), "the trigger ran");
        assert!(db.conn.query_row("SELECT n FROM v", [], |_| Ok(())).is_err(), "the view was read");
        assert!(db.conn.execute_batch("PRAGMA writable_schema=ON; DELETE FROM sqlite_schema").is_err());
    }
}

//! What the service remembers: one SQLite database, in a file or in memory.
//!
//! Every task runs in one transaction ([`Store::run`]): a request and the answer kept for its
//! repeats are stored together or not at all.

mod accounts;
mod applications;
mod decisions;
mod face_checks;
mod idempotency;
mod mails;
mod pairing;
mod photos;
mod registrations;
mod settings;
mod tally;

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior, types::Type};

pub(crate) use accounts::{Account, DocumentRow, KeyStanding};
pub(crate) use applications::{Application, ApplicationFile, file_id};
pub(crate) use face_checks::FaceCheck;
pub(crate) use idempotency::{Kept, KeptAnswer, RequestIdentity};
pub(crate) use photos::PhotoOf;
pub(crate) use registrations::{Activation, CaptchaRow, Photo, Registration, Rejection};
pub use tally::Tally;

/// The database failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file is not a sandbox database of this version.
    #[error("the data file is not one of this sandbox version: start with a new one")]
    Unreadable,
    /// SQLite reported a failure.
    #[error("the database failed (SQLite code {code})")]
    Failed {
        /// SQLite's extended result code.
        code: i32,
    },
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, _) => Self::Failed { code: failure.extended_code },
            _ => Self::Unreadable,
        }
    }
}

/// One transaction: all that it writes is kept, or none of it. Its methods are in the files of the tables.
pub(crate) struct Tx<'c>(Transaction<'c>);

/// The database of one sandbox.
pub(crate) struct Store(Mutex<Connection>);

/// Written into the file. 1 lacks the table of decisions, 2 the language of a mail, 3 the table of face checks, 4 those of
/// applications, 5 that of decisions about them; a higher number is refused.
const VERSION: i32 = 6;
/// What version 3 changed.
const VERSION_3: &str = "ALTER TABLE mail ADD COLUMN language TEXT NOT NULL DEFAULT 'id'; \
     ALTER TABLE net_key RENAME TO device_key;";
/// "IKDS".
const APPLICATION: i32 = 0x494b_4453;

impl Store {
    /// Opens or makes the database in `file`.
    pub(crate) fn file(file: &Path) -> Result<Self, StoreError> {
        Self::prepare(Connection::open(file)?)
    }

    /// A database that ends with the process.
    pub(crate) fn memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(connection: Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.execute_batch(
            "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
        )?;
        let version: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        match (application, version) {
            (0, 0) => {
                connection.execute_batch(include_str!("schema.sql"))?;
                connection.execute_batch(include_str!("decisions.sql"))?;
                connection.execute_batch(include_str!("face_checks.sql"))?;
                connection.execute_batch(include_str!("applications.sql"))?;
                connection.execute_batch(include_str!("application_decisions.sql"))?;
                connection.execute_batch(&format!(
                    "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
                ))?;
            }
            (APPLICATION, 1..VERSION) => {
                if version == 1 {
                    connection.execute_batch(include_str!("decisions.sql"))?;
                }
                if version <= 2 {
                    connection.execute_batch(VERSION_3)?;
                }
                if version <= 3 {
                    connection.execute_batch(include_str!("face_checks.sql"))?;
                }
                if version <= 4 {
                    connection.execute_batch(include_str!("applications.sql"))?;
                }
                connection.execute_batch(include_str!("application_decisions.sql"))?;
                connection.execute_batch(&format!("PRAGMA user_version = {VERSION};"))?;
            }
            (APPLICATION, VERSION) => {}
            _ => return Err(StoreError::Unreadable),
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// Runs `task` in one transaction: committed when it gives `Ok`, as if it never ran otherwise.
    pub(crate) fn run<T, E: From<StoreError>>(
        &self,
        task: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic inside a task has rolled its transaction back, so the connection is still good.
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = Tx(connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?);
        let done = task(&transaction)?;
        transaction.0.commit().map_err(StoreError::from)?;
        Ok(done)
    }
}

/// A column that does not read back. It was written here, so the file is damaged.
pub(crate) fn damaged(column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(StoreError::Unreadable))
}

/// `n` as SQLite keeps it. Times, lengths and counts here stay far below 2^63.
pub(crate) fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What [`int`] wrote.
pub(crate) fn uint(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_task_leaves_nothing_behind() {
        let store = Store::memory().expect("opened");
        let failed: Result<(), StoreError> = store.run(|tx| {
            tx.set_setting("colour", b"red")?;
            Err(StoreError::Unreadable)
        });
        assert!(failed.is_err());
        let kept: Option<Vec<u8>> = store.run(|tx| tx.setting("colour")).expect("read");
        assert_eq!(kept, None);
    }

    #[test]
    fn a_file_of_another_program_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("other.db");
        let other = Connection::open(&file).expect("opened");
        other.execute_batch("PRAGMA application_id = 7; CREATE TABLE t (a);").expect("made");
        drop(other);
        assert_eq!(Store::file(&file).err(), Some(StoreError::Unreadable));
    }

    #[test]
    fn a_file_of_an_earlier_version_gets_the_schema_of_a_new_one() {
        let schema = |file: &Path| {
            let connection = Connection::open(file).expect("opened");
            let mut columns = connection
                .prepare(
                    "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c \
                          WHERE m.type = 'table' ORDER BY 1, 2",
                )
                .expect("prepared");
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let rows = columns.query_map([], row).expect("read");
            rows.collect::<Result<Vec<(String, String, String)>, _>>().expect("text")
        };
        let folder = tempfile::tempdir().expect("folder");
        let new = folder.path().join("new.db");
        Store::file(&new).expect("made");
        for version in [1, 2, 3, 4, 5] {
            let file = folder.path().join(format!("{version}.db"));
            let old = Connection::open(&file).expect("opened");
            old.execute_batch(include_str!("schema_v1.sql")).expect("the schema of version 1");
            if version >= 2 {
                old.execute_batch(include_str!("decisions.sql")).expect("what version 2 added");
            }
            if version >= 3 {
                old.execute_batch(VERSION_3).expect("what version 3 changed");
            }
            if version >= 4 {
                old.execute_batch(include_str!("face_checks.sql")).expect("what version 4 added");
            }
            if version >= 5 {
                old.execute_batch(include_str!("applications.sql")).expect("what version 5 added");
            }
            old.execute_batch(&format!(
                "INSERT INTO setting VALUES ('colour', x'726564'); \
                 PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version};"
            ))
            .expect("marked");
            drop(old);
            let kept = Store::file(&file).expect("taken over").run(|tx| tx.setting("colour"));
            assert_eq!(kept, Ok(Some(b"red".to_vec())));
            assert_eq!(schema(&file), schema(&new), "version {version}");
        }
    }

    #[test]
    fn a_file_that_is_opened_again_still_has_its_content() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("sandbox.db");
        Store::file(&file).expect("made").run(|tx| tx.set_setting("colour", b"red")).expect("written");
        let kept = Store::file(&file).expect("opened").run(|tx| tx.setting("colour")).expect("read");
        assert_eq!(kept, Some(b"red".to_vec()));
    }
}

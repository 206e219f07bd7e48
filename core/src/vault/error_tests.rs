//! How errors of SQLite, the file system and the key store become vault errors. Only listed errors mean damage or loss.
//! Any other error is a temporary failure and never an instruction to erase.

#![allow(clippy::unwrap_used)]

use std::io;

use rusqlite::{Error as Sql, ffi, types::Type};

use super::{Artifact, VaultError};
use crate::platform::KeystoreError;

const DAMAGED: VaultError = VaultError::Corrupt { what: Artifact::Database };
const NO_MEMORY: VaultError = VaultError::Internal { code: VaultError::NO_MEMORY };
const DEFECT: VaultError = VaultError::Internal { code: VaultError::DATABASE };

fn sqlite(code: i32) -> VaultError {
    Sql::SqliteFailure(ffi::Error::new(code), Some("meaningless text".to_owned())).into()
}

fn io(code: i32) -> VaultError {
    VaultError::Io { kind: u16::try_from(code).unwrap() }
}

#[test]
fn every_sqlite_code_has_its_vault_error() {
    for (code, expected) in [
        (ffi::SQLITE_FULL, VaultError::StorageFull),
        (ffi::SQLITE_BUSY, VaultError::Busy),
        (ffi::SQLITE_BUSY_RECOVERY, VaultError::Busy),
        (ffi::SQLITE_BUSY_SNAPSHOT, VaultError::Busy),
        (ffi::SQLITE_BUSY_TIMEOUT, VaultError::Busy),
        (ffi::SQLITE_LOCKED, VaultError::Busy),
        (ffi::SQLITE_LOCKED_SHAREDCACHE, VaultError::Busy),
        (ffi::SQLITE_PROTOCOL, VaultError::Busy),
        (ffi::SQLITE_NOMEM, NO_MEMORY),
        (ffi::SQLITE_IOERR_NOMEM, NO_MEMORY),
        (ffi::SQLITE_CORRUPT, DAMAGED),
        (ffi::SQLITE_CORRUPT_INDEX, DAMAGED),
        (ffi::SQLITE_NOTADB, DAMAGED),
        (ffi::SQLITE_ERROR, DEFECT),
        (ffi::SQLITE_ERROR_RETRY, DEFECT),
        (ffi::SQLITE_INTERNAL, DEFECT),
        (ffi::SQLITE_ABORT, DEFECT),
        (ffi::SQLITE_INTERRUPT, DEFECT),
        (ffi::SQLITE_SCHEMA, DEFECT),
        (ffi::SQLITE_TOOBIG, DEFECT),
        (ffi::SQLITE_CONSTRAINT, DEFECT),
        (ffi::SQLITE_CONSTRAINT_PRIMARYKEY, DEFECT),
        (ffi::SQLITE_MISMATCH, DEFECT),
        (ffi::SQLITE_MISUSE, DEFECT),
        (ffi::SQLITE_RANGE, DEFECT),
    ] {
        assert_eq!(sqlite(code), expected, "{code}");
    }
    for code in [
        ffi::SQLITE_IOERR,
        ffi::SQLITE_IOERR_READ,
        ffi::SQLITE_IOERR_SHORT_READ,
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_DATA,
        ffi::SQLITE_IOERR_CORRUPTFS,
        ffi::SQLITE_CANTOPEN,
        ffi::SQLITE_CANTOPEN_FULLPATH,
        ffi::SQLITE_READONLY,
        ffi::SQLITE_READONLY_DBMOVED,
        ffi::SQLITE_PERM,
        ffi::SQLITE_AUTH,
        ffi::SQLITE_NOLFS,
    ] {
        assert_eq!(sqlite(code), io(code), "{code}");
    }
}

#[test]
fn an_unknown_sqlite_code_is_not_damage() {
    for code in 0..=0xFFFF {
        let damage = matches!(code & 0xFF, ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB);
        assert_eq!(sqlite(code).is_terminal(), damage, "{code}");
    }
}

#[test]
fn foreign_rows_are_damage_and_wrong_calls_of_ours_are_not() {
    for altered in [
        Sql::QueryReturnedNoRows,
        Sql::InvalidColumnType(0, "n".to_owned(), Type::Blob),
        Sql::IntegralValueOutOfRange(0, -1),
        Sql::FromSqlConversionFailure(0, Type::Null, "no blob".into()),
    ] {
        assert_eq!(VaultError::from(altered), DAMAGED);
    }
    let error = ffi::Error::new(ffi::SQLITE_ERROR);
    for ours in [
        Sql::InvalidQuery,
        Sql::ExecuteReturnedResults,
        Sql::StatementChangedRows(2),
        Sql::InvalidParameterName("x".to_owned()),
        Sql::InvalidColumnIndex(9),
        Sql::MultipleStatement,
        Sql::SqlInputError { error, msg: "syntax error".to_owned(), sql: String::new(), offset: 0 },
    ] {
        assert_eq!(VaultError::from(ours), DEFECT);
    }
    let error = ffi::Error::new(ffi::SQLITE_FULL);
    let full = Sql::SqlInputError { error, msg: String::new(), sql: String::new(), offset: 0 };
    assert_eq!(VaultError::from(full), VaultError::StorageFull);
}

#[test]
fn io_errors_about_space_are_storage_full() {
    use io::ErrorKind as Kind;
    let denied = VaultError::Io { kind: VaultError::IO_DENIED };
    let other = VaultError::Io { kind: VaultError::IO_OTHER };
    for (kind, expected) in [
        (Kind::StorageFull, VaultError::StorageFull),
        (Kind::QuotaExceeded, VaultError::StorageFull),
        (Kind::FileTooLarge, VaultError::StorageFull),
        (Kind::OutOfMemory, NO_MEMORY),
        (Kind::PermissionDenied, denied),
        (Kind::ReadOnlyFilesystem, denied),
        (Kind::NotFound, other),
        (Kind::NotADirectory, other),
        (Kind::InvalidData, other),
        (Kind::UnexpectedEof, other),
        (Kind::WriteZero, other),
        (Kind::Other, other),
    ] {
        assert_eq!(VaultError::from(io::Error::from(kind)), expected, "{kind:?}");
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[test]
fn system_error_numbers_about_space_are_storage_full() {
    let denied = VaultError::Io { kind: VaultError::IO_DENIED };
    let (no_space, quota, too_large, no_memory) = (28, 122, 27, 12);
    let (not_permitted, no_access, read_only) = (1, 13, 30);
    for number in 1..200 {
        let expected = if [no_space, quota, too_large].contains(&number) {
            VaultError::StorageFull
        } else if number == no_memory {
            NO_MEMORY
        } else if [not_permitted, no_access, read_only].contains(&number) {
            denied
        } else {
            // EIO, EMFILE, ENFILE and all the rest.
            VaultError::Io { kind: VaultError::IO_OTHER }
        };
        assert_eq!(VaultError::from(io::Error::from_raw_os_error(number)), expected, "{number}");
    }
}

#[test]
fn a_failing_key_store_does_not_mean_lost_keys() {
    for error in [
        KeystoreError::NotFound,
        KeystoreError::Invalidated,
        KeystoreError::Refused,
        KeystoreError::AlreadyExists,
        KeystoreError::AuthRequired,
        KeystoreError::Failed { transient: true, number: 7 },
        KeystoreError::Failed { transient: false, number: 7 },
    ] {
        assert!(matches!(VaultError::from(error), VaultError::Keystore { .. }), "{error:?}");
    }
}

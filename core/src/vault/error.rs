//! What can go wrong with the vault, each telling the caller what to do next.

use std::path::Path;

use crate::files;
use crate::platform::{ClockError, KeystoreError, RandomError};

use super::pin::PinRule;

/// Why the vault did not do it. Holds no path, PIN, key or text from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no vault: set a PIN first.
    #[error("there is no vault yet")]
    Absent,
    /// The vault is locked: ask for the PIN.
    #[error("the vault is locked")]
    Locked,
    /// There is a vault: unlock it, or wipe it first.
    #[error("the vault exists already")]
    AlreadyProvisioned,
    /// The PIN is wrong and the try was counted.
    #[error("wrong PIN, {left} tries left, next in {retry_after_ms} ms")]
    WrongPin {
        /// Tries left before the vault wipes itself.
        left: u8,
        /// Milliseconds until the next try is taken; 0 for at once.
        retry_after_ms: u64,
    },
    /// Too early for another try; none was counted.
    #[error("next try in {retry_after_ms} ms")]
    CoolingDown {
        /// Milliseconds until the next try is taken.
        retry_after_ms: u64,
    },
    /// The new PIN is too easy to guess: ask for another.
    #[error("PIN rejected: {rule}")]
    PinRejected {
        /// The rule it breaks.
        rule: PinRule,
    },
    /// The vault is gone: activate again to get the documents anew.
    #[error("the vault was wiped: {reason}")]
    Wiped {
        /// Why.
        reason: WipeReason,
    },
    /// The phone's key store failed; try again when `transient`.
    #[error("key store failed ({number})")]
    Keystore {
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's number, or one of [`VaultError::KEYSTORE_AUTH`] and its neighbours.
        number: i32,
    },
    /// The phone no longer has the vault's keys: nothing opens it. Wipe, then activate again.
    #[error("the phone lost the vault's keys")]
    KeyLost,
    /// Older files were put back. Wipe, then activate again.
    #[error("an older {what} was put back")]
    RollbackDetected {
        /// What is older than it was.
        what: Artifact,
    },
    /// The files were altered or damaged. Wipe, then activate again; for a single record, write it anew.
    #[error("the {what} is damaged")]
    Corrupt {
        /// What is damaged.
        what: Artifact,
    },
    /// Written by a newer version of the app: update it.
    #[error("format {found} is newer than {max}")]
    UnsupportedVersion {
        /// The version found.
        found: u8,
        /// The newest this version reads.
        max: u8,
    },
    /// The header asks for less PIN stretching than is safe: it is not one of ours.
    #[error("the KDF parameters are too weak")]
    WeakKdf,
    /// No space on the phone, or none that this app may use: ask the person to free some, then try again. Nothing is lost.
    #[error("no space left")]
    StorageFull,
    /// Another operation or process has the vault: try again.
    #[error("the vault is in use")]
    Busy,
    /// The file system failed.
    #[error("file system failed (kind {kind})")]
    Io {
        /// `SQLite`'s extended code, or one of [`VaultError::IO_OTHER`] and its neighbours.
        kind: u16,
    },
    /// The phone's clock can't be read, and waiting times need it: try again.
    #[error("the phone's clock could not be read")]
    ClockUnavailable,
    /// More than a record holds.
    #[error("more than {max} bytes")]
    TooLarge {
        /// The most it holds, in bytes.
        max: u32,
    },
    /// Something that should not happen; the number says where.
    #[error("internal error {code}")]
    Internal {
        /// One of [`VaultError::NO_RANDOMNESS`] and its neighbours.
        code: u16,
    },
}

impl VaultError {
    /// [`VaultError::Keystore`] code: the phone's lock screen must be opened first.
    pub const KEYSTORE_AUTH: i32 = -1;
    /// [`VaultError::Keystore`] code: an alias was taken that should be free.
    pub const KEYSTORE_ALIAS: i32 = -2;
    /// [`VaultError::Keystore`] code: the store answered with the wrong number of bytes.
    pub const KEYSTORE_ANSWER: i32 = -3;
    /// [`VaultError::Keystore`] code: the store says that there is no key where one was just made.
    pub const KEYSTORE_MISSING: i32 = -4;
    /// [`VaultError::Keystore`] code: the store refused what it was given.
    pub const KEYSTORE_REFUSED: i32 = -5;

    /// [`VaultError::Io`] kind: a file operation outside the database failed.
    pub const IO_OTHER: u16 = 0xFFFF;
    /// [`VaultError::Io`] kind: access was denied.
    pub const IO_DENIED: u16 = 0xFFFE;

    /// [`VaultError::Internal`] code: the system gave no randomness.
    pub const NO_RANDOMNESS: u16 = 1;
    /// [`VaultError::Internal`] code: not enough memory to stretch the PIN.
    pub const NO_MEMORY: u16 = 2;
    /// [`VaultError::Internal`] code: a counter ran out.
    pub const COUNTER: u16 = 3;
    /// [`VaultError::Internal`] code: the database refused a statement.
    pub const DATABASE: u16 = 4;

    /// Whether nothing but wiping helps (or, for [`VaultError::UnsupportedVersion`], updating the app).
    pub fn is_terminal(&self) -> bool {
        matches!(
            self,
            VaultError::KeyLost
                | VaultError::RollbackDetected { .. }
                | VaultError::Corrupt { .. }
                | VaultError::UnsupportedVersion { .. }
                | VaultError::WeakKdf
        )
    }
}

/// Why the vault was wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[repr(u8)]
pub enum WipeReason {
    /// Somebody with the right to do so asked for it.
    #[error("on request")]
    Requested = 1,
    /// Ten wrong PINs in a row.
    #[error("too many wrong PINs")]
    TooManyAttempts = 2,
}

impl WipeReason {
    /// The reason a number in `wipe.pending` stands for; anything unreadable counts as a request.
    pub(super) fn from_number(number: u8) -> WipeReason {
        if number == WipeReason::TooManyAttempts as u8 {
            WipeReason::TooManyAttempts
        } else {
            WipeReason::Requested
        }
    }
}

/// A part of the vault that can be damaged or old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Artifact {
    /// The sealed header: attempts, KDF parameters, key slots.
    #[error("header")]
    Header,
    /// The list of all records.
    #[error("manifest")]
    Manifest,
    /// One record.
    #[error("record")]
    Record,
    /// The database file.
    #[error("database")]
    Database,
}

impl VaultError {
    /// What it means that the key store did not open what an existing vault or store depends on: the one place where a key
    /// store's answer is loss or damage.
    pub(super) fn of_existing_key(error: KeystoreError) -> VaultError {
        match error {
            KeystoreError::NotFound | KeystoreError::Invalidated => VaultError::KeyLost,
            KeystoreError::Refused => VaultError::Corrupt { what: Artifact::Header },
            other => other.into(),
        }
    }

    /// A full disk says so only where `SQLite` sees the write that fails; a file that may not grow, a quota or a journal that
    /// cannot be made look like a disk that failed. Asks the disk of `dir` itself.
    pub(super) fn or_storage_full(self, dir: &Path) -> VaultError {
        match self {
            VaultError::Io { .. } if files::is_full(dir) => VaultError::StorageFull,
            other => other,
        }
    }
}

/// Never loss or damage: what a failing key store says of a key that is being made, used or destroyed proves neither.
/// `VaultError::of_existing_key` is for the calls where it does.
impl From<KeystoreError> for VaultError {
    fn from(error: KeystoreError) -> Self {
        match error {
            KeystoreError::NotFound | KeystoreError::Invalidated => {
                VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_MISSING }
            }
            KeystoreError::Refused => {
                VaultError::Keystore { transient: false, number: VaultError::KEYSTORE_REFUSED }
            }
            KeystoreError::AuthRequired => {
                VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_AUTH }
            }
            KeystoreError::AlreadyExists => {
                VaultError::Keystore { transient: false, number: VaultError::KEYSTORE_ALIAS }
            }
            KeystoreError::Failed { transient, number } => VaultError::Keystore { transient, number },
        }
    }
}

impl From<PinRule> for VaultError {
    fn from(rule: PinRule) -> Self {
        VaultError::PinRejected { rule }
    }
}

impl From<ClockError> for VaultError {
    fn from(ClockError: ClockError) -> Self {
        VaultError::ClockUnavailable
    }
}

impl From<RandomError> for VaultError {
    fn from(RandomError: RandomError) -> Self {
        VaultError::Internal { code: VaultError::NO_RANDOMNESS }
    }
}

impl From<std::io::Error> for VaultError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{
            FileTooLarge, OutOfMemory, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => VaultError::StorageFull,
            OutOfMemory => VaultError::Internal { code: VaultError::NO_MEMORY },
            PermissionDenied | ReadOnlyFilesystem => VaultError::Io { kind: VaultError::IO_DENIED },
            _ => VaultError::Io { kind: VaultError::IO_OTHER },
        }
    }
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, QueryReturnedNoRows,
            SqlInputError, SqliteFailure,
        };
        match error {
            SqliteFailure(failure, _) | SqlInputError { error: failure, .. } => of_sqlite(failure),
            // A column of another type, or a row that is missing: the file is not as we wrote it.
            FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | QueryReturnedNoRows => VaultError::Corrupt { what: Artifact::Database },
            _ => VaultError::Internal { code: VaultError::DATABASE },
        }
    }
}

/// Damage is what `SQLite` calls damage by name (<https://www.sqlite.org/rescode.html>), and nothing else.
fn of_sqlite(failure: rusqlite::ffi::Error) -> VaultError {
    use rusqlite::ErrorCode::{
        AuthorizationForStatementDenied, CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull,
        FileLockingProtocolFailed, NoLargeFileSupport, NotADatabase, OutOfMemory, PermissionDenied, ReadOnly,
        SystemIoFailure,
    };
    match failure.code {
        DiskFull => VaultError::StorageFull,
        DatabaseBusy | DatabaseLocked | FileLockingProtocolFailed => VaultError::Busy,
        DatabaseCorrupt | NotADatabase => VaultError::Corrupt { what: Artifact::Database },
        OutOfMemory => VaultError::Internal { code: VaultError::NO_MEMORY },
        _ if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_NOMEM => {
            VaultError::Internal { code: VaultError::NO_MEMORY }
        }
        SystemIoFailure
        | CannotOpen
        | ReadOnly
        | PermissionDenied
        | AuthorizationForStatementDenied
        | NoLargeFileSupport => {
            VaultError::Io { kind: u16::try_from(failure.extended_code).unwrap_or(VaultError::IO_OTHER) }
        }
        _ => VaultError::Internal { code: VaultError::DATABASE },
    }
}

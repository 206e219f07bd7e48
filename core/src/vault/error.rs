//! The vault's errors. Each variant states what the caller does next.

use std::path::Path;

use crate::files;
use crate::platform::{ClockError, KeystoreError, RandomError};

use super::pin::PinRule;

/// An error of the vault. Contains no path, PIN, key or text from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no vault: set a PIN first.
    #[error("there is no vault yet")]
    Absent,
    /// The vault is locked: ask for the PIN. Or the account is blocked or released: the stage says so.
    #[error("the vault is locked")]
    Locked,
    /// There is a vault already: unlock it, or wipe it first.
    #[error("the vault exists already")]
    AlreadyProvisioned,
    /// The PIN is wrong, and the attempt was counted.
    #[error("wrong PIN, {left} attempts left, next in {retry_after_ms} ms")]
    WrongPin {
        /// Attempts left before the vault is wiped.
        left: u8,
        /// Milliseconds until the next attempt is allowed; 0 if it is allowed now.
        retry_after_ms: u64,
    },
    /// Too early for another attempt; none was counted.
    #[error("next attempt in {retry_after_ms} ms")]
    CoolingDown {
        /// Milliseconds until the next attempt is allowed.
        retry_after_ms: u64,
    },
    /// The new PIN is too easy to guess: ask for another.
    #[error("PIN rejected: {rule}")]
    PinRejected {
        /// The rule it breaks.
        rule: PinRule,
    },
    /// The vault was wiped: activate again to get the documents back.
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
        /// The platform's number, or one of the `VaultError::KEYSTORE_` constants.
        number: i32,
    },
    /// The phone no longer has the vault's keys: the vault cannot be opened. Wipe it, then activate again.
    #[error("the phone lost the vault's keys")]
    KeyLost,
    /// Older files were restored. Wipe the vault, then activate again.
    #[error("an older {what} was restored")]
    RollbackDetected {
        /// The part that is too old.
        what: Artifact,
    },
    /// The files were altered or damaged. Wipe the vault, then activate again; a single record can be written again.
    #[error("the {what} is damaged")]
    Corrupt {
        /// The damaged part.
        what: Artifact,
    },
    /// Written by a newer version of the app: update it.
    #[error("format {found} is newer than {max}")]
    UnsupportedVersion {
        /// The version found.
        found: u8,
        /// The newest version this app reads.
        max: u8,
    },
    /// The KDF cost in the header is below the safe minimum: this app did not write it.
    #[error("the KDF parameters are too weak")]
    WeakKdf,
    /// No space on the phone, or none that this app may use: ask the person to free some, then try again. No data is
    /// lost.
    #[error("no space left")]
    StorageFull,
    /// Another operation or process is using the vault: try again.
    #[error("the vault is in use")]
    Busy,
    /// The file system failed.
    #[error("file system failed (kind {kind})")]
    Io {
        /// `SQLite`'s extended code, [`VaultError::IO_OTHER`] or [`VaultError::IO_DENIED`].
        kind: u16,
    },
    /// The phone's clock cannot be read, and waiting times need it: try again.
    #[error("the phone's clock could not be read")]
    ClockUnavailable,
    /// More bytes than a record can hold.
    #[error("more than {max} bytes")]
    TooLarge {
        /// The limit, in bytes.
        max: u32,
    },
    /// A failure that should not happen; the code shows where.
    #[error("internal error {code}")]
    Internal {
        /// [`VaultError::NO_RANDOMNESS`] or one of the constants after it.
        code: u16,
    },
}

impl VaultError {
    /// [`VaultError::Keystore`] code: the person must unlock the phone first.
    pub const KEYSTORE_AUTH: i32 = -1;
    /// [`VaultError::Keystore`] code: an alias that should be free exists.
    pub const KEYSTORE_ALIAS: i32 = -2;
    /// [`VaultError::Keystore`] code: the key store returned wrong bytes, or the wrong number of bytes.
    pub const KEYSTORE_ANSWER: i32 = -3;
    /// [`VaultError::Keystore`] code: the key store reports a key as missing that was just created.
    pub const KEYSTORE_MISSING: i32 = -4;
    /// [`VaultError::Keystore`] code: the key store refused its input.
    pub const KEYSTORE_REFUSED: i32 = -5;

    /// [`VaultError::Io`] kind: a file operation outside the database failed.
    pub const IO_OTHER: u16 = 0xFFFF;
    /// [`VaultError::Io`] kind: access was denied.
    pub const IO_DENIED: u16 = 0xFFFE;

    /// [`VaultError::Internal`] code: the system returned no randomness.
    pub const NO_RANDOMNESS: u16 = 1;
    /// [`VaultError::Internal`] code: not enough memory to stretch the PIN.
    pub const NO_MEMORY: u16 = 2;
    /// [`VaultError::Internal`] code: a counter reached its limit.
    pub const COUNTER: u16 = 3;
    /// [`VaultError::Internal`] code: the database refused a statement.
    pub const DATABASE: u16 = 4;

    /// Whether only wiping helps (or, for [`VaultError::UnsupportedVersion`], updating the app).
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
    /// On request of a party that may request it.
    #[error("on request")]
    Requested = 1,
    /// Ten wrong PINs in a row.
    #[error("too many wrong PINs")]
    TooManyAttempts = 2,
}

impl WipeReason {
    /// The reason with this number in `wipe.pending`; an unknown number counts as a request.
    pub(super) fn from_number(number: u8) -> WipeReason {
        if number == WipeReason::TooManyAttempts as u8 {
            WipeReason::TooManyAttempts
        } else {
            WipeReason::Requested
        }
    }
}

/// A part of the vault that can be damaged or outdated.
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
    /// The error if the key store fails on a key that an existing vault or store depends on. Only here does a key
    /// store's error mean loss or damage.
    pub(super) fn of_existing_key(error: KeystoreError) -> VaultError {
        match error {
            KeystoreError::NotFound | KeystoreError::Invalidated => VaultError::KeyLost,
            KeystoreError::Refused => VaultError::Corrupt { what: Artifact::Header },
            other => other.into(),
        }
    }

    /// Turns a file system failure into [`VaultError::StorageFull`] if the disk of `dir` is full, which it tests by
    /// writing. `SQLite` reports a full disk only for a failed write; a file size limit, a quota or a journal that
    /// cannot be created look like a failed disk.
    pub(super) fn or_storage_full(self, dir: &Path) -> VaultError {
        match self {
            VaultError::Io { .. } if files::is_full(dir) => VaultError::StorageFull,
            other => other,
        }
    }
}

/// Never loss or damage: an error while a key is created, used or destroyed proves neither.
/// `VaultError::of_existing_key` is for calls where it does.
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
            SqliteFailure(failure, _) | SqlInputError { error: failure, .. } => from_sqlite(failure),
            // A column of another type or a missing row: this app did not write the file like that.
            FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | QueryReturnedNoRows => VaultError::Corrupt { what: Artifact::Database },
            _ => VaultError::Internal { code: VaultError::DATABASE },
        }
    }
}

/// Only the codes that `SQLite` documents as damage are damage (<https://www.sqlite.org/rescode.html>).
fn from_sqlite(failure: rusqlite::ffi::Error) -> VaultError {
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

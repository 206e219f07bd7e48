//! What the core borrows from the phone: its hardware keys, its sensors, its clocks, its randomness and its log.
//!
//! Everything here is a trait, so that each rule can be tested against a keystore that fails, a clock that jumps and
//! randomness that repeats. All calls are synchronous. An implementation must not call back into the core,
//! which may hold a lock during the call.

mod biometrics;
#[cfg(feature = "desktop")]
pub mod desktop;
pub(crate) mod key_names;
mod keystore_signer;
mod log;
#[cfg(any(test, feature = "desktop", feature = "testing"))]
mod soft_key;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::sync::Arc;

pub use crate::crypto::{OsRandom, RandomError, SecureRandom};
pub use biometrics::{BiometricError, BiometricGate, BiometricPurpose, BiometricStatus};
pub use keystore_signer::KeystoreSigner;
pub(crate) use log::log_ms;
pub use log::{Log, LogLine, LogSink, Severity};
use zeroize::Zeroizing;

/// The phone, as the core sees it.
#[derive(Clone)]
pub struct Platform {
    /// Hardware-backed keys.
    pub keystore: Arc<dyn Keystore>,
    /// Wall clock and boot clock.
    pub clock: Arc<dyn DeviceClock>,
    /// Cryptographic randomness.
    pub random: Arc<dyn SecureRandom>,
    /// Counters kept outside the app's data folder.
    pub counters: Arc<dyn RollbackCounters>,
    /// Fingerprint or face, where the phone has a sensor.
    pub biometrics: Option<Arc<dyn BiometricGate>>,
    /// Where the core tells about itself.
    pub log: Log,
}

/// How strongly the phone guards a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeystoreLevel {
    /// A separate secure element (Android StrongBox).
    StrongBox,
    /// A trusted execution environment on the main processor.
    Tee,
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// A file: for developers and tests, no hardware behind it.
    Software,
}

/// What a key may be used for. One key, one use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// ES256 signatures (P-256).
    Sign,
    /// A pseudo-random function over 32 bytes: one hardware call per PIN guess.
    Prf,
    /// AEAD sealing of at most 4 KiB.
    Seal,
}

/// When a key may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyAuth {
    /// Whenever the phone runs.
    Always,
    /// Only while the phone's own lock screen is open.
    UnlockedDevice,
    /// For this many seconds after the person proved presence (PIN or biometric).
    RecentUnlock {
        /// Seconds; notes/qr.md 5.4 recommends 120.
        seconds: u32,
    },
    /// At each use, by a strong biometric; invalidated when a finger or face is enrolled.
    Biometric,
}

/// What to make a key for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeySpec {
    /// What the key does.
    pub usage: KeyUse,
    /// When it may do it.
    pub auth: KeyAuth,
}

/// The phone's key store. Keys never leave it; an alias names one.
///
/// Aliases are ASCII, at most 64 characters, and hold no personal data.
pub trait Keystore: Send + Sync {
    /// How keys are guarded here.
    fn level(&self) -> Result<KeystoreLevel, KeystoreError>;
    /// Makes a key; replaces nothing: an existing alias is [`KeystoreError::AlreadyExists`].
    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError>;
    /// Destroys a key for good. Deleting what is not there succeeds, so that a wipe can be resumed.
    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError>;
    /// Aliases that start with `prefix`.
    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError>;
    /// 32 bytes that only this key can compute from `input` (32 bytes).
    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError>;
    /// Seals at most 4 KiB, bound to `aad`.
    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError>;
    /// Opens what [`Keystore::seal`] made; any other input or `aad` is [`KeystoreError::Refused`].
    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError>;
    /// Public half of a signing key: P-256, compressed SEC1, 33 bytes.
    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError>;
    /// ES256 over `data` (hashed with SHA-256 inside): raw `r || s`, 64 bytes.
    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError>;
    /// The person has just proved presence to the core by PIN: opens the window of [`KeyAuth::RecentUnlock`] keys.
    /// A hardware store that saw the proof itself (biometric, device credential) has nothing to do here.
    fn user_verified(&self) -> Result<(), KeystoreError>;
}

/// Why the key store did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// No key under this alias: it was never made, or the phone dropped it.
    #[error("no such key")]
    NotFound,
    /// The alias is taken.
    #[error("key exists already")]
    AlreadyExists,
    /// The key refused this input: it was altered, or sealed for another purpose.
    #[error("key refused the input")]
    Refused,
    /// The person must unlock first.
    #[error("presence must be proved first")]
    AuthRequired,
    /// The phone invalidated the key for good (new biometric, lock screen removed).
    #[error("key was invalidated by the phone")]
    Invalidated,
    /// The store failed; trying again may help when `transient`.
    #[error("key store failed ({number})")]
    Failed {
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's number, for support.
        number: i32,
    },
}

/// One look at the phone's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootReading {
    /// Milliseconds since 1970-01-01T00:00:00Z by the clock the person can change.
    pub wall_ms: u64,
    /// Milliseconds since the phone started, sleep included; nobody can change it.
    pub boot_ms: u64,
    /// Differs after each start of the phone.
    pub boot_id: [u8; 16],
}

/// The phone's clocks.
pub trait DeviceClock: Send + Sync {
    /// Both clocks at one moment.
    fn read(&self) -> Result<BootReading, ClockError>;
}

/// The phone's clocks could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the phone's clock could not be read")]
pub struct ClockError;

/// Counters outside the app's data folder, so that putting an old folder back is noticed.
pub trait RollbackCounters: Send + Sync {
    /// The counter's value; `None` when it was never written.
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError>;
    /// Sets the counter; it never goes down: a smaller value than the present one is [`KeystoreError::Refused`].
    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError>;
    /// Forgets the counter (the vault it guarded is gone).
    fn remove(&self, id: &str) -> Result<(), KeystoreError>;
}

//! The phone's services that the core uses: hardware keys, sensors, clocks, randomness and log.
//!
//! All of them are traits, so that tests can use a key store that fails, a clock that jumps and randomness that
//! repeats. All calls are synchronous. An implementation must not call back into the core, which may hold a lock during
//! the call.

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
    /// Where the core writes its log.
    pub log: Log,
}

/// How the phone protects its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeystoreLevel {
    /// A separate secure element (Android StrongBox).
    StrongBox,
    /// A trusted execution environment on the main processor.
    Tee,
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// Files, without hardware: for developers and tests.
    Software,
}

/// What a key may be used for. Each key has exactly one use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// ES256 signatures (P-256).
    Sign,
    /// A pseudo-random function of the store's [`PrfKind`]: one hardware call per PIN attempt.
    Prf,
    /// AEAD sealing of at most 4 KiB.
    Seal,
}

/// What the key store's hardware computes as the pseudo-random function of a [`KeyUse::Prf`] key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrfKind {
    /// HMAC-SHA256 over 32 bytes (Android).
    Hmac,
    /// ECDH with a P-256 key, for hardware without HMAC (Apple's Secure Enclave). The input is a point, the output the
    /// x coordinate of the shared point.
    EcdhP256,
}

/// When a key may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyAuth {
    /// Always.
    Always,
    /// Only while the phone itself is unlocked.
    UnlockedDevice,
    /// Each use needs a strong biometric; enrolling a finger or face invalidates the key.
    Biometric,
}

/// The use of a new key and when it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeySpec {
    /// Its use.
    pub usage: KeyUse,
    /// When it may be used.
    pub auth: KeyAuth,
}

/// The phone's key store. Keys never leave it; each has an alias.
///
/// Aliases are ASCII, at most 64 characters, and contain no personal data.
pub trait Keystore: Send + Sync {
    /// How keys are protected here.
    fn level(&self) -> Result<KeystoreLevel, KeystoreError>;
    /// The kind of pseudo-random function of this store's new [`KeyUse::Prf`] keys. A key keeps its kind: a store whose
    /// kind changes still computes the old one for the keys it made before.
    fn prf_kind(&self) -> Result<PrfKind, KeystoreError>;
    /// Whether the phone has a lock screen that needs a PIN, pattern, password or biometric. Without one,
    /// [`KeyAuth::UnlockedDevice`] protects nothing.
    fn screen_lock_set(&self) -> Result<bool, KeystoreError>;
    /// Creates a key. Never replaces one: for an existing alias returns [`KeystoreError::AlreadyExists`].
    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError>;
    /// Destroys a key permanently. Succeeds if there is no such key, so that a wipe can be resumed.
    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError>;
    /// The aliases that start with `prefix`.
    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError>;
    /// 32 bytes that only this key can compute from `input`. For [`PrfKind::Hmac`] the input is 32 bytes. For
    /// [`PrfKind::EcdhP256`] it is a point on P-256 (uncompressed X9.63, 65 bytes, never the point at infinity), and the
    /// output is the x coordinate of the shared point. For any other input returns [`KeystoreError::Refused`] or
    /// [`KeystoreError::Failed`].
    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError>;
    /// Seals at most 4 KiB, bound to `aad`.
    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError>;
    /// Opens the output of [`Keystore::seal`]. For any other input or `aad` returns [`KeystoreError::Refused`].
    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError>;
    /// The public key of a signing key: P-256, compressed SEC1, 33 bytes.
    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError>;
    /// ES256 signature of `data`, which the key store hashes with SHA-256: raw `r || s`, 64 bytes.
    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError>;
}

/// An error of the key store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// There is no key with this alias: it was never created, or the phone dropped it.
    #[error("no such key")]
    NotFound,
    /// There is a key with this alias already.
    #[error("key exists already")]
    AlreadyExists,
    /// The key refused the input: it was altered, or sealed for another purpose.
    #[error("key refused the input")]
    Refused,
    /// The person must be verified first, or must unlock the phone. The key is intact: never a reason to give it up.
    #[error("the user must be verified first")]
    AuthRequired,
    /// The phone invalidated the key permanently (new biometric, lock screen removed).
    #[error("key was invalidated by the phone")]
    Invalidated,
    /// The key store failed; try again if `transient`.
    #[error("key store failed ({number})")]
    Failed {
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's number, for support.
        number: i32,
    },
}

/// One reading of the phone's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootReading {
    /// Milliseconds since 1970-01-01T00:00:00Z by the wall clock, which the person can set.
    pub wall_ms: u64,
    /// Milliseconds since the phone started, including sleep. It cannot be set.
    pub boot_ms: u64,
    /// Different after each start of the phone.
    pub boot_id: [u8; 16],
}

/// The phone's clocks.
pub trait DeviceClock: Send + Sync {
    /// Reads both clocks at one moment.
    fn read(&self) -> Result<BootReading, ClockError>;
}

/// The phone's clocks could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the phone's clock could not be read")]
pub struct ClockError;

/// Counters outside the app's data folder, to detect that an old folder was restored.
pub trait RollbackCounters: Send + Sync {
    /// The counter's value; `None` if it was never written.
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError>;
    /// Sets the counter, which never decreases: for a value below the current one returns [`KeystoreError::Refused`].
    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError>;
    /// Deletes the counter, because its vault was wiped.
    fn remove(&self, id: &str) -> Result<(), KeystoreError>;
}

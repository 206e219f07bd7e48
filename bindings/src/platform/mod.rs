//! The phone's services for the core: traits that the shell implements, and their adapters.
//!
//! All calls are synchronous and can come from any thread. An implementation must not call back into the library, which
//! may hold a lock during the call. Any other error than [`PlatformError`] that an implementation throws becomes
//! [`PlatformError::Unexpected`], without its text.

mod adapter;

use std::sync::Arc;

pub use ikd_core::platform::{
    BiometricPurpose, BiometricStatus, KeyAuth, KeySpec, KeyUse, KeystoreLevel, PrfKind, Severity,
};

/// Why a call to the phone's services failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PlatformError {
    /// There is no key or counter with this name.
    #[error("not found")]
    NotFound,
    /// A key with this name exists.
    #[error("exists already")]
    AlreadyExists,
    /// The key store refused the input: it was altered, or sealed under another key or `aad`; or a smaller counter
    /// value.
    #[error("refused the input")]
    Refused,
    /// The person must be verified, or unlock the phone, first. The key is intact: never throw `Invalidated` for that.
    #[error("user verification needed first")]
    AuthRequired,
    /// The phone invalidated the key permanently: a biometric was enrolled, or the lock screen was removed.
    #[error("invalidated by the phone")]
    Invalidated,
    /// The hardware is missing or broken.
    #[error("unavailable")]
    Unavailable,
    /// No biometric is enrolled.
    #[error("no biometric enrolled")]
    NotEnrolled,
    /// The person cancelled the prompt.
    #[error("cancelled by the person")]
    Cancelled,
    /// The biometric is locked out after too many failures.
    #[error("locked out")]
    LockedOut,
    /// Another failure, with the platform's error number.
    #[error("failed ({number})")]
    Failed {
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's error number, for support.
        number: i32,
    },
    /// The implementation threw another error. Its text is dropped because it may contain personal data.
    #[error("failed unexpectedly")]
    Unexpected,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unexpected
    }
}

/// How strongly the phone protects its keys.
#[uniffi::remote(Enum)]
pub enum KeystoreLevel {
    /// A separate secure element (Android StrongBox).
    StrongBox,
    /// A trusted execution environment on the main processor.
    Tee,
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// A file without hardware protection, for development and tests only.
    Software,
}

/// What a key may be used for. Each key has exactly one use.
#[uniffi::remote(Enum)]
pub enum KeyUse {
    /// ES256 signatures (P-256).
    Sign,
    /// A pseudo-random function of the key store's `prf_kind`.
    Prf,
    /// AEAD sealing of at most 4 KiB.
    Seal,
}

/// What the key store's hardware computes as a pseudo-random function.
#[uniffi::remote(Enum)]
pub enum PrfKind {
    /// HMAC-SHA256 over 32 bytes (Android).
    Hmac,
    /// ECDH with a P-256 key, for hardware without HMAC (Secure Enclave). The library computes the point.
    EcdhP256,
}

/// When a key may be used.
#[uniffi::remote(Enum)]
pub enum KeyAuth {
    /// At any time.
    Always,
    /// Only while the phone is unlocked.
    UnlockedDevice,
    /// After a strong biometric at each use; invalidated when a finger or face is enrolled.
    Biometric,
}

/// Parameters of a new key.
#[uniffi::remote(Record)]
pub struct KeySpec {
    /// What the key may be used for.
    pub usage: KeyUse,
    /// When the key may be used.
    pub auth: KeyAuth,
}

/// The phone's key store. Private and secret keys never leave it. An alias names a key: ASCII, at most 64 characters,
/// no personal data.
#[uniffi::export(foreign)]
pub trait Keystore: Send + Sync {
    /// How the key store protects its keys.
    fn level(&self) -> Result<KeystoreLevel, PlatformError>;
    /// The kind of pseudo-random function of the keys that this key store makes with [`KeyUse::Prf`]. A key keeps its
    /// kind: if the kind changes with an update of the app, older keys still work as before.
    fn prf_kind(&self) -> Result<PrfKind, PlatformError>;
    /// Whether the phone has a lock screen that needs a PIN, pattern, password or biometric.
    fn screen_lock_set(&self) -> Result<bool, PlatformError>;
    /// Creates a key. Throws [`PlatformError::AlreadyExists`] if the alias exists.
    fn create_key(&self, alias: String, spec: KeySpec) -> Result<(), PlatformError>;
    /// Deletes a key permanently. Succeeds if there is no such key.
    fn delete_key(&self, alias: String) -> Result<(), PlatformError>;
    /// Returns the aliases that start with `prefix`.
    fn list_keys(&self, prefix: String) -> Result<Vec<String>, PlatformError>;
    /// Computes the key's pseudo-random function over `input`; returns 32 bytes. [`PrfKind::Hmac`]: `input` is 32 bytes.
    /// [`PrfKind::EcdhP256`]: `input` is a point on P-256 (X9.63, uncompressed, 65 bytes), the result the x coordinate
    /// of the shared point, without any hash or key derivation over it.
    fn prf(&self, alias: String, input: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// Encrypts at most 4 KiB and authenticates `aad` with it.
    fn seal(&self, alias: String, plain: Vec<u8>, aad: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// Decrypts the output of `seal`. Throws [`PlatformError::Refused`] for any other input or `aad`.
    fn unseal(&self, alias: String, sealed: Vec<u8>, aad: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// Returns the public key of a signing key: P-256, compressed SEC1, 33 bytes.
    fn public_key(&self, alias: String) -> Result<Vec<u8>, PlatformError>;
    /// Signs `data` with ES256 (the key store hashes it with SHA-256); returns raw `r || s`, 64 bytes.
    fn sign(&self, alias: String, data: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
}

/// Whether the biometric sensor can be used now.
#[uniffi::remote(Enum)]
pub enum BiometricStatus {
    /// A strong biometric is enrolled.
    Ready,
    /// There is a sensor, but no biometric is enrolled.
    NotEnrolled,
    /// There is no sensor of the strong class, or it is broken.
    Unavailable,
    /// Locked out after too many failures.
    LockedOut,
}

/// Purpose of a biometric prompt; the shell has the texts.
#[uniffi::remote(Enum)]
pub enum BiometricPurpose {
    /// Verify the person again, before data is shown or an action is taken.
    VerifyUser,
}

/// The fingerprint or face sensor, and the keys that it protects.
#[uniffi::export(foreign)]
pub trait BiometricGate: Send + Sync {
    /// Whether the sensor can be used now.
    fn status(&self) -> Result<BiometricStatus, PlatformError>;
    /// Shows the biometric prompt, then decrypts the output of [`Keystore::seal`] with the key of the same alias. May
    /// block until the person has answered: it is called on a thread of the library.
    fn unseal(
        &self,
        alias: String,
        sealed: Vec<u8>,
        aad: Vec<u8>,
        purpose: BiometricPurpose,
    ) -> Result<Vec<u8>, PlatformError>;
}

/// A reading of the phone's clocks.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BootReading {
    /// Milliseconds since 1970-01-01T00:00:00Z by the wall clock, which the person can change.
    pub wall_ms: u64,
    /// Milliseconds since the phone started, including sleep, by a clock that cannot be set.
    pub boot_ms: u64,
    /// Identifies this start of the phone: a new value after each start; 16 bytes.
    pub boot_id: Vec<u8>,
}

/// The phone's clocks.
#[uniffi::export(foreign)]
pub trait DeviceClock: Send + Sync {
    /// Reads both clocks at the same moment.
    fn read(&self) -> Result<BootReading, PlatformError>;
}

/// Counters stored outside the app's data folder, to detect that an old copy of the folder was restored.
#[uniffi::export(foreign)]
pub trait RollbackCounters: Send + Sync {
    /// Returns the counter's value; absent if it was never written.
    fn read(&self, id: String) -> Result<Option<u64>, PlatformError>;
    /// Sets the counter. Throws [`PlatformError::Refused`] if `to` is smaller than the present value.
    fn advance(&self, id: String, to: u64) -> Result<(), PlatformError>;
    /// Removes the counter.
    fn remove(&self, id: String) -> Result<(), PlatformError>;
}

/// Severity of a log line.
#[uniffi::remote(Enum)]
pub enum Severity {
    /// Details for developers.
    Debug,
    /// Normal operation.
    Info,
    /// An expected failure, for example of the network.
    Warning,
    /// A defect of the app.
    Fault,
}

/// A line for the platform's log. It consists of fixed words and one number, so it cannot contain personal data.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// Severity.
    pub severity: Severity,
    /// Event: `vault.unlock`, `service.call`, `panic` ...
    pub event: String,
    /// `ok`, or the stable code of the error; for a panic the source file.
    pub outcome: String,
    /// Depends on the event: milliseconds, an HTTP status, a source line.
    pub number: i64,
}

/// Receives log lines.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// The lowest severity to receive; called once. Lines below it never cross the boundary.
    fn lowest(&self) -> Result<Severity, PlatformError>;
    /// Writes a line. Should not block. A failure is ignored.
    fn log(&self, line: LogLine) -> Result<(), PlatformError>;
}

/// The phone's services, implemented by the shell.
#[derive(Clone, uniffi::Record)]
pub struct PhoneServices {
    /// Hardware-backed keys.
    pub keystore: Arc<dyn Keystore>,
    /// Wall clock and boot clock.
    pub clock: Arc<dyn DeviceClock>,
    /// Counters stored outside the data folder.
    pub counters: Arc<dyn RollbackCounters>,
    /// Fingerprint or face sensor, if the phone has one.
    #[uniffi(default = None)]
    pub biometrics: Option<Arc<dyn BiometricGate>>,
    /// Receives the library's log lines.
    #[uniffi(default = None)]
    pub log: Option<Arc<dyn LogSink>>,
}

/// Logs the location of each panic to `log` from now on.
pub(crate) fn log_panics(log: Option<Arc<dyn LogSink>>) {
    crate::guard::set_panic_listener(log.map(|sink| -> crate::guard::Listener {
        Arc::new(move |location| {
            let line = LogLine {
                severity: Severity::Fault,
                event: "panic".to_owned(),
                outcome: location.file.clone(),
                number: location.line.into(),
            };
            let _ = sink.log(line);
        })
    }));
}

//! What the phone lends the core: traits that the shell implements, and their translation.
//!
//! All calls are synchronous and come from any thread. An implementation must not call back into the library, which may
//! hold a lock during the call. Whatever an implementation throws that is not [`PlatformError`] arrives as
//! [`PlatformError::Unexpected`], without its text.

mod adapter;

use std::sync::Arc;

pub use ikd_core::platform::{
    BiometricPurpose, BiometricStatus, KeyAuth, KeySpec, KeyUse, KeystoreLevel, Severity,
};

/// Why the phone did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PlatformError {
    /// No key or counter of this name.
    #[error("not found")]
    NotFound,
    /// The name is taken.
    #[error("exists already")]
    AlreadyExists,
    /// The key refused this input: altered, or sealed for another purpose.
    #[error("refused the input")]
    Refused,
    /// The person must prove presence first.
    #[error("presence must be proved first")]
    AuthRequired,
    /// The phone invalidated the key for good: biometrics were enrolled, the lock screen was removed.
    #[error("invalidated by the phone")]
    Invalidated,
    /// No such hardware, or it is broken.
    #[error("unavailable")]
    Unavailable,
    /// Nobody is enrolled.
    #[error("nobody enrolled")]
    NotEnrolled,
    /// The person closed the prompt.
    #[error("cancelled by the person")]
    Cancelled,
    /// Too many failures of the biometric.
    #[error("locked out")]
    LockedOut,
    /// Something else the platform has a number for.
    #[error("failed ({number})")]
    Failed {
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's number, for support.
        number: i32,
    },
    /// The implementation threw something else; its text is dropped because nobody knows what is in it.
    #[error("failed unexpectedly")]
    Unexpected,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unexpected
    }
}

/// How strongly the phone guards a key.
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Enum)]
pub enum KeyUse {
    /// ES256 signatures (P-256).
    Sign,
    /// A pseudo-random function over 32 bytes.
    Prf,
    /// AEAD sealing of at most 4 KiB.
    Seal,
}

/// When a key may be used.
#[uniffi::remote(Enum)]
pub enum KeyAuth {
    /// Whenever the phone runs.
    Always,
    /// Only while the phone's own lock screen is open.
    UnlockedDevice,
    /// For this many seconds after the person proved presence.
    RecentUnlock {
        /// Seconds.
        seconds: u32,
    },
    /// At each use, by a strong biometric; invalidated when a finger or face is enrolled.
    Biometric,
}

/// What to make a key for.
#[uniffi::remote(Record)]
pub struct KeySpec {
    /// What the key does.
    pub usage: KeyUse,
    /// When it may do it.
    pub auth: KeyAuth,
}

/// The phone's key store. Keys never leave it; an alias names one: ASCII, at most 64 characters, no personal data.
#[uniffi::export(foreign)]
pub trait Keystore: Send + Sync {
    /// How keys are guarded here.
    fn level(&self) -> Result<KeystoreLevel, PlatformError>;
    /// Makes a key; an existing alias is [`PlatformError::AlreadyExists`].
    fn create_key(&self, alias: String, spec: KeySpec) -> Result<(), PlatformError>;
    /// Destroys a key for good. Deleting what is not there succeeds.
    fn delete_key(&self, alias: String) -> Result<(), PlatformError>;
    /// Aliases that start with `prefix`.
    fn list_keys(&self, prefix: String) -> Result<Vec<String>, PlatformError>;
    /// 32 bytes that only this key can compute from `input` (32 bytes).
    fn prf(&self, alias: String, input: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// Seals at most 4 KiB, bound to `aad`.
    fn seal(&self, alias: String, plain: Vec<u8>, aad: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// Opens what `seal` made; any other input or `aad` is [`PlatformError::Refused`].
    fn unseal(&self, alias: String, sealed: Vec<u8>, aad: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// Public half of a signing key: P-256, compressed SEC1, 33 bytes.
    fn public_key(&self, alias: String) -> Result<Vec<u8>, PlatformError>;
    /// ES256 over `data` (hashed with SHA-256 inside): raw `r || s`, 64 bytes.
    fn sign(&self, alias: String, data: Vec<u8>) -> Result<Vec<u8>, PlatformError>;
    /// The person has just proved presence by PIN: opens the window of [`KeyAuth::RecentUnlock`] keys. A hardware store
    /// that saw the proof itself has nothing to do here.
    fn user_verified(&self) -> Result<(), PlatformError>;
}

/// Whether the biometric sensor can be used now.
#[uniffi::remote(Enum)]
pub enum BiometricStatus {
    /// A strong biometric is enrolled.
    Ready,
    /// There is a sensor, and nobody enrolled.
    NotEnrolled,
    /// No sensor of the strong class, or it is broken.
    Unavailable,
    /// Too many failures.
    LockedOut,
}

/// What the person is asked for; the shell has the words.
#[uniffi::remote(Enum)]
pub enum BiometricPurpose {
    /// Prove presence again, before something is shown or done.
    VerifyUser,
}

/// The fingerprint or face sensor and the keys behind it.
#[uniffi::export(foreign)]
pub trait BiometricGate: Send + Sync {
    /// Whether it can be used now.
    fn status(&self) -> Result<BiometricStatus, PlatformError>;
    /// Asks the person, and with the key that frees opens what [`Keystore::seal`] made under the same alias. May block
    /// until the person has answered: called on a thread of the library's own.
    fn unseal(
        &self,
        alias: String,
        sealed: Vec<u8>,
        aad: Vec<u8>,
        purpose: BiometricPurpose,
    ) -> Result<Vec<u8>, PlatformError>;
}

/// One look at the phone's clocks.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BootReading {
    /// Milliseconds since 1970-01-01T00:00:00Z by the clock the person can change.
    pub wall_ms: u64,
    /// Milliseconds since the phone started, sleep included; nobody can change it.
    pub boot_ms: u64,
    /// Differs after each start of the phone; 16 bytes.
    pub boot_id: Vec<u8>,
}

/// The phone's clocks.
#[uniffi::export(foreign)]
pub trait DeviceClock: Send + Sync {
    /// Both clocks at one moment.
    fn read(&self) -> Result<BootReading, PlatformError>;
}

/// Counters outside the app's data folder, so that putting an old folder back is noticed.
#[uniffi::export(foreign)]
pub trait RollbackCounters: Send + Sync {
    /// The counter's value; nothing when it was never written.
    fn read(&self, id: String) -> Result<Option<u64>, PlatformError>;
    /// Sets the counter; a smaller value than the present one is [`PlatformError::Refused`].
    fn advance(&self, id: String, to: u64) -> Result<(), PlatformError>;
    /// Forgets the counter.
    fn remove(&self, id: String) -> Result<(), PlatformError>;
}

/// How much a line of the log matters.
#[uniffi::remote(Enum)]
pub enum Severity {
    /// For developers.
    Debug,
    /// What the app does.
    Info,
    /// Something failed that can fail.
    Warning,
    /// A defect of the app.
    Fault,
}

/// A line for the platform's log. Made of words of the source and one number: nothing personal can be in it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about: `vault.unlock`, `service.call`, `panic` ...
    pub event: String,
    /// How it went: `ok`, or the stable code of what went wrong; for a panic the file of the source.
    pub outcome: String,
    /// A figure: milliseconds, an HTTP status, a line of the source.
    pub number: i64,
}

/// Where lines of the log go.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// The lowest severity it wants; asked once. What is below never crosses the boundary.
    fn lowest(&self) -> Result<Severity, PlatformError>;
    /// Takes a line. Should not block; a failure is ignored.
    fn log(&self, line: LogLine) -> Result<(), PlatformError>;
}

/// The phone, as the shell hands it in.
#[derive(Clone, uniffi::Record)]
pub struct PhoneServices {
    /// Hardware-backed keys.
    pub keystore: Arc<dyn Keystore>,
    /// Wall clock and boot clock.
    pub clock: Arc<dyn DeviceClock>,
    /// Counters outside the data folder.
    pub counters: Arc<dyn RollbackCounters>,
    /// Fingerprint or face, where the phone has a sensor.
    #[uniffi(default = None)]
    pub biometrics: Option<Arc<dyn BiometricGate>>,
    /// Where the library tells about itself.
    #[uniffi(default = None)]
    pub log: Option<Arc<dyn LogSink>>,
}

/// Tells the log where a panic happened.
pub(crate) fn tell_of_panics(log: Option<Arc<dyn LogSink>>) {
    crate::guard::listen_for_panics(log.map(|sink| -> crate::guard::Listener {
        Arc::new(move |place| {
            let line = LogLine {
                severity: Severity::Fault,
                event: "panic".to_owned(),
                outcome: place.file.clone(),
                number: place.line.into(),
            };
            let _ = sink.log(line);
        })
    }));
}

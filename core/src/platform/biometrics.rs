//! The phone's fingerprint or face sensor, as the guard of a key.
//!
//! A gate never says "yes": it opens something that only a key behind the sensor can open. Whoever fakes an answer of the
//! prompt has nothing to show for it (OWASP MASTG-TEST-0018).

use zeroize::Zeroizing;

/// Whether the sensor can be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BiometricStatus {
    /// A strong biometric is enrolled.
    Ready,
    /// There is a sensor, and nobody enrolled.
    NotEnrolled,
    /// No sensor of the strong class, or it is broken.
    Unavailable,
    /// Too many failures; the phone's own lock screen lifts it.
    LockedOut,
}

/// What the person is asked for; the shell has the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BiometricPurpose {
    /// Prove presence again, before something is shown or done.
    VerifyUser,
}

/// Why the gate did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BiometricError {
    /// No sensor, or it is broken: ask for the PIN.
    #[error("no biometric sensor")]
    Unavailable,
    /// Nobody is enrolled: ask for the PIN.
    #[error("no biometric is enrolled")]
    NotEnrolled,
    /// Somebody was enrolled since, and the phone dropped the key: ask for the PIN, which makes a new key.
    #[error("enrolled biometrics have changed")]
    Changed,
    /// The person closed the prompt.
    #[error("the person cancelled")]
    Cancelled,
    /// Too many failures: ask for the PIN.
    #[error("biometrics are locked out")]
    LockedOut,
    /// The gate failed.
    #[error("the biometric gate failed ({number})")]
    Failed {
        /// The platform's number, for support.
        number: i32,
    },
}

/// The sensor and the keys behind it ([`super::KeyAuth::Biometric`]).
pub trait BiometricGate: Send + Sync {
    /// Whether it can be used now.
    fn status(&self) -> Result<BiometricStatus, BiometricError>;
    /// Asks the person, and with the key that frees opens what [`super::Keystore::seal`] made under the same alias.
    /// Waits for the person: never called on a screen's thread.
    fn unseal(
        &self,
        alias: &str,
        sealed: &[u8],
        aad: &[u8],
        purpose: BiometricPurpose,
    ) -> Result<Zeroizing<Vec<u8>>, BiometricError>;
}

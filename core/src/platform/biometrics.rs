//! The phone's fingerprint or face sensor, which protects a key.
//!
//! A gate returns no yes or no: it unseals data with a key that only the sensor releases. An attacker who fakes the
//! result of the prompt does not get the data (OWASP MASTG-TEST-0018).

use zeroize::Zeroizing;

/// Whether the sensor can be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BiometricStatus {
    /// A strong biometric is enrolled.
    Ready,
    /// There is a sensor, but no biometric is enrolled.
    NotEnrolled,
    /// There is no strong sensor, or it is broken.
    Unavailable,
    /// Too many failures; unlocking the phone's lock screen ends this.
    LockedOut,
}

/// The reason for the prompt; the shell has the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BiometricPurpose {
    /// Verify the person again, before something is shown or done.
    VerifyUser,
}

/// An error of the biometric gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BiometricError {
    /// No sensor, or it is broken: ask for the PIN.
    #[error("no biometric sensor")]
    Unavailable,
    /// No biometric is enrolled: ask for the PIN.
    #[error("no biometric is enrolled")]
    NotEnrolled,
    /// A biometric was enrolled since, and the phone dropped the key: ask for the PIN, which creates a new key.
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

/// The sensor and the keys that it protects ([`super::KeyAuth::Biometric`]).
pub trait BiometricGate: Send + Sync {
    /// Whether it can be used now.
    fn status(&self) -> Result<BiometricStatus, BiometricError>;
    /// Shows the prompt. With the released key, opens the output of [`super::Keystore::seal`] for the same alias. Waits
    /// for the person, so it is never called on the UI thread.
    fn unseal(
        &self,
        alias: &str,
        sealed: &[u8],
        aad: &[u8],
        purpose: BiometricPurpose,
    ) -> Result<Zeroizing<Vec<u8>>, BiometricError>;
}

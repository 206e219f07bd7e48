//! Adapters from the traits that a shell implements to the traits of the core.
use std::sync::Arc;

use ikd_core::platform::{self as core, BiometricError, ClockError, KeystoreError, OsRandom, Platform};
use zeroize::Zeroizing;

use super::{
    BiometricGate, BiometricPurpose, BiometricStatus, BootReading, DeviceClock, KeySpec, Keystore,
    KeystoreLevel, LogLine, LogSink, PhoneServices, PlatformError, PrfKind, RollbackCounters, Severity,
};

/// Error number where the platform supplies none.
const NO_NUMBER: i32 = 0;
/// Error number of [`PlatformError::Unexpected`].
const UNEXPECTED: i32 = -100;
/// Error number of an output with the wrong number of bytes.
const WRONG_LENGTH: i32 = -101;

impl From<PlatformError> for KeystoreError {
    fn from(error: PlatformError) -> Self {
        match error {
            PlatformError::NotFound => Self::NotFound,
            PlatformError::AlreadyExists => Self::AlreadyExists,
            PlatformError::Refused => Self::Refused,
            PlatformError::AuthRequired => Self::AuthRequired,
            PlatformError::Invalidated => Self::Invalidated,
            PlatformError::Failed { transient, number } => Self::Failed { transient, number },
            PlatformError::Unexpected => Self::Failed { transient: true, number: UNEXPECTED },
            PlatformError::Unavailable
            | PlatformError::NotEnrolled
            | PlatformError::Cancelled
            | PlatformError::LockedOut => Self::Failed { transient: true, number: NO_NUMBER },
        }
    }
}

impl From<PlatformError> for BiometricError {
    fn from(error: PlatformError) -> Self {
        match error {
            PlatformError::Unavailable => Self::Unavailable,
            PlatformError::NotEnrolled => Self::NotEnrolled,
            PlatformError::Cancelled => Self::Cancelled,
            PlatformError::LockedOut => Self::LockedOut,
            PlatformError::Invalidated | PlatformError::NotFound => Self::Changed,
            PlatformError::Failed { number, .. } => Self::Failed { number },
            PlatformError::Unexpected => Self::Failed { number: UNEXPECTED },
            PlatformError::AlreadyExists | PlatformError::Refused | PlatformError::AuthRequired => {
                Self::Failed { number: NO_NUMBER }
            }
        }
    }
}

impl PhoneServices {
    /// Converts the services to the core's `Platform`.
    pub(crate) fn into_core(self) -> Platform {
        let log = self.log.map_or_else(core::Log::off, |sink| {
            // If the sink cannot return its lowest severity, it receives warnings and faults.
            let lowest = sink.lowest().unwrap_or(Severity::Warning);
            core::Log::to(Arc::new(Adapter(sink)), lowest)
        });
        Platform {
            keystore: Arc::new(Adapter(self.keystore)),
            clock: Arc::new(Adapter(self.clock)),
            random: Arc::new(OsRandom),
            counters: Arc::new(Adapter(self.counters)),
            biometrics: self
                .biometrics
                .map(|gate| -> Arc<dyn core::BiometricGate> { Arc::new(Adapter(gate)) }),
            log,
        }
    }
}

/// Implements a trait of the core with the shell's implementation.
struct Adapter<T: ?Sized>(Arc<T>);

impl core::Keystore for Adapter<dyn Keystore> {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        Ok(self.0.level()?)
    }

    fn prf_kind(&self) -> Result<PrfKind, KeystoreError> {
        Ok(self.0.prf_kind()?)
    }

    fn screen_lock_set(&self) -> Result<bool, KeystoreError> {
        Ok(self.0.screen_lock_set()?)
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        Ok(self.0.create_key(alias.to_owned(), spec)?)
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        Ok(self.0.delete_key(alias.to_owned())?)
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        Ok(self.0.list_keys(prefix.to_owned())?)
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let output = Zeroizing::new(self.0.prf(alias.to_owned(), input.to_vec())?);
        if output.len() == 32 { Ok(output) } else { Err(wrong_length()) }
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        Ok(self.0.seal(alias.to_owned(), plain.to_vec(), aad.to_vec())?)
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        Ok(Zeroizing::new(self.0.unseal(alias.to_owned(), sealed.to_vec(), aad.to_vec())?))
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        Ok(self.0.public_key(alias.to_owned())?)
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        Ok(self.0.sign(alias.to_owned(), data.to_vec())?)
    }
}

const fn wrong_length() -> KeystoreError {
    KeystoreError::Failed { transient: false, number: WRONG_LENGTH }
}

impl core::BiometricGate for Adapter<dyn BiometricGate> {
    fn status(&self) -> Result<BiometricStatus, BiometricError> {
        Ok(self.0.status()?)
    }

    fn unseal(
        &self,
        alias: &str,
        sealed: &[u8],
        aad: &[u8],
        purpose: BiometricPurpose,
    ) -> Result<Zeroizing<Vec<u8>>, BiometricError> {
        Ok(Zeroizing::new(self.0.unseal(alias.to_owned(), sealed.to_vec(), aad.to_vec(), purpose)?))
    }
}

impl core::DeviceClock for Adapter<dyn DeviceClock> {
    fn read(&self) -> Result<core::BootReading, ClockError> {
        let BootReading { wall_ms, boot_ms, boot_id } = self.0.read().map_err(|_| ClockError)?;
        Ok(core::BootReading { wall_ms, boot_ms, boot_id: boot_id.try_into().map_err(|_| ClockError)? })
    }
}

impl core::RollbackCounters for Adapter<dyn RollbackCounters> {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        Ok(self.0.read(id.to_owned())?)
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        Ok(self.0.advance(id.to_owned(), to)?)
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        Ok(self.0.remove(id.to_owned())?)
    }
}

impl core::LogSink for Adapter<dyn LogSink> {
    fn log(&self, line: core::LogLine) {
        let core::LogLine { severity, event, outcome, number } = line;
        let (event, outcome) = (event.to_owned(), outcome.to_owned());
        // A failing log must not stop the operation that is logged.
        let _ = self.0.log(LogLine { severity, event, outcome, number });
    }
}

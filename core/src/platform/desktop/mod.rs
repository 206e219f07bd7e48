//! The platform on a desktop: keys and counters in files, the system's clocks and randomness.
//!
//! For developers, the command line and tests. It keeps every promise of the traits except the most important one on a
//! phone: no hardware protects the keys ([`KeystoreLevel::Software`](super::KeystoreLevel::Software)). A copy of the
//! whole folder contains the keys and counters. Only the owner can read the files. They are written under another name,
//! renamed, and synced before a call returns.

mod clock;
mod counters;
mod keystore;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

pub use clock::SystemClock;
pub use counters::FileAntiRollback;
pub use keystore::SoftKeystore;

use super::{DeviceClock, KeystoreError, Log, OsRandom, Platform, SecureRandom, soft_key::code};

impl Platform {
    /// The platform of this desktop, with its files in `dir` (created if missing), which must be outside the vault's
    /// folder.
    pub fn desktop(dir: &Path) -> Result<Platform, KeystoreError> {
        let clock: Arc<dyn DeviceClock> = Arc::new(SystemClock::new());
        let random: Arc<dyn SecureRandom> = Arc::new(OsRandom);
        Ok(Platform {
            keystore: Arc::new(SoftKeystore::open(&dir.join("keys"), random.clone())?),
            counters: Arc::new(FileAntiRollback::open(&dir.join("counters"))?),
            clock,
            random,
            biometrics: None,
            log: Log::off(),
        })
    }
}

const fn io_failed() -> KeystoreError {
    KeystoreError::Failed { transient: true, number: code::IO }
}

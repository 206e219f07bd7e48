//! A desktop's stand-in for the phone: keys and counters in files, the system's clocks and randomness.
//!
//! For developers, the command line and tests. It keeps every promise of the traits except the one that matters on a
//! phone: no hardware guards the keys ([`KeystoreLevel::Software`](super::KeystoreLevel::Software)), and whoever copies the whole folder copies the
//! keys and counters with it. Files are readable by their owner only, written beside and renamed, and synced before a
//! call returns.

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
    /// Everything of a desktop, in `dir` (made if missing). Keep it outside the vault's folder.
    pub fn desktop(dir: &Path) -> Result<Platform, KeystoreError> {
        let clock: Arc<dyn DeviceClock> = Arc::new(SystemClock::new());
        let random: Arc<dyn SecureRandom> = Arc::new(OsRandom);
        Ok(Platform {
            keystore: Arc::new(SoftKeystore::open(&dir.join("keys"), clock.clone(), random.clone())?),
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

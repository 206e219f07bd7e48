//! What to warn the person about before a registration begins on this phone.

use super::Ikd;
use crate::platform::{KeystoreError, KeystoreLevel};

/// A weakness of this phone. The person may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceWarning {
    /// The phone has no lock screen: whoever holds it can use the keys that need an unlocked phone.
    NoScreenLock,
    /// The phone has no hardware for keys: whoever copies its whole storage can try every PIN.
    SoftwareKeys,
}

impl Ikd {
    /// The weaknesses of this phone, to be shown before [`crate::registration::Registration::begin`].
    ///
    /// # Errors
    /// The key store does not answer.
    pub fn warnings(&self) -> Result<Vec<DeviceWarning>, KeystoreError> {
        let keystore = &self.0.context.platform.keystore;
        let mut warnings = Vec::new();
        if !keystore.screen_lock_set()? {
            warnings.push(DeviceWarning::NoScreenLock);
        }
        if keystore.level()? == KeystoreLevel::Software {
            warnings.push(DeviceWarning::SoftwareKeys);
        }
        Ok(warnings)
    }
}

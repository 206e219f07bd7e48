//! Opening, locking, and the PIN. What takes a PIN goes on to its end even when the call is dropped.

use ikd_core::{Ikd, app::PinEntry};
use zeroize::Zeroizing;

use crate::{
    error::IkdError,
    guard::{Calls, guarded, run_to_completion},
    platform::BiometricStatus,
};

/// Opens and locks the vault.
#[derive(uniffi::Object)]
pub struct Lock {
    lock: ikd_core::app::Lock,
    calls: Calls,
}

impl Lock {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self { lock: app.lock().clone(), calls: Calls::default() }
    }
}

#[uniffi::export]
impl Lock {
    /// Sets the PIN at the end of registration, entered twice.
    pub async fn create_pin(&self, pin: String, repeat: String) -> Result<(), IkdError> {
        let entry = PinEntry { pin: Zeroizing::new(pin), repeat: Zeroizing::new(repeat) };
        let lock = self.lock.clone();
        run_to_completion(async move { Ok(lock.create_pin(entry).await?) }).await
    }

    /// Opens the vault. Needs no network; documents are then brought up to date in the background.
    pub async fn unlock(&self, pin: String) -> Result<(), IkdError> {
        let (lock, pin) = (self.lock.clone(), Zeroizing::new(pin));
        run_to_completion(async move { Ok(lock.unlock(pin).await?) }).await
    }

    /// Locks now: the key is wiped from memory, the file closed.
    pub fn lock(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.lock.lock()?))
    }

    /// Proves presence again while unlocked. A wrong PIN counts as a try.
    pub async fn verify_user(&self, pin: String) -> Result<(), IkdError> {
        let (lock, pin) = (self.lock.clone(), Zeroizing::new(pin));
        run_to_completion(async move { Ok(lock.verify_user(pin).await?) }).await
    }

    /// Whether a biometric can prove presence now.
    pub fn biometric_status(&self) -> Result<BiometricStatus, IkdError> {
        guarded(|| Ok(self.lock.biometric_status()?))
    }

    /// Proves presence again while unlocked, by fingerprint or face. Waits for the person.
    pub async fn verify_user_by_biometric(&self) -> Result<(), IkdError> {
        let lock = self.lock.clone();
        self.calls.run(async move { Ok(lock.verify_user_by_biometric().await?) }).await
    }

    /// Changes the PIN; needs the present one, which counts as a try.
    pub async fn change_pin(&self, current: String, pin: String, repeat: String) -> Result<(), IkdError> {
        let current = Zeroizing::new(current);
        let entry = PinEntry { pin: Zeroizing::new(pin), repeat: Zeroizing::new(repeat) };
        let lock = self.lock.clone();
        run_to_completion(async move { Ok(lock.change_pin(current, entry).await?) }).await
    }

    /// Somebody touched the screen.
    pub fn touched(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.lock.touched();
            Ok(())
        })
    }

    /// The app went to the background.
    pub fn went_to_background(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.lock.went_to_background();
            Ok(())
        })
    }

    /// The app came back; locks if it was away, or untouched, too long.
    pub fn came_to_foreground(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.lock.came_to_foreground()?))
    }

    /// Locks if nobody was there for too long; says after how many milliseconds to ask again, nothing when locked.
    pub fn lock_if_idle(&self) -> Result<Option<u64>, IkdError> {
        guarded(|| Ok(self.lock.lock_if_idle()?))
    }
}

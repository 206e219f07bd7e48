//! Unlocking, locking, and the PIN. A call that takes a PIN completes even if the shell drops it.

use ikd_core::{Ikd, app::PinEntry};
use zeroize::Zeroizing;

use crate::{
    error::IkdError,
    guard::{Calls, guarded, run_to_completion},
    platform::BiometricStatus,
};

/// Unlocks and locks the vault.
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

    /// Checks the first entry of a new PIN, before it is repeated, at the end of registration or while unlocked. Throws
    /// [`IkdError::InvalidInput`] or [`IkdError::UnsuitablePin`].
    pub fn check_pin(&self, pin: String) -> Result<(), IkdError> {
        let pin = Zeroizing::new(pin);
        guarded(|| Ok(self.lock.check_pin(&pin)?))
    }

    /// Opens the vault. Needs no network; documents are then synchronised in the background.
    pub async fn unlock(&self, pin: String) -> Result<(), IkdError> {
        let (lock, pin) = (self.lock.clone(), Zeroizing::new(pin));
        run_to_completion(async move { Ok(lock.unlock(pin).await?) }).await
    }

    /// Locks now: wipes the key from memory and closes the file.
    pub fn lock(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.lock.lock()?))
    }

    /// Verifies the person again while unlocked, by PIN. A wrong PIN counts as an attempt.
    pub async fn verify_user(&self, pin: String) -> Result<(), IkdError> {
        let (lock, pin) = (self.lock.clone(), Zeroizing::new(pin));
        run_to_completion(async move { Ok(lock.verify_user(pin).await?) }).await
    }

    /// Whether `verify_user_by_biometric` can be used now.
    pub fn biometric_status(&self) -> Result<BiometricStatus, IkdError> {
        guarded(|| Ok(self.lock.biometric_status()?))
    }

    /// Verifies the person again while unlocked, by fingerprint or face. Returns when the person has answered the
    /// prompt.
    pub async fn verify_user_by_biometric(&self) -> Result<(), IkdError> {
        let lock = self.lock.clone();
        self.calls.run(async move { Ok(lock.verify_user_by_biometric().await?) }).await
    }

    /// Changes the PIN. `current` is the present PIN; a wrong one counts as an attempt.
    pub async fn change_pin(&self, current: String, pin: String, repeat: String) -> Result<(), IkdError> {
        let current = Zeroizing::new(current);
        let entry = PinEntry { pin: Zeroizing::new(pin), repeat: Zeroizing::new(repeat) };
        let lock = self.lock.clone();
        run_to_completion(async move { Ok(lock.change_pin(current, entry).await?) }).await
    }

    /// Call when the person touches the screen: restarts the idle timeout.
    pub fn touched(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.lock.touched();
            Ok(())
        })
    }

    /// Call when the app goes to the background.
    pub fn went_to_background(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.lock.went_to_background();
            Ok(())
        })
    }

    /// Call when the app returns to the foreground; locks if it was in the background, or idle, for too long.
    pub fn came_to_foreground(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.lock.came_to_foreground()?))
    }

    /// Locks if the app was idle for too long. Returns after how many milliseconds to call it again; absent when
    /// locked.
    pub fn lock_if_idle(&self) -> Result<Option<u64>, IkdError> {
        guarded(|| Ok(self.lock.lock_if_idle()?))
    }
}

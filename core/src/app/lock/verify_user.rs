//! Proving presence again while the vault is open: by PIN, or by a biometric that frees a key.
//!
//! Promises: the biometric way is bound to a key behind the sensor, not to the answer of a prompt; when enrolled biometrics
//! have changed, only the PIN makes a new key; nothing here opens a locked vault.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Lock, NotifyOnDrop, PinError, on_own_thread, pin_of, run_to_completion};
use crate::{
    platform::{
        BiometricError, BiometricPurpose, BiometricStatus, KeyAuth, KeySpec, KeyUse, KeystoreError,
        RandomError,
    },
    vault::VaultError,
};

/// The key that only the sensor frees.
const PRESENCE_KEY: &str = "ikd.bio.presence";
/// What its ciphertexts are bound to.
const PURPOSE: &[u8] = b"ikd presence 1";

/// Why presence was not proved by a biometric. In every case the PIN does it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyUserError {
    /// The vault is locked.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The sensor or the person said no.
    #[error(transparent)]
    Biometric(#[from] BiometricError),
    /// The phone's key store failed.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The system gave no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Lock {
    /// Proves presence again while unlocked, for an action that asks for it. A wrong PIN counts as a try.
    ///
    /// Begins when it is called and goes on to its end, as [`Lock::unlock`] does.
    pub fn verify_user(
        &self,
        pin: Zeroizing<String>,
    ) -> impl Future<Output = Result<(), PinError>> + Send + use<> {
        let lock = self.clone();
        let done = run_to_completion(async move {
            let _busy = lock.busy.lock().await;
            let pin = pin_of(&pin)?;
            let _notify = NotifyOnDrop(&lock.context.changed);
            let unlocked = lock.context.unlocked.clone();
            on_own_thread(move || unlocked.with(|session| session.confirm_pin(&pin))).await??;
            lock.touched();
            // Biometrics enrolled since the last PIN are taken into account from here on: their key is made anew. One
            // that cannot be deleted stays what it was, and presence is proved all the same.
            let _ = lock.context.platform.keystore.delete_key(PRESENCE_KEY);
            lock.make_presence_key();
            Ok(())
        });
        async { done.await? }
    }

    /// Whether a biometric can prove presence now; [`BiometricStatus::Unavailable`] on a phone without a sensor.
    pub fn biometric_status(&self) -> Result<BiometricStatus, BiometricError> {
        self.context
            .platform
            .biometrics
            .as_ref()
            .map_or(Ok(BiometricStatus::Unavailable), |gate| gate.status())
    }

    /// Proves presence again while unlocked, by fingerprint or face. Waits for the person.
    ///
    /// Fresh random bytes are sealed under a key behind the sensor; presence is proved when the sensor's key gives them
    /// back.
    pub async fn verify_user_by_biometric(&self) -> Result<(), VerifyUserError> {
        let lock = self.clone();
        on_own_thread(move || lock.ask_sensor()).await?
    }

    /// Makes the key behind the sensor, if there is a sensor and no key. Called only where the PIN has just been proved:
    /// whoever enrols a finger of their own on an open phone must not get a key for it.
    ///
    /// Should it fail, the biometric way stays closed and the PIN stays.
    pub(super) fn make_presence_key(&self) {
        if self.biometric_status() == Ok(BiometricStatus::Ready) {
            let spec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::Biometric };
            let _ = self.context.platform.keystore.create_key(PRESENCE_KEY, spec);
        }
    }

    fn ask_sensor(&self) -> Result<(), VerifyUserError> {
        let gate = self.context.platform.biometrics.as_ref().ok_or(BiometricError::Unavailable)?;
        if !self.context.unlocked.is_open() {
            return Err(VaultError::Locked.into());
        }
        let keystore = &self.context.platform.keystore;
        let mut secret = Zeroizing::new([0; 32]);
        self.context.platform.random.fill(secret.as_mut())?;
        let sealed = keystore.seal(PRESENCE_KEY, secret.as_ref(), PURPOSE).map_err(|error| match error {
            KeystoreError::Invalidated | KeystoreError::NotFound => BiometricError::Changed.into(),
            error => VerifyUserError::from(error),
        })?;
        let opened = gate.unseal(PRESENCE_KEY, &sealed, PURPOSE, BiometricPurpose::VerifyUser)?;
        if !bool::from(opened.ct_eq(secret.as_ref())) {
            return Err(KeystoreError::Refused.into());
        }
        // The person may have been at the prompt for long.
        if !self.context.unlocked.is_open() {
            return Err(VaultError::Locked.into());
        }
        keystore.user_verified()?;
        self.touched();
        Ok(())
    }
}

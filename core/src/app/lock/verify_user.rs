//! Verifying the user again while the vault is open: by PIN, or by a biometric that releases a key.
//!
//! Promises: the biometric check needs a key that only the sensor releases, not just the result of a prompt; after
//! enrolled biometrics have changed, a new key is made only after the PIN; no call here opens a locked vault.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Lock, NotifyOnDrop, PinError, on_own_thread, parse_pin, run_to_completion};
use crate::{
    platform::{
        BiometricError, BiometricPurpose, BiometricStatus, KeyAuth, KeySpec, KeyUse, KeystoreError,
        RandomError,
    },
    vault::VaultError,
};

/// The key that only the sensor releases.
const PRESENCE_KEY: &str = "ikd.bio.presence";
/// Associated data of its ciphertexts.
const PURPOSE: &[u8] = b"ikd presence 1";

/// Why the user was not verified by a biometric. The PIN always works instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyUserError {
    /// The vault is locked.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The sensor did not match, failed, or the person cancelled.
    #[error(transparent)]
    Biometric(#[from] BiometricError),
    /// The phone's key store failed.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The system's random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Lock {
    /// Verifies the user by PIN while unlocked, for an action that needs it. A wrong PIN counts as a try.
    ///
    /// Starts when it is called and runs to completion, as [`Lock::unlock`] does.
    pub fn verify_user(
        &self,
        pin: Zeroizing<String>,
    ) -> impl Future<Output = Result<(), PinError>> + Send + use<> {
        let lock = self.clone();
        let done = run_to_completion(async move {
            let _notify = NotifyOnDrop(&lock.context.changed);
            let _guard = lock.pin_operation.lock().await;
            let pin = parse_pin(&pin)?;
            let unlocked = lock.context.unlocked.clone();
            on_own_thread(move || unlocked.with(|session| session.confirm_pin(&pin))).await??;
            lock.user_verified();
            // A new key accepts the biometrics that were enrolled since the last PIN. If the old one cannot be deleted,
            // it stays, and the user is verified all the same.
            let _ = lock.context.platform.keystore.delete_key(PRESENCE_KEY);
            lock.make_presence_key();
            Ok(())
        });
        async { done.await? }
    }

    /// Whether a biometric can verify the user now; [`BiometricStatus::Unavailable`] on a phone without a sensor.
    pub fn biometric_status(&self) -> Result<BiometricStatus, BiometricError> {
        self.context
            .platform
            .biometrics
            .as_ref()
            .map_or(Ok(BiometricStatus::Unavailable), |gate| gate.status())
    }

    /// Verifies the user by fingerprint or face while unlocked. Waits for the person.
    ///
    /// New random bytes are sealed with a key that only the sensor releases; the user is verified when that key unseals
    /// them.
    pub async fn verify_user_by_biometric(&self) -> Result<(), VerifyUserError> {
        let lock = self.clone();
        on_own_thread(move || lock.ask_sensor()).await?
    }

    /// Makes the key that only the sensor releases, if there is a sensor and no key. Called only right after the PIN
    /// was verified: an attacker who enrols a finger on an unlocked phone must not get a key for it.
    ///
    /// If it fails, only the PIN can verify the user.
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
        // The vault may have been locked while the prompt was open.
        if !self.context.unlocked.is_open() {
            return Err(VaultError::Locked.into());
        }
        self.user_verified();
        Ok(())
    }
}

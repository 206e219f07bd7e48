//! Slot 1, for the PIN. Its key needs the PIN and one call of the phone's hardware key.

use zeroize::Zeroizing;

use crate::crypto::{self, KdfCost, KdfError, PinStretcher, SecretKey};
use crate::platform::{KeyAuth, KeySpec, KeyUse, PrfKind, SecureRandom, key_names};

use super::super::{Pin, Shared, VaultError};
use super::{SLOT_LEN, aad, open, seal};

/// The number of the slot, as in its AAD.
const NUMBER: u8 = b'1';

/// The hardware key that each PIN attempt calls once.
pub(in crate::vault) const PIN_SPEC: KeySpec = KeySpec { usage: KeyUse::Prf, auth: KeyAuth::UnlockedDevice };

/// Domain separation tag of the point that the stretched PIN is hashed to (RFC 9380 section 3.1).
const POINT_DST: &[u8] = b"IKD-VAULT-PIN-V01-with-P256_XMD:SHA-256_SSWU_RO_";

/// Slot 1: the DEK, sealed under the PIN.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::vault) struct PinSlot {
    /// Counts PIN changes; part of the key's alias.
    pub(in crate::vault) generation: u32,
    pub(in crate::vault) cost: KdfCost,
    pub(in crate::vault) salt: [u8; 16],
    pub(in crate::vault) sealed: [u8; SLOT_LEN],
    /// What the slot's hardware key computes: recorded, because the key store's kind may change with an update.
    pub(in crate::vault) prf_kind: PrfKind,
}

impl PinSlot {
    /// The alias of the hardware key for attempts of this slot's PIN.
    pub(in crate::vault) fn alias(&self, vault_id: &[u8; 16]) -> String {
        format!("{}{:032x}.{}", key_names::PIN, u128::from_be_bytes(*vault_id), self.generation)
    }

    /// Seals the DEK under the PIN's key.
    pub(in crate::vault) fn seal(
        &mut self,
        random: &dyn SecureRandom,
        kek: &SecretKey,
        vault_id: &[u8; 16],
        dek: &SecretKey,
    ) -> Result<(), VaultError> {
        self.sealed = seal(random, kek, vault_id, &aad(NUMBER, vault_id, self.generation), dek)?;
        Ok(())
    }

    /// The DEK, if `kek` is the key of the right PIN. The PIN is checked nowhere else.
    pub(in crate::vault) fn open(&self, kek: &SecretKey, vault_id: &[u8; 16]) -> Option<SecretKey> {
        open(&self.sealed, kek, vault_id, &aad(NUMBER, vault_id, self.generation))
    }
}

impl Shared {
    /// Derives the slot's key: Argon2id over the PIN, one call of the hardware key, then HKDF over both results.
    pub(in crate::vault) fn derive_kek(
        &self,
        stretcher: &mut PinStretcher,
        vault_id: &[u8; 16],
        slot: &PinSlot,
        pin: &Pin,
    ) -> Result<SecretKey, VaultError> {
        let stretched = stretch(stretcher, slot, pin)?;
        let missing = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_MISSING };
        let output = self
            .call_pin_key(vault_id, slot, &stretched)
            // The slot was sealed with this hardware key and cannot be opened without it.
            .map_err(|error| if error == missing { VaultError::KeyLost } else { error })?;
        Ok(combine(vault_id, slot.prf_kind, &stretched, &output))
    }

    /// Derives the key for a new slot, whose hardware key must exist. Calls the hardware key twice and compares: after
    /// one wrong result, the slot could never be opened.
    pub(in crate::vault) fn derive_new_kek(
        &self,
        stretcher: &mut PinStretcher,
        vault_id: &[u8; 16],
        slot: &PinSlot,
        pin: &Pin,
    ) -> Result<SecretKey, VaultError> {
        let stretched = stretch(stretcher, slot, pin)?;
        let output = self.call_pin_key(vault_id, slot, &stretched)?;
        if !crypto::constant_time_eq(&output, &self.call_pin_key(vault_id, slot, &stretched)?) {
            return Err(VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_ANSWER });
        }
        Ok(combine(vault_id, slot.prf_kind, &stretched, &output))
    }

    /// Calls the hardware key with the stretched PIN: with its bytes, or with the point that they hash to.
    fn call_pin_key(
        &self,
        vault_id: &[u8; 16],
        slot: &PinSlot,
        stretched: &SecretKey,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (keystore, alias) = (&self.platform.keystore, slot.alias(vault_id));
        let output = match slot.prf_kind {
            PrfKind::Hmac => keystore.prf(&alias, stretched.expose())?,
            PrfKind::EcdhP256 => {
                let point = crypto::hash_to_p256(stretched.expose(), POINT_DST);
                keystore.prf(&alias, point.as_slice())?
            }
        };
        if output.len() != SecretKey::LEN {
            return Err(VaultError::Keystore { transient: false, number: VaultError::KEYSTORE_ANSWER });
        }
        Ok(output)
    }
}

fn stretch(stretcher: &mut PinStretcher, slot: &PinSlot, pin: &Pin) -> Result<SecretKey, VaultError> {
    stretcher.stretch(slot.cost, &slot.salt, pin.expose()).map_err(|error| match error {
        KdfError::OutOfMemory => VaultError::Internal { code: VaultError::NO_MEMORY },
        KdfError::BadParameters => VaultError::WeakKdf,
    })
}

fn combine(vault_id: &[u8; 16], prf_kind: PrfKind, stretched: &SecretKey, output: &[u8]) -> SecretKey {
    let label: &[u8] = match prf_kind {
        PrfKind::Hmac => b"ikd/v1/kek/pin",
        PrfKind::EcdhP256 => b"ikd/v1/kek/pin/p256",
    };
    let mut secret = Zeroizing::new(Vec::with_capacity(2 * SecretKey::LEN));
    secret.extend_from_slice(stretched.expose());
    secret.extend_from_slice(output);
    crypto::hkdf_sha256(vault_id, &secret, &[label])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::sync::{Arc, Mutex};

    use zeroize::Zeroizing;

    use super::super::super::test_support::{NEW_PIN, PIN, Rig, error, pin};
    use super::super::super::{PersonalDigits, Vault, VaultError};
    use super::*;
    use crate::platform::{Keystore, KeystoreError, KeystoreLevel};

    /// A key store whose PRF answers or kind a test chooses, and that keeps the inputs.
    struct ChosenKeystore {
        inner: Arc<dyn Keystore>,
        kind: PrfKind,
        cut_to: usize,
        inputs: Mutex<Vec<usize>>,
    }

    impl Keystore for ChosenKeystore {
        fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
            self.inner.level()
        }
        fn prf_kind(&self) -> Result<PrfKind, KeystoreError> {
            Ok(self.kind)
        }
        fn screen_lock_set(&self) -> Result<bool, KeystoreError> {
            self.inner.screen_lock_set()
        }
        fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
            self.inner.create_key(alias, spec)
        }
        fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
            self.inner.delete_key(alias)
        }
        fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
            self.inner.list_keys(prefix)
        }
        fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
            self.inputs.lock().unwrap().push(input.len());
            let mut answer = self.inner.prf(alias, input)?;
            answer.resize(self.cut_to, 0);
            Ok(answer)
        }
        fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
            self.inner.seal(alias, plain, aad)
        }
        fn unseal(
            &self,
            alias: &str,
            sealed: &[u8],
            aad: &[u8],
        ) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
            self.inner.unseal(alias, sealed, aad)
        }
        fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
            self.inner.public_key(alias)
        }
        fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
            self.inner.sign(alias, data)
        }
    }

    fn vault_with(rig: &Rig, kind: PrfKind, cut_to: usize) -> (Vault, Arc<ChosenKeystore>) {
        let (inner, inputs) = (rig.phone.keystore.clone(), Mutex::default());
        let keystore = Arc::new(ChosenKeystore { inner, kind, cut_to, inputs });
        let platform = rig.phone.platform_with(keystore.clone());
        (Vault::open_with_weak_kdf_for_tests(&rig.dir(), &platform).unwrap(), keystore)
    }

    #[test]
    fn a_p256_key_gets_a_point_and_an_hmac_key_32_bytes() {
        for (kind, len) in [(PrfKind::Hmac, 32), (PrfKind::EcdhP256, 65)] {
            let rig = Rig::with_vault_of(kind);
            let (vault, keystore) = vault_with(&rig, kind, 32);
            vault.lock(vault.unlock(&pin(PIN)).unwrap()).unwrap();
            assert_eq!(*keystore.inputs.lock().unwrap(), [len], "{kind:?}");
        }
    }

    #[test]
    fn an_answer_that_is_not_32_bytes_is_refused_and_costs_no_attempt() {
        for kind in [PrfKind::Hmac, PrfKind::EcdhP256] {
            for len in [0, 31, 33, 65] {
                let rig = Rig::with_vault_of(kind);
                let wrong = VaultError::Keystore { transient: false, number: VaultError::KEYSTORE_ANSWER };
                assert_eq!(error(vault_with(&rig, kind, len).0.unlock(&pin(PIN))), wrong, "{kind:?}, {len}");
                assert_eq!(rig.attempts_left(), 10);
            }
        }
    }

    #[test]
    fn a_vault_keeps_the_kind_of_its_key_when_the_key_store_changes_its_own() {
        for (made, now, len) in
            [(PrfKind::Hmac, PrfKind::EcdhP256, 32), (PrfKind::EcdhP256, PrfKind::Hmac, 65)]
        {
            let rig = Rig::with_vault_of(made);
            let (vault, keystore) = vault_with(&rig, now, 32);
            vault.lock(vault.unlock(&pin(PIN)).unwrap()).unwrap();
            assert_eq!(*keystore.inputs.lock().unwrap(), [len]);
        }
    }

    #[test]
    fn a_new_pin_gets_a_key_of_the_present_kind() {
        let rig = Rig::with_vault_of(PrfKind::Hmac);
        let moved = crate::platform::testing::TestPhone::with_prf_kind(2, PrfKind::EcdhP256);
        for (alias, key) in rig.phone.keystore.export() {
            moved.keystore.import(&alias, &key).unwrap();
        }
        let phone = crate::platform::testing::TestPhone { counters: rig.phone.counters.clone(), ..moved };
        let rig = Rig { phone, home: rig.home };
        let (old, new) = (pin(PIN), pin(NEW_PIN));
        rig.unlock(PIN).unwrap().change_pin(&old, &new, &PersonalDigits::none()).unwrap();
        assert!(rig.opens_with(NEW_PIN));
        let (vault, keystore) = vault_with(&rig, PrfKind::Hmac, 32);
        vault.lock(vault.unlock(&new).unwrap()).unwrap();
        assert_eq!(*keystore.inputs.lock().unwrap(), [65]);
    }
}

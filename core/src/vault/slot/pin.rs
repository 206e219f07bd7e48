//! Slot 1, for the PIN. Its key needs the PIN and one call of the phone's hardware key.

use zeroize::Zeroizing;

use crate::crypto::{self, KdfCost, KdfError, PinStretcher, SecretKey};
use crate::platform::{KeyAuth, KeySpec, KeyUse, SecureRandom, key_names};

use super::super::{Pin, Shared, VaultError};
use super::{SLOT_LEN, aad, open, seal};

/// The number of the slot, as in its AAD.
const NUMBER: u8 = b'1';

/// The hardware key that each PIN attempt calls once.
pub(in crate::vault) const PIN_SPEC: KeySpec = KeySpec { usage: KeyUse::Prf, auth: KeyAuth::UnlockedDevice };

/// Slot 1: the DEK, sealed under the PIN.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::vault) struct PinSlot {
    /// Counts PIN changes; part of the key's alias.
    pub(in crate::vault) generation: u32,
    pub(in crate::vault) cost: KdfCost,
    pub(in crate::vault) salt: [u8; 16],
    pub(in crate::vault) sealed: [u8; SLOT_LEN],
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
        Ok(combine(vault_id, &stretched, &output))
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
        Ok(combine(vault_id, &stretched, &output))
    }

    fn call_pin_key(
        &self,
        vault_id: &[u8; 16],
        slot: &PinSlot,
        stretched: &SecretKey,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let output = self.platform.keystore.prf(&slot.alias(vault_id), stretched.expose())?;
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

fn combine(vault_id: &[u8; 16], stretched: &SecretKey, output: &[u8]) -> SecretKey {
    let mut secret = Zeroizing::new(Vec::with_capacity(2 * SecretKey::LEN));
    secret.extend_from_slice(stretched.expose());
    secret.extend_from_slice(output);
    crypto::hkdf_sha256(vault_id, &secret, &[b"ikd/v1/kek/pin"])
}

//! Key slots: the key of the records (DEK), sealed once for each way to unlock the vault. Slot 1 is for the PIN; slot 2
//! is reserved for a biometric.

mod pin;

use zeroize::Zeroizing;

use crate::crypto::{self, NONCE_LEN, SecretKey, Suite};
use crate::platform::SecureRandom;

use super::VaultError;

pub(super) use pin::{PIN_SPEC, PinSlot};

/// Length of a sealed key slot: nonce 12, DEK 32, vault id 16, tag 16.
pub(super) const SLOT_LEN: usize = 76;

/// Binds a slot to its number, its vault and the generation of its key.
fn aad(slot: u8, vault_id: &[u8; 16], generation: u32) -> Vec<u8> {
    [b"ikd/v1/slot/".as_slice(), &[slot], vault_id, &generation.to_be_bytes()].concat()
}

/// Seals the DEK, followed by the vault id, under the key of a slot.
fn seal(
    random: &dyn SecureRandom,
    kek: &SecretKey,
    vault_id: &[u8; 16],
    aad: &[u8],
    dek: &SecretKey,
) -> Result<[u8; SLOT_LEN], VaultError> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(SecretKey::LEN + 16));
    plain.extend_from_slice(dek.expose());
    plain.extend_from_slice(vault_id);
    let sealed = crypto::seal(Suite::Aes256Gcm, kek, nonce, aad, &plain);
    let mut slot = [0; SLOT_LEN];
    slot[..NONCE_LEN].copy_from_slice(&nonce);
    slot[NONCE_LEN..].copy_from_slice(&sealed);
    Ok(slot)
}

/// The DEK, if `kek` is the slot's key.
fn open(slot: &[u8; SLOT_LEN], kek: &SecretKey, vault_id: &[u8; 16], aad: &[u8]) -> Option<SecretKey> {
    let (nonce, sealed) = slot.split_first_chunk::<NONCE_LEN>()?;
    let plain = crypto::open(Suite::Aes256Gcm, kek, *nonce, aad, sealed).ok()?;
    let (dek, id) = plain.split_at_checked(SecretKey::LEN)?;
    if id == vault_id { SecretKey::from_slice(dek) } else { None }
}

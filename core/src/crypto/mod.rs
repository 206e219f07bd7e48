//! The cryptographic primitives of the core, each from one maintained library, and secret types that are wiped on drop.
//!
//! AEAD, HKDF, HMAC and SHA-256 come from `ring`; Argon2id comes from `argon2` and hashing to a curve from `p256`, because
//! `ring` has neither. These
//! functions keep no state and read no clock. They draw no randomness: the caller passes nonces and keys.
//!
//! `ring` leaves key schedules on the stack and does not wipe them (its maintainers' decision, ring issue 15). After
//! opening or closing something secret, call [`clear_stack`] on the same thread.

mod aead;
mod hash;
mod hash_to_curve;
mod kdf;
mod random;
mod secret;

pub use aead::{AeadError, NONCE_LEN, Suite, TAG_LEN, open, seal};
pub use hash::{
    constant_time_eq, hkdf_expand, hkdf_extract, hkdf_sha256, hmac_sha256, hmac_sha256_verify, sha256,
};
pub use hash_to_curve::{P256_POINT_LEN, hash_to_p256};
pub use kdf::{KDF_BUDGET_MS, KdfCost, KdfError, PinStretcher, calibrate};
pub use random::{OsRandom, RandomError, SecureRandom};
pub use secret::{SecretBytes, SecretKey};

use zeroize::Zeroize;

/// Bytes of stack that [`clear_stack`] overwrites: with 64 KiB a memory scan found no copy of a key.
const CLEARED_STACK_BYTES: usize = 64 * 1024;

/// Overwrites the stack below the caller, where earlier calls may have left copies of keys.
#[inline(never)]
pub fn clear_stack() {
    let mut used = [0xA5u8; CLEARED_STACK_BYTES];
    // Volatile writes: the compiler would remove an ordinary fill of an array that is never read.
    used.zeroize();
    std::hint::black_box(&used);
}

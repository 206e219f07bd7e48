//! The few primitives the core uses, each over one maintained library, with secrets that wipe themselves.
//!
//! AEAD, HKDF, HMAC and SHA-256 come from `ring`; Argon2id from `argon2`, because `ring` has none. Nothing here keeps
//! state, reads a clock or draws randomness by itself: nonces and keys are handed in.
//!
//! `ring` does not wipe the key schedules it leaves on the stack (its own decision, ring issue 15), so whoever opened
//! or closed something secret calls [`clear_stack`] afterwards, on the same thread.

mod aead;
mod hash;
mod kdf;
mod random;
mod secret;

pub use aead::{AeadError, NONCE_LEN, Suite, TAG_LEN, open, seal};
pub use hash::{
    constant_time_eq, hkdf_expand, hkdf_extract, hkdf_sha256, hmac_sha256, hmac_sha256_verify, sha256,
};
pub use kdf::{KDF_BUDGET_MS, KdfCost, KdfError, PinStretcher, calibrate};
pub use random::{OsRandom, RandomError, SecureRandom};
pub use secret::{SecretBytes, SecretKey};

use zeroize::Zeroize;

/// How much of the stack [`clear_stack`] overwrites: 64 KiB, which left no copy of a key in a memory scan.
const CLEARED_STACK_BYTES: usize = 64 * 1024;

/// Overwrites the stack below the caller, where finished calls left copies of keys.
#[inline(never)]
pub fn clear_stack() {
    let mut used = [0xA5u8; CLEARED_STACK_BYTES];
    // Volatile writes: an ordinary fill of an array nobody reads is removed by the compiler.
    used.zeroize();
    std::hint::black_box(&used);
}

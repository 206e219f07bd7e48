//! A 256-bit secret that lives on the heap, is wiped when dropped, and can be neither printed nor copied.

use zeroize::Zeroizing;

use crate::platform::{RandomError, SecureRandom};

/// A 256-bit key.
///
/// Boxed, so that moving the value moves a pointer and leaves no copy of the key behind. It has neither `Debug` nor
/// `Clone` nor `PartialEq`; compare with [`crate::crypto::constant_time_eq`] if you must.
pub struct SecretKey(Box<Zeroizing<[u8; 32]>>);

impl SecretKey {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A key of zeros, to be filled in place with [`SecretKey::as_mut`].
    pub fn zeroed() -> SecretKey {
        SecretKey(Box::new(Zeroizing::new([0; 32])))
    }

    /// A fresh random key.
    pub fn generate(random: &dyn SecureRandom) -> Result<SecretKey, RandomError> {
        let mut key = SecretKey::zeroed();
        random.fill(key.as_mut())?;
        Ok(key)
    }

    /// A copy of 32 bytes; `None` for any other length. The source is the caller's to wipe.
    pub fn from_slice(bytes: &[u8]) -> Option<SecretKey> {
        if bytes.len() != SecretKey::LEN {
            return None;
        }
        let mut key = SecretKey::zeroed();
        key.as_mut().copy_from_slice(bytes);
        Some(key)
    }

    /// The key itself. Keep the borrow short and never copy it into a plain array.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl AsMut<[u8]> for SecretKey {
    fn as_mut(&mut self) -> &mut [u8] {
        self.0.as_mut_slice()
    }
}

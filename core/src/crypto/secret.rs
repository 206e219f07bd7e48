//! Secret types: on the heap, wiped when dropped, not printable and not copyable.

use std::ops::{Deref, DerefMut, Range};

use zeroize::Zeroizing;

use super::{RandomError, SecureRandom};

/// A 256-bit key.
///
/// Boxed, so that moving the value moves a pointer and leaves no copy of the key behind. It has neither `Debug` nor
/// `Clone` nor `PartialEq`; to compare keys, use [`crate::crypto::constant_time_eq`].
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

    /// A copy of 32 bytes; `None` for any other length. The caller must wipe the source.
    pub fn from_slice(bytes: &[u8]) -> Option<SecretKey> {
        if bytes.len() != SecretKey::LEN {
            return None;
        }
        let mut key = SecretKey::zeroed();
        key.as_mut().copy_from_slice(bytes);
        Some(key)
    }

    /// The key bytes. Keep the borrow short, and do not copy them into a plain array.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl AsMut<[u8]> for SecretKey {
    fn as_mut(&mut self) -> &mut [u8] {
        self.0.as_mut_slice()
    }
}

/// Secret bytes of any length, such as an opened document.
///
/// For more than a few hundred bytes prefer it to `Zeroizing<Vec<u8>>`, which wipes byte by byte: for 300 KB that takes
/// longer than decryption. This type wipes at memory speed, with a barrier that keeps the compiler from removing the
/// wipe.
pub struct SecretBytes {
    buffer: Vec<u8>,
    /// The visible part of the buffer.
    visible: Range<usize>,
}

impl SecretBytes {
    /// A copy. The caller must wipe the source.
    pub fn copy_of(bytes: &[u8]) -> SecretBytes {
        SecretBytes::from(bytes.to_vec())
    }

    /// The visible bytes.
    pub fn as_slice(&self) -> &[u8] {
        self
    }

    /// Makes only a part visible. The rest stays in memory and is wiped on drop; no byte is moved.
    ///
    /// `range` is relative to the visible part. If it is not within it, returns `None` and changes nothing.
    pub fn narrow(&mut self, range: Range<usize>) -> Option<()> {
        self.get(range.clone())?;
        self.visible = self.visible.start + range.start..self.visible.start + range.end;
        Some(())
    }
}

impl From<Vec<u8>> for SecretBytes {
    fn from(buffer: Vec<u8>) -> Self {
        let visible = 0..buffer.len();
        SecretBytes { buffer, visible }
    }
}

impl Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.buffer[self.visible.clone()]
    }
}

impl DerefMut for SecretBytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.buffer[self.visible.clone()]
    }
}

impl AsRef<[u8]> for SecretBytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        // Wipes the whole allocation, not only the part in use.
        self.buffer.clear();
        self.buffer.resize(self.buffer.capacity(), 0);
        zeroize::optimization_barrier(self.buffer.as_slice());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrowing_makes_a_part_visible_and_refuses_a_range_outside() {
        let mut bytes = SecretBytes::copy_of(b"0123456789");
        assert!(bytes.narrow(2..8).is_some());
        assert_eq!(&*bytes, b"234567");
        assert!(bytes.narrow(1..3).is_some());
        assert_eq!(&*bytes, b"34");
        assert!(bytes.narrow(0..3).is_none());
        let reversed = Range { start: 2, end: 1 };
        assert!(bytes.narrow(reversed).is_none());
        assert_eq!(&*bytes, b"34");
    }

    #[test]
    fn keys_are_copied_from_32_bytes_only() {
        assert!(SecretKey::from_slice(&[1; 32]).is_some_and(|key| key.expose() == &[1; 32]));
        assert!(SecretKey::from_slice(&[1; 31]).is_none());
        assert!(SecretKey::from_slice(&[1; 33]).is_none());
    }
}

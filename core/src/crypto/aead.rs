//! Authenticated encryption with a 96-bit nonce and a 128-bit tag.

use super::{SecretBytes, SecretKey};
use ring::aead::{AES_256_GCM, Aad, Algorithm, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

/// Nonce length in bytes.
pub const NONCE_LEN: usize = 12;
/// Tag length in bytes.
pub const TAG_LEN: usize = 16;

/// A cipher; its number is its identifier on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Suite {
    /// AES-256-GCM (NIST SP 800-38D).
    Aes256Gcm = 1,
    /// ChaCha20-Poly1305 (RFC 8439).
    ChaCha20Poly1305 = 2,
}

impl Suite {
    /// The cipher with this number.
    pub fn from_number(number: u8) -> Option<Suite> {
        match number {
            1 => Some(Suite::Aes256Gcm),
            2 => Some(Suite::ChaCha20Poly1305),
            _ => None,
        }
    }

    fn algorithm(self) -> &'static Algorithm {
        match self {
            Suite::Aes256Gcm => &AES_256_GCM,
            Suite::ChaCha20Poly1305 => &CHACHA20_POLY1305,
        }
    }

    fn key(self, key: &SecretKey) -> LessSafeKey {
        LessSafeKey::new(
            UnboundKey::new(self.algorithm(), key.expose()).expect("both suites take 32-byte keys"),
        )
    }
}

/// The tag did not match: wrong key, altered ciphertext, or another context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes do not open with this key and context")]
pub struct AeadError;

/// Seals `plain`, bound to `aad`. Returns ciphertext and tag, 16 bytes longer than `plain`.
///
/// A nonce must never be used twice with one key.
pub fn seal(suite: Suite, key: &SecretKey, nonce: [u8; NONCE_LEN], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(plain.len() + TAG_LEN);
    buffer.extend_from_slice(plain);
    suite
        .key(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer)
        .expect("the core seals far less than the cipher's limit of 64 GiB");
    buffer
}

/// Opens the output of [`seal`] for the same suite, key, nonce and `aad`.
pub fn open(
    suite: Suite,
    key: &SecretKey,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
) -> Result<SecretBytes, AeadError> {
    let mut buffer = SecretBytes::copy_of(sealed);
    let length = suite
        .key(key)
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer)
        .map_err(|_| AeadError)?
        .len();
    buffer.narrow(0..length).expect("the plaintext is at the start of the buffer");
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SecretKey {
        SecretKey::from_slice(&[byte; 32]).expect("32 bytes")
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn aes_256_gcm_matches_test_case_14_of_the_gcm_specification() {
        let sealed = seal(Suite::Aes256Gcm, &key(0), [0; 12], b"", &[0; 16]);
        assert_eq!(hex(&sealed), "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    }

    #[test]
    fn chacha20_poly1305_matches_rfc_8439_section_2_8_2() {
        let key: Vec<u8> = (0x80..0xa0).collect();
        let key = SecretKey::from_slice(&key).expect("32 bytes");
        let nonce = [7, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47];
        let aad = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let plain =
            b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
                      sunscreen would be it.";
        let sealed = seal(Suite::ChaCha20Poly1305, &key, nonce, &aad, plain);
        assert_eq!(hex(&sealed[..16]), "d31a8d34648e60db7b86afbc53ef7ec2");
        assert_eq!(hex(&sealed[sealed.len() - TAG_LEN..]), "1ae10b594f09e26a7e902ecbd0600691");
    }

    #[test]
    fn each_suite_opens_only_what_it_sealed() {
        for suite in [Suite::Aes256Gcm, Suite::ChaCha20Poly1305] {
            let sealed = seal(suite, &key(1), [2; 12], b"context", b"plain");
            let opened =
                open(suite, &key(1), [2; 12], b"context", &sealed).expect("same key, nonce and context");
            assert_eq!(&*opened, b"plain");
            assert!(open(suite, &key(3), [2; 12], b"context", &sealed).is_err());
            assert!(open(suite, &key(1), [3; 12], b"context", &sealed).is_err());
            assert!(open(suite, &key(1), [2; 12], b"contexT", &sealed).is_err());
            assert!(open(suite, &key(1), [2; 12], b"context", &sealed[..sealed.len() - 1]).is_err());
            assert!(open(suite, &key(1), [2; 12], b"context", b"").is_err());
        }
    }

    #[test]
    fn only_1_and_2_are_suite_numbers() {
        let known: Vec<u8> = (0..=255).filter(|n| Suite::from_number(*n).is_some()).collect();
        assert_eq!(known, [1, 2]);
    }
}

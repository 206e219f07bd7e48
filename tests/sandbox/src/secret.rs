//! Randomness, identifiers, and comparison in constant time.
//!
//! Everything secret or unguessable in the sandbox comes from the operating system; `--seed` never reaches this module.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{digest, hmac};

/// `N` bytes of the operating system's randomness.
///
/// # Panics
/// When the system has none: no key, code or id could be made.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("an operating system that serves TLS has randomness");
    bytes
}

/// A uniform number below `bound`, by rejection.
pub(crate) fn random_below(bound: u32) -> u32 {
    let limit = u32::MAX - u32::MAX % bound;
    loop {
        let drawn = u32::from_le_bytes(random());
        if drawn < limit {
            return drawn % bound;
        }
    }
}

/// Base64url without padding: how binary values look in JSON and in paths.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what [`encode`] wrote; `None` for anything else, trailing bits and padding included.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Reads exactly `N` bytes.
pub(crate) fn decode_exact<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes).as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// Whether two secrets are equal, in time that depends on their lengths only.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &random::<32>());
    hmac::verify(&key, left, hmac::sign(&key, right).as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decode_refuses_padding_and_the_other_alphabet() {
        assert_eq!(decode("_-8"), Some(vec![0xff, 0xef]));
        assert_eq!(decode("/+8"), None);
        assert_eq!(decode("_-8="), None);
    }

    #[test]
    fn random_below_stays_below_and_reaches_every_value() {
        let mut seen = [false; 5];
        for _ in 0..1000 {
            seen[random_below(5) as usize] = true;
        }
        assert_eq!(seen, [true; 5]);
    }

    #[test]
    fn same_tells_equal_from_different_and_from_a_prefix() {
        assert!(same(b"123456", b"123456"));
        assert!(!same(b"123456", b"123457"));
        assert!(!same(b"123456", b"12345"));
    }
}

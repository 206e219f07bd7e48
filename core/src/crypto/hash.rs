//! SHA-256 (FIPS 180-4), HMAC-SHA256 (RFC 2104), HKDF-SHA256 (RFC 5869) and comparison in constant time.

use ring::{digest, hkdf, hmac};
use subtle::ConstantTimeEq;

use super::SecretKey;

/// SHA-256 over the concatenation of `parts`.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// HMAC-SHA256 over the concatenation of `parts`.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.sign().as_ref());
    out
}

/// Whether `mac` equals [`hmac_sha256`] of `key` and `parts`, compared in constant time.
pub fn hmac_sha256_verify(key: &[u8], parts: &[&[u8]], mac: &[u8]) -> bool {
    constant_time_eq(&hmac_sha256(key, parts), mac)
}

/// A 256-bit key derived by HKDF-SHA256 from `secret`, bound to `salt` and to the concatenation of `info`.
pub fn hkdf_sha256(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> SecretKey {
    hkdf_expand(&hkdf_extract(salt, secret), info)
}

/// HKDF-Extract, the first step of [`hkdf_sha256`]: for deriving many keys from one secret.
pub fn hkdf_extract(salt: &[u8], secret: &[u8]) -> SecretKey {
    // Uses HMAC directly (RFC 5869 section 2.2), because ring neither returns the extracted key nor wipes it.
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), secret);
    SecretKey::from_slice(tag.as_ref()).expect("HMAC-SHA256 returns 32 bytes")
}

/// HKDF-Expand, the second step of [`hkdf_sha256`].
pub fn hkdf_expand(extracted: &SecretKey, info: &[&[u8]]) -> SecretKey {
    let mut key = SecretKey::zeroed();
    hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, extracted.expose())
        .expand(info, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut()))
        .expect("32 bytes are within HKDF-SHA256's limit of 8,160");
    key
}

/// Whether two byte strings are equal, in a time that depends only on their lengths.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("vectors are hex"))
            .collect()
    }

    #[test]
    fn sha256_of_abc_in_two_parts_matches_fips_180_4() {
        assert_eq!(
            sha256(&[b"a", b"bc"]).to_vec(),
            hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
    }

    #[test]
    fn hmac_matches_rfc_4231_case_2() {
        let mac = hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(hmac_sha256(b"Jefe", &[b"what do ya ", b"want for nothing?"]).to_vec(), mac);
        assert!(hmac_sha256_verify(b"Jefe", &[b"what do ya want for nothing?"], &mac));
        assert!(!hmac_sha256_verify(b"Jefe", &[b"what do ya want for nothing!"], &mac));
    }

    #[test]
    fn hkdf_matches_rfc_5869_case_1() {
        let key =
            hkdf_sha256(&hex("000102030405060708090a0b0c"), &[0x0b; 22], &[&hex("f0f1f2f3f4f5f6f7f8f9")]);
        assert_eq!(
            key.expose().to_vec(),
            hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")
        );
    }

    #[test]
    fn constant_time_eq_detects_a_difference_and_a_prefix() {
        assert!(constant_time_eq(b"same", b"same"));
        assert!(!constant_time_eq(b"same", b"sama"));
        assert!(!constant_time_eq(b"same", b"sam"));
    }
}

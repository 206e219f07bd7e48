//! Hashing to a point of P-256 (RFC 9380), for hardware whose only secret function of an input is ECDH.

use p256::{NistP256, ProjectivePoint, elliptic_curve::sec1::ToSec1Point as _, hash2curve::GroupDigest as _};
use zeroize::Zeroizing;

/// Length of an uncompressed point (X9.63): 4, x, y.
pub const P256_POINT_LEN: usize = 65;

/// The point that `message` hashes to under the domain separation tag `dst`, uncompressed, by the suite
/// `P256_XMD:SHA-256_SSWU_RO_` (RFC 9380 section 8.2). Nobody knows a multiple of the generator for it, so no point can be
/// computed from the answers of the hardware for other points. `dst` has 1 to 255 bytes.
///
/// The point is boxed, because it is as secret as `message`. The caller clears the stack.
pub fn hash_to_p256(message: &[u8], dst: &[u8]) -> Box<Zeroizing<[u8; P256_POINT_LEN]>> {
    let point: ProjectivePoint =
        NistP256::hash_from_bytes(&[message], &[dst]).expect("the tag has 1 to 255 bytes");
    let mut out = Box::new(Zeroizing::new([0; P256_POINT_LEN]));
    let encoded = Zeroizing::new(point.to_affine().to_sec1_point(false));
    // The point at infinity is encoded shorter; finding a message that hashes to it is as hard as inverting the hash.
    assert_eq!(encoded.len(), P256_POINT_LEN, "a message that hashes to infinity cannot be found");
    out.copy_from_slice(encoded.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Vectors {
        dst: String,
        vectors: Vec<Vector>,
    }

    #[derive(Deserialize)]
    struct Vector {
        message: String,
        x: String,
        y: String,
    }

    /// `hash-to-p256.json`: RFC 9380 appendix J.1.1.
    #[test]
    fn each_message_of_rfc_9380_hashes_to_its_point() {
        let vectors: Vectors =
            serde_json::from_str(include_str!("../../../tests/vectors/vault/hash-to-p256.json"))
                .expect("a file of vectors");
        assert_eq!(vectors.vectors.len(), 5);
        for Vector { message, x, y } in vectors.vectors {
            let point = hash_to_p256(message.as_bytes(), vectors.dst.as_bytes());
            let hex: String = point.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, format!("04{x}{y}"), "{message}");
        }
    }

    #[test]
    fn another_tag_gives_another_point() {
        assert_ne!(hash_to_p256(b"abc", b"A").as_slice(), hash_to_p256(b"abc", b"B").as_slice());
    }
}

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::testing::{signer, unhex};

const A: Domain = Domain(b"ikd/1/a");
const B: Domain = Domain(b"ikd/1/b");

fn signed() -> Vec<u8> {
    let key = signer(1);
    Unsigned::new(A, Some(key.public_key().kid()), MapWriter::new().uint(1, 7).finish()).sign(&key).unwrap()
}

#[test]
fn a_signature_verifies_with_its_key_and_domain() {
    let bytes = signed();
    let sign1 = Sign1::parse(&bytes, 500).unwrap();
    assert_eq!(sign1.kid(), Ok(signer(1).public_key().kid()));
    assert_eq!(sign1.verify(A, &signer(1).public_key()), Ok(()));
}

#[test]
fn a_signature_is_not_valid_for_another_format() {
    let bytes = signed();
    assert_eq!(Sign1::parse(&bytes, 500).unwrap().verify(B, &signer(1).public_key()), Err(SignatureInvalid));
}

#[test]
fn a_signature_is_not_valid_for_another_key() {
    let bytes = signed();
    assert_eq!(Sign1::parse(&bytes, 500).unwrap().verify(A, &signer(2).public_key()), Err(SignatureInvalid));
}

#[test]
fn high_and_low_s_are_both_accepted() {
    let key = signer(1);
    let signature = Signature::from_slice(&key.sign(b"message").unwrap()).unwrap();
    let low = signature.normalize_s();
    let high = Signature::from_scalars(low.r(), -low.s()).unwrap();
    for signature in [low, high] {
        assert_eq!(key.public_key().verify(b"message", &signature.to_bytes().into()), Ok(()));
    }
}

#[test]
fn rfc_6979_vector_is_reproduced() {
    // RFC 6979 appendix A.2.5, P-256, SHA-256, message "sample".
    let secret = unhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let key = SoftwareSigner::from_bytes(&secret.try_into().unwrap()).unwrap();
    let expected = unhex(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
         f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    assert_eq!(key.sign(b"sample").unwrap().to_vec(), expected);
}

#[test]
fn only_compressed_points_on_the_curve_are_keys() {
    let good = signer(1).public_key();
    assert_eq!(PublicKey::from_compressed(good.as_bytes()), Ok(good));
    assert_eq!(PublicKey::from_compressed(&[0; 33]), Err(InvalidKey));
    assert_eq!(PublicKey::from_compressed(&good.as_bytes()[..32]), Err(InvalidKey));
    // The same point in SEC1's compact form.
    let mut compact = *good.as_bytes();
    compact[0] = 5;
    assert_eq!(PublicKey::from_compressed(&compact), Err(InvalidKey));
    let off_curve = (0..=255).filter(|x| {
        let mut bytes = [*x; 33];
        bytes[0] = 2;
        PublicKey::from_compressed(&bytes).is_err()
    });
    assert!(off_curve.count() > 50);
}

#[test]
fn keys_of_both_halves_of_the_curve_are_read_back_from_their_cose_key() {
    let mut halves = std::collections::BTreeSet::new();
    for n in 1..=16 {
        let key = signer(n).public_key();
        assert_eq!(PublicKey::of_cose_key(&key.to_cose_key()), Ok(Ok(key)));
        halves.insert(key.as_bytes()[0]);
    }
    assert_eq!(halves.into_iter().collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_zero_scalar_is_no_signing_key() {
    assert!(SoftwareSigner::from_bytes(&[0; 32]).is_err());
}

#[test]
fn unprotected_headers_are_refused() {
    let key = signer(1);
    let unsigned = Unsigned::new(A, None, MapWriter::new().finish());
    let bytes = encode(|e| {
        e.array(4)?.bytes(&unsigned.protected)?.map(1)?.u8(4)?.u8(0)?;
        e.bytes(&unsigned.payload)?.bytes(&key.sign(&unsigned.to_be_signed()).unwrap())?.ok()
    });
    assert_eq!(Sign1::parse(&bytes, 500).err(), Some(FormatError::Shape));
}

#[test]
fn an_unprotected_header_is_not_taken_for_payload_and_signature() {
    let key = signer(1);
    let unsigned = Unsigned::new(A, None, MapWriter::new().finish());
    let signature = key.sign(&unsigned.to_be_signed()).unwrap();
    let bytes = encode(|e| {
        e.array(4)?.bytes(&unsigned.protected)?.map(1)?.bytes(&unsigned.payload)?.bytes(&signature)?;
        e.bytes(b"other")?.bytes(&[0; 64])?.ok()
    });
    assert_eq!(Sign1::parse(&bytes, 500).err(), Some(FormatError::Shape));
}

#[test]
fn another_algorithm_is_refused() {
    let header = MapWriter::new().raw(LABEL_ALG, encode(|e| e.i64(-8)?.ok()));
    let bytes = Unsigned::with_header(A, header, MapWriter::new().finish()).sign(&signer(1)).unwrap();
    assert_eq!(Sign1::parse(&bytes, 500).unwrap().no_kid(), Err(FormatError::Invalid { key: LABEL_ALG }));
}

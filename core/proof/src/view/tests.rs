#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::testing::{COUNTER, ISSUER, NOW, basic_view, full_view, line, signer, trust, unhex};

#[test]
fn both_kinds_are_read_as_they_were_issued() {
    for view in [basic_view(), full_view()] {
        let bytes = view.issue(&signer(ISSUER)).unwrap();
        assert!(View::open(&bytes, &trust(), NOW).unwrap() == view);
    }
}

#[test]
fn a_view_of_an_issuer_without_that_use_is_refused() {
    let bytes = basic_view().issue(&signer(COUNTER)).unwrap();
    assert_eq!(View::open(&bytes, &trust(), NOW).err(), Some(ViewError::Issuer(IssuerError::OtherUse)));
}

#[test]
fn an_expired_view_is_refused_after_the_skew() {
    let bytes = basic_view().issue(&signer(ISSUER)).unwrap();
    let last = basic_view().expires_at + trust().policy.skew_seconds;
    assert!(View::open(&bytes, &trust(), last).is_ok());
    assert_eq!(View::open(&bytes, &trust(), last + 1).err(), Some(ViewError::Expired));
}

#[test]
fn every_changed_byte_of_a_view_is_refused() {
    let bytes = full_view().issue(&signer(ISSUER)).unwrap();
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x01;
        assert!(View::open(&bytes, &trust(), NOW).is_err(), "byte {at}");
    }
}

#[test]
fn unknown_claims_are_refused() {
    let key = signer(ISSUER);
    let payload = basic_view().encode();
    // The map gets one more entry: key -25 sorts last.
    let mut grown = payload.clone();
    grown[0] += 1;
    grown.extend_from_slice(&[0x38, 24, 0x00]);
    let bytes = Unsigned::new(DOMAIN, Some(key.public_key().kid()), grown).sign(&key).unwrap();
    assert_eq!(View::open(&bytes, &trust(), NOW).err(), Some(ViewError::Format(FormatError::Unknown)));
}

#[test]
fn claims_of_a_full_view_are_refused_in_a_basic_one() {
    let key = signer(ISSUER);
    let mut payload = full_view().encode();
    let basic = basic_view().encode();
    // The same map, but with the kind of a basic view.
    let at = payload.windows(2).position(|pair| pair == [0x20, 0x02]).unwrap();
    assert!(basic.windows(2).any(|pair| pair == [0x20, 0x01]));
    payload[at + 1] = 0x01;
    let bytes = Unsigned::new(DOMAIN, Some(key.public_key().kid()), payload).sign(&key).unwrap();
    assert_eq!(View::open(&bytes, &trust(), NOW).err(), Some(ViewError::Format(FormatError::Unknown)));
}

#[test]
fn debug_shows_no_personal_data() {
    let payload = full_view().encode();
    assert!(payload.windows(6).any(|bytes| bytes == b"CONTOH"), "the payload contains no personal data");
    let text = format!("{:?} {:?}", full_view(), full_view().claims);
    assert!(!text.contains("CONTOH") && !text.contains("1990"), "{text}");
}

#[test]
fn a_photo_hash_is_the_first_half_of_a_sha256() {
    // SHA-256 of "abc" is the first example of FIPS 180-4.
    assert_eq!(photo_hash(b"abc").to_vec(), unhex("ba7816bf8f01cfea414140de5dae2223"));
}

#[test]
fn a_stored_view_is_read_after_it_has_expired() {
    let old = View { expires_at: 1, ..basic_view() };
    assert!(View::read_stored(&old.issue(&signer(ISSUER)).unwrap()).unwrap() == old);
}

/// A basic view whose payload was changed before the issuer signed.
fn signed(change: impl FnOnce(&mut Vec<u8>)) -> Result<View, ViewError> {
    let mut payload = basic_view().encode();
    change(&mut payload);
    let bytes = Unsigned::new(DOMAIN, Some(signer(ISSUER).public_key().kid()), payload)
        .sign(&signer(ISSUER))
        .unwrap();
    View::open(&bytes, &trust(), NOW)
}

#[test]
fn a_view_with_an_explicit_false_for_example_is_refused() {
    let changed = signed(|payload| {
        let last = payload.last_mut().unwrap();
        assert_eq!(*last, 0xf5);
        *last = 0xf4;
    });
    assert_eq!(changed.err(), Some(ViewError::Format(FormatError::Invalid { key: -24 })));
}

#[test]
fn a_second_confirmation_method_is_refused() {
    let changed = signed(|payload| {
        // Key 8 contains a map of one entry. It gets a second one, key 2, after the COSE_Key that ends with key -3.
        let at = payload.windows(3).position(|window| window == [0x08, 0xa1, 0x01]).unwrap();
        payload[at + 1] = 0xa2;
        let end = payload.windows(2).position(|window| matches!(window, [0x22, 0xf4 | 0xf5])).unwrap() + 2;
        payload.splice(end..end, [0x02, 0x00]);
    });
    assert_eq!(changed.err(), Some(ViewError::Format(FormatError::Unknown)));
}

#[test]
fn an_issuer_whose_validity_begins_within_the_skew_is_valid() {
    let bytes = basic_view().issue(&signer(ISSUER)).unwrap();
    let mut bundle = trust();
    bundle.issuers[0].not_before = NOW + 30;
    assert!(View::open(&bytes, &bundle, NOW).is_ok());
    bundle.issuers[0].not_before = NOW + 31;
    let error = View::open(&bytes, &bundle, NOW).err();
    assert_eq!(error, Some(ViewError::Issuer(IssuerError::OutsideValidity)));
}

#[test]
fn a_view_too_large_for_a_qr_is_not_issued() {
    let mut view = full_view();
    if let Some(ktp) = &mut view.claims.ktp {
        let long = line(&"A".repeat(200));
        (ktp.street, ktp.village, ktp.district) = (long.clone(), long.clone(), long.clone());
        (ktp.regency, ktp.province, ktp.occupation) = (long.clone(), long.clone(), long);
    }
    let error = view.issue(&signer(ISSUER)).err();
    assert_eq!(error, Some(IssueError::Format(FormatError::Cbor(crate::cbor::CborError::TooLong))));
}

#[test]
fn a_kind_is_read_back_from_its_code_and_has_a_stable_name() {
    for (kind, code, name) in [(ViewKind::Basic, 1, "basic"), (ViewKind::FullKtp, 2, "full-ktp")] {
        assert_eq!((kind.code(), kind.name(), ViewKind::from_code(code)), (code, name, Some(kind)));
    }
    assert_eq!(ViewKind::from_code(3), None);
}

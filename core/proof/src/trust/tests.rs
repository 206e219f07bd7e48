#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::testing::{AUDIENCE, COUNTER, ISSUER, NOW, ROOT, class, issuer, reader_key, signer, trust};

fn signed(bundle: &TrustBundle) -> Vec<u8> {
    bundle.issue(&signer(ROOT)).unwrap()
}

fn open(bytes: &[u8]) -> Result<TrustBundle, TrustError> {
    TrustBundle::open(bytes, &signer(ROOT).public_key())
}

#[test]
fn a_bundle_is_read_as_it_was_signed() {
    assert_eq!(open(&signed(&trust())), Ok(trust()));
}

#[test]
fn a_bundle_of_another_root_is_refused() {
    let bytes = trust().issue(&signer(ISSUER)).unwrap();
    assert_eq!(open(&bytes), Err(TrustError::OtherRoot));
}

#[test]
fn every_changed_byte_is_refused() {
    let bytes = signed(&trust());
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x01;
        assert!(open(&bytes).is_err(), "byte {at}");
    }
}

#[test]
fn only_a_higher_version_supersedes() {
    let of = |version| TrustBundle { version, ..trust() };
    assert!(of(4).supersedes(&trust()));
    assert!(!of(3).supersedes(&trust()));
    assert!(!of(2).supersedes(&trust()));
}

#[test]
fn versions_start_at_one() {
    let issued = |version| TrustBundle { version, ..trust() }.issue(&signer(ROOT));
    assert!(issued(1).is_ok());
    // `issue` reads the bundle back before it signs.
    assert_eq!(issued(0).err(), Some(IssueError::Format(FormatError::Invalid { key: 1 })));
}

#[test]
fn an_issuer_is_trusted_for_its_uses_within_its_time() {
    let kid = |n| signer(n).public_key().kid();
    let (bundle, issuer) = (trust(), issuer(COUNTER, &[IssuerUse::Pairing]));
    let find = |n, usage, at| bundle.issuer(kid(n), usage, at).map(|issuer| issuer.key);
    assert_eq!(find(ISSUER, IssuerUse::Views, NOW), Ok(signer(ISSUER).public_key()));
    assert_eq!(find(COUNTER, IssuerUse::Views, NOW), Err(IssuerError::OtherUse));
    assert_eq!(find(77, IssuerUse::Views, NOW), Err(IssuerError::Unknown));
    assert!(find(COUNTER, IssuerUse::Pairing, issuer.not_before).is_ok());
    assert!(find(COUNTER, IssuerUse::Pairing, issuer.not_after).is_ok());
    let outside = Err(IssuerError::OutsideValidity);
    assert_eq!(find(COUNTER, IssuerUse::Pairing, issuer.not_before - 1), outside);
    assert_eq!(find(COUNTER, IssuerUse::Pairing, issuer.not_after + 1), outside);
}

#[test]
fn codes_are_sealed_to_the_class_key_that_became_valid_last() {
    let newer = ReaderClass { key: reader_key(2).public_key(), not_before: NOW, ..class() };
    let bundle = TrustBundle { reader_classes: vec![class(), newer.clone()], ..trust() };
    assert_eq!(bundle.reader_class(AUDIENCE, NOW - 1), Some(&class()));
    assert_eq!(bundle.reader_class(AUDIENCE, NOW), Some(&newer));
    assert_eq!(bundle.reader_class(8, NOW), None);
}

#[test]
fn a_wrong_clock_still_finds_a_class_key() {
    assert_eq!(trust().reader_class(AUDIENCE, 0), Some(&class()));
}

#[test]
fn two_issuers_of_one_key_are_refused() {
    let twice = issuer(ISSUER, &[IssuerUse::Views]);
    let bundle = TrustBundle { issuers: vec![twice.clone(), twice], ..trust() };
    let error = bundle.issue(&signer(ROOT)).err();
    assert_eq!(error, Some(IssueError::Format(FormatError::Invalid { key: 4 })));
}

#[test]
fn a_policy_outside_its_ranges_is_not_signed() {
    let edges: [fn(&mut Policy); 5] = [
        |p| p.rotation_seconds = 9,
        |p| p.rotation_seconds = 31,
        |p| p.proof_lifetime_seconds = 9,
        |p| p.proof_lifetime_seconds = 121,
        |p| p.skew_seconds = 121,
    ];
    for edge in edges {
        let mut bundle = trust();
        edge(&mut bundle.policy);
        assert!(matches!(bundle.issue(&signer(ROOT)), Err(IssueError::Format(_))));
    }
}

#[test]
fn an_issuer_without_a_use_is_not_signed() {
    let bundle = TrustBundle { issuers: vec![issuer(ISSUER, &[])], ..trust() };
    assert!(matches!(bundle.issue(&signer(ROOT)), Err(IssueError::Format(_))));
}

#[test]
fn additions_of_a_newer_bundle_are_ignored() {
    // A use 99, a reader class for a view kind 98 and a key 8 at the top, as a later version may have.
    let extra = |codes: &[u64]| encode_codes(codes.iter().copied());
    let newer_issuer = MapWriter::new()
        .bytes(1, &signer(ISSUER).public_key().kid().0)
        .bytes(2, signer(ISSUER).public_key().as_bytes())
        .text(3, "X")
        .uint(4, 0)
        .uint(5, 9)
        .raw(6, extra(&[2, 99]))
        .uint(40, 1)
        .finish();
    let payload = MapWriter::new()
        .uint(1, 9)
        .uint(2, 1)
        .uint(3, 2)
        .raw(4, encode_array(&[newer_issuer]))
        .raw(5, encode_array(&[]))
        .raw(6, trust().policy.encode())
        .uint(8, 1)
        .finish();
    let root = signer(ROOT);
    let bytes = Unsigned::new(DOMAIN, Some(root.public_key().kid()), payload).sign(&root).unwrap();
    assert_eq!(open(&bytes).unwrap().issuers[0].uses, [IssuerUse::Views]);
}

#[test]
fn if_no_entry_is_valid_the_class_key_that_ended_last_is_found() {
    let older = ReaderClass { key: reader_key(2).public_key(), not_after: class().not_after - 1, ..class() };
    for reader_classes in [vec![class(), older.clone()], vec![older, class()]] {
        let bundle = TrustBundle { reader_classes, ..trust() };
        assert_eq!(bundle.reader_class(AUDIENCE, u64::MAX), Some(&class()));
    }
}

#[test]
fn two_classes_of_one_key_are_refused() {
    let bundle = TrustBundle { reader_classes: vec![class(), class()], ..trust() };
    let error = bundle.issue(&signer(ROOT)).err();
    assert_eq!(error, Some(IssueError::Format(FormatError::Invalid { key: 5 })));
}

#[test]
fn a_kid_must_be_that_of_its_key() {
    let forged = |mut entry: Vec<u8>, kid: Kid| {
        let at = entry.windows(4).position(|window| window == kid.0).unwrap();
        entry[at] ^= 1;
        entry
    };
    let issuer = issuer(ISSUER, &IssuerUse::ALL);
    let entry = forged(issuer.encode(), issuer.key.kid());
    assert_eq!(Issuer::read(&entry), Err(FormatError::Invalid { key: 1 }));
    let entry = forged(class().encode(), class().key.kid());
    assert_eq!(ReaderClass::read(&entry), Err(FormatError::Invalid { key: 1 }));
}

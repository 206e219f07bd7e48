#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::{
    cbor::CborError,
    civil::Citizenship,
    testing::{
        COUNTER, ISSUER, NOW, biodata, birth_certificate, bodies, date, document, family_card, ktp, line,
        signer, trust,
    },
};

/// A family card with this number of members. The first has a passport and a stay permit.
fn family_card_of(members: usize) -> Document {
    let mut card = family_card();
    card.members = vec![card.members[0].clone(); members];
    if let Some(member) = card.members.first_mut() {
        (member.passport, member.stay_permit) = (Some(line("X0000001")), Some(line("2C11CONTOH")));
    }
    document(Body::FamilyCard(card))
}

fn is_read_as_issued(document: &Document) -> bool {
    let bytes = document.issue(&signer(ISSUER)).unwrap();
    Document::open(&bytes, &trust()).unwrap() == *document
}

#[test]
fn every_type_is_read_as_it_was_issued() {
    for body in bodies() {
        let document = document(body);
        let full = Document {
            version: 2,
            photo: Some(vec![0xff, 0xd8, 0xff, 0xd9]),
            valid_until: Some(date("2031-08-17")),
            ..document.clone()
        };
        for document in [document, full] {
            assert!(is_read_as_issued(&document), "{:?}", document.document_type());
        }
    }
}

#[test]
fn every_type_has_its_own_code_and_name() {
    for kind in DocumentType::ALL {
        assert_eq!(DocumentType::from_code(kind.code()), Some(kind));
        assert_eq!(DocumentType::from_name(kind.name()), Some(kind));
    }
    assert_eq!(bodies().iter().map(Body::document_type).collect::<Vec<_>>(), DocumentType::ALL);
}

#[test]
fn a_document_by_a_key_for_other_uses_is_refused() {
    let bytes = document(Body::Ktp(ktp())).issue(&signer(COUNTER)).unwrap();
    let error = Document::open(&bytes, &trust()).err();
    assert_eq!(error, Some(DocumentError::Issuer(IssuerError::OtherUse)));
}

#[test]
fn a_document_issued_before_its_issuer_was_valid_is_refused() {
    let early = Document { issued_at: NOW - 2_000_000, ..document(Body::Ktp(ktp())) };
    let bytes = early.issue(&signer(ISSUER)).unwrap();
    let error = Document::open(&bytes, &trust()).err();
    assert_eq!(error, Some(DocumentError::Issuer(IssuerError::OutsideValidity)));
}

#[test]
fn every_changed_byte_is_refused() {
    let bytes = document(Body::Ktp(ktp())).issue(&signer(ISSUER)).unwrap();
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x01;
        assert!(Document::open(&bytes, &trust()).is_err(), "byte {at}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let bytes = document(Body::Ktp(ktp())).issue(&signer(ISSUER)).unwrap();
    for end in 0..bytes.len() {
        assert!(Document::open(&bytes[..end], &trust()).is_err(), "{end} bytes");
    }
}

#[test]
fn a_document_that_could_not_be_opened_is_not_issued() {
    let cases = [
        (9, Document { photo: Some(vec![0; MAX_PHOTO + 1]), ..document(Body::Ktp(ktp())) }),
        (9, Document { photo: Some(vec![]), ..document(Body::Ktp(ktp())) }),
        (3, Document { version: 0, ..document(Body::Ktp(ktp())) }),
        (4, family_card_of(0)),
    ];
    for (key, document) in cases {
        let error = document.issue(&signer(ISSUER)).err();
        assert_eq!(error, Some(IssueError::Format(FormatError::Invalid { key })));
    }
}

#[test]
fn birth_orders_run_from_1_to_30() {
    let issued = |birth_order| {
        let body = BirthCertificate { birth_order, ..birth_certificate() };
        document(Body::BirthCertificate(body)).issue(&signer(ISSUER)).is_ok()
    };
    assert!(issued(None) && issued(Some(1)) && issued(Some(30)));
    assert!(!issued(Some(0)) && !issued(Some(31)));
}

#[test]
fn a_birth_certificate_may_name_either_parent_or_none() {
    let BirthCertificate { father, mother, .. } = birth_certificate();
    let parents = [(None, mother.clone()), (father.clone(), None), (father, mother), (None, None)];
    for (father, mother) in parents {
        let body = BirthCertificate { father, mother, ..birth_certificate() };
        assert!(is_read_as_issued(&document(Body::BirthCertificate(body))));
    }
}

#[test]
fn family_card_and_biodata_may_name_no_parents() {
    let mut card = family_card();
    card.members.iter_mut().for_each(|member| (member.father, member.mother) = (None, None));
    assert!(is_read_as_issued(&document(Body::FamilyCard(card))));
    let body = Biodata { father: None, mother: None, ..biodata() };
    assert!(is_read_as_issued(&document(Body::Biodata(body))));
}

#[test]
fn optional_fields_of_family_card_and_biodata_are_read_as_issued() {
    assert!(is_read_as_issued(&family_card_of(2)));
    let body = Biodata {
        birth_certificate: Some(line("9901-LT-17082020-0002")),
        citizenship: Citizenship::Wna,
        ..biodata()
    };
    assert!(is_read_as_issued(&document(Body::Biodata(body))));
}

#[test]
fn a_family_of_a_hundred_with_the_largest_photo_can_be_issued() {
    assert!(is_read_as_issued(&Document { photo: Some(vec![7; MAX_PHOTO]), ..family_card_of(100) }));
}

#[test]
fn a_family_card_larger_than_a_document_is_not_issued() {
    let error = family_card_of(1000).issue(&signer(ISSUER)).err();
    assert_eq!(error, Some(IssueError::Format(FormatError::Cbor(CborError::TooLong))));
}

/// A KTP whose payload was changed before the issuer signed it.
fn signed_after(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let bytes = document(Body::Ktp(ktp())).issue(&signer(ISSUER)).unwrap();
    let mut payload = Sign1::parse(&bytes, MAX_DOCUMENT).unwrap().payload.to_vec();
    change(&mut payload);
    let key = signer(ISSUER);
    Unsigned::new(DOMAIN, Some(key.public_key().kid()), payload).sign(&key).unwrap()
}

/// Position of the value of key 2, the type: after the map's head, key 1 and the 16 bytes of the id.
const TYPE_AT: usize = 20;

#[test]
fn the_signature_of_a_document_of_unknown_type_can_be_checked() {
    let newer = signed_after(|payload| payload[TYPE_AT] = 23);
    let written = document(Body::Ktp(ktp()));
    let trust = trust();
    let signed = SignedDocument::open(&newer, &trust).unwrap();
    assert_eq!((signed.id, signed.version, signed.holder), (written.id, written.version, written.holder));
    assert_eq!(signed.read().err(), Some(FormatError::Invalid { key: 2 }));
}

#[test]
fn the_signature_of_a_document_with_the_body_of_another_type_can_be_checked() {
    let odd = signed_after(|payload| payload[TYPE_AT] = 6);
    assert!(SignedDocument::open(&odd, &trust()).unwrap().read().is_err());
}

#[test]
fn a_signed_document_with_a_changed_signature_is_refused() {
    let mut bytes = document(Body::Ktp(ktp())).issue(&signer(ISSUER)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let error = SignedDocument::open(&bytes, &trust()).err();
    assert_eq!(error, Some(DocumentError::Signature(SignatureInvalid)));
}

#[test]
fn keys_of_a_newer_issuer_are_ignored() {
    let document = document(Body::Ktp(ktp()));
    let bytes = document.issue(&signer(ISSUER)).unwrap();
    let mut payload = Sign1::parse(&bytes, MAX_DOCUMENT).unwrap().payload.to_vec();
    payload[0] += 1;
    payload.extend_from_slice(&[0x18, 99, 0xf5]);
    let key = signer(ISSUER);
    let newer = Unsigned::new(DOMAIN, Some(key.public_key().kid()), payload).sign(&key).unwrap();
    assert!(Document::open(&newer, &trust()).unwrap() == document);
}

#[test]
fn debug_shows_no_personal_data() {
    for body in bodies() {
        let document = document(body.clone());
        let issued = document.issue(&signer(ISSUER)).unwrap();
        assert!(
            issued.windows(6).any(|bytes| bytes == b"CONTOH"),
            "the signed bytes contain no personal data"
        );
        let text = format!("{document:?} {body:?}");
        // Names and places, the years of the fixtures' dates, the NIK.
        for datum in ["CONTOH", "1990", "2020", "2012", "9901"] {
            assert!(!text.contains(datum), "{text}");
        }
    }
}

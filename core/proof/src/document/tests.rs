#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::cbor::CborError;
use crate::civil::{
    Address, Blood, Citizenship, FamilyCardNumber, MaritalStatus, Neighbourhood, Postcode, Relation, Religion,
};
use crate::testing::{COUNTER, ISSUER, NOW, birth_date, line, name, nik, signer, trust};
use crate::{CivilDate, Sex};

fn address() -> Address {
    Address {
        street: line("JL. CONTOH NO. 12"),
        rt: Neighbourhood::new(4).unwrap(),
        rw: Neighbourhood::new(13).unwrap(),
        village: line("CONTOH BARU"),
        district: line("CONTOH SELATAN"),
        regency: line("KOTA CONTOH"),
        province: line("PROVINSI CONTOH"),
        postcode: Some(Postcode::new(99123).unwrap()),
    }
}

fn ktp() -> Ktp {
    Ktp {
        name: name("BUDI CONTOH"),
        birth_place: line("KOTA CONTOH"),
        birth_date: birth_date(),
        sex: Sex::Male,
        blood: Blood::OPositive,
        address: address(),
        religion: Religion::Kepercayaan,
        marital_status: MaritalStatus::CeraiMati,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
        issued_in: line("KOTA CONTOH"),
    }
}

fn member() -> Member {
    Member {
        nik: nik(),
        name: name("BUDI CONTOH"),
        sex: Sex::Male,
        birth_place: line("KOTA CONTOH"),
        birth_date: birth_date(),
        religion: Religion::Islam,
        education: line("DIPLOMA IV/STRATA I"),
        occupation: line("WIRASWASTA"),
        blood: Blood::Unknown,
        marital_status: MaritalStatus::KawinTercatat,
        married_on: Some(CivilDate::new(2015, 2, 28).unwrap()),
        relation: Relation::KepalaKeluarga,
        citizenship: Citizenship::Wni,
        passport: None,
        stay_permit: Some(line("2C11CONTOH")),
        father: Some(name("AYAH CONTOH")),
        mother: Some(name("IBU CONTOH")),
    }
}

fn family_card(members: usize) -> FamilyCard {
    FamilyCard {
        number: FamilyCardNumber::from_u64(9_901_010_101_150_001).unwrap(),
        head: name("BUDI CONTOH"),
        address: address(),
        members: vec![member(); members],
    }
}

fn bodies() -> Vec<Body> {
    let card = family_card(1).number;
    vec![
        Body::Ktp(ktp()),
        Body::FamilyCard(family_card(5)),
        Body::BirthCertificate(BirthCertificate {
            number: line("9901-LU-17082020-0001"),
            child: name("ANAK CONTOH"),
            birth_place: line("KOTA CONTOH"),
            birth_date: birth_date(),
            sex: Sex::Female,
            birth_order: Some(2),
            father: None,
            mother: Some(name("IBU CONTOH")),
            registered_on: birth_date(),
            registered_at: line("KOTA CONTOH"),
            officer: name("PEJABAT CONTOH"),
        }),
        Body::Kia(Kia {
            name: name("ANAK CONTOH"),
            sex: Sex::Female,
            blood: Blood::Ab,
            birth_place: line("KOTA CONTOH"),
            birth_date: birth_date(),
            family_card: card,
            family_head: name("BUDI CONTOH"),
            birth_certificate: line("9901-LU-17082020-0001"),
            religion: Religion::Hindu,
            citizenship: Citizenship::Wni,
            address: address(),
            issued_in: line("KOTA CONTOH"),
        }),
        Body::Biodata(Biodata {
            name: name("BUDI CONTOH"),
            birth_place: line("KOTA CONTOH"),
            birth_date: birth_date(),
            sex: Sex::Male,
            blood: Blood::O,
            address: Address { postcode: None, ..address() },
            religion: Religion::Khonghucu,
            marital_status: MaritalStatus::BelumKawin,
            occupation: line("PELAJAR/MAHASISWA"),
            citizenship: Citizenship::Wna,
            education: line("SLTA/SEDERAJAT"),
            family_card: card,
            relation: Relation::FamiliLain,
            father: Some(name("AYAH CONTOH")),
            mother: Some(name("IBU CONTOH")),
            birth_certificate: Some(line("9901-LT-17082020-0002")),
        }),
        Body::Npwp(Npwp {
            number: Npwp16::new("9901011708900001").unwrap(),
            old_number: Some(Npwp15::new("991234567890123").unwrap()),
            name: name("BUDI CONTOH"),
            tax_office: line("KPP PRATAMA CONTOH"),
            registered_on: birth_date(),
        }),
    ]
}

fn document(body: Body) -> Document {
    Document {
        id: DocumentId([5; 16]),
        version: 2,
        subject: nik(),
        holder: nik(),
        issued_at: NOW,
        valid_until: CivilDate::new(2031, 8, 17).ok(),
        body,
        photo: Some(vec![0xff, 0xd8, 0xff]),
        example: true,
    }
}

#[test]
fn every_type_comes_back_as_it_was_issued() {
    for body in bodies() {
        let document = document(body);
        let bytes = document.issue(&signer(ISSUER)).unwrap();
        assert!(Document::open(&bytes, &trust()).unwrap() == document, "{:?}", document.document_type());
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
fn a_document_from_before_its_issuers_time_is_refused() {
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
fn what_cannot_be_opened_is_never_issued() {
    let cases = [
        (9, Document { photo: Some(vec![0; MAX_PHOTO + 1]), ..document(Body::Ktp(ktp())) }),
        (9, Document { photo: Some(vec![]), ..document(Body::Ktp(ktp())) }),
        (3, Document { version: 0, ..document(Body::Ktp(ktp())) }),
        (4, document(Body::FamilyCard(family_card(0)))),
    ];
    for (key, document) in cases {
        let error = document.issue(&signer(ISSUER)).err();
        assert_eq!(error, Some(IssueError::Format(FormatError::Invalid { key })));
    }
}

#[test]
fn birth_orders_run_from_1_to_30() {
    let issued = |birth_order| {
        let Body::BirthCertificate(body) = bodies().remove(2) else {
            panic!("the third is a birth certificate")
        };
        document(Body::BirthCertificate(BirthCertificate { birth_order: Some(birth_order), ..body }))
            .issue(&signer(ISSUER))
            .is_ok()
    };
    assert!(issued(1) && issued(30));
    assert!(!issued(0) && !issued(31));
}

/// A certificate that names as few people as the law allows.
fn certificate(father: Option<Name>, mother: Option<Name>, birth_order: Option<u8>) -> Document {
    let Body::BirthCertificate(body) = bodies().remove(2) else { panic!("the third is a birth certificate") };
    document(Body::BirthCertificate(BirthCertificate { father, mother, birth_order, ..body }))
}

#[test]
fn a_birth_certificate_may_name_either_parent_or_none() {
    let (father, mother) = (Some(name("AYAH CONTOH")), Some(name("IBU CONTOH")));
    let parents = [(None, mother.clone()), (father.clone(), None), (father, mother), (None, None)];
    for (father, mother) in parents {
        let document = certificate(father, mother, None);
        let bytes = document.issue(&signer(ISSUER)).unwrap();
        assert!(Document::open(&bytes, &trust()).unwrap() == document);
    }
}

#[test]
fn a_record_without_parents_fits_family_card_and_biodata() {
    let bodies = bodies().into_iter().filter_map(|body| match body {
        Body::FamilyCard(mut card) => {
            card.members.iter_mut().for_each(|member| (member.father, member.mother) = (None, None));
            Some(Body::FamilyCard(card))
        }
        Body::Biodata(body) => Some(Body::Biodata(Biodata { father: None, mother: None, ..body })),
        _ => None,
    });
    for document in bodies.map(document) {
        let bytes = document.issue(&signer(ISSUER)).unwrap();
        assert!(Document::open(&bytes, &trust()).unwrap() == document);
    }
}

#[test]
fn a_family_of_a_hundred_with_the_largest_photo_fits() {
    let largest =
        Document { photo: Some(vec![7; MAX_PHOTO]), ..document(Body::FamilyCard(family_card(100))) };
    let bytes = largest.issue(&signer(ISSUER)).unwrap();
    assert!(Document::open(&bytes, &trust()).unwrap() == largest);
}

#[test]
fn a_family_card_is_bounded_by_the_bytes_of_a_document() {
    let error = document(Body::FamilyCard(family_card(1000))).issue(&signer(ISSUER)).err();
    assert_eq!(error, Some(IssueError::Format(FormatError::Cbor(CborError::TooLong))));
}

/// A KTP whose payload was changed, byte by byte, before the issuer signed it.
fn signed_after(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let bytes = document(Body::Ktp(ktp())).issue(&signer(ISSUER)).unwrap();
    let mut payload = Sign1::parse(&bytes, MAX_DOCUMENT).unwrap().payload.to_vec();
    change(&mut payload);
    let key = signer(ISSUER);
    Unsigned::new(DOMAIN, Some(key.public_key().kid()), payload).sign(&key).unwrap()
}

/// Where the value of key 2, the type, stands: after the map's head, key 1 and the 16 bytes of the id.
const TYPE_AT: usize = 20;

#[test]
fn a_document_of_an_unknown_type_is_seen_to_be_signed_though_it_cannot_be_read() {
    let newer = signed_after(|payload| payload[TYPE_AT] = 23);
    let trust = trust();
    let signed = SignedDocument::open(&newer, &trust).unwrap();
    assert_eq!((signed.id, signed.version, signed.holder), (DocumentId([5; 16]), 2, nik()));
    assert_eq!(signed.read().err(), Some(FormatError::Invalid { key: 2 }));
}

#[test]
fn a_body_of_another_type_is_seen_to_be_signed_though_it_cannot_be_read() {
    let odd = signed_after(|payload| payload[TYPE_AT] = 6);
    assert!(SignedDocument::open(&odd, &trust()).unwrap().read().is_err());
}

#[test]
fn what_the_issuer_did_not_sign_is_not_seen_to_be_signed() {
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
        assert!(issued.windows(6).any(|bytes| bytes == b"CONTOH"), "what is looked for is not there");
        let text = format!("{document:?} {body:?}");
        assert!(!text.contains("CONTOH") && !text.contains("1990") && !text.contains("9901"), "{text}");
    }
}

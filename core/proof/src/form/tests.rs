//! The format: what is read, what is refused, and what opens as newer.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{testing::*, *};
use crate::{
    SoftwareSigner,
    cbor::CborError,
    cose::{Domain, Signer as _, Unsigned},
    fields::{FormatError, MapWriter},
    issue::IssueError,
    testing::{COUNTER, ISSUER, NOW, signer, trust},
    trust::IssuerError,
};

const APP: [u64; 3] = [0, 1, 0];

fn opened(definition: &Definition) -> Opened {
    Definition::read(&definition.encode().unwrap(), APP).unwrap()
}

/// Replaces `from` by `to` of the same length wherever it occurs in the encoded definition.
fn with_bytes(definition: &Definition, from: &[u8], to: &[u8]) -> Result<Opened, FormatError> {
    assert_eq!(from.len(), to.len());
    let mut payload = definition.encode().unwrap();
    let places: Vec<_> = (0..payload.len()).filter(|at| payload[*at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "the bytes to replace are not there");
    for at in places {
        payload[at..at + to.len()].copy_from_slice(to);
    }
    Definition::read(&payload, APP)
}

fn is_newer(opened: Result<Opened, FormatError>) -> bool {
    let title = texts("Contoh");
    opened == Ok(Opened::NeedsUpdate { service: "contoh".to_owned(), version: 1, title })
}

/// A definition with this field after two others that it may name.
fn with_field(field: Field) -> Result<Vec<u8>, FormatError> {
    let others = [testing::field("code", FieldType::Code), testing::field("text", FieldType::Text)];
    form_of([others.to_vec(), vec![field]].concat()).encode()
}

#[test]
fn a_definition_is_read_as_it_was_written() {
    assert_eq!(opened(&definition()), Opened::Ready(Box::new(definition())));
}

#[test]
fn every_type_severity_presence_and_check_is_read_back_from_its_code_and_name() {
    for kind in FieldType::ALL {
        assert_eq!(FieldType::from_code(kind.code()), Some(*kind));
        assert_eq!(FieldType::from_name(kind.name()), Some(*kind));
    }
    for severity in Severity::ALL {
        assert_eq!(Severity::from_code(severity.code()), Some(severity));
        assert_eq!(Severity::from_name(severity.name()), Some(severity));
    }
    for presence in Presence::ALL {
        assert_eq!(Presence::from_code(presence.code()), Some(presence));
        assert_eq!(Presence::from_name(presence.name()), Some(presence));
    }
    for check in CheckName::ALL {
        assert_eq!(CheckName::from_name(check.name()), Some(*check));
    }
    assert_eq!(
        (FieldType::from_code(13), Severity::from_code(0), Presence::from_code(2)),
        (None, None, None)
    );
}

#[test]
fn every_source_and_computation_is_read_back_from_its_text() {
    let holder = HolderValue::ALL.iter().map(|value| Source::Holder(*value));
    let relatives = Relative::ALL.iter().map(|relative| Source::Relative(*relative));
    let member = |value: &MemberValue| Source::Member { field: "x".to_owned(), value: *value };
    for source in holder.chain(relatives).chain(MemberValue::ALL.iter().map(member)) {
        assert_eq!(Source::parse(&source.to_text()), Some(source));
    }
    let (region, village) = ("r".to_owned(), "v".to_owned());
    for compute in [
        Compute::Weekday { date: "d".to_owned() },
        Compute::MoveClass { region, village },
        Compute::MoveKind,
        Compute::OnlyMinorsStay,
    ] {
        assert_eq!(Compute::parse(&compute.to_text()), Some(compute));
    }
    for text in ["", "holder", "member:x", "member:x:age", "grandfather"] {
        assert_eq!(Source::parse(text), None, "{text}");
    }
    for text in ["", "weekday", "weekday:a:b", "move_class:a", "age:x"] {
        assert_eq!(Compute::parse(text), None, "{text}");
    }
}

#[test]
fn an_unknown_type_check_source_computation_severity_or_presence_needs_an_update() {
    let form = definition();
    // A field of type address (10) with the label that follows.
    assert!(is_newer(with_bytes(&form, &[0x02, 10, 0x03], &[0x02, 23, 0x03])), "type");
    assert!(is_newer(with_bytes(&form, b"days_since", b"days_until")), "check");
    assert!(is_newer(with_bytes(&form, b"holder_nik", b"holder_tax")), "source");
    assert!(is_newer(with_bytes(&form, b"weekday:date", b"daypart:date")), "computation");
    // The check's name, then its severity 3.
    assert!(is_newer(with_bytes(&form, b"days_since\x02\x03", b"days_since\x02\x04")), "severity");
    // Presence is key 11, after key 10.
    let presence = [&[0x0b, 0x01, 0x0c][..], &[0x0b, 0x02, 0x0c]];
    assert!(is_newer(with_bytes(&form, presence[0], presence[1])), "presence");
}

#[test]
fn a_definition_for_a_newer_app_needs_an_update_whatever_follows() {
    let form = Definition { min_app: [0, 2, 0], ..definition() };
    assert!(is_newer(Definition::read(&form.encode().unwrap(), APP)));
    assert!(is_newer(with_bytes(&form, b"days_since\x02\x03", b"days_since\x02\xf4")));
    assert_eq!(Definition::read(&form.encode().unwrap(), [0, 2, 0]), Ok(Opened::Ready(Box::new(form))));
}

#[test]
fn eighty_fields_are_accepted_and_eighty_one_are_refused() {
    let form = |count: usize| {
        let mut form = form_of((0..40).map(|n| field(&format!("a{n}"), FieldType::Date)).collect());
        let more = (0..count - 40).map(|n| field(&format!("b{n}"), FieldType::Date)).collect();
        form.sections.push(Section { key: "more".to_owned(), fields: more, ..form.sections[0].clone() });
        form.encode().err()
    };
    assert_eq!((form(80), form(81)), (None, Some(FormatError::Invalid { key: 6 })));
}

#[test]
fn a_signed_definition_has_at_most_32_kib() {
    // Checks with long texts fill a definition up.
    let form = |checks: usize, letters: usize| {
        let mut form = form_of(vec![field("d", FieldType::Date)]);
        let full = Check { text: texts(&"x".repeat(590)), ..check(CheckName::NotFuture, &["d"], &[]) };
        form.checks = vec![full; checks];
        form.intro = texts(&"x".repeat(letters));
        form
    };
    let signed = |form: &Definition| form.issue(&signer(ISSUER), NOW);
    let size = |form: &Definition| signed(form).unwrap().len();
    let spare = (MAX_DEFINITION - size(&form(26, 256))) / 2;
    assert!((0..=343).contains(&spare), "the texts cannot fill the rest: {spare}");
    assert_eq!(size(&form(26, 256 + spare)) / 2, MAX_DEFINITION / 2);
    let too_long = signed(&form(26, 257 + spare)).err();
    assert_eq!(too_long, Some(IssueError::Format(FormatError::Cbor(CborError::TooLong))));
}

#[test]
fn keys_are_unique() {
    let twice = form_of(vec![field("a", FieldType::Date), field("a", FieldType::Time)]);
    assert_eq!(twice.encode(), Err(FormatError::Invalid { key: 6 }));
    let mut sections = form_of(vec![field("a", FieldType::Date)]);
    let second = Section { fields: vec![field("b", FieldType::Date)], ..sections.sections[0].clone() };
    sections.sections.push(second);
    assert_eq!(sections.encode(), Err(FormatError::Invalid { key: 6 }));
    let mut papers = definition();
    papers.attachments.push(papers.attachments[0].clone());
    assert_eq!(papers.encode(), Err(FormatError::Invalid { key: 7 }));
    let mut options = field("c", FieldType::Code);
    options.options.push(options.options[0].clone());
    assert_eq!(with_field(options), Err(FormatError::Invalid { key: 10 }));
}

#[test]
fn keys_and_texts_have_their_characters_and_lengths() {
    for key in ["", "A", "a-b", "é", &"a".repeat(33)] {
        assert!(with_field(field(key, FieldType::Date)).is_err(), "{key}");
    }
    assert!(with_field(field(&"a".repeat(32), FieldType::Date)).is_ok());
    for text in ["", "a\nb", &"a".repeat(601)] {
        let label = Texts::new("a", text);
        assert!(with_field(Field { label, ..field("a", FieldType::Date) }).is_err(), "{text}");
    }
    assert!(with_field(Field { label: texts(&"é".repeat(600)), ..field("a", FieldType::Date) }).is_ok());
}

#[test]
fn a_field_has_only_the_parameters_of_its_type() {
    let date = || field("a", FieldType::Date);
    let source = Some(Source::Holder(HolderValue::BirthDate));
    let compute = Some(Compute::MoveKind);
    let wrong = [
        Field { options: Vec::new(), ..field("a", FieldType::Code) },
        Field { options: field("a", FieldType::Code).options, ..date() },
        Field { level: None, ..field("a", FieldType::Region) },
        Field { level: Some(3), ..date() },
        Field { max: Some(3), ..date() },
        Field { min: Some(3), ..field("a", FieldType::Text) },
        Field { locked: true, ..date() },
        Field { source: source.clone(), compute: compute.clone(), ..field("a", FieldType::Code) },
        Field { source: source.clone(), ..field("a", FieldType::Time) },
        Field { compute, ..date() },
    ];
    for field in wrong {
        assert!(with_field(field.clone()).is_err(), "{field:?}");
    }
    assert!(with_field(Field { source, locked: true, ..date() }).is_ok());
}

#[test]
fn conditions_sources_and_computations_name_earlier_fields_of_a_fitting_type() {
    let date = || field("a", FieldType::Date);
    let of = |key: &str| {
        let source = Source::Member { field: key.to_owned(), value: MemberValue::BirthDate };
        Field { source: Some(source), ..date() }
    };
    let weekday = |key: &str| Field {
        compute: Some(Compute::Weekday { date: key.to_owned() }),
        ..field("a", FieldType::Code)
    };
    let wrong = [
        Field { when: when("later", &[1]), ..date() },
        Field { when: when("a", &[1]), ..date() },
        Field { when: when("text", &[1]), ..date() },
        Field { when: when("code", &[13]), ..date() },
        of("later"),
        of("text"),
        weekday("later"),
        weekday("code"),
    ];
    for field in wrong {
        assert_eq!(with_field(field.clone()), Err(FormatError::Invalid { key: 6 }), "{field:?}");
    }
    assert!(with_field(Field { when: when("code", &[12]), ..date() }).is_ok());
}

#[test]
fn sections_papers_and_checks_have_conditions_that_fit_too() {
    let wrong = || when("code", &[13]);
    let mut section = definition();
    section.sections.push(Section {
        key: "more".to_owned(),
        fields: vec![field("more", FieldType::Date)],
        when: wrong(),
        ..section.sections[0].clone()
    });
    assert_eq!(section.encode(), Err(FormatError::Invalid { key: 6 }));
    let mut paper = definition();
    paper.attachments[0].when = wrong();
    assert_eq!(paper.encode(), Err(FormatError::Invalid { key: 7 }));
    let mut check = definition();
    check.checks[0].when = wrong();
    assert_eq!(check.encode(), Err(FormatError::Invalid { key: 8 }));
}

#[test]
fn a_check_has_its_parameters_and_fields_of_a_fitting_type() {
    let with = |check: Check| {
        let fields = vec![field("d", FieldType::Date), field("i", FieldType::Int)];
        Definition { checks: vec![check], ..form_of(fields) }.encode().err()
    };
    assert_eq!(with(check(CheckName::NotFuture, &["d"], &[])), None);
    let wrong = [
        check(CheckName::NotFuture, &["i"], &[]),
        check(CheckName::NotFuture, &["x"], &[]),
        check(CheckName::NotFuture, &[], &[]),
        check(CheckName::NotFuture, &["d", "d"], &[]),
        check(CheckName::NotFuture, &["d"], &[1]),
        check(CheckName::DaysSince, &["d"], &[]),
        check(CheckName::NoticeIf, &["d"], &[]),
    ];
    for check in wrong {
        assert!(with(check.clone()).is_some(), "{check:?}");
    }
}

#[test]
fn the_subject_is_a_field_that_names_a_person() {
    let with = |key: &str| Definition { subject: Some(key.to_owned()), ..definition() }.encode().err();
    assert_eq!((with("nik"), with("member"), with("name")), (None, None, None));
    assert_eq!((with("date"), with("nobody")), (Some(FormatError::Invalid { key: 12 }), with("date")));
}

#[test]
fn a_signed_definition_opens_with_the_digest_of_its_payload() {
    let bytes = definition().issue(&signer(ISSUER), NOW).unwrap();
    let signed = SignedDefinition::open(&bytes, &trust()).unwrap();
    assert_eq!(signed.payload, definition().encode().unwrap());
    assert_eq!((signed.hash, signed.issued_at), (Definition::hash(signed.payload), NOW));
    assert_eq!(signed.read(APP), Ok(Opened::Ready(Box::new(definition()))));
}

#[test]
fn a_definition_keeps_its_digest_when_it_is_signed_again() {
    let [first, second] = [NOW, NOW + 9].map(|at| definition().issue(&signer(ISSUER), at).unwrap());
    let hash = |bytes: &[u8]| SignedDefinition::open(bytes, &trust()).unwrap().hash;
    assert!(first != second && hash(&first) == hash(&second));
}

#[test]
fn a_header_with_anything_else_is_refused() {
    let signed = |header: MapWriter, claims: MapWriter| {
        let header = header.bytes(4, &signer(ISSUER).public_key().kid().0).raw(15, claims.finish());
        let payload = definition().encode().unwrap();
        let unsigned = Unsigned::with_header(Domain(b"ikd/1/form"), header, payload);
        let bytes = unsigned.sign(&signer(ISSUER)).unwrap();
        SignedDefinition::open(&bytes, &trust()).map(|signed| signed.issued_at)
    };
    let (header, claims) = (Unsigned::header, || MapWriter::new().uint(6, NOW));
    assert_eq!(signed(header(), claims()), Ok(NOW));
    let unknown = Err(DefinitionError::Format(FormatError::Unknown));
    assert_eq!(signed(header().uint(16, 1), claims()), unknown);
    assert_eq!(signed(header(), claims().uint(4, NOW)), unknown);
}

#[test]
fn an_issuer_signs_forms_only_with_that_use_and_within_its_validity() {
    let open = |signer: &SoftwareSigner, at: u64| {
        let bytes = definition().issue(signer, at).unwrap();
        SignedDefinition::open(&bytes, &trust()).map(|signed| signed.issued_at)
    };
    assert_eq!(open(&signer(ISSUER), NOW), Ok(NOW));
    assert_eq!(open(&signer(COUNTER), NOW), Err(DefinitionError::Issuer(IssuerError::OtherUse)));
    assert_eq!(open(&signer(0x77), NOW), Err(DefinitionError::Issuer(IssuerError::Unknown)));
    let error = DefinitionError::Issuer(IssuerError::OutsideValidity);
    assert_eq!(open(&signer(ISSUER), NOW - 2_000_000), Err(error));
}

#[test]
fn every_changed_byte_of_a_signed_definition_is_refused() {
    let bytes = form_of(vec![field("d", FieldType::Date)]).issue(&signer(ISSUER), NOW).unwrap();
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x01;
        assert!(SignedDefinition::open(&bytes, &trust()).is_err(), "byte {at}");
    }
    assert_eq!(signer(ISSUER).public_key().kid(), trust().issuers[0].key.kid());
}

#[test]
fn answers_are_read_as_they_were_written() {
    let bytes = answers().encode();
    assert_eq!(Answers::read(&bytes, &definition()), Ok(answers()));
    assert_eq!(answers().len(), FieldType::ALL.len());
}

#[test]
fn answers_with_an_unknown_key_or_a_value_of_another_type_are_refused() {
    let text = Answers::from_iter([("text".to_owned(), values().remove(5))]);
    let form = form_of(vec![field("text", FieldType::Int)]);
    assert_eq!(Answers::read(&text.encode(), &form), Err(FormatError::Shape));
    let form = form_of(vec![field("other", FieldType::Text)]);
    assert_eq!(Answers::read(&text.encode(), &form), Err(FormatError::Unknown));
    assert_eq!(Answers::read(&[0x80], &form), Err(FormatError::Shape));
    // One value that no time, region, date or NIK has.
    for kind in [FieldType::Time, FieldType::Region, FieldType::Date, FieldType::Nik, FieldType::Kk] {
        let wrong = Answers::from_iter([("a".to_owned(), Value::Code(9900))]).encode();
        let read = Answers::read(&wrong, &form_of(vec![field("a", kind)]));
        assert_eq!(read, Err(FormatError::Shape), "{}", kind.name());
    }
    let long = vec![0; MAX_ANSWERS + 1];
    assert_eq!(Answers::read(&long, &form), Err(FormatError::Cbor(CborError::TooLong)));
}

#[test]
fn debug_shows_no_answer() {
    assert_eq!(format!("{:?}", answers()), "Answers(12)");
    assert_eq!(format!("{:?}", values()[0]), "Value(nik)");
    assert_eq!(format!("{:?}", facts()), "Facts { today: 2026-09-21, .. }");
}

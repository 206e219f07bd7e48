//! Values as people type them, and the checks that every form has.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{testing::*, *};
use crate::{
    DateError, TextError,
    testing::{date, nik},
};

fn parsed(kind: FieldType, text: &str) -> Result<Value, ValueError> {
    Value::parse(&field("a", kind), text, &facts())
}

#[test]
fn every_value_but_an_address_is_read_back_from_its_text() {
    for value in values().into_iter().filter(|value| value.kind() != FieldType::Address) {
        let text = value.to_text();
        // A name is kept in capitals, as documents have it.
        assert_eq!(parsed(value.kind(), &text), Ok(value), "{text}");
    }
}

#[test]
fn values_have_one_text_form() {
    let texts: Vec<_> = values().iter().map(Value::to_text).collect();
    let address = "JL. CONTOH RAYA NO. 12, RT 004/RW 013, CONTOH BARU, CONTOH SELATAN, KABUPATEN CONTOH, \
                   PROVINSI CONTOH";
    let expected = [
        HEAD,
        "9901010101150001",
        "BUDI CONTOH",
        "2026-09-01",
        "07:30",
        "Jl. Contoh No. 1",
        "3",
        "1",
        "99.01.01",
        address,
        SON,
        "yes",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn values_are_read_as_people_write_them() {
    assert_eq!(parsed(FieldType::Nik, "9901 0117 0890.0001"), Ok(Value::Nik(nik(HEAD))));
    assert_eq!(parsed(FieldType::Name, "  budi\u{a0} contoh "), Ok(values()[2].clone()));
    assert_eq!(parsed(FieldType::Date, "1/9/2026"), Ok(Value::Date(date("2026-09-01"))));
    assert_eq!(parsed(FieldType::Time, "7.30"), Ok(Value::Time(450)));
    assert_eq!(parsed(FieldType::Region, "990101"), Ok(Value::Region(990_101)));
    assert_eq!(parsed(FieldType::YesNo, "Tidak"), Ok(Value::YesNo(false)));
    assert_eq!(parsed(FieldType::Int, " 12 "), Ok(Value::Int(12)));
}

#[test]
fn each_wrong_text_has_its_error() {
    use FieldType as T;
    use ValueError as E;
    let long = "A".repeat(201);
    let wrong = [
        (T::Kk, "0901010101150001", E::Kk),
        (T::Kk, "99010101011500", E::Kk),
        (T::Name, " \u{200b} ", E::Text(TextError::Empty)),
        (T::Date, "31-02-2026", E::Date(DateError::NoSuchDay)),
        (T::Date, "17-08-1899", E::Date(DateError::NoSuchDay)),
        (T::Date, "kemarin", E::Date(DateError::Format)),
        (T::Time, "24:00", E::Time),
        (T::Time, "7:60", E::Time),
        (T::Time, "7:3", E::Time),
        (T::Time, "+7:30", E::Time),
        (T::Text, &long, E::Text(TextError::TooLong { max: 200 })),
        (T::Text, "a\u{0}b", E::Text(TextError::NotClean)),
        (T::Int, "1.5", E::Number),
        (T::Int, "-1", E::OutOfRange),
        (T::Code, "13", E::NotAnOption),
        (T::Code, "A", E::NotAnOption),
        (T::Region, "99.01", E::Region),
        (T::Region, "99.00.01", E::Region),
        (T::Region, "9901011", E::Region),
        (T::Address, "Jl. Contoh", E::NotTyped),
        (T::Member, STRANGER, E::NotAMember),
        (T::YesNo, "mungkin", E::YesNo),
    ];
    for (kind, text, error) in wrong {
        assert_eq!(parsed(kind, text), Err(error), "{} {text}", kind.name());
        assert!(!error.texts().id.is_empty() && !error.code().is_empty());
    }
    assert!(matches!(parsed(T::Nik, "1"), Err(E::Nik(_))));
}

#[test]
fn without_a_family_card_any_nik_may_be_named_as_a_member() {
    let member = field("a", FieldType::Member);
    let parsed = Value::parse(&member, STRANGER, &facts_without_card());
    assert_eq!(parsed, Ok(Value::Member(nik(STRANGER))));
}

#[test]
fn bounds_include_both_ends() {
    let int = Field { min: Some(1), max: Some(30), ..field("a", FieldType::Int) };
    let accepts = |number| int.accepts(&Value::Int(number)).is_ok();
    assert_eq!([0, 1, 30, 31].map(accepts), [false, true, true, false]);
    let text = Field { max: Some(3), ..field("a", FieldType::Text) };
    let parse = |text_of: &str| Value::parse(&text, text_of, &facts()).err();
    assert_eq!((parse("ééé"), parse("éééé")), (None, Some(ValueError::TooLong { max: 3 })));
    let name = Field { max: Some(3), ..field("a", FieldType::Name) };
    let parse = |text_of: &str| Value::parse(&name, text_of, &facts()).err();
    assert_eq!((parse("ana"), parse("anak")), (None, Some(ValueError::TooLong { max: 3 })));
}

#[test]
fn a_region_has_two_four_or_six_digits_and_no_empty_part() {
    let levels = [9, 10, 99, 100, 999, 9901, 9900, 99_010, 990_101, 990_100, 990_001, 9_901_011];
    let found = levels.map(region_level);
    let expected = [None, Some(1), Some(1), None, None, Some(2), None, None, Some(3), None, None, None];
    assert_eq!(found, expected);
}

/// Names of the checks that find a problem, with the field or attachment.
fn problems(form: &Definition, answers: &Answers, papers: &[(&str, u8)]) -> Vec<(String, &'static str)> {
    let count = |(kind, pages): &(&str, u8)| AttachmentCount { kind: (*kind).to_owned(), pages: *pages };
    let papers: Vec<_> = papers.iter().map(count).collect();
    let found = form.check(answers, &papers, &facts());
    found.into_iter().map(|p| (p.field.or(p.attachment).unwrap_or_default(), p.check)).collect()
}

fn at(place: &str, check: &'static str) -> (String, &'static str) {
    (place.to_owned(), check)
}

#[test]
fn valid_answers_with_their_papers_have_no_problem() {
    let answers = definition().prefill(&facts(), &answers());
    assert_eq!(problems(&definition(), &answers, &[("letter", 1)]), []);
}

#[test]
fn a_required_field_without_a_value_is_an_error_only_while_it_is_visible() {
    let asked = Field { required: true, when: when("code", &[1]), ..field("asked", FieldType::Date) };
    let form = form_of(vec![field("code", FieldType::Code), asked]);
    let with = |code| problems(&form, &Answers::from_iter([("code".to_owned(), Value::Code(code))]), &[]);
    assert_eq!((with(1), with(2)), (vec![at("asked", "required")], vec![]));
}

#[test]
fn a_computed_field_is_never_missing() {
    let compute = Some(Compute::MoveKind);
    let form = form_of(vec![Field { required: true, compute, ..field("kind", FieldType::Code) }]);
    assert_eq!(problems(&form, &Answers::new(), &[]), []);
}

#[test]
fn values_that_do_not_fit_their_field_are_errors() {
    let form = form_of(vec![field("date", FieldType::Date), field("code", FieldType::Code)]);
    let answers = Answers::from_iter([
        ("date".to_owned(), Value::Int(1)),
        ("code".to_owned(), Value::Code(99)),
        ("other".to_owned(), Value::Int(1)),
    ]);
    let expected = [at("date", "type"), at("code", "value-not-an-option"), at("other", "unknown-field")];
    assert_eq!(problems(&form, &answers, &[]), expected);
}

#[test]
fn papers_are_required_counted_and_known() {
    let mut form = form_of(vec![field("code", FieldType::Code)]);
    let paper = Attachment { when: When::default(), group: None, ..definition().attachments[0].clone() };
    form.attachments = vec![paper];
    let found = |papers: &[_]| problems(&form, &Answers::new(), papers);
    assert_eq!(found(&[]), [at("letter", "attachment-required")]);
    assert_eq!(found(&[("letter", 2)]), []);
    assert_eq!(found(&[("letter", 3)]), [at("letter", "attachment-pages")]);
    assert_eq!(found(&[("letter", 1), ("other", 1)]), [at("other", "unknown-attachment")]);
}

#[test]
fn one_visible_paper_of_a_group_is_enough_and_its_absence_is_reported_once() {
    let paper = |kind: &str, when: When| Attachment {
        kind: kind.to_owned(),
        required: false,
        when,
        ..definition().attachments[0].clone()
    };
    let mut form = form_of(vec![field("code", FieldType::Code)]);
    form.attachments = vec![
        paper("first", when("code", &[1])),
        paper("second", When::default()),
        paper("third", When::default()),
    ];
    let found = |code, papers: &[_]| {
        problems(&form, &Answers::from_iter([("code".to_owned(), Value::Code(code))]), papers)
    };
    assert_eq!(found(1, &[]), [at("first", "attachment-group")]);
    assert_eq!(found(2, &[]), [at("second", "attachment-group")]);
    assert_eq!(found(1, &[("third", 1)]), []);
    // A paper that is no longer asked for does not count.
    assert_eq!(found(2, &[("first", 1)]), [at("second", "attachment-group")]);
}

#[test]
fn a_check_whose_condition_does_not_hold_is_silent() {
    let mut form = form_of(vec![field("yes_no", FieldType::YesNo), field("member", FieldType::Member)]);
    form.checks = vec![Check { when: when("yes_no", &[0]), ..check(CheckName::NotHolder, &["member"], &[]) }];
    let with = |yes| {
        let answers = [("yes_no", Value::YesNo(yes)), ("member", Value::Member(nik(HEAD)))];
        problems(&form, &answers.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(), &[])
    };
    assert_eq!((with(true), with(false)), (vec![], vec![at("member", "not_holder")]));
}

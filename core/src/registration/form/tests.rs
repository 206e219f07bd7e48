//! Tests of the form.

use super::*;

fn today() -> CivilDate {
    CivilDate::new(2026, 11, 22).expect("a real day")
}

fn input() -> FormInput {
    FormInput {
        nik: "9901 0157 0890 0001".into(),
        email: "siti@contoh.id".into(),
        phone: "0812-3456-7890".into(),
        details: Details {
            name: "Siti Contoh".into(),
            sex: Some(Sex::Female),
            birth_place: "Kota Contoh".into(),
            birth_date: "17-08-1990".into(),
        },
    }
}

#[test]
fn the_list_of_codes_is_complete() {
    let niks = [
        NikError::NotDigits,
        NikError::WrongLength { digits: 3 },
        NikError::ProvinceZero,
        NikError::RegencyZero,
        NikError::DistrictZero,
        NikError::Day,
        NikError::Month,
        NikError::NoSuchDay,
        NikError::SerialZero,
    ];
    let emails = [EmailError::TooLong, EmailError::At, EmailError::Local, EmailError::Domain];
    let phones = [
        PhoneError::NotDigits,
        PhoneError::OtherCountry,
        PhoneError::NotMobile,
        PhoneError::WrongLength { digits: 3 },
    ];
    let rules =
        [NameRule::OneWord, NameRule::TooLong, NameRule::Digit, NameRule::Punctuation, NameRule::NotLatin];
    let names = [PersonNameError::Empty, PersonNameError::Oversized, PersonNameError::ControlCharacter]
        .into_iter()
        .chain(rules.map(PersonNameError::Rule));
    let entries = niks
        .map(FormFault::Nik)
        .into_iter()
        .chain(emails.map(FormFault::Email))
        .chain(phones.map(FormFault::Phone))
        .chain(names.map(FormFault::Name))
        .chain([FormFault::SexMissing, FormFault::BirthPlace, FormFault::BornInFuture])
        .chain([DateError::Format, DateError::NoSuchDay].map(FormFault::BirthDate))
        .chain([FormFault::RefusedByService(FormField::Nik)]);
    let mut codes: Vec<_> = entries.map(|entry| entry.code()).collect();
    let mut listed = FormFault::CODES.to_vec();
    codes.sort_unstable();
    listed.sort_unstable();
    assert_eq!(codes, listed);
}

#[test]
fn a_valid_long_form_has_no_faults() {
    let (outcome, wire) = check(&input(), FormShape::Long, today());
    assert!(outcome.faults.is_empty() && wire.is_some(), "{outcome:?}");
}

#[test]
fn the_short_form_ignores_the_long_entries() {
    let mut input = input();
    input.details = Details::default();
    assert!(check(&input, FormShape::Short, today()).1.is_some_and(|wire| wire.name.is_none()));
}

#[test]
fn all_wrong_entries_are_reported_at_once() {
    let (outcome, wire) = check(&FormInput::default(), FormShape::Long, today());
    assert!(wire.is_none());
    assert_eq!(outcome.faults.len(), 7, "{outcome:?}");
}

#[test]
fn a_birth_date_that_differs_from_the_nik_is_only_a_warning() {
    let mut input = input();
    input.details.birth_date = "18-08-1990".into();
    let (outcome, wire) = check(&input, FormShape::Long, today());
    assert!(outcome.hints.contains(&FormHint::Nik(NikWarning::BirthDateDiffers)) && wire.is_some());
}

#[test]
fn a_sex_that_differs_from_the_nik_is_only_a_warning() {
    let mut input = input();
    input.details.sex = Some(Sex::Male);
    let (outcome, wire) = check(&input, FormShape::Long, today());
    assert!(outcome.hints.contains(&FormHint::Nik(NikWarning::SexDiffers)) && wire.is_some());
}

#[test]
fn a_person_under_17_is_warned_and_may_continue() {
    let mut input = input();
    input.nik = "9901011501120001".into();
    let (outcome, wire) = check(&input, FormShape::Short, today());
    assert!(outcome.hints.contains(&FormHint::Nik(NikWarning::UnderMinimumAge)) && wire.is_some());
}

#[test]
fn a_birth_date_in_the_future_must_be_corrected() {
    let mut input = input();
    input.details.birth_date = "2027-01-01".into();
    assert!(check(&input, FormShape::Long, today()).0.faults.contains(&FormFault::BornInFuture));
}

#[test]
fn a_pasted_form_sends_what_a_typed_one_sends() {
    let typed = check(&input(), FormShape::Long, today()).1.expect("no faults");
    let pasted = FormInput {
        nik: "\u{202a}9901\u{a0}0157\u{a0}0890\u{2011}0001\u{202c}".into(),
        email: "\u{feff}siti@contoh.id\u{200b}".into(),
        phone: "0812\u{2013}3456\u{2212}7890\u{3000}".into(),
        details: Details {
            name: "Siti\u{200d}\u{a0}Contoh\u{fe0f}".into(),
            sex: Some(Sex::Female),
            birth_place: "\u{2003}Kota\u{202f}Contoh\u{200e}".into(),
            birth_date: "\u{200f}17\u{2010}8\u{2010}1990\u{a0}".into(),
        },
    };
    let (outcome, sent) = check(&pasted, FormShape::Long, today());
    assert_eq!(outcome, check(&input(), FormShape::Long, today()).0);
    let json = |form: &WireForm| serde_json::to_string(form).expect("plain data");
    assert_eq!(json(&sent.expect("no faults")), json(&typed));
}

#[test]
fn entries_of_invisible_characters_count_as_missing() {
    let mut input = input();
    input.details.name = "\u{200b}\u{a0}\u{feff}".into();
    input.details.birth_place = "\u{2060} \u{200f}".into();
    let errors = check(&input, FormShape::Long, today()).0.faults;
    assert_eq!(errors, [FormFault::Name(PersonNameError::Empty), FormFault::BirthPlace]);
}

#[test]
fn a_birth_date_that_does_not_exist_is_reported_as_such() {
    for text in ["31-02-1990", "31/2/1990", "1990-02-31"] {
        let mut input = input();
        input.details.birth_date = text.into();
        let errors = check(&input, FormShape::Long, today()).0.faults;
        assert_eq!(errors, [FormFault::BirthDate(DateError::NoSuchDay)], "{text}");
    }
}

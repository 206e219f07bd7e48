//! What is visible, what documents fill in, what stays when a form changes.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{testing::*, *};
use crate::{
    Sex,
    civil::{MaritalStatus, Relation},
    testing::{date, line, nik},
};

fn of(values: &[(&str, Value)]) -> Answers {
    values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn from(source: Source, locked: bool, field: Field) -> Field {
    Field { source: Some(source), locked, ..field }
}

/// What a form of one field with this source is filled with.
fn filled(source: HolderValue, kind: FieldType, facts: &Facts) -> Option<Value> {
    let form = form_of(vec![from(Source::Holder(source), true, field("a", kind))]);
    form.prefill(facts, &Answers::new()).get("a").cloned()
}

#[test]
fn a_field_is_visible_when_all_its_conditions_hold() {
    let mut conditions = when("code", &[1, 2]);
    conditions.0.extend(when("yes_no", &[1]).0);
    let asked = Field { when: conditions, ..field("asked", FieldType::Date) };
    let form = form_of(vec![field("code", FieldType::Code), field("yes_no", FieldType::YesNo), asked]);
    let shows = |code, yes| {
        let answers = of(&[("code", Value::Code(code)), ("yes_no", Value::YesNo(yes))]);
        form.visible(&answers).contains("asked")
    };
    assert_eq!((shows(1, true), shows(2, true), shows(3, true), shows(1, false)), (true, true, false, false));
    assert!(!form.visible(&Answers::new()).contains("asked"));
}

#[test]
fn a_condition_on_a_hidden_field_does_not_hold() {
    let second = Field { when: when("first", &[1]), ..field("second", FieldType::Code) };
    let third = Field { when: when("second", &[1]), ..field("third", FieldType::Date) };
    let form = form_of(vec![field("first", FieldType::Code), second, third]);
    let answers = of(&[("first", Value::Code(2)), ("second", Value::Code(1))]);
    assert_eq!(form.visible(&answers), ["first"].into());
    assert_eq!(form.visible_answers(&answers), of(&[("first", Value::Code(2))]));
}

#[test]
fn a_hidden_section_hides_its_fields_and_papers() {
    let mut form = form_of(vec![field("code", FieldType::Code)]);
    let hidden = Section {
        key: "hidden".to_owned(),
        fields: vec![field("inside", FieldType::YesNo)],
        when: when("code", &[1]),
        ..form.sections[0].clone()
    };
    form.sections.push(hidden);
    form.attachments = vec![Attachment { when: when("inside", &[1]), ..definition().attachments[0].clone() }];
    let answers = |code| of(&[("code", Value::Code(code)), ("inside", Value::YesNo(true))]);
    assert_eq!((form.visible(&answers(1)).len(), form.visible(&answers(2)).len()), (2, 1));
    let papers = |code| form.visible_attachments(&answers(code)).len();
    assert_eq!((papers(1), papers(2)), (1, 0));
}

#[test]
fn every_value_of_the_holder_is_filled_from_ktp_and_family_card() {
    use FieldType as T;
    use HolderValue as H;
    let of = |value, kind| filled(value, kind, &facts());
    assert_eq!(of(H::Nik, T::Nik), Some(Value::Nik(nik(HEAD))));
    assert_eq!(of(H::Nik, T::Member), Some(Value::Member(nik(HEAD))));
    assert_eq!(of(H::Name, T::Name), Some(Value::Name(facts().ktp.unwrap().name)));
    assert_eq!(of(H::Kk, T::Kk).unwrap().to_text(), "9901010101150001");
    assert_eq!(of(H::Sex, T::Code), Some(Value::Code(1)));
    assert_eq!(of(H::BirthPlace, T::Text), Some(Value::Text(line("KOTA CONTOH"))));
    assert_eq!(of(H::BirthDate, T::Date), Some(Value::Date(date("1990-08-17"))));
    assert_eq!(of(H::Address, T::Address), Some(Value::Address(facts().ktp.unwrap().address)));
    assert_eq!(of(H::Blood, T::Code), Some(Value::Code(4)));
    assert_eq!(of(H::Citizenship, T::Code), Some(Value::Code(1)));
    assert_eq!(of(H::Religion, T::Code), Some(Value::Code(1)));
    assert_eq!(of(H::Marital, T::Code), Some(Value::Code(2)));
    assert_eq!(of(H::Relation, T::Code), Some(Value::Code(1)));
}

#[test]
fn without_a_ktp_the_row_of_the_family_card_is_used_and_without_both_nothing() {
    let card_only = Facts { ktp: None, ..facts() };
    assert_eq!(filled(HolderValue::Blood, FieldType::Code, &card_only), Some(Value::Code(0)));
    let nothing = Facts { ktp: None, ..facts_without_card() };
    for value in HolderValue::ALL.iter().filter(|value| **value != HolderValue::Nik) {
        let kinds = FieldType::ALL.iter().filter(|kind| Source::Holder(*value).fits(**kind));
        for kind in kinds {
            assert_eq!(filled(*value, *kind, &nothing), None, "{value:?}");
        }
    }
}

#[test]
fn a_locked_field_gets_its_document_and_an_unlocked_one_keeps_its_answer() {
    let source = || Source::Holder(HolderValue::BirthDate);
    let form = form_of(vec![
        from(source(), true, field("locked", FieldType::Date)),
        from(source(), false, field("free", FieldType::Date)),
        from(source(), false, field("empty", FieldType::Date)),
    ]);
    let typed = Value::Date(date("2000-01-01"));
    let filled = form.prefill(&facts(), &of(&[("locked", typed.clone()), ("free", typed.clone())]));
    let born = Value::Date(date("1990-08-17"));
    assert_eq!(filled, of(&[("locked", born.clone()), ("free", typed), ("empty", born)]));
}

#[test]
fn a_document_does_not_fill_in_what_the_field_does_not_take() {
    // The KTP has blood type O, code 4.
    let mut blood = field("a", FieldType::Code);
    blood.options.retain(|option| option.code != 4);
    let form = form_of(vec![from(Source::Holder(HolderValue::Blood), true, blood)]);
    assert!(form.prefill(&facts(), &Answers::new()).is_empty());
}

#[test]
fn a_locked_field_that_no_document_has_is_typed() {
    let kk = from(Source::Holder(HolderValue::Kk), true, field("a", FieldType::Kk));
    let form = form_of(vec![kk.clone()]);
    let typed = of(&[("a", values()[1].clone())]);
    assert_eq!(form.prefill(&facts_without_card(), &typed), typed);
    assert!(!form.is_locked(&kk, &facts_without_card(), &typed));
    assert!(form.is_locked(&kk, &facts(), &typed));
}

#[test]
fn values_about_a_member_follow_the_chosen_member_and_go_with_it() {
    let source = |value| Source::Member { field: "who".to_owned(), value };
    let form = form_of(vec![
        field("who", FieldType::Member),
        from(source(MemberValue::BirthDate), true, field("born", FieldType::Date)),
        from(source(MemberValue::Relation), true, field("relation", FieldType::Code)),
    ]);
    let filled = |who: &str| form.prefill(&facts(), &of(&[("who", Value::Member(nik(who)))]));
    assert_eq!(filled(SON).get("born"), Some(&Value::Date(date("2020-08-17"))));
    assert_eq!(filled(WIFE).get("relation"), Some(&Value::Code(3)));
    let mut cleared = filled(SON);
    cleared.set("who", None);
    assert_eq!(form.prefill(&facts(), &cleared), Answers::new());
}

#[test]
fn every_value_of_a_member_has_a_field_that_takes_it() {
    for value in MemberValue::ALL {
        let source = Source::Member { field: "who".to_owned(), value: *value };
        let kind = *FieldType::ALL.iter().find(|kind| source.fits(**kind)).unwrap();
        let form = form_of(vec![field("who", FieldType::Member), from(source, true, field("a", kind))]);
        let filled = form.prefill(&facts(), &of(&[("who", Value::Member(nik(SON)))]));
        assert_eq!(filled.get("a").map(Value::kind), Some(kind), "{value:?}");
    }
}

#[test]
fn father_and_mother_are_the_couple_of_the_holder_if_there_is_one() {
    let form = form_of(vec![
        from(Source::Relative(Relative::Father), false, field("father", FieldType::Member)),
        from(Source::Relative(Relative::Mother), false, field("mother", FieldType::Member)),
    ]);
    let couple = of(&[("father", Value::Member(nik(HEAD))), ("mother", Value::Member(nik(WIFE)))]);
    for holder in [HEAD, WIFE] {
        assert_eq!(form.prefill(&facts_of(holder), &Answers::new()), couple);
    }
    assert_eq!(form.prefill(&facts_of(SON), &Answers::new()), Answers::new());
    let married = MaritalStatus::KawinTercatat;
    let two_wives = with_row(facts(), SON, Sex::Female, Relation::Istri, married);
    let filled = form.prefill(&two_wives, &Answers::new());
    assert_eq!(filled, of(&[("father", Value::Member(nik(HEAD)))]));
}

#[test]
fn the_weekday_follows_the_date() {
    let weekday = Compute::Weekday { date: "date".to_owned() };
    let form = form_of(vec![
        field("date", FieldType::Date),
        Field { compute: Some(weekday), ..field("day", FieldType::Code) },
    ]);
    let day = |answers: &Answers| form.prefill(&facts(), answers).get("day").cloned();
    assert_eq!(day(&of(&[("date", Value::Date(date("1945-08-17")))])), Some(Value::Code(5)));
    assert_eq!(day(&of(&[("day", Value::Code(3))])), None);
}

#[test]
fn a_move_has_the_class_of_the_smallest_region_that_contains_it() {
    let compute = Compute::MoveClass { region: "region".to_owned(), village: "village".to_owned() };
    let form = form_of(vec![
        field("region", FieldType::Region),
        field("village", FieldType::Text),
        Field { compute: Some(compute), ..field("class", FieldType::Code) },
    ]);
    let class = |facts: &Facts, region, village: &str| {
        let answers = of(&[("region", Value::Region(region)), ("village", Value::Text(line(village)))]);
        form.prefill(facts, &answers).get("class").cloned()
    };
    let classes = [(990_101, "Contoh baru"), (990_101, "Lain"), (990_102, "Lain"), (997_101, "Lain")];
    let found = classes.map(|(region, village)| class(&facts(), region, village));
    assert_eq!(found, [1, 2, 3, 4].map(|class| Some(Value::Code(class))));
    assert_eq!(class(&facts(), 320_101, "Lain"), Some(Value::Code(5)));
    assert_eq!(class(&Facts { district: None, ..facts() }, 320_101, "Lain"), None);
}

#[test]
fn who_moves_and_whether_only_minors_stay_follow_the_family_card() {
    let form = form_of(vec![
        Field { compute: Some(Compute::MoveKind), ..field("kind", FieldType::Code) },
        Field { compute: Some(Compute::OnlyMinorsStay), ..field("minors", FieldType::YesNo) },
    ]);
    let filled = |facts: &Facts| {
        let filled = form.prefill(facts, &Answers::new());
        (filled.get("kind").cloned(), filled.get("minors").cloned())
    };
    let expected = |kind, minors| (Some(Value::Code(kind)), Some(Value::YesNo(minors)));
    assert_eq!(filled(&facts()), expected(1, false));
    assert_eq!(filled(&facts_of(WIFE)), expected(4, false));
    assert_eq!(filled(&facts_alone()), expected(1, false));
    let mut with_son = facts();
    drop(with_son.family_cards[0].members.remove(1));
    assert_eq!(filled(&with_son), expected(1, true));
    assert_eq!(filled(&facts_without_card()), (None, None));
}

#[test]
fn differences_name_locked_and_computed_fields_with_what_the_record_says() {
    let form = form_of(vec![
        from(Source::Holder(HolderValue::Kk), true, field("kk", FieldType::Kk)),
        from(Source::Holder(HolderValue::BirthDate), false, field("free", FieldType::Date)),
        Field { compute: Some(Compute::MoveKind), ..field("kind", FieldType::Code) },
    ]);
    let mut sent = form.prefill(&facts(), &Answers::new());
    sent.set("free", Some(Value::Date(date("2000-01-01"))));
    assert!(form.differences(&facts(), &sent).is_empty());
    let mut moved = facts_of(WIFE);
    moved.ktp = None;
    moved.family_cards[0].number = crate::civil::FamilyCardNumber::from_u64(9_901_010_101_150_002).unwrap();
    let kk = Value::Kk(moved.family_cards[0].number);
    assert_eq!(form.differences(&moved, &sent), [("kk", kk), ("kind", Value::Code(4))]);
}

#[test]
fn the_subject_is_the_holder_or_the_person_in_its_field() {
    let own = form_of(vec![field("who", FieldType::Member)]);
    assert_eq!(own.subject_of(&facts(), &Answers::new()), Some(nik(HEAD)));
    let other = Definition { subject: Some("who".to_owned()), ..own };
    let answers = of(&[("who", Value::Member(nik(SON)))]);
    assert_eq!(other.subject_of(&facts(), &answers), Some(nik(SON)));
    assert_eq!(other.subject_of(&facts(), &Answers::new()), None);
}

#[test]
fn a_newer_version_keeps_the_answers_that_fit() {
    let old = of(&[
        ("same", Value::Int(3)),
        ("retyped", Value::Int(3)),
        ("narrowed", Value::Int(31)),
        ("dropped", Value::Int(3)),
        ("option", Value::Code(12)),
    ]);
    let mut option = field("option", FieldType::Code);
    option.options.pop();
    let newer = form_of(vec![
        field("same", FieldType::Int),
        field("retyped", FieldType::Date),
        Field { max: Some(30), ..field("narrowed", FieldType::Int) },
        field("added", FieldType::Int),
        option,
    ]);
    assert_eq!(newer.migrate(&old), of(&[("same", Value::Int(3))]));
}

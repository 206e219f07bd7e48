//! Each named check: what holds, what is reported and where, and what is not known without a family card.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{Missing, Outcome};
use crate::{
    Sex,
    civil::{MaritalStatus, Relation},
    form::{testing::*, *},
    testing::{date, line, name, nik},
};

const HOLDS: Outcome = Outcome::Holds;
const UNKNOWN: Outcome = Outcome::Unknown(Missing::FamilyCard);

/// Reported at the field with this index.
const fn at(index: usize) -> Outcome {
    Outcome::Broken(Some(index))
}

/// Reported at no field.
const FORM: Outcome = Outcome::Broken(None);

/// What a check with these numbers finds in these values. The fields are named `a`, `b` and so on; `None` is empty.
fn found(name: CheckName, numbers: &[i64], values: &[Option<Value>], facts: &Facts) -> Outcome {
    let keys = &["a", "b", "c", "d"][..values.len()];
    let check = check(name, keys, numbers);
    let mut shown = Answers::new();
    for (key, value) in keys.iter().zip(values) {
        shown.set(key, value.clone());
    }
    let visible = keys.iter().copied().collect();
    super::Input { check: &check, shown: &shown, visible: &visible, facts }.outcome()
}

fn day(iso: &str) -> Option<Value> {
    Some(Value::Date(date(iso)))
}

fn code(code: u64) -> Option<Value> {
    Some(Value::Code(code))
}

fn person(text: &str) -> Option<Value> {
    Some(Value::Nik(nik(text)))
}

fn member(text: &str) -> Option<Value> {
    Some(Value::Member(nik(text)))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(line(text)))
}

#[test]
fn required_if_reports_the_first_empty_field() {
    let check = |values: &[_]| found(CheckName::RequiredIf, &[], values, &facts());
    assert_eq!(check(&[code(1), None, None]), at(1));
    assert_eq!(check(&[code(1), code(1)]), HOLDS);
}

#[test]
fn one_of_group_wants_one_value() {
    let check = |values: &[_]| found(CheckName::OneOfGroup, &[], values, &facts());
    assert_eq!(check(&[None, None]), at(0));
    assert_eq!(check(&[None, code(1)]), HOLDS);
}

#[test]
fn count_wants_a_number_of_values() {
    let check = |values: &[_]| found(CheckName::Count, &[1, 2], values, &facts());
    assert_eq!(check(&[None, None, None]), at(0));
    assert_eq!(check(&[code(1), None, None]), HOLDS);
    assert_eq!(check(&[code(1), code(1), None]), HOLDS);
    assert_eq!(check(&[code(1), code(1), code(1)]), at(0));
}

#[test]
fn a_hidden_field_is_neither_required_nor_told_about() {
    let found = |name, numbers: &[i64], visible: &[&'static str]| {
        let check = check(name, &["a", "b"], numbers);
        let visible = visible.iter().copied().collect();
        super::Input { check: &check, shown: &Answers::new(), visible: &visible, facts: &facts() }.outcome()
    };
    let checks =
        [(CheckName::RequiredIf, &[][..]), (CheckName::OneOfGroup, &[]), (CheckName::Count, &[1, 2])];
    for (name, numbers) in checks {
        assert_eq!(found(name, numbers, &["b"]), at(1), "{}", name.name());
        assert_eq!(found(name, numbers, &[]), HOLDS, "{}", name.name());
    }
    assert_eq!(found(CheckName::NoticeIf, &[], &[]), HOLDS);
}

#[test]
fn notice_if_speaks_whenever_its_conditions_hold() {
    let notice = Check { when: when("a", &[2, 3]), ..check(CheckName::NoticeIf, &["a"], &[]) };
    let with = |code: u64| {
        let shown = Answers::from_iter([("a".to_owned(), Value::Code(code))]);
        notice.problem(&shown, &["a"].into(), &facts()).map(|problem| problem.field)
    };
    assert_eq!((with(1), with(2)), (None, Some(Some("a".to_owned()))));
}

#[test]
fn equals_and_differs_compare_two_values_and_hold_without_one() {
    let check = |name, values: &[_]| found(name, &[], values, &facts());
    assert_eq!(check(CheckName::Equals, &[code(1), code(2)]), at(1));
    assert_eq!(check(CheckName::Equals, &[code(1), code(1)]), HOLDS);
    assert_eq!(check(CheckName::Equals, &[code(1), None]), HOLDS);
    assert_eq!(check(CheckName::Differs, &[code(1), code(1)]), at(1));
    assert_eq!(check(CheckName::Differs, &[code(1), code(2)]), HOLDS);
    assert_eq!(check(CheckName::Differs, &[None, None]), HOLDS);
}

#[test]
fn in_range_includes_both_ends() {
    let check = |n| found(CheckName::InRange, &[300, 7000], &[Some(Value::Int(n))], &facts());
    assert_eq!([299, 300, 7000, 7001].map(check), [at(0), HOLDS, HOLDS, at(0)]);
}

#[test]
fn not_unknown_code_refuses_the_listed_codes() {
    let check = |value| found(CheckName::NotUnknownCode, &[0, 9], &[value], &facts());
    assert_eq!([code(0), code(9), code(1), None].map(check), [at(0), at(0), HOLDS, HOLDS]);
}

#[test]
fn name_rule_wants_two_words_of_latin_letters() {
    let check = |text| found(CheckName::NameRule, &[], &[Some(Value::Name(name(text)))], &facts());
    assert_eq!(check("ANAK CONTOH"), HOLDS);
    assert_eq!(["ANAK", "ANAK CONTOH 2", "ANAK-CONTOH BARU"].map(check), [at(0); 3]);
}

#[test]
fn same_region_compares_up_to_a_level() {
    let region = |code| Some(Value::Region(code));
    let check = |level, a, b| found(CheckName::SameRegion, &[level], &[region(a), region(b)], &facts());
    assert_eq!(check(1, 990_101, 997_101), HOLDS);
    assert_eq!(check(2, 990_101, 997_101), at(1));
    assert_eq!(check(2, 990_101, 9901), HOLDS);
    assert_eq!(check(3, 990_101, 990_102), at(1));
    // A province is in no particular regency.
    assert_eq!(check(2, 99, 99), at(1));
    assert_eq!(found(CheckName::SameRegion, &[1], &[None, region(99)], &facts()), HOLDS);
}

#[test]
fn compatible_blood_reports_other_letters_and_another_rhesus() {
    let check = |a, b| found(CheckName::CompatibleBlood, &[], &[code(a), code(b)], &facts());
    // A to B, A+ to A-, AB+ to O+.
    assert_eq!([check(1, 2), check(5, 6), check(9, 11)], [at(1); 3]);
    // A to A+, unknown to B, O- to O, B to B.
    assert_eq!([check(1, 5), check(0, 2), check(12, 4), check(2, 2)], [HOLDS; 4]);
}

#[test]
fn rhesus_added_reports_only_the_same_letters_with_a_new_rhesus() {
    let check = |a, b| found(CheckName::RhesusAdded, &[], &[code(a), code(b)], &facts());
    assert_eq!([check(1, 5), check(2, 8), check(3, 9), check(4, 12)], [at(1); 4]);
    assert_eq!([check(1, 7), check(5, 6), check(0, 5), check(1, 1)], [HOLDS; 4]);
}

#[test]
fn other_address_reports_the_holders_own_street() {
    let check = |region, village: &str, street: &str, facts: &Facts| {
        let values = [Some(Value::Region(region)), text(village), text(street)];
        found(CheckName::OtherAddress, &[], &values, facts)
    };
    assert_eq!(check(990_101, "Contoh  Baru", "jl. contoh raya no. 12", &facts()), at(2));
    assert_eq!(check(990_101, "Contoh Baru", "Jl. Contoh Raya No. 13", &facts()), HOLDS);
    assert_eq!(check(990_101, "Contoh Lama", "Jl. Contoh Raya No. 12", &facts()), HOLDS);
    assert_eq!(check(990_102, "Contoh Baru", "Jl. Contoh Raya No. 12", &facts()), HOLDS);
    let unknown = Facts { district: None, ..facts() };
    let district = Outcome::Unknown(Missing::District);
    assert_eq!(check(990_101, "Contoh Baru", "Jl. Contoh Raya No. 12", &unknown), district);
    let nothing = Facts { ktp: None, family_cards: Vec::new(), ..unknown };
    assert_eq!(check(990_101, "Contoh Baru", "Jl. Contoh Raya No. 12", &nothing), UNKNOWN);
}

#[test]
fn not_future_allows_today() {
    let check = |iso| found(CheckName::NotFuture, &[], &[day(iso)], &facts());
    assert_eq!([check("2026-09-21"), check("2026-09-22")], [HOLDS, at(0)]);
}

#[test]
fn date_between_includes_both_ends_and_ignores_an_empty_one() {
    let check = |iso, from, to| found(CheckName::DateBetween, &[], &[day(iso), from, to], &facts());
    let (from, to) = (day("2026-01-02"), day("2026-01-04"));
    let dates = ["2026-01-01", "2026-01-02", "2026-01-04", "2026-01-05"];
    assert_eq!(dates.map(|iso| check(iso, from.clone(), to.clone())), [at(0), HOLDS, HOLDS, at(0)]);
    assert_eq!(check("2030-01-01", from, None), HOLDS);
}

#[test]
fn days_since_reports_from_the_day_after_the_last() {
    let check = |iso| found(CheckName::DaysSince, &[60], &[day(iso)], &facts());
    // 2026-09-21 less 60 days is 2026-07-23.
    assert_eq!([check("2026-07-23"), check("2026-07-22"), check("2027-01-01")], [HOLDS, at(0), HOLDS]);
}

#[test]
fn after_birth_reads_dates_members_and_niks() {
    let check = |iso, born| found(CheckName::AfterBirth, &[], &[day(iso), born], &facts());
    assert_eq!(check("2020-08-16", member(SON)), at(0));
    assert_eq!(check("2020-08-17", member(SON)), HOLDS);
    assert_eq!(check("1984-12-31", person(STRANGER)), at(0));
    assert_eq!(check("1985-01-02", day("1985-01-02")), HOLDS);
}

#[test]
fn age_at_least_counts_on_today_and_takes_the_holder_without_a_field() {
    let check = |value| found(CheckName::AgeAtLeast, &[21], &[value], &facts());
    assert_eq!([check(day("2005-09-21")), check(day("2005-09-22"))], [HOLDS, at(0)]);
    assert_eq!([check(member(SON)), check(person(HEAD)), check(None)], [at(0), HOLDS, HOLDS]);
    assert_eq!(check(day("2030-01-01")), at(0));
    assert_eq!(found(CheckName::AgeAtLeast, &[21], &[], &facts_of(SON)), FORM);
    assert_eq!(found(CheckName::AgeAtLeast, &[21], &[], &facts()), HOLDS);
}

#[test]
fn years_between_two_births_include_both_ends() {
    let check = |iso| found(CheckName::YearsBetween, &[17, 55], &[member(WIFE), day(iso)], &facts());
    let dates = ["2007-08-16", "2007-08-17", "2046-08-16", "2046-08-17", "1990-08-16"];
    assert_eq!(dates.map(check), [at(0), HOLDS, HOLDS, at(0), at(0)]);
}

#[test]
fn not_same_person_compares_the_first_with_the_others() {
    let check = |values: &[_]| found(CheckName::NotSamePerson, &[], values, &facts());
    assert_eq!(check(&[person(HEAD), None, member(HEAD)]), at(0));
    assert_eq!(check(&[person(HEAD), member(WIFE), person(WIFE)]), HOLDS);
    assert_eq!(check(&[None, None]), HOLDS);
}

#[test]
fn not_holder_reports_the_holder() {
    let check = |value| found(CheckName::NotHolder, &[], &[value], &facts());
    assert_eq!([member(HEAD), member(WIFE), None].map(check), [at(0), HOLDS, HOLDS]);
}

#[test]
fn confirmed_reports_a_person_who_is_on_no_family_card() {
    let check = |values: &[_], facts: &Facts| found(CheckName::Confirmed, &[], values, facts);
    assert_eq!(check(&[person(WIFE), person(STRANGER)], &facts()), at(1));
    assert_eq!(check(&[person(WIFE), None], &facts()), HOLDS);
    assert_eq!(check(&[person(WIFE)], &facts_without_card()), at(0));
}

#[test]
fn nik_sex_and_nik_agrees_compare_what_a_nik_says() {
    let sex = |value| found(CheckName::NikSex, &[1], &[value], &facts());
    assert_eq!([person(HEAD), person(WIFE), None].map(sex), [HOLDS, at(0), HOLDS]);
    let date = |iso| found(CheckName::NikAgrees, &[], &[person(STRANGER), day(iso)], &facts());
    assert_eq!([date("1985-01-01"), date("1985-01-02")], [HOLDS, at(0)]);
}

#[test]
fn membership_is_read_from_the_holders_card_and_unknown_without_it() {
    let check = |name, value, facts: &Facts| found(name, &[], &[value], facts);
    assert_eq!(check(CheckName::MemberOfKk, member(SON), &facts()), HOLDS);
    assert_eq!(check(CheckName::MemberOfKk, member(STRANGER), &facts()), at(0));
    assert_eq!(check(CheckName::MemberOfKk, member(STRANGER), &facts_without_card()), UNKNOWN);
    assert_eq!(check(CheckName::MemberOfKk, None, &facts_without_card()), HOLDS);
    assert_eq!(check(CheckName::NotMemberOfKk, member(SON), &facts()), at(0));
    assert_eq!(check(CheckName::NotMemberOfKk, member(STRANGER), &facts()), HOLDS);
    assert_eq!(check(CheckName::NotMemberOfKk, member(SON), &facts_without_card()), UNKNOWN);
}

#[test]
fn membership_of_another_familys_card_is_not_membership() {
    let mut facts = facts();
    let mut other = facts.family_cards[0].clone();
    other.members.truncate(1);
    other.members[0].nik = nik(STRANGER);
    facts.family_cards.push(other);
    assert_eq!(found(CheckName::MemberOfKk, &[], &[member(STRANGER)], &facts), at(0));
}

#[test]
fn holds_family_card_reports_its_absence() {
    let check = |facts: &Facts| found(CheckName::HoldsFamilyCard, &[], &[], facts);
    assert_eq!([check(&facts()), check(&facts_without_card())], [HOLDS, FORM]);
}

#[test]
fn holder_relation_is_one_of_the_numbers() {
    let check = |facts: &Facts| found(CheckName::HolderRelation, &[1, 3], &[], facts);
    assert_eq!(check(&facts()), HOLDS);
    assert_eq!(check(&facts_of(SON)), FORM);
    assert_eq!(check(&facts_without_card()), UNKNOWN);
}

#[test]
fn a_head_with_members_is_reported_and_a_head_alone_is_not() {
    let check = |facts: &Facts| found(CheckName::NotHeadWithMembers, &[], &[], facts);
    assert_eq!([check(&facts()), check(&facts_of(WIFE))], [FORM, HOLDS]);
    assert_eq!([check(&facts_alone()), check(&facts_without_card())], [HOLDS, UNKNOWN]);
}

#[test]
fn a_sole_member_is_reported() {
    let check = |facts: &Facts| found(CheckName::NotSoleMember, &[], &[], facts);
    assert_eq!([check(&facts()), check(&facts_alone())], [HOLDS, FORM]);
    assert_eq!(check(&facts_without_card()), UNKNOWN);
}

#[test]
fn a_code_for_sole_members_is_reported_in_a_family() {
    let check = |value, facts: &Facts| found(CheckName::OnlyIfSoleMember, &[3], &[value], facts);
    assert_eq!([check(code(3), &facts()), check(code(4), &facts())], [at(0), HOLDS]);
    assert_eq!(check(code(3), &facts_alone()), HOLDS);
    assert_eq!(check(code(3), &facts_without_card()), UNKNOWN);
}

#[test]
fn a_minor_is_reported_unless_ever_married() {
    let check = |facts: &Facts| found(CheckName::AdultOrEverMarried, &[], &[], facts);
    assert_eq!([check(&facts()), check(&facts_of(SON))], [HOLDS, FORM]);
    let married = with_row(facts_of(SON), SON, Sex::Male, Relation::Anak, MaritalStatus::KawinTercatat);
    assert_eq!(check(&married), HOLDS);
    let unknown = Facts { ktp: None, family_cards: Vec::new(), holder: nik(SON), ..facts() };
    assert_eq!(check(&unknown), UNKNOWN);
}

#[test]
fn a_reason_wants_the_marital_status_that_fits() {
    // Married is 2, divorced 4 and 5.
    let check = |value, facts: &Facts| found(CheckName::MaritalReason, &[2, 4, 5], &[value], facts);
    assert_eq!([check(code(2), &facts()), check(code(1), &facts())], [at(0), HOLDS]);
    let divorced = MaritalStatus::CeraiHidupTercatat;
    let divorced = with_row(facts(), HEAD, Sex::Male, Relation::KepalaKeluarga, divorced);
    assert_eq!(check(code(2), &divorced), HOLDS);
    let unknown = Facts { ktp: None, ..facts_without_card() };
    assert_eq!(check(code(2), &unknown), UNKNOWN);
}

#[test]
fn a_dead_head_of_a_family_needs_another_member_as_successor() {
    let check = |dead, next, facts: &Facts| found(CheckName::HeadNeedsSuccessor, &[], &[dead, next], facts);
    let wife = facts_of(WIFE);
    assert_eq!(check(member(HEAD), None, &wife), at(1));
    assert_eq!(check(member(HEAD), member(HEAD), &wife), at(1));
    assert_eq!(check(member(HEAD), member(STRANGER), &wife), at(1));
    assert_eq!(check(member(HEAD), member(WIFE), &wife), HOLDS);
    assert_eq!(check(member(SON), None, &wife), HOLDS);
    assert_eq!(check(None, None, &wife), HOLDS);
    assert_eq!(check(member(HEAD), None, &facts_without_card()), UNKNOWN);
}

#[test]
fn a_check_without_its_document_is_a_note_in_its_own_words() {
    let problem = check(CheckName::MemberOfKk, &["a"], &[])
        .problem(
            &Answers::from_iter([("a".to_owned(), Value::Member(nik(SON)))]),
            &["a"].into(),
            &facts_without_card(),
        )
        .unwrap();
    assert_eq!((problem.severity, problem.check), (Severity::Note, "member_of_kk"));
    assert!(problem.text.en.starts_with("Not checked on this phone"));
}

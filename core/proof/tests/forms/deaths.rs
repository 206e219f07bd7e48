//! Deaths.

use ikd_proof::{
    form::{
        Facts, Severity,
        testing::{HEAD, SON, STRANGER, WIFE, facts, facts_of},
    },
    testing::nik,
};

use super::tried::{Try, WITNESSES};

fn death(facts: Facts, of: &str) -> Try {
    let typed = [
        ("almarhum", of),
        ("tanggal", "18-09-2026"),
        ("sebab", "1"),
        ("tempat", "99.01"),
        ("yang_menerangkan", "1"),
        ("dasar", "1"),
    ];
    Try::new("kematian", facts).with(&typed).with(&WITNESSES).papers(&["surat-kematian", "kartu-keluarga"])
}

#[test]
fn a_death_in_the_family_is_recorded() {
    let tried = death(facts(), WIFE);
    assert_eq!((tried.errors(), tried.found(Severity::Warning)), (vec![], vec![]), "{:?}", tried.problems());
    assert!(tried.form.quiet);
    assert_eq!(tried.form.subject_of(&tried.facts, &tried.answers), Some(nik(WIFE)));
    let late = death(facts(), WIFE).with(&[("tanggal", "21-08-2026")]);
    assert!(late.errors().is_empty() && late.finds(Severity::Note, "tanggal", "days_since"));
}

#[test]
fn a_death_is_of_another_member_and_between_birth_and_today() {
    assert!(death(facts(), HEAD).finds(Severity::Error, "almarhum", "not_holder"));
    let tomorrow = death(facts(), WIFE).with(&[("tanggal", "22-09-2026")]);
    assert_eq!(tomorrow.errors(), [("tanggal".to_owned(), "not_future")]);
    let before = death(facts(), SON).with(&[("tanggal", "16-08-2020")]);
    assert_eq!(before.errors(), [("tanggal".to_owned(), "after_birth")]);
    let mut other = facts();
    let mut card = other.family_cards[0].clone();
    card.members.truncate(1);
    card.members[0].nik = nik(STRANGER);
    other.family_cards.push(card);
    let elsewhere = death(other, STRANGER).with(&[("saksi1_nik", "9901020303870009")]);
    assert_eq!(elsewhere.errors(), [("almarhum".to_owned(), "member_of_kk")]);
    let witness = death(facts(), WIFE).with(&[("saksi1_nik", WIFE)]);
    assert!(witness.finds(Severity::Error, "almarhum", "not_same_person"));
}

#[test]
fn after_the_death_of_a_head_a_new_head_is_asked_for() {
    let asked = death(facts_of(WIFE), HEAD);
    assert!(
        asked.errors().is_empty() && asked.finds(Severity::Warning, "kepala_baru", "head_needs_successor")
    );
    assert!(!asked.with(&[("kepala_baru", WIFE)]).finds(
        Severity::Warning,
        "kepala_baru",
        "head_needs_successor"
    ));
    let child = death(facts_of(WIFE), HEAD).with(&[("kepala_baru", SON)]);
    assert!(child.finds(Severity::Warning, "kepala_baru", "age_at_least"));
    assert!(!death(facts(), WIFE).form.visible(&death(facts(), WIFE).answers).contains("kepala_baru"));
}

#[test]
fn each_letter_about_a_death_has_its_own_place() {
    let letters = [
        ("1", "surat-kematian", true),
        ("2", "surat-polisi", false),
        ("3", "penetapan-pengadilan", false),
        ("4", "surat-maskapai", false),
        ("5", "surat-perwakilan", true),
    ];
    for (code, kind, with_card) in letters {
        let tried = death(facts(), WIFE).with(&[("dasar", code)]).papers(&[]);
        let mut expected = vec![(kind.to_owned(), "attachment-required")];
        if with_card {
            expected.push(("kartu-keluarga".to_owned(), "attachment-required"));
        }
        assert_eq!(tried.errors(), expected);
    }
}

#[test]
fn who_certifies_a_death_and_the_letter_about_it_are_compared() {
    let contradicts = |letter, by| {
        let tried = death(facts(), WIFE).with(&[("dasar", letter), ("yang_menerangkan", by)]);
        tried.finds(Severity::Warning, "yang_menerangkan", "notice_if")
    };
    let agree = [("1", "1"), ("1", "2"), ("1", "4"), ("2", "3"), ("3", "4"), ("4", "4"), ("5", "4")];
    for (letter, by) in agree {
        assert!(!contradicts(letter, by), "{letter} {by}");
    }
    for (letter, by) in [("1", "3"), ("2", "1"), ("2", "2"), ("2", "4"), ("3", "1"), ("4", "2"), ("5", "3")] {
        assert!(contradicts(letter, by), "{letter} {by}");
    }
}

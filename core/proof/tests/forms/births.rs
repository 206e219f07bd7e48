//! Births.

use ikd_proof::{
    form::{
        Facts, Severity, Value,
        testing::{HEAD, SON, STRANGER, WIFE, facts, facts_of, facts_without_card},
    },
    testing::{date, name, nik},
};

use super::tried::{BIRTH, Try, WITNESSES};

fn birth(facts: Facts) -> Try {
    let child = [
        ("asal_usul", "1"),
        ("anak_nama", "Putri Contoh"),
        ("anak_jenis_kelamin", "2"),
        ("anak_tanggal_lahir", "01-09-2026"),
        ("jenis_kelahiran", "1"),
        ("agama", "1"),
        ("golongan_darah", "0"),
        ("ayah_data", "1"),
        ("ibu_data", "1"),
    ];
    Try::new("kelahiran", facts).with(&child).with(&BIRTH).with(&WITNESSES).papers(&[
        "surat-kelahiran",
        "buku-nikah",
        "kartu-keluarga",
    ])
}

fn birth_of_a_member(facts: Facts) -> Try {
    let child =
        [("asal_usul", "1"), ("anak", SON), ("jenis_kelahiran", "1"), ("ayah_data", "1"), ("ibu_data", "1")];
    Try::new("kelahiran-ber-nik", facts).with(&child).with(&BIRTH).with(&WITNESSES).papers(&[
        "surat-kelahiran",
        "buku-nikah",
        "kartu-keluarga",
    ])
}

#[test]
fn a_birth_is_complete_with_the_couple_of_the_family_card() {
    let tried = birth(facts());
    assert_eq!(tried.errors(), [], "{:?}", tried.problems());
    assert_eq!(tried.found(Severity::Warning), []);
    let value = |key: &str| tried.answers.get(key).cloned();
    assert_eq!(value("ayah"), Some(Value::Member(nik(HEAD))));
    assert_eq!(value("ibu"), Some(Value::Member(nik(WIFE))));
    // 2026-09-01 was a Tuesday.
    assert_eq!(value("hari"), Some(Value::Code(2)));
    let witnesses = ["saksi1_nik", "saksi2_nik"].map(|key| (key.to_owned(), "confirmed"));
    assert_eq!(tried.found(Severity::Note), witnesses);
}

#[test]
fn a_late_birth_is_a_note_and_a_birth_tomorrow_an_error() {
    let late = birth(facts()).with(&[("anak_tanggal_lahir", "22-07-2026")]);
    assert!(late.errors().is_empty() && late.finds(Severity::Note, "anak_tanggal_lahir", "days_since"));
    let in_time = birth(facts()).with(&[("anak_tanggal_lahir", "23-07-2026")]);
    assert!(!in_time.finds(Severity::Note, "anak_tanggal_lahir", "days_since"));
    let tomorrow = birth(facts()).with(&[("anak_tanggal_lahir", "22-09-2026")]);
    assert_eq!(tomorrow.errors(), [("anak_tanggal_lahir".to_owned(), "not_future")]);
}

#[test]
fn a_childs_name_weight_and_length_are_checked() {
    let named = birth(facts()).with(&[("anak_nama", "Putri")]);
    assert_eq!(named.errors(), [("anak_nama".to_owned(), "name_rule")]);
    for (key, value) in [("berat", "299"), ("berat", "7001"), ("panjang", "19"), ("panjang", "71")] {
        let tried = birth(facts()).with(&[(key, value)]);
        assert!(
            tried.errors().is_empty() && tried.finds(Severity::Warning, key, "in_range"),
            "{key} {value}"
        );
    }
}

#[test]
fn twins_are_told_to_send_one_form_each() {
    for kind in ["2", "3", "4"] {
        let twins = birth(facts()).with(&[("jenis_kelahiran", kind)]);
        assert!(twins.errors().is_empty() && twins.finds(Severity::Note, "jenis_kelahiran", "notice_if"));
    }
    assert!(!birth(facts()).finds(Severity::Note, "jenis_kelahiran", "notice_if"));
}

#[test]
fn a_witness_is_neither_the_person_reporting_nor_a_parent_nor_the_other_witness() {
    for wrong in [HEAD, WIFE, WITNESSES[4].1] {
        let tried = birth(facts()).with(&[("saksi1_nik", wrong)]);
        assert!(tried.finds(Severity::Error, "saksi1_nik", "not_same_person"), "{wrong}");
    }
    let young = birth(facts()).with(&[("saksi1_nik", "9901022209050001")]);
    assert!(young.errors().is_empty() && young.finds(Severity::Warning, "saksi1_nik", "age_at_least"));
}

#[test]
fn a_mother_under_17_is_a_note() {
    let mother = [
        ("ibu_data", "2"),
        ("ibu_nama", "Ibu Contoh"),
        ("ibu_nik", "9901024909090003"),
        ("ibu_tempat_lahir", "Kota Contoh"),
        ("ibu_tanggal_lahir", "09-09-2009"),
        ("ibu_kewarganegaraan", "1"),
    ];
    let tried = birth(facts()).with(&mother);
    assert_eq!((tried.errors(), tried.found(Severity::Warning)), (vec![], vec![]));
    assert!(tried.finds(Severity::Note, "ibu_tanggal_lahir", "years_between"));
    assert!(tried.finds(Severity::Note, "ibu_nik", "confirmed"));
    let wrong = tried.with(&[("ibu_nik", STRANGER)]);
    assert!(wrong.finds(Severity::Warning, "ibu_nik", "nik_sex"));
    assert!(wrong.finds(Severity::Warning, "ibu_nik", "nik_agrees"));
}

#[test]
fn a_child_of_a_mother_alone_needs_no_proof_of_marriage() {
    let tried =
        birth(facts_of(WIFE)).with(&[("ayah_data", "3")]).papers(&["surat-kelahiran", "kartu-keluarga"]);
    assert_eq!(tried.errors(), []);
    let couple = birth(facts()).papers(&["surat-kelahiran", "kartu-keluarga"]);
    assert_eq!(couple.errors(), [("buku-nikah".to_owned(), "attachment-group")]);
}

#[test]
fn a_child_that_was_found_needs_a_police_report_and_a_statement_and_no_parents() {
    for known in [birth(facts()), birth_of_a_member(facts())] {
        let found = known.with(&[("asal_usul", "2")]);
        assert!(
            found
                .form
                .visible(&found.answers)
                .iter()
                .all(|key| !key.starts_with("ayah") && !key.starts_with("ibu"))
        );
        let papers = ["sptjm-kelahiran", "laporan-polisi"].map(str::to_owned);
        let missing = found.papers(&["kartu-keluarga"]);
        let expected = [(papers[0].clone(), "attachment-group"), (papers[1].clone(), "attachment-required")];
        assert_eq!(missing.errors(), expected);
        assert_eq!(missing.papers(&["kartu-keluarga", "sptjm-kelahiran", "laporan-polisi"]).errors(), []);
    }
}

#[test]
fn of_known_parents_the_mother_is_always_named() {
    for known in [birth(facts()), birth_of_a_member(facts())] {
        let mother = known.form.field("ibu_data").expect("both forms have it");
        assert!(Value::parse(mother, "3", &known.facts).is_err());
        let mut neither = known.with(&[("ayah_data", "3")]);
        neither.answers.set("ibu_data", None);
        assert_eq!(neither.errors(), [("ibu_data".to_owned(), "required")]);
    }
}

#[test]
fn a_child_with_a_nik_is_chosen_from_the_family_card() {
    let tried = birth_of_a_member(facts());
    assert_eq!((tried.errors(), tried.found(Severity::Warning)), (vec![], vec![]), "{:?}", tried.problems());
    assert_eq!(tried.answers.get("anak_tanggal_lahir"), Some(&Value::Date(date("2020-08-17"))));
    assert_eq!(tried.form.subject_of(&tried.facts, &tried.answers), Some(nik(SON)));
    // The name of a recorded child may have one word.
    let mut short = facts();
    short.family_cards[0].members[2].name = name("PUTRA");
    assert_eq!(birth_of_a_member(short).errors(), []);
    let self_chosen = birth_of_a_member(facts()).with(&[("anak", HEAD)]);
    assert!(self_chosen.finds(Severity::Error, "anak", "not_holder"));
    assert!(self_chosen.finds(Severity::Error, "anak", "not_same_person"));
}

#[test]
fn without_a_family_card_a_child_is_typed_and_nothing_blocks() {
    let typed = [
        ("pelapor_kk", "9901010101150001"),
        ("anak_nama", "Anak Contoh"),
        ("anak_jenis_kelamin", "1"),
        ("anak_tanggal_lahir", "17-08-2020"),
        ("ayah", HEAD),
        ("ibu", WIFE),
    ];
    let tried = birth_of_a_member(facts_without_card()).with(&typed);
    assert_eq!(tried.errors(), []);
    assert!(tried.finds(Severity::Note, "anak", "member_of_kk"));
}

//! Family card, biodata, blood type, moving, a family card of one's own.

use ikd_proof::{
    Sex,
    civil::{MaritalStatus, Relation},
    form::{
        Facts, Severity, Value,
        testing::{SON, WIFE, facts, facts_alone, facts_of, facts_without_card, with_row},
    },
};

use super::tried::Try;

fn blood(facts: Facts, new: &str) -> Try {
    let typed = [
        ("golongan_baru", new),
        ("surat_nomor", "PMI/12/2026"),
        ("surat_tanggal", "20-09-2026"),
        ("surat_penerbit", "PMI Kabupaten Contoh"),
    ];
    Try::new("golongan-darah", facts).with(&typed).papers(&["surat-golongan-darah"])
}

fn moving(facts: Facts) -> Try {
    let typed = [
        ("tujuan_jalan", "Jl. Lain No. 3"),
        ("tujuan_rt", "1"),
        ("tujuan_rw", "2"),
        ("tujuan_wilayah", "32.01.01"),
        ("tujuan_desa", "Lain"),
        ("tujuan_rumah", "1"),
        ("alasan", "1"),
        ("kk_tinggal", "4"),
        ("kk_pindah", "2"),
    ];
    Try::new("surat-pindah", facts).with(&typed).papers(&["kartu-keluarga"])
}

#[test]
fn a_family_card_is_printed_again_for_a_reason() {
    let tried = |reason| Try::new("cetak-kk", facts()).with(&[("alasan", reason)]);
    assert!(tried("1").is_clean());
    assert_eq!(tried("4").errors(), [("alasan_lain".to_owned(), "required")]);
    assert!(tried("4").with(&[("alasan_lain", "Basah")]).is_clean());
    let without = Try::new("cetak-kk", facts_without_card())
        .with(&[("alasan", "1"), ("pemohon_kk", "9901010101150001")]);
    assert_eq!(without.errors(), []);
    assert!(without.finds(Severity::Note, "", "holds_family_card"));
}

#[test]
fn the_biodata_sheet_asks_nothing() {
    assert!(Try::new("cetak-biodata", facts()).is_clean());
}

#[test]
fn a_blood_type_may_be_refined_and_a_contradiction_is_a_warning() {
    // The KTP has O.
    let refined = blood(facts(), "11");
    assert_eq!(refined.errors(), []);
    assert!(refined.finds(Severity::Note, "golongan_baru", "rhesus_added"));
    let other = blood(facts(), "1");
    assert_eq!(other.errors(), []);
    assert!(other.finds(Severity::Warning, "golongan_baru", "compatible_blood"));
    assert!(blood(facts(), "4").finds(Severity::Error, "golongan_baru", "differs"));
    assert!(blood(facts(), "0").finds(Severity::Error, "golongan_baru", "not_unknown_code"));
    let future = blood(facts(), "11").with(&[("surat_tanggal", "22-09-2026")]);
    assert_eq!(future.errors(), [("surat_tanggal".to_owned(), "not_future")]);
    let bare = blood(facts(), "11").papers(&[]);
    assert_eq!(bare.errors(), [("surat-golongan-darah".to_owned(), "attachment-required")]);
}

#[test]
fn a_wife_moves_alone_to_another_province() {
    let tried = moving(facts_of(WIFE));
    assert!(tried.is_clean(), "{:?}", tried.problems());
    let value = |key: &str| tried.answers.get(key).cloned();
    assert_eq!(
        (value("klasifikasi"), value("jenis_kepindahan")),
        (Some(Value::Code(5)), Some(Value::Code(4)))
    );
    assert_eq!(value("hanya_anak_tinggal"), Some(Value::YesNo(false)));
}

#[test]
fn a_head_with_members_cannot_move_and_a_head_alone_can() {
    assert!(moving(facts()).finds(Severity::Error, "", "not_head_with_members"));
    let alone = moving(facts_alone()).with(&[("kk_tinggal", "3"), ("kk_pindah", "3")]);
    assert!(alone.is_clean(), "{:?}", alone.problems());
}

#[test]
fn a_move_needs_another_address_and_a_card_that_fits() {
    let wife = || moving(facts_of(WIFE));
    let same = [
        ("tujuan_jalan", "Jl. Contoh Raya No. 12"),
        ("tujuan_wilayah", "99.01.01"),
        ("tujuan_desa", "Contoh Baru"),
    ];
    assert_eq!(wife().with(&same).errors(), [("tujuan_jalan".to_owned(), "other_address")]);
    let nobody = wife().with(&[("kk_tinggal", "3")]);
    assert_eq!(nobody.errors(), [("kk_tinggal".to_owned(), "only_if_sole_member")]);
    let kept = wife().with(&[("kk_pindah", "3")]);
    assert!(kept.errors().is_empty() && kept.finds(Severity::Warning, "kk_pindah", "only_if_sole_member"));
    assert_eq!(wife().with(&[("kk_pindah", "1")]).errors(), [("kk_tujuan".to_owned(), "required")]);
    let own = wife().with(&[("kk_pindah", "1"), ("kk_tujuan", "9901010101150001")]);
    assert_eq!(own.errors(), [("kk_tujuan".to_owned(), "differs")]);
    let lodging = wife().with(&[("tujuan_rumah", "2")]);
    assert_eq!(lodging.errors(), [("surat-pemilik-rumah".to_owned(), "attachment-required")]);
    let in_law = with_row(facts_of(WIFE), WIFE, Sex::Female, Relation::Mertua, MaritalStatus::CeraiMati);
    assert_eq!(moving(in_law).errors(), [(String::new(), "holder_relation")]);
}

/// The list of what is needed is all that a person reads before the form: it names every paper that the form can ask for.
#[test]
fn what_a_move_needs_names_every_paper() {
    let needs = super::form("surat-pindah").needs.expect("the form says what it needs");
    for (id, en) in [("artu keluarga", "amily card"), ("pemilik rumah", "owner"), ("wali", "guardian")] {
        assert!(needs.id.contains(id) && needs.en.contains(en), "{en}");
    }
}

#[test]
fn a_guardian_is_named_when_only_children_stay() {
    let mut left = facts_of(WIFE);
    drop(left.family_cards[0].members.remove(0));
    let tried = moving(left);
    assert_eq!(tried.errors(), [("pernyataan-wali".to_owned(), "attachment-required")]);
}

#[test]
fn a_member_gets_a_family_card_of_their_own() {
    let tried =
        |facts, reason| Try::new("pisah-kk", facts).with(&[("alasan", reason)]).papers(&["kartu-keluarga"]);
    assert!(tried(facts_of(WIFE), "3").is_clean());
    assert_eq!(tried(facts_of(WIFE), "1").errors(), [("bukti-kawin".to_owned(), "attachment-group")]);
    let stated = tried(facts_of(WIFE), "1").papers(&["kartu-keluarga", "sptjm-status"]);
    assert!(stated.is_clean());
    let divorced = tried(facts_of(WIFE), "2").papers(&["kartu-keluarga", "bukti-cerai"]);
    assert!(divorced.errors().is_empty() && divorced.finds(Severity::Warning, "alasan", "marital_reason"));
    assert_eq!(tried(facts(), "3").errors(), [(String::new(), "holder_relation")]);
    let sole = tried(facts_alone(), "3").errors();
    assert_eq!(sole, [(String::new(), "holder_relation"), (String::new(), "not_sole_member")]);
    assert_eq!(tried(facts_of(SON), "3").errors(), [(String::new(), "adult_or_ever_married")]);
    let never = tried(facts_of(SON), "1").papers(&["kartu-keluarga", "bukti-kawin"]);
    assert!(never.finds(Severity::Warning, "alasan", "marital_reason"));
}

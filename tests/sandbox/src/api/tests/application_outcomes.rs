//! What an issued application changes: the record, and the documents that arrive at the phones.

use std::collections::BTreeMap;

use ikd_proof::{
    Document, TrustBundle,
    document::{Body, FamilyCard, Ktp},
};
use serde_json::Value;

use super::{
    applicant::{Applicant, blood, sandbox},
    filled::{fill_birth, fill_death, fill_witnesses},
    phone::Phone,
};
use crate::{
    ApplicationState, RecordChange, Sandbox,
    population::{Blood, MaritalStatus, Relation},
};

/// The documents of a phone by type; of a type that it has several of, all of them.
async fn documents(phone: &Phone<'_>) -> Vec<Document> {
    let root = ikd_proof::PublicKey::from_compressed(&phone.sandbox.trust_root()).expect("a key");
    let trust = TrustBundle::open(&phone.sandbox.trust_bundle(), &root).expect("a bundle");
    let mut documents = Vec::new();
    for entry in phone.get("/v1/documents").await.json()["documents"].as_array().expect("a list") {
        let path = format!("/v1/documents/{}", entry["id"].as_str().expect("an id"));
        documents.push(Document::open(&phone.get(&path).await.bytes, &trust).expect("signed"));
    }
    documents
}

pub(super) async fn ktp(phone: &Phone<'_>) -> Ktp {
    let found = documents(phone).await.into_iter().find_map(|document| match document.body {
        Body::Ktp(ktp) => Some(ktp),
        _ => None,
    });
    found.expect("a KTP")
}

pub(super) async fn card(phone: &Phone<'_>) -> FamilyCard {
    let found = documents(phone).await.into_iter().find_map(|document| match document.body {
        Body::FamilyCard(card) => Some(card),
        _ => None,
    });
    found.expect("a family card")
}

pub(super) async fn versions(phone: &Phone<'_>) -> BTreeMap<String, u64> {
    let list = phone.get("/v1/documents").await.json();
    let entry = |entry: &Value| {
        let kind = entry["type"].as_str().expect("text").to_owned();
        (kind, entry["version"].as_u64().expect("a number"))
    };
    list["documents"].as_array().expect("a list").iter().map(entry).collect()
}

/// Accepts the face check that waits, once the application is sent.
pub(super) async fn issued_with_face(applicant: &mut Applicant<'_>) -> Value {
    let office = applicant.sandbox().office();
    let check = office.face_checks().expect("read").remove(0).id;
    office.accept_face(&check, true).expect("accepted");
    applicant.issued().await
}

#[tokio::test]
async fn a_new_blood_type_is_on_ktp_and_family_card_of_both_phones() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let other = Phone::new(&sandbox);
    other.until_active(&wife.nik.digits()).await;
    let mut applicant = blood(&sandbox).await;
    let before = versions(&applicant.phone).await;
    let status = applicant.issued().await;
    let blood = ktp(&applicant.phone).await.blood;
    assert!(matches!(blood, Blood::ONegative | Blood::OPositive));
    for phone in [&applicant.phone, &other] {
        let card = card(phone).await;
        let row = card.members.iter().find(|member| member.nik == applicant.person.nik).expect("a row");
        assert_eq!(row.blood, blood);
    }
    let after = versions(&applicant.phone).await;
    assert_eq!(after["ktp"], before["ktp"] + 1, "views are issued again by its version");
    assert_eq!(status["documents"].as_array().map(Vec::len), Some(3), "KTP, family card and biodata");
    assert_eq!(status["state"], "issued");
}

#[tokio::test]
async fn printing_again_issues_the_next_version_of_the_same_content() {
    let sandbox = sandbox().await;
    let person = sandbox.population().adult().clone();
    let mut applicant = Applicant::of(&sandbox, &person, "cetak-kk").await;
    let before = versions(&applicant.phone).await;
    applicant.fill(&[("alasan", "2")]);
    let status = applicant.issued().await;
    let after = versions(&applicant.phone).await;
    assert_eq!(after["kartu-keluarga"], before["kartu-keluarga"] + 1);
    assert_eq!(after["ktp"], before["ktp"]);
    assert_eq!(status["documents"].as_array().map(Vec::len), Some(1));
    let mut biodata = applicant.again("cetak-biodata");
    biodata.issued().await;
    assert_eq!(versions(&biodata.phone).await["biodata"], before["biodata"] + 1);
}

#[tokio::test]
async fn a_split_makes_two_cards_with_two_numbers_at_one_address() {
    let sandbox = sandbox().await;
    let (husband, wife) = sandbox.population().married_couple();
    let (husband, wife) = (husband.clone(), wife.clone());
    let stays = Phone::new(&sandbox);
    stays.until_active(&husband.nik.digits()).await;
    let mut applicant = Applicant::of(&sandbox, &wife, "pisah-kk").await;
    let before = card(&stays).await;
    applicant.fill(&[("alasan", "3")]);
    applicant.attach_what_is_wanted();
    super::face::answer_for(&applicant.phone, applicant.id).await;
    issued_with_face(&mut applicant).await;
    let (left, own) = (card(&stays).await, card(&applicant.phone).await);
    assert_eq!((left.number, left.members.len()), (before.number, before.members.len() - 1));
    assert_ne!(own.number, before.number);
    assert_eq!(own.address, before.address);
    assert_eq!((own.members.len(), own.head.as_str()), (1, wife.name.as_str()));
}

#[tokio::test]
async fn a_newborn_is_on_the_family_card_and_the_parent_gets_certificate_and_kia() {
    let sandbox = sandbox().await;
    let person = sandbox.population().adult().clone();
    let mut applicant = Applicant::of(&sandbox, &person, "kelahiran").await;
    fill_birth(&mut applicant, "BUNGA CONTOH", "4");
    let status = applicant.issued().await;
    let card = card(&applicant.phone).await;
    let child = card.members.iter().find(|member| member.name.as_str() == "BUNGA CONTOH").expect("a row");
    assert_eq!((child.nik.province(), child.relation), (99, Relation::Anak));
    assert!(child.nik.agrees_with(applicant.facts().today));
    let of_child: Vec<_> = documents(&applicant.phone)
        .await
        .into_iter()
        .filter(|document| document.subject == child.nik)
        .collect();
    let kinds: Vec<_> = of_child.iter().map(|document| document.body.document_type().name()).collect();
    assert_eq!(kinds, ["kia", "akta-kelahiran"]);
    assert!(of_child.iter().all(|document| document.holder == person.nik));
    assert_eq!(status["documents"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn twins_are_two_applications_and_get_two_niks() {
    let sandbox = sandbox().await;
    let person = sandbox.population().adult().clone();
    let mut first = Applicant::of(&sandbox, &person, "kelahiran").await;
    fill_birth(&mut first, "BUNGA CONTOH", "4");
    first.fill(&[("jenis_kelahiran", "2")]);
    first.sent().await;
    let first_id = first.id();
    let mut second = first.again("kelahiran");
    fill_birth(&mut second, "MEKAR CONTOH", "5");
    second.fill(&[("jenis_kelahiran", "2")]);
    second.sent().await;
    let second_id = second.id();
    let mut same = second.again("kelahiran");
    fill_birth(&mut same, "MEKAR CONTOH", "5");
    assert_eq!(same.send().await.problem(), "duplicate-application");
    let office = sandbox.office();
    for id in [first_id, second_id] {
        office.review_application(&id).expect("reviewed");
        assert_eq!(office.approve_application(&id), Ok(ApplicationState::Approved));
        office.sign_application(&id).expect("signed");
        office.issue_application(&id).expect("issued");
    }
    let card = card(&same.phone).await;
    let niks: Vec<_> = card
        .members
        .iter()
        .filter(|member| member.name.as_str().ends_with(" CONTOH") && member.birth_date == same.facts().today)
        .map(|member| member.nik)
        .collect();
    assert_eq!(niks.len(), 2);
    assert_ne!(niks[0], niks[1]);
}

#[tokio::test]
async fn a_mother_under_17_is_a_warning_for_the_officer_and_no_refusal() {
    let sandbox = sandbox().await;
    let today = sandbox.control().0.today();
    let mother = sandbox.population().under_17_married(today).clone();
    let mut applicant = Applicant::of(&sandbox, &mother, "kelahiran").await;
    fill_birth(&mut applicant, "BUNGA CONTOH", "1");
    applicant.sent().await;
    let view = sandbox.office().application(&applicant.id()).expect("there");
    let notes: Vec<_> = view.fields().flat_map(|field| &field.notes).chain(&view.notes).collect();
    assert!(!notes.is_empty(), "the officer is told");
    sandbox.office().review_application(&applicant.id()).expect("reviewed");
    assert_eq!(sandbox.office().approve_application(&applicant.id()), Ok(ApplicationState::Approved));
}

#[tokio::test]
async fn a_child_with_a_nik_gets_the_certificate_that_was_missing() {
    let sandbox = sandbox().await;
    let person = sandbox.population().adult().clone();
    let child = sandbox.population().child_with_kia().clone();
    let none = RecordChange { birth_certificate: Some(false), ..RecordChange::default() };
    sandbox.control().change_record(child.nik.as_u64(), &none).expect("changed");
    let mut applicant = Applicant::of(&sandbox, &person, "kelahiran-ber-nik").await;
    applicant.fill(&[
        ("asal_usul", "1"),
        ("anak", &child.nik.digits()),
        ("tempat_dilahirkan", "1"),
        ("tempat_kelahiran", "99.71"),
        ("pukul", "07:30"),
        ("jenis_kelahiran", "1"),
        ("anak_ke", "1"),
        ("penolong", "2"),
        ("berat", "3100"),
        ("panjang", "49"),
        ("ayah_data", "1"),
        ("ibu_data", "1"),
    ]);
    fill_witnesses(&mut applicant);
    applicant.attach_what_is_wanted();
    applicant.issued().await;
    let found = documents(&applicant.phone).await.into_iter().find_map(|document| match document.body {
        Body::BirthCertificate(certificate) if document.subject == child.nik => Some(certificate),
        _ => None,
    });
    let certificate = found.expect("the child's certificate");
    assert!(certificate.number.as_str().contains("-LT-"), "late: {}", certificate.number.as_str());
}

#[tokio::test]
async fn a_death_strikes_the_member_off_widows_the_spouse_and_closes_the_account() {
    let sandbox = sandbox().await;
    let (husband, wife) = sandbox.population().married_couple();
    let (husband, wife) = (husband.clone(), wife.clone());
    let of_the_dead = Phone::new(&sandbox);
    of_the_dead.until_active(&wife.nik.digits()).await;
    let mut applicant = Applicant::of(&sandbox, &husband, "kematian").await;
    fill_death(&mut applicant, &wife, None);
    let status = applicant.issued().await;
    let card = card(&applicant.phone).await;
    assert!(card.members.iter().all(|member| member.nik != wife.nik));
    let row = card.members.iter().find(|member| member.nik == husband.nik).expect("a row");
    assert_eq!(row.marital_status, MaritalStatus::CeraiMati);
    assert_eq!(ktp(&applicant.phone).await.marital_status, MaritalStatus::CeraiMati);
    assert!(status["result"]["en"].as_str().expect("text").contains("certificate of death"));
    assert_eq!(of_the_dead.get("/v1/account").await.status, 403);
}

#[tokio::test]
async fn a_family_whose_head_died_gets_the_head_that_the_form_names() {
    let sandbox = sandbox().await;
    let (husband, wife) = sandbox.population().married_couple();
    let (husband, wife) = (husband.clone(), wife.clone());
    let mut applicant = Applicant::of(&sandbox, &wife, "kematian").await;
    fill_death(&mut applicant, &husband, Some(&wife));
    applicant.issued().await;
    let card = card(&applicant.phone).await;
    assert_eq!((card.head.as_str(), card.members[0].nik), (wife.name.as_str(), wife.nik));
    assert_eq!(card.members[0].relation, Relation::KepalaKeluarga);
    assert_eq!(card.members[0].marital_status, MaritalStatus::CeraiMati);
    assert!(card.members[1..].iter().all(|member| member.relation == Relation::Anak));
}

#[tokio::test]
async fn the_changed_families_are_the_same_after_a_second_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = crate::SandboxConfig {
        storage: crate::Storage::File(folder.path().join("sandbox.db")),
        limits: crate::Limits::unlimited(),
        ..crate::SandboxConfig::default()
    };
    let first = Sandbox::start(config.clone()).await.expect("started");
    let person = first.population().adult().clone();
    let mut applicant = Applicant::of(&first, &person, "kelahiran").await;
    fill_birth(&mut applicant, "BUNGA CONTOH", "4");
    applicant.issued().await;
    let families = |sandbox: &Sandbox| sandbox.control().0.records.read(Clone::clone);
    let before = families(&first);
    assert_ne!(before, *first.population());
    first.stop().await;
    let second = Sandbox::start(config).await.expect("started again");
    assert!(families(&second) == before, "the register is played again");
}

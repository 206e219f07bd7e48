//! From the draft to the document that arrives by sync.

use ikd_core::applications::{ApplicationState, QueueError, parse_id};
use ikd_journeys::World;
use ikd_proof::{document::Body, form::Value};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_blood_type_arrives_on_the_ktp_by_sync() {
    let world = World::new().await;
    let (mut phone, id, code) = sent(&world).await;
    let applications = applications(&mut phone);
    assert_eq!(world.sandbox.office().applications().expect("the list").len(), 1);
    issue(&world, id);
    let outcome = applications.refresh().await.expect("the status arrives");
    assert!(outcome.sync_documents && outcome.changed == [id]);
    phone.app().documents().sync().await.expect("documents arrive");
    let ktp = phone.app().documents().card().expect("readable").expect("a KTP");
    let Body::Ktp(ktp) = ktp.body else { panic!("not a KTP") };
    assert_eq!(ktp.blood.code(), code);
    // The photographs have done their work; the receipt stays.
    let contents = applications.open(id).expect("opens");
    assert!(contents.papers.is_empty() && contents.application.receipt.is_some());
    let text = id_text(id);
    assert_eq!(parse_id(&text), Some(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newborn_arrives_on_the_family_card_by_sync() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let id = birth_draft(&world, &applications, "BUNGA CONTOH");
    let contents = applications.open(id).expect("opens");
    assert!(matches!(contents.answers.get("anak_nama"), Some(Value::Name(_))));
    queue(&mut phone, id).await;
    assert_eq!(send(&applications).await.sent, [id]);
    issue(&world, id);
    assert!(applications.refresh().await.expect("the status arrives").sync_documents);
    phone.app().documents().sync().await.expect("documents arrive");
    let documents = phone.app().documents().clone();
    let named = documents.list().expect("the list").into_iter().filter(|entry| {
        let document = documents.open(entry.id).expect("valid");
        match document.body {
            Body::FamilyCard(card) => {
                card.members.iter().any(|member| member.name.as_str() == "BUNGA CONTOH")
            }
            Body::BirthCertificate(_) | Body::Kia(_) => entry.subject == "BUNGA CONTOH",
            _ => false,
        }
    });
    assert_eq!(named.count(), 3, "family card, birth certificate and KIA");
    let list = applications.list().expect("the list");
    let ApplicationState::Issued { documents, .. } = &list[0].state else { panic!("issued") };
    assert_eq!(documents.len(), 3);
}

/// A complete draft for the birth of a child of this name, today.
fn birth_draft(world: &World, applications: &Applications, name: &str) -> ApplicationId {
    let id = applications.start("kelahiran").expect("a draft begins");
    let (one, two) = (world.population().long_name_60().clone(), world.population().without_mother().clone());
    let today = world.today().iso();
    let birth = [
        ("asal_usul", "1"),
        ("anak_nama", name),
        ("anak_jenis_kelamin", "2"),
        ("tempat_dilahirkan", "1"),
        ("tempat_kelahiran", "99.71"),
        ("anak_tanggal_lahir", today.as_str()),
        ("pukul", "07:30"),
        ("jenis_kelahiran", "1"),
        ("anak_ke", "4"),
        ("penolong", "2"),
        ("berat", "3100"),
        ("panjang", "49"),
        ("agama", "1"),
        ("golongan_darah", "0"),
        ("ayah_data", "1"),
        ("ibu_data", "1"),
        ("saksi1_nama", one.name.as_str()),
        ("saksi1_nik", &one.nik.digits()),
        ("saksi1_kewarganegaraan", "1"),
        ("saksi2_nama", two.name.as_str()),
        ("saksi2_nik", &two.nik.digits()),
        ("saksi2_kewarganegaraan", "1"),
    ];
    answer(applications, id, &birth);
    attach_all(applications, id);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_are_two_applications_and_the_same_child_is_one() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    for name in ["BUNGA CONTOH", "BAYU CONTOH"] {
        let id = birth_draft(&world, &applications, name);
        queue(&mut phone, id).await;
        assert_eq!(send(&applications).await.sent, [id], "{name}");
    }
    let again = birth_draft(&world, &applications, "BUNGA CONTOH");
    phone.verify_user().await;
    assert!(matches!(applications.queue(again), Err(QueueError::Duplicate(_))));
}

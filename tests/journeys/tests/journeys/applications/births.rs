//! Births that are not the usual one: twins, and a mother under 17.

use ikd_core::applications::QueueError;
use ikd_proof::{civil::Relation, form::Severity};

use super::{
    every_service::{Case, birth_of, row},
    held::Held,
    *,
};

#[tokio::test(flavor = "multi_thread")]
async fn twins_are_two_applications_and_get_two_niks_and_the_same_child_is_one() {
    let mut case = Case::of(row("kelahiran")).await;
    let mut sent = Vec::new();
    for (name, order) in [("BUNGA CONTOH", "4"), ("BAYU CONTOH", "5")] {
        let mut twin = birth_of(&case.world, name, order);
        twin.0.push(("jenis_kelahiran", "2".to_owned()));
        sent.push(case.sent_with(&twin).await);
    }
    let again = case.begun().await;
    case.fill(again, &birth_of(&case.world, "BUNGA CONTOH", "4"));
    case.phone.verify_user().await;
    assert_eq!(case.applications.queue(again), Err(QueueError::Duplicate(sent[0])));

    let before = Held::of(&mut case.phone);
    for id in &sent {
        issue(&case.world, *id);
    }
    case.applications.refresh().await.expect("the statuses arrive");
    let now = case.sync().await;
    let members = now.card().members.len();
    assert_eq!(members, before.card().members.len() + 2);
    let nik = |name: &str| now.member_named(name).expect("on the family card").nik;
    assert_ne!(nik("BUNGA CONTOH"), nik("BAYU CONTOH"));
    for (name, order) in [("BUNGA CONTOH", 4), ("BAYU CONTOH", 5)] {
        assert_eq!(now.birth_certificate_of(name).and_then(|found| found.birth_order), Some(order), "{name}");
        assert!(now.kia_of(name).is_some(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mother_under_17_records_the_birth_herself_and_is_only_told_that_the_office_may_ask() {
    let year = World::new().await.today();
    let mut case = Case::by(row("kelahiran"), |population| population.under_17_married(year)).await;
    let mother = case.world.population().under_17_married(year).clone();
    let typed = birth_of(&case.world, "BUNGA CONTOH", "1");
    let id = case.begun().await;
    case.fill(id, &typed);
    let problems = case.applications.open(id).expect("opens").problems;
    let about_her = problems.iter().find(|problem| problem.check == "years_between").expect("she is told");
    assert_eq!(about_her.severity, Severity::Note);
    case.send(id).await;
    let view = case.world.sandbox.office().application(&id_text(id)).expect("the application");
    let notes = view.fields().flat_map(|field| &field.notes).chain(&view.notes);
    assert!(notes.into_iter().any(|note| note.id.contains("17 sampai 55")), "the officer is told");

    issue(&case.world, id);
    case.refresh(id).await;
    let now = case.sync().await;
    let child = now.member_named("BUNGA CONTOH").expect("on the family card");
    assert_eq!(
        (child.relation, child.mother.as_ref().map(|name| name.as_str())),
        (Relation::Anak, Some(mother.name.as_str()))
    );
    let certificate = now.birth_certificate_of("BUNGA CONTOH").expect("the birth certificate");
    assert_eq!(certificate.mother.as_ref().map(|name| name.as_str()), Some(mother.name.as_str()));
    assert!(now.kia_of("BUNGA CONTOH").is_some());
}

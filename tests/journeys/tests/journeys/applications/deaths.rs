//! Deaths that change more than a row of the family card: of the head of the family, and of somebody who has the app.

use ikd_core::Stage;
use ikd_journeys::applicant_of;
use ikd_proof::{
    civil::{MaritalStatus, Relation},
    form::Severity,
};

use super::{
    every_service::{Case, Typed, death_of, row, wife},
    *,
};

/// The wife of the head of the family who died, with the draft of the report.
async fn widow(successor: bool) -> (Case, ApplicationId) {
    let mut case = Case::by(row("kematian"), wife).await;
    let population = case.world.population();
    let mut typed = death_of(&case.world, population.adult());
    if successor {
        typed = typed.and(&Typed::of(&[("kepala_baru", &wife(population).nik.digits())]));
    }
    let id = case.begun().await;
    case.fill(id, &typed);
    (case, id)
}

/// The report is issued, and she heads the family.
async fn assert_she_heads_the_family(case: &mut Case, id: ApplicationId) {
    case.send(id).await;
    issue(&case.world, id);
    case.refresh(id).await;
    let State::Issued { result, .. } = case.state(id) else { panic!("not issued") };
    assert!(result.is_some_and(|text| text.en.contains("certificate of death")));
    let now = case.sync().await;
    let (dead, she) = (case.world.population().adult(), wife(case.world.population()));
    assert!(now.member(dead.nik).is_none(), "he is no longer listed");
    let (card, first) = (now.card(), &now.card().members[0]);
    assert_eq!((card.head.as_str(), first.nik), (she.name.as_str(), she.nik));
    assert_eq!((first.relation, first.marital_status), (Relation::KepalaKeluarga, MaritalStatus::CeraiMati));
    assert!(card.members[1..].iter().all(|member| member.relation == Relation::Anak));
    assert_eq!(now.ktp().marital_status, MaritalStatus::CeraiMati);
    assert_eq!(now.biodata().relation, Relation::KepalaKeluarga);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_whose_head_died_gets_the_head_that_the_form_names() {
    let (mut case, id) = widow(true).await;
    assert_she_heads_the_family(&mut case, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_head_without_a_named_successor_is_a_warning_and_the_spouse_follows() {
    let (mut case, id) = widow(false).await;
    let problems = case.applications.open(id).expect("opens").problems;
    let warned =
        problems.iter().find(|problem| problem.check == "head_needs_successor").expect("she is asked");
    assert_eq!(warned.severity, Severity::Warning);
    assert_she_heads_the_family(&mut case, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_of_the_person_who_died_ends_at_its_next_contact() {
    let mut case = Case::of(row("kematian")).await;
    let mut hers = case.world.new_phone("b");
    hers.register(&applicant_of(wife(case.world.population()))).await;
    let id = case.sent().await;
    issue(&case.world, id);
    case.refresh(id).await;
    assert!(hers.app().documents().sync().await.is_err());
    assert!(matches!(hers.stage(), Stage::Blocked { .. }), "{:?}", hers.stage());
    // Whoever reported it goes on.
    assert_eq!(case.phone.stage(), Stage::Unlocked);
}

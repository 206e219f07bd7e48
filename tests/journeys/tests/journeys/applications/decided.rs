//! Asked to come, and too late; what every service has in common is in `every_service`.

use ikd_core::applications::{ApplicationState, ApplicationsError};
use ikd_journeys::World;
use ikd_sandbox::{Mark, MarkCode, Part};

use super::*;

fn mark(part: Part, code: MarkCode) -> Mark {
    Mark { part, code, note: Some("Perbaiki.".to_owned()) }
}

fn nomor() -> Mark {
    mark(Part::Field("surat_nomor".to_owned()), MarkCode::MismatchPaper)
}

fn now(applications: &Applications, id: ApplicationId) -> ApplicationState {
    let list = applications.list().expect("the list");
    list.into_iter().find(|application| application.id == id).expect("in the list").state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_asked_for_with_place_and_papers() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_visit(&id_text(id), "Loket 2", 7, "Surat asli").expect("asked");
    applications.refresh().await.expect("the status arrives");
    let ApplicationState::VisitNeeded { place, bring, .. } = now(&applications, id) else {
        panic!("a visit")
    };
    assert_eq!((place.as_str(), bring.as_str()), ("Loket 2", "Surat asli"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_is_not_sent_in_time_ends_the_application() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_correction(&id_text(id), vec![nomor()], Some(2)).expect("asked");
    applications.refresh().await.expect("the status arrives");
    applications.correct(id).expect("the correction begins");
    queue(&mut phone, id).await;
    world.sandbox.control().advance_clock(3 * 86_400);
    let report = send(&applications).await;
    assert!(report.sent.is_empty(), "{report:?}");
    applications.refresh().await.expect("the status arrives");
    assert_eq!(state(&applications, id), "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_nobody_began_in_time_ends_too_and_another_application_may_follow() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_correction(&id_text(id), vec![nomor()], Some(2)).expect("asked");
    applications.refresh().await.expect("the status arrives");
    world.sandbox.control().advance_clock(3 * 86_400);
    applications.refresh().await.expect("the status arrives");
    assert_eq!(state(&applications, id), "expired");
    assert_eq!(applications.correct(id), Err(ApplicationsError::WrongState));
    let (next, _) = blood_draft(&world, &applications);
    queue(&mut phone, next).await;
    assert_eq!(send(&applications).await.sent, [next]);
}

//! A form that asks for the face: queued without a network, sent once the face was shown.

use ikd_core::{
    applications::{FaceStep, LeftReason, ReturnReason},
    face_check::{FaceCheckState, FaceChecks, FacePurpose, FaceReference, Photo},
};
use ikd_journeys::applicant_of;
use ikd_sandbox::{CutPoint, Fault, FaultKind};

use super::*;

/// A phone of a wife, who asks for a family card of her own; the application is queued, and there is no network.
async fn queued_offline(world: &World) -> (Phone, ApplicationId) {
    let mut phone = world.new_phone("a");
    phone.register(&applicant_of(world.population().married_couple().1)).await;
    let applications = applications(&mut phone);
    world.network_goes();
    let id = applications.start("pisah-kk").expect("a draft begins");
    answer(&applications, id, &[("alasan", "3")]);
    attach_all(&applications, id);
    assert_eq!(applications.review(id).expect("reviewed").face, FaceStep::Needed);
    queue(&mut phone, id).await;
    (phone, id)
}

async fn ask(checks: &FaceChecks, id: ApplicationId) -> FaceCheckState {
    let asked = checks.request(FacePurpose::Application, FaceReference::new(id.0)).await;
    asked.expect("the service answers")
}

async fn show_face(checks: &FaceChecks, id: ApplicationId) {
    assert!(matches!(ask(checks, id).await, FaceCheckState::Open { .. }));
    let shown = checks.answer(&Photo::faultless(Phone::portrait())).await;
    assert_eq!(shown, Ok(FaceCheckState::Pending));
}

fn face(applications: &Applications, id: ApplicationId) -> FaceStep {
    let list = applications.list().expect("the list");
    list.into_iter().find(|application| application.id == id).expect("in the list").face
}

fn left(report: &SendReport) -> Vec<LeftReason> {
    report.left.iter().map(|left| left.why).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_queued_offline_and_leaves_locked_after_the_face_was_shown() {
    let world = World::new().await;
    let (mut phone, id) = queued_offline(&world).await;
    world.network_returns();
    phone.restart();
    assert_eq!(left(&send(&applications(&mut phone)).await), [LeftReason::FaceCheckNeeded]);
    phone.unlock().await;
    assert_eq!(state(&applications(&mut phone), id), "queued");
    show_face(phone.app().face_checks(), id).await;
    assert_eq!(face(&applications(&mut phone), id), FaceStep::Shown);
    phone.restart();
    // Locked: the service takes it while an officer compares the faces.
    assert_eq!(send(&applications(&mut phone)).await.sent, [id]);
    phone.unlock().await;
    let applications = applications(&mut phone);
    assert_eq!((state(&applications, id), face(&applications, id)), ("received", FaceStep::NotNeeded));
    let office = world.sandbox.office();
    let check = office.face_checks().expect("the list").remove(0).id;
    office.accept_face(&check, true).expect("accepted");
    issue(&world, id);
    assert!(applications.refresh().await.expect("the status arrives").sync_documents);
    assert_eq!(puts(&world), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_killed_before_it_learns_that_the_face_was_shown_asks_and_sends_no_second_portrait() {
    let world = World::new().await;
    let (mut phone, id) = queued_offline(&world).await;
    // Every answer to the answer is lost.
    world.sandbox.control().set_faults(vec![Fault {
        method: Some("POST".to_owned()),
        path: "/v1/face-checks/".to_owned(),
        skip: 1,
        times: 1000,
        kind: FaultKind::Cut(CutPoint::AfterRequest),
    }]);
    let checks = phone.app().face_checks().clone();
    assert!(matches!(ask(&checks, id).await, FaceCheckState::Open { .. }));
    checks.answer(&Photo::faultless(Phone::portrait())).await.expect_err("the answer is lost");
    drop(checks);
    world.network_returns();
    phone.restart();
    phone.unlock().await;
    let applications = applications(&mut phone);
    assert_eq!(face(&applications, id), FaceStep::Needed);
    assert_eq!(ask(phone.app().face_checks(), id).await, FaceCheckState::Pending);
    assert_eq!(face(&applications, id), FaceStep::Shown);
    assert_eq!(send(&applications).await.sent, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_face_that_the_service_no_longer_knows_is_shown_again() {
    let world = World::new().await;
    let (mut phone, id) = queued_offline(&world).await;
    world.network_returns();
    show_face(phone.app().face_checks(), id).await;
    // Nobody decided in time.
    let hours = 25;
    world.sandbox.control().advance_clock(hours * 3600);
    phone.clock.set_wrong_by_s(hours * 3600);
    let applications = applications(&mut phone);
    assert_eq!(left(&send(&applications).await), [LeftReason::Returned]);
    let draft = applications.open(id).expect("opens").application;
    assert_eq!(draft.returned, Some(ReturnReason::PresenceMissing));
    assert_eq!((draft.state.kind().name(), draft.face), ("draft", FaceStep::Needed));
    queue(&mut phone, id).await;
    assert_eq!(left(&send(&applications).await), [LeftReason::FaceCheckNeeded]);
    show_face(phone.app().face_checks(), id).await;
    assert_eq!(send(&applications).await.sent, [id]);
}

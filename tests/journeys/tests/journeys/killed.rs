//! The process is killed after each step: no step is repeated, and nothing is lost.

use ikd_core::{
    Stage,
    registration::{FormShape, Step},
};
use ikd_journeys::World;
use ikd_sandbox::Approval;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_killed_after_every_step_continues_at_that_step() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let applicant = world.adult();

    phone.app().registration().begin(FormShape::Long).expect("begins");
    phone.restart();
    assert_eq!(phone.step(), Step::OfficerNotice);

    phone.app().registration().acknowledge_officer_notice().expect("acknowledged");
    phone.restart();
    assert_eq!(phone.step(), Step::Terms);

    phone.app().registration().accept_terms(ikd_core::registration::Language::English).expect("accepted");
    phone.restart();
    assert_eq!(phone.step(), Step::Form { shape: FormShape::Long });

    let mut half = applicant.input.clone();
    half.email = "belum".to_owned();
    phone.app().registration().submit_form(half.clone()).expect_err("the address is not complete");
    phone.restart();
    assert!(phone.app().registration().draft().expect("a draft") == half, "the draft was lost");

    phone.app().registration().submit_form(applicant.input.clone()).expect("taken");
    phone.restart();
    assert_eq!(phone.step(), Step::Selfie);

    phone.take_selfie();
    phone.restart();
    assert!(matches!(phone.step(), Step::Uploading { sent: 0, .. }));

    phone.submit().await;
    phone.restart();
    assert_eq!(phone.step(), Step::OfficePairing);

    phone.pair().await;
    let digits = phone.step();
    phone.restart();
    assert_eq!(phone.step(), digits);

    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    let activation = phone.step();
    phone.restart();
    assert_eq!(phone.step(), activation);

    phone.activate(&applicant).await;
    phone.restart();
    assert_eq!(phone.step(), Step::CreatePin);

    phone.create_pin().await;
    phone.restart();
    assert!(matches!(phone.stage(), Stage::Locked { attempts_left: 10, .. }));

    phone.unlock().await;
    phone.app().documents().sync().await.expect("documents arrive");
    phone.restart();
    phone.unlock().await;
    assert!(!phone.app().documents().list().expect("the list").is_empty());

    let created = world
        .sandbox
        .control()
        .requests()
        .iter()
        .filter(|seen| seen.method == "POST" && seen.route == "/v1/registrations")
        .count();
    assert_eq!(created, 1, "the registration was created more than once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_killed_before_the_answer_sends_the_same_request_again() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    // The caller cancels the call while the service works, so the answer never reaches the phone.
    world.sandbox.control().set_faults(vec![ikd_sandbox::Fault {
        method: Some("POST".to_owned()),
        path: "/v1/registrations".to_owned(),
        skip: 0,
        times: 1,
        kind: ikd_sandbox::FaultKind::Delay { ms: 5_000 },
    }]);
    let registration = phone.app().registration().clone();
    let cut = tokio::time::timeout(std::time::Duration::from_millis(1_500), registration.submit()).await;
    assert!(cut.is_err(), "the call ended before the timeout");
    drop(registration);
    phone.restart();
    assert!(matches!(phone.step(), Step::Uploading { .. }));
    phone.submit().await;
    assert_eq!(phone.step(), Step::OfficePairing);
    let waiting = world.sandbox.office().queue().expect("the queue").len();
    assert!(waiting <= 1, "{waiting} registrations for one citizen");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_pin_nothing_of_the_registration_is_left() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.kill();
    let left: Vec<_> = std::fs::read_dir(phone.data_dir().join("registration"))
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect())
        .unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activation_whose_answer_is_lost_is_learned_from_the_status() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let applicant = world.adult();
    phone.send_all(&applicant, FormShape::Short).await;
    phone.pair().await;
    phone.be_approved().await;
    let code = phone.code_from_mail(&applicant.email);
    world.sandbox.control().set_faults(vec![ikd_sandbox::Fault {
        method: Some("POST".to_owned()),
        path: "/v1/registrations".to_owned(),
        skip: 1, // the captcha
        times: 1000,
        kind: ikd_sandbox::FaultKind::Cut(ikd_sandbox::CutPoint::AfterRequest),
    }]);
    phone.type_code(&code).await.expect_err("the answers are lost");
    phone.restart();
    world.sandbox.control().set_faults(Vec::new());
    assert!(matches!(phone.step(), Step::Activation { .. }));
    phone.check_status().await;
    assert_eq!(phone.step(), Step::CreatePin);
    phone.create_pin().await;
    phone.app().documents().sync().await.expect("documents arrive");
}

//! Network faults and wrong clocks during a journey.

use ikd_core::{
    Stage,
    registration::{FormShape, RegistrationError, Step, SubmitError},
    service::{ProblemCode, ServiceError},
};
use ikd_journeys::{World, parts_of};
use ikd_sandbox::{CutPoint, Fault, FaultKind};

fn everywhere(kind: FaultKind, skip: u32, times: u32) -> Fault {
    Fault { method: None, path: "/v1".to_owned(), skip, times, kind }
}

/// Cuts every request of a whole journey once at `point`; the journey must still succeed.
async fn every_request_is_cut(point: CutPoint) {
    let world = World::new().await;
    let control = world.sandbox.control();
    // Every other request is cut; the ones between are the retries, which succeed.
    let faults = (0..60).map(|number| everywhere(FaultKind::Cut(point), number, 1));
    control.set_faults(faults.map(|fault| Fault { skip: fault.skip * 2, ..fault }).collect());
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    assert_eq!(phone.stage(), Stage::Unlocked);
    assert!(!phone.app().documents().list().expect("the list").is_empty());
    let waiting = world.sandbox.office().queue().expect("the queue");
    assert!(waiting.is_empty(), "a repeated request left a second registration");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_succeeds_when_each_request_is_cut_once_before_the_service_reads_it() {
    every_request_is_cut(CutPoint::BeforeRequest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_succeeds_when_each_request_is_cut_once_midway() {
    every_request_is_cut(CutPoint::MidRequest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_succeeds_and_repeats_nothing_when_each_answer_is_lost_once() {
    every_request_is_cut(CutPoint::AfterRequest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_succeeds_when_answers_are_truncated() {
    let world = World::new().await;
    let faults = (0..60).map(|number| everywhere(FaultKind::TruncatedBody, number * 2, 1)).collect();
    world.sandbox.control().set_faults(faults);
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    assert_eq!(phone.stage(), Stage::Unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_retried_after_a_temporary_service_failure() {
    let world = World::new().await;
    let fault = |status, skip| everywhere(FaultKind::Status { status, retry_after: None }, skip, 1);
    world.sandbox.control().set_faults(vec![fault(500, 0), fault(429, 2), fault(503, 4)]);
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    let submitted = phone.app().registration().submit().await;
    // A 429 without Retry-After means a pause of one minute: the app returns the error, and the person decides
    // whether to retry.
    if let Err(error) = submitted {
        assert!(matches!(
            error,
            SubmitError::Registration(RegistrationError::Service(ServiceError::Problem(
                ProblemCode::RateLimited { .. }
            )))
        ));
        phone.submit().await;
    }
    assert_eq!(phone.step(), Step::OfficePairing);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_service_submit_returns_offline_and_keeps_everything() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    world.sandbox.control().set_faults(vec![everywhere(FaultKind::Cut(CutPoint::BeforeRequest), 0, 1000)]);
    let error = phone.app().registration().submit().await.expect_err("the service cannot be reached");
    assert_eq!(error, SubmitError::Registration(RegistrationError::Service(ServiceError::Offline)));
    phone.restart();
    world.sandbox.control().set_faults(Vec::new());
    phone.submit().await;
    assert_eq!(phone.step(), Step::OfficePairing);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_resumes_where_it_was_cut() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    let part = |skip, times| Fault {
        method: Some("PATCH".to_owned()),
        path: "/v1".to_owned(),
        skip,
        times,
        kind: FaultKind::Cut(CutPoint::BeforeRequest),
    };
    // Two parts arrive, then the connection fails for good.
    world.sandbox.control().set_faults(vec![part(2, 1000)]);
    phone.app().registration().submit().await.expect_err("the connection fails");
    phone.restart();
    world.sandbox.control().set_faults(Vec::new());
    let before = patches(&world);
    phone.submit().await;
    let Step::OfficePairing = phone.step() else { panic!("{:?}", phone.step()) };
    // They were 4 and 8 KiB. What is left starts small again.
    let left = parts_of(phone.portrait_len() - 12 * 1024) as usize;
    assert_eq!(patches(&world) - before, left, "parts that had arrived were sent again");
}

fn patches(world: &World) -> usize {
    world
        .sandbox
        .control()
        .requests()
        .iter()
        .filter(|seen| seen.method == "PATCH" && seen.status == 204)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_certificate_is_refused_and_nothing_is_sent() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    world.sandbox.control().set_faults(vec![everywhere(FaultKind::WrongCertificate, 0, 1000)]);
    let error = phone.app().registration().submit().await.expect_err("the certificate is wrong");
    assert_eq!(error, SubmitError::Registration(RegistrationError::Service(ServiceError::Untrusted)));
    assert!(world.sandbox.control().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_wrong_by_a_day_registers_and_its_code_is_accepted() {
    for wrong_by in [-86_400, 86_400] {
        let world = World::new().await;
        let mut phone = world.new_phone("a");
        phone.clock.set_wrong_by_s(wrong_by);
        phone.register(&world.adult()).await;
        let showing = phone.app().presenter().start(ikd_proof::ViewKind::Basic, ikd_sandbox::DEMO_AUDIENCE);
        let frame = showing.expect("showing starts").next_frame().expect("a code");
        assert_eq!(frame.warnings, [ikd_core::presentation::ShowWarning::ClockDeviates]);
        let mut reader = phone.app().verifier().reader(world.reader_keys());
        reader.read_at(&frame.text, world.sandbox.control().now()).expect("the code carries the right time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unlocking_and_showing_need_no_network_at_all() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let keys = world.reader_keys();
    phone.kill();
    let at = world.sandbox.control().now();
    world.sandbox.stop().await;
    phone.unlock().await;
    assert!(!phone.app().documents().list().expect("the list").is_empty());
    let showing = phone.app().presenter().start(ikd_proof::ViewKind::FullKtp, ikd_sandbox::DEMO_AUDIENCE);
    let frame = showing.expect("showing starts").next_frame().expect("a code");
    phone.app().verifier().reader(keys).read_at(&frame.text, at).expect("verified with no network");
}

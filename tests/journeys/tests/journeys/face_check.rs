//! Showing the face once more: asked for by the service, answered by the phone, decided by an officer.

mod exchanged;

use std::sync::Arc;

use ikd_core::{
    face_check::{
        FaceCheckError, FaceCheckState, FaceChecks, FaceGuidance, FacePurpose, FaceReference,
        FaceRefusalReason, Photo,
    },
    service::{HttpRequest, Method, ProblemCode, ServiceError, Transport, TransportFuture},
    vault::VaultError,
};
use ikd_journeys::{Interceptor, Phone, World, parts_of};
use ikd_sandbox::{
    CutPoint, FaceGuidance as Better, FaceRefusal, FaceVerdict, Fault, FaultKind, Office, OfficeError,
};
use tokio::sync::Notify;

const APPLICATION: FacePurpose = FacePurpose::Application;
const REFERENCE: FaceReference = FaceReference::new([7; 16]);

async fn registered(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone
}

/// The same face, as another file.
pub(crate) fn second_portrait() -> Vec<u8> {
    let mut portrait = Phone::portrait().to_vec();
    // A comment before the end of the file: other bytes, and still a whole JPEG.
    let end = portrait.len() - 2;
    portrait.splice(end..end, [0xff, 0xfe, 0x00, 0x04, b'2', b'.']);
    portrait
}

async fn open(checks: &FaceChecks) -> u8 {
    let state = checks.request(APPLICATION, REFERENCE).await.expect("the service asks");
    let FaceCheckState::Open { tries_left, .. } = state else { panic!("{state:?}") };
    tries_left
}

/// Requests and answers.
async fn answered(checks: &FaceChecks, portrait: &[u8]) -> FaceCheckState {
    open(checks).await;
    checks.answer(&Photo::faultless(portrait)).await.expect("the answer arrives")
}

/// The only check that waits at the counter.
fn waiting(office: &Office) -> String {
    let mut entries = office.face_checks().expect("the list");
    assert_eq!(entries.len(), 1);
    entries.remove(0).id
}

fn answers_to(world: &World, route: &str) -> Vec<u16> {
    let seen = world.sandbox.control().requests();
    seen.iter().filter(|seen| seen.method == "POST" && seen.route == route).map(|seen| seen.status).collect()
}

const ANSWER: &str = "/v1/face-checks/{id}/answer";

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_compares_the_portrait_and_accepts_it() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let (checks, office) = (phone.app().face_checks().clone(), world.sandbox.office());
    assert_eq!(checks.poll_after_ms(), None);
    assert_eq!(answered(&checks, Phone::portrait()).await, FaceCheckState::Pending);
    assert!(checks.poll_after_ms().is_some());

    let id = waiting(&office);
    let view = office.face_check(&id).expect("the check");
    assert_eq!(view.portrait.as_deref(), Some(Phone::portrait()), "the officer sees what the phone sent");
    assert_eq!((view.entry.nik.as_u64(), view.reference), (world.adult().nik, REFERENCE.to_text()));
    office.accept_face(&id, true).expect("accepted");
    assert_eq!(checks.check().await, Ok(FaceCheckState::Accepted));
    assert_eq!(checks.poll_after_ms(), None);
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Err(FaceCheckError::NotAsked));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_portrait_says_what_to_do_better_and_the_second_one_is_accepted() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let (checks, office) = (phone.app().face_checks().clone(), world.sandbox.office());
    answered(&checks, Phone::portrait()).await;
    let first = waiting(&office);
    office.ask_for_another_face(&first, &[Better::Blurry, Better::RemoveGlasses]).expect("refused");
    assert_eq!(
        checks.check().await,
        Ok(FaceCheckState::Refused {
            reason: FaceRefusalReason::Retake,
            guidance: vec![FaceGuidance::Blurry, FaceGuidance::RemoveGlasses],
            tries_left: 2,
            retry_at: None,
        })
    );
    answered(&checks, &second_portrait()).await;
    let second = waiting(&office);
    assert_ne!(first, second);
    assert_eq!(office.face_check(&second).expect("the check").portrait, Some(second_portrait()));
    office.accept_face(&second, true).expect("accepted");
    assert_eq!(checks.check().await, Ok(FaceCheckState::Accepted));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_decides_hours_later_is_waited_for_by_a_phone_that_was_closed_meanwhile() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    answered(phone.app().face_checks(), Phone::portrait()).await;
    let office = world.sandbox.office();
    let id = waiting(&office);
    phone.kill();
    world.sandbox.control().advance_clock(5 * 3600);
    phone.clock.set_wrong_by_s(5 * 3600);
    phone.unlock().await;
    let checks = phone.app().face_checks().clone();
    assert_eq!(checks.check().await, Err(FaceCheckError::NotAsked), "nothing of it was saved");
    assert_eq!(checks.request(APPLICATION, REFERENCE).await, Ok(FaceCheckState::Pending));
    office.accept_face(&id, true).expect("accepted");
    assert_eq!(checks.check().await, Ok(FaceCheckState::Accepted));
    assert_eq!(checks.request(APPLICATION, REFERENCE).await, Ok(FaceCheckState::Accepted));
    let other = checks.request(APPLICATION, FaceReference::new([8; 16])).await;
    assert!(matches!(other, Ok(FaceCheckState::Open { .. })), "it was accepted for one application only");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_not_answered_in_ten_minutes_expires_and_is_asked_again() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let checks = phone.app().face_checks().clone();
    assert_eq!(open(&checks).await, 3);
    world.sandbox.control().advance_clock(600);
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Ok(FaceCheckState::Expired));
    assert_eq!(checks.check().await, Ok(FaceCheckState::Expired));
    assert!(world.sandbox.office().face_checks().expect("the list").is_empty());
    assert_eq!(open(&checks).await, 3, "it used up no try");
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Ok(FaceCheckState::Pending));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_answer_changes_nothing_and_sends_nothing() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let checks = phone.app().face_checks().clone();
    open(&checks).await;
    let photo = Photo::faultless(Phone::portrait());
    let (one, two) = tokio::join!(checks.answer(&photo), checks.answer(&photo));
    assert_eq!((one, two), (Ok(FaceCheckState::Pending), Err(FaceCheckError::NotAsked)));
    assert_eq!(answers_to(&world, ANSWER), [200]);
    waiting(&world.sandbox.office());
}

/// A network on which the answers to signed answers are lost until it is mended.
#[derive(Default)]
struct LosesAnswers {
    mended: std::sync::atomic::AtomicBool,
}

impl Interceptor for LosesAnswers {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        let lost =
            request.target.ends_with("/answer") && !self.mended.load(std::sync::atomic::Ordering::Relaxed);
        Box::pin(async move {
            let answer = network.send(request).await;
            if lost { Err(ikd_core::service::TransportError::Offline) } else { answer }
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_receipt_was_lost_is_found_by_the_next_try() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let network = Arc::new(LosesAnswers::default());
    phone.restart_behind(network.clone());
    phone.unlock().await;
    let checks = phone.app().face_checks().clone();
    open(&checks).await;
    let lost = checks.answer(&Photo::faultless(Phone::portrait())).await;
    assert_eq!(lost, Err(FaceCheckError::Service(ServiceError::Offline)));
    network.mended.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Ok(FaceCheckState::Pending));
    waiting(&world.sandbox.office());
}

#[tokio::test(flavor = "multi_thread")]
async fn three_refusals_lead_to_the_officer_and_to_a_later_try_but_never_lock_anybody_out() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let (checks, control) = (phone.app().face_checks().clone(), world.sandbox.control());
    let retake = FaceRefusal::Retake { guidance: vec![Better::Other] };
    control.set_face_verdict(Some(FaceVerdict::Refuse(retake)));
    for left in [2, 1, 0] {
        let state = answered(&checks, Phone::portrait()).await;
        let FaceCheckState::Refused { tries_left, retry_at, .. } = state else { panic!("{state:?}") };
        assert_eq!((tries_left, retry_at.is_some()), (left, left == 0));
    }
    let refused = checks.request(APPLICATION, REFERENCE).await;
    let Err(FaceCheckError::TooSoon { retry_after_ms }) = refused else { panic!("{refused:?}") };
    assert!((3_500_000..=3_600_000).contains(&retry_after_ms), "{retry_after_ms}");
    assert_eq!(phone.stage(), ikd_core::Stage::Unlocked, "everything else goes on");
    phone.app().documents().sync().await.expect("everything else goes on");

    control.advance_clock(3_600);
    control.set_face_verdict(Some(FaceVerdict::Accept));
    assert_eq!(answered(&checks, Phone::portrait()).await, FaceCheckState::Accepted);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_is_not_sure_sends_the_person_to_the_counter() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let (checks, office) = (phone.app().face_checks().clone(), world.sandbox.office());
    answered(&checks, Phone::portrait()).await;
    let id = waiting(&office);
    assert_eq!(office.accept_face(&id, false), Err(OfficeError::FaceNotCompared));
    office.refuse_face(&id).expect("refused");
    let state = checks.check().await.expect("the state");
    let FaceCheckState::Refused { reason, tries_left, retry_at, .. } = state else { panic!("{state:?}") };
    assert_eq!((reason, tries_left), (FaceRefusalReason::SeeOfficer, 0));
    assert!(retry_at.is_some(), "and not for good");
}

fn cut(point: CutPoint, method: &str, times: u32) -> Fault {
    Fault {
        method: Some(method.to_owned()),
        path: "/v1/face-checks".to_owned(),
        skip: 0,
        times,
        kind: FaultKind::Cut(point),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_succeeds_and_repeats_nothing_when_each_request_is_cut_before_during_and_after() {
    for point in [CutPoint::BeforeRequest, CutPoint::MidRequest, CutPoint::AfterRequest] {
        let world = World::new().await;
        let mut phone = registered(&world).await;
        // Every other request is cut; the ones between are the retries, which succeed.
        let faults = (0..40).map(|number| Fault { method: None, skip: number * 2, ..cut(point, "", 1) });
        world.sandbox.control().set_faults(faults.collect());
        let checks = phone.app().face_checks().clone();
        assert_eq!(answered(&checks, Phone::portrait()).await, FaceCheckState::Pending, "{point:?}");
        let office = world.sandbox.office();
        let view = office.face_check(&waiting(&office)).expect("the check");
        assert_eq!(view.portrait.as_deref(), Some(Phone::portrait()), "{point:?}");
        office.accept_face(&view.entry.id, true).expect("accepted");
        assert_eq!(checks.check().await, Ok(FaceCheckState::Accepted), "{point:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_the_connection_was_lost() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let checks = phone.app().face_checks().clone();
    open(&checks).await;
    let control = world.sandbox.control();
    let parts = || {
        let seen = control.requests().into_iter();
        seen.filter(|seen| seen.method == "PATCH" && seen.route == "/v1/face-checks/{id}/photo").count()
    };
    // Two parts arrive, then the connection fails for good.
    control.set_faults(vec![Fault { skip: 2, ..cut(CutPoint::BeforeRequest, "PATCH", 1000) }]);
    let lost = checks.answer(&Photo::faultless(Phone::portrait())).await;
    assert_eq!(lost, Err(FaceCheckError::Service(ServiceError::Offline)));
    control.set_faults(Vec::new());
    let before = parts();
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Ok(FaceCheckState::Pending));
    // They were 4 and 8 KiB. What is left starts small again.
    let left = parts_of(Phone::portrait().len() as u64 - 12 * 1024);
    assert_eq!((parts() - before) as u64, left, "parts that had arrived were sent again");
}

/// A network on which the first part of a portrait never arrives.
#[derive(Default)]
struct Stuck(Notify);

impl Interceptor for Stuck {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        if request.method != Method::Patch {
            return network.send(request);
        }
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_phone_neither_asks_nor_answers_and_locking_ends_an_upload() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let network = Arc::new(Stuck::default());
    phone.restart_behind(network.clone());
    let checks = phone.app().face_checks().clone();
    let locked = Err(FaceCheckError::Vault(VaultError::Locked));
    assert_eq!(checks.request(APPLICATION, REFERENCE).await, locked);
    phone.unlock().await;
    open(&checks).await;
    let answering = tokio::spawn({
        let checks = checks.clone();
        async move { checks.answer(&Photo::faultless(Phone::portrait())).await }
    });
    network.0.notified().await;
    phone.app().lock().lock().expect("locks");
    assert_eq!(answering.await.expect("it ends"), locked);
    assert_eq!(checks.check().await, locked);
    assert!(answers_to(&world, ANSWER).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portrait_that_is_no_whole_jpeg_or_too_large_is_not_sent() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let checks = phone.app().face_checks().clone();
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Err(FaceCheckError::NotAsked));
    open(&checks).await;
    let portrait = Phone::portrait();
    let short = checks.answer(&Photo::faultless(&portrait[..portrait.len() / 2])).await;
    assert_eq!(short, Err(FaceCheckError::NotAJpeg));
    let large = checks.answer(&Photo::faultless(&vec![0; 112_641])).await;
    assert_eq!(large, Err(FaceCheckError::TooLarge { max: 112_640 }));
    assert!(answers_to(&world, "/v1/face-checks/{id}/photo").is_empty());
    assert_eq!(
        checks.answer(&Photo::faultless(portrait)).await,
        Ok(FaceCheckState::Pending),
        "the question is still there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_account_is_not_asked_and_the_phone_locks() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let checks = phone.app().face_checks().clone();
    open(&checks).await;
    world.sandbox.control().block_account(world.adult().nik, true).expect("blocked");
    let blocked = ServiceError::Problem(ProblemCode::AccountBlocked);
    assert_eq!(
        checks.answer(&Photo::faultless(Phone::portrait())).await,
        Err(FaceCheckError::Service(blocked))
    );
    assert!(matches!(phone.stage(), ikd_core::Stage::Blocked { .. }), "{:?}", phone.stage());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portrait_for_a_face_check_never_reaches_the_disk() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let portrait = second_portrait();
    answered(phone.app().face_checks(), &portrait).await;
    phone.app().lock().lock().expect("locks");
    let folder = phone.data_dir();
    let before = files_with(&folder, &portrait);
    assert_eq!(before, 0);
    // The search finds the portrait where it is.
    std::fs::write(folder.join("clear"), &portrait).expect("written");
    assert_eq!(files_with(&folder, &portrait), 1);
}

/// How many files below the folder contain a piece of the portrait.
fn files_with(folder: &std::path::Path, portrait: &[u8]) -> usize {
    let piece = &portrait[portrait.len() / 2..portrait.len() / 2 + 32];
    let entries = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path());
    entries
        .map(|path| {
            if path.is_dir() {
                return files_with(&path, portrait);
            }
            // A temporary file of the database may be gone by now.
            let bytes = std::fs::read(path).unwrap_or_default();
            usize::from(bytes.windows(piece.len()).any(|window| window == piece))
        })
        .sum()
}

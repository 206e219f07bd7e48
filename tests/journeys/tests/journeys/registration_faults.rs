//! Faults between phone and service during a registration, and what must be true afterwards.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use ikd_core::{
    Stage,
    app::{ReleaseError, UnusableReason},
    registration::{
        AmendError, FormInput, FormShape, GiveUpError, Language, Photo, RegistrationError, Step, SubmitError,
    },
    service::{HttpRequest, HttpResponse, Method, ServiceError, Transport, TransportFuture},
};
use ikd_journeys::{Applicant, Interceptor, Phone, World};
use ikd_sandbox::{Approval, CutPoint, Fault, FaultKind, Reason};

const NOT_FOUND: &str = r#"{"type":"urn:ikd:problem:not-found"}"#;
const NOT_A_JPEG: &str = r#"{"type":"urn:ikd:problem:not-a-jpeg"}"#;
const FORM_INVALID: &str =
    r#"{"type":"urn:ikd:problem:form-invalid","fields":[{"field":"email","code":"invalid"}]}"#;

/// Method, path suffix, status and body.
type Scripted = (Method, &'static str, u16, &'static str);

/// Scripted answers that the sandbox itself would not send.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Option<Scripted>>>);

impl Answers {
    /// From now on, answers calls with `method` to paths that end in `end` with this status and body.
    fn set(&self, method: Method, end: &'static str, status: u16, body: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((method, end, status, body));
    }

    fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Interceptor for Answers {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((method, end, status, body))
                if method == request.method && request.target.ends_with(end) =>
            {
                let body = body.as_bytes().to_vec();
                Box::pin(std::future::ready(Ok(HttpResponse { status, headers: Vec::new(), body })))
            }
            _ => network.send(request),
        }
    }
}

/// A phone behind a network with [`Answers`].
fn phone_with_answers(world: &World) -> (Phone, Answers) {
    let mut phone = world.new_phone("a");
    let answers = Answers::default();
    phone.restart_behind(Arc::new(answers.clone()));
    (phone, answers)
}

/// Cuts more often than a call retries.
fn cut(method: &str, skip: u32, point: CutPoint) -> Vec<Fault> {
    let kind = FaultKind::Cut(point);
    vec![Fault { method: Some(method.to_owned()), path: "/v1".to_owned(), skip, times: 8, kind }]
}

fn wrong_step_error() -> AmendError {
    AmendError::Registration(RegistrationError::WrongStep)
}

/// The sealed files of the registration on disk, with their bytes.
fn registration_files(phone: &Phone) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fs::read_dir(phone.data_dir().join("registration")).expect("a registration is on disk");
    folder
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(&path).expect("the file can be read")))
        .collect()
}

/// A phone that has sent form and selfie, and waits for the counter.
pub(crate) async fn at_the_counter(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.send_all(&world.adult(), FormShape::Short).await;
    phone
}

/// Sends and pairs; the officer then rejects for a reason that allows the form and the photograph to be corrected.
async fn be_rejected(phone: &mut Phone, applicant: &Applicant) {
    phone.send_all(applicant, FormShape::Short).await;
    phone.pair().await;
    phone.be_rejected(Reason::Other, "contoh").await;
}

/// The same form with another NIK.
fn form_of_another(applicant: &Applicant) -> FormInput {
    let (front, serial) = applicant.input.nik.split_at(12);
    let serial: u32 = serial.parse().expect("a serial number");
    let mut form = applicant.input.clone();
    form.nik = format!("{front}{:04}", serial % 9000 + 17);
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_opens_when_killed_after_deleting_the_registration_key_but_not_its_file() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = at_the_counter(&world).await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone.activate(&adult).await;
    let files = registration_files(&phone);
    phone.create_pin().await;
    phone.kill();
    // The key is deleted, but the file is not.
    for (path, bytes) in files {
        fs::write(path, bytes).expect("the file is restored");
    }
    assert!(matches!(phone.stage(), Stage::Locked { .. }), "{:?}", phone.stage());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_registration_opens_at_the_unusable_stage() {
    let world = World::new().await;
    let mut phone = damaged_registration(&world);
    assert_eq!(phone.stage(), Stage::Unusable { reason: UnusableReason::Damaged });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_registration_can_be_wiped_and_started_again() {
    let world = World::new().await;
    let mut phone = damaged_registration(&world);
    phone.app().wipe().expect("it can be wiped");
    phone.fill_in(&world.adult(), FormShape::Short);
    assert_eq!(phone.step(), Step::Selfie);
}

fn damaged_registration(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.kill();
    for (path, bytes) in registration_files(&phone) {
        fs::write(path, vec![0x5a; bytes.len()]).expect("the file is overwritten");
    }
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_correction_changes_nothing_on_the_phone() {
    let world = World::new().await;
    let adult = world.adult();
    let (mut phone, answers) = phone_with_answers(&world);
    be_rejected(&mut phone, &adult).await;
    answers.set(Method::Post, "/amendment", 422, FORM_INVALID);
    let registration = phone.app().registration().clone();
    registration.amend(Some(form_of_another(&adult)), None).await.expect_err("the service refuses it");
    answers.clear();
    phone.amend_photo().await;
    phone.submit().await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone.activate(&adult).await;
    phone.create_pin().await;
    // The documents of the account must belong to the NIK for which the vault was created.
    phone.app().documents().sync().await.expect("the phone knows whose account this is");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_never_arrived_is_sent_before_the_next_one() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = world.new_phone("a");
    be_rejected(&mut phone, &adult).await;
    lose_correction(&world, &mut phone, &adult, CutPoint::BeforeRequest).await;
    let photo = amend_photo(&mut phone).await;
    assert_eq!((photo, phone.step()), (Err(wrong_step_error()), Step::OfficePairing));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_sent_after_a_correction_with_a_lost_answer_returns_an_error() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = world.new_phone("a");
    be_rejected(&mut phone, &adult).await;
    lose_correction(&world, &mut phone, &adult, CutPoint::AfterRequest).await;
    assert_eq!(amend_photo(&mut phone).await, Err(wrong_step_error()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_whose_answer_was_lost_can_be_sent_again() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = world.new_phone("a");
    be_rejected(&mut phone, &adult).await;
    lose_correction(&world, &mut phone, &adult, CutPoint::AfterRequest).await;
    phone.restart();
    let again = phone.app().registration().amend(Some(adult.input.clone()), None).await;
    assert_eq!((again, phone.step()), (Ok(()), Step::OfficePairing));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_learns_the_nik_from_the_status_when_the_answer_to_a_correction_was_lost() {
    let world = World::new().await;
    let adult = world.adult();
    let wrong = Applicant { input: form_of_another(&adult), ..world.adult() };
    let mut phone = world.new_phone("a");
    be_rejected(&mut phone, &wrong).await;
    lose_correction(&world, &mut phone, &adult, CutPoint::AfterRequest).await;
    phone.check_status().await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone.activate(&adult).await;
    phone.create_pin().await;
    phone.app().documents().sync().await.expect("the phone knows whose account this is");
}

/// Sends the form of `applicant` as a correction over a connection that is cut at `point`.
async fn lose_correction(world: &World, phone: &mut Phone, applicant: &Applicant, point: CutPoint) {
    world.sandbox.control().set_faults(cut("POST", 0, point));
    let lost = phone.app().registration().amend(Some(applicant.input.clone()), None).await;
    lost.expect_err("the connection is cut");
    world.sandbox.control().set_faults(Vec::new());
}

async fn amend_photo(phone: &mut Phone) -> Result<(), AmendError> {
    // The smallest complete JPEG: one grey block.
    let jpeg = [
        b"\xff\xd8\xff\xdb\0\x43\0".as_slice(),
        &[1; 64],
        b"\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0",
        b"\xff\xc4\0\x14\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\xff\xc4\0\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0\xff\xd9",
    ]
    .concat();
    phone.app().registration().amend(None, Some(&Photo::faultless(&jpeg))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_after_the_registration_expired_fails() {
    let world = World::new().await;
    let mut phone = cut_upload(&world).await;
    world.sandbox.control().advance_clock(9 * 86_400);
    phone.app().registration().submit().await.expect_err("the registration has expired");
    assert_eq!(phone.step(), Step::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_shows_that_the_registration_expired_during_the_upload() {
    let world = World::new().await;
    let mut phone = cut_upload(&world).await;
    world.sandbox.control().advance_clock(9 * 86_400);
    phone.check_status().await;
    assert_eq!(phone.step(), Step::Expired);
}

async fn cut_upload(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    world.sandbox.control().set_faults(cut("PATCH", 1, CutPoint::BeforeRequest));
    phone.app().registration().submit().await.expect_err("the connection is cut");
    world.sandbox.control().set_faults(Vec::new());
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_the_service_no_longer_has_during_the_upload_is_expired() {
    let world = World::new().await;
    let (mut phone, answers) = phone_with_answers(&world);
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    answers.set(Method::Post, "/photo", 404, NOT_FOUND);
    let result = phone.app().registration().submit().await;
    let expected = Err(SubmitError::Registration(RegistrationError::WrongStep));
    assert_eq!((result, phone.step()), (expected, Step::Expired));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_does_not_restore_a_refused_photo() {
    let world = World::new().await;
    let (mut phone, answers) = phone_with_answers(&world);
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    answers.set(Method::Patch, "/photo", 422, NOT_A_JPEG);
    assert_eq!(phone.app().registration().submit().await, Err(SubmitError::PhotoRefused));
    phone.check_status().await;
    assert_eq!(phone.step(), Step::Selfie);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_of_an_upload_part_is_a_bad_answer() {
    let world = World::new().await;
    let (mut phone, answers) = phone_with_answers(&world);
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    answers.set(Method::Patch, "/photo", 302, "");
    let result = phone.app().registration().submit().await;
    let expected = Err(SubmitError::Registration(RegistrationError::Service(ServiceError::BadAnswer)));
    assert_eq!(result, expected);
    assert!(matches!(phone.step(), Step::Uploading { .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_of_a_release_erases_nothing() {
    let world = World::new().await;
    let (mut phone, answers) = phone_with_answers(&world);
    phone.register(&world.adult()).await;
    answers.set(Method::Delete, "/devices/current", 307, "");
    let result = phone.app().release_this_phone().await;
    assert_eq!(result, Err(ReleaseError::Account(ServiceError::BadAnswer.into())));
    assert_eq!(phone.stage(), Stage::Unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_respects_the_retry_after_of_the_service() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world).await;
    assert_eq!(phone.app().registration().poll_after_ms(), Some(3_000));
    world.sandbox.control().set_faults(vec![Fault {
        method: Some("GET".to_owned()),
        path: "/v1/registrations".to_owned(),
        skip: 0,
        times: 1,
        kind: FaultKind::Status { status: 429, retry_after: Some(300) },
    }]);
    phone.app().registration().check_status().await.expect_err("the service answers 429");
    let pause = phone.app().registration().poll_after_ms().expect("the phone will poll again");
    assert!((240_000..=300_000).contains(&pause), "{pause}");
    phone.check_status().await;
    assert_eq!(phone.app().registration().poll_after_ms(), Some(3_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_of_five_pairing_qrs_still_pairs() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world).await;
    let first = phone.app().registration().pairing_qr().expect("a QR");
    for _ in 0..4 {
        phone.app().registration().pairing_qr().expect("a QR");
    }
    world.sandbox.office().scan_phone(&first.text).expect("the counter scans it");
    phone.check_status().await;
    assert!(matches!(phone.step(), Step::AwaitingDecision { .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_does_not_erase_an_activation_whose_answer_was_lost() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = at_the_counter(&world).await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    let code = phone.code_from_mail(&adult.email);
    // The captcha arrives, but not the answer to the activation.
    world.sandbox.control().set_faults(cut("POST", 1, CutPoint::AfterRequest));
    phone.type_code(&code).await.expect_err("the answer is lost");
    world.sandbox.control().set_faults(Vec::new());
    let given_up = phone.app().registration().give_up().await;
    let wrong_step_error = Err(GiveUpError::Registration(RegistrationError::WrongStep));
    assert_eq!((given_up, phone.step()), (wrong_step_error, Step::CreatePin));
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_text_with_invisible_characters_registers_like_typed_text() {
    let world = World::new().await;
    let adult = world.adult();
    let pasted = |text: &str| format!("\u{feff}{text}\u{200b}\u{a0}\n");
    let mut applicant = adult.clone();
    applicant.input.nik = pasted(&adult.input.nik);
    applicant.input.email = pasted(&adult.input.email);
    applicant.input.phone = pasted("0812\u{2011}3456\u{2011}7890");
    let mut phone = world.new_phone("a");
    phone.send_all(&applicant, FormShape::Short).await;
    let offer = world.sandbox.office().new_pairing_offer().expect("the counter shows a QR");
    phone.app().registration().pair_with_counter(&pasted(&offer.qr_text)).await.expect("paired");
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    let code = phone.code_from_mail(&adult.email);
    let registration = phone.app().registration().clone();
    let captcha = registration.captcha(Language::Indonesian).await.expect("a captcha");
    let answer =
        world.sandbox.control().captcha_answer(&captcha.id.to_text()).expect("the sandbox knows the captcha");
    let activated = registration.activate(pasted(&code).into(), captcha.id, &pasted(&answer)).await;
    assert_eq!((activated, phone.step()), (Ok(()), Step::CreatePin));
}

//! Answers that arrive after the citizen has started over: they belong to a registration that no longer exists, and are
//! ignored.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::{
    Stage,
    registration::{FormShape, Registration, Step},
    service::{HttpRequest, Method, Transport, TransportFuture},
};
use ikd_journeys::{Applicant, Interceptor, Phone, World};
use ikd_sandbox::Reason;
use tokio::sync::Notify;

/// Holds one answer back until it is released.
#[derive(Default)]
struct Hold {
    /// Method and path suffix of the call whose answer is held, and how many such calls pass before it.
    which: Mutex<Option<(Method, &'static str, u32)>>,
    held: Notify,
    release: Notify,
}

impl Hold {
    fn next(&self, method: Method, end: &'static str) {
        self.after(0, method, end);
    }

    fn after(&self, skip: u32, method: Method, end: &'static str) {
        *self.which.lock().unwrap_or_else(PoisonError::into_inner) = Some((method, end, skip));
    }

    /// Whether to hold the answer to `request`.
    fn takes(&self, request: &HttpRequest) -> bool {
        let mut which = self.which.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *which {
            Some((method, end, skip)) if *method == request.method && request.target.ends_with(*end) => {
                if *skip == 0 {
                    *which = None;
                    return true;
                }
                *skip -= 1;
                false
            }
            _ => false,
        }
    }
}

impl Interceptor for Hold {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        if !self.takes(&request) {
            return network.send(request);
        }
        Box::pin(async move {
            let answer = network.send(request).await;
            self.held.notify_one();
            self.release.notified().await;
            answer
        })
    }
}

fn phone_with_hold(world: &World) -> (Phone, Arc<Hold>) {
    let mut phone = world.new_phone("a");
    let hold = Arc::new(Hold::default());
    phone.restart_behind(hold.clone());
    (phone, hold)
}

/// Runs `call`, and `meanwhile` while its answer is held. The call must return an error: its late answer is ignored.
async fn with_late_answer<F>(
    phone: &mut Phone,
    hold: &Hold,
    call: impl FnOnce(Registration) -> F,
    meanwhile: impl FnOnce(&mut Phone),
) where
    F: Future<Output = bool> + Send + 'static,
{
    let running = tokio::spawn(call(phone.app().registration().clone()));
    hold.held.notified().await;
    meanwhile(phone);
    hold.release.notify_one();
    assert!(!running.await.expect("the call does not panic"), "the late answer was accepted");
}

/// Wipes the phone and fills in the form again.
fn start_over(phone: &mut Phone, applicant: &Applicant) {
    phone.app().wipe().expect("wiped");
    phone.fill_in(applicant, FormShape::Short);
    phone.take_selfie();
}

fn uploading_from_the_start(phone: &Phone) -> Step {
    Step::Uploading { sent: 0, total: u32::try_from(phone.portrait_len()).expect("a small portrait") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_status_does_not_change_a_restarted_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    phone.send_all(&world.adult(), FormShape::Short).await;
    phone.pair().await;
    phone.be_rejected(Reason::Other, "contoh").await;
    // A saved draft changes the state of the screen, so the phone requests the next status in full.
    phone.app().registration().save_draft(world.adult().input).expect("kept");
    hold.next(Method::Get, "");
    let check = |registration: Registration| async move { registration.check_status().await.is_ok() };
    with_late_answer(&mut phone, &hold, check, |phone| {
        phone.app().registration().restart().expect("starts over");
    })
    .await;
    assert_eq!(phone.step(), Step::Terms);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_status_of_an_expired_registration_does_not_end_a_new_one() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    start_over(&mut phone, &world.adult());
    phone.submit().await;
    world.sandbox.control().advance_clock(2 * 86_400);
    // The first answer only gives the phone the service's time.
    hold.after(1, Method::Get, "");
    let check = |registration: Registration| async move { registration.check_status().await.is_ok() };
    let adult = world.adult();
    with_late_answer(&mut phone, &hold, check, |phone| start_over(phone, &adult)).await;
    assert_eq!(phone.step(), uploading_from_the_start(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_receipt_does_not_set_the_id_of_a_new_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    let adult = world.adult();
    start_over(&mut phone, &adult);
    hold.next(Method::Post, "/v1/registrations");
    let submit = |registration: Registration| async move { registration.submit().await.is_ok() };
    with_late_answer(&mut phone, &hold, submit, |phone| start_over(phone, &adult)).await;
    assert_eq!(phone.step(), uploading_from_the_start(&phone));
    // With the id of the old registration, the service would refuse the phone's new key.
    phone.submit().await;
    assert_eq!(phone.step(), Step::OfficePairing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_upload_answer_does_not_advance_a_new_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    let adult = world.adult();
    start_over(&mut phone, &adult);
    hold.next(Method::Patch, "/photo");
    let submit = |registration: Registration| async move { registration.submit().await.is_ok() };
    with_late_answer(&mut phone, &hold, submit, |phone| start_over(phone, &adult)).await;
    assert_eq!(phone.step(), uploading_from_the_start(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_to_giving_up_does_not_erase_a_new_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    let adult = world.adult();
    start_over(&mut phone, &adult);
    phone.submit().await;
    hold.next(Method::Delete, "");
    let give_up = |registration: Registration| async move { registration.give_up().await.is_ok() };
    with_late_answer(&mut phone, &hold, give_up, |phone| start_over(phone, &adult)).await;
    assert!(matches!(phone.stage(), Stage::Registering { .. }), "{:?}", phone.stage());
    assert_eq!(phone.step(), uploading_from_the_start(&phone));
}

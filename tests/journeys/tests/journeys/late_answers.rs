//! An answer that arrives after the citizen has started over belongs to a registration that is no more.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::{
    Stage,
    registration::{FormShape, Registration, Step},
    service::{HttpRequest, Method, Transport, TransportFuture},
};
use ikd_journeys::{Applicant, Interceptor, Phone, World};
use ikd_sandbox::Reason;
use tokio::sync::Notify;

/// Holds one answer back until it is let go.
#[derive(Default)]
struct Hold {
    /// Method and end of the path of the call whose answer is held, and how many such calls pass before.
    which: Mutex<Option<(Method, &'static str, u32)>>,
    held: Notify,
    let_go: Notify,
}

impl Hold {
    fn next(&self, method: Method, end: &'static str) {
        self.after(0, method, end);
    }

    fn after(&self, skip: u32, method: Method, end: &'static str) {
        *self.which.lock().unwrap_or_else(PoisonError::into_inner) = Some((method, end, skip));
    }

    /// Whether the answer to `request` is the one to hold.
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
            self.let_go.notified().await;
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

/// Runs `call`; while its answer is held, `meanwhile` happens. The call ends in an error: its answer counts for nothing.
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
    hold.let_go.notify_one();
    assert!(!running.await.expect("it ends"), "the late answer was taken");
}

/// The phone is wiped and somebody fills in the form anew.
fn begin_anew(phone: &mut Phone, applicant: &Applicant) {
    phone.app().wipe().expect("wiped");
    phone.fill_in(applicant, FormShape::Short);
    phone.take_selfie();
}

fn nothing_sent(phone: &Phone) -> Step {
    Step::Uploading { sent: 0, total: u32::try_from(phone.portrait_len()).expect("a small portrait") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_status_does_not_land_in_a_registration_that_was_restarted() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    phone.send_all(&world.adult(), FormShape::Short).await;
    phone.pair().await;
    phone.be_rejected(Reason::Other, "contoh").await;
    // What is typed is a change of the screen: the next status is asked for in full.
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
async fn late_news_of_an_end_does_not_end_another_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    begin_anew(&mut phone, &world.adult());
    phone.submit().await;
    world.sandbox.control().advance_clock(2 * 86_400);
    // The first answer only tells the phone the time.
    hold.after(1, Method::Get, "");
    let check = |registration: Registration| async move { registration.check_status().await.is_ok() };
    let adult = world.adult();
    with_late_answer(&mut phone, &hold, check, |phone| begin_anew(phone, &adult)).await;
    assert_eq!(phone.step(), nothing_sent(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_receipt_does_not_name_another_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    let adult = world.adult();
    begin_anew(&mut phone, &adult);
    hold.next(Method::Post, "/v1/registrations");
    let submit = |registration: Registration| async move { registration.submit().await.is_ok() };
    with_late_answer(&mut phone, &hold, submit, |phone| begin_anew(phone, &adult)).await;
    assert_eq!(phone.step(), nothing_sent(&phone));
    // Under the name of the other one, the new phone's key would be refused.
    phone.submit().await;
    assert_eq!(phone.step(), Step::OfficePairing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_arrives_late_is_not_progress_of_another_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    let adult = world.adult();
    begin_anew(&mut phone, &adult);
    hold.next(Method::Patch, "/photo");
    let submit = |registration: Registration| async move { registration.submit().await.is_ok() };
    with_late_answer(&mut phone, &hold, submit, |phone| begin_anew(phone, &adult)).await;
    assert_eq!(phone.step(), nothing_sent(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_late_does_not_erase_another_registration() {
    let world = World::new().await;
    let (mut phone, hold) = phone_with_hold(&world);
    let adult = world.adult();
    begin_anew(&mut phone, &adult);
    phone.submit().await;
    hold.next(Method::Delete, "");
    let give_up = |registration: Registration| async move { registration.give_up().await.is_ok() };
    with_late_answer(&mut phone, &hold, give_up, |phone| begin_anew(phone, &adult)).await;
    assert!(matches!(phone.stage(), Stage::Registering { .. }), "{:?}", phone.stage());
    assert_eq!(phone.step(), nothing_sent(&phone));
}

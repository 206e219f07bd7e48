//! A wrong time, from the service or from an edited clock file: later correct answers repair it, and nothing is lost.

use std::{
    fs,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use ikd_core::{
    presentation::QrFrame,
    registration::{FormShape, RegistrationError, Step, SubmitError},
    service::{HttpRequest, ServiceError, Transport, TransportFuture},
};
use ikd_journeys::{Interceptor, Phone, World};
use ikd_proof::ViewKind;
use ikd_sandbox::DEMO_AUDIENCE;

use crate::registration_faults::at_the_counter;

const DAY: Duration = Duration::from_secs(24 * 3600);
const THREE_YEARS_S: i64 = 3 * 365 * 86_400;

/// Ten years ahead, forty days ahead, two days behind, the Unix epoch, and the end of the year 9999.
fn odd_dates() -> [String; 5] {
    let now = SystemTime::now();
    let dates = [now + 3650 * DAY, now + 40 * DAY, now - 2 * DAY, SystemTime::UNIX_EPOCH];
    let [ten_years, forty_days, two_days, beginning] = dates.map(httpdate::fmt_http_date);
    [ten_years, forty_days, two_days, beginning, "Fri, 31 Dec 9999 23:59:59 GMT".to_owned()]
}

/// The `Date` header that replaces the one of the next answer.
type Odd = Arc<Mutex<Option<String>>>;

/// A network that replaces the date of one answer.
struct Dates(Odd);

impl Interceptor for Dates {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        Box::pin(async move {
            let mut answer = network.send(request).await?;
            if let Some(odd) = self.0.lock().expect("no panic").take() {
                let date = answer.headers.iter_mut().find(|(name, _)| name == "date");
                date.expect("each answer has a date").1 = odd;
            }
            Ok(answer)
        })
    }
}

/// Restarts and unlocks the app on a network whose next answer has the date `odd`, and syncs.
async fn restart_and_receive(phone: &mut Phone, odd: &str) {
    let next = Odd::default();
    let dates = next.clone();
    phone.restart_behind(Arc::new(Dates(dates)));
    *next.lock().expect("no panic") = Some(odd.to_owned());
    phone.unlock().await;
    // The sync that received the date may fail, because it may sign with the wrong time. Later dates are correct.
    let _ = phone.app().documents().sync().await;
    assert_eq!(*next.lock().expect("no panic"), None, "no answer carried the odd date");
}

fn code(phone: &mut Phone) -> QrFrame {
    let showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE);
    showing.expect("showing starts").next_frame().expect("a code")
}

/// Syncs over new connections and shows a code that a reader with the right time accepts.
async fn syncs_and_shows(world: &World, phone: &mut Phone, what: &str) {
    phone.restart();
    phone.unlock().await;
    let synced = phone.app().documents().sync().await;
    assert!(synced.is_ok(), "{what}: {synced:?}");
    let frame = code(phone);
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    let read = reader.read_at(&frame.text, world.sandbox.control().now());
    assert!(read.is_ok(), "{what}: {:?}", read.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_odd_date_among_correct_ones_is_not_stored() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for odd in odd_dates() {
        restart_and_receive(&mut phone, &odd).await;
        syncs_and_shows(&world, &mut phone, &odd).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odd_date_that_is_the_first_after_a_boot_is_replaced_by_correct_ones() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for odd in odd_dates() {
        phone.kill();
        fs::remove_file(phone.data_dir().join("clock.json"))
            .expect("deleting the clock file imitates a restart of the phone");
        restart_and_receive(&mut phone, &odd).await;
        syncs_and_shows(&world, &mut phone, &odd).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_clock_file_prevents_neither_showing_nor_syncing() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let file = phone.data_dir().join("clock.json");
    for years in [-60, -2, 10, 60, 8000] {
        phone.kill();
        let kept = fs::read(&file).expect("the phone has stored the time");
        let mut clock: serde_json::Value = serde_json::from_slice(&kept).expect("JSON");
        let stored = clock["last"]["service_ms"].as_i64().expect("a time");
        let edited = stored + years * 365 * 86_400_000;
        clock["last"]["service_ms"] = edited.max(0).into();
        fs::write(&file, clock.to_string()).expect("edited");
        world.network_goes();
        phone.unlock().await;
        code(&mut phone);
        world.network_returns();
        syncs_and_shows(&world, &mut phone, &format!("{years} years")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_only_the_phones_clock_calls_expired_is_renewed_once_a_day() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let issued =
        || world.sandbox.control().requests().iter().filter(|seen| seen.route == "/v1/views").count();
    let before = issued();
    world.sandbox.control().advance_clock(2 * 24 * 3600);
    phone.clock.set_wrong_by_s(30 * 24 * 3600);
    phone.app().documents().sync().await.expect("synced");
    assert_eq!(issued() - before, ViewKind::ALL.len(), "one view for each kind");
    phone.app().documents().sync().await.expect("synced");
    assert_eq!(
        issued() - before,
        ViewKind::ALL.len(),
        "the views are new, so the phone's clock must be wrong"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_with_a_doubtful_clock_pairs() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world).await;
    phone.kill();
    fs::remove_file(phone.data_dir().join("clock.json")).expect("the phone has stored the time");
    phone.clock.set_wrong_by_s(30 * 86_400);
    phone.pair().await;
    assert!(matches!(phone.step(), Step::AwaitingDecision { .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_years_off_returns_a_certificate_date_error() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.clock.set_wrong_by_s(THREE_YEARS_S);
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    let error = phone
        .app()
        .registration()
        .submit()
        .await
        .expect_err("the certificate is expired by the phone's clock");
    assert_eq!(error, SubmitError::Registration(RegistrationError::Service(ServiceError::CertificateDate)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_years_off_registers_once_it_knows_the_time() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world).await;
    phone.clock.set_wrong_by_s(THREE_YEARS_S);
    // A new process opens a new connection, and therefore checks the certificate again.
    phone.restart();
    assert_eq!(phone.app().registration().check_status().await, Ok(()));
}

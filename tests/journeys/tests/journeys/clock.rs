//! The service, or somebody with the phone's files, tells a wrong time: what follows is honest, and nothing is lost.

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

/// Ten years and forty days ahead, two days behind, the beginning and the end of time.
fn odd_dates() -> [String; 5] {
    let now = SystemTime::now();
    let dates = [now + 3650 * DAY, now + 40 * DAY, now - 2 * DAY, SystemTime::UNIX_EPOCH];
    let [ten_years, forty_days, two_days, beginning] = dates.map(httpdate::fmt_http_date);
    [ten_years, forty_days, two_days, beginning, "Fri, 31 Dec 9999 23:59:59 GMT".to_owned()]
}

/// The date that the next answer bears instead of its own.
type Odd = Arc<Mutex<Option<String>>>;

/// A network on which one answer bears an odd date.
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

/// Starts the app anew, opened and on a network whose next answer bears `odd`.
async fn restart_and_hear(phone: &mut Phone, odd: &str) {
    let next = Odd::default();
    let dates = next.clone();
    phone.restart_behind(Arc::new(Dates(dates)));
    *next.lock().expect("no panic") = Some(odd.to_owned());
    phone.unlock().await;
    // The sync that heard it may fail: it can have signed with the wrong time. Honest ones follow.
    let _ = phone.app().documents().sync().await;
    assert_eq!(*next.lock().expect("no panic"), None, "nobody heard the odd date");
}

fn code(phone: &mut Phone) -> QrFrame {
    let showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE);
    showing.expect("it shows").next_frame().expect("a code")
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
async fn one_odd_date_among_honest_ones_is_not_remembered() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for odd in odd_dates() {
        restart_and_hear(&mut phone, &odd).await;
        syncs_and_shows(&world, &mut phone, &odd).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odd_date_that_is_the_first_of_a_boot_is_mended_by_honest_ones() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for odd in odd_dates() {
        phone.kill();
        fs::remove_file(phone.data_dir().join("clock.json")).expect("as if the phone had restarted");
        restart_and_hear(&mut phone, &odd).await;
        syncs_and_shows(&world, &mut phone, &odd).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_clock_locks_nothing_out() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let file = phone.data_dir().join("clock.json");
    for years in [-60, -2, 10, 60, 8000] {
        phone.kill();
        let kept = fs::read(&file).expect("the phone had heard the time");
        let mut clock: serde_json::Value = serde_json::from_slice(&kept).expect("JSON");
        let heard = clock["last"]["service_ms"].as_i64().expect("a time");
        let edited = heard + years * 365 * 86_400_000;
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
async fn a_view_that_the_phones_own_clock_calls_past_is_renewed_once_a_day() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let issued =
        || world.sandbox.control().requests().iter().filter(|seen| seen.route == "/v1/views").count();
    let before = issued();
    world.sandbox.control().advance_clock(2 * 24 * 3600);
    phone.clock.set_wrong_by_s(30 * 24 * 3600);
    phone.app().documents().sync().await.expect("synced");
    assert_eq!(issued() - before, ViewKind::ALL.len(), "one for each kind");
    phone.app().documents().sync().await.expect("synced");
    assert_eq!(issued() - before, ViewKind::ALL.len(), "they are new: the phone's own clock is wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_with_a_doubtful_clock_pairs() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world).await;
    phone.kill();
    fs::remove_file(phone.data_dir().join("clock.json")).expect("the phone had heard the time");
    phone.clock.set_wrong_by_s(30 * 86_400);
    phone.pair().await;
    assert!(matches!(phone.step(), Step::AwaitingDecision { .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_years_off_is_told_to_check_its_date() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.clock.set_wrong_by_s(THREE_YEARS_S);
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    let error = phone.app().registration().submit().await.expect_err("no certificate is that old");
    assert_eq!(error, SubmitError::Registration(RegistrationError::Service(ServiceError::CertificateDate)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_years_off_registers_once_it_knows_the_time() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world).await;
    phone.clock.set_wrong_by_s(THREE_YEARS_S);
    // A new process makes a new connection, and so looks at the certificate again.
    phone.restart();
    assert_eq!(phone.app().registration().check_status().await, Ok(()));
}

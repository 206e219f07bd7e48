//! Registration and sync over a link of 50 kbit/s with 1 s of latency and 5 % loss, and over one that breaks.
//!
//! Timers are hurried: link, deadlines, timeouts and pauses in their real proportion. `cargo xtask soak link` measures
//! the same in real time.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use ikd_core::{
    Stage,
    registration::{FormShape, Step},
    service::{HttpRequest, Method, Transport, TransportFuture, https::HttpsTransport},
};
use ikd_journeys::{
    Applicant, Crossed, Direction, Interceptor, LinkQuality, Phone, World, hurry_time, parts_of,
};
use ikd_sandbox::{Approval, Control, CutPoint, Fault, FaultKind, RecordChange, State, Statement};

/// The route of one document.
const A_DOCUMENT: &str = "/v1/documents/{id}";

/// For tests whose subject is what breaks: over the slow link they would take longer and show nothing else.
const NEAR: LinkQuality =
    LinkQuality { rate: 25_000, delay: Duration::from_millis(50), losses_per_thousand: 0 };

/// What the service keeps after one registration: one of each, whatever was repeated.
#[derive(Debug, PartialEq, Eq)]
struct Once {
    registrations: u64,
    accounts: u64,
    phones: u64,
    mails: u64,
    waiting: usize,
}

const ONCE: Once = Once { registrations: 1, accounts: 1, phones: 1, mails: 1, waiting: 0 };

fn made(world: &World) -> Once {
    let tally = world.sandbox.control().tally().expect("the store counts");
    let waiting = world.sandbox.office().queue().expect("the queue").len();
    let (registrations, accounts) = (tally.registrations, tally.accounts);
    Once { registrations, accounts, phones: tally.phones, mails: tally.mails, waiting }
}

/// Requests of this kind that the service answered with `status`.
fn answered(world: &World, method: &str, route: &str, status: u16) -> usize {
    let seen = world.sandbox.control().requests();
    seen.iter().filter(|seen| seen.method == method && seen.route == route && seen.status == status).count()
}

/// The officer finds the photograph of the phone, each byte once, and approves. Does nothing after the approval.
fn officer_decides(world: &World, digits: &str) {
    let office = world.sandbox.office();
    for entry in office.queue().expect("the queue").paired {
        let view = office.registration(&entry.id).expect("the officer opens it");
        if view.state == State::Decision {
            assert_eq!(view.digits.as_deref(), Some(digits));
            assert!(view.selfie.as_deref() == Some(Phone::portrait()), "another photograph arrived");
            assert_eq!(office.approve(&entry.id, &Statement::confirmed(digits)), Ok(Approval::CodeSent));
        }
    }
}

/// A call failed, after all its attempts.
#[derive(Debug)]
struct Failed;

/// Takes the next step of the registration or, after it, syncs. Returns whether everything is done.
async fn go_on(world: &World, phone: &mut Phone, applicant: &Applicant) -> Result<bool, Failed> {
    let registration = phone.app().registration().clone();
    match phone.stage() {
        Stage::Welcome => phone.fill_in(applicant, FormShape::Short),
        Stage::Locked { .. } => phone.unlock().await,
        Stage::Unlocked => {
            phone.app().documents().sync().await.map_err(|_| Failed)?;
            return Ok(true);
        }
        Stage::Registering { step: Step::Selfie } => phone.take_selfie(),
        Stage::Registering { step: Step::Uploading { .. } } => {
            registration.submit().await.map_err(|_| Failed)?;
        }
        Stage::Registering { step: Step::OfficePairing } => {
            // The answer to an earlier pairing may have been lost.
            registration.check_status().await.map_err(|_| Failed)?;
            if phone.step() == Step::OfficePairing {
                let offer = world.sandbox.office().new_pairing_offer().expect("the counter shows a QR");
                registration.pair_with_counter(&offer.qr_text).await.map_err(|_| Failed)?;
            }
        }
        Stage::Registering { step: Step::AwaitingDecision { digits, .. } } => {
            officer_decides(world, &digits);
            registration.check_status().await.map_err(|_| Failed)?;
        }
        Stage::Registering { step: Step::Activation { .. } } => {
            registration.check_status().await.map_err(|_| Failed)?;
            if matches!(phone.step(), Step::Activation { .. }) {
                let code = phone.code_from_mail(&applicant.email);
                phone.type_code(&code).await.map_err(|_| Failed)?;
            }
        }
        Stage::Registering { step: Step::CreatePin } => phone.create_pin().await,
        other => panic!("not a step of this journey: {other:?}"),
    }
    Ok(false)
}

#[tokio::test]
async fn a_registration_over_the_slow_link_succeeds_and_makes_nothing_twice() {
    hurry_time();
    let world = World::over(LinkQuality::SLOW).await;
    let (mut phone, applicant) = (world.new_phone("a"), world.adult());
    while !go_on(&world, &mut phone, &applicant).await.expect("no call fails after four attempts") {}
    assert_eq!(made(&world), ONCE);
    assert_all_documents_are_here(&world, &mut phone);
    let parts = parts_of(phone.portrait_len());
    assert_eq!(answered(&world, "PATCH", "/v1/registrations/{id}/photo", 204) as u64, parts);
    // Registration, photograph, pairing, captcha, activation, and views of both kinds.
    assert_eq!(world.sandbox.control().tally().expect("the store counts").applied, 7);
    let crossed = world.link().crossed();
    assert!(crossed.stalled > 0, "no segment was lost");
    assert!(crossed.up < phone.portrait_len() * 3 / 2, "{crossed:?}");
}

#[tokio::test]
async fn changed_documents_arrive_over_the_slow_link_and_others_are_not_sent_again() {
    hurry_time();
    let world = World::over(LinkQuality::SLOW).await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let change = RecordChange { name: Some("NAMA YANG BARU".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    let before = answered(&world, "GET", A_DOCUMENT, 200);
    let outcome = phone.app().documents().sync().await.expect("syncs");
    assert!(outcome.changed > 0 && outcome.added == 0 && outcome.removed == 0, "{outcome:?}");
    assert_eq!(answered(&world, "GET", A_DOCUMENT, 200) - before, outcome.changed as usize);
    assert_all_documents_are_here(&world, &mut phone);
}

/// Each document of the account is on the phone, once, and opens.
fn assert_all_documents_are_here(world: &World, phone: &mut Phone) {
    let documents = phone.app().documents().clone();
    let list = documents.list().expect("the list");
    let kept = world.sandbox.control().tally().expect("the store counts").documents;
    assert_eq!(list.len() as u64, kept);
    assert!(list.iter().all(|entry| documents.open(entry.id).is_ok()), "a document does not open");
}

#[tokio::test]
async fn a_request_that_takes_longer_than_the_longest_silence_is_answered() {
    hurry_time();
    let world = World::over(LinkQuality { losses_per_thousand: 0, ..LinkQuality::SLOW }).await;
    let url = format!("https://localhost:{}", world.link().port());
    let transport = HttpsTransport::new(&url, world.sandbox.authority_pem().as_bytes()).expect("usable");
    let start = tokio::time::Instant::now();
    let (method, target) = (Method::Post, "/v1/registrations".to_owned());
    let request = HttpRequest { method, target, headers: Vec::new(), body: vec![b' '; 160_000] };
    let answer = transport.send(request).await.expect("an answer");
    // The service reads all of it, and refuses it for its size.
    assert_eq!(answer.status, 413);
    assert!(start.elapsed() > Duration::from_secs(25), "{:?}", start.elapsed());
}

/// Registers over a link that breaks each time that so many bytes have arrived. A call that fails is made again.
async fn over_a_link_that_breaks(direction: Direction, bytes: u64) {
    hurry_time();
    let world = World::over(NEAR).await;
    let (mut phone, applicant) = (world.new_phone("a"), world.adult());
    world.link().cut_every(direction, bytes);
    let mut failed = 0;
    while !go_on(&world, &mut phone, &applicant).await.unwrap_or_else(|Failed| {
        failed += 1;
        assert!(failed < 50, "it does not go on");
        false
    }) {}
    assert!(world.link().crossed().cuts > 2, "the link did not break");
    assert_eq!(made(&world), ONCE);
    assert_all_documents_are_here(&world, &mut phone);
}

#[tokio::test]
async fn a_registration_succeeds_over_a_link_that_breaks_after_a_small_part_of_the_photograph() {
    over_a_link_that_breaks(Direction::Up, 12_000).await;
}

#[tokio::test]
async fn a_registration_succeeds_over_a_link_that_breaks_after_little_more_than_one_document() {
    over_a_link_that_breaks(Direction::Down, 12_000).await;
}

/// A network on which each request is lost until its call gives up, and arrives when it is made again.
struct LosesEach {
    control: Control,
    point: CutPoint,
    /// The idempotency key of each exchange, by request; empty for a request without one.
    sent: Mutex<HashMap<String, Vec<String>>>,
}

/// Exchanges of one call.
const ATTEMPTS: usize = 4;

impl Interceptor for LosesEach {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        let field = |name| {
            let found = request.headers.iter().find(|(field, _)| *field == name);
            found.map_or_else(String::new, |(_, value)| value.clone())
        };
        let name = format!("{} {} {}", request.method.as_str(), request.target, field("upload-offset"));
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let exchanges = sent.entry(name).or_default();
        exchanges.push(field("idempotency-key"));
        if exchanges.len() <= ATTEMPTS {
            self.control.set_faults(vec![Fault {
                method: Some(request.method.as_str().to_owned()),
                path: request.target.split('?').next().unwrap_or_default().to_owned(),
                skip: 0,
                times: 1,
                kind: FaultKind::Cut(self.point),
            }]);
        }
        network.send(request)
    }
}

/// Loses each request of a registration for good, one after the other. After each loss the app is killed.
async fn each_request_is_lost(point: CutPoint) {
    hurry_time();
    let world = World::over(NEAR).await;
    let (mut phone, applicant) = (world.new_phone("a"), world.adult());
    let sent = Mutex::default();
    let network = Arc::new(LosesEach { control: world.sandbox.control(), point, sent });
    phone.restart_behind(network.clone());
    let mut failed = 0;
    loop {
        match go_on(&world, &mut phone, &applicant).await {
            Ok(true) => break,
            Ok(false) => {}
            Err(Failed) => {
                failed += 1;
                phone.restart_behind(network.clone());
            }
        }
        assert!(failed < 100, "it does not go on");
    }
    let sent = network.sent.lock().unwrap_or_else(PoisonError::into_inner);
    for request in
        ["POST /v1/registrations ", "/photo ", "/pairing ", "/captcha ", "/activation ", "POST /v1/views "]
    {
        assert!(sent.keys().any(|name| name.contains(request)), "{request}was not sent");
    }
    let unanswered = world.sandbox.control().requests().iter().filter(|seen| seen.status == 0).count();
    assert_eq!(unanswered, sent.len() * ATTEMPTS, "not every request was lost");
    assert_each_call_has_one_key(&sent);
    let keys: HashSet<_> = sent.values().flatten().filter(|key| !key.is_empty()).collect();
    let applied = world.sandbox.control().tally().expect("the store counts").applied as usize;
    match point {
        CutPoint::AfterRequest => assert_eq!(applied, keys.len()),
        // The keys of calls that were given up never arrived.
        CutPoint::BeforeRequest | CutPoint::MidRequest => assert!(applied < keys.len()),
    }
    assert_eq!(made(&world), ONCE);
    assert_all_documents_are_here(&world, &mut phone);
}

/// All exchanges of a call carry the same idempotency key. The form is the same request even after the app was killed.
fn assert_each_call_has_one_key(sent: &HashMap<String, Vec<String>>) {
    for (request, keys) in sent {
        let call = if request == "POST /v1/registrations " { keys.len() } else { ATTEMPTS };
        assert!(keys[..call].iter().all(|key| *key == keys[0]), "{request}: {keys:?}");
    }
}

#[tokio::test]
async fn a_registration_makes_nothing_twice_when_each_request_is_lost_before_the_service_reads_it() {
    each_request_is_lost(CutPoint::BeforeRequest).await;
}

#[tokio::test]
async fn a_registration_makes_nothing_twice_when_each_request_is_lost_midway() {
    each_request_is_lost(CutPoint::MidRequest).await;
}

#[tokio::test]
async fn a_registration_makes_nothing_twice_when_each_answer_is_lost() {
    each_request_is_lost(CutPoint::AfterRequest).await;
}

/// Runs the steps of a registration in real time, and prints what each costs: the figures of docs/soak.md.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: cargo xtask soak link"]
async fn a_registration_in_real_time() {
    let world = World::over(LinkQuality::SLOW).await;
    let (mut phone, applicant) = (world.new_phone("a"), world.adult());
    phone.fill_in(&applicant, FormShape::Short);
    phone.take_selfie();
    let mut meter = Meter::new(&world);
    phone.submit().await;
    meter.print("form and portrait");
    phone.pair().await;
    meter.print("pairing");
    let Step::AwaitingDecision { digits, .. } = phone.step() else { panic!("not paired") };
    officer_decides(&world, &digits);
    phone.check_status().await;
    meter.print("decision");
    phone.activate(&applicant).await;
    meter.print("activation");
    phone.create_pin().await;
    phone.app().documents().sync().await.expect("documents arrive");
    meter.print("PIN, documents and views");
    phone.app().documents().sync().await.expect("nothing new");
    meter.print("sync without news");
    meter.print_all();
    assert_eq!(made(&world), ONCE);
    assert_all_documents_are_here(&world, &mut phone);
    let repeated = world.sandbox.control().requests().iter().filter(|seen| seen.replayed).count();
    eprintln!("figures: {repeated} requests repeated");
}

/// What crossed the link, step by step.
struct Meter<'a> {
    world: &'a World,
    start: Instant,
    last: (Instant, Crossed),
}

impl<'a> Meter<'a> {
    fn new(world: &'a World) -> Self {
        let (start, crossed) = (Instant::now(), world.link().crossed());
        Self { world, start, last: (start, crossed) }
    }

    fn print(&mut self, step: &str) {
        let (since, before) =
            std::mem::replace(&mut self.last, (Instant::now(), self.world.link().crossed()));
        Self::line(step, since, before, self.last.1);
    }

    fn print_all(&self) {
        Self::line("all", self.start, Crossed::default(), self.last.1);
    }

    /// One line, which `cargo xtask soak link` repeats.
    fn line(step: &str, since: Instant, before: Crossed, now: Crossed) {
        let (up, down, stalled) = (now.up - before.up, now.down - before.down, now.stalled - before.stalled);
        let connections = now.connections - before.connections;
        let seconds = since.elapsed().as_secs_f64();
        eprintln!(
            "figures: {step}: {up} bytes up, {down} down, {seconds:.0} s, {connections} connections, {stalled} losses"
        );
    }
}

//! Tests of one call against a scripted network. Waits run on tokio's paused clock.

use std::{collections::VecDeque, sync::Mutex};

use super::*;
use crate::{
    platform::{KeyAuth, KeySpec, KeyUse, testing::TestPhone},
    service::{HttpResponse, TransportError, TransportFuture},
};

type Exchange = Result<HttpResponse, TransportError>;

mod clock;

/// A transport that answers from a script and records the requests.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Exchange>>,
    sent: Mutex<Vec<HttpRequest>>,
    closed: AtomicU64,
}

impl Transport for Script {
    fn authority(&self) -> &str {
        "localhost"
    }

    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        self.sent.lock().expect("not poisoned").push(request);
        let answer = self.answers.lock().expect("not poisoned").pop_front();
        let answer = answer.expect("no more exchanges than the script has");
        Box::pin(async move {
            // All concurrent calls start before the first one is answered.
            tokio::task::yield_now().await;
            answer
        })
    }

    fn close_idle(&self) {
        self.closed.fetch_add(1, Ordering::Relaxed);
    }
}

fn answer(status: u16, body: &str, headers: &[(&str, &str)]) -> Exchange {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(HttpResponse { status, headers, body: body.as_bytes().to_vec() })
}

fn problem(status: u16, code: &str, headers: &[(&str, &str)]) -> Exchange {
    answer(status, &format!(r#"{{"type":"urn:ikd:problem:{code}"}}"#), headers)
}

struct World {
    script: Arc<Script>,
    client: ServiceClient,
    key: KeystoreSigner,
    clock: Arc<ServiceClock>,
    phone: TestPhone,
    _folder: tempfile::TempDir,
}

fn world(answers: Vec<Exchange>) -> World {
    let folder = tempfile::TempDir::new().expect("a folder");
    let phone = TestPhone::new(1);
    let platform = phone.platform();
    let clock = Arc::new(ServiceClock::open(platform.clock.clone(), folder.path().join("clock.json")));
    let script = Arc::new(Script { answers: Mutex::new(answers.into()), ..Script::default() });
    let client = ServiceClient::new(script.clone(), clock.clone(), &platform, "0.1.0".to_owned());
    let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
    let key = KeystoreSigner::create(platform.keystore.clone(), "ikd.device.test", spec).expect("a key");
    World { script, client, key, clock, phone, _folder: folder }
}

impl World {
    async fn post(&self) -> Option<ServiceError> {
        let body = Body::Json(b"{}".to_vec());
        self.client.call(Call::post("/v1/things", body, "the-same-key", &self.key)).await.err()
    }

    async fn get(&self, if_none_match: Option<&str>) -> Result<Answer, ServiceError> {
        self.client.call(Call { if_none_match, ..Call::get("/v1/things", Some(&self.key)) }).await
    }

    fn sent(&self, name: &str) -> Vec<String> {
        let sent = self.script.sent.lock().expect("not poisoned");
        let fields = sent.iter().flat_map(|request| &request.headers);
        fields.filter(|(field, _)| *field == name).map(|(_, value)| value.clone()).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_exchange_is_retried_with_the_same_key_and_a_new_signature() {
    let world =
        world(vec![Err(TransportError::Offline), Err(TransportError::TimedOut), answer(201, "{}", &[])]);
    assert_eq!(world.post().await, None);
    assert_eq!(world.sent("idempotency-key"), ["the-same-key"; 3]);
    let inputs = world.sent("signature-input");
    assert!(inputs[0] != inputs[1] && inputs[1] != inputs[2], "a nonce was used twice");
}

#[tokio::test(start_paused = true)]
async fn every_field_except_the_signature_is_covered_by_it() {
    let world = world(vec![answer(204, "", &[])]);
    let call = Call {
        method: Method::Patch,
        target: "/v1/things".to_owned(),
        body: Body::Part { bytes: vec![1], offset: 0, complete: true },
        idempotency_key: Some("key"),
        if_none_match: Some("\"a\""),
        key: Some(&world.key),
    };
    world.client.call(call).await.map(drop).expect("answered");
    let input = world.sent("signature-input").remove(0);
    let sent = world.script.sent.lock().expect("not poisoned");
    let fields = sent[0].headers.iter().map(|(name, _)| *name);
    let open: Vec<_> = fields.filter(|name| !input.contains(&format!("\"{name}\""))).collect();
    assert_eq!(open, ["signature-input", "signature"]);
}

#[tokio::test(start_paused = true)]
async fn the_covered_fields_are_in_the_specified_order() {
    let world = world(vec![answer(204, "", &[])]);
    let body = Body::Part { bytes: vec![1], offset: 0, complete: true };
    let call = Call {
        method: Method::Patch,
        if_none_match: Some("\"a\""),
        ..Call::post("/", body, "key", &world.key)
    };
    world.client.call(call).await.map(drop).expect("answered");
    let input = world.sent("signature-input").remove(0);
    let covered = input.split_once(')').expect("a list").0;
    assert_eq!(
        covered,
        "ikd=(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"idempotency-key\" \
         \"upload-offset\" \"upload-complete\" \"ikd-app\" \"content-type\" \"if-none-match\""
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_fails_after_four_exchanges() {
    let world = world(std::iter::repeat_with(|| Err(TransportError::Offline)).take(4).collect());
    assert_eq!(world.post().await, Some(ServiceError::Offline));
}

#[tokio::test(start_paused = true)]
async fn permanent_failures_are_not_retried() {
    let cases = [
        (Err(TransportError::Untrusted), ServiceError::Untrusted),
        (Err(TransportError::CertificateDate), ServiceError::CertificateDate),
        (problem(404, "not-found", &[]), ServiceError::Problem(ProblemCode::NotFound)),
        (problem(422, "captcha-wrong", &[]), ServiceError::Problem(ProblemCode::CaptchaWrong)),
    ];
    for (first, expected) in cases {
        assert_eq!(world(vec![first]).post().await, Some(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn a_requested_pause_is_kept() {
    let world = world(vec![problem(503, "unavailable", &[("retry-after", "5")]), answer(200, "{}", &[])]);
    let before = tokio::time::Instant::now();
    assert_eq!(world.post().await, None);
    assert!(before.elapsed().as_secs() >= 5);
}

#[tokio::test(start_paused = true)]
async fn a_long_requested_pause_is_returned_as_an_error() {
    let world = world(vec![problem(429, "rate-limited", &[("retry-after", "60")])]);
    let expected = ServiceError::Problem(ProblemCode::RateLimited { retry_after_s: 60 });
    assert_eq!(world.post().await, Some(expected));
}

#[tokio::test(start_paused = true)]
async fn only_200_to_299_is_success() {
    for status in 100..400 {
        let body = r#"{"type":"urn:ikd:problem:device-released"}"#;
        let world = world(vec![answer(status, body, &[("location", "https://localhost/elsewhere")])]);
        let expected = (!(200..300).contains(&status)).then_some(ServiceError::BadAnswer);
        assert_eq!(world.post().await, expected, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_outside_100_to_599_is_a_bad_answer() {
    for status in [0, 99, 600, 999] {
        let world = world(vec![answer(status, "{}", &[])]);
        assert_eq!(world.post().await, Some(ServiceError::BadAnswer), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn status_304_is_success_only_for_a_call_with_if_none_match() {
    let conditional = world(vec![answer(304, "", &[])]);
    assert!(conditional.get(Some("\"1\"")).await.expect("a success").not_modified());
    let unconditional = world(vec![answer(304, "", &[])]);
    assert_eq!(unconditional.get(None).await.err(), Some(ServiceError::BadAnswer));
}

#[tokio::test(start_paused = true)]
async fn a_pause_until_a_date_is_counted_from_the_answers_date() {
    let headers =
        [("date", "Sun, 22 Nov 2026 12:00:00 GMT"), ("retry-after", "Sun, 22 Nov 2026 12:00:07 GMT")];
    let world = world(vec![problem(503, "unavailable", &headers), answer(200, "{}", &[])]);
    let before = tokio::time::Instant::now();
    assert_eq!(world.post().await, None);
    assert_eq!(before.elapsed().as_secs(), 7);
}

fn skew() -> Exchange {
    problem(401, "clock-skew", &[("date", "Sun, 22 Nov 2026 12:00:00 GMT")])
}

#[tokio::test(start_paused = true)]
async fn after_a_clock_correction_the_call_is_signed_again() {
    let world = world(vec![skew(), answer(200, "{}", &[])]);
    assert_eq!(world.post().await, None);
    assert_eq!(world.clock.now().unix_s, 1_795_348_800);
    assert!(world.sent("signature-input")[1].contains("created=1795348800"));
}

#[tokio::test(start_paused = true)]
async fn a_repeated_clock_skew_is_corrected_only_once() {
    let world = world(vec![skew(), skew()]);
    assert_eq!(world.post().await, Some(ServiceError::Problem(ProblemCode::ClockSkew)));
}

#[tokio::test(start_paused = true)]
async fn bytes_are_counted_in_both_directions() {
    let world = world(vec![answer(200, "0123456789", &[])]);
    assert_eq!(world.post().await, None);
    let traffic = world.client.traffic();
    assert!(traffic.up > 300 && traffic.down == 10, "{traffic:?}");
}

/// A transport that receives a byte every ten seconds without end, so that no read timeout ends the exchange.
struct Trickling;

impl Transport for Trickling {
    fn authority(&self) -> &str {
        "localhost"
    }

    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(async {
            loop {
                tokio::time::sleep(std::time::Duration::from_secs(10)).await;
            }
        })
    }
}

/// Duration of each exchange of a call with this body, seconds.
async fn seconds_per_exchange(body: Body) -> u64 {
    let world = world(Vec::new());
    let platform = world.phone.platform();
    let client = ServiceClient::new(Arc::new(Trickling), world.clock.clone(), &platform, "0.1.0".to_owned());
    let before = tokio::time::Instant::now();
    let call = Call::post("/v1/things", body, "the-same-key", &world.key);
    assert_eq!(client.call(call).await.err(), Some(ServiceError::TimedOut));
    before.elapsed().as_secs() / u64::from(MAX_ATTEMPTS)
}

#[tokio::test(start_paused = true)]
async fn a_trickling_answer_times_out_after_a_minute() {
    assert_eq!(seconds_per_exchange(Body::None).await, 60);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_an_upload_grows_with_its_size() {
    let body = Body::Part { bytes: vec![0; 40 * 1024], offset: 0, complete: true };
    assert_eq!(seconds_per_exchange(body).await, 70);
}

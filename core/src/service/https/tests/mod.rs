//! Tests of the HTTPS transport against local servers: a scripted TLS server, and a plain one that must not be called.

mod server;

use std::{net::TcpListener, process::Command};

use super::*;
use crate::platform::testing::ManualClock;
use server::{CERTIFIED_S, Pki, TlsServer, plain};

#[test]
fn a_plain_http_address_is_refused() {
    assert!(matches!(HttpsTransport::new("http://contoh.id", b""), Err(HttpsConfigError::Address)));
}

#[test]
fn an_address_with_a_path_or_a_user_is_refused() {
    for base in ["https://", "https://contoh.id/v1", "https://a@contoh.id", "https://contoh.id?x"] {
        assert!(matches!(HttpsTransport::new(base, b""), Err(HttpsConfigError::Address)), "{base}");
    }
}

#[test]
fn a_configuration_without_a_root_is_refused() {
    assert!(matches!(HttpsTransport::new("https://contoh.id", b""), Err(HttpsConfigError::Roots)));
}

const DAY_S: u64 = 86_400;

fn get(target: &str) -> HttpRequest {
    HttpRequest { method: Method::Get, target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
}

/// A transport to `server` with the root of `pki` pinned.
fn connected(server: &TlsServer, pki: &Pki) -> HttpsTransport {
    HttpsTransport::new(&server.base(), pki.root_pem().as_bytes()).expect("address and root are good")
}

#[tokio::test]
async fn a_redirect_is_returned_and_not_followed() {
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |base| {
        format!("HTTP/1.1 302 Found\r\nlocation: {base}/elsewhere\r\ncontent-length: 0\r\n\r\n").into_bytes()
    });
    let answer = connected(&server, &pki).send(get("/first")).await.expect("an answer");
    assert_eq!((answer.status, server.targets()), (302, vec!["/first".to_owned()]));
}

#[tokio::test]
async fn a_request_without_tls_is_refused() {
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |_| plain(""));
    let transport = connected(&server, &pki);
    let plain_server = TcpListener::bind("127.0.0.1:0").expect("a port");
    plain_server.set_nonblocking(true).expect("a non-blocking socket");
    let address = plain_server.local_addr().expect("bound");
    // `HttpsTransport::new` already refuses a plain address; this tests the client's own check.
    let client = client(&transport.tls).expect("a client");
    let error = client.get(format!("http://{address}/")).send().await.expect_err("refused without TLS");
    assert!(error.is_builder(), "{error:?}");
    assert!(plain_server.accept().is_err(), "a connection without TLS was made");
}

#[tokio::test]
async fn an_answer_of_the_largest_size_is_accepted_and_a_larger_one_refused() {
    let pki = Pki::valid_now();
    for (size, accepted) in [(MAX_ANSWER, true), (MAX_ANSWER + 1, false)] {
        let server = TlsServer::start(&pki, move |_| plain(&"x".repeat(size)));
        let answer = connected(&server, &pki).send(get("/")).await;
        assert_eq!(
            answer.map(|answer| answer.body.len()),
            accepted.then_some(size).ok_or(TransportError::TooLarge)
        );
    }
}

#[tokio::test]
async fn an_answer_without_an_announced_length_is_limited_too() {
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |_| {
        let mut answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        for _ in 0..=MAX_ANSWER / 4096 {
            answer.extend_from_slice(format!("1000\r\n{}\r\n", "x".repeat(4096)).as_bytes());
        }
        answer.extend_from_slice(b"0\r\n\r\n");
        answer
    });
    let answer = connected(&server, &pki).send(get("/")).await;
    assert_eq!(answer.map(|answer| answer.body.len()), Err(TransportError::TooLarge));
}

/// Set in the child process that [`a_proxy_of_the_system_is_not_used`] starts.
const CHILD: &str = "IKD_TEST_BEHIND_A_PROXY";

#[test]
fn a_proxy_of_the_system_is_not_used() {
    if std::env::var_os(CHILD).is_some() {
        return behind_a_proxy();
    }
    // Environment variables cannot be changed while other tests run in this process, so this test runs itself in a
    // child.
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    proxy.set_nonblocking(true).expect("a non-blocking socket");
    let url = format!("http://{}", proxy.local_addr().expect("bound"));
    let mut child = Command::new(std::env::current_exe().expect("the test's own program"));
    child.args(["--exact", "service::https::tests::a_proxy_of_the_system_is_not_used"]).env(CHILD, "1");
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
        child.env(name, &url);
    }
    let output = child.env_remove("NO_PROXY").env_remove("no_proxy").output().expect("the child runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "the child ran no test");
    assert!(proxy.accept().is_err(), "the proxy was called");
}

/// Runs in the child: reaches the service although the environment names a proxy that does not answer.
fn behind_a_proxy() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |_| plain("reached"));
    let answer = runtime.block_on(connected(&server, &pki).send(get("/"))).expect("reached without it");
    assert_eq!(answer.body, b"reached");
}

/// Result of a request to a server whose certificate is valid from a day before [`CERTIFIED_S`] until a year after it.
/// The phone's own clock shows `own_s`; the phone received the dates `received_s`, each on another connection.
async fn request_with_clocks(pki: &Pki, own_s: u64, received_s: &[u64]) -> Result<u16, TransportError> {
    let server = TlsServer::start(pki, |_| plain(""));
    let folder = tempfile::TempDir::new().expect("a folder");
    let device = Arc::new(ManualClock::new(own_s * 1000));
    let clock = Arc::new(ServiceClock::open(device, folder.path().join("clock.json")));
    for (connection, received_s) in (0..).zip(received_s) {
        clock.learn(*received_s, clock.reading(), connection);
    }
    let transport = connected(&server, pki);
    transport.use_clock(clock);
    transport.send(get("/")).await.map(|answer| answer.status)
}

const RIGHT: u64 = CERTIFIED_S;
const YEARS_AHEAD: u64 = CERTIFIED_S + 10 * 365 * DAY_S;
const DAYS_BEHIND: u64 = CERTIFIED_S - 2 * DAY_S;

#[tokio::test]
async fn a_certificate_is_accepted_if_one_clock_is_right() {
    let pki = Pki::valid_at(CERTIFIED_S);
    for wrong in [YEARS_AHEAD, DAYS_BEHIND] {
        assert_eq!(request_with_clocks(&pki, RIGHT, &[wrong]).await, Ok(200), "the service sent {wrong}");
        assert_eq!(request_with_clocks(&pki, wrong, &[RIGHT]).await, Ok(200), "the person set {wrong}");
    }
}

#[tokio::test]
async fn with_both_clocks_wrong_the_error_is_certificate_date() {
    let pki = Pki::valid_at(CERTIFIED_S);
    let cases: [(u64, &[u64]); 3] =
        [(YEARS_AHEAD, &[DAYS_BEHIND]), (DAYS_BEHIND, &[YEARS_AHEAD]), (YEARS_AHEAD, &[])];
    for (own, received) in cases {
        let answer = request_with_clocks(&pki, own, received).await;
        assert_eq!(answer, Err(TransportError::CertificateDate), "{own} {received:?}");
    }
}

#[tokio::test]
async fn a_wrong_authority_or_name_is_refused_whatever_the_clocks_show() {
    let other = Pki::valid_at(CERTIFIED_S);
    let named = Pki::valid_at(CERTIFIED_S).with_server_name("contoh.id");
    for (own, received) in [(RIGHT, YEARS_AHEAD), (YEARS_AHEAD, RIGHT), (RIGHT, RIGHT)] {
        let authority = Pki::valid_at(CERTIFIED_S).with_root_of(&other);
        assert_eq!(request_with_clocks(&authority, own, &[received]).await, Err(TransportError::Untrusted));
        assert_eq!(request_with_clocks(&named, own, &[received]).await, Err(TransportError::Untrusted));
    }
}

/// Wrong times: ten years ahead, forty days ahead, two days behind, the earliest and the latest date.
const WRONG: [u64; 5] = [YEARS_AHEAD, RIGHT + 40 * DAY_S, DAYS_BEHIND, 0, 253_402_300_799];

#[tokio::test]
async fn one_wrong_date_never_makes_a_valid_certificate_fail() {
    let pki = Pki::valid_at(CERTIFIED_S);
    for wrong in WRONG {
        for position in 0..3 {
            let mut dates = vec![RIGHT; 2];
            dates.insert(position, wrong);
            for answers in 1..=dates.len() {
                let received = &dates[..answers];
                assert_eq!(request_with_clocks(&pki, RIGHT, received).await, Ok(200), "{received:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_phone_without_a_date_uses_the_time_of_the_last_signature() {
    let pki = Pki::valid_at(CERTIFIED_S);
    let server = TlsServer::start(&pki, |_| plain(""));
    let folder = tempfile::TempDir::new().expect("a folder");
    let clock = ServiceClock::open(Arc::new(ManualClock::new(0)), folder.path().join("clock.json"));
    clock.signed_at(CERTIFIED_S);
    let transport = connected(&server, &pki);
    transport.use_clock(Arc::new(clock));
    assert_eq!(transport.send(get("/")).await.map(|answer| answer.status), Ok(200));
}

/// The link of the budget: 50 kbit/s, a round trip of 2 s.
mod slow_link {
    use std::time::Duration;

    use crate::service::{
        https::{CONNECT_TIMEOUT, READ_TIMEOUT},
        retry,
        upload::LARGEST_PART,
    };

    const ROUND_TRIP: Duration = Duration::from_secs(2);
    /// TCP and TLS 1.3, with 4 kB of handshake messages.
    const CONNECTING: Duration = Duration::from_millis(2 * 2000 + 640);

    /// Time for sending so many bytes, with header fields, TLS, TCP and IP: a tenth and 2 kB more.
    fn takes(bytes: usize) -> Duration {
        Duration::from_secs_f64((bytes as f64 * 1.1 + 2048.0) / 6250.0)
    }

    /// The wait for a segment that is lost so many times in a row: a round trip, doubled after each loss.
    fn lost(times: u32) -> Duration {
        ROUND_TRIP * (2_u32.pow(times) - 1)
    }

    #[test]
    fn a_connection_with_a_segment_lost_twice_is_made_in_time() {
        assert!(CONNECTING + lost(2) < CONNECT_TIMEOUT);
    }

    #[test]
    fn a_part_on_a_new_connection_with_a_segment_lost_three_times_is_answered_in_time() {
        let time = CONNECTING + takes(LARGEST_PART) + ROUND_TRIP + lost(3);
        assert!(time < READ_TIMEOUT + retry::sending(LARGEST_PART), "{time:?}");
        assert!(time < retry::deadline(LARGEST_PART), "{time:?}");
    }

    #[test]
    fn the_largest_request_and_the_largest_answer_are_in_time_too() {
        // 64 KiB in base64url inside JSON.
        let request = 90 * 1024;
        let time = CONNECTING + takes(request) + ROUND_TRIP + lost(3);
        assert!(time < READ_TIMEOUT + retry::sending(request), "{time:?}");
        let answer = CONNECTING + takes(64 * 1024) + ROUND_TRIP + lost(3);
        assert!(answer < retry::deadline(0), "{answer:?}");
    }
}

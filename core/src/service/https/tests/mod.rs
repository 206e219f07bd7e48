//! The real network against servers on this machine: a TLS server that answers from a script, and one that nobody may call.

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
fn without_a_root_nothing_is_trusted_and_nothing_starts() {
    assert!(matches!(HttpsTransport::new("https://contoh.id", b""), Err(HttpsConfigError::Roots)));
}

const DAY_S: u64 = 86_400;

fn get(target: &str) -> HttpRequest {
    HttpRequest { method: Method::Get, target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
}

/// A transport to `server`, pinned as `pki` says.
fn connected(server: &TlsServer, pki: &Pki) -> HttpsTransport {
    HttpsTransport::new(&server.base(), pki.root_pem().as_bytes()).expect("address and root are good")
}

#[tokio::test]
async fn a_redirect_is_handed_over_and_not_followed() {
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |base| {
        format!("HTTP/1.1 302 Found\r\nlocation: {base}/elsewhere\r\ncontent-length: 0\r\n\r\n").into_bytes()
    });
    let answer = connected(&server, &pki).send(get("/first")).await.expect("an answer");
    assert_eq!((answer.status, server.targets()), (302, vec!["/first".to_owned()]));
}

#[tokio::test]
async fn nothing_is_ever_asked_in_clear() {
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |_| plain(""));
    let transport = connected(&server, &pki);
    let in_clear = TcpListener::bind("127.0.0.1:0").expect("a port");
    in_clear.set_nonblocking(true).expect("asked without waiting");
    let address = in_clear.local_addr().expect("bound");
    // The base address is checked when the transport is made; this is what holds should another one ever come in.
    let client = client(&transport.tls).expect("a client");
    let error = client.get(format!("http://{address}/")).send().await.expect_err("not in clear");
    assert!(error.is_builder(), "{error:?}");
    assert!(in_clear.accept().is_err(), "somebody was called in clear");
}

#[tokio::test]
async fn an_answer_of_the_largest_size_arrives_and_a_byte_more_does_not() {
    let pki = Pki::valid_now();
    for (size, arrives) in [(MAX_ANSWER, true), (MAX_ANSWER + 1, false)] {
        let server = TlsServer::start(&pki, move |_| plain(&"x".repeat(size)));
        let answer = connected(&server, &pki).send(get("/")).await;
        assert_eq!(
            answer.map(|answer| answer.body.len()),
            arrives.then_some(size).ok_or(TransportError::TooLarge)
        );
    }
}

#[tokio::test]
async fn an_answer_without_an_announced_length_is_bounded_too() {
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
    // Settings of a process cannot be changed while others of its tests run: this test, and no other, in a child.
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    proxy.set_nonblocking(true).expect("asked without waiting");
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

/// In the child: the service is reached although the system names a proxy that leads nowhere.
fn behind_a_proxy() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let pki = Pki::valid_now();
    let server = TlsServer::start(&pki, |_| plain("reached"));
    let answer = runtime.block_on(connected(&server, &pki).send(get("/"))).expect("reached without it");
    assert_eq!(answer.body, b"reached");
}

/// What a phone says to a certificate that is valid from a day before [`CERTIFIED_S`] until a year after it: the phone's
/// own clock says `own_s`, and the service said the times `heard_s`, each on another connection.
async fn judged(pki: &Pki, own_s: u64, heard_s: &[u64]) -> Result<u16, TransportError> {
    let server = TlsServer::start(pki, |_| plain(""));
    let folder = tempfile::TempDir::new().expect("a folder");
    let device = Arc::new(ManualClock::new(own_s * 1000));
    let clock = Arc::new(ServiceClock::open(device, folder.path().join("clock.json")));
    for (connection, heard_s) in (0..).zip(heard_s) {
        clock.learn(*heard_s, clock.reading(), connection);
    }
    let transport = connected(&server, pki);
    transport.use_clock(clock);
    transport.send(get("/")).await.map(|answer| answer.status)
}

const RIGHT: u64 = CERTIFIED_S;
const YEARS_AHEAD: u64 = CERTIFIED_S + 10 * 365 * DAY_S;
const DAYS_BEHIND: u64 = CERTIFIED_S - 2 * DAY_S;

#[tokio::test]
async fn one_right_clock_is_enough_for_a_certificate() {
    let pki = Pki::valid_at(CERTIFIED_S);
    for wrong in [YEARS_AHEAD, DAYS_BEHIND] {
        assert_eq!(judged(&pki, RIGHT, &[wrong]).await, Ok(200), "the service told {wrong}");
        assert_eq!(judged(&pki, wrong, &[RIGHT]).await, Ok(200), "the owner set {wrong}");
    }
}

#[tokio::test]
async fn with_both_clocks_wrong_the_date_is_to_be_checked() {
    let pki = Pki::valid_at(CERTIFIED_S);
    let cases: [(u64, &[u64]); 3] =
        [(YEARS_AHEAD, &[DAYS_BEHIND]), (DAYS_BEHIND, &[YEARS_AHEAD]), (YEARS_AHEAD, &[])];
    for (own, heard) in cases {
        assert_eq!(judged(&pki, own, heard).await, Err(TransportError::CertificateDate), "{own} {heard:?}");
    }
}

#[tokio::test]
async fn a_wrong_authority_or_name_is_not_excused_by_a_wrong_clock() {
    let other = Pki::valid_at(CERTIFIED_S);
    let named = Pki::valid_at(CERTIFIED_S).certified_for("contoh.id");
    for (own, heard) in [(RIGHT, YEARS_AHEAD), (YEARS_AHEAD, RIGHT), (RIGHT, RIGHT)] {
        let authority = Pki::valid_at(CERTIFIED_S).believing(&other);
        assert_eq!(judged(&authority, own, &[heard]).await, Err(TransportError::Untrusted));
        assert_eq!(judged(&named, own, &[heard]).await, Err(TransportError::Untrusted));
    }
}

/// Ten years and forty days ahead, two days behind, the beginning and the end of time.
const ODD: [u64; 5] = [YEARS_AHEAD, RIGHT + 40 * DAY_S, DAYS_BEHIND, 0, 253_402_300_799];

#[tokio::test]
async fn no_single_odd_answer_makes_an_honest_connection_fail() {
    let pki = Pki::valid_at(CERTIFIED_S);
    for odd in ODD {
        for place in 0..3 {
            let mut heard = vec![RIGHT; 2];
            heard.insert(place, odd);
            for answers in 1..=heard.len() {
                let seen = &heard[..answers];
                assert_eq!(judged(&pki, RIGHT, seen).await, Ok(200), "{seen:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_phone_without_a_date_goes_by_the_last_signature() {
    let pki = Pki::valid_at(CERTIFIED_S);
    let server = TlsServer::start(&pki, |_| plain(""));
    let folder = tempfile::TempDir::new().expect("a folder");
    let clock = ServiceClock::open(Arc::new(ManualClock::new(0)), folder.path().join("clock.json"));
    clock.signed_at(CERTIFIED_S);
    let transport = connected(&server, &pki);
    transport.use_clock(Arc::new(clock));
    assert_eq!(transport.send(get("/")).await.map(|answer| answer.status), Ok(200));
}

//! A block stays in force until the service lifts it, whatever happens to the phone.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use ikd_core::{
    Stage,
    app::{BlockCheckError, BlockReason, PinError},
    documents::SyncError,
    platform::{KeyAuth, KeySpec, KeyUse},
    service::{
        HttpRequest, HttpResponse, ProblemCode, ServiceError, Transport, TransportError, TransportFuture,
    },
    vault::VaultError,
};
use ikd_journeys::{Interceptor, PIN, Phone, World};
use zeroize::Zeroizing;

const BLOCKED: Stage = Stage::Blocked { reason: BlockReason::AccountBlocked };
const RELEASED: Stage = Stage::Blocked { reason: BlockReason::DeviceReleased };

/// Status and body, or no answer at all.
type Answer = Result<(u16, &'static str), TransportError>;

/// A network that can answer account requests itself, and that counts how often idle connections were closed.
#[derive(Default)]
struct Network {
    account: Mutex<Option<Answer>>,
    closed: AtomicUsize,
}

impl Network {
    fn says(&self, status: u16, body: &'static str) {
        *self.account.lock().unwrap() = Some(Ok((status, body)));
    }

    fn is_gone(&self) {
        *self.account.lock().unwrap() = Some(Err(TransportError::Offline));
    }
}

impl Interceptor for Network {
    fn close_idle(&self) {
        self.closed.fetch_add(1, Ordering::SeqCst);
    }

    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        match (request.target.as_str(), *self.account.lock().unwrap()) {
            ("/v1/account", Some(answer)) => Box::pin(std::future::ready(answer.map(|(status, body)| {
                HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
            }))),
            _ => network.send(request),
        }
    }
}

/// A registered phone whose account was blocked, and that learned of the block in a sync.
async fn blocked_phone(world: &World) -> (Phone, Arc<Network>) {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let network = restart(&mut phone);
    phone.unlock().await;
    phone.app().documents().sync().await.expect("syncs");
    world.sandbox.control().block_account(world.adult().nik, true).expect("blocked");
    // The background sync that the unlock started may learn of the block first, and lock the vault.
    let outcome = phone.app().documents().sync().await;
    assert!(
        matches!(
            outcome,
            Err(SyncError::Service(ServiceError::Problem(ProblemCode::AccountBlocked))
                | SyncError::Vault(VaultError::Locked))
        ),
        "{outcome:?}"
    );
    assert_eq!(phone.stage(), BLOCKED);
    (phone, network)
}

fn restart(phone: &mut Phone) -> Arc<Network> {
    let network = Arc::new(Network::default());
    phone.restart_behind(network.clone());
    network
}

/// Asserts that the blocked phone refuses the correct PIN and stays blocked.
async fn assert_refuses_the_pin(phone: &mut Phone) {
    let refused = phone.app().lock().unlock(Zeroizing::new(PIN.to_owned())).await;
    assert_eq!(refused, Err(PinError::Vault(VaultError::Locked)));
    assert!(phone.app().documents().list().is_err(), "documents can be read");
    assert!(matches!(phone.stage(), Stage::Blocked { .. }), "{:?}", phone.stage());
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_a_block_without_a_network_does_not_lift_it() {
    let world = World::new().await;
    let (mut phone, network) = blocked_phone(&world).await;
    network.is_gone();
    let asked = phone.app().check_block_again().await;
    assert_eq!(asked, Err(BlockCheckError::Service(ServiceError::Offline)));
    assert_refuses_the_pin(&mut phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_valid_account_answer_lifts_a_block() {
    let world = World::new().await;
    let (mut phone, network) = blocked_phone(&world).await;
    for (status, body, answers) in [
        (200, "", false),
        (200, "{}", false),
        (302, r#"{"trust_version":1,"state_epoch":1,"documents_etag":"a"}"#, false),
        (304, "", false),
        (404, r#"{"type":"urn:ikd:problem:not-found"}"#, false),
        (401, r#"{"type":"urn:ikd:problem:signature-invalid"}"#, false),
        (403, r#"{"type":"urn:ikd:problem:account-blocked"}"#, true),
        (418, "<html>", false),
    ] {
        network.says(status, body);
        assert_eq!(phone.app().check_block_again().await.is_ok(), answers, "{status} {body}");
        assert_eq!(phone.stage(), BLOCKED, "{status} {body}");
    }
    assert_refuses_the_pin(&mut phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_a_block_that_is_still_in_force_is_no_error() {
    let world = World::new().await;
    let (mut phone, _) = blocked_phone(&world).await;
    assert_eq!(phone.app().check_block_again().await, Ok(BLOCKED));
    assert_refuses_the_pin(&mut phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_unlocks_again_after_the_service_lifts_the_block() {
    let world = World::new().await;
    let (mut phone, _) = blocked_phone(&world).await;
    world.sandbox.control().block_account(world.adult().nik, false).expect("lifted");
    let stage = phone.app().check_block_again().await.expect("an answer");
    assert!(matches!(stage, Stage::Locked { attempts_left: 10, .. }), "{stage:?}");
    assert_eq!(phone.stage(), stage);
    phone.unlock().await;
    phone.app().documents().sync().await.expect("syncs again");
    phone.restart();
    assert!(matches!(phone.stage(), Stage::Locked { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn leftover_device_keys_neither_lift_nor_keep_a_block() {
    let world = World::new().await;
    let (mut phone, _) = blocked_phone(&world).await;
    let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
    for alias in ["ikd.device.0000000000000000", "ikd.device.ffffffffffffffff"] {
        phone.keystore().create_key(alias, spec).expect("a key of an account that no longer exists");
    }
    assert_eq!(phone.app().check_block_again().await, Ok(BLOCKED));
    assert_eq!(phone.stage(), BLOCKED);
    world.sandbox.control().block_account(world.adult().nik, false).expect("lifted");
    phone.app().check_block_again().await.expect("lifted");
    assert!(matches!(phone.stage(), Stage::Locked { .. }), "{:?}", phone.stage());
    phone.unlock().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_restart_nor_deleted_files_lift_a_block() {
    let world = World::new().await;
    let (mut phone, _) = blocked_phone(&world).await;
    phone.kill();
    let mut deleted = 0;
    for entry in std::fs::read_dir(phone.data_dir()).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            std::fs::remove_file(path).expect("deleted");
            deleted += 1;
        }
    }
    assert!(deleted > 0, "no file to delete was found");
    std::fs::write(phone.data_dir().join("standing"), "good").expect("written");
    assert_eq!(phone.stage(), BLOCKED);
    assert_refuses_the_pin(&mut phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_stored_in_a_file_by_an_earlier_version_is_migrated_once() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.kill();
    let file = phone.data_dir().join("standing");
    std::fs::write(&file, "blocked").expect("written");
    assert_eq!((phone.stage(), file.exists()), (BLOCKED, false));
    phone.restart();
    assert_refuses_the_pin(&mut phone).await;
    // The account was never blocked, and the service confirms it.
    phone.app().check_block_again().await.expect("lifted");
    assert!(matches!(phone.stage(), Stage::Locked { .. }), "{:?}", phone.stage());
    phone.restart();
    phone.unlock().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_released_phone_stays_released_even_if_the_service_accepts_it_later() {
    let world = World::new().await;
    let (mut phone, network) = blocked_phone(&world).await;
    network.says(403, r#"{"type":"urn:ikd:problem:device-released"}"#);
    assert_eq!(phone.app().check_block_again().await, Ok(RELEASED));
    assert_eq!(phone.stage(), RELEASED);
    world.sandbox.control().block_account(world.adult().nik, false).expect("lifted");
    restart(&mut phone);
    assert_eq!(phone.app().check_block_again().await, Ok(RELEASED));
    assert_eq!(phone.stage(), RELEASED);
    assert_refuses_the_pin(&mut phone).await;
    phone.app().wipe().expect("wiped");
    assert_eq!(phone.stage(), Stage::Welcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_closes_idle_connections() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let network = restart(&mut phone);
    phone.unlock().await;
    phone.app().documents().sync().await.expect("syncs");
    let before = network.closed.load(Ordering::SeqCst);
    world.sandbox.control().block_account(world.adult().nik, true).expect("blocked");
    phone.app().documents().sync().await.expect_err("blocked");
    assert_eq!(network.closed.load(Ordering::SeqCst), before + 1);
}

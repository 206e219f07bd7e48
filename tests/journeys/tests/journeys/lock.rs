//! Locking, and locking during an unlock.

use std::sync::{Arc, Mutex};

use ikd_core::{
    Ikd, Stage,
    app::{PinEntry, PinError, StageObserver},
    platform::{
        KeystoreError,
        testing::{Fault, FaultKeystore},
    },
    registration::{FormShape, Step},
    vault::{PinRule, VaultError},
};
use ikd_journeys::{
    PIN, Phone, World,
    waiting::{HeldKeystore, until, until_stage},
};
use zeroize::Zeroizing;

const NEW_PIN: &str = "940275";

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn twice(pin: &str) -> PinEntry {
    PinEntry { pin: secret(pin), repeat: secret(pin) }
}

async fn locked(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().lock().expect("locks");
    phone
}

/// Restarts the app with a key store that can be paused.
fn with_held_keystore(phone: &mut Phone) -> Arc<HeldKeystore> {
    let mut held = None;
    phone.restart_with(|platform, network| {
        let keystore = HeldKeystore::around(platform.keystore.clone());
        platform.keystore = held.insert(keystore).clone();
        network
    });
    held.expect("set while the app opened")
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_while_the_pin_is_checked_leaves_the_vault_locked() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let keystore = with_held_keystore(&mut phone);
    let app = phone.app().clone();
    let held = keystore.hold();
    let unlocking = app.lock().unlock(secret(PIN));
    let resume = held.reached().await;
    app.lock().lock().expect("locks");
    drop(resume);
    assert_eq!(unlocking.await, Err(PinError::Vault(VaultError::Locked)));
    assert!(matches!(app.stage(), Stage::Locked { .. }) && app.documents().list().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlock_that_fails_at_any_call_of_the_key_store_leaves_the_vault_locked() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    world.network_goes();
    let failed = Fault::FailBefore(KeystoreError::Failed { transient: true, number: 7 });
    let mut faulty = None;
    phone.restart_with(|platform, network| {
        let keystore = Arc::new(FaultKeystore::new(platform.keystore.clone(), u64::MAX, failed));
        platform.keystore = keystore.clone();
        faulty = Some(keystore);
        network
    });
    let keystore = faulty.expect("set while the app opened");
    let mut refused = 0;
    for call in 0..30 {
        keystore.again_in(call);
        let outcome = phone.app().lock().unlock(secret(PIN)).await;
        let open = phone.stage() == Stage::Unlocked;
        assert_eq!(outcome.is_ok(), open, "call {call}: {outcome:?}, but the vault is open: {open}");
        refused += u32::from(!open);
        keystore.again_in(u64::MAX / 2);
        phone.app().lock().lock().expect("locks");
    }
    assert!(refused > 5, "the key store failed too rarely: {refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlock_completes_when_its_caller_stops_waiting() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let keystore = with_held_keystore(&mut phone);
    let held = keystore.hold();
    let unlocking = tokio::spawn(phone.app().lock().unlock(secret(PIN)));
    let resume = held.reached().await;
    unlocking.abort();
    assert!(unlocking.await.is_err_and(|error| error.is_cancelled()));
    drop(resume);
    until_stage(phone.app(), |stage| *stage == Stage::Unlocked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlock_that_is_never_awaited_opens_the_vault() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    drop(phone.app().lock().unlock(secret(PIN)));
    until_stage(phone.app(), |stage| *stage == Stage::Unlocked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_that_is_never_awaited_counts_one_attempt() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    drop(phone.app().lock().unlock(secret("271829")));
    until_stage(phone.app(), |stage| matches!(stage, Stage::Locked { attempts_left: 9, .. })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_for_presence_that_is_never_awaited_counts_one_attempt() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let keystore = with_held_keystore(&mut phone);
    phone.unlock().await;
    let app = phone.app().clone();
    let held = keystore.hold();
    drop(app.lock().verify_user(secret("271829")));
    drop(held.reached().await);
    // Locking waits for the PIN check in progress.
    app.lock().lock().expect("locks");
    assert!(matches!(app.stage(), Stage::Locked { attempts_left: 9, .. }), "{:?}", app.stage());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlock_starts_a_sync_that_fetches_changed_documents() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let change = ikd_sandbox::RecordChange {
        street: Some("JALAN BARU 7".to_owned()),
        ..ikd_sandbox::RecordChange::default()
    };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    phone.unlock().await;
    let documents = phone.app().documents().clone();
    until("the changed document arrives", || {
        documents.list().expect("unlocked").iter().any(|entry| entry.version == 2)
    })
    .await;
}

/// Calls the core from inside the notification, as view models do.
struct Reader {
    app: Ikd,
    read: Mutex<Vec<bool>>,
}

impl StageObserver for Reader {
    fn stage_changed(&self, stage: Stage) {
        if stage == Stage::Unlocked {
            self.read.lock().unwrap().push(self.app.documents().list().is_ok());
            self.app.lock().touched();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_can_read_documents_when_notified_of_the_unlock() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let reader = Arc::new(Reader { app: phone.app().clone(), read: Mutex::default() });
    let observation = phone.app().observe(reader.clone());
    phone.unlock().await;
    assert_eq!(*reader.read.lock().unwrap(), [true]);
    drop(observation);
}

#[tokio::test(flavor = "multi_thread")]
async fn proving_presence_with_the_pin_leaves_the_vault_unlocked() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().verify_user(secret(PIN)).await.expect("the PIN is right");
    assert_eq!(phone.stage(), Stage::Unlocked);
    phone.app().lock().verify_user(secret("271829")).await.expect_err("another PIN");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_result_of_a_pin_change_is_correct_when_the_app_locks_meanwhile() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let keystore = with_held_keystore(&mut phone);
    phone.unlock().await;
    let app = phone.app().clone();
    let held = keystore.hold();
    let changing = app.lock().change_pin(secret(PIN), twice(NEW_PIN));
    let resume = held.reached().await;
    // Locking waits for the change, so it runs on another thread.
    let locking = std::thread::spawn({
        let app = app.clone();
        move || app.lock().lock()
    });
    drop(resume);
    let changed = changing.await.is_ok();
    locking.join().expect("no panic").expect("locks");
    let opens = app.lock().unlock(secret(NEW_PIN)).await.is_ok();
    assert_eq!(changed, opens, "the returned result and the vault disagree");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_change_that_is_never_awaited_takes_effect() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let keystore = with_held_keystore(&mut phone);
    phone.unlock().await;
    let app = phone.app().clone();
    let held = keystore.hold();
    drop(app.lock().change_pin(secret(PIN), twice(NEW_PIN)));
    drop(held.reached().await);
    // PIN attempts run one after the other: this one starts after the change.
    app.lock().verify_user(secret(NEW_PIN)).await.expect("the new PIN is in force");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_creation_that_is_never_awaited_creates_the_vault() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let applicant = world.adult();
    phone.send_all(&applicant, FormShape::Short).await;
    phone.pair().await;
    phone.be_approved().await;
    phone.activate(&applicant).await;
    assert_eq!(phone.step(), Step::CreatePin);
    drop(phone.app().lock().create_pin(twice(PIN)));
    until_stage(phone.app(), |stage| *stage == Stage::Unlocked).await;
}

/// An observer that waits for a PIN operation as soon as the vault is open.
struct ConfirmsAtOnce {
    app: Ikd,
    done: tokio::sync::mpsc::UnboundedSender<Result<(), PinError>>,
}

impl StageObserver for ConfirmsAtOnce {
    fn stage_changed(&self, stage: Stage) {
        if stage == Stage::Unlocked {
            let confirming = self.app.lock().verify_user(secret(PIN));
            let confirmed =
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(confirming));
            let _ = self.done.send(confirmed);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_may_wait_for_a_pin_operation() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let (done, mut confirmed) = tokio::sync::mpsc::unbounded_channel();
    let observer = Arc::new(ConfirmsAtOnce { app: phone.app().clone(), done });
    let observation = phone.app().observe(observer);
    let unlocking = phone.app().lock().unlock(secret(PIN));
    let both = async { (unlocking.await, confirmed.recv().await) };
    let ended = tokio::time::timeout(std::time::Duration::from_secs(120), both).await;
    assert_eq!(ended.expect("no operation waits for the other"), (Ok(()), Some(Ok(()))));
    drop(observation);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wait_in_the_stage_is_what_is_left_of_it() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    for wrong in ["604182", "283950", "719346"] {
        assert!(phone.app().lock().unlock(secret(wrong)).await.is_err());
    }
    let left = |phone: &mut Phone| match phone.stage() {
        Stage::Locked { attempts_left: 7, retry_after_ms, .. } => retry_after_ms,
        other => panic!("not locked but {other:?}"),
    };
    let first = left(&mut phone);
    phone.clock.pass_ms(20_000);
    assert!((1..=first - 20_000).contains(&left(&mut phone)));
    phone.clock.pass_ms(first);
    assert_eq!(left(&mut phone), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_entry_of_a_new_pin_is_checked_before_it_is_repeated() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    assert!(phone.app().lock().check_pin(NEW_PIN).is_err(), "no PIN is to be set yet");
    phone.register(&world.adult()).await;
    let app = phone.app();
    assert_eq!(app.lock().check_pin(NEW_PIN), Ok(()));
    assert_eq!(app.lock().check_pin("12345"), Err(PinError::NotAPin));
    assert_eq!(app.lock().check_pin("123456"), Err(PinError::Rejected(PinRule::Series)));
    let nik = format!("{:016}", world.adult().nik);
    assert!(matches!(app.lock().check_pin(&nik[10..]), Err(PinError::Rejected(_))), "digits of the NIK");
}

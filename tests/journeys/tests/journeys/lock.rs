//! Locking, and what happens to an unlock that meets it.

use std::sync::{Arc, Mutex};

use ikd_core::{
    Ikd, Stage,
    app::{StageObserver, UnlockError},
    platform::{
        KeystoreError,
        testing::{Fault, FaultKeystore},
    },
    registration::{FormShape, PinEntry, Step},
    vault::VaultError,
};
use ikd_journeys::{PIN, Phone, World};
use zeroize::Zeroizing;

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

async fn locked(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().lock().expect("locks");
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_while_the_pin_is_checked_leaves_the_vault_locked() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let app = phone.app().clone();
    // On a busy machine the lock may come before the check begins or after it ended: then it is tried again.
    for round in 1..=10 {
        let unlocking = tokio::spawn({
            let app = app.clone();
            async move { app.lock().unlock(secret(PIN)).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(10 * round)).await;
        app.lock().lock().expect("locks");
        let outcome = unlocking.await.expect("no panic");
        if outcome.is_err() {
            assert!(matches!(outcome, Err(UnlockError::Vault(VaultError::Locked))), "{outcome:?}");
            assert!(matches!(app.stage(), Stage::Locked { .. }) && app.documents().list().is_err());
            return;
        }
        app.lock().lock().expect("locks");
    }
    panic!("the lock never met an unlock under way");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlock_that_fails_at_any_call_of_the_key_store_leaves_the_vault_locked() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    world.network_goes();
    let failed = Fault::FailBefore(KeystoreError::Failed { transient: true, code: 7 });
    let mut faulty = None;
    phone.restart_with(|platform, network| {
        let keystore = Arc::new(FaultKeystore::new(platform.keystore.clone(), u64::MAX, failed));
        platform.keystore = keystore.clone();
        faulty = Some(keystore);
        network
    });
    let keystore = faulty.expect("made on opening");
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
async fn a_screen_that_stops_waiting_for_the_unlock_still_finds_the_vault_open() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let app = phone.app().clone();
    let wait = std::time::Duration::from_millis(10);
    assert!(tokio::time::timeout(wait, app.lock().unlock(secret(PIN))).await.is_err(), "too fast to give up");
    for _ in 0..200 {
        if app.stage() == Stage::Unlocked {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("still {:?}", app.stage());
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_follow_the_record_by_themselves_after_an_unlock() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let change = ikd_sandbox::RecordChange {
        street: Some("JALAN BARU 7".to_owned()),
        ..ikd_sandbox::RecordChange::default()
    };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    phone.unlock().await;
    for _ in 0..200 {
        let list = phone.app().documents().list().expect("unlocked");
        if list.iter().any(|entry| entry.version == 2) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nothing arrived");
}

/// Uses the core from within the call, as view models do.
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
async fn when_an_observer_hears_that_the_vault_is_open_documents_can_be_read() {
    let world = World::new().await;
    let mut phone = locked(&world).await;
    let reader = Arc::new(Reader { app: phone.app().clone(), read: Mutex::default() });
    let observation = phone.app().observe(reader.clone());
    phone.unlock().await;
    assert_eq!(*reader.read.lock().unwrap(), [true]);
    drop(observation);
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_is_proved_again_without_closing_anything() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().prove_presence(secret(PIN)).await.expect("the PIN is right");
    assert_eq!(phone.stage(), Stage::Unlocked);
    phone.app().lock().prove_presence(secret("271829")).await.expect_err("another PIN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_was_changed_is_never_reported_as_not_changed() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let app = phone.app().clone();
    let entry = PinEntry { pin: secret("940275"), repeat: secret("940275") };
    let changing = tokio::spawn({
        let app = app.clone();
        async move { app.lock().change_pin(secret(PIN), entry).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    app.lock().lock().expect("locks");
    let changed = changing.await.expect("no panic").is_ok();
    let opens = app.lock().unlock(secret("940275")).await.is_ok();
    assert_eq!(changed, opens, "the report and the vault disagree");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_screen_that_is_left_while_the_vault_is_made_still_ends_in_a_vault() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let applicant = world.adult();
    phone.fill_in(&applicant, FormShape::Short);
    phone.take_selfie();
    phone.submit().await;
    phone.pair().await;
    phone.be_approved().await;
    phone.activate(&applicant).await;
    assert_eq!(phone.step(), Step::CreatePin);
    let app = phone.app().clone();
    let entry = PinEntry { pin: secret(PIN), repeat: secret(PIN) };
    let wait = std::time::Duration::from_millis(10);
    assert!(tokio::time::timeout(wait, app.lock().create_pin(entry)).await.is_err(), "too fast to give up");
    for _ in 0..200 {
        if app.stage() == Stage::Unlocked {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("still {:?}", app.stage());
}

//! Proving presence with a biometric while the vault is unlocked, and the idle lock.

use ikd_core::{
    Stage,
    app::PinEntry,
    app::{DeviceWarning, VerifyUserError},
    platform::{
        BiometricError, BiometricGate, BiometricPurpose, BiometricStatus, Keystore, KeystoreError,
        testing::{MemoryKeystore, TestPhone, TestSensor},
    },
    presentation::{PresentError, Showing},
    vault::VaultError,
};
use ikd_journeys::{PIN, Phone, World};
use ikd_proof::ViewKind;
use ikd_sandbox::DEMO_AUDIENCE;
use std::sync::Arc;
use zeroize::Zeroizing;

const PRESENCE_KEY: &str = "ikd.bio.presence";

/// A registered, unlocked phone with a fingerprint sensor.
async fn phone_with_sensor(world: &World) -> (Phone, Arc<TestSensor>, Arc<MemoryKeystore>) {
    let stand_in = TestPhone::new(7);
    let mut phone = world.new_phone("a");
    phone.restart_with(|platform, network| {
        let parts = stand_in.platform();
        (platform.keystore, platform.biometrics) = (parts.keystore, parts.biometrics);
        network
    });
    phone.register(&world.adult()).await;
    (phone, stand_in.sensor.clone(), stand_in.keystore.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_proves_presence_while_the_vault_is_open() {
    let world = World::new().await;
    let (mut phone, _, _) = phone_with_sensor(&world).await;
    assert_eq!(phone.app().lock().biometric_status(), Ok(BiometricStatus::Ready));
    assert_eq!(phone.app().lock().verify_user_by_biometric().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_does_not_open_a_locked_vault() {
    let world = World::new().await;
    let (mut phone, _, _) = phone_with_sensor(&world).await;
    phone.app().lock().lock().expect("locks");
    let locked = Err(VerifyUserError::Vault(VaultError::Locked));
    assert_eq!(phone.app().lock().verify_user_by_biometric().await, locked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_prompt_does_not_prove_presence() {
    let world = World::new().await;
    let (mut phone, sensor, _) = phone_with_sensor(&world).await;
    sensor.answers(Err(BiometricError::Cancelled));
    let cancelled = Err(VerifyUserError::Biometric(BiometricError::Cancelled));
    assert_eq!(phone.app().lock().verify_user_by_biometric().await, cancelled);
}

/// A sensor that reports success without having unsealed the secret.
struct FalseSensor {
    answer: Vec<u8>,
}

impl BiometricGate for FalseSensor {
    fn status(&self) -> Result<BiometricStatus, BiometricError> {
        Ok(BiometricStatus::Ready)
    }

    fn unseal(
        &self,
        _: &str,
        _: &[u8],
        _: &[u8],
        _: BiometricPurpose,
    ) -> Result<Zeroizing<Vec<u8>>, BiometricError> {
        Ok(Zeroizing::new(self.answer.clone()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sensor_that_did_not_unseal_the_secret_does_not_prove_presence() {
    let world = World::new().await;
    let (mut phone, sensor, keystore) = phone_with_sensor(&world).await;
    drop(sensor);
    for answer in [vec![], vec![0; 31], vec![0; 32], vec![0; 33]] {
        phone.restart_with(|platform, network| {
            platform.keystore = keystore.clone();
            platform.biometrics = Some(Arc::new(FalseSensor { answer: answer.clone() }));
            network
        });
        phone.unlock().await;
        let refused = Err(VerifyUserError::Keystore(KeystoreError::Refused));
        assert_eq!(phone.app().lock().verify_user_by_biometric().await, refused, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn proving_presence_with_the_pin_creates_a_new_presence_key() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    let before = keystore.export()[PRESENCE_KEY].clone();
    phone.app().lock().verify_user(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    assert_ne!(keystore.export()[PRESENCE_KEY], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presence_key_that_the_phone_deleted_is_created_again_by_the_pin_only() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    // A new finger was enrolled, so the phone deletes the key.
    keystore.delete_key(PRESENCE_KEY).expect("deleted");
    let changed = Err(VerifyUserError::Biometric(BiometricError::Changed));
    for _ in 0..2 {
        assert_eq!(phone.app().lock().verify_user_by_biometric().await, changed);
    }
    phone.app().lock().verify_user(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    assert_eq!(phone.app().lock().verify_user_by_biometric().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn wiping_destroys_the_presence_key() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    phone.app().lock().verify_user_by_biometric().await.expect("presence");
    phone.app().wipe().expect("wiped");
    assert_eq!(keystore.list_keys("ikd."), Ok(Vec::new()));
}

const FIVE_MINUTES_MS: u64 = 5 * 60_000;

/// A phone with a fingerprint sensor that was not touched for five minutes.
async fn untouched_for_five_minutes(world: &World) -> Phone {
    let stand_in = TestPhone::new(7);
    let mut phone = world.new_phone("a");
    let clock = phone.clock.clone();
    phone.restart_with(|platform, network| {
        let parts = stand_in.platform();
        (platform.keystore, platform.biometrics) = (parts.keystore, parts.biometrics);
        network
    });
    phone.register(&world.adult()).await;
    clock.pass_ms(FIVE_MINUTES_MS);
    phone
}

fn stays_open(phone: &mut Phone) -> bool {
    phone.app().lock().lock_if_idle().expect("the idle time is checked").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_not_touched_for_five_minutes_locks() {
    let world = World::new().await;
    let mut phone = untouched_for_five_minutes(&world).await;
    assert!(!stays_open(&mut phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_touched_three_minutes_ago_stays_unlocked_and_returns_the_time_left() {
    let world = World::new().await;
    let mut phone = untouched_for_five_minutes(&world).await;
    phone.app().lock().touched();
    phone.clock.pass_ms(3 * 60_000);
    let left = phone.app().lock().lock_if_idle().expect("the idle time is checked").expect("still open");
    // At most two minutes remain; fewer if the test machine was slow.
    assert!((1..=2 * 60_000).contains(&left), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_stays_unlocked_in_the_background_for_at_most_30_seconds() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for (away_s, open) in [(10, true), (31, false)] {
        phone.app().lock().went_to_background();
        phone.clock.pass_ms(away_s * 1000);
        phone.app().lock().came_to_foreground().expect("the idle time is checked");
        assert_eq!(phone.stage() == Stage::Unlocked, open, "{away_s} seconds");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_of_presence_restarts_the_idle_time() {
    let world = World::new().await;
    let mut phone = untouched_for_five_minutes(&world).await;
    let pin = || Zeroizing::new(PIN.to_owned());
    phone.app().lock().verify_user(pin()).await.expect("the PIN is right");
    assert!(stays_open(&mut phone), "after the PIN");

    phone.clock.pass_ms(FIVE_MINUTES_MS);
    phone.app().lock().verify_user_by_biometric().await.expect("the finger is right");
    assert!(stays_open(&mut phone), "after the finger");

    phone.clock.pass_ms(FIVE_MINUTES_MS);
    let new = || Zeroizing::new("940275".to_owned());
    let entry = PinEntry { pin: new(), repeat: new() };
    phone.app().lock().change_pin(pin(), entry).await.expect("the PIN is changed");
    assert!(stays_open(&mut phone), "after the change of the PIN");
}

const WINDOW_MS: u64 = 120_000;

/// A showing that has begun, on a phone whose user was verified just now.
fn showing(phone: &mut Phone) -> Showing {
    phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("within the window")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_code_is_signed_120_seconds_after_the_pin() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().verify_user(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    let mut showing = showing(&mut phone);
    assert!(showing.next_frame().is_ok());
    phone.clock.pass_ms(WINDOW_MS);
    assert_eq!(showing.next_frame().err(), Some(PresentError::StepUpRequired));
    phone.app().lock().touched();
    assert_eq!(showing.next_frame().err(), Some(PresentError::StepUpRequired), "a touch proves nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_showing_begins_and_none_is_logged_120_seconds_after_the_pin() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let logged = |phone: &mut Phone| phone.app().activity().recent(100).expect("readable").len();
    let before = logged(&mut phone);
    phone.clock.pass_ms(WINDOW_MS);
    let refused = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).err();
    assert_eq!(refused, Some(PresentError::StepUpRequired));
    assert_eq!(logged(&mut phone), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_of_presence_opens_the_window_again() {
    let world = World::new().await;
    let (mut phone, _, _) = phone_with_sensor(&world).await;
    let pin = || Zeroizing::new(PIN.to_owned());
    phone.app().lock().touched();
    let mut showing = showing(&mut phone);
    for way in ["pin", "finger", "new pin"] {
        phone.clock.pass_ms(WINDOW_MS);
        assert_eq!(showing.next_frame().err(), Some(PresentError::StepUpRequired), "before the {way}");
        let lock = phone.app().lock().clone();
        match way {
            "pin" => lock.verify_user(pin()).await.expect("the PIN is right"),
            "finger" => lock.verify_user_by_biometric().await.expect("the finger is right"),
            _ => {
                let new = || Zeroizing::new("940275".to_owned());
                lock.change_pin(pin(), PinEntry { pin: new(), repeat: new() }).await.expect("changed");
            }
        }
        assert!(showing.next_frame().is_ok(), "after the {way}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_finger_does_not_open_the_window() {
    let world = World::new().await;
    let (mut phone, sensor, _) = phone_with_sensor(&world).await;
    let mut showing = showing(&mut phone);
    phone.clock.pass_ms(WINDOW_MS);
    sensor.answers(Err(BiometricError::Failed { number: 1 }));
    assert!(phone.app().lock().verify_user_by_biometric().await.is_err());
    assert_eq!(showing.next_frame().err(), Some(PresentError::StepUpRequired));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_screen_refuses_a_code_and_loses_neither_key_nor_view() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    let mut showing = showing(&mut phone);
    keystore.lock_screen(true);
    assert_eq!(showing.next_frame().err(), Some(PresentError::StepUpRequired));
    let keys = keystore.list_keys("ikd.view.").expect("listed");
    phone.app().documents().sync().await.expect("a sync needs no view key");
    assert_eq!(keystore.list_keys("ikd.view.").expect("listed"), keys);
    keystore.lock_screen(false);
    assert!(showing.next_frame().is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_without_a_lock_screen_and_hardware_keys_is_warned_about_and_may_register() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    assert_eq!(phone.app().warnings(), Ok(vec![DeviceWarning::SoftwareKeys]));
    keystore.remove_screen_lock(true);
    let both = vec![DeviceWarning::NoScreenLock, DeviceWarning::SoftwareKeys];
    assert_eq!(phone.app().warnings(), Ok(both));
    assert_eq!(phone.stage(), Stage::Unlocked);
}

//! Proving presence again by a biometric while the vault is open.

use ikd_core::{
    Stage,
    app::PinEntry,
    app::VerifyUserError,
    platform::{
        BiometricError, BiometricGate, BiometricPurpose, BiometricStatus, Keystore, KeystoreError,
        testing::{MemoryKeystore, TestPhone, TestSensor},
    },
    vault::VaultError,
};
use ikd_journeys::{PIN, Phone, World};
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
async fn closing_the_prompt_proves_nothing() {
    let world = World::new().await;
    let (mut phone, sensor, _) = phone_with_sensor(&world).await;
    sensor.answers(Err(BiometricError::Cancelled));
    let cancelled = Err(VerifyUserError::Biometric(BiometricError::Cancelled));
    assert_eq!(phone.app().lock().verify_user_by_biometric().await, cancelled);
}

/// A sensor that says yes without having opened anything.
struct Liar {
    answer: Vec<u8>,
}

impl BiometricGate for Liar {
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
async fn a_sensor_that_did_not_open_the_secret_proves_nothing() {
    let world = World::new().await;
    let (mut phone, sensor, keystore) = phone_with_sensor(&world).await;
    drop(sensor);
    for answer in [vec![], vec![0; 31], vec![0; 32], vec![0; 33]] {
        phone.restart_with(|platform, network| {
            platform.keystore = keystore.clone();
            platform.biometrics = Some(Arc::new(Liar { answer: answer.clone() }));
            network
        });
        phone.unlock().await;
        let refused = Err(VerifyUserError::Keystore(KeystoreError::Refused));
        assert_eq!(phone.app().lock().verify_user_by_biometric().await, refused, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_makes_the_key_behind_the_sensor_anew() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    let before = keystore.export()[PRESENCE_KEY].clone();
    phone.app().lock().verify_user(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    assert_ne!(keystore.export()[PRESENCE_KEY], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_phone_dropped_is_not_made_anew_by_a_finger() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    // Somebody enrolled a finger: the phone drops the key.
    keystore.delete_key(PRESENCE_KEY).expect("deleted");
    let changed = Err(VerifyUserError::Biometric(BiometricError::Changed));
    for _ in 0..2 {
        assert_eq!(phone.app().lock().verify_user_by_biometric().await, changed);
    }
    phone.app().lock().verify_user(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    assert_eq!(phone.app().lock().verify_user_by_biometric().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn wiping_destroys_the_key_behind_the_sensor() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    phone.app().lock().verify_user_by_biometric().await.expect("presence");
    phone.app().wipe().expect("wiped");
    assert_eq!(keystore.list_keys("ikd."), Ok(Vec::new()));
}

const FIVE_MINUTES_MS: u64 = 5 * 60_000;

/// A phone that nobody touched for five minutes, and what it is given then.
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
    phone.app().lock().lock_if_idle().expect("asked").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_nobody_touches_locks() {
    let world = World::new().await;
    let mut phone = untouched_for_five_minutes(&world).await;
    assert!(!stays_open(&mut phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_was_touched_three_minutes_ago_stays_open_and_says_for_how_long() {
    let world = World::new().await;
    let mut phone = untouched_for_five_minutes(&world).await;
    phone.app().lock().touched();
    phone.clock.pass_ms(3 * 60_000);
    let left = phone.app().lock().lock_if_idle().expect("asked").expect("still open");
    // No more than two minutes: some of them may have passed on the machine that runs this.
    assert!((1..=2 * 60_000).contains(&left), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_stays_open_for_half_a_minute_in_the_background_and_no_longer() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for (away_s, open) in [(10, true), (31, false)] {
        phone.app().lock().went_to_background();
        phone.clock.pass_ms(away_s * 1000);
        phone.app().lock().came_to_foreground().expect("looked at");
        assert_eq!(phone.stage() == Stage::Unlocked, open, "{away_s} seconds");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_proof_that_somebody_is_there_keeps_the_vault_open() {
    let world = World::new().await;
    let mut phone = untouched_for_five_minutes(&world).await;
    let pin = || Zeroizing::new(PIN.to_owned());
    phone.app().lock().verify_user(pin()).await.expect("the PIN is right");
    assert!(stays_open(&mut phone), "the PIN");

    phone.clock.pass_ms(FIVE_MINUTES_MS);
    phone.app().lock().verify_user_by_biometric().await.expect("the finger is right");
    assert!(stays_open(&mut phone), "the finger");

    phone.clock.pass_ms(FIVE_MINUTES_MS);
    let new = || Zeroizing::new("940275".to_owned());
    let entry = PinEntry { pin: new(), repeat: new() };
    phone.app().lock().change_pin(pin(), entry).await.expect("the PIN is changed");
    assert!(stays_open(&mut phone), "the change of the PIN");
}

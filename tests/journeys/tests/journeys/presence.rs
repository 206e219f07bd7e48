//! Proving presence again by a biometric while the vault is open.

use ikd_core::{
    app::PresenceError,
    platform::{
        BiometricError, BiometricStatus, Keystore,
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
    assert_eq!(phone.app().lock().prove_presence_by_biometric().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_does_not_open_a_locked_vault() {
    let world = World::new().await;
    let (mut phone, _, _) = phone_with_sensor(&world).await;
    phone.app().lock().lock().expect("locks");
    let locked = Err(PresenceError::Vault(VaultError::Locked));
    assert_eq!(phone.app().lock().prove_presence_by_biometric().await, locked);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_the_prompt_proves_nothing() {
    let world = World::new().await;
    let (mut phone, sensor, _) = phone_with_sensor(&world).await;
    sensor.answers(Err(BiometricError::Cancelled));
    let cancelled = Err(PresenceError::Biometric(BiometricError::Cancelled));
    assert_eq!(phone.app().lock().prove_presence_by_biometric().await, cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_makes_the_key_behind_the_sensor_anew() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    let before = keystore.export()[PRESENCE_KEY].clone();
    phone.app().lock().prove_presence(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    assert_ne!(keystore.export()[PRESENCE_KEY], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_phone_dropped_is_not_made_anew_by_a_finger() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    // Somebody enrolled a finger: the phone drops the key.
    keystore.delete(PRESENCE_KEY).expect("deleted");
    let changed = Err(PresenceError::Biometric(BiometricError::Changed));
    for _ in 0..2 {
        assert_eq!(phone.app().lock().prove_presence_by_biometric().await, changed);
    }
    phone.app().lock().prove_presence(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    assert_eq!(phone.app().lock().prove_presence_by_biometric().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn wiping_destroys_the_key_behind_the_sensor() {
    let world = World::new().await;
    let (mut phone, _, keystore) = phone_with_sensor(&world).await;
    phone.app().lock().prove_presence_by_biometric().await.expect("presence");
    phone.app().wipe().expect("wiped");
    assert_eq!(keystore.list("ikd."), Ok(Vec::new()));
}

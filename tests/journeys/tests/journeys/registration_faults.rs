//! What goes wrong between phone and service while somebody registers, and what must be true afterwards.

use std::{fs, path::PathBuf};

use ikd_core::{
    Stage,
    app::UnusableReason,
    registration::{FormShape, Step},
};
use ikd_journeys::{Phone, World};
use ikd_sandbox::Approval;

/// The sealed record of the registration, as it is on disk.
fn registration_files(phone: &Phone) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fs::read_dir(phone.data_dir().join("registration")).expect("there is a registration");
    folder
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(&path).expect("it can be read")))
        .collect()
}

/// A phone whose citizen sent everything and waits for the counter.
async fn at_the_counter(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.take_selfie();
    phone.submit().await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_key_and_file_of_the_finished_registration_the_app_opens() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = at_the_counter(&world).await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone.activate(&adult).await;
    let files = registration_files(&phone);
    phone.create_pin().await;
    phone.kill();
    // The key is gone already, the file not yet.
    for (path, bytes) in files {
        fs::write(path, bytes).expect("it is put back");
    }
    assert!(matches!(phone.stage(), Stage::Locked { .. }), "{:?}", phone.stage());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_registration_is_a_stage() {
    let world = World::new().await;
    let mut phone = damaged_registration(&world);
    assert_eq!(phone.stage(), Stage::Unusable { reason: UnusableReason::Damaged });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_registration_can_be_wiped_and_begun_anew() {
    let world = World::new().await;
    let mut phone = damaged_registration(&world);
    phone.app().wipe().expect("it can be wiped");
    phone.fill_in(&world.adult(), FormShape::Short);
    assert_eq!(phone.step(), Step::Selfie);
}

fn damaged_registration(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.fill_in(&world.adult(), FormShape::Short);
    phone.kill();
    for (path, bytes) in registration_files(&phone) {
        fs::write(path, vec![0x5a; bytes.len()]).expect("it is damaged");
    }
    phone
}

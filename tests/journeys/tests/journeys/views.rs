//! The views that a QR shows, and their keys: renewed when something behind them changes, and no key stays behind.

use ikd_core::documents::SyncError;
use ikd_journeys::{LyingService, Phone, World};
use ikd_proof::ViewKind;
use ikd_sandbox::{DEMO_AUDIENCE, RecordChange};

fn view_keys(phone: &Phone) -> Vec<String> {
    phone.keystore().list("ikd.view.").expect("the keys")
}

fn change_the_name(world: &World) {
    let change = RecordChange { name: Some("NAMA YANG BARU".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_ktp_makes_new_views_and_destroys_the_keys_of_the_old_ones() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let before = view_keys(&phone);
    assert_eq!(before.len(), ViewKind::ALL.len());
    change_the_name(&world);
    phone.app().documents().sync().await.expect("syncs");
    let after = view_keys(&phone);
    assert_eq!(after.len(), ViewKind::ALL.len());
    assert!(after.iter().all(|key| !before.contains(key)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_whose_key_the_phone_has_lost_is_made_anew() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for key in view_keys(&phone) {
        phone.keystore().delete(&key).expect("deleted");
    }
    phone.app().documents().sync().await.expect("syncs");
    for kind in ViewKind::ALL {
        let mut showing = phone.app().presenter().start(kind, DEMO_AUDIENCE).expect("it shows");
        showing.next_frame().expect("a code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_not_kept_leaves_no_key() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let service = LyingService::serve(&mut phone);
    phone.unlock().await;
    phone.app().documents().sync().await.expect("syncs");
    let before = view_keys(&phone);
    change_the_name(&world);
    service.lies(|target, body| {
        if target == "/v1/views" {
            *body = b"{\"views\":[]}".to_vec();
        }
    });
    let outcome = phone.app().documents().sync().await;
    assert!(matches!(outcome, Err(SyncError::Service(_))), "{outcome:?}");
    assert_eq!(view_keys(&phone), before);
}

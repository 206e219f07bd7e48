//! The views that a QR shows, and their keys: both are renewed when the KTP changes or a key is lost, and unused keys
//! are deleted.

use std::sync::Arc;

use ikd_core::{documents::SyncError, service::contract::Bytes};
use ikd_journeys::{Phone, World};
use ikd_proof::{PublicKey, Signer as _, SoftwareSigner, View, ViewKind};
use ikd_sandbox::DEMO_AUDIENCE;

use crate::false_answers::{another, change_the_name, edit, registered, text};

const VIEWS: &str = "/v1/views";

fn view_keys(phone: &Phone) -> Vec<String> {
    phone.keystore().list_keys("ikd.view.").expect("the keys")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_ktp_renews_the_views_and_destroys_the_keys_of_the_old_ones() {
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
async fn a_view_whose_key_the_phone_has_lost_is_renewed() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    for key in view_keys(&phone) {
        phone.keystore().delete_key(&key).expect("deleted");
    }
    phone.app().documents().sync().await.expect("syncs");
    for kind in ViewKind::ALL {
        let mut showing = phone.app().presenter().start(kind, DEMO_AUDIENCE).expect("showing starts");
        showing.next_frame().expect("a code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_view_changes_no_key() {
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    let before = view_keys(&phone);
    assert_eq!(before.len(), ViewKind::ALL.len());
    change_the_name(&world);
    service.tamper(|target, body| {
        if target == VIEWS {
            *body = br#"{"views":[]}"#.to_vec();
        }
    });
    let outcome = phone.app().documents().sync().await;
    assert!(matches!(outcome, Err(SyncError::Service(_))), "{outcome:?}");
    assert_eq!(view_keys(&phone), before);
}

fn unrelated_key() -> PublicKey {
    SoftwareSigner::from_bytes(&[9; 32]).expect("a key").public_key()
}

/// The result of a sync in which `change` has altered the issued view of `kind`.
async fn sync_with_changed_view(
    kind: ViewKind,
    change: impl Fn(&World, &mut View) + Send + Sync + 'static,
) -> Result<(), SyncError> {
    let world = Arc::new(World::new().await);
    let (mut phone, service) = registered(&world).await;
    change_the_name(&world);
    let issuer = world.clone();
    service.tamper(move |target, body| {
        if target != VIEWS {
            return;
        }
        edit(body, |issued| {
            let issued = &mut issued["views"][0];
            let bytes: Bytes = serde_json::from_value(issued.clone()).expect("a view");
            let mut view = View::read_stored(&bytes.0).expect("a view");
            if view.claims.kind() == kind {
                change(&issuer, &mut view);
                *issued = text(&issuer.sandbox.control().sign_view(&view).expect("signed"));
            }
        });
    });
    let outcome = phone.app().documents().sync().await.map(drop);
    if outcome.is_err() {
        // The key of a view that was not stored is deleted.
        let keys = phone.keystore().list_keys(&format!("ikd.view.{}.", kind.code())).expect("the keys");
        assert_eq!(keys.len(), 1);
    }
    outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_signed_again_for_the_same_key_is_stored() {
    assert_eq!(sync_with_changed_view(ViewKind::Basic, |_, view| view.expires_at -= 1).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_another_kind_than_requested_is_not_stored() {
    let outcome = sync_with_changed_view(ViewKind::FullKtp, |_, view| view.claims.ktp = None).await;
    assert_eq!(outcome, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_another_holder_is_not_stored() {
    let outcome =
        sync_with_changed_view(ViewKind::Basic, |world, view| view.claims.nik = another(world)).await;
    assert_eq!(outcome, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_for_another_key_is_not_stored() {
    let outcome = sync_with_changed_view(ViewKind::Basic, |_, view| view.key = unrelated_key()).await;
    assert_eq!(outcome, Err(SyncError::Untrusted));
}

//! The views that a QR shows, and their keys: renewed when something behind them changes, and no key stays behind.

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
        phone.keystore().delete_key(&key).expect("deleted");
    }
    phone.app().documents().sync().await.expect("syncs");
    for kind in ViewKind::ALL {
        let mut showing = phone.app().presenter().start(kind, DEMO_AUDIENCE).expect("it shows");
        showing.next_frame().expect("a code");
    }
}

fn key_of_nobody() -> PublicKey {
    SoftwareSigner::from_bytes(&[9; 32]).expect("a key").public_key()
}

/// What a phone says when the view of `kind` that it asks for is replaced by what `change` makes of it.
async fn told_of_view(
    kind: ViewKind,
    change: impl Fn(&World, &mut View) + Send + Sync + 'static,
) -> Result<(), SyncError> {
    let world = Arc::new(World::new().await);
    let (mut phone, service) = registered(&world).await;
    change_the_name(&world);
    let liar = world.clone();
    service.tamper(move |target, body| {
        if target != VIEWS {
            return;
        }
        edit(body, |issued| {
            let issued = &mut issued["views"][0];
            let bytes: Bytes = serde_json::from_value(issued.clone()).expect("a view");
            let mut view = View::read_stored(&bytes.0).expect("a view");
            if view.claims.kind() == kind {
                change(&liar, &mut view);
                *issued = text(&liar.sandbox.control().sign_view(&view).expect("signed"));
            }
        });
    });
    let told = phone.app().documents().sync().await.map(drop);
    if told.is_err() {
        // What was not kept left no key behind.
        let keys = phone.keystore().list_keys(&format!("ikd.view.{}.", kind.code())).expect("the keys");
        assert_eq!(keys.len(), 1);
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_signed_anew_for_the_same_key_is_kept() {
    assert_eq!(told_of_view(ViewKind::Basic, |_, view| view.expires_at -= 1).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_another_kind_than_was_asked_for_is_not_kept() {
    let told = told_of_view(ViewKind::FullKtp, |_, view| view.claims.ktp = None).await;
    assert_eq!(told, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_somebody_else_is_not_kept() {
    let told = told_of_view(ViewKind::Basic, |world, view| view.claims.nik = another(world)).await;
    assert_eq!(told, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_for_another_key_is_not_kept() {
    let told = told_of_view(ViewKind::Basic, |_, view| view.key = key_of_nobody()).await;
    assert_eq!(told, Err(SyncError::Untrusted));
}

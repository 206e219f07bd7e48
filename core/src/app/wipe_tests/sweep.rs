//! Which keys an opening and an unlock destroy, and which they keep.

use ikd_proof::ViewKind;

use super::*;
use crate::views::stored_view;

#[test]
fn opening_without_a_vault_keeps_exactly_the_keys_of_the_registration() {
    for rig in [Rig::new(), Rig::registering()] {
        let kept = rig.keys();
        for family in ["pin", "epoch", "bio", "device", "view", "reg"] {
            rig.phone.keystore.create_key(&format!("ikd.{family}.stray"), SIGNS).unwrap();
        }
        let before = rig.open().stage();
        assert_eq!(rig.keys(), kept);
        assert_eq!(rig.open().stage(), before);
    }
}

#[test]
fn a_registration_that_cannot_be_read_keeps_the_keys_it_may_use() {
    let rig = Rig::registering();
    let kept = rig.keys();
    let file = rig.home.path().join("data/registration/registration.db");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, vec![0x5a; bytes.len()]).unwrap();
    rig.phone.keystore.create_key("ikd.view.stray", SIGNS).unwrap();
    assert_eq!(rig.open().stage(), Stage::Unusable { reason: UnusableReason::Damaged });
    assert_eq!(rig.keys(), kept);
}

#[tokio::test]
async fn an_unlock_destroys_unused_keys_and_a_wrong_pin_does_not() {
    let rig = Rig::with_account();
    let kept: Vec<_> = rig.keys().into_iter().filter(|key| !key.starts_with("ikd.epoch.")).collect();
    // Of a registration that was given up, of one that never began, of a view whose record was not written.
    let strays = ["ikd.device.stray", "ikd.reg.stray", "ikd.view.stray"];
    for stray in strays {
        rig.phone.keystore.create_key(stray, SIGNS).unwrap();
    }
    let app = rig.open();
    assert!(app.lock().unlock(typed(WRONG[0])).await.is_err());
    assert!(
        strays.iter().all(|stray| rig.keys().contains(&(*stray).to_owned())),
        "only the PIN lets the sweep run"
    );
    app.lock().unlock(typed(PIN)).await.unwrap();
    let left: Vec<_> = rig.keys().into_iter().filter(|key| !key.starts_with("ikd.epoch.")).collect();
    assert_eq!(left, kept);
}

#[tokio::test]
async fn an_unlock_destroys_no_key_that_a_sync_under_way_may_have_made() {
    let rig = Rig::with_account();
    let made = "ikd.view.not-recorded-yet".to_owned();
    rig.phone.keystore.create_key(&made, SIGNS).unwrap();
    let app = rig.open();
    let _sync = app.documents().prevent_sync().unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    assert!(rig.keys().contains(&made));
}

#[tokio::test]
async fn a_view_that_cannot_be_read_keeps_all_keys() {
    let rig = Rig::with_account();
    let app = rig.open();
    let mut session = app.0.vault.unlock(&pin(PIN)).unwrap();
    session.put(Table::VIEWS, &[1], b"not a view", b"a view").unwrap();
    // No view, so that the next sync renews it, and not damage.
    assert!(stored_view(&session, ViewKind::Basic).unwrap().is_none());
    app.0.vault.lock(session).unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    for alias in VIEWS.iter().chain([&DEVICE_KEY]) {
        assert!(rig.keys().contains(&(*alias).to_owned()), "{alias}");
    }
}

//! From registration (*Daftar*) to documents, with both form shapes.

use std::sync::{Arc, Mutex};

use ikd_core::{
    Stage,
    app::StageObserver,
    registration::{FormShape, Step},
};
use ikd_journeys::{PIN, World};
use ikd_proof::DocumentType;
use zeroize::Zeroizing;

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_registers_with_the_short_form() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    assert_eq!(phone.stage(), Stage::Unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_registers_with_the_long_form_and_by_showing_a_qr() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let applicant = world.adult();
    phone.send_all(&applicant, FormShape::Long).await;
    let qr = phone.app().registration().pairing_qr().expect("the phone shows a QR");
    let left = phone.app().remaining_ms(qr.expires_at);
    assert!((30_000..=120_000).contains(&left), "{left}");
    world.sandbox.office().scan_phone(&qr.text).expect("the counter scans it");
    phone.check_status().await;
    phone.be_approved().await;
    phone.activate(&applicant).await;
    phone.create_pin().await;
    assert_eq!(phone.stage(), Stage::Unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documents_of_the_record_arrive_and_open() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let documents = phone.app().documents().clone();
    let list = documents.list().expect("the list");
    for kind in [DocumentType::Ktp, DocumentType::FamilyCard, DocumentType::Biodata] {
        let entry = list.iter().find(|entry| entry.kind == kind).expect("the record has it");
        let document = documents.open(entry.id).expect("it opens");
        assert!(document.example && document.holder.as_u64() == world.adult().nik, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sync_brings_nothing_new() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let outcome = phone.app().documents().sync().await.expect("syncs");
    assert_eq!((outcome.added, outcome.changed, outcome.removed), (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_cannot_be_read_while_locked_and_can_be_read_after_the_pin() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().lock().expect("locks");
    assert!(matches!(
        phone.stage(),
        Stage::Locked { attempts_left: 10, attempts_mentioned: None, retry_after_ms: 0 }
    ));
    assert!(phone.app().documents().list().is_err());
    phone.unlock().await;
    assert!(!phone.app().documents().list().expect("the list").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn unlock_with_wrong_pin_counts_one_attempt() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().lock().expect("locks");
    let wrong = Zeroizing::new("271828".to_owned());
    phone.app().lock().unlock(wrong).await.expect_err("a wrong PIN");
    assert!(
        matches!(phone.stage(), Stage::Locked { attempts_left: 9, attempts_mentioned: Some(9), .. }),
        "{:?}",
        phone.stage()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_pin_change_only_the_new_pin_unlocks() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let secret = |text: &str| Zeroizing::new(text.to_owned());
    let entry = ikd_core::app::PinEntry { pin: secret("940275"), repeat: secret("940275") };
    phone.app().lock().change_pin(secret(PIN), entry).await.expect("changed");
    phone.app().lock().lock().expect("locks");
    phone.app().lock().unlock(secret(PIN)).await.expect_err("the old PIN");
    phone.app().lock().unlock(secret("940275")).await.expect("the new PIN");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_consent_can_be_exported_with_the_receipt_of_the_service() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let export = phone.app().consent_export().expect("kept");
    let trust = phone.app().trust().current();
    let (export, consent) = ikd_proof::ConsentExport::open(&export, &trust).expect("both signatures hold");
    assert!(export.receipt.is_some() && consent.text_hash == ikd_proof::Consent::hash_of(&export.text));
}

#[derive(Default)]
struct Seen(Mutex<Vec<Stage>>);

impl StageObserver for Seen {
    fn stage_changed(&self, stage: Stage) {
        self.0.lock().unwrap().push(stage);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_is_notified_of_the_current_stage_and_of_each_change() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let seen = Arc::new(Seen::default());
    let _observation = phone.app().observe(seen.clone());
    phone.fill_in(&world.adult(), FormShape::Short);
    let seen = seen.0.lock().unwrap();
    let steps: Vec<_> = seen
        .iter()
        .map(|stage| match stage {
            Stage::Welcome => "welcome",
            Stage::Registering { step: Step::OfficerNotice } => "notice",
            Stage::Registering { step: Step::Terms } => "terms",
            Stage::Registering { step: Step::Form { .. } } => "form",
            Stage::Registering { step: Step::Selfie } => "selfie",
            _ => "other",
        })
        .collect();
    assert_eq!(steps, ["welcome", "notice", "terms", "form", "selfie"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_activity_log_lists_the_events_and_its_chain_verifies() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let activity = phone.app().activity().clone();
    let names: Vec<_> =
        activity.recent(100).expect("the log").iter().rev().map(|entry| entry.event.name()).collect();
    assert_eq!((names.first(), names.last()), (Some(&"activated"), Some(&"synced")));
    assert!(activity.verify().expect("the chain can be walked"));
    assert!(activity.export().expect("exports").contains("\"complete\": true"));
}

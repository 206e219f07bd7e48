//! Syncs update the documents on the phone from the record.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use ikd_core::{
    Stage,
    app::BlockReason,
    documents::SyncError,
    platform::{KeystoreError, RollbackCounters},
    presentation::PresentError,
    service::{ProblemCode, ServiceError},
};
use ikd_journeys::{Phone, World};
use ikd_proof::{DocumentType, ViewKind};
use ikd_sandbox::{DEMO_AUDIENCE, RecordChange, TrustChange};

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_record_arrives_with_the_next_sync() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let change = RecordChange { street: Some("JALAN BARU 7".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    phone.app().documents().sync().await.expect("syncs");
    let list = phone.app().documents().list().expect("the list");
    let ktp = list.iter().find(|entry| entry.kind == DocumentType::Ktp).expect("the KTP");
    assert_eq!(ktp.version, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_ktp_renews_the_views_with_the_same_data() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let change = RecordChange { name: Some("NAMA YANG BARU".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    phone.app().documents().sync().await.expect("syncs");
    let showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE);
    let frame = showing.expect("showing starts").next_frame().expect("a code");
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    let reading = reader.read_at(&frame.text, world.sandbox.control().now()).expect("accepted");
    assert_eq!(reading.verified.view.claims.name.as_str(), "NAMA YANG BARU");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_the_service_removed_is_removed_from_the_phone() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Biodata).expect("removed");
    assert_eq!(phone.app().documents().sync().await.expect("syncs").removed, 1);
    let list = phone.app().documents().list().expect("the list");
    assert!(list.iter().all(|entry| entry.kind != DocumentType::Biodata));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ktp_that_the_service_removed_can_no_longer_be_shown() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Ktp).expect("removed");
    phone.app().documents().sync().await.expect("syncs");
    let shown = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).map(drop);
    assert_eq!(shown, Err(PresentError::NoView));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_showing_in_progress_ends_when_the_ktp_is_removed() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    showing.next_frame().expect("a code");
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Ktp).expect("removed");
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(showing.next_frame().map(drop), Err(PresentError::NoView));
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_the_ktp_deletes_the_view_keys() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Ktp).expect("removed");
    phone.app().documents().sync().await.expect("syncs");
    let keystore = phone.keystore();
    assert_eq!(keystore.list_keys("ikd.view.").expect("the keys"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_debug_output_of_the_list_does_not_contain_the_holders_name() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let list = phone.app().documents().list().expect("the list");
    let name = world.population().adult().name.as_str();
    assert!(
        list.iter().any(|document| document.subject == name),
        "the list does not contain the name that the test searches for"
    );
    assert!(!format!("{list:?}").contains(name));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_while_locked() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().lock().expect("locks");
    let before = world.sandbox.control().requests().len();
    phone.app().documents().sync().await.expect_err("locked");
    assert_eq!(world.sandbox.control().requests().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_account_locks_the_phone_until_the_service_lifts_it() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    world.sandbox.control().block_account(world.adult().nik, true).expect("blocked");
    let outcome = phone.app().documents().sync().await;
    assert_eq!(outcome, Err(SyncError::Service(ServiceError::Problem(ProblemCode::AccountBlocked))));
    assert_eq!(phone.stage(), Stage::Blocked { reason: BlockReason::AccountBlocked });
    assert!(phone.app().documents().list().is_err(), "documents stayed open");
    let pin = || zeroize::Zeroizing::new(ikd_journeys::PIN.to_owned());
    phone.app().lock().unlock(pin()).await.expect_err("the PIN unlocked a blocked phone");
    let stage = phone.app().check_block_again().await.expect("an answer");
    assert!(matches!(stage, Stage::Blocked { .. }), "{stage:?}");
    phone.app().lock().unlock(pin()).await.expect_err("the block check unlocked a blocked phone");
    assert_eq!(phone.stage(), Stage::Blocked { reason: BlockReason::AccountBlocked });

    world.sandbox.control().block_account(world.adult().nik, false).expect("lifted");
    phone.app().check_block_again().await.expect("lifted");
    phone.unlock().await;
    phone.app().documents().sync().await.expect("syncs again");
    assert_eq!(phone.stage(), Stage::Unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_trust_bundle_is_stored_and_survives_a_restart() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let version = world.sandbox.control().issue_trust_bundle(&Default::default()).expect("a newer bundle");
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(phone.app().trust().current().version, version);
    phone.restart();
    assert_eq!(phone.app().trust().current().version, version, "the app fell back to the embedded bundle");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_without_changes_sends_one_account_request() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let before = world.sandbox.control().requests().len();
    phone.app().documents().sync().await.expect("syncs");
    let asked: Vec<_> =
        world.sandbox.control().requests().into_iter().skip(before).map(|seen| seen.route).collect();
    assert_eq!(asked, ["/v1/account"]);
    assert!(phone.app().documents().confirmed_at().expect("known").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_released_by_its_owner_is_empty_and_another_phone_can_register() {
    let world = World::new().await;
    let mut old = world.new_phone("old");
    old.register(&world.adult()).await;
    old.app().release_this_phone().await.expect("released");
    assert_eq!(old.stage(), Stage::Welcome);
    let mut new = world.new_phone("new");
    new.register(&world.adult()).await;
    assert_eq!(new.stage(), Stage::Unlocked);
}

/// Deletes the stored service time, and cuts the network so that the app cannot learn it again.
async fn with_a_doubtful_clock(world: &World, phone: &mut Phone) {
    phone.kill();
    std::fs::remove_file(phone.data_dir().join("clock.json")).expect("the phone has stored the time");
    world.network_goes();
    phone.unlock().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_whose_key_is_gone_is_renewed_at_the_next_sync() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let keystore = phone.keystore();
    for alias in keystore.list_keys("ikd.view.").expect("the keys") {
        keystore.delete_key(&alias).expect("deleted");
    }
    let shows = |phone: &mut Phone| {
        phone
            .app()
            .presenter()
            .start(ViewKind::Basic, DEMO_AUDIENCE)
            .and_then(|mut showing| showing.next_frame())
            .is_ok()
    };
    assert!(!shows(&mut phone));
    phone.app().documents().sync().await.expect("syncs");
    assert!(shows(&mut phone));
}

fn expire_the_demo_reader(world: &World) {
    let change = TrustChange { expired_readers: vec![DEMO_AUDIENCE], ..TrustChange::default() };
    world.sandbox.control().issue_trust_bundle(&change).expect("a newer bundle");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_reader_class_is_neither_offered_nor_shown_a_code() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    showing.next_frame().expect("a code");
    expire_the_demo_reader(&world);
    phone.app().documents().sync().await.expect("syncs");
    let presenter = phone.app().presenter();
    assert!(presenter.audiences().iter().all(|audience| audience.number != DEMO_AUDIENCE));
    let started = presenter.start(ViewKind::Basic, DEMO_AUDIENCE).map(drop);
    assert_eq!(started, Err(PresentError::NotForThisReader));
    assert_eq!(showing.next_frame().map(drop), Err(PresentError::NotForThisReader));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_doubtful_clock_an_expired_reader_class_is_still_offered_and_shown_a_code() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    expire_the_demo_reader(&world);
    phone.app().documents().sync().await.expect("syncs");
    with_a_doubtful_clock(&world, &mut phone).await;
    let presenter = phone.app().presenter();
    assert!(presenter.audiences().iter().any(|audience| audience.number == DEMO_AUDIENCE));
    let mut showing = presenter.start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    showing.next_frame().expect("a code");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_is_the_holders_ktp_with_its_photo() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let card = phone.app().documents().card().expect("readable").expect("a KTP");
    assert_eq!((card.subject.as_u64(), card.document_type()), (world.adult().nik, DocumentType::Ktp));
    assert!(card.photo.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_ktp_there_is_no_card() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Ktp).expect("removed");
    phone.app().documents().sync().await.expect("syncs");
    assert!(phone.app().documents().card().expect("readable").is_none());
}

/// Counts how often a counter is advanced.
struct Counting {
    inner: Arc<dyn RollbackCounters>,
    advances: AtomicU64,
}

impl RollbackCounters for Counting {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        self.inner.read(id)
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        self.advances.fetch_add(1, Ordering::Relaxed);
        self.inner.advance(id, to)
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        self.inner.remove(id)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_of_every_document_advances_the_counter_once() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let mut counting = None;
    phone.restart_with(|platform, network| {
        let counters = Counting { inner: platform.counters.clone(), advances: AtomicU64::new(0) };
        platform.counters = counting.insert(Arc::new(counters)).clone();
        network
    });
    let counters = counting.expect("set while the app opened");
    let advances = || counters.advances.swap(0, Ordering::Relaxed);
    phone.register(&world.adult()).await;
    advances();
    let change = RecordChange { name: Some("NAMA YANG BARU".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    let outcome = phone.app().documents().sync().await.expect("syncs");
    assert!(outcome.changed > 2, "several documents change: {outcome:?}");
    assert_eq!(advances(), 1, "the sync");
    phone.app().lock().lock().expect("locks");
    assert_eq!(advances(), 0, "the lock after it, without a change");
}

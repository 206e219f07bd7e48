//! A service that returns false data: what a phone accepts, rejects and does not store.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use ikd_core::{
    documents::SyncError,
    platform::{Log, LogLine, LogSink, Severity},
    presentation::PresentError,
    service::{ServiceError, contract::Bytes},
};
use ikd_journeys::{Phone, TamperingService, World, intercept};
use ikd_proof::{Document, DocumentType, Nik, ViewKind};
use ikd_sandbox::{DEMO_AUDIENCE, RecordChange};
use ring::digest;
use serde_json::Value;

pub(crate) const ACCOUNT: &str = "/v1/account";
pub(crate) const LIST: &str = "/v1/documents";
/// The largest integer that JSON carries safely, and therefore the largest that the contract allows.
const LARGEST: u64 = (1 << 53) - 1;

/// A phone with documents, and the service it talks to.
pub(crate) async fn registered(world: &World) -> (Phone, TamperingService) {
    let mut phone = world.new_phone("a");
    let service = TamperingService::serve(&mut phone);
    phone.register(&world.adult()).await;
    service.take_requests();
    (phone, service)
}

pub(crate) fn edit(body: &mut Vec<u8>, change: impl FnOnce(&mut Value)) {
    let mut answer = serde_json::from_slice(body).expect("JSON");
    change(&mut answer);
    *body = answer.to_string().into_bytes();
}

pub(crate) fn text(bytes: &[u8]) -> Value {
    serde_json::to_value(Bytes(bytes.to_vec())).expect("text")
}

pub(crate) fn sha256(bytes: &[u8]) -> Value {
    text(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn set_state_epoch(service: &TamperingService, epoch: u64) {
    service.tamper(move |target, body| {
        if target == ACCOUNT {
            edit(body, |account| account["state_epoch"] = epoch.into());
        }
    });
}

#[derive(Default)]
struct KeptLog(Mutex<Vec<LogLine>>);

impl LogSink for KeptLog {
    fn log(&self, entry: LogLine) {
        self.0.lock().expect("no panic").push(entry);
    }
}

impl KeptLog {
    fn epochs_that_went_back(&self) -> Vec<i64> {
        let entries = self.0.lock().expect("no panic");
        entries.iter().filter(|entry| entry.outcome == "epoch-went-back").map(|entry| entry.number).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_stops_reading_an_endless_list_after_50_pages() {
    const PAGES: usize = 50;
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    let change = RecordChange { street: Some("JALAN BARU 7".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    let id = phone.app().documents().list().expect("the list")[0].id;
    let page = serde_json::json!({ "documents": [], "next": text(&id.0) }).to_string().into_bytes();
    let pages = AtomicUsize::new(0);
    service.tamper(move |target, body| {
        // The list ends after twice the limit, so that a phone without a limit fails the test and does not hang.
        if target.starts_with(LIST) && pages.fetch_add(1, Ordering::SeqCst) < 2 * PAGES {
            body.clone_from(&page);
        }
    });
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Service(ServiceError::BadAnswer)));
    let asked = service.take_requests().into_iter().filter(|target| target.starts_with(LIST)).count();
    assert_eq!(asked, PAGES);
    assert!(
        !phone.app().documents().list().expect("the list").is_empty(),
        "the endless list removed documents"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_epoch_outside_the_contract_is_rejected_and_not_stored() {
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    for epoch in [0, LARGEST + 1, i64::MAX as u64, u64::MAX] {
        set_state_epoch(&service, epoch);
        let outcome = phone.app().documents().sync().await;
        assert_eq!(outcome, Err(SyncError::Service(ServiceError::BadAnswer)), "{epoch}");
    }
    service.stop_tampering();
    phone.app().documents().sync().await.expect("correct answers are accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_epoch_that_was_once_too_high_does_not_prevent_later_syncs() {
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    set_state_epoch(&service, LARGEST);
    phone.app().documents().sync().await.expect("the highest allowed epoch is accepted");
    service.stop_tampering();
    phone.app().documents().sync().await.expect("correct answers are accepted again");
    service.take_requests();
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(service.take_requests(), [ACCOUNT], "the lower epoch was not stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lower_state_epoch_is_requested_again_on_a_new_connection() {
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    set_state_epoch(&service, 1000);
    phone.app().documents().sync().await.expect("syncs");
    service.stop_tampering();
    service.take_requests();
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(service.take_requests()[..3], [ACCOUNT, "closed", ACCOUNT]);
}

/// A phone that has stored the state epoch 1000, and its log.
async fn with_epoch_1000(world: &World) -> (Phone, TamperingService, Arc<KeptLog>) {
    let mut phone = world.new_phone("a");
    let (service, kept) = (TamperingService::default(), Arc::new(KeptLog::default()));
    phone.restart_with(|platform, network| {
        platform.log = Log::to(kept.clone(), Severity::Warning);
        intercept(network, Arc::new(service.clone()))
    });
    phone.register(&world.adult()).await;
    set_state_epoch(&service, 1000);
    phone.app().documents().sync().await.expect("syncs");
    (phone, service, kept)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lower_state_epoch_received_twice_is_accepted_and_logged_once() {
    let world = World::new().await;
    let (mut phone, service, kept) = with_epoch_1000(&world).await;
    set_state_epoch(&service, 900);
    phone.app().documents().sync().await.expect("the lower epoch is accepted");
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(kept.epochs_that_went_back(), [100]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lower_state_epoch_received_once_is_not_accepted() {
    let world = World::new().await;
    let (mut phone, service, kept) = with_epoch_1000(&world).await;
    let lowered = AtomicBool::new(false);
    service.tamper(move |target, body| {
        if target == ACCOUNT {
            let epoch = if lowered.swap(true, Ordering::Relaxed) { 1000 } else { 900 };
            edit(body, |account| account["state_epoch"] = epoch.into());
        }
    });
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(kept.epochs_that_went_back(), Vec::<i64>::new());
}

/// A document as the service listed and sent it.
#[derive(Clone)]
pub(crate) struct Captured {
    pub(crate) entry: Value,
    pub(crate) container: Vec<u8>,
}

/// Lets the phone fetch its documents and records the list entry and container of `kind`.
pub(crate) async fn capture(phone: &mut Phone, service: &TamperingService, kind: DocumentType) -> Captured {
    let (entry, container) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(Vec::new())));
    let (entry_seen, container_seen) = (entry.clone(), container.clone());
    service.tamper(move |target, body| {
        let mut entry = entry_seen.lock().expect("no panic");
        if target == LIST {
            edit(body, |list| {
                let entries = list["documents"].as_array_mut().expect("a list");
                let listed = entries.iter_mut().find(|entry| entry["type"] == kind.name());
                let listed = listed.expect("it is listed");
                *entry = Some(listed.clone());
                // A hash that differs from the phone's, so that it fetches the document again.
                listed["sha256"] = sha256(b"");
            });
        } else if target == ACCOUNT {
            edit(body, |account| account["documents_etag"] = "to-look".into());
        } else if entry.as_ref().is_some_and(|entry| target.ends_with(entry["id"].as_str().expect("an id"))) {
            container_seen.lock().expect("no panic").clone_from(body);
        }
    });
    phone.app().documents().sync().await.expect_err("the hash in the list does not match the bytes");
    service.stop_tampering();
    let entry = entry.lock().expect("no panic").take().expect("the list was asked for");
    let container = container.lock().expect("no panic").clone();
    Captured { entry, container }
}

/// Replaces the documents of `kind` in the list with `offered`, whatever the sandbox holds; `None` leaves `kind` out.
pub(crate) fn offer(service: &TamperingService, kind: DocumentType, offered: Option<Captured>) {
    let etag = format!(
        "offered-{}",
        offered.as_ref().map_or(0, |offered| offered.entry["version"].as_u64().unwrap_or(0))
    );
    service.tamper(move |target, body| match target {
        ACCOUNT => edit(body, |account| account["documents_etag"] = etag.clone().into()),
        LIST => edit(body, |list| {
            let entries = list["documents"].as_array_mut().expect("a list");
            entries.retain(|entry| entry["type"] != kind.name());
            entries.extend(offered.iter().map(|offered| offered.entry.clone()));
        }),
        _ => {
            if let Some(offered) = &offered
                && target.ends_with(offered.entry["id"].as_str().expect("an id"))
            {
                body.clone_from(&offered.container);
            }
        }
    });
}

pub(crate) fn version_of(phone: &mut Phone, kind: DocumentType) -> Option<u64> {
    let list = phone.app().documents().list().expect("the list");
    list.into_iter().find(|document| document.kind == kind).map(|document| document.version)
}

pub(crate) fn change_the_name(world: &World) {
    let change = RecordChange { name: Some("NAMA YANG BARU".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
}

/// A phone with the second version of the KTP, and the first version as captured.
async fn with_a_second_ktp(world: &World) -> (Phone, TamperingService, Captured) {
    let (mut phone, service) = registered(world).await;
    let first = capture(&mut phone, &service, DocumentType::Ktp).await;
    change_the_name(world);
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(version_of(&mut phone, DocumentType::Ktp), Some(2));
    (phone, service, first)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_is_reported_as_rollback_and_the_newer_one_stays() {
    let world = World::new().await;
    let (mut phone, service, first) = with_a_second_ktp(&world).await;
    offer(&service, DocumentType::Ktp, Some(first));
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Rollback));
    assert_eq!(version_of(&mut phone, DocumentType::Ktp), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_left_out_of_the_list_cannot_return_in_an_older_version() {
    let world = World::new().await;
    let (mut phone, service, first) = with_a_second_ktp(&world).await;
    offer(&service, DocumentType::Ktp, None);
    phone.app().documents().sync().await.expect("removed");
    // The phone remembers the highest version across restarts.
    phone.restart_behind(Arc::new(service.clone()));
    phone.unlock().await;
    offer(&service, DocumentType::Ktp, Some(first));
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Rollback));
    assert_eq!(version_of(&mut phone, DocumentType::Ktp), None);
    assert_eq!(
        phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).map(drop),
        Err(PresentError::NoView)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_left_out_of_the_list_can_return_in_the_same_version() {
    let world = World::new().await;
    let (mut phone, service, _) = with_a_second_ktp(&world).await;
    offer(&service, DocumentType::Ktp, None);
    assert_eq!(phone.app().documents().sync().await.expect("removed").removed, 1);
    service.stop_tampering();
    assert_eq!(phone.app().documents().sync().await.expect("the document comes back").added, 1);
    assert_eq!(version_of(&mut phone, DocumentType::Ktp), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_returned_still_cannot_go_back_to_an_older_version() {
    let world = World::new().await;
    let (mut phone, service, first) = with_a_second_ktp(&world).await;
    offer(&service, DocumentType::Ktp, None);
    phone.app().documents().sync().await.expect("removed");
    service.stop_tampering();
    phone.app().documents().sync().await.expect("the document comes back");
    offer(&service, DocumentType::Ktp, Some(first.clone()));
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Rollback));
    offer(&service, DocumentType::Ktp, None);
    phone.app().documents().sync().await.expect("removed again");
    offer(&service, DocumentType::Ktp, Some(first));
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Rollback));
}

/// The result of a sync in which `change` has altered the next version of the KTP.
async fn sync_with_changed_ktp(
    change: impl FnOnce(&World, &mut Document, &mut Captured),
) -> Result<(), SyncError> {
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    let mut offered = capture(&mut phone, &service, DocumentType::Ktp).await;
    let trust = phone.app().trust().current();
    let mut document = Document::open(&offered.container, &trust).expect("signed by the sandbox");
    // A valid document: the next version, signed by the issuer.
    document.version += 1;
    offered.entry["version"] = document.version.into();
    change(&world, &mut document, &mut offered);
    offered.container = world.sandbox.control().sign_document(&document).expect("signed");
    if offered.entry["sha256"] != "wrong" {
        offered.entry["sha256"] = sha256(&offered.container);
    } else {
        offered.entry["sha256"] = sha256(b"another");
    }
    offer(&service, DocumentType::Ktp, Some(offered));
    let outcome = phone.app().documents().sync().await.map(drop);
    assert_eq!(version_of(&mut phone, DocumentType::Ktp), Some(if outcome.is_ok() { 2 } else { 1 }));
    outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_version_signed_by_the_issuer_is_stored() {
    assert_eq!(sync_with_changed_ktp(|_, _, _| {}).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_for_another_holder_is_not_stored() {
    let outcome = sync_with_changed_ktp(|world, document, _| document.holder = another(world)).await;
    assert_eq!(outcome, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_with_another_id_than_the_list_is_not_stored() {
    assert_eq!(
        sync_with_changed_ktp(|_, document, _| document.id = ikd_proof::DocumentId([7; 16])).await,
        Err(SyncError::Untrusted)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_with_another_version_than_the_list_is_not_stored() {
    assert_eq!(
        sync_with_changed_ktp(|_, document, _| document.version += 1).await,
        Err(SyncError::Untrusted)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_with_another_hash_than_the_list_is_not_stored() {
    assert_eq!(
        sync_with_changed_ktp(|_, _, offered| offered.entry["sha256"] = "wrong".into()).await,
        Err(SyncError::Untrusted)
    );
}

pub(crate) fn another(world: &World) -> Nik {
    world.population().married_couple().1.nik
}

//! Syncs with a damaged document, a damaged disk record, or a lock during the download.

use std::{
    fs,
    sync::{Arc, Mutex},
};

use ikd_core::{
    documents::SyncError,
    service::{HttpRequest, Transport, TransportFuture},
    vault::VaultError,
};
use ikd_journeys::{Interceptor, Phone, TamperingService, World, waiting::LONGEST_WAIT};
use ikd_proof::DocumentType;
use ikd_sandbox::RecordChange;
use serde_json::Value;
use tokio::sync::Notify;

/// Path prefix of a single document, as opposed to the list.
const A_DOCUMENT: &str = "/v1/documents/";

/// A network on which documents never arrive.
struct Stuck(Arc<Notify>);

impl Interceptor for Stuck {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        if !request.target.starts_with(A_DOCUMENT) {
            return network.send(request);
        }
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

fn tamper(phone: &mut Phone, change: impl Fn(&str, &mut Vec<u8>) + Send + Sync + 'static) {
    TamperingService::serve(phone).tamper(change);
}

/// Damages the document that is requested first, each time it is requested.
fn damage_the_first_document(phone: &mut Phone) {
    let first = Mutex::new(None);
    tamper(phone, move |target, body| {
        if !target.starts_with(A_DOCUMENT) {
            return;
        }
        let mut first = first.lock().expect("no panic");
        if first.get_or_insert_with(|| target.to_owned()) == target
            && let Some(last) = body.last_mut()
        {
            *last ^= 1;
        }
    });
}

fn change_the_name(world: &World) {
    let change = RecordChange { name: Some("NAMA YANG BARU".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
}

fn kinds(phone: &mut Phone) -> Vec<DocumentType> {
    phone.app().documents().list().expect("the list").into_iter().map(|document| document.kind).collect()
}

fn changed_documents(phone: &mut Phone) -> usize {
    let list = phone.app().documents().list().expect("the list");
    list.iter().filter(|document| document.version == 2).count()
}

/// A phone whose record changed, and whose first changed document arrives damaged.
async fn with_one_damaged_document(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    change_the_name(world);
    damage_the_first_document(&mut phone);
    phone.unlock().await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_does_not_verify_is_reported_as_untrusted() {
    let world = World::new().await;
    let mut phone = with_one_damaged_document(&world).await;
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_does_not_verify_does_not_prevent_others_from_arriving() {
    let world = World::new().await;
    let mut phone = with_one_damaged_document(&world).await;
    phone.app().documents().sync().await.expect_err("one is damaged");
    assert_ne!(changed_documents(&mut phone), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_does_not_verify_does_not_prevent_removals() {
    let world = World::new().await;
    let mut phone = with_one_damaged_document(&world).await;
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Biodata).expect("removed");
    phone.app().documents().sync().await.expect_err("one is damaged");
    assert!(!kinds(&mut phone).contains(&DocumentType::Biodata));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_did_not_verify_is_requested_again_in_the_next_sync() {
    let world = World::new().await;
    let mut phone = with_one_damaged_document(&world).await;
    phone.app().documents().sync().await.expect_err("one is damaged");
    let before = changed_documents(&mut phone);
    phone.restart();
    phone.unlock().await;
    phone.app().documents().sync().await.expect("syncs");
    assert_eq!(changed_documents(&mut phone), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_an_unknown_type_is_not_stored() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    tamper(&mut phone, |target, body| {
        if target == "/v1/documents" {
            let list = String::from_utf8(body.clone()).expect("JSON");
            *body = list.replace("\"biodata\"", "\"surat-masa-depan\"").into_bytes();
        }
    });
    phone.register(&world.adult()).await;
    assert!(!kinds(&mut phone).contains(&DocumentType::Biodata));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_version_with_other_bytes_is_fetched_again() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    // Account and list change as they do when a document is signed again.
    tamper(&mut phone, |target, body| {
        let Ok(mut answer) = serde_json::from_slice::<Value>(body) else { return };
        match target {
            "/v1/account" => answer["documents_etag"] = "lain".into(),
            "/v1/documents" => answer["documents"][0]["sha256"] = "A".repeat(43).into(),
            _ => return,
        }
        *body = answer.to_string().into_bytes();
    });
    let before = world.sandbox.control().requests().len();
    phone.unlock().await;
    phone.app().documents().sync().await.expect_err("the service still sends the old bytes");
    let mut asked = world.sandbox.control().requests().into_iter().skip(before);
    assert!(asked.any(|seen| seen.route.starts_with(A_DOCUMENT)));
}

/// Flips a bit in the last page of each record that needs more than one (SQLite's overflow pages begin with the number
/// of the next one, 0 for the last): only bodies of documents are that long. A free page has no content after it.
fn damage_long_records(phone: &Phone) {
    const PAGE: usize = 8192;
    let file = phone.data_dir().join("vault").join("vault.db");
    let mut bytes = fs::read(&file).expect("the vault's file");
    for page in bytes.chunks_exact_mut(PAGE) {
        if page[..4] == [0; 4] && page[4..6] != [0; 2] {
            page[8] ^= 1;
        }
    }
    fs::write(&file, bytes).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_whose_record_is_damaged_is_fetched_again() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.app().lock().lock().expect("locks");
    phone.kill();
    damage_long_records(&phone);
    world.network_goes();
    phone.unlock().await;
    let documents = phone.app().documents().clone();
    let list = documents.list().expect("the list");
    let damaged = list.iter().find(|document| documents.open(document.id).is_err()).expect("one is damaged");
    world.network_returns();
    documents.sync().await.expect("syncs");
    documents.open(damaged.id).expect("the document opens again");
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_ends_the_download_in_progress() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    change_the_name(&world);
    let asked = Arc::new(Notify::new());
    let notify = asked.clone();
    phone.restart_behind(Arc::new(Stuck(notify)));
    phone.unlock().await;
    let documents = phone.app().documents().clone();
    let sync = tokio::spawn(async move { documents.sync().await });
    asked.notified().await;
    phone.app().lock().lock().expect("locks");
    let ended = tokio::time::timeout(LONGEST_WAIT, sync).await;
    let outcome = ended.expect("the sync ends").expect("no panic");
    assert_eq!(outcome, Err(SyncError::Vault(VaultError::Locked)));
}

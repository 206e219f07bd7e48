//! Valid documents that this version of the app cannot read.

use std::sync::Arc;

use ikd_core::{app::AppVersion, documents::SyncError};
use ikd_journeys::{Phone, TamperingService, World};
use ikd_proof::{DocumentType, document::Body};
use ikd_sandbox::RecordChange;

use crate::false_answers::{
    ACCOUNT, Captured, LIST, capture, change_the_name, edit, offer, registered, sha256, version_of,
};

/// Offset of the type in a document's payload: after the map header, key 1 and the 16 bytes of the id.
const TYPE_AT: usize = 20;

/// The next version of a document, signed by the issuer for this holder, with a type that this app does not know.
fn unreadable(world: &World, document: &Captured) -> Captured {
    let mut next = document.clone();
    let change = |payload: &mut Vec<u8>| {
        payload[TYPE_AT] = 23;
        // Key 3 follows, and then the version in one byte.
        payload[TYPE_AT + 2] += 1;
    };
    next.container = world.sandbox.control().sign_document_anew(&document.container, change).expect("signed");
    next.entry["version"] = 2.into();
    next.entry["sha256"] = sha256(&next.container);
    next
}

/// A phone whose NPWP (tax number) is offered in a version that the app cannot read.
async fn with_unreadable_npwp(world: &World) -> (Phone, TamperingService, Captured) {
    let (mut phone, service) = registered(world).await;
    let first = capture(&mut phone, &service, DocumentType::Npwp).await;
    let next = unreadable(world, &first);
    offer(&service, DocumentType::Npwp, Some(next.clone()));
    (phone, service, next)
}

fn was_requested(service: &TamperingService, document: &Captured) -> bool {
    let id = document.entry["id"].as_str().expect("an id");
    service.take_requests().iter().any(|asked| asked.ends_with(id))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_document_does_not_prevent_a_sync_from_completing() {
    let world = World::new().await;
    let (mut phone, service, _) = with_unreadable_npwp(&world).await;
    phone.app().documents().sync().await.expect("completes");
    service.take_requests();
    phone.app().documents().sync().await.expect("completes");
    assert_eq!(service.take_requests(), [ACCOUNT], "the previous sync was not stored as complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_document_is_counted_and_its_readable_version_stays() {
    let world = World::new().await;
    let (mut phone, _service, _) = with_unreadable_npwp(&world).await;
    assert_eq!(phone.app().documents().unreadable(), Ok(0));
    phone.app().documents().sync().await.expect("completes");
    assert_eq!(phone.app().documents().unreadable(), Ok(1));
    assert_eq!(version_of(&mut phone, DocumentType::Npwp), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_document_is_not_fetched_again_by_the_same_app_version() {
    let world = World::new().await;
    let (mut phone, service, next) = with_unreadable_npwp(&world).await;
    phone.app().documents().sync().await.expect("completes");
    assert!(was_requested(&service, &next));
    // Another document changes, so the phone reads the list again.
    let change = RecordChange { street: Some("JALAN BARU 7".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("the record changes");
    offer_under_another_etag(&service, &next);
    assert_ne!(phone.app().documents().sync().await.expect("completes").changed, 0);
    assert!(!was_requested(&service, &next));
    assert_eq!(phone.app().documents().unreadable(), Ok(1));
}

fn offer_under_another_etag(service: &TamperingService, next: &Captured) {
    let next = next.clone();
    service.tamper(move |target, body| match target {
        ACCOUNT => edit(body, |account| account["documents_etag"] = "another".into()),
        LIST => edit(body, |list| {
            let entries = list["documents"].as_array_mut().expect("a list");
            entries.retain(|entry| entry["type"] != DocumentType::Npwp.name());
            entries.push(next.entry.clone());
        }),
        _ if target.ends_with(next.entry["id"].as_str().expect("an id")) => body.clone_from(&next.container),
        _ => {}
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_document_is_fetched_again_by_another_app_version() {
    let world = World::new().await;
    let (mut phone, service, next) = with_unreadable_npwp(&world).await;
    phone.app().documents().sync().await.expect("completes");
    phone.app_version = AppVersion(0, 1, 1);
    phone.restart_behind(Arc::new(service.clone()));
    service.take_requests();
    phone.unlock().await;
    phone.app().documents().sync().await.expect("completes");
    assert!(was_requested(&service, &next));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_document_is_fetched_again_when_it_changes() {
    let world = World::new().await;
    let (mut phone, service, _) = with_unreadable_npwp(&world).await;
    phone.app().documents().sync().await.expect("completes");
    service.stop_tampering();
    change_the_name(&world);
    phone.app().documents().sync().await.expect("completes");
    assert_eq!(version_of(&mut phone, DocumentType::Npwp), Some(2));
    assert_eq!(phone.app().documents().unreadable(), Ok(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_document_with_an_invalid_signature_is_reported_as_untrusted() {
    let world = World::new().await;
    let (mut phone, service, mut next) = with_unreadable_npwp(&world).await;
    *next.container.last_mut().expect("bytes") ^= 1;
    next.entry["sha256"] = sha256(&next.container);
    offer(&service, DocumentType::Npwp, Some(next));
    assert_eq!(phone.app().documents().sync().await, Err(SyncError::Untrusted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_an_unknown_type_arrives_after_an_app_update_that_knows_it() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let service = TamperingService::serve(&mut phone);
    // The list contains a type that this app does not know.
    service.tamper(|target, body| {
        if target == LIST {
            let list = String::from_utf8(body.clone()).expect("JSON");
            *body = list.replace("\"biodata\"", "\"surat-masa-depan\"").into_bytes();
        }
    });
    phone.register(&world.adult()).await;
    assert_eq!(phone.app().documents().unreadable(), Ok(1));
    // The next app version knows the type; the documents are the same.
    service.stop_tampering();
    phone.app_version = AppVersion(0, 1, 1);
    phone.restart_behind(Arc::new(service.clone()));
    phone.unlock().await;
    phone.app().documents().sync().await.expect("completes");
    assert_eq!(version_of(&mut phone, DocumentType::Biodata), Some(1));
    assert_eq!(phone.app().documents().unreadable(), Ok(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foundling_has_a_birth_certificate_without_parents() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&ikd_journeys::applicant_of(world.population().without_parents())).await;
    let documents = phone.app().documents().clone();
    let list = documents.list().expect("the list");
    let id = list.iter().find(|document| document.kind == DocumentType::BirthCertificate).expect("listed").id;
    let Body::BirthCertificate(certificate) = documents.open(id).expect("opens").body else {
        panic!("not a birth certificate")
    };
    assert_eq!((certificate.father, certificate.mother, certificate.birth_order), (None, None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_listed_once_with_a_wrong_type_arrives_once_the_type_is_correct() {
    let world = World::new().await;
    let (mut phone, service) = registered(&world).await;
    let first = capture(&mut phone, &service, DocumentType::Npwp).await;
    change_the_name(&world);
    let id = first.entry["id"].clone();
    service.tamper(move |target, body| {
        if target == LIST {
            edit(body, |list| {
                let entries = list["documents"].as_array_mut().expect("a list");
                let odd = entries.iter_mut().find(|entry| entry["id"] == id).expect("listed");
                odd["type"] = "surat-masa-depan".into();
            });
        }
    });
    phone.app().documents().sync().await.expect("completes");
    assert_eq!(version_of(&mut phone, DocumentType::Npwp), Some(1));
    // The phone reads the list again, now with the correct type.
    service.tamper(|target, body| {
        if target == ACCOUNT {
            edit(body, |account| account["documents_etag"] = "another".into());
        }
    });
    phone.app().documents().sync().await.expect("completes");
    assert_eq!(version_of(&mut phone, DocumentType::Npwp), Some(2));
}

//! What somebody else writes to the outbox: it forges nothing, stops nothing else, and the next unlock mends it.

use std::{fs, path::Path};

use ikd_proof::testing::{ROOT, signer};
use serde_json::{Value, json};

use super::{
    super::*,
    phone::{DEVICE_KEY, Phone, trust},
    sending::{entry, left, send},
};
use crate::{platform::Keystore as _, vault::Table};

/// Writes over what waits.
type Change = fn(&Path);

fn set(folder: &Path, field: &str, value: Value) {
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest[field] = value;
    fs::write(&path, manifest.to_string()).unwrap();
}

fn progress(folder: &Path, progress: &Value) {
    fs::write(folder.join("progress.json"), progress.to_string()).unwrap();
}

/// A folder instead of a file.
fn folder(path: &Path) {
    let _ = fs::remove_file(path);
    fs::create_dir(path).unwrap();
    fs::write(path.join("file"), b"in it").unwrap();
}

const CHANGES: [(&str, Change); 19] = [
    ("another key", |at| set(at, "key", json!("ikd.device.00000000000000ff"))),
    ("a key of another kind", |at| set(at, "key", json!("ikd.view.00000000000000aa"))),
    ("lines in a header", |at| set(at, "idempotency_key", json!("a b\r\nX-Evil: 1"))),
    ("an empty header", |at| set(at, "idempotency_key", json!(""))),
    ("another idempotency key", |at| set(at, "idempotency_key", json!("abc"))),
    ("another service key", |at| set(at, "service_key", json!([9, 9, 9, 9]))),
    ("another time", |at| set(at, "queued_at", json!(u64::MAX))),
    ("another key for the answer", |at| set(at, "answer_key", json!(vec![7; 32]))),
    ("a key for the answer that seals nothing", |at| set(at, "answer_key", json!(vec![0; 32]))),
    ("no manifest", |at| fs::remove_file(at.join("manifest.json")).unwrap()),
    ("a folder as manifest", |at| folder(&at.join("manifest.json"))),
    ("a folder as submission", |at| folder(&at.join("sealed"))),
    ("a folder as progress", |at| folder(&at.join("progress.json"))),
    ("a folder as answer", |at| folder(&at.join("answer"))),
    ("an answer", |at| fs::write(at.join("answer"), b"an answer").unwrap()),
    ("a refusal", |at| progress(at, &json!({ "refused": {"outdated-form": u64::MAX} }))),
    ("an end", |at| progress(at, &json!({ "put": true, "refused": "duplicate" }))),
    ("a change", |at| progress(at, &json!({ "refused": "changed" }))),
    ("arrived", |at| progress(at, &json!({ "arrived": [1, u64::MAX, 3] }))),
];

#[tokio::test(start_paused = true)]
async fn whatever_somebody_writes_the_others_leave_and_the_next_unlock_mends_it() {
    for (what, change) in CHANGES {
        let phone = Phone::new();
        let (app, first) = phone.with_draft();
        app.applications.queue(first).unwrap();
        let second = app.applications.start("cetak-biodata").unwrap();
        app.applications.queue(second).unwrap();
        app.lock();
        let mut ids = [first, second];
        ids.sort(); // the order in which they are sent
        let [changed, other] = ids;
        change(entry(&phone, changed, "manifest.json").parent().unwrap());

        let report = send(&app).await;
        assert_eq!(report.stopped, None, "{what}");
        assert!(report.sent.contains(&other), "{what}: {report:?}");
        app.unlock();
        assert_eq!(app.state(other), "received", "{what}");
        // Never a draft: only the service gives an application back.
        assert!(["queued", "sending", "received"].contains(&app.state(changed)), "{what}");
        app.lock();
        send(&app).await;
        app.unlock();
        assert_eq!((app.state(changed), app.get(changed).returned), ("received", None), "{what}");
        assert!(phone.outbox_files().is_empty(), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_another_application_is_not_believed() {
    let phone = Phone::new();
    let (app, first) = phone.with_draft();
    app.applications.queue(first).unwrap();
    let second = app.applications.start("cetak-biodata").unwrap();
    app.applications.queue(second).unwrap();
    app.lock();
    phone.office.state().refuse = Some((409, super::office::problem("duplicate-application", json!({}))));
    send(&app).await;
    phone.office.state().refuse = None;
    let copied = fs::copy(entry(&phone, first, "answer"), entry(&phone, second, "answer"));
    copied.unwrap();
    app.unlock();
    assert_eq!((app.state(first), app.state(second)), ("draft", "sending"));
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_app_queued_is_sealed_again() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    app.unlock();
    let earlier = app.context.unlocked.with(|session| {
        let stored = session.get(Table::APPLICATIONS, &id.0)?.unwrap();
        let mut record: Value = serde_json::from_slice(&stored.body).unwrap();
        let queued = record["local"]["queued"].as_object_mut().unwrap();
        let digest = queued.remove("manifest").unwrap();
        queued.insert("contents".to_owned(), digest);
        queued.remove("answer_key").unwrap();
        queued["contents"] = json!(digest::Digest([1; 32]));
        session.put(Table::APPLICATIONS, &id.0, &stored.meta, record.to_string().as_bytes())
    });
    earlier.unwrap();
    app.lock();
    app.unlock();
    assert_eq!((app.state(id), app.get(id).revision), ("queued", 2));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_checked_yet_is_kept() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    assert_eq!(send(&app).await.sent, [id]);
    let received = fs::read(entry(&phone, id, "answer")).unwrap();
    let keystore = &phone.hardware.keystore;
    let key = keystore.export().into_iter().find(|(alias, _)| alias == DEVICE_KEY).unwrap().1;
    keystore.delete_key(DEVICE_KEY).unwrap();
    app.unlock();
    assert_eq!(app.state(id), "sending");
    assert_eq!(fs::read(entry(&phone, id, "answer")).unwrap(), received);
    app.lock();
    keystore.import(DEVICE_KEY, &key).unwrap();
    app.unlock();
    assert_eq!(app.state(id), "received");
}

#[tokio::test(start_paused = true)]
async fn a_manifest_that_names_a_key_of_another_kind_sends_nothing() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let manifest = entry(&phone, id, "manifest.json");
    let other = fs::read_to_string(&manifest).unwrap().replace(DEVICE_KEY, "ikd.view.00000000000000aa");
    fs::write(&manifest, other).unwrap();
    assert_eq!(left(&send(&app).await), [LeftReason::Changed]);
    assert!(phone.office.state().log.is_empty());
}

#[tokio::test(start_paused = true)]
async fn progress_that_somebody_wrote_is_shown_and_no_more() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let arrived = format!(r#"{{"arrived":[{0},{0}]}}"#, u64::MAX);
    fs::write(entry(&phone, id, "progress.json"), arrived).unwrap();
    app.unlock();
    assert_eq!(app.state(id), "sending");
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_the_service_did_not_sign_is_not_believed() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    phone.office.state().trust = trust(3).issue(&signer(ROOT)).unwrap();
    phone.office.state().forged = true;
    let report = send(&app).await;
    assert_eq!((report.sent.as_slice(), left(&report)), ([].as_slice(), vec![LeftReason::Failed]));
    // Neither is one that somebody put beside it.
    fs::write(entry(&phone, id, "answer"), b"an answer").unwrap();
    app.unlock();
    assert_eq!(app.state(id), "sending");
    phone.office.state().forged = false;
    assert_eq!(send(&app).await.sent, [id]);
    assert_eq!((app.state(id), phone.office.state().accepted.len()), ("received", 1));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_outbox_is_sealed_again_and_what_somebody_put_there_is_erased() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let folder = phone.outbox().join(format!("{}.1", id_text(id)));
    fs::rename(&folder, phone.outbox().join(format!("{}.1", id_text(ApplicationId([9; 16]))))).unwrap();
    app.unlock();
    assert_eq!((app.state(id), app.get(id).revision), ("queued", 2));
    assert!(phone.outbox_files().iter().all(|file| file.starts_with(&format!("{}.2/", id_text(id)))));
}

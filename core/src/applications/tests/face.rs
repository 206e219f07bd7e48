//! A form that asks for the face: queued without a network, sent after the face was shown, and the service decides.

use std::fs;

use ikd_proof::form::Presence;
use serde_json::json;

use super::{
    super::{record::Record, *},
    office::problem,
    phone::{App, Phone},
    tracking::{newer, offer},
};
use crate::{
    files::fault::{self, Fault},
    vault::VaultError,
};

/// A phone on which the form of the draft asks for the face, an unlocked app, and the complete draft.
async fn with_draft() -> (Phone, App, ApplicationId) {
    let phone = Phone::new();
    let app = phone.unlocked();
    offer(&phone, newer(|form| form.presence = Presence::Face));
    app.applications.refresh().await.unwrap();
    let id = app.draft();
    (phone, app, id)
}

/// The same, queued, with the app locked.
async fn with_queued() -> (Phone, App, ApplicationId) {
    let (phone, app, id) = with_draft().await;
    assert_eq!(app.applications.queue(id), Ok(()));
    app.lock();
    (phone, app, id)
}

async fn send(app: &App) -> SendReport {
    app.applications.send_queued(false).await.unwrap()
}

fn left(report: &SendReport) -> Vec<LeftReason> {
    report.left.iter().map(|left| left.why).collect()
}

fn file(phone: &Phone, id: ApplicationId, revision: u64, name: &str) -> PathBuf {
    phone.outbox().join(format!("{}.{revision}", id_text(id))).join(name)
}

/// Requests about applications that the office got.
fn requests(phone: &Phone) -> usize {
    phone.office.state().log.iter().filter(|line| line.contains("/v1/applications/")).count()
}

fn asks_for_the_face(app: &App, id: ApplicationId) -> bool {
    let notices = app.applications.notices().unwrap();
    notices.iter().any(|notice| notice.application == id && notice.kind == NoticeKind::FaceCheckNeeded)
}

/// The office says that it knows of no face check.
fn loses_it(phone: &Phone) {
    phone.office.state().refuse = Some((422, problem("presence-missing", json!({}))));
}

#[tokio::test(start_paused = true)]
async fn it_is_queued_without_the_face_and_leaves_locked_after_it_was_shown() {
    let (phone, app, id) = with_draft().await;
    assert_eq!(app.applications.review(id).unwrap().face, FaceStep::Needed);
    assert!(!asks_for_the_face(&app, id), "a draft does not wait for it");
    assert_eq!(app.applications.queue(id), Ok(()));
    assert_eq!((app.state(id), app.get(id).face), ("queued", FaceStep::Needed));
    assert!(asks_for_the_face(&app, id));
    app.lock();
    let report = send(&app).await;
    assert_eq!((left(&report), report.again_after_ms), (vec![LeftReason::FaceCheckNeeded], None));
    assert_eq!(requests(&phone), 0);
    app.unlock();
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    assert_eq!(app.get(id).face, FaceStep::Shown);
    assert!(!asks_for_the_face(&app, id));
    app.lock();
    assert_eq!(send(&app).await.sent, [id]);
    app.unlock();
    assert_eq!((app.state(id), app.get(id).face), ("received", FaceStep::NotNeeded));
}

#[tokio::test(start_paused = true)]
async fn a_face_that_was_shown_before_queueing_is_not_asked_for_again() {
    let (_phone, app, id) = with_draft().await;
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    assert_eq!(app.applications.review(id).unwrap().face, FaceStep::Shown);
    assert_eq!(app.applications.queue(id), Ok(()));
    assert!(!asks_for_the_face(&app, id));
    app.lock();
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn a_face_that_was_refused_before_it_left_must_be_shown_again() {
    let (_phone, app, id) = with_queued().await;
    app.unlock();
    for (shown, step) in [(true, FaceStep::Shown), (false, FaceStep::Needed)] {
        assert_eq!(app.applications.note_face(id, shown), Ok(()));
        assert_eq!(app.get(id).face, step);
    }
    assert_eq!(left(&send(&app).await), [LeftReason::FaceCheckNeeded]);
}

#[tokio::test(start_paused = true)]
async fn a_form_that_does_not_ask_for_the_face_needs_none() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    assert_eq!(app.applications.review(id).unwrap().face, FaceStep::NotNeeded);
    assert_eq!(app.applications.queue(id), Ok(()));
    assert_eq!(app.get(id).face, FaceStep::NotNeeded);
}

#[test]
fn a_face_that_was_noted_when_the_process_was_killed_is_repeated_in_the_outbox_by_the_next_unlock() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let (before, app, id) = runtime.block_on(with_queued());
    drop(app);
    let (mut left_at_once, mut repeated) = (0, 0);
    for fault in [Fault::Once, Fault::FromHere, Fault::Death] {
        for at in 0.. {
            let phone = before.copy();
            let app = phone.unlocked();
            let context = format!("step {at}, {fault:?}");
            let (_, steps) = fault::at(at, fault, || app.applications.note_face(id, true));
            drop(app);
            let app = phone.open();
            // Locked, only the flag in the outbox is known.
            let locked = runtime.block_on(send(&app));
            app.unlock();
            if locked.sent == [id] {
                left_at_once += 1;
            } else {
                repeated += 1;
                assert_eq!(left(&locked), [LeftReason::FaceCheckNeeded], "{context}");
                assert_eq!(app.get(id).face, FaceStep::Shown, "{context}");
                app.lock();
                assert_eq!(runtime.block_on(send(&app)).sent, [id], "{context}");
            }
            assert_eq!(phone.office.state().accepted.len(), 1, "{context}");
            if steps <= at {
                break;
            }
        }
    }
    assert!(left_at_once > 0 && repeated > 0, "{left_at_once} {repeated}");
}

#[tokio::test(start_paused = true)]
async fn a_flag_that_somebody_else_wrote_is_decided_by_the_service_and_the_person_is_asked() {
    let (phone, app, id) = with_queued().await;
    fs::write(file(&phone, id, 1, "progress.json"), r#"{"face_shown":true}"#).unwrap();
    loses_it(&phone);
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    app.unlock();
    let application = app.get(id);
    assert_eq!((app.state(id), application.face), ("draft", FaceStep::Needed));
    assert_eq!(application.returned, Some(ReturnReason::PresenceMissing));
}

#[tokio::test(start_paused = true)]
async fn a_manifest_that_somebody_else_changed_is_sealed_again_and_still_needs_the_face() {
    let (phone, app, id) = with_queued().await;
    let manifest = file(&phone, id, 1, "manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains(r#""face_needed":true"#));
    fs::write(&manifest, text.replace(r#""face_needed":true"#, r#""face_needed":false"#)).unwrap();
    loses_it(&phone);
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    app.unlock();
    assert_eq!((app.state(id), app.get(id).face), ("queued", FaceStep::Needed));
    app.lock();
    assert_eq!(left(&send(&app).await), [LeftReason::FaceCheckNeeded]);
}

#[tokio::test(start_paused = true)]
async fn a_flag_that_somebody_else_erased_is_written_again_at_the_next_unlock() {
    let (phone, app, id) = with_queued().await;
    app.unlock();
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    app.lock();
    fs::write(file(&phone, id, 1, "progress.json"), "{}").unwrap();
    assert_eq!(left(&send(&app).await), [LeftReason::FaceCheckNeeded]);
    app.unlock();
    app.lock();
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn what_was_sealed_again_still_knows_the_face() {
    let (phone, app, id) = with_queued().await;
    app.unlock();
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    fs::write(file(&phone, id, 1, "sealed"), b"changed").unwrap();
    assert_eq!(left(&send(&app).await), [LeftReason::Changed]);
    app.lock();
    assert_eq!(send(&app).await.sent, [id]);
    assert_eq!(phone.office.state().accepted[0].1, 2, "the next revision");
}

#[tokio::test(start_paused = true)]
async fn a_face_that_the_service_lost_is_asked_for_once_more_and_not_in_a_loop() {
    let (phone, app, id) = with_queued().await;
    app.unlock();
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    loses_it(&phone);
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    let requests_before = requests(&phone);
    assert_eq!((app.state(id), app.applications.review(id).unwrap().face), ("draft", FaceStep::Needed));
    assert_eq!(app.applications.queue(id), Ok(()));
    assert_eq!(left(&send(&app).await), [LeftReason::FaceCheckNeeded]);
    assert_eq!(requests(&phone), requests_before, "nothing is sent until the face is shown");
    phone.office.state().refuse = None;
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_for_the_face_although_the_form_does_not_is_believed() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    loses_it(&phone);
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    app.unlock();
    assert_eq!(app.applications.review(id).unwrap().face, FaceStep::Needed);
    assert_eq!(app.applications.queue(id), Ok(()));
    assert_eq!(app.get(id).face, FaceStep::Needed);
    assert!(asks_for_the_face(&app, id));
    phone.office.state().refuse = None;
    assert_eq!(left(&send(&app).await), [LeftReason::FaceCheckNeeded]);
    assert_eq!(app.applications.note_face(id, true), Ok(()));
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn an_application_that_waits_for_the_face_can_be_cancelled_and_does_not_stop_the_others() {
    let (_phone, app, id) = with_queued().await;
    app.unlock();
    let other = app.applications.start("cetak-biodata").unwrap();
    assert_eq!(app.applications.queue(other), Ok(()));
    let report = send(&app).await;
    assert_eq!(
        (report.sent.as_slice(), left(&report)),
        ([other].as_slice(), vec![LeftReason::FaceCheckNeeded])
    );
    assert!(app.applications.cancel_queued(id).is_ok());
    assert_eq!((app.state(id), app.get(id).face), ("draft", FaceStep::Needed));
}

#[tokio::test(start_paused = true)]
async fn a_face_check_for_another_id_changes_nothing_and_a_locked_phone_notes_none() {
    let (_phone, app, id) = with_queued().await;
    assert_eq!(app.applications.note_face(id, true), Err(VaultError::Locked));
    app.unlock();
    assert_eq!(app.applications.note_face(ApplicationId([9; 16]), true), Ok(()));
    assert_eq!(app.get(id).face, FaceStep::Needed);
}

#[tokio::test(start_paused = true)]
async fn a_record_of_an_earlier_version_is_read() {
    let (_phone, app, id) = with_draft().await;
    let record = app.context.unlocked.with(|session| record::load(session, id)).unwrap();
    let mut json = serde_json::to_value(record).unwrap();
    for name in ["face_asked", "face_shown"] {
        assert_eq!(json.as_object_mut().unwrap().remove(name), Some(json!(false)));
    }
    let record: Record = serde_json::from_value(json).unwrap();
    assert!(!record.face_asked && !record.face_shown);
}

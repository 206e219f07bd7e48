//! Sending with the vault locked: nothing twice, nothing forged, nothing lost.

use std::fs;

use ikd_proof::{
    application::Submission,
    testing::{ROOT, reader_key, signer},
};
use serde_json::json;

use super::{
    super::*,
    office::{Cut, problem},
    phone::{App, DEVICE_KEY, PAPER, Phone, SERVICE_KEYS, pages, trust},
};
use crate::{
    account::AccountStatus,
    platform::KeystoreSigner,
    service::{ApplicationFault, ProblemCode},
    vault::Table,
};

/// Bytes of all sealed files in the outbox.
fn sealed_bytes(phone: &Phone) -> usize {
    let mut bytes = 0;
    for file in phone.outbox_files() {
        if file.split('/').nth(1).is_some_and(|name| name.len() == 43) {
            bytes += fs::metadata(phone.outbox().join(file)).unwrap().len() as usize;
        }
    }
    bytes
}

pub(super) async fn send(app: &App) -> SendReport {
    app.applications.send_queued(false).await.unwrap()
}

pub(super) fn left(report: &SendReport) -> Vec<LeftReason> {
    report.left.iter().map(|left| left.why).collect()
}

pub(super) fn entry(phone: &Phone, id: ApplicationId, file: &str) -> PathBuf {
    phone.outbox().join(format!("{}.1", id_text(id))).join(file)
}

#[tokio::test(start_paused = true)]
async fn a_queued_application_leaves_with_the_vault_locked_and_its_receipt_is_kept() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let report = send(&app).await;
    assert_eq!((report.sent, report.left, report.again_after_ms), (vec![id], vec![], None));
    app.unlock();
    let application = app.get(id);
    assert_eq!(application.state.kind().name(), "received");
    let receipt = application.receipt.unwrap();
    assert_eq!(
        (receipt.number.as_str(), receipt.office.as_str(), receipt.revision),
        ("PD-0001", "DUKCAPIL CONTOH", 1)
    );
    let history: Vec<_> = application.history.iter().map(|event| event.state.name()).collect();
    assert_eq!(history, ["draft", "queued", "received"]);
    assert!(phone.outbox_files().is_empty());
    assert_eq!(app.applications.open(id).unwrap().papers.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_connection_cut_before_or_after_any_request_loses_nothing_and_sends_nothing_twice() {
    let before = Phone::new();
    let (_, id) = before.with_queued();
    for cut in [Cut::Before, Cut::After] {
        for at in 0.. {
            let phone = before.copy();
            let app = phone.open();
            let bytes = sealed_bytes(&phone);
            phone.office.cut(at, cut);
            let report = send(&app).await;
            // Killed and started again before the network works.
            drop(app);
            let app = phone.open();
            if !phone.office.repair() {
                assert!(at >= 5, "{at} requests only");
                assert_eq!(report.sent, [id]);
                break;
            }
            if cut == Cut::Before || report.sent.is_empty() {
                assert_eq!(report.stopped, Some(ServiceError::Offline), "{at} {cut:?}");
                assert!(report.again_after_ms.is_some());
            }
            assert_eq!(send(&app).await.sent, [id], "{at} {cut:?}");
            let state = phone.office.state();
            assert_eq!((state.accepted.len(), state.appended), (1, bytes), "{at} {cut:?}");
            drop(state);
            app.unlock();
            assert_eq!(app.state(id), "received", "{at} {cut:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_received_application_is_not_sent_again_before_the_next_unlock() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    send(&app).await;
    let requests = phone.office.state().log.len();
    assert_eq!(send(&app).await.sent, [id]);
    assert_eq!(phone.office.state().log.len(), requests);
}

#[tokio::test(start_paused = true)]
async fn progress_is_shown_as_sending_and_what_has_left_is_not_cancelled() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    app.applications.queue(id).unwrap();
    // Announced and sent the first file; the second is cut.
    phone.office.cut(2, Cut::Before);
    send(&app).await;
    let ApplicationState::Sending { sent, bytes, submitted: false } = app.get(id).state else {
        panic!("sending")
    };
    assert!(0 < sent && sent < bytes);
    phone.office.repair();
    phone.office.cut(2, Cut::Before);
    send(&app).await;
    let ApplicationState::Sending { sent, bytes, submitted: true } = app.get(id).state else {
        panic!("sending")
    };
    assert_eq!(sent, bytes);
    assert_eq!(app.applications.cancel_queued(id), Err(SendError::HasLeft));
}

#[tokio::test(start_paused = true)]
async fn a_submission_that_never_arrived_is_a_draft_again_when_it_is_withdrawn() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    app.applications.queue(id).unwrap();
    phone.office.cut(4, Cut::Before);
    send(&app).await;
    assert_eq!(app.applications.cancel_queued(id), Err(SendError::HasLeft));
    phone.office.repair();
    assert_eq!(app.applications.withdraw(id).await, Ok(()));
    assert_eq!(app.state(id), "draft");
    assert!(phone.outbox_files().is_empty() && send(&app).await.sent.is_empty());
}

#[tokio::test(start_paused = true)]
async fn changed_bytes_are_never_sent_and_the_vaults_copy_is_sealed_again() {
    for file in ["sealed", "a file"] {
        let phone = Phone::new();
        let (app, id) = phone.with_queued();
        let other = phone.outbox_files().into_iter().find(|name| name.len() > 60).unwrap();
        let path = if file == "sealed" { entry(&phone, id, file) } else { phone.outbox().join(other) };
        let mut bytes = fs::read(&path).unwrap();
        bytes[100] ^= 1;
        fs::write(&path, bytes).unwrap();
        let report = send(&app).await;
        assert_eq!(left(&report), [LeftReason::Changed], "{file}");
        assert_eq!(phone.office.puts(), 0, "{file}");
        app.unlock();
        let application = app.get(id);
        assert_eq!((application.state.kind().name(), application.revision), ("queued", 2), "{file}");
        assert_eq!(application.returned, Some(ReturnReason::OutboxChanged), "{file}");
        assert_eq!(send(&app).await.sent, [id], "{file}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_was_replaced_consistently_is_noticed_at_the_next_unlock() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let manifest = fs::read_to_string(entry(&phone, id, "manifest.json")).unwrap();
    let sealed = digest::Digest::of(&fs::read(entry(&phone, id, "sealed")).unwrap()).to_text();
    let mine = digest::Digest::of(b"mine").to_text();
    assert!(manifest.contains(&sealed));
    fs::write(entry(&phone, id, "manifest.json"), manifest.replace(&sealed, &mine)).unwrap();
    fs::write(entry(&phone, id, "sealed"), b"mine").unwrap();
    app.unlock();
    assert_eq!((app.state(id), app.get(id).revision), ("queued", 2));
    assert_eq!(app.get(id).returned, Some(ReturnReason::OutboxChanged));
    assert_eq!(send(&app).await.sent, [id]);
    assert!(phone.office.state().accepted[0].2 != b"mine");
}

#[tokio::test(start_paused = true)]
async fn a_retired_service_key_seals_again_as_the_next_revision_at_the_next_unlock() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    phone.office.state().trust = trust(4).issue(&signer(ROOT)).unwrap();
    phone.office.state().refuse = Some((409, problem("service-key-retired", json!({}))));
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    phone.office.state().refuse = None;
    // Not sent again as it is.
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    assert_eq!(phone.office.puts(), 1);
    app.unlock();
    assert_eq!((app.state(id), app.get(id).returned), ("queued", None));
    app.lock();
    assert_eq!(send(&app).await.sent, [id]);
    let device = KeystoreSigner::load(phone.hardware.keystore.clone(), DEVICE_KEY).unwrap();
    let device = ikd_proof::Signer::public_key(&device);
    let sealed = phone.office.state().accepted[0].2.clone();
    let submission = Submission::open(&sealed, &reader_key(SERVICE_KEYS[1]), &device).unwrap();
    assert_eq!(submission.revision, 2);
}

#[tokio::test(start_paused = true)]
async fn with_no_newer_service_key_nothing_is_sealed_again() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    phone.office.state().trust = trust(3).issue(&signer(ROOT)).unwrap();
    phone.office.state().refuse = Some((409, problem("service-key-retired", json!({}))));
    send(&app).await;
    app.unlock();
    assert_eq!(app.get(id).revision, 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_service_does_not_accept_is_a_draft_again_with_the_reason() {
    let fault = ApplicationFault {
        field: Some("surat_nomor".to_owned()),
        attachment: None,
        check: "mismatch-record".to_owned(),
    };
    let problems = json!({ "problems": [{"field": "surat_nomor", "check": "mismatch-record"}] });
    let cases = [
        (422, "application-invalid", problems, ReturnReason::Invalid(vec![fault])),
        (409, "duplicate-application", json!({}), ReturnReason::Duplicate),
        (409, "definition-outdated", json!({ "version": 3 }), ReturnReason::OutdatedForm { version: 3 }),
        (409, "revision-conflict", json!({}), ReturnReason::Conflict),
        (409, "state-conflict", json!({}), ReturnReason::Conflict),
    ];
    for (status, code, members, reason) in cases {
        let phone = Phone::new();
        let (app, id) = phone.with_queued();
        phone.office.state().refuse = Some((status, problem(code, members)));
        assert_eq!(left(&send(&app).await), [LeftReason::Returned], "{code}");
        app.unlock();
        let application = app.get(id);
        assert_eq!((application.state.kind().name(), application.revision), ("draft", 2), "{code}");
        assert_eq!(application.returned, Some(reason), "{code}");
        assert!(phone.outbox_files().is_empty(), "{code}");
        phone.office.state().refuse = None;
        assert_eq!(app.applications.queue(id), Ok(()), "{code}");
        assert_eq!(app.get(id).returned, None, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn files_that_the_service_lost_are_sent_again() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    phone.office.cut(4, Cut::Before);
    send(&app).await;
    phone.office.repair();
    let first = phone.office.state().files.keys().next().unwrap().clone();
    phone.office.state().files.remove(&first);
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn on_a_metered_network_it_waits_for_a_day_unless_it_is_sent_now() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let metered = async || app.applications.send_queued(true).await.unwrap();
    let report = metered().await;
    assert_eq!(left(&report), [LeftReason::Metered]);
    assert_eq!(report.again_after_ms, Some(86_400_000));
    assert!(phone.office.state().log.is_empty());
    phone.hardware.clock.advance_ms(86_399_000);
    assert_eq!(left(&metered().await), [LeftReason::Metered]);
    phone.hardware.clock.advance_ms(1_000);
    assert_eq!(metered().await.sent, [id]);

    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    // The choice holds for later calls too.
    phone.office.cut(0, Cut::Before);
    assert_eq!(left(&app.applications.send(id).await.unwrap()), [LeftReason::Failed]);
    phone.office.repair();
    assert_eq!(app.applications.send_queued(true).await.unwrap().sent, [id]);
    assert_eq!(app.applications.send(ApplicationId([1; 16])).await, Err(SendError::NotFound));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_one_application_does_not_stop_the_others() {
    let phone = Phone::new();
    let (app, first) = phone.with_draft();
    app.applications.queue(first).unwrap();
    let second = app.applications.start("cetak-biodata").unwrap();
    assert_eq!(app.applications.review(second).unwrap().problems, []);
    app.applications.queue(second).unwrap();
    app.lock();
    fs::write(entry(&phone, first, "sealed"), b"changed").unwrap();
    let report = send(&app).await;
    assert_eq!((report.sent.as_slice(), left(&report)), ([second].as_slice(), vec![LeftReason::Changed]));
}

#[tokio::test(start_paused = true)]
async fn while_the_account_is_blocked_nothing_is_sent_and_nothing_erased() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let files = phone.outbox_files();
    app.vault.set_account_status(AccountStatus::Blocked).unwrap();
    assert_eq!(left(&send(&app).await), [LeftReason::Blocked]);
    assert!(phone.office.state().log.is_empty());
    assert_eq!(phone.outbox_files(), files);
    app.vault.set_account_status(AccountStatus::Good).unwrap();
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn a_block_that_the_service_reports_while_locked_is_kept() {
    let phone = Phone::new();
    let (app, _) = phone.with_queued();
    phone.office.state().refuse = Some((403, problem("account-blocked", json!({}))));
    let report = send(&app).await;
    assert_eq!(report.stopped, Some(ServiceError::Problem(ProblemCode::AccountBlocked)));
    assert_eq!(left(&report), [LeftReason::Blocked]);
    assert_eq!(app.vault.account_status(), AccountStatus::Blocked);
    drop(app);
    assert_eq!(phone.open().vault.account_status(), AccountStatus::Blocked);
}

#[tokio::test(start_paused = true)]
async fn papers_stay_in_the_vault_while_they_may_be_corrected() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    send(&app).await;
    app.unlock();
    assert_eq!(app.applications.paper(id, PAPER, 1).unwrap().to_vec(), pages()[0]);
}

#[tokio::test(start_paused = true)]
async fn a_service_key_that_was_called_retired_by_mistake_is_sent_again() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    phone.office.state().trust = trust(3).issue(&signer(ROOT)).unwrap();
    phone.office.state().refuse = Some((409, problem("service-key-retired", json!({}))));
    assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
    phone.office.state().refuse = None;
    assert_eq!(send(&app).await.sent, [id]);
    app.unlock();
    assert_eq!((app.state(id), app.get(id).revision), ("received", 1));
}

#[tokio::test(start_paused = true)]
async fn an_application_that_cannot_be_sealed_again_does_not_stop_the_others() {
    let phone = Phone::new();
    let (app, first) = phone.with_draft();
    app.applications.queue(first).unwrap();
    let second = app.applications.start("cetak-biodata").unwrap();
    app.applications.queue(second).unwrap();
    fs::remove_dir_all(phone.outbox().join(format!("{}.1", id_text(first)))).unwrap();
    app.context.unlocked.with(|session| session.put(Table::ANSWERS, &first.0, &[], b"damaged")).unwrap();
    assert_eq!(send(&app).await.sent, [second]);
    assert_eq!((app.state(first), app.state(second)), ("queued", "received"));
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_not_erased_while_its_record_cannot_be_read() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let files = phone.outbox_files();
    app.unlock();
    let newer = br#"{"version":2}"#;
    app.context.unlocked.with(|session| session.put(Table::APPLICATIONS, &id.0, &[], newer)).unwrap();
    app.lock();
    app.unlock();
    assert_eq!(phone.outbox_files(), files);
}

#[tokio::test(start_paused = true)]
async fn what_was_sealed_again_while_sending_is_for_a_later_call() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    app.unlock();
    fs::write(entry(&phone, id, "sealed"), b"changed").unwrap();
    let report = send(&app).await;
    assert_eq!(left(&report), [LeftReason::Changed]);
    assert!(report.again_after_ms.is_some());
    assert_eq!(send(&app).await.sent, [id]);
}

#[tokio::test(start_paused = true)]
async fn what_the_service_calls_unsigned_is_sealed_again_once() {
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    phone.office.state().refuse = Some((422, problem("submission-invalid", json!({}))));
    for (state, revision, returned) in
        [("queued", 2, ReturnReason::OutboxChanged), ("draft", 3, ReturnReason::Conflict)]
    {
        assert_eq!(left(&send(&app).await), [LeftReason::Returned]);
        app.unlock();
        let application = app.get(id);
        assert_eq!(
            (app.state(id), application.revision, application.returned),
            (state, revision, Some(returned))
        );
        app.lock();
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_that_arrives_while_files_are_sent_stops_before_the_next() {
    let phone = Phone::new();
    let (app, _) = phone.with_queued();
    let block = async {
        while phone.office.state().log.is_empty() {
            tokio::task::yield_now().await;
        }
        app.vault.set_account_status(AccountStatus::Blocked).unwrap();
    };
    let ((), report) = tokio::join!(biased; block, send(&app));
    assert_eq!(left(&report), [LeftReason::Blocked]);
    assert_eq!(phone.office.state().files.len(), 1);
}

#[test]
fn cancelling_and_leaving_exclude_each_other() {
    let yields = || (0..1000).for_each(|_| std::thread::yield_now());
    // While one decides, the other waits; then it sees what was decided.
    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    app.unlock();
    let deciding = app.applications.0.leaving.lock().unwrap();
    std::thread::scope(|scope| {
        let cancelling = scope.spawn(|| app.applications.cancel_queued(id));
        yields();
        fs::write(entry(&phone, id, "progress.json"), br#"{"put":true}"#).unwrap();
        drop(deciding);
        assert_eq!(cancelling.join().unwrap(), Err(SendError::HasLeft));
    });

    let phone = Phone::new();
    let (app, id) = phone.with_queued();
    let deciding = app.applications.0.leaving.lock().unwrap();
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(send(&app))
        });
        while phone.office.state().appended < sealed_bytes(&phone) {
            std::thread::yield_now();
        }
        yields();
        let folder = phone.outbox().join(format!("{}.1", id_text(id)));
        fs::rename(&folder, folder.with_extension("1.gone")).unwrap();
        drop(deciding);
        assert!(sending.join().unwrap().sent.is_empty());
    });
    assert_eq!(phone.office.puts(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_connection_an_application_without_papers_has_not_left_and_can_be_cancelled() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.applications.start("cetak-biodata").unwrap();
    app.applications.queue(id).unwrap();
    phone.office.cut(0, Cut::Before);
    assert!(send(&app).await.stopped.is_some());
    assert_eq!(app.state(id), "queued");
    assert_eq!(app.applications.cancel_queued(id), Ok(()));
    assert_eq!(app.state(id), "draft");
    app.applications.queue(id).unwrap();
    phone.office.repair();
    let before = phone.office.state().log.len();
    assert_eq!(send(&app).await.sent, [id]);
    // One request asks for the connection, one sends it.
    assert_eq!(phone.office.state().log.len() - before, 2);
}

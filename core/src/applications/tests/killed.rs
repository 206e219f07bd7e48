//! The process dies, or the disk fails, at each step: what is left is a draft or a queued application, never a part.

use super::{
    super::*,
    office::problem,
    phone::{App, Phone, trust},
};
use crate::files::fault::{self, Fault};

const FAULTS: [Fault; 3] = [Fault::Once, Fault::FromHere, Fault::Death];

/// Calls `run` with each fault at each step, until the fault is after the last step.
fn at_each_step(least: usize, mut run: impl FnMut(u64, Fault) -> bool) {
    for fault in FAULTS {
        let steps = (0..).take_while(|at| run(*at, fault)).count();
        assert!(steps >= least, "{fault:?} reached {steps} steps only");
    }
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work)
}

/// Sends what waits, and checks that the office gets exactly one submission.
fn send(phone: &Phone, app: &App, id: ApplicationId, context: &str) {
    let report = wait(app.applications.send_queued(false)).unwrap();
    assert_eq!(report.sent, [id], "{context}");
    assert_eq!(phone.office.state().accepted.len(), 1, "{context}");
    assert_eq!(app.state(id), "received", "{context}");
    assert!(phone.outbox_files().is_empty(), "{context}: {:?}", phone.outbox_files());
}

#[test]
fn queueing_that_is_killed_anywhere_leaves_a_draft_or_a_queued_application() {
    let (mut drafts, mut queued) = (0, 0);
    let before = Phone::new();
    let (app, id) = before.with_draft();
    app.lock();
    at_each_step(10, |at, fault| {
        let phone = before.copy();
        let app = phone.unlocked();
        let context = format!("step {at}, {fault:?}");
        let (outcome, steps) = fault::at(at, fault, || app.applications.queue(id));
        drop(app);
        // Before the next unlock: what the vault does not know as queued must not leave.
        let app = phone.open();
        let locked = wait(app.applications.send_queued(false)).unwrap();
        app.unlock();
        match app.state(id) {
            "draft" => {
                drafts += 1;
                assert_ne!(outcome, Some(Ok(())), "{context}");
                assert!(phone.office.state().accepted.is_empty(), "{context}");
                assert!(phone.outbox_files().is_empty(), "{context}: {:?}", phone.outbox_files());
                app.applications.queue(id).unwrap();
                send(&phone, &app, id, &context);
            }
            "queued" => {
                queued += 1;
                send(&phone, &app, id, &context);
            }
            state => {
                queued += 1;
                assert_eq!((state, locked.sent.as_slice()), ("received", [id].as_slice()), "{context}");
                assert_eq!(phone.office.state().accepted.len(), 1, "{context}");
            }
        }
        steps > at
    });
    assert!(drafts > 0 && queued > 0, "{drafts} {queued}");
}

#[test]
fn cancelling_that_is_killed_anywhere_leaves_a_draft_or_a_queued_application() {
    let before = Phone::new();
    let (_, id) = before.with_queued();
    at_each_step(2, |at, fault| {
        let phone = before.copy();
        let app = phone.unlocked();
        let context = format!("step {at}, {fault:?}");
        let (outcome, steps) = fault::at(at, fault, || app.applications.cancel_queued(id));
        drop(app);
        // Before the next unlock: what was cancelled must not leave with the vault locked.
        let app = phone.open();
        let report = wait(app.applications.send_queued(false)).unwrap();
        if outcome == Some(Ok(())) {
            assert!(report.sent.is_empty(), "{context}");
        }
        app.unlock();
        match app.state(id) {
            "received" => assert_eq!(report.sent, [id], "{context}"),
            "draft" => {
                assert!(phone.outbox_files().is_empty(), "{context}: {:?}", phone.outbox_files());
                assert!(phone.office.state().accepted.is_empty(), "{context}");
            }
            state => panic!("{context}: {state}"),
        }
        steps > at
    });
}

#[test]
fn moving_a_receipt_into_the_vault_that_is_killed_anywhere_is_completed() {
    let before = Phone::new();
    let (_, id) = before.with_queued();
    at_each_step(4, |at, fault| {
        let phone = before.copy();
        let app = phone.open();
        wait(app.applications.send_queued(false)).unwrap();
        let context = format!("step {at}, {fault:?}");
        let mut session = app.session();
        let (_, steps) = fault::at(at, fault, || app.applications.merge(&mut session).is_ok());
        drop(session);
        drop(app);
        let app = phone.unlocked();
        assert_eq!(app.state(id), "received", "{context}");
        assert_eq!(app.get(id).receipt.unwrap().number, "PD-0001");
        assert!(phone.outbox_files().is_empty(), "{context}: {:?}", phone.outbox_files());
        assert_eq!(phone.office.puts(), 1);
        steps > at
    });
}

#[test]
fn sealing_again_that_is_killed_anywhere_leaves_one_revision_that_is_sent() {
    let before = Phone::new();
    let (_, id) = before.with_queued();
    at_each_step(10, |at, fault| {
        let phone = before.copy();
        let app = phone.open();
        phone.office.state().trust =
            trust(4).issue(&ikd_proof::testing::signer(ikd_proof::testing::ROOT)).unwrap();
        phone.office.state().refuse = Some((409, problem("service-key-retired", serde_json::json!({}))));
        wait(app.applications.send_queued(false)).unwrap();
        phone.office.state().refuse = None;
        let context = format!("step {at}, {fault:?}");
        let mut session = app.session();
        let (_, steps) = fault::at(at, fault, || app.applications.merge(&mut session).is_ok());
        drop(session);
        drop(app);
        let app = phone.unlocked();
        assert_eq!((app.state(id), app.get(id).revision), ("queued", 2), "{context}");
        send(&phone, &app, id, &context);
        steps > at
    });
}

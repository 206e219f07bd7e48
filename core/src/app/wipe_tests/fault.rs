//! Wipes with a disk and a key store that fail, or a process that dies, at each step.

use super::*;
use crate::files::fault::{self, Fault};

const FAULTS: [Fault; 4] = [Fault::Once, Fault::Spell, Fault::FromHere, Fault::Death];

/// Calls `run` with each fault at each step, until the fault is after the last step.
fn at_each_step(mut run: impl FnMut(u64, Fault) -> bool) {
    for fault in FAULTS {
        let steps = (0..).take_while(|at| run(*at, fault)).count();
        assert!(steps >= 20, "{fault:?} reached {steps} steps only");
    }
}

/// Wipes `before` with each fault at each step: as long as the wipe has not succeeded, the stage is not `Welcome`. Then
/// `after` finishes the wipe.
fn wipe_of(before: &Snapshot, after: impl Fn(&Rig, Option<Ikd>)) {
    at_each_step(|at, fault| {
        let rig = Rig::of(before);
        let app = rig.open();
        let (outcome, steps) = fault::at(at, fault, || app.wipe());
        match &outcome {
            Some(Ok(())) => {
                assert!(rig.is_empty(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
            }
            Some(Err(_)) => assert_ne!(app.stage(), Stage::Welcome, "step {at}, {fault:?}"),
            None => {}
        }
        let app = outcome.is_some().then_some(app);
        if rig.is_marked() || rig.is_empty() {
            after(&rig, app);
        } else {
            // The mark of the wipe could not be written: then nothing was erased, and the person tries again.
            drop(app);
            assert_eq!(rig.keys(), before.keys.keys().cloned().collect::<Vec<_>>(), "step {at}, {fault:?}");
            by_the_next_wipe(&rig, None);
        }
        assert!(rig.is_empty(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
        steps > at
    });
}

fn by_the_next_opening(rig: &Rig, app: Option<Ikd>) {
    drop(app);
    assert_eq!(rig.open().stage(), Stage::Welcome);
}

fn by_the_next_wipe(rig: &Rig, app: Option<Ikd>) {
    let app = app.unwrap_or_else(|| rig.open());
    app.wipe().unwrap();
    assert_eq!(app.stage(), Stage::Welcome);
}

#[test]
fn a_wipe_that_fails_anywhere_is_finished_by_the_next_opening() {
    wipe_of(&Rig::with_account().snapshot(), by_the_next_opening);
}

#[test]
fn a_wipe_that_fails_anywhere_is_finished_by_the_next_wipe() {
    wipe_of(&Rig::with_account().snapshot(), by_the_next_wipe);
}

#[test]
fn a_wipe_of_a_registration_that_fails_anywhere_is_finished() {
    let before = Rig::registering().snapshot();
    wipe_of(&before, by_the_next_opening);
    wipe_of(&before, by_the_next_wipe);
}

#[test]
fn a_wipe_is_finished_even_if_an_opening_fails_while_finishing_it() {
    let rig = Rig::with_account();
    let app = rig.open();
    // Killed after the mark was written and before the first key was destroyed.
    let marked =
        (0..).find(|at| fault::at(*at, Fault::FromHere, || app.wipe()).0.is_some() && rig.is_marked());
    drop(app);
    assert!(marked.is_some() && rig.keys().len() > FOREIGN.len());
    let before = rig.snapshot();
    at_each_step(|at, fault| {
        let rig = Rig::of(&before);
        let (outcome, steps) = fault::at(at, fault, || rig.try_open(Arc::new(NoNetwork)));
        match outcome {
            Some(Ok(app)) => {
                assert!(app.stage() == Stage::Welcome && rig.is_empty(), "step {at}, {fault:?}");
            }
            Some(Err(_)) | None => assert_eq!(rig.open().stage(), Stage::Welcome, "step {at}, {fault:?}"),
        }
        assert!(rig.is_empty(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
        steps > at
    });
}

#[test]
fn the_tenth_wrong_pin_destroys_every_key_at_once() {
    let rig = Rig::with_one_try_left();
    let app = rig.open();
    assert!(matches!(app.0.vault.unlock(&pin(WRONG[9])).err(), Some(VaultError::Wiped { .. })));
    assert!(rig.is_empty(), "{:?} {:?}", rig.keys(), rig.files());
    assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
    app.wipe().unwrap();
    assert_eq!(app.stage(), Stage::Welcome);
}

#[test]
fn the_wipe_after_the_tenth_wrong_pin_is_finished_wherever_it_fails() {
    let before = Rig::with_one_try_left().snapshot();
    let mut wiped = 0;
    at_each_step(|at, fault| {
        let rig = Rig::of(&before);
        let app = rig.open();
        rig.phone.clock.advance_ms(181 * 60_000);
        let (outcome, steps) = fault::at(at, fault, || app.0.vault.unlock(&pin(WRONG[9])).err());
        if let Some(Some(VaultError::Wiped { .. })) = outcome {
            wiped += 1;
            assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
        }
        drop(app);
        let app = rig.open();
        match app.stage() {
            // The try could not be counted, so the PIN was not checked.
            Stage::Locked { attempts_left: 1, .. } => assert!(rig.keys().len() > FOREIGN.len() + 3),
            _ if matches!(outcome, Some(Some(VaultError::Wiped { .. }))) && !rig.is_empty() => {
                // If nothing could be written after the count, the next opening wipes because of the count.
                panic!("step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
            }
            _ => assert!(rig.is_empty(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files()),
        }
        steps > at
    });
    assert!(wiped >= 20, "{wiped}");
}

#[test]
fn no_registration_begins_before_a_wipe_has_finished() {
    let rig = Rig::with_account();
    let app = rig.open();
    let last = fault::at(u64::MAX, Fault::Once, || Rig::of(&rig.snapshot()).open().wipe()).1 - 1;
    let begun = fault::at(last / 2, Fault::FromHere, || {
        assert!(app.wipe().is_err());
        app.registration().begin(FormShape::Short)
    });
    assert!(begun.0.unwrap().is_err());
    assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
    app.registration().begin(FormShape::Short).unwrap();
    let kept = rig.keys();
    assert_eq!(kept.len(), FOREIGN.len() + 1, "{kept:?}");
    drop(app);
    assert!(matches!(rig.open().stage(), Stage::Registering { .. }));
    assert_eq!(rig.keys(), kept);
}

#[tokio::test]
async fn the_tenth_wrong_pin_in_an_unlocked_app_changes_the_stage() {
    let rig = Rig::with_account();
    let app = rig.open();
    app.lock().unlock(typed(PIN)).await.unwrap();
    for wrong in WRONG {
        assert!(app.lock().verify_user(typed(wrong)).await.is_err());
        rig.phone.clock.advance_ms(181 * 60_000);
    }
    assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
    assert!(rig.is_empty(), "{:?} {:?}", rig.keys(), rig.files());
}

//! The key store fails, lies or the process dies at each single call: the vault always opens again with the old or
//! the new PIN, and never gives another guess.

#![allow(clippy::unwrap_used, clippy::panic)]

use crate::platform::KeystoreError;
use crate::platform::testing::Fault;

use super::test_support::{NEW_PIN, PIN, Rig, WRONG, pin};
use super::{MAX_ATTEMPTS, PersonalDigits, VaultError, VaultState};

const FAILED: KeystoreError = KeystoreError::Failed { transient: true, code: 7 };
const FAULTS: [Fault; 5] = [
    Fault::DieBefore,
    Fault::DieAfter,
    Fault::FailBefore(FAILED),
    Fault::FailAfter(FAILED),
    Fault::WrongBytes,
];

/// Runs a task with each fault at each of its key store calls, until the fault comes after the task's last call.
fn at_each_call(first: u64, mut run: impl FnMut(u64, Fault) -> bool) {
    for fault in FAULTS {
        let calls = (first..).take_while(|at| run(*at, fault)).count();
        assert!(calls >= 5, "{fault:?} reached {calls} calls only");
    }
}

#[test]
fn provisioning_that_fails_anywhere_leaves_nothing_or_a_whole_vault() {
    at_each_call(0, |at, fault| {
        let rig = Rig::new();
        let (vault, keystore) = rig.faulty_vault(at, fault);
        drop(vault.unwrap().provision(&pin(PIN), &PersonalDigits::none()));
        let vault = rig.vault();
        match vault.state() {
            VaultState::Absent => drop(vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap()),
            VaultState::Locked { .. } => {}
            other => panic!("call {at}, {fault:?}: {other:?}"),
        }
        assert!(rig.unlock(PIN).is_ok(), "call {at}, {fault:?}");
        keystore.calls() > at
    });
}

#[test]
fn unlocking_that_fails_anywhere_leaves_the_vault_openable() {
    at_each_call(0, |at, fault| {
        let rig = Rig::with_vault();
        let (vault, keystore) = rig.faulty_vault(at, fault);
        if let Ok(vault) = vault {
            drop(vault.unlock(&pin(PIN)));
        }
        assert!(rig.attempts_left() >= MAX_ATTEMPTS - 1, "call {at}, {fault:?}");
        assert!(rig.opens_with(PIN), "call {at}, {fault:?}");
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS);
        keystore.calls() > at
    });
}

#[test]
fn changing_the_pin_that_fails_anywhere_leaves_the_old_or_the_new_one() {
    let calls_of_unlock = {
        let rig = Rig::with_vault();
        let (vault, keystore) = rig.faulty_vault(u64::MAX, Fault::DieBefore);
        std::mem::forget(vault.unwrap().unlock(&pin(PIN)).unwrap());
        keystore.calls()
    };
    at_each_call(calls_of_unlock, |at, fault| {
        let rig = Rig::with_vault();
        let (vault, keystore) = rig.faulty_vault(at, fault);
        let vault = vault.unwrap();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        let outcome = session.change_pin(&pin(PIN), &pin(NEW_PIN), &PersonalDigits::none());
        drop(session);
        let (old, new) = (rig.opens_with(PIN), rig.opens_with(NEW_PIN));
        assert!(old != new, "call {at}, {fault:?}: old {old}, new {new}");
        assert_eq!(new, outcome.is_ok(), "call {at}, {fault:?}: {outcome:?}");
        keystore.calls() > at
    });
}

#[test]
fn no_fault_at_any_call_gives_a_guess_that_is_not_counted() {
    at_each_call(1, |at, fault| {
        let rig = Rig::with_vault();
        let (vault, keystore) = rig.faulty_vault(at, fault);
        if let Ok(vault) = vault {
            drop(vault.unlock(&pin(WRONG[0])));
        }
        let counted = u64::from(MAX_ATTEMPTS - rig.attempts_left());
        assert!(keystore.prf_answers() <= counted, "call {at}, {fault:?}");
        keystore.calls() > at
    });
}

/// A thief who kills the process at every possible moment, and puts back the oldest files that still open.
#[test]
fn a_thief_who_kills_and_restores_at_every_call_gets_ten_guesses_at_most() {
    for fault in FAULTS {
        let rig = Rig::with_vault();
        let mut guesses = 0;
        let mut oldest = rig.snapshot();
        let mut at = 1;
        for round in 0..400 {
            let (vault, keystore) = rig.faulty_vault(at, fault);
            let Ok(vault) = vault else { panic!("opening needs one call only") };
            match vault.unlock(&pin(WRONG[round % 10])) {
                Ok(_) => panic!("a wrong PIN opened"),
                Err(VaultError::Wiped { .. }) => {
                    guesses += keystore.prf_answers();
                    break;
                }
                Err(_) => {}
            }
            guesses += keystore.prf_answers();
            // The fault walks through all calls of an attempt, again and again.
            at = if keystore.calls() > at { at + 1 } else { 1 };
            drop(vault);
            if matches!(rig.vault().state(), VaultState::Wiped { .. } | VaultState::Absent) {
                break;
            }
            let newest = rig.snapshot();
            rig.restore(&oldest);
            if !matches!(rig.vault().state(), VaultState::Locked { .. }) {
                rig.restore(&newest);
                oldest = newest;
            }
            rig.wait();
        }
        assert!(guesses <= u64::from(MAX_ATTEMPTS), "{fault:?}: {guesses} guesses");
        assert!(guesses >= 1, "{fault:?}: the thief did try ({guesses})");
    }
}

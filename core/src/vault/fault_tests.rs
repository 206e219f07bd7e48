//! At each single call, the key store fails, returns wrong bytes, or the process dies: the vault always opens again
//! with the old or the new PIN, and never gives an extra attempt.

#![allow(clippy::unwrap_used, clippy::panic)]

use crate::platform::KeystoreError;
use crate::platform::testing::Fault;

use super::test_support::{NEW_PIN, PIN, Rig, WRONG, pin};
use super::{MAX_ATTEMPTS, PersonalDigits, VaultError, VaultState};

const FAILED: KeystoreError = KeystoreError::Failed { transient: true, number: 7 };
const FAULTS: [Fault; 8] = [
    Fault::DieBefore,
    Fault::DieAfter,
    Fault::FailBefore(FAILED),
    Fault::FailAfter(FAILED),
    Fault::WrongBytes,
    unavailable(2),
    unavailable(3),
    unavailable(6),
];

/// The phone locks its screen, and is unlocked again after this many calls.
const fn unavailable(calls: u64) -> Fault {
    Fault::Unavailable { calls, error: KeystoreError::AuthRequired }
}

/// Number of key store calls for opening and unlocking if nothing fails.
fn calls_of_an_unlock() -> u64 {
    let rig = Rig::with_vault();
    let (vault, keystore) = rig.faulty_vault(u64::MAX, Fault::DieBefore);
    std::mem::forget(vault.unwrap().unlock(&pin(PIN)).unwrap());
    keystore.calls()
}

/// Runs a task with each fault at each of its key store calls. `run` returns false once the fault lies after the last
/// call.
fn at_each_call(first: u64, mut run: impl FnMut(u64, Fault) -> bool) {
    for fault in FAULTS {
        let calls = (first..).take_while(|at| run(*at, fault)).count();
        assert!(calls >= 5, "{fault:?} reached only {calls} calls");
    }
}

#[test]
fn provisioning_that_fails_at_any_call_leaves_no_vault_or_a_complete_one() {
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
fn unlocking_that_fails_at_any_call_leaves_the_vault_usable() {
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
fn changing_the_pin_that_fails_at_any_call_leaves_the_old_or_the_new_pin() {
    at_each_call(calls_of_an_unlock(), |at, fault| {
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
fn no_fault_at_any_call_gives_an_uncounted_attempt() {
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

/// The thief kills the process at every possible call, and restores the oldest files that still open.
#[test]
fn a_thief_who_kills_and_restores_at_every_call_gets_at_most_ten_attempts() {
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
            // The fault moves through all calls of an attempt, repeatedly.
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
        assert!(guesses >= 1, "{fault:?}: no PIN was tested");
    }
}

/// For every k and m: the phone locks its screen at call k of each unlock, for m calls.
#[test]
fn the_right_pin_uses_up_no_attempts_while_the_key_store_is_unavailable() {
    let calls = calls_of_an_unlock();
    for failures in 1..=calls {
        for at in 1..calls {
            let rig = Rig::with_vault();
            let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(failures));
            let vault = vault.unwrap();
            for round in 0..12 {
                keystore.again_in(at - 1);
                drop(vault.unlock(&pin(PIN)));
                let left = rig.attempts_left();
                assert!(left >= MAX_ATTEMPTS - 1, "call {at}, {failures} calls, round {round}: {left} left");
                let VaultState::Locked { attempts_left, .. } = vault.state() else {
                    panic!("call {at}, {failures} calls, round {round}: {:?}", vault.state())
                };
                assert_eq!(
                    attempts_left, left,
                    "call {at}, {failures} calls: the state differs from the disk"
                );
            }
            keystore.again_in(u64::MAX / 2);
            drop(vault.unlock(&pin(PIN)).unwrap());
            assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "call {at}, {failures} calls");
        }
    }
}

/// The same within a session, for confirming the PIN.
#[test]
fn confirming_the_pin_uses_up_no_attempts_while_the_key_store_is_unavailable() {
    for failures in [1, 2, 4, 7] {
        for at in 0..8 {
            let rig = Rig::with_vault();
            let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(failures));
            let mut session = vault.unwrap().unlock(&pin(PIN)).unwrap();
            for round in 0..12 {
                keystore.again_in(at);
                let outcome = session.confirm_pin(&pin(PIN));
                assert!(
                    !matches!(outcome, Err(VaultError::Wiped { .. } | VaultError::WrongPin { .. })),
                    "call {at}, {failures} calls, round {round}: {outcome:?}"
                );
            }
            keystore.again_in(u64::MAX / 2);
            drop(session);
            assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "call {at}, {failures} calls");
        }
    }
}

/// Only an attempt whose PIN was not tested is given back, never a tested one.
#[test]
fn a_thief_who_makes_the_key_store_unavailable_at_every_call_gets_at_most_ten_attempts() {
    for failures in 1..=8 {
        let rig = Rig::with_vault();
        let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(failures));
        let vault = vault.unwrap();
        let mut tried = 0;
        for round in 0..400 {
            keystore.again_in(round % 14);
            match vault.unlock(&pin(WRONG[tried % 10])) {
                Ok(_) => panic!("a wrong PIN opened"),
                Err(VaultError::Wiped { .. }) => break,
                Err(VaultError::WrongPin { .. }) => tried += 1,
                Err(_) => {}
            }
            assert_eq!(
                u64::from(vault.wrong_in_a_row()),
                keystore.prf_answers(),
                "{failures} calls, round {round}"
            );
            rig.wait();
        }
        // The key store may be unavailable while the keys are destroyed; the next opening finishes the wipe.
        let gone = matches!(vault.state(), VaultState::Wiped { .. } | VaultState::Wiping { .. });
        assert!(gone, "{failures} calls: {:?}", vault.state());
        assert_eq!(keystore.prf_answers(), u64::from(MAX_ATTEMPTS), "{failures} calls");
    }
}

#[test]
fn an_attempt_that_was_not_tested_starts_no_wait() {
    let rig = Rig::with_vault();
    let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(1_000));
    let vault = vault.unwrap();
    for wrong in &WRONG[..2] {
        assert!(vault.unlock(&pin(wrong)).is_err());
    }
    // Key store calls: one to read the header, five to create the next epoch, then one of the PIN key.
    keystore.again_in(7);
    let unavailable = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_AUTH };
    assert_eq!(vault.unlock(&pin(PIN)).err(), Some(unavailable));
    assert_eq!(
        vault.state(),
        VaultState::Locked { attempts_left: 7, retry_after_ms: 0 },
        "counted but not tested"
    );
    keystore.again_in(u64::MAX / 2);
    assert!(vault.unlock(&pin(PIN)).is_ok());
}

#[test]
fn an_untested_attempt_stays_counted_if_the_process_dies() {
    let rig = Rig::with_vault();
    let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(1_000));
    let vault = vault.unwrap();
    keystore.again_in(7);
    assert!(vault.unlock(&pin(PIN)).is_err());
    drop(vault);
    assert_eq!(rig.attempts_left(), MAX_ATTEMPTS - 1);
}

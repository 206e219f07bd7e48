//! The key store fails, lies or the process dies at each single call: the vault always opens again with the old or
//! the new PIN, and never gives another guess.

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

/// The phone's lock screen closes, and is opened again after so many calls.
const fn unavailable(calls: u64) -> Fault {
    Fault::Unavailable { calls, error: KeystoreError::AuthRequired }
}

/// Calls of the key store that opening and unlocking make when nothing fails.
fn calls_of_an_unlock() -> u64 {
    let rig = Rig::with_vault();
    let (vault, keystore) = rig.faulty_vault(u64::MAX, Fault::DieBefore);
    std::mem::forget(vault.unwrap().unlock(&pin(PIN)).unwrap());
    keystore.calls()
}

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

/// The lock screen closes at call k of each unlock and is opened again after call m: for every k and m.
#[test]
fn the_right_pin_never_uses_up_the_tries_however_often_the_key_store_is_away() {
    let calls = calls_of_an_unlock();
    for away in 1..=calls {
        for at in 1..calls {
            let rig = Rig::with_vault();
            let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(away));
            let vault = vault.unwrap();
            for round in 0..12 {
                keystore.again_in(at - 1);
                drop(vault.unlock(&pin(PIN)));
                let left = rig.attempts_left();
                assert!(left >= MAX_ATTEMPTS - 1, "call {at}, {away} calls, round {round}: {left} left");
                let VaultState::Locked { attempts_left, .. } = vault.state() else {
                    panic!("call {at}, {away} calls, round {round}: {:?}", vault.state())
                };
                assert_eq!(
                    attempts_left, left,
                    "call {at}, {away} calls: the state is not what the disk says"
                );
            }
            keystore.again_in(u64::MAX / 2);
            drop(vault.unlock(&pin(PIN)).unwrap());
            assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "call {at}, {away} calls");
        }
    }
}

/// The same within a session, where the PIN is asked again.
#[test]
fn proving_the_pin_never_uses_up_the_tries_however_often_the_key_store_is_away() {
    for away in [1, 2, 4, 7] {
        for at in 0..8 {
            let rig = Rig::with_vault();
            let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(away));
            let mut session = vault.unwrap().unlock(&pin(PIN)).unwrap();
            for round in 0..12 {
                keystore.again_in(at);
                let outcome = session.confirm_pin(&pin(PIN));
                assert!(
                    !matches!(outcome, Err(VaultError::Wiped { .. } | VaultError::WrongPin { .. })),
                    "call {at}, {away} calls, round {round}: {outcome:?}"
                );
            }
            keystore.again_in(u64::MAX / 2);
            drop(session);
            assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "call {at}, {away} calls");
        }
    }
}

/// What is taken back is a try whose PIN was not tested, never one that was.
#[test]
fn a_thief_who_takes_the_key_store_away_at_every_call_gets_ten_guesses_at_most() {
    for away in 1..=8 {
        let rig = Rig::with_vault();
        let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(away));
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
                "{away} calls, round {round}"
            );
            rig.wait();
        }
        // The key store may be away while the keys are destroyed: the next opening finishes that.
        let gone = matches!(vault.state(), VaultState::Wiped { .. } | VaultState::Wiping { .. });
        assert!(gone, "{away} calls: {:?}", vault.state());
        assert_eq!(keystore.prf_answers(), u64::from(MAX_ATTEMPTS), "{away} calls");
    }
}

#[test]
fn a_try_that_was_not_tested_brings_no_wait() {
    let rig = Rig::with_vault();
    let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(1_000));
    let vault = vault.unwrap();
    for wrong in &WRONG[..2] {
        assert!(vault.unlock(&pin(wrong)).is_err());
    }
    // Reading the header takes one call, making the next epoch five, the PIN key one.
    keystore.again_in(7);
    let away = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_AUTH };
    assert_eq!(vault.unlock(&pin(PIN)).err(), Some(away));
    assert_eq!(
        vault.state(),
        VaultState::Locked { attempts_left: 7, retry_after_ms: 0 },
        "counted and not tested"
    );
    keystore.again_in(u64::MAX / 2);
    assert!(vault.unlock(&pin(PIN)).is_ok());
}

#[test]
fn a_process_that_dies_leaves_a_try_counted_that_was_not_tested() {
    let rig = Rig::with_vault();
    let (vault, keystore) = rig.faulty_vault(u64::MAX, unavailable(1_000));
    let vault = vault.unwrap();
    keystore.again_in(7);
    assert!(vault.unlock(&pin(PIN)).is_err());
    drop(vault);
    assert_eq!(rig.attempts_left(), MAX_ATTEMPTS - 1);
}

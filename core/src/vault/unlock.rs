//! Unlocking with the PIN.

use crate::crypto::{self, PinStretcher};
use crate::platform::key_names;

use super::count::Count;
use super::db::Db;
use super::header::Header;
use super::record::RecordKeys;
use super::records::Records;
use super::{Gate, Open, Phase, Pin, Session, Shared, Vault, VaultError};

impl Vault {
    /// Unlocks with the PIN. Needs no network.
    ///
    /// # Errors
    /// - [`VaultError::WrongPin`]: counted; [`VaultError::CoolingDown`]: too early, not counted.
    /// - [`VaultError::Wiped`]: the vault is wiped or being wiped, by this tenth wrong PIN or before.
    /// - [`VaultError::Locked`]: the account is blocked or released ([`Vault::account_status`]). The PIN was not tested
    ///   and no attempt was counted.
    /// - [`VaultError::Absent`]; [`VaultError::Busy`] while a session is open or another process has the vault.
    /// - Terminal errors ([`VaultError::is_terminal`]): only a wipe helps.
    /// - Temporary failures of key store, clock, file system or space. They cost no attempt, unless the process dies.
    pub fn unlock(&self, pin: &Pin) -> Result<Session, VaultError> {
        let shared = &self.shared;
        let mut gate = shared.gate()?;
        match shared.phase() {
            Phase::Locked { .. } => {}
            Phase::Absent => return Err(VaultError::Absent),
            Phase::Unlocked => return Err(VaultError::Busy),
            Phase::Wiping(reason) | Phase::Wiped(reason) => return Err(VaultError::Wiped { reason }),
            Phase::Unusable(error) => return Err(error),
        }
        let outcome = shared.unlock(&mut gate, pin);
        crypto::clear_stack();
        match outcome {
            Ok(records) => Ok(Session::new(shared.clone(), gate.sessions, records)),
            Err(error) => {
                if error.is_terminal() {
                    shared.set_phase(Phase::Unusable(error));
                }
                Err(shared.files.or_storage_full(error))
            }
        }
    }
}

impl Shared {
    fn unlock(&self, gate: &mut Gate, pin: &Pin) -> Result<Records, VaultError> {
        let mut db = Db::open(&self.files.database())?;
        let mut header = self.read_header(&db)?;
        self.check_account_status(&mut db, &mut header)?;
        let dek =
            match self.attempt(&mut db, &mut header, &mut gate.wrong_pins, &mut PinStretcher::new(), pin) {
                Ok(dek) => dek,
                Err(VaultError::Wiped { reason }) => {
                    drop(db);
                    return Err(self.wipe_after_last_attempt(gate, reason));
                }
                Err(error) => {
                    self.set_phase(self.locked_phase(&header));
                    return Err(error);
                }
            };
        gate.wrong_pins.forget();

        let keys = RecordKeys::new(header.vault_id, &dek, header.dek_epoch);
        drop(dek);
        let loaded = Records::load(&db, keys).and_then(|records| self.check_rollback(&header, records));
        if let Ok((records, _)) = &loaded {
            header.manifest_n = records.n();
        }
        // The PIN was right, even if the records are damaged: reset the count.
        let committed = self.reset_attempts(&mut db, &mut header);
        self.set_phase(self.locked_phase(&header));
        let (records, counter) = loaded?;
        committed?;
        // An interrupted PIN change may have left keys. If deleting fails, the next unlock tries again.
        let _ = self.destroy_other_keys(key_names::PIN, &header.pin.alias(&header.vault_id));
        self.start_session(gate, db, header, &records, counter);
        Ok(records)
    }

    /// Starts a session: keeps the file open. `counter` is the value of the rollback counter; it is lower than the
    /// manifest's number if the last session was killed.
    pub(super) fn start_session(
        &self,
        gate: &mut Gate,
        db: Db,
        header: Header,
        records: &Records,
        counter: u64,
    ) {
        gate.sessions += 1;
        let open = Open { session: gate.sessions, db, header, dirty: false, counter };
        self.advance_counter(gate.open.insert(open), records.n());
        self.set_phase(Phase::Unlocked);
    }

    /// Resets the count after a right PIN. Otherwise occasional failures of the key store would wipe the vault of a
    /// person who never entered a wrong PIN.
    pub(super) fn reset_attempts(&self, db: &mut Db, header: &mut Header) -> Result<(), VaultError> {
        self.correct_count(db, header, Count::default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{DOCUMENTS, PIN, Rig, WRONG, error, pin};
    use super::super::{MAX_ATTEMPTS, VaultState, WipeReason};
    use super::*;
    use crate::crypto::KdfCost;
    use crate::platform::testing::{Fault, FaultKeystore, TestPhone};
    use crate::platform::{DeviceClock, Keystore, KeystoreError};
    use std::sync::Arc;

    const MINUTE_MS: u64 = 60_000;

    #[test]
    fn the_right_pin_opens_the_records() {
        let session = Rig::with_vault().unlock(PIN).map(|session| {
            let record = session.get(DOCUMENTS, b"ktp").unwrap().unwrap();
            assert_eq!(&*record.meta, b"KTP CONTOH");
        });
        assert!(session.is_ok());
    }

    #[test]
    fn unlock_with_wrong_pin_counts_one_attempt() {
        let rig = Rig::with_vault();
        assert_eq!(error(rig.unlock(WRONG[0])), VaultError::WrongPin { left: 9, retry_after_ms: 0 });
        assert_eq!(rig.attempts_left(), 9);
    }

    #[test]
    fn the_right_pin_sets_the_count_to_zero() {
        let rig = Rig::with_vault();
        error(rig.unlock(WRONG[0]));
        error(rig.unlock(WRONG[1]));
        drop(rig.unlock(PIN).unwrap());
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS);
    }

    #[test]
    fn waits_grow_and_the_tenth_wrong_pin_wipes() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let minutes = [0, 0, 1, 5, 15, 60, 180, 180, 180];
        for (tried, (wrong, minutes)) in WRONG.iter().zip(minutes).enumerate() {
            let left = 9 - u8::try_from(tried).unwrap();
            let expected = VaultError::WrongPin { left, retry_after_ms: minutes * MINUTE_MS };
            assert_eq!(error(vault.unlock(&pin(wrong))), expected);
            rig.wait();
        }
        let wiped = VaultError::Wiped { reason: WipeReason::TooManyAttempts };
        assert_eq!(error(vault.unlock(&pin(WRONG[9]))), wiped);
        assert_eq!(vault.state(), VaultState::Wiped { reason: WipeReason::TooManyAttempts });
        assert_eq!(rig.phone.keystore.list_keys("ikd.").unwrap(), Vec::<String>::new());
        assert_eq!(rig.vault().state(), VaultState::Absent);
    }

    #[test]
    fn during_a_wait_even_the_right_pin_is_not_tested() {
        let rig = Rig::with_vault();
        for wrong in &WRONG[..3] {
            error(rig.unlock(wrong));
        }
        assert_eq!(error(rig.unlock(PIN)), VaultError::CoolingDown { retry_after_ms: MINUTE_MS });
        rig.phone.clock.advance_ms(MINUTE_MS - 1);
        assert_eq!(error(rig.unlock(PIN)), VaultError::CoolingDown { retry_after_ms: 1 });
        assert_eq!(rig.attempts_left(), 7);
        rig.phone.clock.advance_ms(1);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn setting_the_clock_or_restarting_the_phone_does_not_shorten_the_wait() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        for wrong in &WRONG[..3] {
            error(vault.unlock(&pin(wrong)));
        }
        let full = VaultError::CoolingDown { retry_after_ms: MINUTE_MS };
        let wall_ms = rig.phone.clock.read().unwrap().wall_ms;
        rig.phone.clock.set_wall_ms(wall_ms + 86_400_000);
        assert_eq!(error(vault.unlock(&pin(PIN))), full);
        rig.phone.clock.advance_ms(30_000);
        rig.phone.clock.reboot();
        assert_eq!(error(vault.unlock(&pin(PIN))), full, "a restart starts it again");
        rig.phone.clock.advance_ms(30_000);
        rig.phone.clock.set_wall_ms(wall_ms);
        assert_eq!(error(vault.unlock(&pin(PIN))), full, "a clock set back starts it again");
        rig.phone.clock.advance_ms(30_000);
        assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::CoolingDown { retry_after_ms: 30_000 });
    }

    #[test]
    fn the_wait_starts_again_once_per_restart_and_then_ends() {
        let rig = Rig::with_vault();
        for wrong in &WRONG[..3] {
            error(rig.unlock(wrong));
        }
        rig.phone.clock.reboot();
        rig.vault();
        rig.phone.clock.advance_ms(MINUTE_MS);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn the_same_wrong_pin_again_in_one_process_does_not_count() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        error(vault.unlock(&pin(WRONG[0])));
        error(vault.unlock(&pin(WRONG[1])));
        for _ in 0..5 {
            let again = error(vault.unlock(&pin(WRONG[0])));
            assert_eq!(again, VaultError::WrongPin { left: 8, retry_after_ms: 0 });
        }
        assert_eq!(rig.attempts_left(), 8);
        error(rig.unlock(WRONG[0]));
        assert_eq!(rig.attempts_left(), 7, "a new process does not remember");
    }

    #[test]
    fn without_its_hardware_keys_the_vault_reports_key_lost() {
        let rig = Rig::with_vault();
        for alias in rig.phone.keystore.list_keys("ikd.epoch.").unwrap() {
            rig.phone.keystore.delete_key(&alias).unwrap();
        }
        assert_eq!(rig.vault().state(), VaultState::Unusable { error: VaultError::KeyLost });

        let rig = Rig::with_vault();
        for alias in rig.phone.keystore.list_keys("ikd.pin.").unwrap() {
            rig.phone.keystore.delete_key(&alias).unwrap();
        }
        assert_eq!(error(rig.unlock(PIN)), VaultError::KeyLost);
    }

    #[test]
    fn a_copy_of_the_folder_does_not_open_on_another_phone() {
        let rig = Rig::with_vault();
        let stolen = Rig { phone: TestPhone::new(2), home: rig.home };
        assert_eq!(error(stolen.unlock(PIN)), VaultError::KeyLost);
    }

    #[test]
    fn kdf_parameters_below_the_floor_are_refused_on_opening() {
        let rig = Rig::with_vault();
        let vault = Vault::open(&rig.dir(), &rig.phone.platform()).unwrap();
        assert_eq!(vault.state(), VaultState::Unusable { error: VaultError::WeakKdf });
        assert!(!KdfCost { memory_kib: 8, passes: 1, lanes: 1 }.is_acceptable(&KdfCost::FLOOR));
    }

    #[test]
    fn a_locked_screen_refuses_to_unlock_and_loses_nothing() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let keys = rig.phone.keystore.list_keys("").unwrap();
        let refused = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_AUTH };
        rig.phone.keystore.lock_screen(true);
        assert_eq!(error(vault.unlock(&pin(PIN))), refused);
        assert_eq!(vault.state(), VaultState::Locked { attempts_left: 10, retry_after_ms: 0 });
        drop(vault);
        assert_eq!(error(rig.try_vault()), refused, "opening the vault needs the screen unlocked too");
        assert_eq!(rig.phone.keystore.list_keys("").unwrap(), keys);
        rig.phone.keystore.lock_screen(false);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn a_screen_that_locks_at_any_call_of_the_key_store_costs_neither_the_vault_nor_an_attempt() {
        for at in 0.. {
            let rig = Rig::with_vault();
            let refused = KeystoreError::AuthRequired;
            let (vault, keystore) = rig.faulty_vault(at, Fault::Unavailable { calls: 1, error: refused });
            let outcome = vault.and_then(|vault| vault.unlock(&pin(PIN)).map(drop));
            assert!(!outcome.is_err_and(|error| error.is_terminal()), "call {at}");
            assert!(rig.opens_with(PIN), "call {at}");
            if keystore.calls() <= at {
                assert!(at > 5, "opening and unlocking call the key store");
                break;
            }
        }
    }

    #[test]
    fn a_second_unlock_or_process_gets_busy() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let session = vault.unlock(&pin(PIN)).unwrap();
        assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::Busy);
        assert_eq!(error(rig.try_vault()), VaultError::Busy);
        drop(session);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn a_key_store_that_fails_costs_no_attempt() {
        let rig = Rig::with_vault();
        let failed = KeystoreError::Failed { transient: true, number: 7 };
        let (vault, keystore) = rig.faulty_vault(u64::MAX, Fault::DieBefore);
        vault.unwrap().unlock(&pin(PIN)).unwrap();
        let calls = keystore.calls();
        for at in 1..calls {
            for fault in [Fault::FailBefore(failed), Fault::FailAfter(failed)] {
                let (vault, _) = rig.faulty_vault(at, fault);
                let _ = vault.unwrap().unlock(&pin(PIN));
                assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "call {at}, {fault:?}");
            }
        }
    }

    #[test]
    fn each_attempt_costs_one_call_of_the_hardware_key() {
        let rig = Rig::with_vault();
        let keystore = Arc::new(FaultKeystore::counting(rig.phone.keystore.clone()));
        let platform = rig.phone.platform_with(keystore.clone());
        let vault = Vault::open_with_weak_kdf_for_tests(&rig.dir(), &platform).unwrap();
        error(vault.unlock(&pin(WRONG[0])));
        error(vault.unlock(&pin(WRONG[1])));
        assert_eq!(keystore.prf_answers(), 2);
    }

    #[test]
    fn without_a_clock_no_pin_is_tested() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        rig.phone.clock.break_down();
        assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::ClockUnavailable);
    }
}

//! Changing the PIN, and confirming it again within a session.

use crate::crypto::{self, PinStretcher, SecretKey};
use crate::platform::key_names;

use super::header::Header;
use super::slot::{PIN_SPEC, PinSlot, SLOT_LEN};
use super::{Gate, PersonalDigits, Pin, Session, Shared, VaultError};

impl Session {
    /// Replaces the PIN. The records do not change: only the slot that contains their key is sealed again, with a new
    /// salt and a new hardware key, in one transaction.
    ///
    /// Entering the old PIN counts as an attempt, so that an open session cannot be used to guess it. After an error
    /// the old PIN is still valid.
    ///
    /// # Errors
    /// [`VaultError::PinRejected`] for the new PIN, before anything is counted; for the old PIN the same as
    /// [`super::Vault::unlock`]. After [`VaultError::Wiped`] the session is unusable.
    pub fn change_pin(&mut self, old: &Pin, new: &Pin, personal: &PersonalDigits) -> Result<(), VaultError> {
        new.check(personal)?;
        new.check_differs(old)?;
        let shared = self.shared().clone();
        let mut gate = shared.gate()?;
        let manifest_n = self.records(&gate)?.n();
        let mut stretcher = PinStretcher::new();
        let outcome = shared
            .verify_pin(&mut gate, &mut stretcher, old)
            .and_then(|dek| shared.replace_pin(&mut gate, &mut stretcher, &dek, new, manifest_n));
        crypto::clear_stack();
        self.end_if_wiped(outcome)
    }

    /// Confirms the PIN without locking, for a step that asks for it. Counts as an attempt.
    ///
    /// # Errors
    /// The same as [`super::Vault::unlock`]. After [`VaultError::Wiped`] the session is unusable.
    pub fn confirm_pin(&mut self, pin: &Pin) -> Result<(), VaultError> {
        let shared = self.shared().clone();
        let mut gate = shared.gate()?;
        self.records(&gate)?;
        let outcome = shared.verify_pin(&mut gate, &mut PinStretcher::new(), pin).and_then(|_| {
            let Some(open) = &mut gate.open else { return Err(VaultError::Absent) };
            shared.reset_attempts(&mut open.db, &mut open.header)
        });
        crypto::clear_stack();
        self.end_if_wiped(outcome)
    }
}

impl Shared {
    /// Tests the PIN within the open session.
    fn verify_pin(
        &self,
        gate: &mut Gate,
        stretcher: &mut PinStretcher,
        pin: &Pin,
    ) -> Result<SecretKey, VaultError> {
        let Gate { open: Some(open), wrong_pins, .. } = &mut *gate else { return Err(VaultError::Absent) };
        match self.attempt(&mut open.db, &mut open.header, wrong_pins, stretcher, pin) {
            Ok(dek) => {
                wrong_pins.forget();
                Ok(dek)
            }
            Err(VaultError::Wiped { reason }) => Err(self.wipe_after_last_attempt(gate, reason)),
            Err(error) => Err(error),
        }
    }

    fn replace_pin(
        &self,
        gate: &mut Gate,
        stretcher: &mut PinStretcher,
        dek: &SecretKey,
        new: &Pin,
        manifest_n: u64,
    ) -> Result<(), VaultError> {
        let Some(open) = &mut gate.open else { return Err(VaultError::Absent) };
        let replaced = self.new_slot(stretcher, &open.header, dek, new).and_then(|slot| {
            self.next_epoch(&mut open.db, &mut open.header, |next| {
                next.pin = slot;
                next.attempts = 0;
                next.wait = None;
                next.manifest_n = manifest_n;
            })
        });
        if let Err(error) = replaced {
            // The old PIN was right and is still valid: its attempt must not stay counted.
            let _ = self.reset_attempts(&mut open.db, &mut open.header);
            return Err(error);
        }
        open.dirty = false;
        // The new PIN is on the disk and valid. The next unlock or lock repeats the steps below if they fail. Reporting
        // a failure would leave the person unsure which PIN is valid.
        let _ = self.destroy_other_epochs(open.header.epoch);
        let _ = self.destroy_other_keys(key_names::PIN, &open.header.pin.alias(&open.header.vault_id));
        let _ = open.db.checkpoint();
        Ok(())
    }

    fn new_slot(
        &self,
        stretcher: &mut PinStretcher,
        header: &Header,
        dek: &SecretKey,
        new: &Pin,
    ) -> Result<PinSlot, VaultError> {
        let random = self.platform.random.as_ref();
        let counter = VaultError::Internal { code: VaultError::COUNTER };
        let generation = header.pin.generation.checked_add(1).ok_or(counter)?;
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        // The phone, or its load, may differ from when the last PIN was set.
        let cost = self.choose_cost(stretcher, &salt)?;
        let prf_kind = self.platform.keystore.prf_kind()?;
        let mut slot = PinSlot { generation, cost, salt, sealed: [0; SLOT_LEN], prf_kind };
        let alias = slot.alias(&header.vault_id);
        // A change that was interrupted before its commit may have left one.
        self.platform.keystore.delete_key(&alias)?;
        self.platform.keystore.create_key(&alias, PIN_SPEC)?;
        let kek = self.derive_new_kek(stretcher, &header.vault_id, &slot, new)?;
        slot.seal(random, &kek, &header.vault_id, dek)?;
        Ok(slot)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{DOCUMENTS, NEW_PIN, PIN, Rig, WRONG, contains, error, pin};
    use super::super::{MAX_ATTEMPTS, PinRule, Vault, VaultState, WipeReason};
    use super::*;
    use crate::crypto::KdfCost;
    use crate::platform::{BootReading, ClockError, DeviceClock, Keystore, Platform};

    fn change(session: &mut Session, old: &str, new: &str) -> Result<(), VaultError> {
        session.change_pin(&pin(old), &pin(new), &PersonalDigits::none())
    }

    #[test]
    fn after_a_change_only_the_new_pin_unlocks() {
        let rig = Rig::with_vault();
        change(&mut rig.unlock(PIN).unwrap(), PIN, NEW_PIN).unwrap();
        assert!(rig.opens_with(NEW_PIN));
        assert!(!rig.opens_with(PIN));
    }

    #[test]
    fn a_new_pin_that_was_entered_wrongly_before_unlocks() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        assert!(matches!(error(change(&mut session, NEW_PIN, WRONG[0])), VaultError::WrongPin { .. }));
        change(&mut session, PIN, NEW_PIN).unwrap();
        vault.lock(session).unwrap();
        vault.lock(vault.unlock(&pin(NEW_PIN)).unwrap()).unwrap();
    }

    #[test]
    fn the_pin_of_a_new_vault_unlocks_though_it_was_wrong_for_the_old_vault() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        assert!(matches!(error(vault.unlock(&pin(NEW_PIN))), VaultError::WrongPin { .. }));
        vault.wipe().unwrap();
        vault.lock(vault.provision(&pin(NEW_PIN), &PersonalDigits::none()).unwrap()).unwrap();
        vault.lock(vault.unlock(&pin(NEW_PIN)).unwrap()).unwrap();
    }

    #[test]
    fn a_wrong_pin_counts_again_after_the_right_one() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        for _ in 0..2 {
            let wrong = VaultError::WrongPin { left: 9, retry_after_ms: 0 };
            assert_eq!(error(vault.unlock(&pin(WRONG[0]))), wrong);
            assert_eq!(attempts_left(&vault), 9);
            vault.lock(vault.unlock(&pin(PIN)).unwrap()).unwrap();
            assert_eq!(attempts_left(&vault), 10);
        }
    }

    fn attempts_left(vault: &Vault) -> u8 {
        match vault.state() {
            VaultState::Locked { attempts_left, .. } => attempts_left,
            other => panic!("unexpected {other:?}"),
        }
    }

    /// A phone whose clock advances by a second at each reading.
    #[derive(Default)]
    struct SlowPhone(std::sync::atomic::AtomicU64);

    impl DeviceClock for SlowPhone {
        fn read(&self) -> Result<BootReading, ClockError> {
            let boot_ms = self.0.fetch_add(1000, std::sync::atomic::Ordering::SeqCst);
            Ok(BootReading { wall_ms: 1_795_305_600_000 + boot_ms, boot_ms, boot_id: [1; 16] })
        }
    }

    #[test]
    fn changing_the_pin_measures_the_kdf_cost_again() {
        let rig = Rig::new();
        let quick = rig.phone.platform();
        let slow = Platform { clock: std::sync::Arc::new(SlowPhone::default()), ..quick.clone() };
        let open = |platform| Vault::open(&rig.dir(), platform).unwrap();
        let cost = || {
            let vault = open(&quick);
            let db = super::super::Db::open(&vault.shared.files.database()).unwrap();
            vault.shared.read_header(&db).unwrap().pin.cost
        };
        drop(open(&slow).provision(&pin(PIN), &PersonalDigits::none()).unwrap());
        assert_eq!(cost(), KdfCost::FLOOR);
        change(&mut open(&quick).unlock(&pin(PIN)).unwrap(), PIN, NEW_PIN).unwrap();
        assert_eq!(cost(), KdfCost::CANDIDATES[0]);
        assert!(open(&quick).unlock(&pin(NEW_PIN)).is_ok());
    }

    #[test]
    fn the_session_stays_usable_after_a_change() {
        let rig = Rig::with_vault();
        let mut session = rig.unlock(PIN).unwrap();
        change(&mut session, PIN, NEW_PIN).unwrap();
        session.put(DOCUMENTS, b"kk", b"", b"after").unwrap();
        drop(session);
        let session = rig.unlock(NEW_PIN).unwrap();
        assert_eq!(&*session.get(DOCUMENTS, b"kk").unwrap().unwrap().body, b"after");
    }

    #[test]
    fn a_wrong_old_pin_counts_and_changes_nothing() {
        let rig = Rig::with_vault();
        let mut session = rig.unlock(PIN).unwrap();
        let outcome = error(change(&mut session, WRONG[0], NEW_PIN));
        assert_eq!(outcome, VaultError::WrongPin { left: 9, retry_after_ms: 0 });
        assert!(session.get(DOCUMENTS, b"ktp").unwrap().is_some(), "the session stays open");
        drop(session);
        assert_eq!(rig.attempts_left(), 9);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn ten_wrong_old_pins_wipe_the_vault_and_end_the_session() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        for wrong in &WRONG[..9] {
            error(change(&mut session, wrong, NEW_PIN));
            rig.wait();
        }
        let wiped = VaultError::Wiped { reason: WipeReason::TooManyAttempts };
        assert_eq!(error(change(&mut session, WRONG[9], NEW_PIN)), wiped);
        assert_eq!(error(session.get(DOCUMENTS, b"ktp")), wiped);
        assert_eq!(vault.state(), VaultState::Wiped { reason: WipeReason::TooManyAttempts });
    }

    #[test]
    fn a_bad_new_pin_is_rejected_before_the_old_one_is_tested() {
        let rig = Rig::with_vault();
        let mut session = rig.unlock(PIN).unwrap();
        for (new, rule) in [("123456", PinRule::Series), ("604183", PinRule::LikeOld)] {
            let outcome = error(change(&mut session, WRONG[1], new));
            assert_eq!(outcome, VaultError::PinRejected { rule });
        }
        drop(session);
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS);
    }

    #[test]
    fn the_old_slot_and_its_keys_are_gone_after_a_change() {
        let rig = Rig::with_vault();
        let slot = |vault: &Vault| {
            let db = super::super::Db::open(&vault.shared.files.database()).unwrap();
            (db.header().unwrap(), vault.shared.read_header(&db).unwrap().pin)
        };
        let (old_header, old_slot) = slot(&rig.vault());
        assert!(contains(&rig.disk(), &old_header), "the search finds what is there");
        let old_keys = rig.phone.keystore.list_keys("ikd.").unwrap();

        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        change(&mut session, PIN, NEW_PIN).unwrap();
        assert!(
            !contains(&rig.disk(), &old_header[28..]),
            "the journal does not contain it either, while unlocked"
        );
        vault.lock(session).unwrap();

        assert!(!contains(&rig.disk(), &old_header[28..]));
        let keys = rig.phone.keystore.list_keys("ikd.").unwrap();
        assert_eq!(keys.len(), 2, "one epoch key and one PIN key");
        assert!(old_keys.iter().all(|old| !keys.contains(old)));
        let (_, new_slot) = slot(&rig.vault());
        assert!(new_slot.salt != old_slot.salt && new_slot.generation == old_slot.generation + 1);
    }

    #[test]
    fn files_from_before_a_change_are_refused() {
        let rig = Rig::with_vault();
        let before = rig.snapshot();
        change(&mut rig.unlock(PIN).unwrap(), PIN, NEW_PIN).unwrap();
        rig.restore(&before);
        assert!(matches!(
            rig.vault().state(),
            VaultState::Unusable { error: VaultError::RollbackDetected { .. } }
        ));
    }

    #[test]
    fn confirming_the_pin_counts_as_an_attempt() {
        let rig = Rig::with_vault();
        let mut session = rig.unlock(PIN).unwrap();
        assert_eq!(
            error(session.confirm_pin(&pin(WRONG[0]))),
            VaultError::WrongPin { left: 9, retry_after_ms: 0 }
        );
        session.confirm_pin(&pin(PIN)).unwrap();
        drop(session);
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS);
    }
}

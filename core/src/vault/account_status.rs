//! The account's status at the service, kept in the header, because it must be known before the vault is unlocked. Only
//! the service changes it. Unless it is good, no PIN is tested.

use std::sync::PoisonError;

use super::db::Db;
use super::header::{AccountStatus, Header};
use super::{Phase, Session, Shared, Vault, VaultError};

/// The account status as this process knows it.
#[derive(Default)]
pub(super) struct KnownStatus {
    account_status: AccountStatus,
    /// The header does not contain it yet, or an older header without it could still be opened.
    unwritten: bool,
}

impl Vault {
    /// The account's status; [`AccountStatus::Good`] if there is no vault. Fast: reads no file.
    pub fn account_status(&self) -> AccountStatus {
        match self.shared.phase() {
            Phase::Absent | Phase::Wiping(_) | Phase::Wiped(_) => AccountStatus::Good,
            Phase::Locked { .. } | Phase::Unlocked | Phase::Unusable(_) => {
                self.shared.known_status().account_status
            }
        }
    }

    /// Stores the status that the service reported. [`AccountStatus::Released`] is final: later statuses are ignored.
    /// Waits for other operations on the vault.
    ///
    /// # Errors
    /// The header could not be written. A stricter status applies in this process anyway; it is written when it is set
    /// again, when it refuses a PIN, or when the vault locks. A milder status does not apply.
    pub fn set_account_status(&self, account_status: AccountStatus) -> Result<(), VaultError> {
        let shared = &self.shared;
        let mut gate = shared.gate.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(shared.phase(), Phase::Locked { .. } | Phase::Unlocked | Phase::Unusable(_)) {
            return Err(VaultError::Absent);
        }
        if !shared.apply_account_status(account_status) {
            return Ok(());
        }
        if let Some(open) = &mut gate.open {
            return shared.write_account_status(&mut open.db, &mut open.header, account_status);
        }
        let mut db = Db::open(&shared.files.database())?;
        let mut header = shared.read_header(&db)?;
        let outcome = shared.write_account_status(&mut db, &mut header, account_status);
        if matches!(shared.phase(), Phase::Locked { .. }) {
            shared.set_phase(shared.locked_phase(&header));
        }
        outcome.and(db.close())
    }
}

impl Session {
    /// Stores the status of this session's account; it is on the disk when this returns. See
    /// [`Vault::set_account_status`]. The caller must lock the vault.
    ///
    /// # Errors
    /// As [`Vault::set_account_status`]; [`VaultError::Wiped`], with nothing stored, if the vault was wiped.
    pub fn set_account_status(&mut self, account_status: AccountStatus) -> Result<(), VaultError> {
        let shared = self.shared().clone();
        let mut gate = shared.gate.lock().unwrap_or_else(PoisonError::into_inner);
        self.records(&gate)?;
        if !shared.apply_account_status(account_status) {
            return Ok(());
        }
        let Some(open) = &mut gate.open else { return Err(VaultError::Absent) };
        shared.write_account_status(&mut open.db, &mut open.header, account_status)
    }
}

impl Shared {
    /// Applies a stricter status immediately. Returns whether the header must be written.
    fn apply_account_status(&self, account_status: AccountStatus) -> bool {
        let mut known_status = self.known_status();
        if account_status > known_status.account_status {
            *known_status = KnownStatus { account_status, unwritten: true };
        }
        let lifts =
            known_status.account_status == AccountStatus::Blocked && account_status == AccountStatus::Good;
        lifts || (account_status == known_status.account_status && known_status.unwritten)
    }

    /// Writes the status under a new epoch key, so that no older header can be restored.
    fn write_account_status(
        &self,
        db: &mut Db,
        header: &mut Header,
        account_status: AccountStatus,
    ) -> Result<(), VaultError> {
        self.next_epoch(db, header, |next| next.account_status = account_status)?;
        let destroyed = self.destroy_other_epochs(header.epoch);
        let strict = account_status != AccountStatus::Good;
        *self.known_status() = KnownStatus { account_status, unwritten: strict && destroyed.is_err() };
        // A block is lifted even if the old key could not be destroyed; the next attempt destroys it.
        if strict { destroyed } else { Ok(()) }
    }

    /// Applies the status of a header that was just read, if it is stricter.
    pub(super) fn load_account_status(&self, header: &Header) {
        let mut known_status = self.known_status();
        known_status.account_status = known_status.account_status.max(header.account_status);
    }

    /// Returns [`VaultError::Locked`] unless the account is good; first writes a status that could not be written
    /// before.
    pub(super) fn check_account_status(&self, db: &mut Db, header: &mut Header) -> Result<(), VaultError> {
        self.load_account_status(header);
        if self.known_status().account_status == AccountStatus::Good {
            return Ok(());
        }
        self.write_pending_account_status(db, header);
        Err(VaultError::Locked)
    }

    /// Writes a status that could not be written when it was set. If that fails again, a later call retries.
    pub(super) fn write_pending_account_status(&self, db: &mut Db, header: &mut Header) {
        let KnownStatus { account_status, unwritten } = *self.known_status();
        if unwritten {
            let _ = self.write_account_status(db, header, account_status);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{NEW_PIN, PIN, Rig, WRONG, error, pin};
    use super::super::{Artifact, MAX_ATTEMPTS, PersonalDigits, VaultState};
    use super::*;
    use crate::platform::testing::Fault;
    use crate::platform::{Keystore, KeystoreError};

    /// A locked vault whose account was blocked while the vault was unlocked.
    fn blocked() -> Rig {
        let rig = Rig::with_vault();
        rig.unlock(PIN).unwrap().set_account_status(AccountStatus::Blocked).unwrap();
        rig
    }

    #[test]
    fn a_blocked_account_refuses_every_pin_also_after_a_restart() {
        let rig = blocked();
        assert_eq!(rig.vault().account_status(), AccountStatus::Blocked);
        assert_eq!(error(rig.unlock(PIN)), VaultError::Locked);
        assert_eq!(error(rig.unlock(WRONG[0])), VaultError::Locked);
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS);
    }

    #[test]
    fn after_a_block_is_lifted_the_pin_unlocks() {
        let rig = blocked();
        rig.vault().set_account_status(AccountStatus::Good).unwrap();
        assert_eq!(rig.vault().account_status(), AccountStatus::Good);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn released_is_final() {
        let rig = blocked();
        let vault = rig.vault();
        vault.set_account_status(AccountStatus::Released).unwrap();
        for milder in [AccountStatus::Good, AccountStatus::Blocked] {
            vault.set_account_status(milder).unwrap();
            assert_eq!(
                (vault.account_status(), rig.vault().account_status()),
                (AccountStatus::Released, AccountStatus::Released)
            );
        }
        assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::Locked);
    }

    #[test]
    fn files_from_before_a_block_are_refused() {
        let rig = Rig::with_vault();
        let mut session = rig.unlock(PIN).unwrap();
        let before = rig.snapshot();
        session.set_account_status(AccountStatus::Blocked).unwrap();
        drop(session);
        rig.restore(&before);
        let error = VaultError::RollbackDetected { what: Artifact::Header };
        assert_eq!(rig.vault().state(), VaultState::Unusable { error });
    }

    #[test]
    fn a_new_vault_does_not_inherit_the_block_of_the_old_one() {
        let rig = blocked();
        let vault = rig.vault();
        vault.wipe().unwrap();
        assert_eq!(vault.account_status(), AccountStatus::Good);
        drop(vault.provision(&pin(NEW_PIN), &PersonalDigits::none()).unwrap());
        assert_eq!(vault.account_status(), AccountStatus::Good);
        assert!(vault.unlock(&pin(NEW_PIN)).is_ok());
    }

    /// The phone locks its screen at any key store call while the block is written.
    #[test]
    fn a_block_that_cannot_be_written_applies_and_is_written_later() {
        let screen_locked = KeystoreError::AuthRequired;
        for calls in [1, 3, 1_000] {
            for at in 0..20 {
                let rig = Rig::with_vault();
                let (vault, keystore) =
                    rig.faulty_vault(u64::MAX, Fault::Unavailable { calls, error: screen_locked });
                let vault = vault.unwrap();
                let mut session = vault.unlock(&pin(PIN)).unwrap();
                let before = rig.snapshot();
                keystore.again_in(at);
                let _ = session.set_account_status(AccountStatus::Blocked);
                drop(session);
                keystore.again_in(u64::MAX / 2);
                assert_eq!(vault.account_status(), AccountStatus::Blocked, "call {at}, {calls} calls");
                assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::Locked);
                drop(vault);
                assert_eq!(rig.vault().account_status(), AccountStatus::Blocked, "call {at}, {calls} calls");
                assert_eq!(error(rig.unlock(PIN)), VaultError::Locked);
                assert_eq!(rig.phone.keystore.list_keys("ikd.epoch.").unwrap().len(), 1);
                rig.restore(&before);
                assert!(matches!(rig.vault().state(), VaultState::Unusable { .. }));
            }
        }
    }

    #[test]
    fn a_lifted_block_that_cannot_be_written_stays() {
        let rig = blocked();
        let failed = Fault::Unavailable { calls: 1_000, error: KeystoreError::AuthRequired };
        let (vault, keystore) = rig.faulty_vault(u64::MAX, failed);
        let vault = vault.unwrap();
        keystore.again_in(0);
        assert!(vault.set_account_status(AccountStatus::Good).is_err());
        keystore.again_in(u64::MAX / 2);
        assert_eq!(
            (vault.account_status(), rig.vault().account_status()),
            (AccountStatus::Blocked, AccountStatus::Blocked)
        );
        vault.set_account_status(AccountStatus::Good).unwrap();
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn setting_the_account_status_without_a_vault_is_an_error() {
        let rig = Rig::new();
        assert_eq!(error(rig.vault().set_account_status(AccountStatus::Blocked)), VaultError::Absent);
        assert_eq!(rig.vault().account_status(), AccountStatus::Good);
    }
}

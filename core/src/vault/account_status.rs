//! How the account stands with the service, kept in the header: it must be known before the vault is opened, and nobody
//! but the service changes it. While it is not good, no PIN is tried.

use std::sync::PoisonError;

use super::db::Db;
use super::header::{AccountStatus, Header};
use super::{Phase, Session, Shared, Vault, VaultError};

/// What this process has heard.
#[derive(Default)]
pub(super) struct Heard {
    account_status: AccountStatus,
    /// The header does not say it yet, or an older header that does not could still be opened.
    unwritten: bool,
}

impl Vault {
    /// How the account stands; [`AccountStatus::Good`] while there is no vault. Quick: reads nothing.
    pub fn account_status(&self) -> AccountStatus {
        match self.shared.phase() {
            Phase::Absent | Phase::Wiping(_) | Phase::Wiped(_) => AccountStatus::Good,
            Phase::Locked { .. } | Phase::Unlocked | Phase::Unusable(_) => self.shared.heard().account_status,
        }
    }

    /// Keeps the service's word while no session is open. [`AccountStatus::Released`] is final: any other word after it is
    /// ignored. Waits while something else happens to the vault.
    ///
    /// # Errors
    /// That the header could not be written. A stricter word holds in this process all the same, and is written at the
    /// next occasion: when it is heard again, when a PIN is refused for it, or when the vault locks. A milder word does
    /// not hold then.
    pub fn set_account_status(&self, account_status: AccountStatus) -> Result<(), VaultError> {
        let shared = &self.shared;
        let mut gate = shared.gate.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(shared.phase(), Phase::Locked { .. } | Phase::Unlocked | Phase::Unusable(_)) {
            return Err(VaultError::Absent);
        }
        if !shared.hear(account_status) {
            return Ok(());
        }
        if let Some(open) = &mut gate.open {
            return shared.write_account_status(&mut open.db, &mut open.header, account_status);
        }
        let mut db = Db::open(&shared.files.database())?;
        let mut header = shared.read_header(&db)?;
        let outcome = shared.write_account_status(&mut db, &mut header, account_status);
        if matches!(shared.phase(), Phase::Locked { .. }) {
            shared.set_phase(shared.locked(&header));
        }
        outcome.and(db.close())
    }
}

impl Session {
    /// Keeps the service's word about the account of this session, on the disk when it returns. See
    /// [`Vault::set_account_status`]; the caller locks.
    ///
    /// # Errors
    /// As [`Vault::set_account_status`]; [`VaultError::Wiped`], with nothing kept, when the vault is gone.
    pub fn set_account_status(&mut self, account_status: AccountStatus) -> Result<(), VaultError> {
        let shared = self.shared().clone();
        let mut gate = shared.gate.lock().unwrap_or_else(PoisonError::into_inner);
        self.records(&gate)?;
        if !shared.hear(account_status) {
            return Ok(());
        }
        let Some(open) = &mut gate.open else { return Err(VaultError::Absent) };
        shared.write_account_status(&mut open.db, &mut open.header, account_status)
    }
}

impl Shared {
    /// Heeds a word that is stricter than the present one, at once. Whether there is something to write.
    fn hear(&self, account_status: AccountStatus) -> bool {
        let mut heard = self.heard();
        if account_status > heard.account_status {
            *heard = Heard { account_status, unwritten: true };
        }
        let lifts = heard.account_status == AccountStatus::Blocked && account_status == AccountStatus::Good;
        lifts || (account_status == heard.account_status && heard.unwritten)
    }

    /// Writes the word under a new epoch key: no header that says otherwise can be put back.
    fn write_account_status(
        &self,
        db: &mut Db,
        header: &mut Header,
        account_status: AccountStatus,
    ) -> Result<(), VaultError> {
        self.next_epoch(db, header, |next| next.account_status = account_status)?;
        let destroyed = self.destroy_other_epochs(header.epoch);
        let strict = account_status != AccountStatus::Good;
        *self.heard() = Heard { account_status, unwritten: strict && destroyed.is_err() };
        // A block that was lifted is lifted; the next try destroys the old key.
        if strict { destroyed } else { Ok(()) }
    }

    /// Learns the word of a header that was just read.
    pub(super) fn learn_account_status(&self, header: &Header) {
        let mut heard = self.heard();
        heard.account_status = heard.account_status.max(header.account_status);
    }

    /// Refuses unless the account stands well, and writes what could not be written before.
    pub(super) fn check_account_status(&self, db: &mut Db, header: &mut Header) -> Result<(), VaultError> {
        self.learn_account_status(header);
        if self.heard().account_status == AccountStatus::Good {
            return Ok(());
        }
        self.settle_account_status(db, header);
        Err(VaultError::Locked)
    }

    /// Writes a word that could not be written when it was heard. Should it fail again, the next occasion tries again.
    pub(super) fn settle_account_status(&self, db: &mut Db, header: &mut Header) {
        let Heard { account_status, unwritten } = *self.heard();
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

    /// A locked vault whose account was blocked while it was open.
    fn blocked() -> Rig {
        let rig = Rig::with_vault();
        rig.unlock(PIN).unwrap().set_account_status(AccountStatus::Blocked).unwrap();
        rig
    }

    #[test]
    fn while_blocked_no_pin_is_tried_after_a_restart_either() {
        let rig = blocked();
        assert_eq!(rig.vault().account_status(), AccountStatus::Blocked);
        assert_eq!(error(rig.unlock(PIN)), VaultError::Locked);
        assert_eq!(error(rig.unlock(WRONG[0])), VaultError::Locked);
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS);
    }

    #[test]
    fn a_block_that_was_lifted_opens_with_the_pin() {
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
    fn files_from_before_a_block_cannot_be_put_back() {
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
    fn a_new_vault_knows_nothing_of_the_block_of_the_old_one() {
        let rig = blocked();
        let vault = rig.vault();
        vault.wipe().unwrap();
        assert_eq!(vault.account_status(), AccountStatus::Good);
        drop(vault.provision(&pin(NEW_PIN), &PersonalDigits::none()).unwrap());
        assert_eq!(vault.account_status(), AccountStatus::Good);
        assert!(vault.unlock(&pin(NEW_PIN)).is_ok());
    }

    /// The lock screen closes at any call of the key store while the block is written.
    #[test]
    fn a_block_that_cannot_be_written_holds_and_is_written_at_the_next_occasion() {
        let error_of_phone = KeystoreError::AuthRequired;
        for calls in [1, 3, 1_000] {
            for at in 0..20 {
                let rig = Rig::with_vault();
                let (vault, keystore) =
                    rig.faulty_vault(u64::MAX, Fault::Unavailable { calls, error: error_of_phone });
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
    fn a_lift_that_cannot_be_written_does_not_lift() {
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
    fn without_a_vault_there_is_no_standing_to_keep() {
        let rig = Rig::new();
        assert_eq!(error(rig.vault().set_account_status(AccountStatus::Blocked)), VaultError::Absent);
        assert_eq!(rig.vault().account_status(), AccountStatus::Good);
    }
}

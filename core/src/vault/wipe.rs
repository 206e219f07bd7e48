//! Wiping: the keys die first, so that nothing the files leave behind can ever be read.

use super::header::{BIO_PREFIX, EPOCH_PREFIX, PIN_PREFIX};
use super::{Gate, MANIFEST_COUNTER, Shared, Vault, VaultError, View, WipeReason};

impl Vault {
    /// Destroys the vault: hardware keys, then files. An open session is dead from here on; wiping what is not there
    /// succeeds.
    ///
    /// A mark on the disk makes it final: a process that dies on the way finishes it at the next [`Vault::open`].
    ///
    /// # Errors
    /// [`VaultError::Busy`], with nothing done; or what kept a part from being destroyed: call it again.
    pub fn wipe(&self) -> Result<(), VaultError> {
        let shared = &self.shared;
        let mut gate = shared.gate()?;
        if matches!(shared.view(), View::Absent) {
            return shared.destroy_keys();
        }
        shared.discard(&mut gate, WipeReason::Requested)
    }
}

impl Shared {
    /// Wipes after the last try and gives the error to report. What could not be destroyed now is marked and counted
    /// out: the next start finishes it.
    pub(super) fn wipe_out(&self, gate: &mut Gate, reason: WipeReason) -> VaultError {
        let _ = self.discard(gate, reason);
        VaultError::Wiped { reason }
    }

    fn discard(&self, gate: &mut Gate, reason: WipeReason) -> Result<(), VaultError> {
        // Closed before its files go: closing later would delete a journal that belongs to the next vault.
        gate.open = None;
        gate.wrong_pins.forget();
        self.show(View::Wiped(reason));
        self.erase(reason)
    }

    /// Mark, keys, files, mark off. Each step is tried even when one before it failed; the mark stays until all worked.
    pub(super) fn erase(&self, reason: WipeReason) -> Result<(), VaultError> {
        if self.files.mark_wipe(reason).is_err() && self.files.drop_reserve() {
            // A full phone: the ballast's space is enough for the mark. Without a mark the wipe goes on all the same.
            let _ = self.files.mark_wipe(reason);
        }
        let keys = self.destroy_keys();
        let files = self.files.delete_all();
        keys.and(files).and_then(|()| self.files.unmark_wipe())
    }

    /// Destroys every hardware key of the vault and its counter. This alone makes the records unreadable for good.
    pub(super) fn destroy_keys(&self) -> Result<(), VaultError> {
        let keystore = self.platform.keystore.as_ref();
        let mut outcome = Ok(());
        for prefix in [PIN_PREFIX, BIO_PREFIX, EPOCH_PREFIX] {
            match keystore.list(prefix) {
                Ok(aliases) => {
                    for alias in aliases {
                        outcome = outcome.and(keystore.delete(&alias));
                    }
                }
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        Ok(outcome.and(self.platform.anti_rollback.remove(MANIFEST_COUNTER))?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{DOCUMENTS, NEW_PIN, PIN, Rig, error, pin};
    use super::super::{PersonalDigits, VaultState};
    use super::*;
    use crate::platform::testing::Fault;
    use crate::platform::{AntiRollback, Keystore};

    fn left_behind(rig: &Rig) -> (Vec<String>, usize, Option<u64>) {
        let files = std::fs::read_dir(rig.dir()).map_or(0, Iterator::count);
        let keys = rig.phone.keystore.list("").unwrap();
        (keys, files, rig.phone.anti_rollback.read(MANIFEST_COUNTER).unwrap())
    }

    #[test]
    fn wiping_leaves_no_key_no_file_and_no_counter() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        vault.wipe().unwrap();
        assert_eq!(vault.state(), VaultState::Wiped { reason: WipeReason::Requested });
        assert_eq!(left_behind(&rig), (vec![], 0, None));
        assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::Wiped { reason: WipeReason::Requested });
        assert_eq!(rig.vault().state(), VaultState::Absent);
    }

    #[test]
    fn other_keys_of_the_phone_survive_a_wipe() {
        let rig = Rig::with_vault();
        let spec = super::super::header::EPOCH_SPEC;
        rig.phone.keystore.create("ikd.net", spec).unwrap();
        rig.vault().wipe().unwrap();
        assert_eq!(rig.phone.keystore.list("").unwrap(), ["ikd.net"]);
    }

    #[test]
    fn an_open_session_is_dead_after_a_wipe_and_harms_no_new_vault() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut old = vault.unlock(&pin(PIN)).unwrap();
        vault.wipe().unwrap();
        let wiped = VaultError::Wiped { reason: WipeReason::Requested };
        assert_eq!(error(old.get(DOCUMENTS, b"ktp")), wiped);
        assert_eq!(error(old.put(DOCUMENTS, b"ktp", b"", b"")), wiped);
        let mut new = vault.provision(&pin(NEW_PIN), &PersonalDigits::none()).unwrap();
        assert_eq!(error(old.put(DOCUMENTS, b"ktp", b"", b"")), wiped);
        drop(old);
        new.put(DOCUMENTS, b"kk", b"", b"new").unwrap();
        drop(new);
        let session = vault.unlock(&pin(NEW_PIN)).unwrap();
        assert_eq!(&*session.get(DOCUMENTS, b"kk").unwrap().unwrap().body, b"new");
    }

    #[test]
    fn an_unusable_vault_can_be_wiped_and_made_anew() {
        let rig = Rig::with_vault();
        std::fs::write(rig.dir().join("vault.db"), b"not a database").unwrap();
        let vault = rig.vault();
        assert!(matches!(vault.state(), VaultState::Unusable { .. }));
        assert_eq!(
            error(vault.provision(&pin(PIN), &PersonalDigits::none())),
            VaultError::AlreadyProvisioned
        );
        vault.wipe().unwrap();
        assert!(vault.provision(&pin(PIN), &PersonalDigits::none()).is_ok());
    }

    #[test]
    fn wiping_nothing_succeeds() {
        let rig = Rig::new();
        rig.vault().wipe().unwrap();
        assert_eq!(rig.vault().state(), VaultState::Absent);
    }

    #[test]
    fn a_wipe_that_dies_at_any_key_store_call_is_finished_at_the_next_start() {
        for at in 0..20 {
            for fault in [Fault::DieBefore, Fault::DieAfter] {
                let rig = Rig::with_vault();
                let (vault, keystore) = rig.faulty_vault(1 + at, fault);
                let outcome = vault.unwrap().wipe();
                assert_eq!(outcome.is_err(), keystore.calls() > 1 + at);
                let reason = WipeReason::Requested;
                let expected =
                    if outcome.is_err() { VaultState::Wiped { reason } } else { VaultState::Absent };
                assert_eq!(rig.vault().state(), expected, "call {at}, {fault:?}");
                assert_eq!(left_behind(&rig), (vec![], 0, None));
            }
        }
    }
}

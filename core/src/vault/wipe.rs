//! Wiping: the keys die first, so that nothing the files leave behind can ever be read.
//!
//! Promises: every step is tried even when one before it failed; the first failure is reported; a mark on the disk stays
//! until every step has succeeded, and whoever opens the vault next finishes what is marked.

use super::{Gate, MANIFEST_COUNTER, Phase, Shared, Vault, VaultError, VaultState, WipeReason};
use crate::platform::{Keystore, KeystoreError, key_names};

impl Vault {
    /// Destroys the vault and whatever else is the holder's: hardware keys, then files. An open session is dead from here
    /// on; wiping what is not there succeeds.
    ///
    /// A mark on the disk makes it final: a process that dies on the way finishes it at the next [`Vault::open`].
    ///
    /// # Errors
    /// [`VaultError::Busy`], with nothing done; or the first of what kept a part from being destroyed. The vault is then
    /// [`VaultState::Wiping`]: call it again.
    pub fn wipe(&self) -> Result<(), VaultError> {
        let shared = &self.shared;
        let mut gate = shared.gate()?;
        let absent = matches!(shared.phase(), Phase::Absent);
        shared.discard(&mut gate, WipeReason::Requested)?;
        if absent {
            shared.set_phase(Phase::Absent);
        }
        Ok(())
    }

    /// Goes on with a wipe that has begun; does nothing when there is none. Whatever is made anew waits for this.
    ///
    /// # Errors
    /// As [`Vault::wipe`].
    pub(crate) fn finish_wipe(&self) -> Result<(), VaultError> {
        match self.state() {
            VaultState::Wiping { .. } => self.wipe(),
            _ => Ok(()),
        }
    }

    /// Notes that this vault is to be wiped: whatever happens from here on, the next [`Vault::open`] does it.
    ///
    /// # Errors
    /// The file system failed, or there is no space.
    pub(crate) fn intend_wipe(&self) -> Result<(), VaultError> {
        self.shared.mark(WipeReason::Requested)
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
        // Until it has ended nobody may think that there is nothing left.
        self.set_phase(Phase::Wiping(reason));
        self.erase(reason)?;
        self.set_phase(Phase::Wiped(reason));
        Ok(())
    }

    /// Mark, keys, files, mark off. Each step is tried even when one before it failed; the mark stays until all worked.
    pub(super) fn erase(&self, reason: WipeReason) -> Result<(), VaultError> {
        // Without a mark the wipe goes on all the same.
        let marked = self.mark(reason);
        let keys = self.destroy_keys(&key_names::ALL);
        let beside = self.beside.as_ref().map_or(Ok(()), |erase| erase());
        let files = self.files.delete_all();
        let outcome = keys.and(beside).and(files).and_then(|()| self.files.unmark_wipe());
        if outcome.is_err() && marked.is_err() {
            // There may be space by now.
            let _ = self.files.mark_wipe(reason);
        }
        outcome
    }

    fn mark(&self, reason: WipeReason) -> Result<(), VaultError> {
        match self.files.mark_wipe(reason) {
            // A full phone: the ballast's space is enough for the mark.
            Err(_) if self.files.drop_reserve() => self.files.mark_wipe(reason),
            other => other,
        }
    }

    /// Destroys every hardware key of the vault and its counter. This alone makes the records unreadable for good.
    pub(super) fn destroy_own_keys(&self) -> Result<(), VaultError> {
        self.destroy_keys(&[key_names::PIN, key_names::BIOMETRIC, key_names::EPOCH])
    }

    fn destroy_keys(&self, families: &[&str]) -> Result<(), VaultError> {
        let keys = destroy_keys(self.platform.keystore.as_ref(), families, |_| false);
        let counter = self.platform.counters.remove(MANIFEST_COUNTER);
        Ok(keys.and(counter)?)
    }
}

/// Destroys the keys of these families but those to be kept. All are tried even when one fails.
pub(crate) fn destroy_keys(
    keystore: &dyn Keystore,
    families: &[&str],
    keep: impl Fn(&str) -> bool,
) -> Result<(), KeystoreError> {
    let mut outcome = Ok(());
    for family in families {
        match keystore.list_keys(family) {
            Ok(aliases) => {
                // A list that is not what was asked for must not cost a key that is not ours.
                for alias in aliases.iter().filter(|alias| alias.starts_with(family) && !keep(alias)) {
                    outcome = outcome.and(keystore.delete_key(alias));
                }
            }
            Err(error) => outcome = outcome.and(Err(error)),
        }
    }
    outcome
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::PersonalDigits;
    use super::super::test_support::{DOCUMENTS, NEW_PIN, PIN, Rig, error, pin};
    use super::*;
    use crate::platform::RollbackCounters;
    use crate::platform::testing::Fault;

    fn left_behind(rig: &Rig) -> (Vec<String>, usize, Option<u64>) {
        let files = std::fs::read_dir(rig.dir()).map_or(0, Iterator::count);
        let keys = rig.phone.keystore.list_keys("").unwrap();
        (keys, files, rig.phone.counters.read(MANIFEST_COUNTER).unwrap())
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
        rig.phone.keystore.create_key("ikd.net", spec).unwrap();
        rig.vault().wipe().unwrap();
        assert_eq!(rig.phone.keystore.list_keys("").unwrap(), ["ikd.net"]);
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

//! Wiping: the keys are destroyed first, so that data left in the files can never be read.
//!
//! Promises: each step runs even if an earlier one failed; the first failure is returned. A mark on the disk stays
//! until every step has succeeded; the next [`Vault::open`] finishes a marked wipe.

use super::{Gate, MANIFEST_COUNTER, Phase, Shared, Vault, VaultError, VaultState, WipeReason};
use crate::platform::{Keystore, KeystoreError, key_names};

impl Vault {
    /// Destroys the vault and the holder's other data: hardware keys first, then files. An open session becomes
    /// unusable. Succeeds if there is no vault.
    ///
    /// A mark on the disk makes the wipe final: if the process dies, the next [`Vault::open`] finishes it.
    ///
    /// # Errors
    /// [`VaultError::Busy`]: nothing was done. Any other: the first failure. The vault is then [`VaultState::Wiping`]:
    /// call this again.
    pub fn wipe(&self) -> Result<(), VaultError> {
        let shared = &self.shared;
        let mut gate = shared.gate()?;
        let absent = matches!(shared.phase(), Phase::Absent);
        shared.close_and_erase(&mut gate, WipeReason::Requested)?;
        if absent {
            shared.set_phase(Phase::Absent);
        }
        Ok(())
    }

    /// Continues a wipe that has begun; does nothing if there is none. Call it before creating new data.
    ///
    /// # Errors
    /// As [`Vault::wipe`].
    pub(crate) fn finish_wipe(&self) -> Result<(), VaultError> {
        match self.state() {
            VaultState::Wiping { .. } => self.wipe(),
            _ => Ok(()),
        }
    }

    /// Marks the vault for wiping: the next [`Vault::open`] wipes it, unless [`Vault::wipe`] did.
    ///
    /// # Errors
    /// The file system failed, or there is no space.
    pub(crate) fn mark_for_wipe(&self) -> Result<(), VaultError> {
        self.shared.mark_wipe(WipeReason::Requested)
    }
}

impl Shared {
    /// Wipes after the last attempt and returns the error to report. If something cannot be destroyed now, the mark and
    /// the exhausted count remain, and the next start finishes the wipe.
    pub(super) fn wipe_after_last_attempt(&self, gate: &mut Gate, reason: WipeReason) -> VaultError {
        let _ = self.close_and_erase(gate, reason);
        VaultError::Wiped { reason }
    }

    fn close_and_erase(&self, gate: &mut Gate, reason: WipeReason) -> Result<(), VaultError> {
        // Close before deleting the files: closing later would delete the next vault's journal.
        gate.open = None;
        gate.wrong_pins.forget();
        // Until the wipe has ended, the state must not be `Wiped`.
        self.set_phase(Phase::Wiping(reason));
        self.erase(reason)?;
        self.set_phase(Phase::Wiped(reason));
        Ok(())
    }

    /// Sets the mark, destroys keys and files, removes the mark. Each step runs even if an earlier one failed; the mark
    /// is removed only if all succeeded.
    pub(super) fn erase(&self, reason: WipeReason) -> Result<(), VaultError> {
        // Without a mark the wipe still continues.
        let marked = self.mark_wipe(reason);
        let keys = self.destroy_keys(&key_names::ALL);
        let other_data = self.wipe_hook.as_ref().map_or(Ok(()), |erase| erase());
        let files = self.files.delete_all();
        let outcome = keys.and(other_data).and(files).and_then(|()| self.files.unmark_wipe());
        if outcome.is_err() && marked.is_err() {
            // Deleting may have freed space.
            let _ = self.files.mark_wipe(reason);
        }
        outcome
    }

    fn mark_wipe(&self, reason: WipeReason) -> Result<(), VaultError> {
        match self.files.mark_wipe(reason) {
            // Full disk: the reserve's space is enough for the mark.
            Err(_) if self.files.drop_reserve() => self.files.mark_wipe(reason),
            other => other,
        }
    }

    /// Destroys the vault's hardware keys and its counter. This alone makes the records permanently unreadable.
    pub(super) fn destroy_own_keys(&self) -> Result<(), VaultError> {
        self.destroy_keys(&[key_names::PIN, key_names::BIOMETRIC, key_names::EPOCH])
    }

    fn destroy_keys(&self, families: &[&str]) -> Result<(), VaultError> {
        let keys = destroy_keys(self.platform.keystore.as_ref(), families, |_| false);
        let counter = self.platform.counters.remove(MANIFEST_COUNTER);
        Ok(keys.and(counter)?)
    }
}

/// Destroys the keys of these families, except those for which `keep` returns true. Continues after a failure and
/// returns the first.
pub(crate) fn destroy_keys(
    keystore: &dyn Keystore,
    families: &[&str],
    keep: impl Fn(&str) -> bool,
) -> Result<(), KeystoreError> {
    let mut outcome = Ok(());
    for family in families {
        match keystore.list_keys(family) {
            Ok(aliases) => {
                // The key store may list other keys by mistake; those must not be deleted.
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

    fn remains(rig: &Rig) -> (Vec<String>, usize, Option<u64>) {
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
        assert_eq!(remains(&rig), (vec![], 0, None));
        assert_eq!(error(vault.unlock(&pin(PIN))), VaultError::Wiped { reason: WipeReason::Requested });
        assert_eq!(rig.vault().state(), VaultState::Absent);
    }

    #[test]
    fn a_wipe_keeps_keys_of_other_families() {
        let rig = Rig::with_vault();
        let spec = super::super::header::EPOCH_SPEC;
        rig.phone.keystore.create_key("ikd.device", spec).unwrap();
        rig.vault().wipe().unwrap();
        assert_eq!(rig.phone.keystore.list_keys("").unwrap(), ["ikd.device"]);
    }

    #[test]
    fn a_session_from_before_a_wipe_returns_errors_and_does_not_touch_the_next_vault() {
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
    fn an_unusable_vault_can_be_wiped_and_provisioned_again() {
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
    fn wiping_without_a_vault_succeeds() {
        let rig = Rig::new();
        rig.vault().wipe().unwrap();
        assert_eq!(rig.vault().state(), VaultState::Absent);
    }

    #[test]
    fn a_wipe_interrupted_at_any_key_store_call_is_finished_at_the_next_start() {
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
                assert_eq!(remains(&rig), (vec![], 0, None));
            }
        }
    }
}

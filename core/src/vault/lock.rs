//! Locking: wipes the key from memory and closes the file.

use std::sync::PoisonError;

use crate::crypto;

use super::{Session, Shared, Vault, VaultError};

impl Vault {
    /// Locks. Even after an error the key is wiped from memory and the file is closed.
    ///
    /// # Errors
    /// A cleanup step failed and is left to the next unlock: the header does not contain the manifest's number yet, or
    /// deleted bytes are still in the journal.
    pub fn lock(&self, mut session: Session) -> Result<(), VaultError> {
        session.close()
    }
}

impl Session {
    /// Locks. A second call does nothing.
    pub(super) fn close(&mut self) -> Result<(), VaultError> {
        let (number, Some(records)) = self.take_records() else { return Ok(()) };
        let manifest_n = records.n();
        drop(records);
        crypto::clear_stack();
        self.shared().close(number, manifest_n)
    }
}

impl Shared {
    fn close(&self, session: u64, manifest_n: u64) -> Result<(), VaultError> {
        // Waits for the lock: a file left open would keep the vault busy until the process ends.
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut open) = gate.open.take_if(|open| open.session == session) else { return Ok(()) };
        let mut outcome = Ok(());
        self.write_pending_account_status(&mut open.db, &mut open.header);
        if open.dirty || self.has_pending_count(&open.header) {
            // From now on files from before this session's changes are refused, even if the counter is lost.
            outcome = self
                .next_epoch(&mut open.db, &mut open.header, |next| next.manifest_n = manifest_n)
                .and_then(|()| self.destroy_other_epochs(open.header.epoch));
        }
        self.advance_counter(&mut open, manifest_n);
        let phase = self.locked_phase(&open.header);
        let outcome = outcome.and(open.db.checkpoint()).and(open.db.close());
        self.set_phase(phase);
        // The reserve may have been freed on a full disk; there may be space again.
        let _ = self.files.fill_reserve(self.platform.random.as_ref());
        outcome
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{DOCUMENTS, PIN, Rig, pin};
    use super::super::{Artifact, VaultState};
    use super::*;

    #[test]
    fn locking_leaves_one_clean_file_and_no_key() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let session = vault.unlock(&pin(PIN)).unwrap();
        assert_eq!(vault.state(), VaultState::Unlocked);
        vault.lock(session).unwrap();
        assert_eq!(vault.state(), VaultState::Locked { attempts_left: 10, retry_after_ms: 0 });
        let mut names: Vec<_> =
            std::fs::read_dir(rig.dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["reserve.bin", "vault.db"]);
    }

    #[test]
    fn dropping_a_session_locks() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        drop(vault.unlock(&pin(PIN)).unwrap());
        assert!(matches!(vault.state(), VaultState::Locked { .. }));
    }

    #[test]
    fn files_from_before_the_lock_are_refused_even_without_the_counter() {
        use crate::platform::RollbackCounters;
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let before = rig.snapshot();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        session.delete(DOCUMENTS, b"ktp").unwrap();
        vault.lock(session).unwrap();
        rig.restore(&before);
        rig.phone.counters.remove(super::super::MANIFEST_COUNTER).unwrap();
        let error = VaultError::RollbackDetected { what: Artifact::Header };
        assert_eq!(rig.vault().state(), VaultState::Unusable { error });
    }

    #[test]
    fn neither_plaintext_nor_pin_is_written_to_the_disk() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        session.put(DOCUMENTS, b"kunci-contoh", b"meta-contoh", b"isi-contoh").unwrap();
        let secrets = [b"kunci-contoh".as_slice(), b"meta-contoh", b"isi-contoh", PIN.as_bytes()];
        assert!(rig.found_on_the_disk(&secrets).is_empty());
        vault.lock(session).unwrap();
        assert!(rig.found_on_the_disk(&secrets).is_empty());
    }

    #[test]
    fn locking_restores_the_reserve_that_a_full_disk_used_up() {
        let rig = Rig::with_vault();
        let reserve = rig.dir().join("reserve.bin");
        assert_eq!(std::fs::metadata(&reserve).unwrap().len(), 64 * 1024);
        let vault = rig.vault();
        assert!(vault.shared.files.drop_reserve());
        assert!(!reserve.exists());
        drop(vault.unlock(&pin(PIN)).unwrap());
        assert_eq!(std::fs::metadata(&reserve).unwrap().len(), 64 * 1024);
    }
}

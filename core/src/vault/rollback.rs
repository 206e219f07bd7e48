//! Older copies of the files: refused by a number outside the folder, which only rises.

use super::header::Header;
use super::records::Records;
use super::{Artifact, MANIFEST_COUNTER, Open, Shared, VaultError};

impl Shared {
    /// Refuses records that are older than the number in the header or in the rollback counter. Returns them with the
    /// counter's value, 0 if it is lost.
    pub(super) fn check_rollback(
        &self,
        header: &Header,
        records: Records,
    ) -> Result<(Records, u64), VaultError> {
        let counter = self.platform.counters.read(MANIFEST_COUNTER).map_err(|error| match error.into() {
            known @ VaultError::Keystore { .. } => known,
            _ => VaultError::Keystore { transient: false, number: VaultError::KEYSTORE_ANSWER },
        })?;
        let counter = counter.unwrap_or(0);
        if records.n() < header.manifest_n.max(counter) {
            return Err(VaultError::RollbackDetected { what: Artifact::Manifest });
        }
        Ok((records, counter))
    }

    /// Raises the rollback counter to the manifest's number, which is on the disk already: the counter is never higher, so
    /// that the file stays valid if the process dies or this fails. The next sync, lock or unlock tries again. Does
    /// nothing if the counter has the number: on some phones each step makes a hardware key.
    pub(super) fn advance_counter(&self, open: &mut Open, n: u64) {
        if open.counter < n && self.platform.counters.advance(MANIFEST_COUNTER, n).is_ok() {
            open.counter = n;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::VaultState;
    use super::super::test_support::{DOCUMENTS, PIN, Rig, WRONG, error, pin};
    use super::*;
    use crate::platform::testing::TestPhone;

    #[test]
    fn restoring_old_files_gives_no_extra_attempt() {
        let rig = Rig::with_vault();
        let fresh = rig.snapshot();
        error(rig.unlock(WRONG[0]));
        rig.restore(&fresh);
        let rollback = VaultError::RollbackDetected { what: Artifact::Header };
        assert_eq!(rig.vault().state(), VaultState::Unusable { error: rollback });
        assert_eq!(error(rig.unlock(PIN)), rollback);
    }

    /// A process that was killed while unlocked, and copies of its files before and after it put a record. The epoch is
    /// the same. `sync` advances the counter after the change.
    fn killed_after_a_change(sync: bool) -> (TestPhone, [tempfile::TempDir; 2]) {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        let before = rig.snapshot();
        session.put(DOCUMENTS, b"revoked", b"", b"").unwrap();
        let after = rig.snapshot();
        if sync {
            session.advance_counter();
        }
        std::mem::forget((session, vault));
        (rig.phone, [before, after])
    }

    fn restored(phone: TestPhone, files: &tempfile::TempDir) -> Rig {
        let rig = Rig { phone, home: tempfile::tempdir().unwrap() };
        std::fs::create_dir(rig.dir()).unwrap();
        rig.restore(files);
        rig
    }

    #[test]
    fn records_older_than_the_counter_outside_the_folder_are_a_rollback() {
        let (phone, [before, _]) = killed_after_a_change(true);
        let rollback = VaultError::RollbackDetected { what: Artifact::Manifest };
        assert_eq!(error(restored(phone, &before).unlock(PIN)), rollback);
    }

    #[test]
    fn a_crash_between_a_change_and_the_counter_does_not_lock_the_person_out() {
        let (phone, [_, after]) = killed_after_a_change(false);
        assert!(restored(phone, &after).opens_with(PIN));
    }

    /// The window that docs/security.md states.
    #[test]
    fn files_copied_during_a_session_that_was_killed_before_its_sync_open_once_more() {
        let (phone, [before, after]) = killed_after_a_change(false);
        assert!(restored(phone.clone(), &before).opens_with(PIN));
        let rollback = VaultError::RollbackDetected { what: Artifact::Header };
        assert_eq!(error(restored(phone, &after).unlock(PIN)), rollback, "that was a new epoch");
    }

    #[test]
    fn the_counter_advances_at_a_sync_at_lock_and_after_a_kill_but_not_at_a_change() {
        let rig = Rig::with_vault();
        let advances = || rig.phone.counters.advances();
        let vault = rig.vault();
        let start = advances();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        assert_eq!(advances() - start, 0, "nothing changed since the last lock");
        for key in [b"a", b"b", b"c"] {
            session.put(DOCUMENTS, key, b"", b"").unwrap();
        }
        assert_eq!(advances() - start, 0, "changes");
        session.advance_counter();
        session.advance_counter();
        assert_eq!(advances() - start, 1, "a sync, and one without a change");
        session.put(DOCUMENTS, b"d", b"", b"").unwrap();
        vault.lock(session).unwrap();
        assert_eq!(advances() - start, 2, "lock");
        vault.lock(vault.unlock(&pin(PIN)).unwrap()).unwrap();
        assert_eq!(advances() - start, 2, "unlock and lock without a change");

        let mut session = vault.unlock(&pin(PIN)).unwrap();
        session.put(DOCUMENTS, b"e", b"", b"").unwrap();
        let killed = rig.snapshot();
        std::mem::forget((session, vault));
        let rig = restored(rig.phone.clone(), &killed);
        let _session = rig.unlock(PIN).unwrap();
        assert_eq!(rig.phone.counters.advances() - start, 3, "unlock after a kill");
    }
}

//! The attempt count: the one in the header, and a pending correction that could not be written yet.
//!
//! An attempt is counted before the PIN is tested. If the key store then fails before the PIN is tested, or after a
//! right PIN, the count on the disk is too high, and correcting it may need the same key store. The pending count is
//! kept in memory only and written with the next header. If the process dies first, the attempt stays counted.

use super::db::Db;
use super::header::Header;
use super::waiting::Wait;
use super::{Shared, VaultError};

/// Wrong PINs in a row, and the wait that the last one started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) attempts: u8,
    pub(super) wait: Option<Wait>,
}

/// The count that the header of one epoch should have.
pub(super) struct PendingCount {
    vault_id: [u8; 16],
    epoch: u32,
    count: Count,
}

impl Header {
    /// Sets the attempt count and its wait.
    pub(super) fn set_count(&mut self, count: Count) {
        self.attempts = count.attempts;
        self.wait = count.wait;
    }
}

impl Shared {
    /// The count that applies to this header: the pending one if there is one, else the header's own.
    ///
    /// Each epoch belongs to one attempt, so a pending count can never undo another attempt.
    pub(super) fn current_count(&self, header: &Header) -> Count {
        let own = Count { attempts: header.attempts, wait: header.wait };
        self.pending_count()
            .as_ref()
            .filter(|pending| pending.vault_id == header.vault_id && pending.epoch == header.epoch)
            .map_or(own, |pending| pending.count)
    }

    /// Whether the count in this header, the one on the disk, differs from the count that applies.
    pub(super) fn has_pending_count(&self, header: &Header) -> bool {
        self.current_count(header) != Count { attempts: header.attempts, wait: header.wait }
    }

    /// Restarts the wait if the phone was restarted or a clock was set back, and writes that to the header: otherwise
    /// each check would restart it, without end. Returns the count that applies.
    pub(super) fn restart_wait(&self, db: &mut Db, header: &mut Header) -> Result<Count, VaultError> {
        let count = self.current_count(header);
        let Some(wait) = count.wait else { return Ok(count) };
        let now = self.platform.clock.read()?;
        if !wait.must_restart(&now) {
            return Ok(count);
        }
        let restarted = Count { wait: Some(Wait { since: now, ..wait }), ..count };
        self.write_count(db, header, restarted)?;
        Ok(restarted)
    }

    /// Corrects the count of the attempt that created this header's epoch: its PIN was not tested, or was right. Tries
    /// twice. If both fail, the count becomes pending and `header` stays as it is on the disk.
    pub(super) fn correct_count(
        &self,
        db: &mut Db,
        header: &mut Header,
        count: Count,
    ) -> Result<(), VaultError> {
        let written = self.write_count(db, header, count).or_else(|_| self.write_count(db, header, count));
        if written.is_err() {
            *self.pending_count() =
                Some(PendingCount { vault_id: header.vault_id, epoch: header.epoch, count });
        }
        written
    }

    fn write_count(&self, db: &mut Db, header: &mut Header, count: Count) -> Result<(), VaultError> {
        let mut next = header.clone();
        next.set_count(count);
        self.commit_header(db, &next)?;
        *header = next;
        *self.pending_count() = None;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::test_support::Rig;
    use super::*;

    #[test]
    fn a_pending_count_applies_to_its_own_header_only() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let db = Db::open(&vault.shared.files.database()).unwrap();
        let header = vault.shared.read_header(&db).unwrap();
        let (vault_id, epoch) = (header.vault_id, header.epoch);
        let count = Count { attempts: 5, wait: None };
        *vault.shared.pending_count() = Some(PendingCount { vault_id, epoch, count });
        assert!(vault.shared.current_count(&header) == count && vault.shared.has_pending_count(&header));
        for other in
            [Header { epoch: epoch + 1, ..header.clone() }, Header { vault_id: [0; 16], ..header.clone() }]
        {
            assert!(
                vault.shared.current_count(&other).attempts == 0 && !vault.shared.has_pending_count(&other)
            );
        }
    }
}

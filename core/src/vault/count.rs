//! The count of tries: what the header says, and what this process knows better until it can be written.
//!
//! A try is counted before it is made. When the key store then fails before the PIN was tested, or after it was right,
//! the count on the disk is too high; and the key store that failed may be needed to correct it. What is owed is
//! remembered in memory only, and made good with the next header that is written: a process that dies leaves the try
//! counted.

use super::db::Db;
use super::header::Header;
use super::waiting::Wait;
use super::{Shared, VaultError};

/// Wrong PINs in a row, and the wait that the last one brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) attempts: u8,
    pub(super) wait: Option<Wait>,
}

/// What the header of one epoch should say.
pub(super) struct OwedCount {
    vault_id: [u8; 16],
    epoch: u32,
    count: Count,
}

impl Header {
    /// Takes over a count.
    pub(super) fn set_count(&mut self, count: Count) {
        self.attempts = count.attempts;
        self.wait = count.wait;
    }
}

impl Shared {
    /// The count that holds for this header: the one owed, if one is, or the header's own.
    ///
    /// Each epoch belongs to one try, so what is owed to an epoch can never undo another try.
    pub(super) fn count_of(&self, header: &Header) -> Count {
        let own = Count { attempts: header.attempts, wait: header.wait };
        self.owed_count()
            .as_ref()
            .filter(|owed| owed.vault_id == header.vault_id && owed.epoch == header.epoch)
            .map_or(own, |owed| owed.count)
    }

    /// Whether this header, which is the one on the disk, says another count than holds.
    pub(super) fn owes_count(&self, header: &Header) -> bool {
        self.count_of(header) != Count { attempts: header.attempts, wait: header.wait }
    }

    /// Starts the wait again if the phone was restarted or a clock set back, and writes that down: or each look would
    /// start it again for ever. Gives the count that holds.
    pub(super) fn restart_wait(&self, db: &mut Db, header: &mut Header) -> Result<Count, VaultError> {
        let count = self.count_of(header);
        let Some(wait) = count.wait else { return Ok(count) };
        let now = self.platform.clock.read()?;
        if !wait.must_restart(&now) {
            return Ok(count);
        }
        let restarted = Count { wait: Some(Wait { since: now, ..wait }), ..count };
        self.write_count(db, header, restarted)?;
        Ok(restarted)
    }

    /// Corrects the count of the try that made this header's epoch: its PIN was not tested, or was right. Tried twice;
    /// what could not be written is owed, and `header` stays as it is on the disk.
    pub(super) fn correct_count(
        &self,
        db: &mut Db,
        header: &mut Header,
        count: Count,
    ) -> Result<(), VaultError> {
        let written = self.write_count(db, header, count).or_else(|_| self.write_count(db, header, count));
        if written.is_err() {
            *self.owed_count() = Some(OwedCount { vault_id: header.vault_id, epoch: header.epoch, count });
        }
        written
    }

    fn write_count(&self, db: &mut Db, header: &mut Header, count: Count) -> Result<(), VaultError> {
        let mut next = header.clone();
        next.set_count(count);
        self.commit_header(db, &next)?;
        *header = next;
        *self.owed_count() = None;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::test_support::Rig;
    use super::*;

    #[test]
    fn what_is_owed_to_a_header_counts_for_no_other() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let db = Db::open(&vault.shared.files.database()).unwrap();
        let header = vault.shared.read_header(&db).unwrap();
        let (vault_id, epoch) = (header.vault_id, header.epoch);
        let count = Count { attempts: 5, wait: None };
        *vault.shared.owed_count() = Some(OwedCount { vault_id, epoch, count });
        assert!(vault.shared.count_of(&header) == count && vault.shared.owes_count(&header));
        for other in
            [Header { epoch: epoch + 1, ..header.clone() }, Header { vault_id: [0; 16], ..header.clone() }]
        {
            assert!(vault.shared.count_of(&other).attempts == 0 && !vault.shared.owes_count(&other));
        }
    }
}

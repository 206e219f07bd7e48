//! An unlocked vault: reading and writing records.

use std::sync::Arc;

use crate::crypto::SecretBytes;

use super::records::Records;
use super::{Change, Gate, Listed, Open, Phase, Record, Shared, Table, VaultError, WipeReason};

/// An unlocked vault. It owns the key: the vault is unlocked while this value exists, and records can be read only
/// through it. Dropping it locks, as [`super::Vault::lock`] does.
///
/// After a wipe every call returns [`VaultError::Wiped`].
pub struct Session {
    shared: Arc<Shared>,
    /// The number of this session's open file: after a wipe another vault may be open.
    number: u64,
    /// `None` once locked or wiped.
    records: Option<Records>,
}

impl Session {
    pub(super) fn new(shared: Arc<Shared>, number: u64, records: Records) -> Session {
        Session { shared, number, records: Some(records) }
    }

    /// Creates or replaces a record. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] if key and meta together are over 954 bytes or the body is over 4 MiB.
    pub fn put(&mut self, table: Table, key: &[u8], meta: &[u8], body: &[u8]) -> Result<(), VaultError> {
        self.apply(&[Change::Put { table, key, meta, body }])
    }

    /// Deletes a record, and its bytes from all files. Succeeds if there is no such record.
    pub fn delete(&mut self, table: Table, key: &[u8]) -> Result<(), VaultError> {
        self.apply(&[Change::Delete { table, key }])
    }

    /// Makes all changes in the order given, atomically. They are on the disk when this returns.
    pub fn apply(&mut self, changes: &[Change<'_>]) -> Result<(), VaultError> {
        let shared = self.shared.clone();
        let mut gate = shared.gate()?;
        let ended = self.ended();
        let open = Session::open_file(self.number, &mut gate).ok_or(ended)?;
        let records = self.records.as_mut().ok_or(ended)?;
        let applied = records.apply(&mut open.db, shared.platform.random.as_ref(), changes);
        let deleted = applied.map_err(|error| shared.files.or_storage_full(error))?;
        open.dirty = true;
        if deleted {
            // The deleted bytes are still in the journal. If the checkpoint fails now, locking repeats it.
            let _ = open.db.checkpoint();
        }
        Ok(())
    }

    /// Advances the rollback counter to the present records. Called after a set of changes that belong together, such as
    /// a sync, and by locking; not after each change. If it fails, the next call or the next unlock does it.
    pub fn advance_counter(&mut self) {
        let shared = self.shared.clone();
        let Ok(mut gate) = shared.gate() else { return };
        if let (Some(open), Some(records)) = (Session::open_file(self.number, &mut gate), &self.records) {
            shared.advance_counter(open, records.n());
        }
    }

    /// Reads a record; `None` if there is none.
    ///
    /// # Errors
    /// [`VaultError::Corrupt`] if this record is damaged; others may still be readable.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Record>, VaultError> {
        self.read(|records, open| records.get(&open.db, table, key))
    }

    /// Reads a record's meta alone; `None` if there is no such record.
    pub fn meta(&self, table: Table, key: &[u8]) -> Result<Option<SecretBytes>, VaultError> {
        self.read(|records, open| records.meta(&open.db, table, key))
    }

    /// Keys and metas of a table, in ascending order of keys.
    pub fn list(&self, table: Table) -> Result<Vec<Listed>, VaultError> {
        self.read(|records, open| records.list(&open.db, table))
    }

    fn read<T>(&self, read: impl FnOnce(&Records, &Open) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let mut gate = self.shared.gate()?;
        let open = Session::open_file(self.number, &mut gate).ok_or(self.ended())?;
        read(self.records.as_ref().ok_or(self.ended())?, open)
    }

    fn open_file(number: u64, gate: &mut Gate) -> Option<&mut Open> {
        gate.open.as_mut().filter(|open| open.session == number)
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// This session's records, if its file is still the open one.
    pub(super) fn records(&self, gate: &Gate) -> Result<&Records, VaultError> {
        gate.open
            .as_ref()
            .filter(|open| open.session == self.number)
            .and(self.records.as_ref())
            .ok_or(self.ended())
    }

    /// The error of a session that has ended: only a wipe ends a session before it is dropped.
    fn ended(&self) -> VaultError {
        match self.shared.phase() {
            Phase::Wiping(reason) | Phase::Wiped(reason) => VaultError::Wiped { reason },
            _ => VaultError::Wiped { reason: WipeReason::Requested },
        }
    }

    /// Returns the outcome unchanged; if it wiped the vault, drops this session's key.
    pub(super) fn end_if_wiped<T>(&mut self, outcome: Result<T, VaultError>) -> Result<T, VaultError> {
        if let Err(VaultError::Wiped { .. }) = outcome {
            self.records = None;
        }
        outcome
    }

    /// This session's number and its records, which contain the key, taken out of it.
    pub(super) fn take_records(&mut self) -> (u64, Option<Records>) {
        (self.number, self.records.take())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A caller that needs the result calls `Vault::lock` instead.
        let _ = self.close();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{DOCUMENTS, OTHER, PIN, Rig, contains, error, pin};
    use super::super::{Db, Vault};
    use super::*;

    fn unlocked() -> (Rig, Vault, Session) {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let session = vault.unlock(&pin(PIN)).unwrap();
        (rig, vault, session)
    }

    fn listed(session: &Session, table: Table) -> Vec<(Vec<u8>, Vec<u8>)> {
        session.list(table).unwrap().iter().map(|line| (line.key.to_vec(), line.meta.to_vec())).collect()
    }

    #[test]
    fn a_record_is_put_read_listed_and_deleted() {
        let (_rig, _vault, mut session) = unlocked();
        session.put(DOCUMENTS, b"kk", b"Kartu Keluarga", &[7; 300_000]).unwrap();
        assert_eq!(session.get(DOCUMENTS, b"kk").unwrap().unwrap().body.len(), 300_000);
        assert_eq!(&*session.meta(DOCUMENTS, b"kk").unwrap().unwrap(), b"Kartu Keluarga");
        let lines = [(b"kk".to_vec(), b"Kartu Keluarga".to_vec()), (b"ktp".to_vec(), b"KTP CONTOH".to_vec())];
        assert_eq!(listed(&session, DOCUMENTS), lines);
        session.delete(DOCUMENTS, b"kk").unwrap();
        assert!(session.get(DOCUMENTS, b"kk").unwrap().is_none());
        assert!(session.meta(DOCUMENTS, b"kk").unwrap().is_none());
        assert_eq!(listed(&session, DOCUMENTS), lines[1..]);
    }

    #[test]
    fn a_put_replaces_the_old_record() {
        let (rig, vault, mut session) = unlocked();
        session.put(DOCUMENTS, b"ktp", b"new", b"newer").unwrap();
        vault.lock(session).unwrap();
        let session = rig.unlock(PIN).unwrap();
        let record = session.get(DOCUMENTS, b"ktp").unwrap().unwrap();
        assert_eq!((&*record.meta, &*record.body), (b"new".as_slice(), b"newer".as_slice()));
        assert_eq!(session.list(DOCUMENTS).unwrap().len(), 1);
    }

    #[test]
    fn the_same_key_in_two_tables_names_two_records() {
        let (_rig, _vault, mut session) = unlocked();
        session.put(OTHER, b"ktp", b"", b"other").unwrap();
        assert_eq!(&*session.get(DOCUMENTS, b"ktp").unwrap().unwrap().body, b"isi dokumen contoh");
        assert_eq!(&*session.get(OTHER, b"ktp").unwrap().unwrap().body, b"other");
        assert_eq!(session.list(OTHER).unwrap().len(), 1);
    }

    #[test]
    fn a_set_of_changes_is_applied_completely() {
        let (rig, vault, mut session) = unlocked();
        let put = |key, body| Change::Put { table: DOCUMENTS, key, meta: b"", body };
        session
            .apply(&[put(b"a", b"1"), Change::Delete { table: DOCUMENTS, key: b"ktp" }, put(b"b", b"2")])
            .unwrap();
        vault.lock(session).unwrap();
        let session = rig.unlock(PIN).unwrap();
        assert_eq!(listed(&session, DOCUMENTS), [(b"a".to_vec(), vec![]), (b"b".to_vec(), vec![])]);
    }

    #[test]
    fn a_set_with_one_bad_change_changes_nothing() {
        let (rig, vault, mut session) = unlocked();
        let outcome = session.apply(&[
            Change::Delete { table: DOCUMENTS, key: b"ktp" },
            Change::Put { table: DOCUMENTS, key: b"big", meta: &[0; 955], body: b"" },
        ]);
        assert_eq!(error(outcome), VaultError::TooLarge { max: 954 });
        assert!(session.get(DOCUMENTS, b"ktp").unwrap().is_some());
        session.put(DOCUMENTS, b"kk", b"", b"").unwrap();
        vault.lock(session).unwrap();
        assert_eq!(rig.unlock(PIN).unwrap().list(DOCUMENTS).unwrap().len(), 2);
    }

    #[test]
    fn records_above_the_size_limits_are_refused() {
        let (_rig, _vault, mut session) = unlocked();
        session.put(DOCUMENTS, &[1; 900], &[2; 54], b"").unwrap();
        assert_eq!(session.meta(DOCUMENTS, &[1; 900]).unwrap().unwrap().len(), 54);
        let body = vec![0; (4 << 20) + 1];
        session.put(DOCUMENTS, b"largest", b"", &body[1..]).unwrap();
        assert_eq!(error(session.put(DOCUMENTS, b"", b"", &body)), VaultError::TooLarge { max: 4 << 20 });
    }

    #[test]
    fn a_deleted_record_leaves_no_bytes_in_any_file() {
        let (rig, _vault, mut session) = unlocked();
        session.put(DOCUMENTS, b"secret", b"", &[9; 50_000]).unwrap();
        let rid = session.records.as_ref().unwrap().rid_for_tests(DOCUMENTS, b"secret");
        let sealed = {
            let mut gate = session.shared.gate().unwrap();
            let open = Session::open_file(session.number, &mut gate).unwrap();
            open.db.with_body(&rid, |blob| Ok(blob.to_vec())).unwrap()
        };
        // SQLite splits long records over pages, so search for 32 bytes from the middle of each 4 KiB.
        let pieces: Vec<&[u8]> =
            sealed.chunks(4096).map(|chunk| &chunk[chunk.len() / 2..][..32.min(chunk.len() / 2)]).collect();
        assert!(pieces.iter().filter(|piece| contains(&rig.disk(), piece)).count() > pieces.len() / 2);
        session.delete(DOCUMENTS, b"secret").unwrap();
        let disk = rig.disk();
        assert!(pieces.iter().all(|piece| piece.is_empty() || !contains(&disk, piece)));
    }

    #[test]
    fn equal_contents_have_different_ciphertexts_and_padded_lengths() {
        let (rig, vault, mut session) = unlocked();
        session.put(DOCUMENTS, b"a", b"", b"same").unwrap();
        session.put(DOCUMENTS, b"b", b"", b"same, longer").unwrap();
        vault.lock(session).unwrap();
        let db = Db::open(&rig.dir().join("vault.db")).unwrap();
        let mut metas = Vec::new();
        db.each_row(|row| {
            metas.push(row.meta);
            Ok(())
        })
        .unwrap();
        assert!(metas.iter().all(|meta| meta.len() == metas[0].len()));
        assert!(metas.windows(2).all(|pair| pair[0][36..] != pair[1][36..]));
    }
}

//! Creating the vault and setting its first PIN.

use crate::crypto::{self, KdfCost, PinStretcher, SecretKey};

use super::account_status::KnownStatus;
use super::db::{self, Db};
use super::files::delete_database;
use super::header::{AccountStatus, EPOCH_SPEC, Header, epoch_alias};
use super::record::RecordKeys;
use super::records::{FIRST_N, Records};
use super::slot::{PIN_SPEC, PinSlot, SLOT_LEN};
use super::{MANIFEST_COUNTER, PersonalDigits, Phase, Pin, Session, Shared, Vault, VaultError};

impl Vault {
    /// Creates the vault with its first PIN and leaves it unlocked.
    ///
    /// Takes up to a few seconds on a slow phone, because it measures the cost of PIN stretching. If the process dies,
    /// there is either no vault, and the next call starts over, or a locked vault with this PIN.
    ///
    /// # Errors
    /// [`VaultError::PinRejected`] before anything is changed; [`VaultError::AlreadyProvisioned`];
    /// [`VaultError::Wiped`] while a wipe has begun and not ended: call [`Vault::wipe`] first; failures of key store,
    /// file system or space: check [`Vault::state`] before trying again.
    pub fn provision(&self, pin: &Pin, personal: &PersonalDigits) -> Result<Session, VaultError> {
        pin.check(personal)?;
        let shared = &self.shared;
        let mut gate = shared.gate()?;
        // The pending wipe would also erase the new vault, so it must finish first.
        if let Some(reason) = shared.files.pending_wipe()? {
            return Err(VaultError::Wiped { reason });
        }
        match shared.phase() {
            Phase::Absent | Phase::Wiped(_) if !shared.files.exists()? => {}
            _ => return Err(VaultError::AlreadyProvisioned),
        }
        // These belong to a vault that no longer exists.
        *shared.known_status() = KnownStatus::default();
        *shared.pending_count() = None;
        let outcome = shared.create(pin).and_then(|(header, keys)| {
            shared.set_phase(shared.locked_phase(&header));
            let db = Db::open(&shared.files.database())?;
            let records = Records::load(&db, keys)?;
            shared.start_session(&mut gate, db, header, &records, FIRST_N);
            Ok(records)
        });
        crypto::clear_stack();
        outcome
            .map(|records| Session::new(shared.clone(), gate.sessions, records))
            .map_err(|error| shared.files.or_storage_full(error))
    }
}

impl Shared {
    /// Creates the keys, then the complete database under another name, then renames it: a `vault.db` is always
    /// complete.
    fn create(&self, pin: &Pin) -> Result<(Header, RecordKeys), VaultError> {
        let platform = &self.platform;
        let random = platform.random.as_ref();
        self.files.create_dir()?;
        delete_database(&self.files.unfinished_database())?;
        self.files.delete_sidecars()?;
        // There is no vault.db, so keys that are left belong to no vault.
        self.destroy_own_keys()?;

        let mut stretcher = PinStretcher::new();
        let (mut vault_id, mut salt) = ([0; 16], [0; 16]);
        random.fill(&mut vault_id)?;
        random.fill(&mut salt)?;
        let cost = self.choose_cost(&mut stretcher, &salt)?;
        let prf_kind = platform.keystore.prf_kind()?;
        let pin_slot = PinSlot { generation: 1, cost, salt, sealed: [0; SLOT_LEN], prf_kind };
        let mut header = Header {
            vault_id,
            epoch: 1,
            attempts: 0,
            wait: None,
            pin: pin_slot,
            manifest_n: FIRST_N,
            dek_epoch: 1,
            account_status: AccountStatus::Good,
        };
        platform.keystore.create_key(&header.pin.alias(&vault_id), PIN_SPEC)?;
        platform.keystore.create_key(&epoch_alias(1), EPOCH_SPEC)?;
        let kek = self.derive_new_kek(&mut stretcher, &header.vault_id, &header.pin, pin)?;
        let dek = SecretKey::generate(random)?;
        header.pin.seal(random, &kek, &vault_id, &dek)?;
        let blob = header.seal(platform.keystore.as_ref())?;
        let keys = RecordKeys::new(vault_id, &dek, header.dek_epoch);

        platform.counters.advance(MANIFEST_COUNTER, FIRST_N)?;
        self.files.fill_reserve(random)?;
        let keys = Db::create(&self.files.unfinished_database(), |tx| {
            db::insert_header(tx, &blob)?;
            Records::create(tx, keys)
        })?;
        self.files.publish_database()?;
        Ok((header, keys))
    }

    /// Measures the highest KDF cost that is fast enough on this phone.
    pub(super) fn choose_cost(
        &self,
        stretcher: &mut PinStretcher,
        salt: &[u8; 16],
    ) -> Result<KdfCost, VaultError> {
        if let Some(fixed) = self.kdf.fixed {
            return Ok(fixed);
        }
        let clock = self.platform.clock.as_ref();
        // With a failing clock, `calibrate` would choose the weakest cost, and the vault would keep it.
        clock.read()?;
        Ok(crypto::calibrate(|cost| {
            let start = clock.read().ok()?;
            stretcher.stretch(cost, salt, b"000000").ok()?;
            clock.read().ok()?.boot_ms.checked_sub(start.boot_ms)
        }))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::test_support::{DOCUMENTS, NEW_PIN, PIN, Rig, error, pin};
    use super::super::{PinRule, VaultState, WipeReason};
    use super::*;
    use crate::platform::Keystore;

    #[test]
    fn a_new_vault_is_unlocked_and_keeps_its_records() {
        let rig = Rig::new();
        let vault = rig.vault();
        assert_eq!(vault.state(), VaultState::Absent);
        let mut session = vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap();
        assert_eq!(vault.state(), VaultState::Unlocked);
        session.put(DOCUMENTS, b"ktp", b"meta", b"body").unwrap();
        drop(session);
        assert_eq!(vault.state(), VaultState::Locked { attempts_left: 10, retry_after_ms: 0 });
        let record = vault.unlock(&pin(PIN)).unwrap().get(DOCUMENTS, b"ktp").unwrap().unwrap();
        assert_eq!((&*record.meta, &*record.body), (b"meta".as_slice(), b"body".as_slice()));
    }

    #[test]
    fn a_weak_pin_is_rejected_before_anything_is_created() {
        let rig = Rig::new();
        let rejected = error(rig.vault().provision(&pin("123456"), &PersonalDigits::none()));
        assert_eq!(rejected, VaultError::PinRejected { rule: PinRule::Series });
        assert!(!rig.dir().exists());
        assert!(rig.phone.keystore.list_keys("").unwrap().is_empty());
    }

    #[test]
    fn no_vault_is_created_while_a_wipe_is_unfinished() {
        let rig = Rig::new();
        let vault = rig.vault();
        vault.mark_for_wipe().unwrap();
        let outcome = error(vault.provision(&pin(PIN), &PersonalDigits::none()));
        assert_eq!(outcome, VaultError::Wiped { reason: WipeReason::Requested });
        assert_eq!(rig.vault().state(), VaultState::Wiped { reason: WipeReason::Requested });
        assert!(rig.vault().provision(&pin(PIN), &PersonalDigits::none()).is_ok());
    }

    #[test]
    fn a_personal_pin_is_rejected() {
        let personal = PersonalDigits::none().phone("0812 5927 1600");
        let rejected = error(Rig::new().vault().provision(&pin(PIN), &personal));
        assert_eq!(rejected, VaultError::PinRejected { rule: PinRule::Personal });
    }

    #[test]
    fn an_existing_vault_is_not_replaced() {
        let rig = Rig::with_vault();
        let outcome = error(rig.vault().provision(&pin(NEW_PIN), &PersonalDigits::none()));
        assert_eq!(outcome, VaultError::AlreadyProvisioned);
        assert!(rig.opens_with(PIN));
    }

    #[test]
    fn a_leftover_journal_of_an_older_vault_does_not_reach_the_next_one() {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        session.put(DOCUMENTS, b"kk", b"", b"old").unwrap();
        let journal = rig.dir().join("vault.db-wal");
        let stale = std::fs::read(&journal).unwrap();
        drop(session);
        vault.wipe().unwrap();
        std::fs::write(&journal, &stale).unwrap();
        // First in the process that wiped, then in the next one, which deletes the journal on opening.
        drop(vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap());
        assert!(rig.unlock(PIN).unwrap().list(DOCUMENTS).unwrap().is_empty());
        rig.vault().wipe().unwrap();
        std::fs::write(&journal, &stale).unwrap();
        let vault = rig.vault();
        assert_eq!((vault.state(), journal.exists()), (VaultState::Absent, false));
    }

    #[test]
    fn a_real_vault_stretches_the_pin_at_least_as_much_as_the_floor() {
        let rig = Rig::new();
        let vault = Vault::open(&rig.dir(), &rig.phone.platform()).unwrap();
        // The test clock does not advance, so every cost seems to take 0 ms.
        drop(vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap());
        let db = Db::open(&vault.shared.files.database()).unwrap();
        assert_eq!(vault.shared.read_header(&db).unwrap().pin.cost, KdfCost::CANDIDATES[0]);
    }

    #[test]
    fn the_database_has_the_designed_settings() {
        let rig = Rig::with_vault();
        let path = rig.dir().join("vault.db");
        let db = Db::open(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes[16..18], 8192u16.to_be_bytes(), "page size");
        assert_eq!(bytes[18..20], [2, 2], "write-ahead log");
        for (pragma, value) in [
            ("synchronous", 2),
            ("secure_delete", 1),
            ("temp_store", 2),
            ("trusted_schema", 0),
            ("cell_size_check", 1),
            ("journal_size_limit", 0),
            ("fullfsync", 1),
            ("checkpoint_fullfsync", 1),
        ] {
            assert_eq!(db.setting(pragma), value, "{pragma}");
        }
        assert!(!rig.dir().join("vault.db-shm").exists(), "the exclusive lock needs no -shm file");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_access_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(Rig::with_vault().dir()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[cfg(feature = "desktop")]
    #[test]
    fn a_vault_works_on_a_desktop_with_its_real_clock_and_keys() {
        let dir = tempfile::tempdir().unwrap();
        let open = || {
            let platform = crate::platform::Platform::desktop(&dir.path().join("phone")).unwrap();
            Vault::open(&dir.path().join("vault"), &platform).unwrap()
        };
        let mut session = open().provision(&pin(PIN), &PersonalDigits::none()).unwrap();
        session.put(DOCUMENTS, b"key", b"meta", b"body").unwrap();
        drop(session);
        let session = open().unlock(&pin(PIN)).unwrap();
        assert_eq!(&*session.get(DOCUMENTS, b"key").unwrap().unwrap().body, b"body");
    }
}

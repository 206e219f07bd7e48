//! The PIN-locked vault: the person's documents and other records, readable only with the PIN and on this phone.
//!
//! Promises:
//! - The lock is cryptographic. A wrong PIN decrypts nothing. While the vault is locked, the key is not in memory: only
//!   a [`Session`] holds it, from unlocking to locking.
//! - Each PIN attempt costs one call of this phone's hardware key. It is counted durably before the PIN is tested. Ten
//!   wrong PINs in a row wipe the vault; from the third on, each wrong PIN starts a wait. Killing the process, cutting
//!   the power or restoring old files never gives an extra attempt.
//! - Every acknowledged write is on the disk. Altered, moved, removed or restored data is detected.
//! - Nothing here needs the network.
//!
//! Formats: docs/formats/vault.md. There is one vault per [`Platform`]; its keys are named `ikd.pin.`, `ikd.bio.` and
//! `ikd.epoch.`. All calls block, for up to the time of one PIN stretching: call them from a thread that may block.

mod account_status;
mod attempt;
mod change_pin;
mod count;
mod db;
mod error;
mod files;
mod header;
mod lock;
mod pin;
mod provision;
mod record;
mod records;
mod rollback;
mod sealed_store;
mod session;
mod slot;
mod unlock;
mod unlocked;
mod waiting;
mod wipe;

#[cfg(test)]
mod error_tests;
#[cfg(test)]
mod fault_tests;
#[cfg(all(test, target_os = "linux"))]
mod full_disk_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod tamper_tests;
#[cfg(test)]
mod test_support;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

pub use error::{Artifact, VaultError, WipeReason};
pub use header::AccountStatus;
pub use pin::{PersonalDigits, Pin, PinRule};
pub use record::Table;
pub use records::{Change, Listed, Record};
pub use sealed_store::SealedStore;
pub use session::Session;
pub use unlocked::Unlocked;
pub use waiting::MAX_ATTEMPTS;
pub(crate) use wipe::destroy_keys;

use crate::crypto::KdfCost;
use crate::platform::Platform;

use account_status::KnownStatus;
use attempt::WrongPins;
use count::{Count, PendingCount};
use db::Db;
use files::Files;
use header::Header;
use waiting::Wait;

/// Name of the rollback counter, kept outside the vault's folder, that follows the manifest's number.
const MANIFEST_COUNTER: &str = "ikd.vault.manifest";

/// The present state of the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// There is no vault: no `vault.db` on the disk.
    Absent,
    /// There is a vault, and its key is not in memory.
    Locked {
        /// Attempts left before the vault is wiped, by the count on the disk. An attempt that was counted although its
        /// PIN could not be tested is given back at the next attempt.
        attempts_left: u8,
        /// Milliseconds until the next attempt is allowed; 0 if it is allowed now.
        retry_after_ms: u64,
    },
    /// A [`Session`] is open and holds the key.
    Unlocked,
    /// A wipe has begun, and something could not be destroyed yet. [`Vault::wipe`] and the next [`Vault::open`]
    /// continue it; nothing else is possible.
    Wiping {
        /// Why.
        reason: WipeReason,
    },
    /// The vault was wiped through this [`Vault`], or opening it finished an earlier wipe. The disk is as in
    /// [`VaultState::Absent`].
    Wiped {
        /// Why.
        reason: WipeReason,
    },
    /// The files exist but cannot be opened: see the error. [`Vault::wipe`] still works.
    Unusable {
        /// Why; [`VaultError::is_terminal`] is true for it.
        error: VaultError,
    },
}

/// Erases the holder's other data as part of each wipe. It is called with the vault lock held, so it must not call the
/// vault. It must succeed if there is nothing to erase.
pub(crate) type WipeHook = Arc<dyn Fn() -> Result<(), VaultError> + Send + Sync>;

/// The vault of one folder.
pub struct Vault {
    shared: Arc<Shared>,
}

/// State shared by [`Vault`] and its [`Session`].
struct Shared {
    files: Files,
    platform: Platform,
    kdf: KdfPolicy,
    /// What else a wipe erases; `None` if only the vault.
    wipe_hook: Option<WipeHook>,
    /// The vault lock, held during each operation. Most calls do not wait for it: a platform that calls back into the
    /// vault by mistake gets [`VaultError::Busy`] instead of a deadlock. Locking and setting the account status do
    /// wait.
    gate: Mutex<Gate>,
    /// What [`Vault::state`] returns; held only to copy it.
    phase: Mutex<Phase>,
    /// The attempt count that the header on the disk should have but does not; used with the gate held.
    pending_count: Mutex<Option<PendingCount>>,
    /// The last account status from the service; held only to copy it.
    known_status: Mutex<KnownStatus>,
}

#[derive(Default)]
struct Gate {
    open: Option<Open>,
    wrong_pins: WrongPins,
    sessions: u64,
}

/// The open file of an unlocked vault. Its key is in the [`Session`] of the same number.
struct Open {
    session: u64,
    db: Db,
    header: Header,
    /// Records were written since the manifest's number was last written to the header.
    dirty: bool,
    /// The value of the rollback counter, at most the manifest's number.
    counter: u64,
}

#[derive(Clone, Copy)]
enum Phase {
    Absent,
    Locked {
        /// Attempts counted on the disk.
        counted: u8,
        /// The count that applies in this process.
        count: Count,
    },
    Unlocked,
    Wiping(WipeReason),
    Wiped(WipeReason),
    Unusable(VaultError),
}

/// How the KDF cost is chosen, and the least cost accepted.
#[derive(Clone, Copy)]
struct KdfPolicy {
    /// `None`: measured on the device when the PIN is set.
    fixed: Option<KdfCost>,
    /// A header with a lower cost is refused on opening.
    floor: KdfCost,
}

impl KdfPolicy {
    const REAL: KdfPolicy = KdfPolicy { fixed: None, floor: KdfCost::FLOOR };
    #[cfg(any(test, feature = "testing"))]
    const WEAK: KdfPolicy = {
        let weakest = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
        KdfPolicy { fixed: Some(weakest), floor: weakest }
    };
}

impl Vault {
    /// Opens the vault in `dir`, which need not exist. An absent or unusable vault is no error: see [`Vault::state`].
    ///
    /// First finishes a wipe that has begun. Then reads and checks the header, which takes one call of the key store.
    /// Needs no PIN.
    ///
    /// # Errors
    /// [`VaultError::Busy`] if another process has the vault open; temporary failures of key store, clock, file system
    /// or space.
    pub fn open(dir: &Path, platform: &Platform) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::REAL, None)
    }

    /// [`Vault::open`] with a hook that each wipe of this vault calls.
    pub(crate) fn open_with_wipe_hook(
        dir: &Path,
        platform: &Platform,
        wipe_hook: WipeHook,
    ) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::REAL, Some(wipe_hook))
    }

    /// [`Vault::open`] with the cheapest PIN stretching, so that tests can unlock hundreds of times.
    #[cfg(any(test, feature = "testing"))]
    pub fn open_with_weak_kdf_for_tests(dir: &Path, platform: &Platform) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::WEAK, None)
    }

    /// [`Vault::open_with_wipe_hook`] with the cheapest PIN stretching.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn open_with_wipe_hook_and_weak_kdf_for_tests(
        dir: &Path,
        platform: &Platform,
        wipe_hook: WipeHook,
    ) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::WEAK, Some(wipe_hook))
    }

    fn open_with(
        dir: &Path,
        platform: &Platform,
        kdf: KdfPolicy,
        wipe_hook: Option<WipeHook>,
    ) -> Result<Vault, VaultError> {
        let shared = Arc::new(Shared {
            files: Files::new(dir),
            platform: platform.clone(),
            kdf,
            wipe_hook,
            gate: Mutex::default(),
            phase: Mutex::new(Phase::Absent),
            pending_count: Mutex::default(),
            known_status: Mutex::default(),
        });
        match shared.read_state() {
            Ok(phase) => shared.set_phase(phase),
            Err(error) if error.is_terminal() => shared.set_phase(Phase::Unusable(error)),
            Err(error) => return Err(shared.files.or_storage_full(error)),
        }
        Ok(Vault { shared })
    }

    /// The present state. Fast: reads only the clock.
    pub fn state(&self) -> VaultState {
        match self.shared.phase() {
            Phase::Absent => VaultState::Absent,
            Phase::Locked { counted, count } => VaultState::Locked {
                attempts_left: MAX_ATTEMPTS.saturating_sub(counted),
                retry_after_ms: self.shared.remaining_ms(count.wait),
            },
            Phase::Unlocked => VaultState::Unlocked,
            Phase::Wiping(reason) => VaultState::Wiping { reason },
            Phase::Wiped(reason) => VaultState::Wiped { reason },
            Phase::Unusable(error) => VaultState::Unusable { error },
        }
    }

    /// Wrong PINs in a row so far; 0 unless locked.
    pub(crate) fn wrong_in_a_row(&self) -> u8 {
        if let Phase::Locked { count, .. } = self.shared.phase() { count.attempts } else { 0 }
    }
}

impl Shared {
    /// Reads the vault's state from the disk, finishing a wipe that has begun.
    fn read_state(&self) -> Result<Phase, VaultError> {
        if let Some(reason) = self.files.pending_wipe()? {
            self.erase(reason)?;
            return Ok(Phase::Wiped(reason));
        }
        if !self.files.exists()? {
            // SQLite would apply a leftover journal to the next database. If deleting fails, provisioning tries again.
            let _ = self.files.delete_sidecars();
            return Ok(Phase::Absent);
        }
        let mut db = Db::open(&self.files.database())?;
        let mut header = self.read_header(&db)?;
        if header.attempts >= MAX_ATTEMPTS {
            // The process was killed after the last attempt was counted and before it was tested: the attempt counts.
            drop(db);
            self.erase(WipeReason::TooManyAttempts)?;
            return Ok(Phase::Wiped(WipeReason::TooManyAttempts));
        }
        self.load_account_status(&header);
        if header.account_status != AccountStatus::Good {
            // No attempt is made while the account is blocked, so none would destroy these keys. An older header, from
            // before the block, must not open again.
            let _ = self.destroy_other_epochs(header.epoch);
        }
        self.restart_wait(&mut db, &mut header)?;
        let phase = self.locked_phase(&header);
        db.close()?;
        Ok(phase)
    }

    fn read_header(&self, db: &Db) -> Result<Header, VaultError> {
        let header = Header::open(&db.header()?, self.platform.keystore.as_ref())?;
        if header.pin.cost.is_acceptable(&self.kdf.floor) { Ok(header) } else { Err(VaultError::WeakKdf) }
    }

    /// Seals the header with its epoch's key and writes it. If the disk is full, frees the reserve's space first.
    fn commit_header(&self, db: &mut Db, header: &Header) -> Result<(), VaultError> {
        let blob = header.seal(self.platform.keystore.as_ref())?;
        match db.write_header(&blob).map_err(|error| self.files.or_storage_full(error)) {
            Err(VaultError::StorageFull) if self.files.drop_reserve() => {
                db.write_header(&blob).map_err(|error| self.files.or_storage_full(error))
            }
            other => other,
        }
    }

    /// Acquires the vault lock, or returns [`VaultError::Busy`].
    fn gate(&self) -> Result<MutexGuard<'_, Gate>, VaultError> {
        match self.gate.try_lock() {
            Ok(gate) => Ok(gate),
            Err(TryLockError::WouldBlock) => Err(VaultError::Busy),
            // After a panic the disk still holds the last committed transaction, which the next one reads.
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
        }
    }

    fn phase(&self) -> Phase {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_phase(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    /// The phase of a locked vault with this header on the disk.
    fn locked_phase(&self, header: &Header) -> Phase {
        Phase::Locked { counted: header.attempts, count: self.current_count(header) }
    }

    fn pending_count(&self) -> MutexGuard<'_, Option<PendingCount>> {
        self.pending_count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_status(&self) -> MutexGuard<'_, KnownStatus> {
        self.known_status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds left of a wait; the full wait if the clock cannot be read.
    fn remaining_ms(&self, wait: Option<Wait>) -> u64 {
        wait.map_or(0, |wait| self.platform.clock.read().map_or(wait.ms, |now| wait.remaining_ms(&now)))
    }
}

//! The PIN-locked vault: documents and whatever else the person keeps, readable only with the PIN, on this phone.
//!
//! What it promises:
//! - The lock is cryptography. A wrong PIN opens nothing; locked means that the key is gone from memory: it lives in
//!   [`Session`], which unlocking gives and locking takes.
//! - Each guess costs one call of this phone's hardware key and is counted, durably, before it is tried. Ten wrong
//!   PINs in a row wipe the vault; from the third on the person waits. Killing the process, cutting the power or
//!   putting old files back never gives another guess.
//! - Whatever was acknowledged is on the disk. Whatever was altered, moved, removed or put back is noticed.
//! - Nothing here ever needs the network.
//!
//! Formats: docs/formats/vault.md. One vault per [`Platform`]: its keys are those named `ikd.pin.`, `ikd.bio.` and
//! `ikd.epoch.`. Everything is synchronous and may take as long as stretching a PIN takes; call it on a thread that
//! may wait.

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

use account_status::Heard;
use attempt::WrongPins;
use count::{Count, OwedCount};
use db::Db;
use files::Files;
use header::Header;
use waiting::Wait;

/// Names the counter outside the vault's folder that follows the manifest's number.
const MANIFEST_COUNTER: &str = "ikd.vault.manifest";

/// What the vault is at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// There is none: no `vault.db` on the disk.
    Absent,
    /// There is one and no key to it in memory.
    Locked {
        /// Tries left before it wipes itself, as the disk says. A try that was counted and whose PIN could not be tested is
        /// not left until the next try takes it back.
        attempts_left: u8,
        /// Milliseconds until the next try is taken; 0 for at once.
        retry_after_ms: u64,
    },
    /// A [`Session`] is open and holds the key.
    Unlocked,
    /// A wipe has begun and something could not be destroyed yet. [`Vault::wipe`] goes on with it, and so does the next
    /// [`Vault::open`]; nothing else is possible.
    Wiping {
        /// Why.
        reason: WipeReason,
    },
    /// It was wiped while this value lived, or a wipe begun earlier was finished on opening. The disk is as in
    /// [`VaultState::Absent`].
    Wiped {
        /// Why.
        reason: WipeReason,
    },
    /// The files are there and nothing opens them: see the error. [`Vault::wipe`] still works.
    Unusable {
        /// Why; [`VaultError::is_terminal`] holds.
        error: VaultError,
    },
}

/// Erases what belongs to the holder and is not the vault's, as a part of each wipe. Called with the vault held: it must not
/// call the vault. What is not there is erased already.
pub(crate) type Beside = Arc<dyn Fn() -> Result<(), VaultError> + Send + Sync>;

/// The vault of one folder.
pub struct Vault {
    shared: Arc<Shared>,
}

/// What [`Vault`] and [`Session`] have in common.
struct Shared {
    files: Files,
    platform: Platform,
    kdf: KdfPolicy,
    /// What else a wipe erases; `None` where there is nothing but the vault.
    beside: Option<Beside>,
    /// Held while something happens to the vault. Not waited for, so that a platform that calls back in by mistake gets
    /// [`VaultError::Busy`] and not a deadlock. The service's word about the account alone is worth waiting for.
    gate: Mutex<Gate>,
    /// What [`Vault::state`] reports; held only to copy it.
    phase: Mutex<Phase>,
    /// The count that the header on the disk should say and does not; used with the gate held.
    owed_count: Mutex<Option<OwedCount>>,
    /// The service's last word about the account; held only to copy it.
    heard: Mutex<Heard>,
}

#[derive(Default)]
struct Gate {
    open: Option<Open>,
    wrong_pins: WrongPins,
    sessions: u64,
}

/// The open file of an unlocked vault. The key is not here but in the [`Session`] of the same number.
struct Open {
    session: u64,
    db: Db,
    header: Header,
    /// Records were written since the header last said how new the manifest is.
    dirty: bool,
}

#[derive(Clone, Copy)]
enum Phase {
    Absent,
    Locked {
        /// Tries counted on the disk.
        counted: u8,
        /// The count that holds in this process.
        count: Count,
    },
    Unlocked,
    Wiping(WipeReason),
    Wiped(WipeReason),
    Unusable(VaultError),
}

/// How PIN stretching is chosen and what is refused.
#[derive(Clone, Copy)]
struct KdfPolicy {
    /// `None`: measured on the device when the PIN is set.
    fixed: Option<KdfCost>,
    /// Less than this is refused on opening.
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
    /// Opens the vault in `dir`, which need not exist: a vault that is absent or unusable is a [`VaultState`].
    ///
    /// Finishes a wipe that had begun, and does not open before that is done. Reads and checks the header, which takes one call of the key store; the PIN is
    /// not needed yet.
    ///
    /// # Errors
    /// [`VaultError::Busy`] when another process has it, and what may pass: key store, clock, file system, space.
    pub fn open(dir: &Path, platform: &Platform) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::REAL, None)
    }

    /// [`Vault::open`], with what else is erased when this vault is.
    pub(crate) fn open_beside(dir: &Path, platform: &Platform, beside: Beside) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::REAL, Some(beside))
    }

    /// [`Vault::open`] with PIN stretching that costs next to nothing, so that tests can unlock hundreds of times.
    #[cfg(any(test, feature = "testing"))]
    pub fn open_with_weak_kdf_for_tests(dir: &Path, platform: &Platform) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::WEAK, None)
    }

    /// [`Vault::open_beside`] with PIN stretching that costs next to nothing.
    #[cfg(test)]
    pub(crate) fn open_beside_with_weak_kdf_for_tests(
        dir: &Path,
        platform: &Platform,
        beside: Beside,
    ) -> Result<Vault, VaultError> {
        Vault::open_with(dir, platform, KdfPolicy::WEAK, Some(beside))
    }

    fn open_with(
        dir: &Path,
        platform: &Platform,
        kdf: KdfPolicy,
        beside: Option<Beside>,
    ) -> Result<Vault, VaultError> {
        let shared = Arc::new(Shared {
            files: Files::new(dir),
            platform: platform.clone(),
            kdf,
            beside,
            gate: Mutex::default(),
            phase: Mutex::new(Phase::Absent),
            owed_count: Mutex::default(),
            heard: Mutex::default(),
        });
        match shared.look() {
            Ok(phase) => shared.set_phase(phase),
            Err(error) if error.is_terminal() => shared.set_phase(Phase::Unusable(error)),
            Err(error) => return Err(shared.files.or_storage_full(error)),
        }
        Ok(Vault { shared })
    }

    /// What the vault is at present. Quick: reads the clock and nothing else.
    pub fn state(&self) -> VaultState {
        match self.shared.phase() {
            Phase::Absent => VaultState::Absent,
            Phase::Locked { counted, count } => VaultState::Locked {
                attempts_left: MAX_ATTEMPTS.saturating_sub(counted),
                retry_after_ms: self.shared.left_ms(count.wait),
            },
            Phase::Unlocked => VaultState::Unlocked,
            Phase::Wiping(reason) => VaultState::Wiping { reason },
            Phase::Wiped(reason) => VaultState::Wiped { reason },
            Phase::Unusable(error) => VaultState::Unusable { error },
        }
    }

    /// Wrong PINs tried in a row up to now; 0 unless locked.
    pub(crate) fn wrong_in_a_row(&self) -> u8 {
        if let Phase::Locked { count, .. } = self.shared.phase() { count.attempts } else { 0 }
    }
}

impl Shared {
    /// What is on the disk.
    fn look(&self) -> Result<Phase, VaultError> {
        if let Some(reason) = self.files.pending_wipe()? {
            self.erase(reason)?;
            return Ok(Phase::Wiped(reason));
        }
        if !self.files.exists()? {
            // What SQLite keeps beside a database belongs to none here, and would be taken for the next one's. Should it
            // fail, making the vault tries again.
            let _ = self.files.delete_companions();
            return Ok(Phase::Absent);
        }
        let mut db = Db::open(&self.files.database())?;
        let mut header = self.read_header(&db)?;
        if header.attempts >= MAX_ATTEMPTS {
            // Killed after the last try was counted and before it was tried: it counts.
            drop(db);
            self.erase(WipeReason::TooManyAttempts)?;
            return Ok(Phase::Wiped(WipeReason::TooManyAttempts));
        }
        self.learn_account_status(&header);
        if header.account_status != AccountStatus::Good {
            // No try destroys them here: a header from before the block must not be put back.
            let _ = self.destroy_other_epochs(header.epoch);
        }
        self.restart_wait(&mut db, &mut header)?;
        let phase = self.locked(&header);
        db.close()?;
        Ok(phase)
    }

    fn read_header(&self, db: &Db) -> Result<Header, VaultError> {
        let header = Header::open(&db.header()?, self.platform.keystore.as_ref())?;
        if header.pin.cost.is_acceptable(&self.kdf.floor) { Ok(header) } else { Err(VaultError::WeakKdf) }
    }

    /// Seals the header with its epoch's key and writes it, with the ballast's space if there is no other.
    fn commit_header(&self, db: &mut Db, header: &Header) -> Result<(), VaultError> {
        let blob = header.seal(self.platform.keystore.as_ref())?;
        match db.write_header(&blob).map_err(|error| self.files.or_storage_full(error)) {
            Err(VaultError::StorageFull) if self.files.drop_reserve() => {
                db.write_header(&blob).map_err(|error| self.files.or_storage_full(error))
            }
            other => other,
        }
    }

    /// Enters the vault's turn, or says that somebody else has it.
    fn gate(&self) -> Result<MutexGuard<'_, Gate>, VaultError> {
        match self.gate.try_lock() {
            Ok(gate) => Ok(gate),
            Err(TryLockError::WouldBlock) => Err(VaultError::Busy),
            // Whoever panicked left nothing half done that the next transaction would not see on the disk.
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
        }
    }

    fn phase(&self) -> Phase {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_phase(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    /// What to show of a locked vault with this header on the disk.
    fn locked(&self, header: &Header) -> Phase {
        Phase::Locked { counted: header.attempts, count: self.count_of(header) }
    }

    fn owed_count(&self) -> MutexGuard<'_, Option<OwedCount>> {
        self.owed_count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds left of a wait; all of them when the clock can't be read.
    fn left_ms(&self, wait: Option<Wait>) -> u64 {
        wait.map_or(0, |wait| self.platform.clock.read().map_or(wait.ms, |now| wait.left_ms(&now)))
    }
}

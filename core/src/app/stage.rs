//! Which screen to draw.

use crate::{registration::Step, vault::VaultError};

/// Where the person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Nothing on this phone yet: the welcome screen with Daftar.
    Welcome,
    /// A registration is under way.
    Registering {
        /// At which step.
        step: Step,
    },
    /// Documents are here; the PIN is asked.
    Locked {
        /// Wrong tries left before everything is wiped.
        attempts_left: u8,
        /// Wait so long before the next try, ms; 0: now.
        retry_after_ms: u64,
    },
    /// Documents can be read and shown.
    Unlocked,
    /// The service said that this phone may not be used.
    Blocked {
        /// Why.
        reason: BlockReason,
    },
    /// What is on this phone can no longer be opened: wipe and register again.
    Unusable {
        /// Why.
        reason: UnusableReason,
    },
}

/// Why the service blocked this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockReason {
    /// The account is blocked, for instance because the phone was reported lost. An office lifts it.
    AccountBlocked,
    /// The account moved to another phone.
    DeviceReleased,
}

/// Why the vault cannot be opened any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusableReason {
    /// Everything was erased after too many wrong PINs, or an erasure has begun and not ended: erase, which finishes it.
    Wiped,
    /// The files are damaged.
    Damaged,
    /// An older copy of the files was put back.
    RolledBack,
    /// The phone no longer has the key.
    KeyLost,
    /// The files were written by a newer app.
    TooNew,
    /// The disk or the key store failed just now; try again.
    Temporary,
}

impl From<VaultError> for UnusableReason {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Corrupt { .. } | VaultError::WeakKdf => Self::Damaged,
            VaultError::RollbackDetected { .. } => Self::RolledBack,
            VaultError::KeyLost => Self::KeyLost,
            VaultError::UnsupportedVersion { .. } => Self::TooNew,
            VaultError::Wiped { .. } => Self::Wiped,
            _ => Self::Temporary,
        }
    }
}

//! The stage: which screen to draw.

use crate::{
    registration::Step,
    vault::{MAX_ATTEMPTS, VaultError},
};

/// Which screen to draw, with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// No account and no registration on this phone: the welcome screen with Daftar.
    Welcome,
    /// A registration is under way.
    Registering {
        /// The current step.
        step: Step,
    },
    /// The phone has an account; the PIN is needed.
    Locked {
        /// Remaining tries. After the last wrong one everything is wiped.
        attempts_left: u8,
        /// The remaining tries if the person is to be told of them: not while none is used up.
        attempts_mentioned: Option<u8>,
        /// Time until the next try is allowed, ms; 0: now.
        retry_after_ms: u64,
    },
    /// Documents can be read and shown.
    Unlocked,
    /// The service has blocked this phone.
    Blocked {
        /// Why.
        reason: BlockReason,
    },
    /// The data on this phone can no longer be opened: wipe and register again.
    Unusable {
        /// Why.
        reason: UnusableReason,
    },
}

impl Stage {
    pub(super) fn locked(attempts_left: u8, retry_after_ms: u64) -> Self {
        let attempts_mentioned = (attempts_left < MAX_ATTEMPTS).then_some(attempts_left);
        Self::Locked { attempts_left, attempts_mentioned, retry_after_ms }
    }
}

/// Why the service blocked this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockReason {
    /// The account is blocked, for instance because the phone was reported lost. An office can lift the block.
    AccountBlocked,
    /// This phone was released from the account, for instance because another phone took it over.
    DeviceReleased,
}

/// Why the vault cannot be opened any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusableReason {
    /// Everything was erased after too many wrong PINs, or a wipe is unfinished: wipe, which finishes it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_mentioned_once_one_is_used_up() {
        let mentioned = |attempts_left| match Stage::locked(attempts_left, 0) {
            Stage::Locked { attempts_mentioned, .. } => attempts_mentioned,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(mentioned(MAX_ATTEMPTS), None);
        assert_eq!(mentioned(MAX_ATTEMPTS - 1), Some(MAX_ATTEMPTS - 1));
        assert_eq!(mentioned(1), Some(1));
    }
}

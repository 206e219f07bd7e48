//! Locking when the person is away.

use std::sync::{MutexGuard, PoisonError};

use super::Lock;
use crate::vault::VaultError;

/// Longest time in the background before the vault locks, ms.
const BACKGROUND_LIMIT_MS: u64 = 30_000;
/// Longest time without a touch before the vault locks, ms.
const IDLE_LIMIT_MS: u64 = 5 * 60_000;

/// When the person last used the app, on the boot clock.
#[derive(Default)]
pub(super) struct Presence {
    touched_ms: u64,
    background_since_ms: Option<u64>,
}

impl Lock {
    /// The screen was touched.
    pub fn touched(&self) {
        if let Some(now) = self.boot_ms() {
            self.presence().touched_ms = now;
        }
    }

    /// The app went to the background.
    pub fn went_to_background(&self) {
        // If the clock cannot be read, the time in the background counts as too long.
        let since = self.boot_ms().unwrap_or(0);
        self.presence().background_since_ms = Some(since);
    }

    /// The app came to the foreground; locks if it was in the background, or not touched, for too long.
    ///
    /// # Errors
    /// Those of [`Lock::lock`].
    pub fn came_to_foreground(&self) -> Result<(), VaultError> {
        let due = self.due_in_ms();
        self.presence().background_since_ms = None;
        self.touched();
        if due.is_none() { self.lock() } else { Ok(()) }
    }

    /// Locks if the app was in the background, or not touched, for too long. Returns when to call this again, in ms;
    /// `None` when locked.
    ///
    /// # Errors
    /// Those of [`Lock::lock`].
    pub fn lock_if_idle(&self) -> Result<Option<u64>, VaultError> {
        if !self.context.unlocked.is_open() {
            return Ok(None);
        }
        match self.due_in_ms() {
            Some(left) => Ok(Some(left)),
            None => self.lock().map(|()| None),
        }
    }

    /// Time until the vault must be locked, ms; `None`: it must be locked now.
    fn due_in_ms(&self) -> Option<u64> {
        let now = self.boot_ms();
        let presence = self.presence();
        let away = presence.background_since_ms;
        // Without a clock the time is not known: lock in the background, stay open in the foreground.
        let Some(now) = now else { return away.is_none().then_some(IDLE_LIMIT_MS) };
        let left =
            |since: u64, limit: u64| limit.checked_sub(now.saturating_sub(since)).filter(|left| *left > 0);
        let idle = left(presence.touched_ms, IDLE_LIMIT_MS)?;
        match away {
            Some(since) => left(since, BACKGROUND_LIMIT_MS).map(|away| away.min(idle)),
            None => Some(idle),
        }
    }

    fn presence(&self) -> MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn boot_ms(&self) -> Option<u64> {
        self.context.clock.reading().map(|reading| reading.boot_ms)
    }
}

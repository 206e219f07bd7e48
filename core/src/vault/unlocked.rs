//! The unlocked vault, shared by the capabilities that read and write it. Locking removes the session, and with it the
//! key.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
};

use tokio::sync::watch;

use super::{Session, VaultError};
use crate::{crypto::clear_stack, platform::BootReading};

/// How long after the user was verified by PIN or biometric a proof may be signed, milliseconds. Long enough to show a
/// code at a counter twice.
const RECENT_MS: u64 = 120_000;

/// Holds the session while the vault is unlocked. Cheap to clone; all clones share one session.
#[derive(Clone)]
pub struct Unlocked(Arc<Slot>);

struct Slot {
    session: Mutex<Option<Session>>,
    /// Whether there is a session, for callers that must not wait for the session's mutex: changing the PIN takes long.
    open: AtomicBool,
    /// When the user was last verified, by the boot clock, which cannot be set; `None` after a lock.
    verified_at: Mutex<Option<BootReading>>,
    /// Number of lock requests so far, also while no session was open. A request invalidates an unlock in progress.
    lock_requests: watch::Sender<u64>,
}

impl Default for Unlocked {
    fn default() -> Self {
        Self(Arc::new(Slot {
            session: Mutex::default(),
            open: AtomicBool::new(false),
            verified_at: Mutex::default(),
            lock_requests: watch::Sender::new(0),
        }))
    }
}

impl Unlocked {
    /// Calls `work` with the session.
    ///
    /// `work` must not wait for the network: until it returns, the vault cannot be locked.
    ///
    /// # Errors
    /// [`VaultError::Locked`] if there is no session; the error of `work`.
    pub fn with<T, E: From<VaultError>>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        // If `work` panics, SQLite rolls its transaction back, so the session stays consistent.
        let mut slot = self.0.session.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(session) = slot.as_mut() else { return Err(VaultError::Locked.into()) };
        let result = work(session);
        // Reading and writing records leaves copies of keys on the stack below (measured on the sync thread).
        clear_stack();
        result
    }

    /// Whether there is a session.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.open.load(Ordering::Acquire)
    }

    /// The user was verified at `reading`, by PIN or biometric. `None`, because the clock could not be read, starts no
    /// window.
    pub(crate) fn user_verified(&self, reading: Option<BootReading>) {
        *self.verified_at() = reading;
    }

    /// Whether the user was verified within the last 120 s. Not after a lock, a restart of the phone or a boot clock that
    /// went back, nor if the clock cannot be read (`now` is `None`).
    #[must_use]
    pub(crate) fn user_verified_recently(&self, now: Option<BootReading>) -> bool {
        let (Some(then), Some(now)) = (*self.verified_at(), now) else { return false };
        then.boot_id == now.boot_id
            && now.boot_ms.checked_sub(then.boot_ms).is_some_and(|elapsed| elapsed < RECENT_MS)
    }

    fn verified_at(&self) -> MutexGuard<'_, Option<BootReading>> {
        self.0.verified_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the vault is locked; returns immediately if it is. For work that must stop when the vault is locked.
    pub async fn closed(&self) {
        let mut lock_requests = self.0.lock_requests.subscribe();
        while self.is_open() {
            // Cannot fail: `self` owns the sender.
            let _ = lock_requests.changed().await;
        }
    }

    /// Runs `work` while the vault is unlocked. Drops it when the vault is locked; does not start it if the vault is
    /// locked already.
    ///
    /// # Errors
    /// [`VaultError::Locked`].
    pub(crate) async fn while_open<T>(&self, work: impl Future<Output = T>) -> Result<T, VaultError> {
        let mut closed = pin!(self.closed());
        let mut work = pin!(work);
        poll_fn(|context| match closed.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(VaultError::Locked)),
            Poll::Pending => work.as_mut().poll(context).map(Ok),
        })
        .await
    }

    /// The number of lock requests so far, to be passed to [`Unlocked::put`].
    pub(crate) fn lock_requests(&self) -> u64 {
        *self.0.lock_requests.borrow()
    }

    /// Stores the session, unless there was a lock request since `requests` was read; then returns it as the error.
    pub(crate) fn put(&self, session: Session, requests: u64) -> Result<(), Session> {
        let mut slot = self.0.session.lock().unwrap_or_else(PoisonError::into_inner);
        if *self.0.lock_requests.borrow() != requests {
            return Err(session);
        }
        *slot = Some(session);
        self.0.open.store(true, Ordering::Release);
        Ok(())
    }

    /// Takes the session out, and invalidates an unlock in progress.
    pub(crate) fn take(&self) -> Option<Session> {
        let mut slot = self.0.session.lock().unwrap_or_else(PoisonError::into_inner);
        let session = slot.take();
        self.0.open.store(false, Ordering::Release);
        *self.verified_at() = None;
        self.0.lock_requests.send_modify(|count| *count += 1);
        session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: BootReading = BootReading { wall_ms: 1_000_000, boot_ms: 500_000, boot_id: [1; 16] };

    fn verified() -> Unlocked {
        let unlocked = Unlocked::default();
        unlocked.user_verified(Some(AT));
        unlocked
    }

    fn later(ms: u64) -> BootReading {
        BootReading { boot_ms: AT.boot_ms + ms, ..AT }
    }

    #[test]
    fn the_user_is_verified_recently_for_120_seconds() {
        assert!(verified().user_verified_recently(Some(later(119_999))));
        assert!(!verified().user_verified_recently(Some(later(120_000))));
    }

    #[test]
    fn setting_the_wall_clock_neither_ends_nor_prolongs_the_window() {
        assert!(verified().user_verified_recently(Some(BootReading { wall_ms: 0, ..AT })));
        assert!(!verified().user_verified_recently(Some(BootReading { wall_ms: 0, ..later(120_000) })));
    }

    #[test]
    fn a_restart_of_the_phone_ends_the_window() {
        assert!(!verified().user_verified_recently(Some(BootReading { boot_id: [2; 16], ..later(1) })));
    }

    #[test]
    fn a_boot_clock_that_went_back_ends_the_window() {
        let back = BootReading { boot_ms: AT.boot_ms - 1, ..AT };
        assert!(!verified().user_verified_recently(Some(back)));
    }

    #[test]
    fn without_a_clock_there_is_no_window() {
        assert!(!verified().user_verified_recently(None));
        let unlocked = verified();
        unlocked.user_verified(None);
        assert!(!unlocked.user_verified_recently(Some(AT)));
    }

    #[test]
    fn a_lock_ends_the_window() {
        let unlocked = verified();
        assert!(unlocked.take().is_none());
        assert!(!unlocked.user_verified_recently(Some(AT)));
    }
}

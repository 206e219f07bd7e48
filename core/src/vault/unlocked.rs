//! The unlocked vault, shared by the capabilities that read and write it. Locking removes the session, and with it the
//! key.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
};

use tokio::sync::watch;

use super::{Session, VaultError};
use crate::crypto::clear_stack;

/// Holds the session while the vault is unlocked. Cheap to clone; all clones share one session.
#[derive(Clone)]
pub struct Unlocked(Arc<Slot>);

struct Slot {
    session: Mutex<Option<Session>>,
    /// Whether there is a session, for callers that must not wait for the session's mutex: changing the PIN takes long.
    open: AtomicBool,
    /// Number of lock requests so far, also while no session was open. A request invalidates an unlock in progress.
    lock_requests: watch::Sender<u64>,
}

impl Default for Unlocked {
    fn default() -> Self {
        Self(Arc::new(Slot {
            session: Mutex::default(),
            open: AtomicBool::new(false),
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
        self.0.lock_requests.send_modify(|count| *count += 1);
        session
    }
}

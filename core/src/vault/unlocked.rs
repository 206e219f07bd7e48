//! The open vault, shared by the capabilities that read and write it. Locking takes the session out, and with it the key.

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

/// A slot that holds the session while the vault is unlocked. Cheap to clone; all clones are the same slot.
#[derive(Clone)]
pub struct Unlocked(Arc<Slot>);

struct Slot {
    session: Mutex<Option<Session>>,
    /// Whether there is a session, for those who must not wait while the session is at work (changing the PIN takes long).
    open: AtomicBool,
    /// How often somebody asked to lock, whether or not anything was open: an unlock that was under way then is void.
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
    /// Works with the session; [`VaultError::Locked`] when there is none.
    ///
    /// Never held over a network exchange: the person can always lock.
    pub fn with<T, E: From<VaultError>>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic inside `work` leaves the session as SQLite's transaction left it: rolled back.
        let mut slot = self.0.session.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(session) = slot.as_mut() else { return Err(VaultError::Locked.into()) };
        let result = work(session);
        // Reading and writing records leaves their keys on the stack, below here (measured: on the thread that syncs).
        clear_stack();
        result
    }

    /// Whether there is a session.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.open.load(Ordering::Acquire)
    }

    /// Waits until the vault is locked; returns at once when it is. For work that must not outlive the unlocked state.
    pub async fn closed(&self) {
        let mut lock_requests = self.0.lock_requests.subscribe();
        while self.is_open() {
            // The sender lives in the slot that `self` holds.
            let _ = lock_requests.changed().await;
        }
    }

    /// Does the work while the vault is open: drops it when the vault is locked, and does not begin it when it is locked
    /// already.
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

    /// A mark to hand to [`Unlocked::put`].
    pub(crate) fn lock_requests(&self) -> u64 {
        *self.0.lock_requests.borrow()
    }

    /// Puts a session in, unless somebody asked to lock since `mark` was taken; gives it back then.
    pub(crate) fn put(&self, session: Session, mark: u64) -> Result<(), Session> {
        let mut slot = self.0.session.lock().unwrap_or_else(PoisonError::into_inner);
        if *self.0.lock_requests.borrow() != mark {
            return Err(session);
        }
        *slot = Some(session);
        self.0.open.store(true, Ordering::Release);
        Ok(())
    }

    /// Takes the session out, and makes void what is still on its way in.
    pub(crate) fn take(&self) -> Option<Session> {
        let mut slot = self.0.session.lock().unwrap_or_else(PoisonError::into_inner);
        let session = slot.take();
        self.0.open.store(false, Ordering::Release);
        self.0.lock_requests.send_modify(|count| *count += 1);
        session
    }
}

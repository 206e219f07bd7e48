//! The open vault, shared by the capabilities that read and write it. Locking takes the session out, and with it the key.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Session, VaultError};

/// A slot that holds the session while the vault is unlocked. Cheap to clone; all clones are the same slot.
#[derive(Clone, Default)]
pub struct Unlocked(Arc<Mutex<Option<Session>>>);

impl Unlocked {
    /// Works with the session; [`VaultError::Locked`] when there is none.
    ///
    /// Never held over a network exchange: the person can always lock.
    pub fn with<T, E: From<VaultError>>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic inside `work` leaves the session as SQLite's transaction left it: rolled back.
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.as_mut() {
            Some(session) => work(session),
            None => Err(VaultError::Locked.into()),
        }
    }

    /// Whether there is a session.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(crate) fn put(&self, session: Session) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }

    pub(crate) fn take(&self) -> Option<Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

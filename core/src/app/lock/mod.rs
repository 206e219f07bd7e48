//! Opening, locking, and the PIN. One file per thing the person does.
//!
//! Unlocking never needs a network. Locked means that the key is gone from memory. The key derivation is slow on purpose
//! and runs on a thread of its own, so that nothing here blocks a screen.

mod change_pin;
mod create_pin;
mod idle;
mod unlock;
mod verify_user;
#[cfg(test)]
#[allow(clippy::panic)]
mod work_tests;

use std::sync::{Arc, Mutex};

use crate::{
    activity::ActivityLog,
    context::{Changed, Context},
    documents::Documents,
    registration::{Registration, RegistrationError},
    vault::{Pin, PinRule, Session, Vault, VaultError},
};
use idle::Presence;

pub use create_pin::PinEntry;
pub use verify_user::VerifyUserError;

/// Why a PIN was not set, changed or accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not six digits. Not counted as a try.
    #[error("a PIN has six digits")]
    NotAPin,
    /// The two entries of a new PIN differ.
    #[error("the two entries differ")]
    Differ,
    /// The new PIN is too easy to guess.
    #[error("too easy to guess: {0}")]
    Rejected(PinRule),
    /// From the vault: wrong PIN, waiting time, damage.
    #[error(transparent)]
    Vault(VaultError),
    /// The record of the registration could not be moved into the vault.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl From<VaultError> for PinError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::PinRejected { rule } => Self::Rejected(rule),
            error => Self::Vault(error),
        }
    }
}

/// Opens and locks the vault. Cheap to clone.
#[derive(Clone)]
pub struct Lock {
    context: Context,
    vault: Arc<Vault>,
    registration: Registration,
    documents: Documents,
    activity: ActivityLog,
    /// Called when the vault was opened.
    opened: Changed,
    presence: Arc<Mutex<Presence>>,
    /// Held while a PIN is set, tried or changed: two taps are one.
    busy: Arc<tokio::sync::Mutex<()>>,
}

impl Lock {
    pub(super) fn new(
        context: Context,
        vault: Arc<Vault>,
        registration: Registration,
        documents: Documents,
        activity: ActivityLog,
        opened: Changed,
    ) -> Self {
        let (presence, busy) = Default::default();
        Self { context, vault, registration, documents, activity, opened, presence, busy }
    }

    /// Locks now: wipes the key from memory, closes the file and idle connections. An unlock in progress fails.
    pub fn lock(&self) -> Result<(), VaultError> {
        let session = self.context.unlocked.take();
        let result = session.map_or(Ok(()), |session| self.vault.lock(session));
        self.context.client.close_idle();
        (self.context.changed)();
        result
    }

    /// Waits until no PIN is being set, tried or changed, and prevents that while the guard lives.
    pub(super) async fn quiet(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.busy.lock().await
    }

    /// Puts the session where the capabilities find it, unless the app was asked to lock meanwhile. After an error the
    /// vault is closed.
    fn open_with(&self, session: Session, mark: u64) -> Result<(), VaultError> {
        if let Err(session) = self.context.unlocked.put(session, mark) {
            self.vault.lock(session)?;
            return Err(VaultError::Locked);
        }
        self.touched();
        self.make_presence_key();
        (self.opened)();
        Ok(())
    }
}

fn pin_of(text: &str) -> Result<Pin, PinError> {
    Pin::parse(text).map_err(|_| PinError::NotAPin)
}

/// Notifies observers when it is dropped, however the operation ends.
struct NotifyOnDrop<'a>(&'a Changed);

impl Drop for NotifyOnDrop<'_> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Starts work that must run to completion even if the caller drops the future or never polls it. Not an `async fn`, whose
/// body does nothing before it is polled. Must be called within a tokio runtime.
pub(super) fn run_to_completion<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> impl Future<Output = Result<T, VaultError>> + Send {
    let task = tokio::spawn(work);
    // The task ends without a value only when the runtime shuts down or the work panicked.
    async { task.await.map_err(|_| VaultError::Locked) }
}

/// Runs slow, blocking work on a thread of its own.
async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, VaultError> {
    // The task ends without a value only when the runtime shuts down or the work panicked; in both cases nothing was opened.
    tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Locked)
}

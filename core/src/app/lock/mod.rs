//! Unlocking, locking, and the PIN. One file per task of the person.
//!
//! Unlocking never needs a network. While locked, the key is not in memory. The key derivation is slow on purpose and
//! runs on its own thread, so that no call here blocks the screen.

mod change_pin;
mod check_pin;
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
    applications::Applications,
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
    /// Not six digits. Does not count as a try.
    #[error("a PIN has six digits")]
    NotAPin,
    /// The two entries of a new PIN differ.
    #[error("the two entries differ")]
    Differ,
    /// The new PIN is too easy to guess.
    #[error("too easy to guess: {0}")]
    Rejected(PinRule),
    /// From the vault: wrong PIN, waiting time, damage and others.
    #[error(transparent)]
    Vault(VaultError),
    /// The account could not be moved from the registration into the vault.
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
    applications: Applications,
    activity: ActivityLog,
    /// Called after the vault was unlocked.
    on_unlocked: Changed,
    presence: Arc<Mutex<Presence>>,
    /// Held while a PIN is set, checked or changed, so that there is one such operation at a time.
    pin_operation: Arc<tokio::sync::Mutex<()>>,
}

impl Lock {
    pub(super) fn new(
        context: Context,
        vault: Arc<Vault>,
        registration: Registration,
        documents: Documents,
        applications: Applications,
        activity: ActivityLog,
        on_unlocked: Changed,
    ) -> Self {
        let (presence, pin_operation) = Default::default();
        Self {
            context,
            vault,
            registration,
            documents,
            applications,
            activity,
            on_unlocked,
            presence,
            pin_operation,
        }
    }

    /// Locks now: wipes the key from memory, closes the file and idle connections. An unlock in progress fails.
    ///
    /// # Errors
    /// The vault could not finish its clean-up; the next unlock does. It is locked all the same.
    pub fn lock(&self) -> Result<(), VaultError> {
        let session = self.context.unlocked.take();
        let result = session.map_or(Ok(()), |session| self.vault.lock(session));
        self.context.client.close_idle();
        (self.context.changed)();
        result
    }

    /// Waits until no PIN operation is in progress, and prevents new ones until the guard is dropped.
    pub(super) async fn prevent_pin_operations(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.pin_operation.lock().await
    }

    /// Shares the session with the other capabilities, unless a lock was requested since `mark`. After an error the
    /// vault is closed.
    fn share(&self, session: Session, mark: u64) -> Result<(), VaultError> {
        if let Err(session) = self.context.unlocked.put(session, mark) {
            self.vault.lock(session)?;
            return Err(VaultError::Locked);
        }
        self.user_verified();
        self.make_presence_key();
        (self.on_unlocked)();
        Ok(())
    }

    /// The user was just verified by PIN or biometric: starts the window in which proofs may be signed.
    fn user_verified(&self) {
        self.context.unlocked.user_verified(self.context.clock.reading());
        self.touched();
    }
}

fn parse_pin(text: &str) -> Result<Pin, PinError> {
    Pin::parse(text).map_err(|_| PinError::NotAPin)
}

/// Notifies observers when it is dropped, however the operation ends. Declared before the guard of PIN operations, so that
/// it is dropped after it: an observer may start the next operation and wait for it.
struct NotifyOnDrop<'a>(&'a Changed);

impl Drop for NotifyOnDrop<'_> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Starts work that must run to completion even if the caller drops the future or never polls it. Not an `async fn`,
/// whose body does nothing before it is polled. Must be called within a tokio runtime.
pub(super) fn run_to_completion<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> impl Future<Output = Result<T, VaultError>> + Send {
    let task = tokio::spawn(work);
    // The task ends without a value only when the runtime shuts down or the work panicked.
    async { task.await.map_err(|_| VaultError::Locked) }
}

/// Runs slow, blocking work on its own thread.
async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, VaultError> {
    // The task ends without a value only when the runtime shuts down or the work panicked; in both cases nothing was
    // opened.
    tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Locked)
}

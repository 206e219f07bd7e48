//! Setting the PIN at the end of registration.

use zeroize::Zeroizing;

use super::{Lock, NotifyOnDrop, PinError, on_own_thread, parse_pin, run_to_completion};
use crate::{
    account,
    activity::{ActivityEvent, append},
    registration::RegistrationError,
    vault::{Pin, Session},
};

/// A new PIN as entered, twice. Wiped when dropped.
pub struct PinEntry {
    /// Six digits.
    pub pin: Zeroizing<String>,
    /// The second entry, which must be the same.
    pub repeat: Zeroizing<String>,
}

impl PinEntry {
    /// The new PIN, if it has six digits and both entries are the same.
    pub(super) fn parse(&self) -> Result<Pin, PinError> {
        let pin = parse_pin(&self.pin)?;
        if *self.pin == *self.repeat { Ok(pin) } else { Err(PinError::Differ) }
    }
}

impl Lock {
    /// Sets the PIN at the end of registration, moves the account into the vault and erases the registration's record.
    ///
    /// Starts when it is called and runs to completion, even if the future is dropped or never polled; the stage shows
    /// the result. Must be called within a tokio runtime.
    pub fn create_pin(&self, entry: PinEntry) -> impl Future<Output = Result<(), PinError>> + Send + use<> {
        let lock = self.clone();
        let done = run_to_completion(async move { lock.create_pin_now(entry).await });
        async { done.await? }
    }

    async fn create_pin_now(self, entry: PinEntry) -> Result<(), PinError> {
        let _notify = NotifyOnDrop(&self.context.changed);
        let _guard = self.pin_operation.lock().await;
        self.registration.new_account()?;
        let personal = self.registration.personal_digits()?;
        let pin = entry.parse()?;
        let mark = self.context.unlocked.lock_requests();
        let vault = self.vault.clone();
        let mut session = on_own_thread(move || vault.provision(&pin, &personal)).await??;
        self.move_account_into_vault(&mut session)?;
        Ok(self.share(session, mark)?)
    }

    /// Moves the account from the registration's record into the vault, then erases the record. Both steps are
    /// idempotent.
    pub(super) fn move_account_into_vault(&self, session: &mut Session) -> Result<(), RegistrationError> {
        let new_account = self.registration.new_account()?;
        account::record(session, &new_account)?;
        append(session, self.context.clock.now().unix_s, ActivityEvent::Activated)?;
        self.registration.complete()
    }
}

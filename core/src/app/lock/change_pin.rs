//! Changing the PIN.

use zeroize::Zeroizing;

use super::{Lock, NotifyOnDrop, PinEntry, PinError, on_own_thread, parse_pin, run_to_completion};
use crate::{
    account,
    activity::{ActivityEvent, append},
    registration::personal_digits,
    time::ServiceClock,
    vault::{Artifact, PersonalDigits, Session, VaultError},
};

/// The numbers of the account's holder that a new PIN must not be part of.
pub(super) fn personal_digits_of_holder(
    session: &Session,
    clock: &ServiceClock,
) -> Result<PersonalDigits, VaultError> {
    let unreadable = VaultError::Corrupt { what: Artifact::Record };
    let (nik, phone) = account::holder(session)?.ok_or(unreadable)?;
    Ok(personal_digits(nik, nik.birth_date(clock.today()), &phone))
}

impl Lock {
    /// Changes the PIN. Needs the current PIN; a wrong one counts as a try.
    ///
    /// Starts when it is called and runs to completion, even if the future is dropped or never polled. Must be called
    /// within a tokio runtime.
    pub fn change_pin(
        &self,
        current: Zeroizing<String>,
        entry: PinEntry,
    ) -> impl Future<Output = Result<(), PinError>> + Send + use<> {
        let lock = self.clone();
        let done = run_to_completion(async move { lock.change_pin_now(current, entry).await });
        async { done.await? }
    }

    async fn change_pin_now(self, current: Zeroizing<String>, entry: PinEntry) -> Result<(), PinError> {
        let _notify = NotifyOnDrop(&self.context.changed);
        let _guard = self.pin_operation.lock().await;
        let (old, new) = (parse_pin(&current)?, entry.parse()?);
        let (unlocked, clock) = (self.context.unlocked.clone(), self.context.clock.clone());
        let change = move |session: &mut Session| {
            let personal = personal_digits_of_holder(session, &clock)?;
            session.change_pin(&old, &new, &personal)?;
            // The new PIN is in force: a failure of the log must not be returned as a failure of the change.
            let _ = append(session, clock.now().unix_s, ActivityEvent::PinChanged);
            Ok::<_, VaultError>(())
        };
        on_own_thread(move || unlocked.with(change)).await??;
        self.user_verified();
        Ok(())
    }
}

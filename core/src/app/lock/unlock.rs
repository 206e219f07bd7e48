//! Opening the vault with the PIN.

use std::time::Instant;

use zeroize::Zeroizing;

use super::{
    super::sweep::sweep_unreferenced, Lock, NotifyOnDrop, PinError, on_own_thread, parse_pin,
    run_to_completion,
};
use crate::{
    account,
    activity::ActivityEvent,
    platform::{Severity, log_ms},
    vault::VaultError,
};

impl PinError {
    /// Its outcome word in the log.
    fn outcome(&self) -> &'static str {
        match self {
            Self::NotAPin => "not-a-pin",
            Self::Differ | Self::Rejected(_) => "pin-rejected",
            Self::Vault(VaultError::WrongPin { .. }) => "wrong-pin",
            Self::Vault(VaultError::CoolingDown { .. }) => "cooling-down",
            Self::Vault(VaultError::Wiped { .. }) => "wiped",
            Self::Vault(error) if error.is_terminal() => "unusable",
            Self::Vault(_) => "vault-failed",
            Self::Registration(_) => "handover-failed",
        }
    }
}

impl Lock {
    /// Opens the vault with the PIN. Needs no network. Documents are then updated in the background.
    ///
    /// Starts when it is called and runs to completion, even if the future is dropped or never polled: the try is
    /// counted in any case, and the stage shows the result. Must be called within a tokio runtime.
    pub fn unlock(
        &self,
        pin: Zeroizing<String>,
    ) -> impl Future<Output = Result<(), PinError>> + Send + use<> {
        let lock = self.clone();
        let done = run_to_completion(async move {
            let (log, began) = (lock.context.platform.log.clone(), Instant::now());
            let result = lock.unlock_now(pin).await;
            let (severity, outcome) = match &result {
                Ok(()) => (Severity::Info, "ok"),
                Err(error) => (Severity::Warning, error.outcome()),
            };
            log.note(severity, "vault.unlock", outcome, log_ms(began));
            result
        });
        async { done.await? }
    }

    async fn unlock_now(self, pin: Zeroizing<String>) -> Result<(), PinError> {
        let _notify = NotifyOnDrop(&self.context.changed);
        let _guard = self.pin_operation.lock().await;
        let pin = parse_pin(&pin)?;
        let mark = self.context.unlocked.lock_requests();
        let vault = self.vault.clone();
        let wrong_before = vault.wrong_in_a_row();
        let mut session = on_own_thread(move || vault.unlock(&pin)).await??;
        if account::is_recorded(&session)? {
            // The app was killed before the registration's record was erased. If erasing fails, the next unlock does it.
            let _ = self.registration.complete();
        } else {
            // The app was killed after the vault was created: the account is still in the registration's record.
            self.move_account_into_vault(&mut session)?;
        }
        // The sweep comes before the session is shared. If it fails, the next unlock sweeps again.
        let _ = sweep_unreferenced(&self.context.platform, &self.registration, &self.documents, &session);
        // So does this: what was sent while the vault was locked. If it fails, the next unlock or sending does it.
        let _ = self.applications.merge(&mut session);
        self.share(session, mark)?;
        // If the log cannot be written, the owner can unlock all the same. A showing needs the log entry.
        let _ = self.activity.note(self.context.clock.now().unix_s, ActivityEvent::Unlocked { wrong_before });
        Ok(())
    }
}

//! Opening, locking, and the PIN.
//!
//! Unlocking needs no network, ever. Locked means that the key is gone from memory. The key derivation is slow on purpose
//! and runs on a thread of its own, so nothing here blocks a screen.

use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::{
    account,
    activity::{Activity, ActivityError, Event, append},
    platform::{KeystoreError, Platform},
    registration::{CreatePinError, PinEntry, Registration, RegistrationError, personal_digits},
    time::ServiceClock,
    vault::{Artifact, MAX_ATTEMPTS, Pin, Session, Unlocked, Vault, VaultError, VaultState},
};

/// Locked when the app was in the background for longer, ms (notes/vault.md 6.5).
const BACKGROUND_LIMIT_MS: u64 = 30_000;
/// Locked when nobody touched the screen for longer, ms.
const IDLE_LIMIT_MS: u64 = 5 * 60_000;

/// Why the vault did not open, or the PIN was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Not six digits; costs no try.
    #[error("a PIN has six digits")]
    NotAPin,
    /// From the vault: wrong PIN, waiting time, damage.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The activity log could not be written.
    #[error(transparent)]
    Activity(#[from] ActivityError),
    /// The phone's key store failed.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// What registration left could not be taken over.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// Opens and locks the vault. Cheap to clone.
#[derive(Clone)]
pub struct Lock {
    vault: Arc<Vault>,
    unlocked: Unlocked,
    registration: Registration,
    activity: Activity,
    clock: Arc<ServiceClock>,
    platform: Platform,
    changed: Arc<dyn Fn() + Send + Sync>,
    presence: Arc<Mutex<Presence>>,
    /// One attempt at a time: two taps are one.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// When somebody was last there, on the boot clock.
#[derive(Default)]
struct Presence {
    touched_ms: u64,
    background_since_ms: Option<u64>,
}

impl Lock {
    pub(super) fn new(
        vault: Arc<Vault>,
        unlocked: Unlocked,
        registration: Registration,
        activity: Activity,
        clock: Arc<ServiceClock>,
        platform: Platform,
        changed: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let (presence, turn) = Default::default();
        Self { vault, unlocked, registration, activity, clock, platform, changed, presence, turn }
    }

    /// Sets the PIN at the end of registration, moves the account into the vault and erases what was kept before.
    pub async fn create_pin(&self, entry: PinEntry) -> Result<(), CreatePinError> {
        let _turn = self.turn.lock().await;
        self.registration.handover()?;
        let personal = self.registration.personal_digits()?;
        let pin = pin_of(&entry.pin).ok_or(CreatePinError::NotAPin)?;
        if *entry.pin != *entry.repeat {
            return Err(CreatePinError::Differ);
        }
        let vault = self.vault.clone();
        let mut session = on_own_thread(move || vault.provision(&pin, &personal))
            .await
            .map_err(CreatePinError::Vault)?
            .map_err(|error| match error {
                VaultError::PinRejected { rule } => CreatePinError::Rejected(rule),
                error => CreatePinError::Vault(error),
            })?;
        self.take_over(&mut session)?;
        self.open_with(session).map_err(|error| CreatePinError::Registration(error.into()))?;
        Ok(())
    }

    /// Opens the vault with the PIN. Needs no network.
    pub async fn unlock(&self, pin: Zeroizing<String>) -> Result<(), UnlockError> {
        let _turn = self.turn.lock().await;
        let pin = pin_of(&pin).ok_or(UnlockError::NotAPin)?;
        let vault = self.vault.clone();
        let attempts_left = match vault.state() {
            VaultState::Locked { attempts_left, .. } => attempts_left,
            _ => MAX_ATTEMPTS,
        };
        let outcome = on_own_thread(move || vault.unlock(&pin)).await?;
        (self.changed)(); // tries left and waiting time changed, whatever the outcome
        let mut session = outcome?;
        if account::is_recorded(&session)? {
            self.registration.complete()?;
        } else {
            // Killed between making the vault and filling it: the registration is still here.
            self.take_over(&mut session)?;
        }
        let wrong_before = MAX_ATTEMPTS.saturating_sub(attempts_left);
        append(&mut session, self.clock.now().unix_s, Event::Unlocked { wrong_before })?;
        self.open_with(session)?;
        Ok(())
    }

    /// Locks now: the key is wiped from memory, the file closed.
    pub fn lock(&self) -> Result<(), VaultError> {
        let session = self.unlocked.take();
        let result = session.map_or(Ok(()), |session| self.vault.lock(session));
        (self.changed)();
        result
    }

    /// Proves presence again without closing anything, for an action that asks for it.
    pub async fn prove_presence(&self, pin: Zeroizing<String>) -> Result<(), UnlockError> {
        self.lock()?;
        self.unlock(pin).await
    }

    /// Changes the PIN; needs the present one, which counts as an attempt.
    pub async fn change_pin(
        &self,
        current: Zeroizing<String>,
        entry: PinEntry,
    ) -> Result<(), CreatePinError> {
        let _turn = self.turn.lock().await;
        let (Some(old), Some(new)) = (pin_of(&current), pin_of(&entry.pin)) else {
            return Err(CreatePinError::NotAPin);
        };
        if *entry.pin != *entry.repeat {
            return Err(CreatePinError::Differ);
        }
        let unlocked = self.unlocked.clone();
        let today = self.clock.today();
        let change = move |session: &mut Session| {
            let (nik, phone) =
                account::holder(session).map_err(|_| VaultError::Corrupt { what: Artifact::Record })?;
            session.change_pin(&old, &new, &personal_digits(nik, nik.birth_date(today), &phone))
        };
        let outcome = on_own_thread(move || unlocked.with(change)).await.map_err(CreatePinError::Vault)?;
        if let Err(error) = outcome {
            // A wrong present PIN may have used up the last try.
            (self.changed)();
            return Err(match error {
                VaultError::PinRejected { rule } => CreatePinError::Rejected(rule),
                error => CreatePinError::Vault(error),
            });
        }
        self.activity
            .note(self.clock.now().unix_s, Event::PinChanged)
            .map_err(|_| CreatePinError::Vault(VaultError::Locked))?;
        Ok(())
    }

    /// Somebody touched the screen.
    pub fn touched(&self) {
        if let Some(now) = self.boot_ms() {
            self.presence().touched_ms = now;
        }
    }

    /// The app went to the background.
    pub fn went_to_background(&self) {
        let now = self.boot_ms();
        self.presence().background_since_ms = now;
    }

    /// The app came back; locks if it was away too long.
    pub fn came_to_foreground(&self) -> Result<(), VaultError> {
        let since = self.presence().background_since_ms.take();
        let away = since.zip(self.boot_ms()).map(|(since, now)| now.saturating_sub(since));
        self.touched();
        if away.is_some_and(|away| away > BACKGROUND_LIMIT_MS) { self.lock() } else { Ok(()) }
    }

    /// Locks if nobody was there for too long; says after how many ms to ask again, `None` when locked.
    pub fn lock_if_idle(&self) -> Result<Option<u64>, VaultError> {
        if !self.unlocked.is_open() {
            return Ok(None);
        }
        let Some(now) = self.boot_ms() else { return Ok(Some(IDLE_LIMIT_MS)) };
        let (idle, background) = {
            let presence = self.presence();
            let background = presence.background_since_ms.map(|since| now.saturating_sub(since));
            (now.saturating_sub(presence.touched_ms), background)
        };
        let idle_left = IDLE_LIMIT_MS.checked_sub(idle);
        let background_left = background.map_or(Some(u64::MAX), |away| BACKGROUND_LIMIT_MS.checked_sub(away));
        match (idle_left, background_left) {
            (Some(idle), Some(background)) => Ok(Some(idle.min(background).max(1))),
            _ => self.lock().map(|()| None),
        }
    }

    /// Moves the account from the registration's record into the vault, then erases the former. Each half is idempotent.
    fn take_over(&self, session: &mut Session) -> Result<(), RegistrationError> {
        let handover = self.registration.handover()?;
        account::record(session, &handover)?;
        append(session, self.clock.now().unix_s, Event::Activated).map_err(|error| match error {
            ActivityError::Vault(error) => RegistrationError::Storage(error),
            ActivityError::Corrupt => RegistrationError::Mismatch,
        })?;
        self.registration.complete()
    }

    fn open_with(&self, session: Session) -> Result<(), KeystoreError> {
        self.unlocked.put(session);
        self.touched();
        self.presence().background_since_ms = None;
        let proved = self.platform.keystore.presence_proved();
        (self.changed)();
        proved
    }

    fn presence(&self) -> std::sync::MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn boot_ms(&self) -> Option<u64> {
        self.clock.reading().map(|reading| reading.boot_ms)
    }
}

fn pin_of(text: &str) -> Option<Pin> {
    Pin::parse(text).ok()
}

/// Runs slow, blocking work beside the screen's thread.
async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, VaultError> {
    // The task ends without a value only when the runtime shuts down or the work panicked; either way nothing was opened.
    tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Locked)
}

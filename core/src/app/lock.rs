//! Opening, locking, and the PIN.
//!
//! Unlocking needs no network, ever. Locked means that the key is gone from memory. The key derivation is slow on purpose
//! and runs on a thread of its own, so nothing here blocks a screen.

mod presence;
#[cfg(test)]
#[allow(clippy::panic)]
mod work_tests;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use zeroize::Zeroizing;

use super::sweep::sweep_unreferenced;
use crate::{
    account::{self, AccountError},
    activity::{Activity, Event, append},
    documents::Documents,
    platform::{KeystoreError, Platform, Severity, log_ms},
    registration::{CreatePinError, PinEntry, Registration, RegistrationError, personal_digits},
    service::ServiceClient,
    time::ServiceClock,
    vault::{Artifact, Pin, Session, Unlocked, Vault, VaultError},
};

pub use presence::PresenceError;

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
    /// The phone's key store failed.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// What registration left could not be taken over.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl UnlockError {
    /// The word for it in the log.
    fn outcome(&self) -> &'static str {
        match self {
            Self::NotAPin => "not-a-pin",
            Self::Vault(VaultError::WrongPin { .. }) => "wrong-pin",
            Self::Vault(VaultError::CoolingDown { .. }) => "cooling-down",
            Self::Vault(VaultError::Wiped { .. }) => "wiped",
            Self::Vault(error) if error.is_terminal() => "unusable",
            Self::Vault(_) => "vault-failed",
            Self::Keystore(_) => "keystore-failed",
            Self::Registration(_) => "handover-failed",
        }
    }
}

/// Opens and locks the vault. Cheap to clone.
#[derive(Clone)]
pub struct Lock {
    vault: Arc<Vault>,
    unlocked: Unlocked,
    registration: Registration,
    documents: Documents,
    activity: Activity,
    client: Arc<ServiceClient>,
    clock: Arc<ServiceClock>,
    platform: Platform,
    /// The stage may have changed.
    changed: Arc<dyn Fn() + Send + Sync>,
    /// The vault was opened.
    opened: Arc<dyn Fn() + Send + Sync>,
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
    #[expect(clippy::too_many_arguments, reason = "wired once, in `Ikd::open`")]
    pub(super) fn new(
        vault: Arc<Vault>,
        unlocked: Unlocked,
        registration: Registration,
        documents: Documents,
        activity: Activity,
        client: Arc<ServiceClient>,
        clock: Arc<ServiceClock>,
        platform: Platform,
        changed: Arc<dyn Fn() + Send + Sync>,
        opened: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let (presence, turn) = Default::default();
        Self {
            vault,
            unlocked,
            registration,
            documents,
            activity,
            client,
            clock,
            platform,
            changed,
            opened,
            presence,
            turn,
        }
    }

    /// Sets the PIN at the end of registration, moves the account into the vault and erases what was kept before.
    ///
    /// Begins when it is called and goes on to its end, even if the future is dropped or never polled: a vault that was
    /// begun is finished, and the stage tells. Must be called within a tokio runtime.
    pub fn create_pin(
        &self,
        entry: PinEntry,
    ) -> impl Future<Output = Result<(), CreatePinError>> + Send + use<> {
        let lock = self.clone();
        let done = to_its_end(async move { lock.create_pin_now(entry).await });
        async { done.await.map_err(CreatePinError::Vault)? }
    }

    async fn create_pin_now(self, entry: PinEntry) -> Result<(), CreatePinError> {
        let _turn = self.turn.lock().await;
        self.registration.handover()?;
        let personal = self.registration.personal_digits()?;
        let pin = pin_of(&entry.pin).ok_or(CreatePinError::NotAPin)?;
        if *entry.pin != *entry.repeat {
            return Err(CreatePinError::Differ);
        }
        let _told = Told(&self.changed);
        let mark = self.unlocked.closings();
        let vault = self.vault.clone();
        let mut session = on_own_thread(move || vault.provision(&pin, &personal))
            .await
            .map_err(CreatePinError::Vault)?
            .map_err(|error| match error {
                VaultError::PinRejected { rule } => CreatePinError::Rejected(rule),
                error => CreatePinError::Vault(error),
            })?;
        self.take_over(&mut session)?;
        self.open_with(session, mark).map_err(CreatePinError::Vault)
    }

    /// Opens the vault with the PIN. Needs no network. Documents are then brought up to date in the background.
    ///
    /// Begins when it is called and goes on to its end, even if the future is dropped or never polled: the try is counted
    /// either way, and the stage tells. Must be called within a tokio runtime.
    pub fn unlock(
        &self,
        pin: Zeroizing<String>,
    ) -> impl Future<Output = Result<(), UnlockError>> + Send + use<> {
        let lock = self.clone();
        let done = to_its_end(async move {
            let (log, began) = (lock.platform.log.clone(), Instant::now());
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

    async fn unlock_now(self, pin: Zeroizing<String>) -> Result<(), UnlockError> {
        let _turn = self.turn.lock().await;
        let pin = pin_of(&pin).ok_or(UnlockError::NotAPin)?;
        let _told = Told(&self.changed);
        let mark = self.unlocked.closings();
        let vault = self.vault.clone();
        let wrong_before = vault.wrong_in_a_row();
        let mut session = on_own_thread(move || vault.unlock(&pin)).await??;
        if account::is_recorded(&session)? {
            // Left over from a kill after the vault was filled. Should it fail, the next unlock tries again.
            let _ = self.registration.complete();
        } else {
            // Killed between making the vault and filling it: the registration is still here.
            self.take_over(&mut session)?;
        }
        // Before anybody else has the session. Should it fail, the next unlock tries again.
        let _ = sweep_unreferenced(&self.platform, &self.registration, &self.documents, &session);
        self.open_with(session, mark)?;
        // A log that cannot be written must not keep its owner out. A showing is stricter.
        let _ = self.activity.note(self.clock.now().unix_s, Event::Unlocked { wrong_before });
        Ok(())
    }

    /// Locks now: the key is wiped from memory, the file closed, idle connections with it. An unlock under way comes to
    /// nothing.
    pub fn lock(&self) -> Result<(), VaultError> {
        let session = self.unlocked.take();
        let result = session.map_or(Ok(()), |session| self.vault.lock(session));
        self.client.close_idle();
        (self.changed)();
        result
    }

    /// Changes the PIN; needs the present one, which counts as a try.
    ///
    /// Begins when it is called and goes on to its end, even if the future is dropped or never polled. Must be called
    /// within a tokio runtime.
    pub fn change_pin(
        &self,
        current: Zeroizing<String>,
        entry: PinEntry,
    ) -> impl Future<Output = Result<(), CreatePinError>> + Send + use<> {
        let lock = self.clone();
        let done = to_its_end(async move { lock.change_pin_now(current, entry).await });
        async { done.await.map_err(CreatePinError::Vault)? }
    }

    async fn change_pin_now(self, current: Zeroizing<String>, entry: PinEntry) -> Result<(), CreatePinError> {
        let _turn = self.turn.lock().await;
        let (Some(old), Some(new)) = (pin_of(&current), pin_of(&entry.pin)) else {
            return Err(CreatePinError::NotAPin);
        };
        if *entry.pin != *entry.repeat {
            return Err(CreatePinError::Differ);
        }
        let _told = Told(&self.changed);
        let (unlocked, clock) = (self.unlocked.clone(), self.clock.clone());
        let change = move |session: &mut Session| {
            let (nik, phone) = account::holder(session).map_err(|error| match error {
                AccountError::Vault(error) => error,
                AccountError::Keystore(error) => error.into(),
                AccountError::Unreadable => VaultError::Corrupt { what: Artifact::Record },
            })?;
            let personal = personal_digits(nik, nik.birth_date(clock.today()), &phone);
            session.change_pin(&old, &new, &personal)?;
            // The new PIN is in force from here on: nothing after may say that it is not.
            let _ = append(session, clock.now().unix_s, Event::PinChanged);
            Ok(())
        };
        let changed = on_own_thread(move || unlocked.with(change)).await.map_err(CreatePinError::Vault)?;
        changed.map_err(|error| match error {
            VaultError::PinRejected { rule } => CreatePinError::Rejected(rule),
            error => CreatePinError::Vault(error),
        })?;
        self.touched();
        Ok(())
    }

    /// Waits until no PIN is being set, tried or changed, and keeps it so while the guard lives.
    pub(super) async fn quiet(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Somebody touched the screen.
    pub fn touched(&self) {
        if let Some(now) = self.boot_ms() {
            self.presence().touched_ms = now;
        }
    }

    /// The app went to the background.
    pub fn went_to_background(&self) {
        // A time that cannot be read counts as long ago.
        let since = self.boot_ms().unwrap_or(0);
        self.presence().background_since_ms = Some(since);
    }

    /// The app came back; locks if it was away, or untouched, too long.
    pub fn came_to_foreground(&self) -> Result<(), VaultError> {
        let due = self.due_in_ms();
        self.presence().background_since_ms = None;
        self.touched();
        if due.is_none() { self.lock() } else { Ok(()) }
    }

    /// Locks if nobody was there for too long; says after how many ms to ask again, `None` when locked.
    pub fn lock_if_idle(&self) -> Result<Option<u64>, VaultError> {
        if !self.unlocked.is_open() {
            return Ok(None);
        }
        match self.due_in_ms() {
            Some(left) => Ok(Some(left)),
            None => self.lock().map(|()| None),
        }
    }

    /// How long until the vault locks by itself, ms; `None`: it should have by now.
    fn due_in_ms(&self) -> Option<u64> {
        let now = self.boot_ms();
        let presence = self.presence();
        let away = presence.background_since_ms;
        // Without a clock nobody can say for how long: away counts as too long, here does not.
        let Some(now) = now else { return away.is_none().then_some(IDLE_LIMIT_MS) };
        let left =
            |since: u64, limit: u64| limit.checked_sub(now.saturating_sub(since)).filter(|left| *left > 0);
        let idle = left(presence.touched_ms, IDLE_LIMIT_MS)?;
        match away {
            Some(since) => left(since, BACKGROUND_LIMIT_MS).map(|away| away.min(idle)),
            None => Some(idle),
        }
    }

    /// Moves the account from the registration's record into the vault, then erases the former. Each half is idempotent.
    fn take_over(&self, session: &mut Session) -> Result<(), RegistrationError> {
        let handover = self.registration.handover()?;
        account::record(session, &handover)?;
        append(session, self.clock.now().unix_s, Event::Activated)?;
        self.registration.complete()
    }

    /// Puts the session where the capabilities find it, unless somebody locked meanwhile. An error means that the vault is
    /// closed.
    fn open_with(&self, session: Session, mark: u64) -> Result<(), VaultError> {
        if let Err(session) = self.unlocked.put(session, mark) {
            self.vault.lock(session)?;
            return Err(VaultError::Locked);
        }
        self.touched();
        self.make_presence_key();
        (self.opened)();
        Ok(())
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

/// Tells of what may have changed, however an operation ends.
struct Told<'a>(&'a Arc<dyn Fn() + Send + Sync>);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Begins an operation that must not stop halfway when its caller stops waiting, or never begins to. Not an `async fn`: the
/// body of one does nothing until somebody polls it.
pub(super) fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> impl Future<Output = Result<T, VaultError>> + Send {
    let task = tokio::spawn(work);
    // The task ends without a value only when the runtime shuts down or the work panicked.
    async { task.await.map_err(|_| VaultError::Locked) }
}

/// Runs slow, blocking work beside the screen's thread.
async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, VaultError> {
    // The task ends without a value only when the runtime shuts down or the work panicked; either way nothing was opened.
    tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Locked)
}

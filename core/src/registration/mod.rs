//! Becoming the holder of an account: from the tap on Daftar to the PIN.
//!
//! Promises: each step is on disk, sealed by the phone's keystore, before it is shown; a killed app or a lost connection
//! goes on at the right step, with nothing lost and nothing sent twice; nothing that was entered reaches the disk in clear.
//! The service decides who may register; this module only warns.
//!
//! One file per thing the citizen does; [`Step`] says which is next, and what is true on disk there.

mod activation;
mod amend;
mod begin;
mod conversation;
mod finish;
mod form;
mod give_up;
mod input;
mod journal;
mod pairing;
mod photo;
mod status;
mod step;
mod submit;
mod terms;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use activation::{ActivationError, Captcha, CaptchaId, LinkError};
pub use amend::AmendError;
pub(crate) use finish::personal_digits;
pub use form::{FormCheck, FormError, FormFault, FormHint};
pub use give_up::GiveUpError;
pub use ikd_proof::consent::Language;
pub use input::{Details, FormInput, FormShape};
pub use pairing::{CounterOffer, PairingError};
pub use photo::PhotoError;
pub use step::{ConflictOption, Step};
pub use submit::SubmitError;
pub use terms::{ConsentError, TERMS_ID, terms_text};

use crate::{
    context::Context,
    platform::{KeystoreError, KeystoreSigner, Platform, RandomError},
    service::{Pause, ServiceError},
    vault::{SealedStore, VaultError},
};
use conversation::Conversation;
use journal::{Journal, SavedStep};

/// What can go wrong at any step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// This is not what comes next; look at the stage again.
    #[error("not the step the registration is at")]
    WrongStep,
    /// The sealed record could not be read or written.
    #[error("the registration record could not be read or written")]
    Storage(#[from] VaultError),
    /// The phone's key store failed.
    #[error("the phone's key store failed")]
    Keystore(#[from] KeystoreError),
    /// The system gave no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The service could not be reached or said no.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The service's answer does not fit this registration: not signed by it, or meant for another phone.
    #[error("the service's answer does not fit this registration")]
    Mismatch,
}

/// Called before a registration begins, with no lock held; an error prevents it.
pub(crate) type Ready = Arc<dyn Fn() -> Result<(), VaultError> + Send + Sync>;

/// The registration of this phone. Cheap to clone.
#[derive(Clone)]
pub struct Registration(Arc<Inner>);

struct Inner {
    context: Context,
    /// Where the sealed store is.
    dir: PathBuf,
    /// Host of the links that the activation mail carries.
    link_host: String,
    /// Finishes what must have ended before a registration begins.
    ready: Ready,
    /// `None` while no registration is under way.
    saved: Mutex<Option<SavedRegistration>>,
    /// Why what an earlier run left can never be opened again; `None` when nothing is wrong, or after a wipe.
    open_error: Mutex<Option<VaultError>>,
    /// One conversation with the service at a time: two taps on a button are one.
    turn: tokio::sync::Mutex<()>,
    /// ETag of the status that was last taken over: a screen that waits asks often and mostly hears nothing new.
    status_etag: Mutex<Option<String>>,
    /// The pause that the service asked for when the status was last checked.
    status_pause: Mutex<Option<Pause>>,
}

/// An open registration: its sealed store and what is in it.
struct SavedRegistration {
    store: SealedStore,
    journal: Journal,
}

impl Registration {
    /// Opens what an earlier run of the app left, if anything. A record that can never be opened again does not keep the
    /// app from opening: [`Registration::open_error`] tells of it, and [`Registration::wipe`] ends it.
    ///
    /// # Errors
    /// What may pass: the disk or the key store failed just now.
    pub(crate) fn open(
        context: Context,
        dir: PathBuf,
        link_host: String,
        ready: Ready,
    ) -> Result<Self, RegistrationError> {
        let (saved, open_error) = match load(&dir, &context.platform) {
            Ok(saved) => (saved, None),
            Err(RegistrationError::Storage(error)) if error.is_terminal() => (None, Some(error)),
            Err(error) => return Err(error),
        };
        Ok(Self(Arc::new(Inner {
            context,
            dir,
            link_host,
            ready,
            saved: Mutex::new(saved),
            open_error: Mutex::new(open_error),
            turn: tokio::sync::Mutex::new(()),
            status_etag: Mutex::default(),
            status_pause: Mutex::default(),
        })))
    }

    /// Why the record of the registration can never be opened again, if that is so: only a wipe helps.
    pub(crate) fn open_error(&self) -> Option<VaultError> {
        *self.open_error_slot()
    }

    fn open_error_slot(&self) -> MutexGuard<'_, Option<VaultError>> {
        self.0.open_error.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The step the citizen is at; `None` while no registration is under way.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.saved().as_ref().map(|saved| saved.journal.step())
    }

    /// The keys that the registration under way names, none when there is none; `None` when its record cannot be read, so
    /// that nobody knows.
    pub(crate) fn key_aliases(&self) -> Option<Vec<String>> {
        if self.open_error().is_some() {
            return None;
        }
        let named = |saved: &SavedRegistration| {
            vec![saved.store.key_alias().to_owned(), saved.journal.device_key_alias.clone()]
        };
        Some(self.saved().as_ref().map(named).unwrap_or_default())
    }

    fn saved(&self) -> MutexGuard<'_, Option<SavedRegistration>> {
        // A panic while holding the lock leaves the open as it was: it is replaced only after it was written to disk.
        self.0.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status_etag(&self) -> MutexGuard<'_, Option<String>> {
        self.0.status_etag.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the journal.
    fn read<T>(&self, look: impl FnOnce(&Journal) -> T) -> Result<T, RegistrationError> {
        self.saved().as_ref().map(|saved| look(&saved.journal)).ok_or(RegistrationError::WrongStep)
    }

    /// Changes the journal: first on disk, then in memory, then on the screen.
    fn write<T>(
        &self,
        allowed: impl FnOnce(&SavedStep) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        self.write_if(|journal| allowed(&journal.step), change)
    }

    /// As [`Registration::write`], where `allowed` looks at the whole journal.
    fn write_if<T>(
        &self,
        allowed: impl FnOnce(&Journal) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        let result = {
            let mut guard = self.saved();
            let saved = guard.as_mut().ok_or(RegistrationError::WrongStep)?;
            if !allowed(&saved.journal) {
                return Err(RegistrationError::WrongStep);
            }
            let mut next = saved.journal.clone();
            let result = change(&mut next)?;
            next.save(&mut saved.store)?;
            saved.journal = next;
            // What the service said before may no longer be what this phone shows.
            *self.status_etag() = None;
            result
        };
        (self.0.context.changed)();
        Ok(result)
    }

    /// The device key of this registration.
    fn device_key(&self) -> Result<KeystoreSigner, RegistrationError> {
        let alias = self.read(|journal| journal.device_key_alias.clone())?;
        Ok(KeystoreSigner::load(self.0.context.platform.keystore.clone(), &alias)?)
    }
}

/// What an earlier run left in `dir`, if anything.
fn load(dir: &Path, platform: &Platform) -> Result<Option<SavedRegistration>, RegistrationError> {
    if !SealedStore::exists(dir)? {
        return Ok(None);
    }
    let store = match SealedStore::open(dir, platform) {
        Ok(store) => store,
        // Killed while the store was erased, after its key: what is left is unreadable and was to go anyway.
        Err(VaultError::KeyLost) => {
            SealedStore::erase_in(dir, platform)?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    match Journal::load(&store)? {
        Some(journal) => Ok(Some(SavedRegistration { store, journal })),
        // Killed between making the store and writing its first step: nothing was entered yet.
        None => {
            store.erase(dir)?;
            Ok(None)
        }
    }
}

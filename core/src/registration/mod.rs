//! Registration: from the tap on Daftar to the PIN.
//!
//! Promises: each step is saved, sealed by the phone's key store, before it is shown, except the progress of an upload.
//! After the app was killed or the connection lost, the registration continues at the same step; no entry is lost and
//! no request takes effect twice. No entry is written to disk in plaintext. The service decides who may register; this
//! module only warns.
//!
//! One file per task of the citizen; [`Step`] says which is next, and what is on disk at that step.

mod activation;
mod amend;
mod begin;
mod finish;
mod form;
mod give_up;
mod input;
mod journal;
mod pairing;
mod photo;
mod registration_ref;
mod status;
mod step;
mod submit;
mod terms;
mod upload_progress;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use activation::{ActivationEntry, ActivationError, ActivationFault, Captcha, CaptchaId, LinkError};
pub use amend::AmendError;
pub(crate) use finish::personal_digits;
pub use form::{FormCheck, FormError, FormFault, FormHint};
pub use give_up::GiveUpError;
pub use ikd_proof::consent::Language;
pub use input::{Details, FormInput, FormShape};
pub use pairing::{CounterOffer, PairingError, PairingQr};
pub use photo::{Photo, PhotoError};
pub use step::{ConflictOption, Step};
pub use submit::SubmitError;
pub use terms::{ConsentError, TERMS_ID, terms_text};
pub use upload_progress::UploadProgress;

use crate::{
    context::Context,
    platform::{KeystoreError, KeystoreSigner, Platform, RandomError},
    service::{Pause, ServiceError},
    vault::{SealedStore, VaultError},
};
use journal::{Journal, SavedStep};
use registration_ref::RegistrationRef;
use upload_progress::Arrivals;

/// What can go wrong at any step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// The call does not belong to the current step. Read the stage again.
    #[error("the registration is at another step")]
    WrongStep,
    /// The sealed record could not be read or written.
    #[error("the registration record could not be read or written")]
    Storage(#[from] VaultError),
    /// The phone's key store failed.
    #[error("the phone's key store failed")]
    Keystore(#[from] KeystoreError),
    /// The system's random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The service could not be reached or refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The service's answer is not for this registration: not signed by a trusted issuer, or for another phone. Also
    /// when the record on this phone does not fit together.
    #[error("the service's answer is not for this registration")]
    Mismatch,
}

/// Finishes a wipe that was begun. Called before a registration begins, with no lock held; an error prevents it.
pub(crate) type FinishWipe = Arc<dyn Fn() -> Result<(), VaultError> + Send + Sync>;

/// The registration of this phone. Cheap to clone.
#[derive(Clone)]
pub struct Registration(Arc<Inner>);

struct Inner {
    context: Context,
    /// Where the sealed store is.
    dir: PathBuf,
    /// Host of the links in the activation email.
    link_host: String,
    finish_wipe: FinishWipe,
    /// `None` while no registration is under way.
    saved: Mutex<Option<SavedRegistration>>,
    /// Why the saved registration can never be opened again; `None` when nothing is wrong, or after a wipe.
    open_error: Mutex<Option<VaultError>>,
    /// Held during an exchange with the service, so that there is one at a time: the second of two taps waits.
    exchange: tokio::sync::Mutex<()>,
    /// ETag of the status that is in the journal: a waiting screen polls often, and the status rarely changes.
    status_etag: Mutex<Option<String>>,
    /// The pause that the service asked for when the status was last checked.
    status_pause: Mutex<Option<Pause>>,
    /// When which part of the portrait arrived; `None` while nothing is being sent.
    arrivals: Mutex<Option<Arrivals>>,
}

/// An open registration: its sealed store and what is in it.
struct SavedRegistration {
    store: SealedStore,
    journal: Journal,
}

impl Registration {
    /// Opens the saved registration, if there is one. If it can never be opened again, the app opens all the same:
    /// [`Registration::open_error`] returns the reason, and [`Registration::wipe`] erases it.
    ///
    /// # Errors
    /// Only temporary ones: the disk or the key store failed just now.
    pub(crate) fn open(
        context: Context,
        dir: PathBuf,
        link_host: String,
        finish_wipe: FinishWipe,
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
            finish_wipe,
            saved: Mutex::new(saved),
            open_error: Mutex::new(open_error),
            exchange: tokio::sync::Mutex::new(()),
            status_etag: Mutex::default(),
            status_pause: Mutex::default(),
            arrivals: Mutex::default(),
        })))
    }

    /// Why the saved registration can never be opened again, if that is so: only a wipe helps.
    pub(crate) fn open_error(&self) -> Option<VaultError> {
        *self.open_error_slot()
    }

    fn open_error_slot(&self) -> MutexGuard<'_, Option<VaultError>> {
        self.0.open_error.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The current step; `None` while no registration is under way.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.saved().as_ref().map(|saved| saved.journal.step())
    }

    /// Aliases of the registration's keys; empty if there is no registration; `None` if its record is unreadable.
    pub(crate) fn key_aliases(&self) -> Option<Vec<String>> {
        if self.open_error().is_some() {
            return None;
        }
        let aliases = |saved: &SavedRegistration| {
            vec![saved.store.key_alias().to_owned(), saved.journal.device_key_alias.clone()]
        };
        Some(self.saved().as_ref().map(aliases).unwrap_or_default())
    }

    fn saved(&self) -> MutexGuard<'_, Option<SavedRegistration>> {
        // A panic while the lock is held leaves the registration unchanged: it is replaced only after it was saved.
        self.0.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status_etag(&self) -> MutexGuard<'_, Option<String>> {
        self.0.status_etag.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the journal.
    fn read<T>(&self, look: impl FnOnce(&Journal) -> T) -> Result<T, RegistrationError> {
        self.saved().as_ref().map(|saved| look(&saved.journal)).ok_or(RegistrationError::WrongStep)
    }

    /// Changes the journal first on disk, then in memory, then notifies observers.
    fn write<T>(
        &self,
        allowed: impl FnOnce(&SavedStep) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        self.write_if(|journal| allowed(&journal.step), change)
    }

    /// As [`Registration::write`], but `allowed` gets the whole journal.
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
            // The journal may no longer match the status of that ETag.
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

/// The registration saved in `dir`, if there is one.
fn load(dir: &Path, platform: &Platform) -> Result<Option<SavedRegistration>, RegistrationError> {
    if !SealedStore::exists(dir)? {
        return Ok(None);
    }
    let store = match SealedStore::open(dir, platform) {
        Ok(store) => store,
        // Killed after the store's key was destroyed and before the store was erased: it was to be erased anyway.
        Err(VaultError::KeyLost) => {
            SealedStore::erase_in(dir, platform)?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    match Journal::load(&store)? {
        Some(journal) => Ok(Some(SavedRegistration { store, journal })),
        // Killed after the store was created and before its first step was saved: nothing was entered yet.
        None => {
            store.erase(dir)?;
            Ok(None)
        }
    }
}

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
mod journal;
mod pairing;
mod photo;
mod status;
mod step;
mod submit;
mod terms;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use crate::service::contract::FormSex;
pub use activation::{ActivationError, Captcha, CaptchaId, LinkError};
pub use amend::AmendError;
pub(crate) use finish::personal_digits;
pub use finish::{CreatePinError, PinEntry};
pub use form::{Details, FormCheck, FormEntry, FormError, FormInput, FormShape, FormWarning};
pub use give_up::GiveUpError;
pub use ikd_proof::consent::Language;
pub use pairing::{CounterOffer, PairingError};
pub use photo::PhotoError;
pub use step::{ConflictWay, Step};
pub use submit::SubmitError;
pub use terms::{ConsentError, TERMS_ID, terms_text};

use crate::{
    app_version::AppVersion,
    platform::{DeviceKey, KeystoreError, Platform, RandomError},
    service::{Pause, ServiceClient, ServiceError},
    time::ServiceClock,
    trust::TrustStore,
    vault::{SealedStore, VaultError},
};
use conversation::Conversation;
use journal::{Journal, Stage};

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

/// Called after each change of the step, outside every lock.
pub(crate) type Changed = Arc<dyn Fn() + Send + Sync>;

/// Called before a registration begins, outside every lock; an error keeps it from beginning.
pub(crate) type Ready = Arc<dyn Fn() -> Result<(), VaultError> + Send + Sync>;

/// What registration stands on.
pub(crate) struct Surroundings {
    pub(crate) dir: PathBuf,
    pub(crate) platform: Platform,
    pub(crate) client: Arc<ServiceClient>,
    pub(crate) clock: Arc<ServiceClock>,
    pub(crate) trust: Arc<TrustStore>,
    pub(crate) app_version: AppVersion,
    /// Host of the links that the activation mail carries.
    pub(crate) link_host: String,
    pub(crate) changed: Changed,
    /// Finishes what must have ended before a registration begins.
    pub(crate) ready: Ready,
}

/// The registration of this phone. Cheap to clone.
#[derive(Clone)]
pub struct Registration(Arc<Inner>);

struct Inner {
    around: Surroundings,
    /// `None` while no registration is under way.
    book: Mutex<Option<Book>>,
    /// Why what an earlier run left can never be opened again; `None` when nothing is wrong, or after a wipe.
    trouble: Mutex<Option<VaultError>>,
    /// One conversation with the service at a time: two taps on a button are one.
    turn: tokio::sync::Mutex<()>,
    /// ETag of the status that was last taken over: a screen that waits asks often and mostly hears nothing new.
    status_etag: Mutex<Option<String>>,
    /// The pause that the service asked for when the status was last checked.
    status_pause: Mutex<Option<Pause>>,
}

/// An open registration: its sealed store and what is in it.
struct Book {
    store: SealedStore,
    journal: Journal,
}

impl Registration {
    /// Opens what an earlier run of the app left, if anything. A record that can never be opened again does not keep the
    /// app from opening: [`Registration::trouble`] tells of it, and [`Registration::wipe`] ends it.
    ///
    /// # Errors
    /// What may pass: the disk or the key store failed just now.
    pub(crate) fn open(around: Surroundings) -> Result<Self, RegistrationError> {
        let (book, trouble) = match open_book(&around) {
            Ok(book) => (book, None),
            Err(RegistrationError::Storage(error)) if error.is_terminal() => (None, Some(error)),
            Err(error) => return Err(error),
        };
        Ok(Self(Arc::new(Inner {
            around,
            book: Mutex::new(book),
            trouble: Mutex::new(trouble),
            turn: tokio::sync::Mutex::new(()),
            status_etag: Mutex::default(),
            status_pause: Mutex::default(),
        })))
    }

    /// Why the record of the registration can never be opened again, if that is so: only a wipe helps.
    pub(crate) fn trouble(&self) -> Option<VaultError> {
        *self.trouble_slot()
    }

    fn trouble_slot(&self) -> MutexGuard<'_, Option<VaultError>> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The step the citizen is at; `None` while no registration is under way.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.book().as_ref().map(|book| book.journal.step())
    }

    /// The keys that the registration under way names, none when there is none; `None` when its record cannot be read, so
    /// that nobody knows.
    pub(crate) fn key_aliases(&self) -> Option<Vec<String>> {
        if self.trouble().is_some() {
            return None;
        }
        let named = |book: &Book| vec![book.store.key_alias().to_owned(), book.journal.net_key_alias.clone()];
        Some(self.book().as_ref().map(named).unwrap_or_default())
    }

    fn book(&self) -> MutexGuard<'_, Option<Book>> {
        // A panic while holding the lock leaves the book as it was: it is replaced only after it was written to disk.
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status_etag(&self) -> MutexGuard<'_, Option<String>> {
        self.0.status_etag.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the journal.
    fn read<T>(&self, look: impl FnOnce(&Journal) -> T) -> Result<T, RegistrationError> {
        self.book().as_ref().map(|book| look(&book.journal)).ok_or(RegistrationError::WrongStep)
    }

    /// Changes the journal: first on disk, then in memory, then on the screen.
    fn write<T>(
        &self,
        allowed: impl FnOnce(&Stage) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        self.write_if(|journal| allowed(&journal.stage), change)
    }

    /// As [`Registration::write`], where `allowed` looks at the whole journal.
    fn write_if<T>(
        &self,
        allowed: impl FnOnce(&Journal) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        let result = {
            let mut guard = self.book();
            let book = guard.as_mut().ok_or(RegistrationError::WrongStep)?;
            if !allowed(&book.journal) {
                return Err(RegistrationError::WrongStep);
            }
            let mut next = book.journal.clone();
            let result = change(&mut next)?;
            next.save(&mut book.store)?;
            book.journal = next;
            // What the service said before may no longer be what this phone shows.
            *self.status_etag() = None;
            result
        };
        (self.0.around.changed)();
        Ok(result)
    }

    /// The net key of this registration.
    fn net_key(&self) -> Result<DeviceKey, RegistrationError> {
        let alias = self.read(|journal| journal.net_key_alias.clone())?;
        Ok(DeviceKey::load(self.0.around.platform.keystore.clone(), &alias)?)
    }
}

/// The book that an earlier run left in `around.dir`, if any.
fn open_book(around: &Surroundings) -> Result<Option<Book>, RegistrationError> {
    if !SealedStore::exists(&around.dir)? {
        return Ok(None);
    }
    let store = match SealedStore::open(&around.dir, &around.platform) {
        Ok(store) => store,
        // Killed while the store was erased, after its key: what is left is unreadable and was to go anyway.
        Err(VaultError::KeyLost) => {
            SealedStore::erase_in(&around.dir, &around.platform)?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    match Journal::load(&store)? {
        Some(journal) => Ok(Some(Book { store, journal })),
        // Killed between making the store and writing its first step: nothing was entered yet.
        None => {
            store.erase(&around.dir)?;
            Ok(None)
        }
    }
}

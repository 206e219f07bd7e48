//! The root object of the app, and the enum that decides which screen a shell draws.
//!
//! Promises: opening needs no network and no PIN, and takes milliseconds; [`Ikd::stage`] is always current; observers
//! get the current stage at once and again after each change, and may call the core, also to wait for a PIN operation.

mod block;
mod config;
mod lock;
mod observe;
mod release;
mod stage;
mod sweep;
mod warnings;
#[cfg(test)]
mod wipe_tests;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
    time::Instant,
};

pub use crate::app_version::AppVersion;
pub use block::BlockCheckError;
pub use config::{Config, OpenError};
pub use lock::{Lock, PinEntry, PinError, VerifyUserError};
pub use observe::{Observation, StageObserver};
pub use release::ReleaseError;
pub use stage::{BlockReason, Stage, UnusableReason};
pub use warnings::DeviceWarning;

use crate::{
    account::{self, Account, AccountError, AccountStatus},
    activity::ActivityLog,
    applications::{ApplicationId, Applications, Outbox},
    context::{Changed, Context},
    documents::Documents,
    face_check::{FaceChecks, FacePurpose, Told},
    platform::{Platform, Severity, log_ms},
    presentation::Presenter,
    registration::Registration,
    service::{ServiceClient, Traffic, Transport},
    time::ServiceClock,
    trust::TrustStore,
    vault::{MAX_ATTEMPTS, SealedStore, Unlocked, Vault, VaultError, VaultState, WipeHook, WipeReason},
    verification::Verifier,
    views::Views,
};
use observe::Observers;

/// The app. Cheap to clone; all clones are the same app. Dropping the last one locks the vault.
#[derive(Clone)]
pub struct Ikd(Arc<Inner>);

struct Inner {
    context: Context,
    vault: Arc<Vault>,
    registration: Registration,
    lock: Lock,
    documents: Documents,
    presenter: Presenter,
    verifier: Verifier,
    activity: ActivityLog,
    face_checks: FaceChecks,
    applications: Applications,
    account: Account,
    observers: Observers,
    background: Mutex<Option<tokio::task::AbortHandle>>,
    /// Held during a block check, so that there is one at a time.
    block_check: tokio::sync::Mutex<()>,
}

impl Ikd {
    /// Opens the app on its data folder. One process at a time. An unfinished wipe is finished before anything else.
    ///
    /// # Errors
    /// Permanent: [`OpenError::Trust`], an error in the build of the app, and [`OpenError::DataFolder`], a wrong path
    /// or missing permission. All others are temporary: the disk or the key store failed just now, perhaps while a wipe
    /// was being finished.
    pub fn open(
        config: Config,
        platform: Platform,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, OpenError> {
        Self::open_with(config, platform, transport, Vault::open_with_wipe_hook)
    }

    /// [`Ikd::open`] with the cheapest PIN stretching, so that tests can unlock hundreds of times. `Ikd::open` opens no
    /// vault that was made with it.
    #[cfg(any(test, feature = "testing"))]
    pub fn open_with_weak_kdf_for_tests(
        config: Config,
        platform: Platform,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, OpenError> {
        Self::open_with(config, platform, transport, Vault::open_with_wipe_hook_and_weak_kdf_for_tests)
    }

    fn open_with(
        config: Config,
        platform: Platform,
        transport: Arc<dyn Transport>,
        open_vault: impl FnOnce(&Path, &Platform, WipeHook) -> Result<Vault, VaultError>,
    ) -> Result<Self, OpenError> {
        let began = Instant::now();
        fs::create_dir_all(&config.data_dir).map_err(|error| match error.into() {
            VaultError::StorageFull => OpenError::Vault(VaultError::StorageFull),
            _ => OpenError::DataFolder,
        })?;
        let file = |name: &str| config.data_dir.join(name);
        let app: Arc<OnceLock<Weak<Inner>>> = Arc::default();
        let outbox = Outbox::new(file("outbox"));
        let wipe_hook =
            erase_other_data_hook(app.clone(), file("registration"), outbox.clone(), platform.clone());
        // First, because it finishes an unfinished wipe.
        let vault = Arc::new(open_vault(&file("vault"), &platform, wipe_hook)?);
        let clock = Arc::new(ServiceClock::open(platform.clock.clone(), file("clock.json")));
        let trust = Arc::new(TrustStore::open(
            config.trust_root,
            &config.embedded_trust,
            file("trust.cose"),
            clock.clone(),
        )?);
        let client =
            Arc::new(ServiceClient::new(transport, clock.clone(), &platform, config.app_version.to_string()));
        // The account status of earlier versions.
        account::import_status_file(&file("standing"), &vault);

        // The parts get their callbacks to the app before the app exists.
        let on_app = |call: fn(Ikd)| -> Changed {
            let app = app.clone();
            Arc::new(move || {
                if let Some(inner) = app.get().and_then(Weak::upgrade) {
                    call(Ikd(inner));
                }
            })
        };
        let context = Context {
            platform,
            client,
            clock,
            trust,
            unlocked: Unlocked::default(),
            app_version: config.app_version,
            changed: on_app(|app| app.notify()),
        };
        let finish_wipe = {
            let vault = vault.clone();
            Arc::new(move || vault.finish_wipe())
        };
        let registration =
            Registration::open(context.clone(), file("registration"), config.link_host, finish_wipe)?;
        let activity = ActivityLog::new(context.unlocked.clone());
        let account = Account::new(context.clone());
        let views = Views::new(context.clone(), account.clone());
        let documents = Documents::new(context.clone(), account.clone(), views);
        // Documents are updated after each unlock; outside a tokio runtime, the shell starts the sync itself.
        let on_unlocked = on_app(|app| {
            if tokio::runtime::Handle::try_current().is_ok() {
                app.sync_in_background();
            }
        });
        let applications = Applications::new(
            context.clone(),
            account.clone(),
            documents.clone(),
            vault.clone(),
            outbox.clone(),
            file("forms"),
        );
        let lock = Lock::new(
            context.clone(),
            vault.clone(),
            registration.clone(),
            documents.clone(),
            applications.clone(),
            activity.clone(),
            on_unlocked,
        );
        let inner = Arc::new(Inner {
            vault,
            registration,
            lock,
            documents,
            presenter: Presenter::new(context.clone(), activity.clone()),
            verifier: Verifier::new(context.trust.clone(), context.clock.clone()),
            activity,
            face_checks: FaceChecks::new(context.clone(), account.clone(), keep_face(&applications)),
            applications,
            account,
            context,
            observers: Observers::default(),
            background: Mutex::default(),
            block_check: tokio::sync::Mutex::default(),
        });
        app.set(Arc::downgrade(&inner)).expect("set once, here");
        if matches!(inner.vault.state(), VaultState::Absent | VaultState::Wiped { .. }) {
            // If it fails, the next start sweeps again.
            let _ = sweep::sweep_without_vault(&inner.context.platform, &inner.registration);
            let _ = outbox.erase();
        }
        inner.context.platform.log.note(Severity::Info, "app.open", "ok", log_ms(began));
        Ok(Self(inner))
    }

    /// Which screen to draw, with what that screen needs. The waiting time of [`Stage::Locked`] is what is left of it at
    /// this moment; observers are not notified while it passes.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let inner = &self.0;
        if let VaultState::Wiping { .. } | VaultState::Wiped { reason: WipeReason::TooManyAttempts } =
            inner.vault.state()
        {
            return Stage::Unusable { reason: UnusableReason::Wiped };
        }
        match inner.vault.account_status() {
            AccountStatus::Blocked => return Stage::Blocked { reason: BlockReason::AccountBlocked },
            AccountStatus::Released => return Stage::Blocked { reason: BlockReason::DeviceReleased },
            AccountStatus::Good => {}
        }
        if inner.context.unlocked.is_open() {
            return Stage::Unlocked;
        }
        match inner.vault.state() {
            // An unlock or a lock is in progress: the vault is open, but there is no shared session.
            VaultState::Unlocked => Stage::locked(MAX_ATTEMPTS, 0),
            // Erased at the holder's request: the same as no vault.
            VaultState::Absent | VaultState::Wiped { reason: WipeReason::Requested } => {
                match inner.registration.open_error() {
                    Some(error) => Stage::Unusable { reason: error.into() },
                    None => {
                        inner.registration.step().map_or(Stage::Welcome, |step| Stage::Registering { step })
                    }
                }
            }
            VaultState::Locked { attempts_left, retry_after_ms } => {
                Stage::locked(attempts_left, retry_after_ms)
            }
            VaultState::Wiping { .. } | VaultState::Wiped { .. } => {
                Stage::Unusable { reason: UnusableReason::Wiped }
            }
            VaultState::Unusable { error } => Stage::Unusable { reason: error.into() },
        }
    }

    /// Notifies `observer` of the current stage at once, and again whenever it changes, until the observation is
    /// dropped.
    pub fn observe(&self, observer: Arc<dyn StageObserver>) -> Observation {
        self.0.observers.add(observer, || self.stage())
    }

    fn notify(&self) {
        self.0.observers.notify(|| self.stage());
    }

    /// Registration, up to the PIN.
    #[must_use]
    pub fn registration(&self) -> &Registration {
        &self.0.registration
    }

    /// Setting, checking and changing the PIN; locking.
    #[must_use]
    pub fn lock(&self) -> &Lock {
        &self.0.lock
    }

    /// The holder's documents.
    #[must_use]
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    /// Showing the rotating QR.
    #[must_use]
    pub fn presenter(&self) -> &Presenter {
        &self.0.presenter
    }

    /// Reading QRs, for registered readers.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// The activity log.
    #[must_use]
    pub fn activity(&self) -> &ActivityLog {
        &self.0.activity
    }

    /// Showing the face once more, for services that ask for it.
    #[must_use]
    pub fn face_checks(&self) -> &FaceChecks {
        &self.0.face_checks
    }

    /// Applications for the services of the office.
    #[must_use]
    pub fn applications(&self) -> &Applications {
        &self.0.applications
    }

    /// The store of the trust bundle.
    #[must_use]
    pub fn trust(&self) -> &TrustStore {
        &self.0.context.trust
    }

    /// Fetches a newer trust bundle, if there is one. Returns whether a newer one is in force now.
    pub async fn refresh_trust(&self) -> Result<bool, crate::trust::RefreshError> {
        self.0.context.trust.refresh(&self.0.context.client).await
    }

    /// The clock, corrected by the service's time.
    #[must_use]
    pub fn clock(&self) -> &ServiceClock {
        &self.0.context.clock
    }

    /// Milliseconds until a moment that the core named in seconds since 1970 (`resend_at`, `expires_at` ...), by the
    /// corrected clock; 0 when it is past.
    #[must_use]
    pub fn remaining_ms(&self, until: u64) -> u64 {
        self.0.context.clock.remaining_ms(until)
    }

    /// Bytes sent and received since the app was opened.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.0.context.client.traffic()
    }

    /// The citizen's copy of the consent, kept after registration.
    pub fn consent_export(&self) -> Result<Vec<u8>, AccountError> {
        self.0.account.consent_export()
    }

    /// Starts a sync in the background and cancels an earlier background sync. Called after each unlock within a tokio
    /// runtime; panics outside one, where a shell awaits [`Documents::sync`] instead. The task ends with the app.
    pub fn sync_in_background(&self) {
        let documents = self.0.documents.clone();
        let app = Arc::downgrade(&self.0);
        let task = tokio::spawn(async move {
            // The documents stay usable after a failure, and the next sync returns its error.
            let _ = documents.sync().await;
            if let Some(inner) = app.upgrade() {
                Ikd(inner).notify();
            }
        });
        let previous =
            self.0.background.lock().unwrap_or_else(PoisonError::into_inner).replace(task.abort_handle());
        if let Some(previous) = previous {
            previous.abort();
        }
    }

    /// Erases all data of the app on this phone: keys first, then files. For a released phone, a forgotten PIN, or a
    /// holder who wants to start over. The account at the service does not change.
    ///
    /// # Errors
    /// [`VaultError::Busy`]: the vault is in use, and nothing was erased. Any other: something could not be destroyed,
    /// and everything else was. The stage is then [`Stage::Unusable`] ([`UnusableReason::Wiped`]); calling this again,
    /// or the next opening, finishes the wipe. No registration can begin before that.
    pub fn wipe(&self) -> Result<(), VaultError> {
        drop(self.0.context.unlocked.take());
        let outcome = self.0.vault.wipe();
        self.notify();
        outcome
    }
}

/// Keeps with the application what the service says about a face check for it.
fn keep_face(applications: &Applications) -> Told {
    let applications = applications.clone();
    Arc::new(move |purpose, reference, state| match purpose {
        FacePurpose::Application => applications.note_face(ApplicationId(reference.id()), state.is_shown()),
        FacePurpose::Recovery => Ok(()),
    })
}

/// Part of a wipe: erases what waits to be sent, and the registration, whether the app has it open or not.
fn erase_other_data_hook(
    app: Arc<OnceLock<Weak<Inner>>>,
    registration: PathBuf,
    outbox: Outbox,
    platform: Platform,
) -> WipeHook {
    Arc::new(move || {
        let outbox = outbox.erase();
        let registration = match app.get().and_then(Weak::upgrade) {
            Some(inner) => inner.registration.wipe(),
            None => SealedStore::erase_in(&registration, &platform),
        };
        outbox.and(registration)
    })
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(task) = self.background.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
        drop(self.context.unlocked.take());
    }
}

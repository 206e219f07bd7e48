//! The root object of the app, and the one enum that tells a shell which screen to draw.
//!
//! Promises: opening needs no network and no PIN and takes milliseconds; [`Ikd::stage`] is always true; observers get the
//! present stage at once and again on each change, and may call the core.

mod block;
mod config;
mod lock;
mod observe;
mod release;
mod stage;
mod sweep;
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

use crate::{
    account::{self, Account, AccountError, AccountStatus},
    activity::ActivityLog,
    context::{Changed, Context},
    documents::Documents,
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

/// The app. Cheap to clone; all clones are the same app. Dropping the last one locks.
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
    account: Account,
    observers: Observers,
    background: Mutex<Option<tokio::task::AbortHandle>>,
    /// Held while the service is asked about a block: two taps are one.
    asking: tokio::sync::Mutex<()>,
}

impl Ikd {
    /// Opens the app on its data folder. One process at a time. A wipe that was begun is finished before anything else.
    ///
    /// # Errors
    /// What may pass: the disk or the key store failed just now, also while it finished a wipe. [`OpenError::Trust`]: the
    /// app was built wrongly.
    pub fn open(
        config: Config,
        platform: Platform,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, OpenError> {
        Self::open_with(config, platform, transport, Vault::open_with_wipe_hook)
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
        let beside = erase_beside(app.clone(), file("registration"), platform.clone());
        // First, because it finishes a wipe that was begun.
        let vault = Arc::new(open_vault(&file("vault"), &platform, beside)?);
        let clock = Arc::new(ServiceClock::open(platform.clock.clone(), file("clock.json")));
        let trust = Arc::new(TrustStore::open(
            config.trust_root,
            &config.embedded_trust,
            file("trust.cose"),
            clock.clone(),
        )?);
        let client =
            Arc::new(ServiceClient::new(transport, clock.clone(), &platform, config.app_version.to_string()));
        account::take_over_file(&file("standing"), &vault);

        // Parts notify the app that the stage may have changed before the app is complete.
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
            changed: on_app(|app| app.tell()),
        };
        let ready = {
            let vault = vault.clone();
            Arc::new(move || vault.finish_wipe())
        };
        let registration =
            Registration::open(context.clone(), file("registration"), config.link_host, ready)?;
        let activity = ActivityLog::new(context.unlocked.clone());
        let account = Account::new(context.clone());
        let views = Views::new(context.clone(), account.clone());
        let documents = Documents::new(context.clone(), account.clone(), views);
        // Documents are updated after each unlock. A shell that runs no runtime of its own asks for it.
        let opened = on_app(|app| {
            if tokio::runtime::Handle::try_current().is_ok() {
                app.sync_in_background();
            }
        });
        let lock = Lock::new(
            context.clone(),
            vault.clone(),
            registration.clone(),
            documents.clone(),
            activity.clone(),
            opened,
        );
        let inner = Arc::new(Inner {
            vault,
            registration,
            lock,
            documents,
            presenter: Presenter::new(context.clone(), activity.clone()),
            verifier: Verifier::new(context.trust.clone(), context.clock.clone()),
            activity,
            account,
            context,
            observers: Observers::default(),
            background: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        });
        app.set(Arc::downgrade(&inner)).expect("set once, here");
        if matches!(inner.vault.state(), VaultState::Absent | VaultState::Wiped { .. }) {
            // Should it fail, the next start sweeps.
            let _ = sweep::sweep_without_vault(&inner.context.platform, &inner.registration);
        }
        inner.context.platform.log.note(Severity::Info, "app.open", "ok", log_ms(began));
        Ok(Self(inner))
    }

    /// Which screen to draw, with what that screen needs.
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
            // Open on its way in or out, but not yet or no longer for anybody.
            VaultState::Unlocked => Stage::Locked { attempts_left: MAX_ATTEMPTS, retry_after_ms: 0 },
            // Erased because its owner wished so: as if there had never been one.
            VaultState::Absent | VaultState::Wiped { reason: WipeReason::Requested } => {
                match inner.registration.open_error() {
                    Some(error) => Stage::Unusable { reason: error.into() },
                    None => {
                        inner.registration.step().map_or(Stage::Welcome, |step| Stage::Registering { step })
                    }
                }
            }
            VaultState::Locked { attempts_left, retry_after_ms } => {
                Stage::Locked { attempts_left, retry_after_ms }
            }
            VaultState::Wiping { .. } | VaultState::Wiped { .. } => {
                Stage::Unusable { reason: UnusableReason::Wiped }
            }
            VaultState::Unusable { error } => Stage::Unusable { reason: error.into() },
        }
    }

    /// Tells `observer` the present stage at once, and again whenever it changes, until the observation is dropped.
    pub fn observe(&self, observer: Arc<dyn StageObserver>) -> Observation {
        self.0.observers.add(observer, || self.stage())
    }

    fn tell(&self) {
        self.0.observers.tell(|| self.stage());
    }

    /// Becoming the holder of an account.
    #[must_use]
    pub fn registration(&self) -> &Registration {
        &self.0.registration
    }

    /// Opening, locking, and changing the PIN.
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

    /// Reading somebody's QR, for registered readers.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// What happened with this identity.
    #[must_use]
    pub fn activity(&self) -> &ActivityLog {
        &self.0.activity
    }

    /// The trust bundle in force.
    #[must_use]
    pub fn trust(&self) -> &TrustStore {
        &self.0.context.trust
    }

    /// Fetches a newer trust bundle, if there is one.
    pub async fn refresh_trust(&self) -> Result<bool, crate::trust::RefreshError> {
        self.0.context.trust.refresh(&self.0.context.client).await
    }

    /// The phone's idea of the time, corrected by the service's.
    #[must_use]
    pub fn clock(&self) -> &ServiceClock {
        &self.0.context.clock
    }

    /// Bytes carried since the app was opened.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.0.context.client.traffic()
    }

    /// The citizen's copy of what they consented to, kept after registration.
    pub fn consent_export(&self) -> Result<Vec<u8>, AccountError> {
        self.0.account.consent_export()
    }

    /// Starts bringing everything up to date in the background; what is shown meanwhile is what the phone holds. Called by
    /// shells right after an unlock. Needs a tokio runtime; the task ends with the app.
    pub fn sync_in_background(&self) {
        let documents = self.0.documents.clone();
        let app = Arc::downgrade(&self.0);
        let task = tokio::spawn(async move {
            // A failure is no news here: the documents stay usable, and the next sync says why.
            let _ = documents.sync().await;
            if let Some(inner) = app.upgrade() {
                Ikd(inner).tell();
            }
        });
        let previous =
            self.0.background.lock().unwrap_or_else(PoisonError::into_inner).replace(task.abort_handle());
        if let Some(previous) = previous {
            previous.abort();
        }
    }

    /// Erases everything on this phone: keys first, then files. For a released phone, a forgotten PIN, or an owner who
    /// wants to start over. The account at the service is not touched.
    ///
    /// # Errors
    /// The vault is in use ([`VaultError::Busy`]) and nothing was erased; or something could not be destroyed. Everything
    /// else is gone then, the stage is [`Stage::Unusable`] ([`UnusableReason::Wiped`]), and calling this again or the next
    /// opening finishes it. Nothing new begins before.
    pub fn wipe(&self) -> Result<(), VaultError> {
        drop(self.0.context.unlocked.take());
        let outcome = self.0.vault.wipe();
        self.tell();
        outcome
    }
}

/// Erases what belongs to the holder and is not the vault's: the registration, open or not.
fn erase_beside(app: Arc<OnceLock<Weak<Inner>>>, registration: PathBuf, platform: Platform) -> WipeHook {
    Arc::new(move || match app.get().and_then(Weak::upgrade) {
        Some(inner) => inner.registration.wipe(),
        None => SealedStore::erase_in(&registration, &platform),
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

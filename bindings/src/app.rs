//! The root object.

use std::sync::{Arc, Mutex};

pub use ikd_core::app::DeviceWarning;
use ikd_core::service::Transport;
use ikd_proof::PublicKey;

use crate::{
    account::Account,
    activity::ActivityLog,
    applications::Applications,
    documents::Documents,
    error::{ErrorCode, IkdError},
    error_table::defect,
    face_check::FaceChecks,
    guard::guarded,
    lock::Lock,
    platform::{PhoneServices, log_panics},
    presenter::Presenter,
    registration::Registration,
    stage::{Observer, Stage, StageObservation, StageObserver},
    verifier::Verifier,
};

/// Version of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AppVersion {
    /// Major version.
    pub major: u32,
    /// Minor version.
    pub minor: u32,
    /// Patch version.
    pub patch: u32,
}

/// Configuration of an app build, the same at every start.
#[derive(Clone, uniffi::Record)]
pub struct Config {
    /// The app's private folder; created if missing. Must be excluded from backups.
    pub data_dir: String,
    /// Address of the service: `https://host[:port]`. Not used by a library built without `network`.
    pub service: String,
    /// Root certificates that the service's certificate must chain to, PEM. Not used by a library built without
    /// `network`.
    pub service_roots: String,
    /// Public key that verifies trust bundles: P-256, compressed SEC1, 33 bytes.
    pub trust_root: Vec<u8>,
    /// The trust bundle shipped with the app, used until a newer one is fetched.
    pub embedded_trust: Vec<u8>,
    /// Host, with the port if there is one, of the link in the activation email.
    pub link_host: String,
    /// Version of the app.
    pub app_version: AppVersion,
}

/// A weakness of this phone. The person may go on.
#[uniffi::remote(Enum)]
pub enum DeviceWarning {
    /// The phone has no lock screen.
    NoScreenLock,
    /// The phone has no hardware for keys.
    SoftwareKeys,
}

/// The root object. Open one per process and data folder. The vault locks when this object and all [`Account`]s
/// obtained from it are released.
#[derive(uniffi::Object)]
pub struct Ikd(ikd_core::Ikd);

#[uniffi::export]
impl Ikd {
    /// Opens the data folder. Needs no network and no PIN. Takes milliseconds, but reads the disk and loads the
    /// library: do not call it on the main thread.
    #[uniffi::constructor]
    pub fn open(config: Config, phone: PhoneServices) -> Result<Arc<Self>, IkdError> {
        log_panics(phone.log.clone());
        guarded(|| {
            let transport = transport(&config)?;
            let misconfigured = defect(ErrorCode::Misconfigured);
            let trust_root = PublicKey::from_compressed(&config.trust_root).map_err(|_| misconfigured)?;
            let AppVersion { major, minor, patch } = config.app_version;
            let config = ikd_core::Config {
                data_dir: config.data_dir.into(),
                trust_root,
                embedded_trust: config.embedded_trust,
                link_host: config.link_host,
                app_version: ikd_core::AppVersion(major, minor, patch),
            };
            Ok(Arc::new(Self(ikd_core::Ikd::open(config, phone.into_core(), transport)?)))
        })
    }

    /// The current stage: which screen to draw, with the data for it. `Locked.retry_after_ms` is what is left at this
    /// moment; observers are not notified while a wait passes.
    pub fn stage(&self) -> Result<Stage, IkdError> {
        guarded(|| Ok(self.0.stage()))
    }

    /// Notifies `observer` of the current stage at once, and again after every change.
    pub fn observe(&self, observer: Arc<dyn StageObserver>) -> Result<Arc<StageObservation>, IkdError> {
        guarded(|| {
            let observation = self.0.observe(Arc::new(Observer(observer)));
            Ok(Arc::new(StageObservation(Mutex::new(Some(observation)))))
        })
    }

    /// Weaknesses of this phone, to be shown before `Registration.begin`.
    pub fn warnings(&self) -> Result<Vec<DeviceWarning>, IkdError> {
        guarded(|| Ok(self.0.warnings()?))
    }

    /// Milliseconds until a moment that the library named in seconds since 1970 (`resend_at`, `expires_at`
    /// ...), by the corrected clock; 0 when it is past.
    pub fn remaining_ms(&self, until: u64) -> Result<u64, IkdError> {
        guarded(|| Ok(self.0.remaining_ms(until)))
    }

    /// Registration of a new account, up to the PIN.
    pub fn registration(&self) -> Result<Arc<Registration>, IkdError> {
        guarded(|| Ok(Arc::new(Registration::of(&self.0))))
    }

    /// Unlocking, locking, and the PIN.
    pub fn lock(&self) -> Result<Arc<Lock>, IkdError> {
        guarded(|| Ok(Arc::new(Lock::of(&self.0))))
    }

    /// The holder's documents.
    pub fn documents(&self) -> Result<Arc<Documents>, IkdError> {
        guarded(|| Ok(Arc::new(Documents::of(&self.0))))
    }

    /// Presents the rotating QR.
    pub fn presenter(&self) -> Result<Arc<Presenter>, IkdError> {
        guarded(|| Ok(Arc::new(Presenter::of(&self.0))))
    }

    /// Reads and verifies a holder's QR.
    pub fn verifier(&self) -> Result<Arc<Verifier>, IkdError> {
        guarded(|| Ok(Arc::new(Verifier::of(&self.0))))
    }

    /// The activity log.
    pub fn activity(&self) -> Result<Arc<ActivityLog>, IkdError> {
        guarded(|| Ok(Arc::new(ActivityLog::of(&self.0))))
    }

    /// Shows the face once more, for services that ask for it.
    pub fn face_checks(&self) -> Result<Arc<FaceChecks>, IkdError> {
        guarded(|| Ok(Arc::new(FaceChecks::of(&self.0))))
    }

    /// Applications for the services of the office.
    pub fn applications(&self) -> Result<Arc<Applications>, IkdError> {
        guarded(|| Ok(Arc::new(Applications::of(&self.0))))
    }

    /// The account on this phone: consent export, trust bundle, release and erasure.
    pub fn account(&self) -> Result<Arc<Account>, IkdError> {
        guarded(|| Ok(Arc::new(Account::of(&self.0))))
    }
}

#[cfg(feature = "network")]
fn transport(config: &Config) -> Result<Arc<dyn Transport>, IkdError> {
    let roots = config.service_roots.as_bytes();
    Ok(Arc::new(ikd_core::service::https::HttpsTransport::new(&config.service, roots)?))
}

#[cfg(not(feature = "network"))]
fn transport(_: &Config) -> Result<Arc<dyn Transport>, IkdError> {
    Ok(Arc::new(ikd_core::service::NoNetwork))
}

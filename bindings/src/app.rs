//! The root object.

use std::sync::{Arc, Mutex};

use ikd_core::service::Transport;
use ikd_proof::PublicKey;

use crate::{
    account::Account,
    activity::ActivityLog,
    documents::Documents,
    error::{ErrorCode, IkdError},
    error_table::defect,
    guard::guarded,
    lock::Lock,
    platform::{PhoneServices, tell_of_panics},
    presenter::Presenter,
    registration::Registration,
    stage::{Observer, Stage, StageObservation, StageObserver},
    verifier::Verifier,
};

/// Version of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AppVersion {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number.
    pub patch: u32,
}

/// What an app is built with. A shell fills it in once.
#[derive(Clone, uniffi::Record)]
pub struct Config {
    /// The app's private folder; made if it is not there. Not backed up.
    pub data_dir: String,
    /// The service: `https://host[:port]`. Not used by a library built without `network`.
    pub service: String,
    /// Certificates that the service's must lead to, PEM. Not used by a library built without `network`.
    pub service_roots: String,
    /// Public key that signs trust bundles: P-256, compressed SEC1, 33 bytes.
    pub trust_root: Vec<u8>,
    /// The first trust bundle.
    pub embedded_trust: Vec<u8>,
    /// Host, with port if any, of the link in the activation mail.
    pub link_host: String,
    /// Version of the app.
    pub app_version: AppVersion,
}

/// The app. One per process and data folder; closing it, and the [`Account`]s that came from it, locks.
#[derive(uniffi::Object)]
pub struct Ikd(ikd_core::Ikd);

#[uniffi::export]
impl Ikd {
    /// Opens the app on its data folder. Needs no network and no PIN; takes milliseconds, but touches the disk and loads
    /// the library: not on a screen's thread.
    #[uniffi::constructor]
    pub fn open(config: Config, phone: PhoneServices) -> Result<Arc<Self>, IkdError> {
        tell_of_panics(phone.log.clone());
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

    /// Which screen to draw, with what that screen needs.
    pub fn stage(&self) -> Result<Stage, IkdError> {
        guarded(|| Ok(self.0.stage()))
    }

    /// Tells `observer` the present stage at once, and again whenever it changes.
    pub fn observe(&self, observer: Arc<dyn StageObserver>) -> Result<Arc<StageObservation>, IkdError> {
        guarded(|| {
            let observation = self.0.observe(Arc::new(Observer(observer)));
            Ok(Arc::new(StageObservation(Mutex::new(Some(observation)))))
        })
    }

    /// Becoming the holder of an account.
    pub fn registration(&self) -> Result<Arc<Registration>, IkdError> {
        guarded(|| Ok(Arc::new(Registration::of(&self.0))))
    }

    /// Opening, locking, and the PIN.
    pub fn lock(&self) -> Result<Arc<Lock>, IkdError> {
        guarded(|| Ok(Arc::new(Lock::of(&self.0))))
    }

    /// The holder's documents.
    pub fn documents(&self) -> Result<Arc<Documents>, IkdError> {
        guarded(|| Ok(Arc::new(Documents::of(&self.0))))
    }

    /// Showing the rotating QR.
    pub fn presenter(&self) -> Result<Arc<Presenter>, IkdError> {
        guarded(|| Ok(Arc::new(Presenter::of(&self.0))))
    }

    /// Reading somebody's QR.
    pub fn verifier(&self) -> Result<Arc<Verifier>, IkdError> {
        guarded(|| Ok(Arc::new(Verifier::of(&self.0))))
    }

    /// What happened with this identity.
    pub fn activity(&self) -> Result<Arc<ActivityLog>, IkdError> {
        guarded(|| Ok(Arc::new(ActivityLog::of(&self.0))))
    }

    /// The account on this phone: its papers, its end.
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

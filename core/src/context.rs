//! The parts that the capabilities share: the phone, the service, the clock, the trust bundle and the open vault.

use std::sync::Arc;

use crate::{
    app_version::AppVersion, platform::Platform, service::ServiceClient, time::ServiceClock,
    trust::TrustStore, vault::Unlocked,
};

/// Called after a change that may have changed the stage. The caller holds no lock of the core: an observer may call the
/// core, and wait for it.
pub(crate) type Changed = Arc<dyn Fn() + Send + Sync>;

/// Created once, in `Ikd::open`. Cheap to clone; all clones share the same parts.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) platform: Platform,
    pub(crate) client: Arc<ServiceClient>,
    pub(crate) clock: Arc<ServiceClock>,
    pub(crate) trust: Arc<TrustStore>,
    pub(crate) unlocked: Unlocked,
    pub(crate) app_version: AppVersion,
    pub(crate) changed: Changed,
}

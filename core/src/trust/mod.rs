//! The trust bundle this phone goes by: who may issue, who may read, and with which rules.
//!
//! The first version is embedded in the app; a newer one is fetched at registration and at each sync, kept on disk in
//! clear (it is public and signed) and verified again each time it is read. Its version may only go up.

mod refresh;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use ikd_proof::{
    cose::PublicKey,
    trust::{TrustBundle, TrustError},
};

pub use refresh::RefreshError;

use crate::time::ServiceClock;

/// Holds the bundle in force, and tells the clock when it was signed.
pub struct TrustStore {
    root: PublicKey,
    clock: Arc<ServiceClock>,
    file: PathBuf,
    current: RwLock<Arc<TrustBundle>>,
}

impl TrustStore {
    /// Takes the higher of the embedded bundle and the one kept in `file`. A kept bundle that does not verify is ignored:
    /// the embedded one always works.
    ///
    /// # Errors
    /// The embedded bundle is not signed by `root`: the app was built wrongly.
    pub(crate) fn open(
        root: PublicKey,
        embedded: &[u8],
        file: PathBuf,
        clock: Arc<ServiceClock>,
    ) -> Result<Self, TrustError> {
        let mut current = TrustBundle::open(embedded, &root)?;
        if let Some(kept) = fs::read(&file).ok().and_then(|bytes| TrustBundle::open(&bytes, &root).ok())
            && kept.supersedes(&current)
        {
            current = kept;
        }
        clock.signed_at(current.issued_at);
        Ok(Self { root, clock, file, current: RwLock::new(Arc::new(current)) })
    }

    /// The bundle in force.
    #[must_use]
    pub fn current(&self) -> Arc<TrustBundle> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a newer bundle should have been fetched by now. The one in force goes on all the same.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.current().is_overdue_at(self.clock.now().unix_s)
    }

    /// Puts a bundle in force if it is signed by the root and newer; says whether it was. One that is not newer is no
    /// error: the service may lag behind.
    pub(crate) fn offer(&self, bytes: &[u8]) -> Result<bool, TrustError> {
        let offered = TrustBundle::open(bytes, &self.root)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if !offered.supersedes(&current) {
            return Ok(false);
        }
        // In force even if the disk is full: the next start falls back and fetches again.
        let _ = crate::files::replace(&self.file, bytes);
        self.clock.signed_at(offered.issued_at);
        *current = Arc::new(offered);
        Ok(true)
    }
}

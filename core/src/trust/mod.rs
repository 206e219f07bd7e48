//! The trust bundle in force on this phone: permitted issuers, permitted readers, and the rules.
//!
//! The first version is embedded in the app. A newer one is fetched at registration and at each sync. It is stored on
//! disk unencrypted, because it is public and signed, and verified each time it is read. Its version can only increase.

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

/// Holds the bundle in force, and passes its time of signing to the clock.
pub struct TrustStore {
    root: PublicKey,
    clock: Arc<ServiceClock>,
    file: PathBuf,
    current: RwLock<Arc<TrustBundle>>,
}

impl TrustStore {
    /// Uses the newer of the embedded bundle and the one in `file`. A stored bundle that does not verify is ignored.
    ///
    /// # Errors
    /// The embedded bundle is not signed by `root`: the app was built incorrectly.
    pub(crate) fn open(
        root: PublicKey,
        embedded: &[u8],
        file: PathBuf,
        clock: Arc<ServiceClock>,
    ) -> Result<Self, TrustError> {
        let mut current = TrustBundle::open(embedded, &root)?;
        if let Some(stored) = fs::read(&file).ok().and_then(|bytes| TrustBundle::open(&bytes, &root).ok())
            && stored.supersedes(&current)
        {
            current = stored;
        }
        clock.signed_at(current.issued_at);
        Ok(Self { root, clock, file, current: RwLock::new(Arc::new(current)) })
    }

    /// The bundle in force.
    #[must_use]
    pub fn current(&self) -> Arc<TrustBundle> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a newer bundle should have been fetched by now. The current one stays in force.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.current().is_overdue_at(self.clock.now().unix_s)
    }

    /// Puts a bundle in force if it is signed by the root and newer. Returns whether it is in force now. A bundle that
    /// is not newer is no error: the service may be behind.
    pub(crate) fn offer(&self, bytes: &[u8]) -> Result<bool, TrustError> {
        let offered = TrustBundle::open(bytes, &self.root)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if !offered.supersedes(&current) {
            return Ok(false);
        }
        // In force even if this write fails: the next start uses the older bundle and fetches again.
        let _ = crate::files::replace(&self.file, bytes);
        self.clock.signed_at(offered.issued_at);
        *current = Arc::new(offered);
        Ok(true)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ikd_proof::Signer as _;
    use ikd_proof::testing::{signer, trust};
    use tempfile::TempDir;

    use super::*;
    use crate::platform::testing::ManualClock;

    const NOW_S: u64 = 1_795_305_600;

    /// A bundle that root `n` signed.
    fn bundle(version: u64, n: u8) -> Vec<u8> {
        let issued_at = 1_790_000_000 + version;
        // Version 3 is due for refresh before `NOW_S`, version 4 at `NOW_S`.
        let refresh_after = NOW_S - 4 + version;
        TrustBundle { version, issued_at, refresh_after, ..trust() }.issue(&signer(n)).unwrap()
    }

    /// A store with embedded version `embedded`, and `stored` on the disk.
    fn store(embedded: u64, stored: Option<&[u8]>) -> (TempDir, TrustStore) {
        let disk = TempDir::new().unwrap();
        let file = disk.path().join("trust.cose");
        if let Some(stored) = stored {
            fs::write(&file, stored).unwrap();
        }
        let device = Arc::new(ManualClock::new(NOW_S * 1000));
        let clock = Arc::new(ServiceClock::open(device, disk.path().join("clock.json")));
        let store = TrustStore::open(signer(1).public_key(), &bundle(embedded, 1), file, clock).unwrap();
        (disk, store)
    }

    #[test]
    fn a_newer_bundle_comes_into_force_and_is_stored() {
        let (disk, store) = store(2, None);
        assert_eq!(store.offer(&bundle(3, 1)), Ok(true));
        assert_eq!(store.current().version, 3);
        assert_eq!(fs::read(disk.path().join("trust.cose")).unwrap(), bundle(3, 1));
    }

    #[test]
    fn a_bundle_of_the_same_or_a_lower_version_is_not_used() {
        let (disk, store) = store(2, None);
        for version in [1, 2] {
            assert_eq!(store.offer(&bundle(version, 1)), Ok(false), "{version}");
            assert_eq!(store.current().version, 2);
        }
        assert!(!disk.path().join("trust.cose").exists());
    }

    #[test]
    fn a_bundle_is_overdue_after_its_refresh_time() {
        let (_disk, store) = store(2, None);
        let overdue = |version| {
            store.offer(&bundle(version, 1)).unwrap();
            store.is_overdue()
        };
        assert_eq!([3, 4].map(overdue), [true, false]);
    }

    #[test]
    fn an_offered_bundle_of_another_root_is_refused() {
        let (_disk, store) = store(2, None);
        assert_eq!(store.offer(&bundle(3, 2)), Err(TrustError::OtherRoot));
        assert_eq!(store.current().version, 2);
    }

    #[test]
    fn a_stored_bundle_newer_than_the_embedded_one_is_in_force() {
        assert_eq!(store(2, Some(&bundle(5, 1))).1.current().version, 5);
    }

    #[test]
    fn a_stored_bundle_older_than_the_embedded_one_is_not_in_force() {
        assert_eq!(store(2, Some(&bundle(1, 1))).1.current().version, 2);
    }

    #[test]
    fn a_stored_bundle_of_another_root_or_garbage_is_ignored() {
        for stored in [bundle(5, 2), b"rubbish".to_vec(), Vec::new()] {
            assert_eq!(store(2, Some(&stored)).1.current().version, 2);
        }
    }
}

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
        // Version 3 was to be renewed before `NOW_S`, version 4 at `NOW_S`.
        let refresh_after = NOW_S - 4 + version;
        TrustBundle { version, issued_at, refresh_after, ..trust() }.issue(&signer(n)).unwrap()
    }

    /// A store whose app embeds version `embedded`, on a disk that keeps `kept`.
    fn store(embedded: u64, kept: Option<&[u8]>) -> (TempDir, TrustStore) {
        let disk = TempDir::new().unwrap();
        let file = disk.path().join("trust.cose");
        if let Some(kept) = kept {
            fs::write(&file, kept).unwrap();
        }
        let device = Arc::new(ManualClock::new(NOW_S * 1000));
        let clock = Arc::new(ServiceClock::open(device, disk.path().join("clock.json")));
        let store = TrustStore::open(signer(1).public_key(), &bundle(embedded, 1), file, clock).unwrap();
        (disk, store)
    }

    #[test]
    fn a_newer_bundle_comes_into_force_and_is_kept() {
        let (disk, store) = store(2, None);
        assert_eq!(store.offer(&bundle(3, 1)), Ok(true));
        assert_eq!(store.current().version, 3);
        assert_eq!(fs::read(disk.path().join("trust.cose")).unwrap(), bundle(3, 1));
    }

    #[test]
    fn an_offered_bundle_never_goes_down_nor_stands_in_for_its_own_version() {
        let (disk, store) = store(2, None);
        for version in [1, 2] {
            assert_eq!(store.offer(&bundle(version, 1)), Ok(false), "{version}");
            assert_eq!(store.current().version, 2);
        }
        assert!(!disk.path().join("trust.cose").exists());
    }

    #[test]
    fn a_bundle_is_overdue_after_the_time_that_it_names() {
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
    fn a_kept_bundle_that_is_newer_than_the_embedded_one_is_in_force() {
        assert_eq!(store(2, Some(&bundle(5, 1))).1.current().version, 5);
    }

    #[test]
    fn a_kept_bundle_that_is_older_than_the_embedded_one_is_not() {
        assert_eq!(store(2, Some(&bundle(1, 1))).1.current().version, 2);
    }

    #[test]
    fn a_kept_bundle_of_another_root_or_of_rubbish_is_ignored() {
        for kept in [bundle(5, 2), b"rubbish".to_vec(), Vec::new()] {
            assert_eq!(store(2, Some(&kept)).1.current().version, 2);
        }
    }
}

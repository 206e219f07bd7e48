//! A key store in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use super::lock;
use crate::platform::soft_key::{SoftKey, check_alias, platform_failed};
use crate::platform::{
    BootReading, ClockError, DeviceClock, KeyAuth, KeySpec, Keystore, KeystoreError, KeystoreLevel,
    SecureRandom,
};

/// Keys in memory. [`MemoryKeystore::export`] simulates an attacker who can copy hardware keys.
pub struct MemoryKeystore {
    keys: Mutex<BTreeMap<String, Zeroizing<Vec<u8>>>>,
    undeletable: AtomicBool,
    verified_at: Mutex<Option<BootReading>>,
    clock: Arc<dyn DeviceClock>,
    random: Arc<dyn SecureRandom>,
}

impl MemoryKeystore {
    /// An empty store.
    pub fn new(clock: Arc<dyn DeviceClock>, random: Arc<dyn SecureRandom>) -> MemoryKeystore {
        MemoryKeystore {
            keys: Mutex::default(),
            undeletable: AtomicBool::new(false),
            verified_at: Mutex::default(),
            clock,
            random,
        }
    }

    /// Every alias with its encoded key (the format of the desktop's key files).
    pub fn export(&self) -> BTreeMap<String, Vec<u8>> {
        lock(&self.keys).iter().map(|(alias, key)| (alias.clone(), key.to_vec())).collect()
    }

    /// Adds or replaces an encoded key, as returned by [`MemoryKeystore::export`].
    pub fn import(&self, alias: &str, key: &[u8]) -> Result<(), KeystoreError> {
        SoftKey::from_bytes(key)?;
        lock(&self.keys).insert(alias.to_owned(), Zeroizing::new(key.to_vec()));
        Ok(())
    }

    /// Sets whether deleting fails from now on.
    pub fn refuse_deletions(&self, refuse: bool) {
        self.undeletable.store(refuse, Ordering::SeqCst);
    }

    pub(super) fn load(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        SoftKey::from_bytes(lock(&self.keys).get(alias).ok_or(KeystoreError::NotFound)?)
    }

    fn usable(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        let key = self.load(alias)?;
        let KeyAuth::RecentUnlock { seconds } = key.spec.auth else { return Ok(key) };
        let now = self.clock.read().map_err(|ClockError| platform_failed())?;
        let fresh = lock(&self.verified_at).is_some_and(|then| {
            then.boot_id == now.boot_id
                && now.boot_ms.saturating_sub(then.boot_ms) < u64::from(seconds) * 1000
        });
        if fresh { Ok(key) } else { Err(KeystoreError::AuthRequired) }
    }
}

impl Keystore for MemoryKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        Ok(KeystoreLevel::Software)
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        check_alias(alias)?;
        let mut keys = lock(&self.keys);
        if keys.contains_key(alias) {
            return Err(KeystoreError::AlreadyExists);
        }
        keys.insert(alias.to_owned(), SoftKey::generate(spec, self.random.as_ref())?.to_bytes());
        Ok(())
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        if self.undeletable.load(Ordering::SeqCst) {
            return Err(KeystoreError::Failed { transient: true, number: 8 });
        }
        lock(&self.keys).remove(alias);
        Ok(())
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        Ok(lock(&self.keys).keys().filter(|alias| alias.starts_with(prefix)).cloned().collect())
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.usable(alias)?.prf(input)
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.usable(alias)?.seal(self.random.as_ref(), plain, aad)
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let key = self.usable(alias)?;
        // Only the sensor releases such a key.
        if key.spec.auth == KeyAuth::Biometric {
            Err(KeystoreError::AuthRequired)
        } else {
            key.unseal(sealed, aad)
        }
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.load(alias)?.public_key()
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.usable(alias)?.sign(data)
    }

    fn user_verified(&self) -> Result<(), KeystoreError> {
        let now = self.clock.read().map_err(|ClockError| platform_failed())?;
        *lock(&self.verified_at) = Some(now);
        Ok(())
    }
}

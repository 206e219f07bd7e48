//! A key store in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use super::lock;
use crate::platform::soft_key::{SoftKey, check_alias};
use crate::platform::{KeyAuth, KeySpec, Keystore, KeystoreError, KeystoreLevel, PrfKind, SecureRandom};

/// Keys in memory. [`MemoryKeystore::export`] simulates an attacker who can copy hardware keys.
pub struct MemoryKeystore {
    keys: Mutex<BTreeMap<String, Zeroizing<Vec<u8>>>>,
    undeletable: AtomicBool,
    locked_screen: AtomicBool,
    without_screen_lock: AtomicBool,
    prf_kind: PrfKind,
    random: Arc<dyn SecureRandom>,
}

impl MemoryKeystore {
    /// An empty store.
    pub fn new(prf_kind: PrfKind, random: Arc<dyn SecureRandom>) -> MemoryKeystore {
        MemoryKeystore {
            keys: Mutex::default(),
            undeletable: AtomicBool::new(false),
            locked_screen: AtomicBool::new(false),
            without_screen_lock: AtomicBool::new(false),
            prf_kind,
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

    /// Sets whether the phone's screen is locked from now on: keys that need an unlocked phone are then refused.
    pub fn lock_screen(&self, locked: bool) {
        self.locked_screen.store(locked, Ordering::SeqCst);
    }

    /// Sets whether the phone has no lock screen from now on.
    pub fn remove_screen_lock(&self, removed: bool) {
        self.without_screen_lock.store(removed, Ordering::SeqCst);
    }

    /// The key, if it may be used now.
    fn usable(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        let key = self.load(alias)?;
        if key.spec.auth == KeyAuth::UnlockedDevice && self.locked_screen.load(Ordering::SeqCst) {
            return Err(KeystoreError::AuthRequired);
        }
        Ok(key)
    }

    pub(super) fn load(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        SoftKey::from_bytes(lock(&self.keys).get(alias).ok_or(KeystoreError::NotFound)?)
    }
}

impl Keystore for MemoryKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        Ok(KeystoreLevel::Software)
    }

    fn prf_kind(&self) -> Result<PrfKind, KeystoreError> {
        Ok(self.prf_kind)
    }

    fn screen_lock_set(&self) -> Result<bool, KeystoreError> {
        Ok(!self.without_screen_lock.load(Ordering::SeqCst))
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        check_alias(alias)?;
        let mut keys = lock(&self.keys);
        if keys.contains_key(alias) {
            return Err(KeystoreError::AlreadyExists);
        }
        keys.insert(
            alias.to_owned(),
            SoftKey::generate(spec, self.prf_kind, self.random.as_ref())?.to_bytes(),
        );
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
}

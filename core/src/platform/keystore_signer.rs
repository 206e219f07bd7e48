//! A [`Signer`] with a key in the phone's key store, such as the device key and the view keys.

use std::sync::Arc;

use ikd_proof::cose::{PublicKey, Signer};

use super::{KeySpec, Keystore, KeystoreError};

/// A handle to a signing key. The key itself never leaves the key store.
#[derive(Clone)]
pub struct KeystoreSigner {
    keystore: Arc<dyn Keystore>,
    alias: String,
    public: PublicKey,
}

impl KeystoreSigner {
    /// Creates a key with this alias; uses an existing one, which an interrupted run may have left.
    pub fn create(keystore: Arc<dyn Keystore>, alias: &str, spec: KeySpec) -> Result<Self, KeystoreError> {
        match keystore.create_key(alias, spec) {
            Ok(()) | Err(KeystoreError::AlreadyExists) => Self::load(keystore, alias),
            Err(error) => Err(error),
        }
    }

    /// The existing key with this alias.
    pub fn load(keystore: Arc<dyn Keystore>, alias: &str) -> Result<Self, KeystoreError> {
        let bytes = keystore.public_key(alias)?;
        let public = PublicKey::from_compressed(&bytes).map_err(|_| KeystoreError::Refused)?;
        Ok(Self { keystore, alias: alias.to_owned(), public })
    }

    /// Its alias in the key store.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// Destroys the key.
    pub fn delete(self) -> Result<(), KeystoreError> {
        self.keystore.delete_key(&self.alias)
    }
}

impl Signer for KeystoreSigner {
    type Error = KeystoreError;

    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], KeystoreError> {
        let signature = self.keystore.sign(&self.alias, message)?;
        signature.try_into().map_err(|_| KeystoreError::Failed { transient: false, number: 0 })
    }
}

//! Keys in files.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use super::io_failed;
use crate::{
    files,
    platform::{
        KeyAuth, KeySpec, Keystore, KeystoreError, KeystoreLevel, PrfKind, SecureRandom,
        soft_key::{SoftKey, check_alias, code},
    },
};

/// A key store in a folder: one file per key, mode 0600. Its PRF is HMAC.
pub struct SoftKeystore {
    dir: PathBuf,
    random: Arc<dyn SecureRandom>,
}

impl SoftKeystore {
    /// Opens the folder; creates it if missing.
    pub fn open(dir: &Path, random: Arc<dyn SecureRandom>) -> Result<SoftKeystore, KeystoreError> {
        files::private_dir(dir).map_err(|_| io_failed())?;
        Ok(SoftKeystore { dir: dir.to_owned(), random })
    }

    fn path(&self, alias: &str) -> Result<PathBuf, KeystoreError> {
        check_alias(alias)?;
        Ok(self.dir.join(format!("{alias}.key")))
    }

    fn load(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        let bytes = Zeroizing::new(fs::read(self.path(alias)?).map_err(|error| match error.kind() {
            ErrorKind::NotFound => KeystoreError::NotFound,
            _ => io_failed(),
        })?);
        SoftKey::from_bytes(&bytes)
    }
}

impl Keystore for SoftKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        Ok(KeystoreLevel::Software)
    }

    fn prf_kind(&self) -> Result<PrfKind, KeystoreError> {
        Ok(PrfKind::Hmac)
    }

    /// Whether a desktop asks for a password is unknown; its files are readable either way.
    fn screen_lock_set(&self) -> Result<bool, KeystoreError> {
        Ok(true)
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        if spec.auth == KeyAuth::Biometric {
            return Err(KeystoreError::Failed { transient: false, number: code::UNSUPPORTED });
        }
        let path = self.path(alias)?;
        let key = SoftKey::generate(spec, PrfKind::Hmac, self.random.as_ref())?;
        files::write_new(&path, &key.to_bytes()).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => KeystoreError::AlreadyExists,
            _ => io_failed(),
        })
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        files::remove(&self.path(alias)?).map_err(|_| io_failed())
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        let mut aliases = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(|_| io_failed())? {
            let name = entry.map_err(|_| io_failed())?.file_name();
            let alias = name.to_str().and_then(|name| name.strip_suffix(".key"));
            aliases.extend(alias.filter(|alias| alias.starts_with(prefix)).map(str::to_owned));
        }
        aliases.sort();
        Ok(aliases)
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.load(alias)?.prf(input)
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.load(alias)?.seal(self.random.as_ref(), plain, aad)
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.load(alias)?.unseal(sealed, aad)
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.load(alias)?.public_key()
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.load(alias)?.sign(data)
    }
}

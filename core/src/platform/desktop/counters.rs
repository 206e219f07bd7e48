//! Counters in files.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::io_failed;
use crate::{
    files,
    platform::{
        KeystoreError, RollbackCounters,
        soft_key::{check_alias, code},
    },
};

/// Counters in a folder, each a file of eight bytes. Restoring this folder restores the counters too, so they only
/// detect that the vault's folder alone was restored.
pub struct FileAntiRollback {
    dir: PathBuf,
    /// Makes reading and writing a counter atomic.
    lock: Mutex<()>,
}

impl FileAntiRollback {
    /// Opens the folder; creates it if missing.
    pub fn open(dir: &Path) -> Result<FileAntiRollback, KeystoreError> {
        files::private_dir(dir).map_err(|_| io_failed())?;
        Ok(FileAntiRollback { dir: dir.to_owned(), lock: Mutex::new(()) })
    }

    fn path(&self, id: &str) -> Result<PathBuf, KeystoreError> {
        check_alias(id)?;
        Ok(self.dir.join(format!("{id}.count")))
    }
}

impl RollbackCounters for FileAntiRollback {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        match fs::read(self.path(id)?) {
            Ok(bytes) => <[u8; 8]>::try_from(bytes.as_slice())
                .map(|bytes| Some(u64::from_be_bytes(bytes)))
                .map_err(|_| KeystoreError::Failed { transient: false, number: code::DAMAGED }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(io_failed()),
        }
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        let _lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        match self.read(id)? {
            Some(present) if present > to => Err(KeystoreError::Refused),
            Some(present) if present == to => Ok(()),
            _ => files::replace(&self.path(id)?, &to.to_be_bytes()).map_err(|_| io_failed()),
        }
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        let _lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        files::remove(&self.path(id)?).map_err(|_| io_failed())
    }
}

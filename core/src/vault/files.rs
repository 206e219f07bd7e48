//! The vault's folder: file names, durability, the reserve file and the mark of a wipe that has begun.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::files;
use crate::platform::SecureRandom;

use super::{VaultError, WipeReason};

/// Size of the reserve file. Deleting it frees the space to count an attempt when the disk is full.
const RESERVE_BYTES: usize = 64 * 1024;

/// The folder of one vault.
pub(super) struct Files {
    dir: PathBuf,
}

impl Files {
    pub(super) fn new(dir: &Path) -> Files {
        Files { dir: dir.to_owned() }
    }

    /// Turns a file system failure into [`VaultError::StorageFull`] if the disk is full.
    pub(super) fn or_storage_full(&self, error: VaultError) -> VaultError {
        error.or_storage_full(&self.dir)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.dir.join("vault.db")
    }

    /// The name of a new database until it is complete, so that a `vault.db` is always complete.
    pub(super) fn unfinished_database(&self) -> PathBuf {
        self.dir.join("vault.new")
    }

    fn reserve(&self) -> PathBuf {
        self.dir.join("reserve.bin")
    }

    fn marker(&self) -> PathBuf {
        self.dir.join("wipe.pending")
    }

    pub(super) fn exists(&self) -> Result<bool, VaultError> {
        Ok(self.database().try_exists()?)
    }

    pub(super) fn create_dir(&self) -> Result<(), VaultError> {
        Ok(files::private_dir(&self.dir)?)
    }

    /// Creates the reserve file of 64 KiB if there is none. Its content is random, so that a file system cannot
    /// compress it.
    pub(super) fn fill_reserve(&self, random: &dyn SecureRandom) -> Result<(), VaultError> {
        let path = self.reserve();
        if fs::metadata(&path).is_ok_and(|file| file.len() == RESERVE_BYTES as u64) {
            return Ok(());
        }
        files::step()?;
        let mut bytes = vec![0; RESERVE_BYTES];
        random.fill(&mut bytes)?;
        let mut file = File::create(&path)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        Ok(())
    }

    /// Deletes the reserve file. Returns whether there was one.
    pub(super) fn drop_reserve(&self) -> bool {
        fs::remove_file(self.reserve()).is_ok()
    }

    /// Renames the complete database to `vault.db`, durably.
    pub(super) fn publish_database(&self) -> Result<(), VaultError> {
        publish(&self.unfinished_database(), &self.database())
    }

    /// Deletes SQLite's side files of `vault.db`. Call it only if there is no `vault.db`.
    pub(super) fn delete_sidecars(&self) -> Result<(), VaultError> {
        delete_sidecars(&self.database())
    }

    /// The reason of a wipe that has begun but not ended.
    pub(super) fn pending_wipe(&self) -> Result<Option<WipeReason>, VaultError> {
        match fs::read(self.marker()) {
            Ok(bytes) => Ok(Some(WipeReason::from_number(bytes.first().copied().unwrap_or(0)))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the mark that a wipe has begun, so that the next start finishes it. Needs no vault.
    pub(super) fn mark_wipe(&self, reason: WipeReason) -> Result<(), VaultError> {
        files::private_dir(&self.dir)?;
        files::step()?;
        let mut file = File::create(self.marker())?;
        file.write_all(&[reason as u8])?;
        file.sync_all()?;
        Ok(files::sync_dir(&self.dir)?)
    }

    pub(super) fn unmark_wipe(&self) -> Result<(), VaultError> {
        files::remove(&self.marker())?;
        Ok(files::sync_dir(&self.dir)?)
    }

    /// Deletes everything except the wipe mark.
    pub(super) fn delete_all(&self) -> Result<(), VaultError> {
        let mut outcome = delete_database(&self.database());
        outcome = outcome.and(delete_database(&self.unfinished_database()));
        for file in [self.reserve(), files::probe(&self.dir)] {
            outcome = outcome.and(files::remove(&file).map_err(VaultError::from));
        }
        outcome.and(files::sync_dir(&self.dir).map_err(VaultError::from))
    }
}

/// Renames a finished, closed database, durably.
pub(super) fn publish(from: &Path, to: &Path) -> Result<(), VaultError> {
    files::step()?;
    File::open(from)?.sync_all()?;
    fs::rename(from, to)?;
    Ok(to.parent().map_or(Ok(()), files::sync_dir)?)
}

/// Deletes a database and SQLite's side files. Tries all even if one fails; returns the first failure.
pub(super) fn delete_database(path: &Path) -> Result<(), VaultError> {
    let main = files::remove(path).map_err(VaultError::from);
    main.and(delete_sidecars(path))
}

/// Deletes SQLite's side files of a database: SQLite would apply a leftover journal to a new database of the same name.
pub(super) fn delete_sidecars(path: &Path) -> Result<(), VaultError> {
    ["-wal", "-shm", "-journal"]
        .map(|suffix| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            files::remove(Path::new(&name)).map_err(VaultError::from)
        })
        .into_iter()
        .fold(Ok(()), Result::and)
}

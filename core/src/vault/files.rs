//! The vault's folder: names, durability, the ballast and the mark of a wipe that has begun.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::files;
use crate::platform::SecureRandom;

use super::{VaultError, WipeReason};

/// Space kept aside so that a full phone can still count a try.
const RESERVE_BYTES: usize = 64 * 1024;

/// The folder of one vault.
pub(super) struct Files {
    dir: PathBuf,
}

impl Files {
    pub(super) fn new(dir: &Path) -> Files {
        Files { dir: dir.to_owned() }
    }

    /// Whether a failure of the disk is one of space.
    pub(super) fn or_storage_full(&self, error: VaultError) -> VaultError {
        error.or_storage_full(&self.dir)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.dir.join("vault.db")
    }

    /// Where a vault is built before it takes its name: a `vault.db` is always whole.
    pub(super) fn unborn_database(&self) -> PathBuf {
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

    /// Keeps 64 KiB aside, if they are not yet. Random, so that no file system stores them as nothing.
    pub(super) fn fill_reserve(&self, random: &dyn SecureRandom) -> Result<(), VaultError> {
        let path = self.reserve();
        if fs::metadata(&path).is_ok_and(|file| file.len() == RESERVE_BYTES as u64) {
            return Ok(());
        }
        files::step()?;
        let mut ballast = vec![0; RESERVE_BYTES];
        random.fill(&mut ballast)?;
        let mut file = File::create(&path)?;
        file.write_all(&ballast)?;
        file.sync_all()?;
        Ok(())
    }

    /// Gives the ballast's space back. Whether there was any.
    pub(super) fn drop_reserve(&self) -> bool {
        fs::remove_file(self.reserve()).is_ok()
    }

    /// Gives the finished database its name.
    pub(super) fn publish_database(&self) -> Result<(), VaultError> {
        publish(&self.unborn_database(), &self.database())
    }

    /// Deletes what SQLite keeps beside `vault.db`. Only where there is no `vault.db`: what lies there belonged to another.
    pub(super) fn delete_companions(&self) -> Result<(), VaultError> {
        delete_companions(&self.database())
    }

    /// The reason of a wipe that has begun and not ended.
    pub(super) fn pending_wipe(&self) -> Result<Option<WipeReason>, VaultError> {
        match fs::read(self.marker()) {
            Ok(bytes) => Ok(Some(WipeReason::from_number(bytes.first().copied().unwrap_or(0)))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Notes that a wipe has begun: from here on it is finished, if need be by the next start. Needs no vault.
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

    /// Deletes everything but the mark of the wipe.
    pub(super) fn delete_all(&self) -> Result<(), VaultError> {
        let mut outcome = delete_database(&self.database());
        outcome = outcome.and(delete_database(&self.unborn_database()));
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

/// Deletes a database with the files SQLite keeps beside it. All are tried even when one fails.
pub(super) fn delete_database(path: &Path) -> Result<(), VaultError> {
    let main = files::remove(path).map_err(VaultError::from);
    main.and(delete_companions(path))
}

/// Deletes the files SQLite keeps beside a database: found beside a new one, they would be taken for its own.
pub(super) fn delete_companions(path: &Path) -> Result<(), VaultError> {
    ["-wal", "-shm", "-journal"]
        .map(|suffix| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            files::remove(Path::new(&name)).map_err(VaultError::from)
        })
        .into_iter()
        .fold(Ok(()), Result::and)
}

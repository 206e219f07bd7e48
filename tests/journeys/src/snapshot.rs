//! A world at rest on a disk, from which any number of tests start, each with its own copy.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ikd_sandbox::Storage;
use tempfile::TempDir;

use crate::World;

/// Name of the service's data file, beside the homes of the phones.
pub(crate) const SERVICE_FILE: &str = "service.db";

/// What a stopped service and the phones of its world left on the disk. Erased when it is dropped.
pub struct Snapshot(TempDir);

impl World {
    /// A world whose service keeps its data in a file, so that it can be stopped and continued. Phones are connected to
    /// it directly.
    pub async fn on_disk() -> Self {
        Self::in_folder(TempDir::new().expect("a temporary folder")).await
    }

    async fn in_folder(disk: TempDir) -> Self {
        let file = disk.path().join(SERVICE_FILE);
        Self::stored(Storage::File(file), disk).await
    }

    /// Stops the service. The phones must have been killed.
    ///
    /// # Panics
    /// If the world was not made with [`World::on_disk`].
    pub async fn stop(self) -> Snapshot {
        let Self { sandbox, disk, .. } = self;
        sandbox.stop().await;
        assert!(disk.path().join(SERVICE_FILE).exists(), "the service kept its data in memory");
        Snapshot(disk)
    }
}

impl Snapshot {
    /// Starts the service on a copy. [`World::new_phone`] with the name of a phone of the stopped world continues it.
    pub async fn start(&self) -> World {
        let disk = TempDir::new().expect("a temporary folder");
        copy(self.0.path(), disk.path()).expect("the copy is written");
        World::in_folder(disk).await
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to: PathBuf = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            // As the phone made it: others must not be able to read the folder.
            fs::create_dir(&to)?;
            fs::set_permissions(&to, entry.metadata()?.permissions())?;
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}

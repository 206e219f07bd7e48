//! Atomic file writes: after a crash there is the old file or the new one, never a part. Only the owner can read the
//! files.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Bytes that [`is_full`] tries to write.
const PROBE: usize = 64 * 1024;

/// Creates a folder that only its owner can access, and missing parent folders. An existing folder is not changed.
pub(crate) fn private_dir(dir: &Path) -> io::Result<()> {
    step()?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    match dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync_dir(parent),
        None => Ok(()),
    }
}

/// Creates or replaces the file.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::rename(write_temporary(path, bytes)?, path)?;
    sync_dir_of(path)
}

/// Creates the file; an existing file is an error.
#[cfg(feature = "desktop")]
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = write_temporary(path, bytes)?;
    // Unlike renaming, linking never replaces a file.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    linked?;
    sync_dir_of(path)
}

/// Deletes the file. Succeeds if there is no such file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    match fs::remove_file(path) {
        Ok(()) => sync_dir_of(path),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Syncs a folder, which makes its file names durable. Windows cannot open folders and does not need this. Succeeds if
/// there is no such folder.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    step()?;
    match File::open(dir) {
        Ok(dir) => dir.sync_all(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// The file that [`is_full`] writes. It remains if the process dies meanwhile.
pub(crate) fn probe(dir: &Path) -> PathBuf {
    dir.join("room.probe")
}

/// Whether the disk of `dir` accepts no more data, because it is full or a quota or size limit is reached.
pub(crate) fn is_full(dir: &Path) -> bool {
    let probe = probe(dir);
    let written = File::create(&probe)
        .and_then(|mut file| file.write_all(&[0x5a; PROBE]).and_then(|()| file.sync_all()));
    let _ = fs::remove_file(&probe);
    written.is_err_and(|error| {
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
    })
}

fn sync_dir_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_dir)
}

/// Writes `bytes` into a synced file next to `path`, and returns its path.
fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    step()?;
    let temporary = path.with_extension("new");
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(temporary)
}

/// Called before each change of the disk; tests make it fail.
#[cfg(not(test))]
pub(crate) fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use fault::step;

/// Lets calls of [`step`](fault::step) fail at a chosen step of this thread.
#[cfg(test)]
pub(crate) mod fault {
    use std::{cell::Cell, io};

    /// The fault at the chosen step.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Fault {
        /// This step fails; later ones work.
        Once,
        /// This step and the eleven after it fail; later ones work.
        Spell,
        /// This step and all after it fail.
        FromHere,
        /// The process dies before this step: it panics, and later steps fail, so that drops change nothing on the
        /// disk.
        Death,
    }

    thread_local! {
        static PLAN: Cell<Option<(u64, Fault)>> = const { Cell::new(None) };
        static TAKEN: Cell<u64> = const { Cell::new(0) };
    }

    /// Runs `work` with the fault at its step `at`, counted from 0. Returns its outcome, `None` if it died, and the
    /// number of steps it took.
    pub(crate) fn at<T>(at: u64, fault: Fault, work: impl FnOnce() -> T) -> (Option<T>, u64) {
        TAKEN.set(0);
        PLAN.set(Some((at, fault)));
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        PLAN.set(None);
        (outcome.ok(), TAKEN.get())
    }

    pub(crate) fn step() -> io::Result<()> {
        let Some((at, fault)) = PLAN.get() else { return Ok(()) };
        let now = TAKEN.replace(TAKEN.get() + 1);
        let failed = || Err(io::Error::other("injected fault"));
        match fault {
            _ if now < at => Ok(()),
            Fault::Once if now > at => Ok(()),
            Fault::Spell if now >= at + 12 => Ok(()),
            Fault::Death if now == at => std::panic::resume_unwind(Box::new("dead")),
            _ => failed(),
        }
    }
}

//! Files that are whole or not there: after a crash there is the old one or the new one, never a part. Only their owner
//! can read them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// What [`is_full`] tries to write, bytes.
const PROBE: usize = 64 * 1024;

/// Makes a folder that only its owner enters, and those above it. One that is there stays as it is.
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

/// Makes or replaces the file.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::rename(write_beside(path, bytes)?, path)?;
    sync_dir_of(path)
}

/// Makes the file; one that exists is an error.
#[cfg(feature = "desktop")]
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = write_beside(path, bytes)?;
    // Unlike a rename, a link refuses to replace.
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    linked?;
    sync_dir_of(path)
}

/// Deletes the file; one that is not there is gone already.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    match fs::remove_file(path) {
        Ok(()) => sync_dir_of(path),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// A name is durable only when its folder was synced. Windows cannot open folders and needs it not; a folder that is not
/// there has nothing to keep.
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

/// The file of [`is_full`], which a process that dies may leave.
pub(crate) fn probe(dir: &Path) -> PathBuf {
    dir.join("room.probe")
}

/// Whether the disk of `dir` takes no more of ours, because it is full or we may not have more of it.
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

/// Writes `bytes` into a synced file beside `path`, and gives its name.
fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    step()?;
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(beside)
}

/// Where tests let the disk fail: before each step that changes it.
#[cfg(not(test))]
pub(crate) fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use fault::step;

/// A disk, and whatever else calls [`step`](fault::step), that goes wrong at a chosen step of this thread.
#[cfg(test)]
pub(crate) mod fault {
    use std::{cell::Cell, io};

    /// What goes wrong at the chosen step.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Fault {
        /// This step fails; the next ones work.
        Once,
        /// This step and the eleven after it fail; the next ones work.
        Spell,
        /// This step and all after it fail.
        FromHere,
        /// The process dies before this step: it panics, and whatever is dropped on the way changes nothing more.
        Death,
    }

    thread_local! {
        static PLAN: Cell<Option<(u64, Fault)>> = const { Cell::new(None) };
        static TAKEN: Cell<u64> = const { Cell::new(0) };
    }

    /// Lets `work` meet the fault at its step `at`, counted from 0. `None`: it died. And how many steps it took.
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
        let failed = || Err(io::Error::other("as the test wants it"));
        match fault {
            _ if now < at => Ok(()),
            Fault::Once if now > at => Ok(()),
            Fault::Spell if now >= at + 12 => Ok(()),
            Fault::Death if now == at => std::panic::resume_unwind(Box::new("dead")),
            _ => failed(),
        }
    }
}

//! The tools that suites need besides cargo. Each is installed only if it is missing, which is printed and is the only step
//! that needs the network.

pub(crate) mod apt;
pub(crate) mod cargo_program;
pub(crate) mod cross;
pub(crate) mod debian_rustc;
pub(crate) mod maven;
pub(crate) mod musl;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod swift;

use std::fs;
use std::path::Path;

use crate::outcome::Stop;

/// Whether everything for `text` is in place. A stamp of something else is removed: what it stands for is about to be
/// replaced, and a run that is interrupted in the middle must not find it again.
pub(crate) fn is_stamped(stamp: &Path, text: &str) -> bool {
    let same = fs::read_to_string(stamp).is_ok_and(|found| found == text);
    if !same {
        let _ = fs::remove_file(stamp);
    }
    same
}

/// The same for a stamp of one file. If the file is gone, the stamp is removed too: an interrupted run may leave half of
/// a new one.
pub(crate) fn is_built(file: &Path, stamp: &Path, text: &str) -> bool {
    if file.is_file() {
        return is_stamped(stamp, text);
    }
    let _ = fs::remove_file(stamp);
    false
}

/// Writes a stamp, after everything is installed.
pub(crate) fn write_stamp(stamp: &Path, text: &str) -> Result<(), Stop> {
    fs::write(stamp, text)
        .map_err(|error| Stop::failed(format!("a stamp cannot be written in .cache: {error}")))
}

/// Creates a folder of the cache.
pub(crate) fn create_folder(folder: &Path) -> Result<(), Stop> {
    fs::create_dir_all(folder).map_err(|error| Stop::failed(format!(".cache cannot be written: {error}")))
}

/// Creates an empty folder of the cache; removes what an interrupted run has left.
pub(crate) fn fresh_folder(folder: &Path) -> Result<(), Stop> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .map_err(|error| Stop::failed(format!("a folder of .cache cannot be removed: {error}")))?;
    }
    create_folder(folder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_run_does_not_leave_the_stamp_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = folder.path().join("stamp");
        write_stamp(&stamp, "one").unwrap();
        assert!(is_stamped(&stamp, "one"));
        assert!(!is_stamped(&stamp, "two"));
        // Here the run for "two" is interrupted.
        assert!(!is_stamped(&stamp, "one"));
    }

    #[test]
    fn half_of_a_file_is_not_taken_for_the_whole_that_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let (file, stamp) = (folder.path().join("file"), folder.path().join("stamp"));
        fs::write(&file, "whole").unwrap();
        write_stamp(&stamp, "one").unwrap();
        assert!(is_built(&file, &stamp, "one"));
        fs::remove_file(&file).unwrap();
        assert!(!is_built(&file, &stamp, "one"));
        // Here the run that writes it again is interrupted.
        fs::write(&file, "ha").unwrap();
        assert!(!is_built(&file, &stamp, "one"));
    }
}

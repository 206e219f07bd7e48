//! Writes the files of a package.

use std::fs;
use std::path::Path;

use crate::outcome::Stop;

/// Copies a file and creates its folder.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .map(drop)
        .map_err(|error| not_written(to, &error))
}

/// Copies a folder and returns the number of files. An empty folder is an error: the package would be incomplete.
pub(super) fn copy_folder(from: &Path, to: &Path) -> Result<usize, Stop> {
    let mut count = 0;
    for entry in fs::read_dir(from).map_err(|error| not_written(to, &error))? {
        let entry = entry.map_err(|error| not_written(to, &error))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            count += copy_folder(&entry.path(), &target)?;
        } else {
            copy(&entry.path(), &target)?;
            count += 1;
        }
    }
    if count == 0 {
        return Err(Stop::failed(format!("there are no files for {}", name(to))));
    }
    Ok(count)
}

/// Writes a file.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Stop> {
    fs::write(file, text).map_err(|error| not_written(file, &error))
}

fn not_written(file: &Path, error: &std::io::Error) -> Stop {
    Stop::failed(format!("{} cannot be written: {error}", name(file)))
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_with_its_subfolders_and_an_empty_one_is_refused() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        fs::create_dir_all(folder.join("from/a/b")).unwrap();
        fs::create_dir_all(folder.join("empty")).unwrap();
        fs::write(folder.join("from/a/b/c.kt"), "text").unwrap();
        let copied = copy_folder(&folder.join("from"), &folder.join("to"));
        let text = fs::read_to_string(folder.join("to/a/b/c.kt")).unwrap();
        assert_eq!((copied, text.as_str()), (Ok(1), "text"));
        assert!(copy_folder(&folder.join("empty"), &folder.join("other")).is_err());
    }
}

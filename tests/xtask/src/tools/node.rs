//! The Node libraries of tests/pages, in the versions of its package-lock.json.

use std::fs;

use super::{apt, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// Installs Node and the libraries in the lock file if they are missing.
pub(crate) fn libraries(workspace: &Workspace) -> Result<(), Stop> {
    let folder = workspace.root.join("tests/pages");
    let lock = fs::read_to_string(folder.join("package-lock.json"))
        .map_err(|error| Stop::failed(format!("tests/pages/package-lock.json cannot be read: {error}")))?;
    apt::program("node", "--version", &["nodejs"])?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if is_stamped(&stamp, &lock) {
        return Ok(());
    }
    apt::program("npm", "--version", &["npm"])?;
    println!("installing the Node libraries of tests/pages (once)");
    let mut install = workspace.program("npm");
    install.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    if !run::shown_with_any_code(&mut install)?.success {
        return Err(Stop::skipped(
            "the Node libraries of tests/pages could not be installed",
            "connect to an npm registry once; they are kept in tests/pages/node_modules",
        ));
    }
    write_stamp(&stamp, &lock)
}

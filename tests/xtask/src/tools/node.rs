//! Node libraries of tests/pages, exactly as its package-lock.json has them.

use std::fs;

use super::{apt, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// Makes sure that Node runs and that tests/pages/node_modules is what the lock file says.
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
    if !run::shown_whatever_code(&mut install)?.success {
        return Err(Stop::skipped(
            "the Node libraries of tests/pages could not be installed",
            "connect to an npm registry once; they are kept in tests/pages/node_modules",
        ));
    }
    write_stamp(&stamp, &lock)
}

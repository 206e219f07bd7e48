//! A Python environment with the libraries of tests/contract/requirements.txt.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{apt, fresh_folder, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// Where the pinned list lies, relative to the root.
const REQUIREMENTS: &str = "tests/contract/requirements.txt";

/// The interpreter of the environment, which is made anew whenever the list has changed.
pub(crate) fn interpreter(workspace: &Workspace) -> Result<PathBuf, Stop> {
    let list = fs::read_to_string(workspace.root.join(REQUIREMENTS))
        .map_err(|error| Stop::failed(format!("{REQUIREMENTS} cannot be read: {error}")))?;
    let folder = workspace.cache.join("python");
    let python = folder.join("bin/python");
    let stamp = folder.join("installed-requirements.txt");
    // Asking the interpreter notices an environment whose Python has been upgraded away.
    if is_stamped(&stamp, &list) && run::answers(&python.to_string_lossy(), "--version") {
        return Ok(python);
    }
    apt::program("python3", "--version", &["python3", "python3-venv"])?;
    println!("setting up Python libraries in .cache/python (some 30 packages, once)");
    fresh_folder(&folder)?;
    if run::quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder)).is_err() {
        // Debian's python3 comes without it.
        apt::install("Python has no venv module", &["python3-venv"])?;
        fresh_folder(&folder)?;
        run::quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let mut install = workspace.program(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        REQUIREMENTS,
    ]);
    if !run::shown_whatever_code(&mut install)?.success {
        return Err(Stop::skipped(
            format!("the libraries of {REQUIREMENTS} could not be installed"),
            "connect to a Python package index once; they are kept in .cache",
        ));
    }
    write_stamp(&stamp, &list)?;
    Ok(python)
}

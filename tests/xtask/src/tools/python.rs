//! Python environments with pinned libraries, kept in `.cache`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{apt, fresh_folder, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// An environment: a list of libraries, and their folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Environment {
    /// The list with fixed versions, relative to the root.
    requirements: &'static str,
    /// Its folder in `.cache`.
    folder: &'static str,
}

/// For the contract and the formats: libraries that share no code with the product.
const CONTRACT: Environment =
    Environment { requirements: "tests/contract/requirements.txt", folder: "python" };

/// For the tests of the Python bindings and the build of their wheel.
pub(crate) const BINDINGS: Environment =
    Environment { requirements: "tests/python/requirements.txt", folder: "python-bindings" };

/// For the bench of the quality components: the reference that they are compared with.
pub(crate) const OFIQ: Environment =
    Environment { requirements: "tests/bench/python/requirements-ofiq.txt", folder: "python-ofiq" };
/// For the bench of the selfie: the libraries that it is compared with.
pub(crate) const SELFIE: Environment =
    Environment { requirements: "tests/bench/python/requirements-selfie.txt", folder: "python-selfie" };

/// The interpreter of the environment for contract and formats.
pub(crate) fn interpreter(workspace: &Workspace) -> Result<PathBuf, Stop> {
    interpreter_of(workspace, CONTRACT)
}

/// The interpreter of an environment. The environment is created again after each change of its list.
pub(crate) fn interpreter_of(workspace: &Workspace, environment: Environment) -> Result<PathBuf, Stop> {
    let Environment { requirements, folder } = environment;
    let list = fs::read_to_string(workspace.root.join(requirements))
        .map_err(|error| Stop::failed(format!("{requirements} cannot be read: {error}")))?;
    let folder = workspace.cache.join(folder);
    let python = folder.join("bin/python");
    let stamp = folder.join("installed-requirements.txt");
    // The interpreter is run because an upgrade of the system may have removed its Python.
    if is_stamped(&stamp, &list) && run::answers(&python.to_string_lossy(), "--version") {
        return Ok(python);
    }
    apt::program("python3", "--version", &["python3", "python3-venv"])?;
    println!("setting up Python libraries in .cache/{} (about 30 packages, once)", environment.folder);
    fresh_folder(&folder)?;
    if run::quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder)).is_err() {
        // Debian's python3 does not include it.
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
        requirements,
    ]);
    if !run::shown_with_any_code(&mut install)?.success {
        return Err(Stop::skipped(
            format!("the libraries of {requirements} could not be installed"),
            "connect to a Python package index once; they are kept in .cache",
        ));
    }
    write_stamp(&stamp, &list)?;
    Ok(python)
}

/// Creates a new environment with the libraries of `base` and one wheel; returns its interpreter.
pub(crate) fn with_wheel(
    workspace: &Workspace,
    base: &Path,
    wheel: &Path,
    folder: &Path,
) -> Result<PathBuf, Stop> {
    fresh_folder(folder)?;
    run::quietly(workspace.program(base).args(["-m", "venv", "--without-pip"]).arg(folder))?;
    let python = folder.join("bin/python");
    // A line of a .pth file is a folder to import from, so the libraries are not installed again.
    let libraries = site_packages(workspace, base)?;
    let site = PathBuf::from(site_packages(workspace, &python)?);
    fs::write(site.join("libraries.pth"), libraries)
        .map_err(|error| Stop::failed(format!("a Python environment cannot be written: {error}")))?;
    let mut install = workspace.program(base);
    install.args(["-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "--python"]).arg(&python);
    run::quietly(install.args(["install", "--quiet", "--no-deps", "--no-index"]).arg(wheel))?;
    Ok(python)
}

fn site_packages(workspace: &Workspace, python: &Path) -> Result<String, Stop> {
    let ask = "import sysconfig; print(sysconfig.get_path('purelib'))";
    Ok(run::quietly(workspace.program(python).args(["-c", ask]))?.trim().to_owned())
}

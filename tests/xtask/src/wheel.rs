//! `cargo xtask wheel`: the Python package with the library, for this platform.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::run;
use crate::tools::{fresh_folder, python};
use crate::workspace::Workspace;

/// The package, relative to the root.
const PACKAGE: &str = "bindings/python";

/// The command; true if the wheel was built.
pub(crate) fn run(workspace: &Workspace) -> bool {
    let built = python::interpreter_of(workspace, python::BINDINGS)
        .and_then(|interpreter| build(workspace, &interpreter));
    match built {
        Ok(wheel) => {
            println!("wrote {}", wheel.display());
            true
        }
        Err(stop) => stop.print(),
    }
}

/// Builds the library, its bindings and the wheel, with the build backend of `interpreter`.
pub(crate) fn build(workspace: &Workspace, interpreter: &Path) -> Result<PathBuf, Stop> {
    let bindings = Bindings::of(workspace)?;
    bindings.write()?;
    put_library(workspace, &bindings.library)?;
    let folder = workspace.target.join("wheel");
    fresh_folder(&folder)?;
    let mut build = workspace.program(interpreter);
    build.args(["-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "wheel", "--quiet"]);
    build.args(["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir"]).arg(&folder).arg(PACKAGE);
    run::shown(&mut build)?;
    let wheels = fs::read_dir(&folder)
        .map_err(|error| Stop::failed(format!("the folder of the wheel cannot be read: {error}")))?;
    wheels
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|file| file.extension().is_some_and(|end| end == "whl"))
        .ok_or_else(|| Stop::failed("pip wrote no wheel"))
}

/// Completes the folder of the bindings with the probe, so that `ikdcore` can be imported from it without installation.
/// Returns the folder.
pub(crate) fn importable(workspace: &Workspace, bindings: &Bindings<'_>) -> Result<PathBuf, Stop> {
    let folder = bindings.folder.join("python/src");
    let package = folder.join("ikdcore");
    let cannot = |error| Stop::failed(format!("the Python package cannot be written: {error}"));
    let by_hand = fs::read_dir(workspace.root.join(PACKAGE).join("src/ikdcore")).map_err(cannot)?;
    for file in by_hand.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = file.file_name().expect("a file in a folder has a name");
        let is_by_hand = file.extension().is_some_and(|end| end == "py") && name != "_generated.py";
        if is_by_hand {
            fs::copy(&file, package.join(name)).map_err(cannot)?;
        }
    }
    let name = bindings.library.file_name().expect("a library has a name");
    fs::copy(&bindings.library, package.join(name)).map_err(cannot)?;
    Ok(folder)
}

/// Copies the library beside the generated module, without symbols if `strip` is installed.
fn put_library(workspace: &Workspace, library: &Path) -> Result<(), Stop> {
    let place = workspace.root.join(PACKAGE).join("src/ikdcore").join(format!("{DLL_PREFIX}ikd{DLL_SUFFIX}"));
    if cfg!(target_os = "linux") && run::answers("strip", "--version") {
        return run::quietly(workspace.program("strip").arg("-o").arg(&place).arg(library)).map(drop);
    }
    fs::copy(library, &place)
        .map(drop)
        .map_err(|error| Stop::failed(format!("the library cannot be copied: {error}")))
}

//! cargo-mutants, from the registry, in `.cache`.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// The version for which the switches and files were written.
const VERSION: &str = "27.1.0";

/// The installation compiles about 150 crates.
const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

/// Installs the program if it is missing, and returns its path.
pub(crate) fn program(workspace: &Workspace) -> Result<PathBuf, Stop> {
    let folder = workspace.cache.join(format!("cargo-mutants-{VERSION}"));
    let program = folder.join("bin").join(format!("cargo-mutants{EXE_SUFFIX}"));
    if program.is_file() {
        return Ok(program);
    }
    println!("installing cargo-mutants {VERSION} in .cache (once; takes some minutes)");
    let build = folder.join("build");
    let mut install = workspace.cargo(["install", "--locked", "--version", VERSION, "--root"]);
    install.arg(&folder).arg("cargo-mutants").env("CARGO_TARGET_DIR", &build);
    if !run::shown_within(LIMIT, &mut install)?.success || !program.is_file() {
        return Err(Stop::skipped(
            "cargo-mutants could not be installed",
            "connect to the package registry once; it is kept in .cache",
        ));
    }
    // Frees a gigabyte; only the program is needed.
    let _ = fs::remove_dir_all(build);
    Ok(program)
}

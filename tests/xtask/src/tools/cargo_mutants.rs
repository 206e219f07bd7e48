//! cargo-mutants, from the registry, in a folder of its own.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// The version whose switches and files are known here.
const VERSION: &str = "27.1.0";

/// It compiles some 150 crates.
const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

/// The program, installed if need be.
pub(crate) fn program(workspace: &Workspace) -> Result<PathBuf, Stop> {
    let folder = workspace.cache.join(format!("cargo-mutants-{VERSION}"));
    let program = folder.join("bin").join(format!("cargo-mutants{EXE_SUFFIX}"));
    if program.is_file() {
        return Ok(program);
    }
    println!("installing cargo-mutants {VERSION} in .cache (once; compiles for some minutes)");
    let build = folder.join("build");
    let mut install = workspace.cargo(["install", "--locked", "--version", VERSION, "--root"]);
    install.arg(&folder).arg("cargo-mutants").env("CARGO_TARGET_DIR", &build);
    if !run::shown_within(LIMIT, &mut install)?.success || !program.is_file() {
        return Err(Stop::skipped(
            "cargo-mutants could not be installed",
            "connect to the registry of crates once; it is kept in .cache",
        ));
    }
    // Only the program is needed again; what stays behind otherwise is a gigabyte.
    let _ = fs::remove_dir_all(build);
    Ok(program)
}

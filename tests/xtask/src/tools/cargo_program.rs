//! Programs that cargo calls as its own commands, from the registry, in `.cache`.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// One program.
pub(crate) struct CargoProgram {
    name: &'static str,
    /// The version for which its switches and files were written.
    version: &'static str,
}

/// Mutation tests.
pub(crate) const MUTANTS: CargoProgram = CargoProgram { name: "cargo-mutants", version: "27.1.0" };

/// The installation compiles up to 150 crates.
const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

impl CargoProgram {
    /// Installs the program if it is missing, and returns its path.
    pub(crate) fn path(&self, workspace: &Workspace) -> Result<PathBuf, Stop> {
        let Self { name, version } = self;
        let folder = workspace.cache.join(format!("{name}-{version}"));
        let program = folder.join("bin").join(format!("{name}{EXE_SUFFIX}"));
        if program.is_file() {
            return Ok(program);
        }
        println!("installing {name} {version} in .cache (once; takes some minutes)");
        let build = folder.join("build");
        let mut install = workspace.cargo(["install", "--locked", "--version", version, "--root"]);
        install.arg(&folder).arg(name).env("CARGO_TARGET_DIR", &build);
        if !run::shown_within(LIMIT, &mut install)?.success || !program.is_file() {
            return Err(Stop::skipped(
                format!("{name} could not be installed"),
                "connect to the package registry once; it is kept in .cache",
            ));
        }
        // Frees up to a gigabyte; only the program is needed.
        let _ = fs::remove_dir_all(build);
        Ok(program)
    }
}

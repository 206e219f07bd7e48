//! Compiles for another platform.
//!
//! If the toolchain has the target, it is used. Otherwise Debian's compiler builds the standard library for the target from
//! source, so that no target has to be installed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::debian_rustc;
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// How to compile for a target on this machine.
#[derive(Debug)]
pub(crate) enum Compiler {
    /// The current toolchain, which has the target.
    Own,
    /// An unpacked compiler with this wrapper, which builds the standard library from source.
    Unpacked(PathBuf),
}

/// Finds or unpacks a compiler for all these targets.
pub(crate) fn compiler(workspace: &Workspace, targets: &[&str]) -> Result<Compiler, Stop> {
    let missing: Vec<&str> =
        targets.iter().copied().filter(|target| !is_installed(workspace, target)).collect();
    if missing.is_empty() {
        return Ok(Compiler::Own);
    }
    let missing = missing.join(", ");
    let enable = format!("add to the current Rust toolchain: {missing}");
    debian_rustc::wrapper(workspace, &format!("no compiler for {missing}"), &enable).map(Compiler::Unpacked)
}

impl Compiler {
    /// Makes a cargo command use this compiler. `library` is the argument of cargo's `build-std`: the needed crates of the
    /// standard library.
    ///
    /// The build has its own folder: in a shared one, cargo would rebuild everything at each change of compiler.
    pub(crate) fn apply(&self, workspace: &Workspace, library: &str, cargo: &mut Command) {
        cargo.arg("--target-dir").arg(workspace.target.join("cross"));
        // Most of the size would be debug information and incremental data, which is not needed here.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "false").env("CARGO_INCREMENTAL", "0");
        if let Self::Unpacked(wrapper) = self {
            // `build-std` is unstable, which RUSTC_BOOTSTRAP permits.
            cargo.arg(format!("-Zbuild-std={library}")).env("RUSTC", wrapper).env("RUSTC_BOOTSTRAP", "1");
            cargo.env_remove("RUSTC_WRAPPER");
        }
    }

    /// For a suite's figures.
    pub(crate) fn described(&self) -> &'static str {
        match self {
            Self::Own => "with the installed target",
            Self::Unpacked(_) => "with a standard library built from source",
        }
    }
}

/// Whether the current toolchain has the standard library of a target.
pub(crate) fn is_installed(workspace: &Workspace, target: &str) -> bool {
    let mut ask = workspace.program("rustc");
    ask.args(["--print", "target-libdir", "--target", target]);
    run::quietly(&mut ask).is_ok_and(|folder| {
        fs::read_dir(folder.trim()).is_ok_and(|mut entries| {
            entries.any(|entry| {
                entry.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
            })
        })
    })
}

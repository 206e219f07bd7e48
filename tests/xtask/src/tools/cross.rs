//! Compiling for another platform than this one.
//!
//! A toolchain that has the target installed is used as it is. Otherwise Debian's compiler builds the standard library
//! for the target from source: no target has to be installed, and none is.

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
    /// The toolchain in use has the target.
    Own,
    /// An unpacked compiler behind this wrapper; the standard library is built from its source.
    Unpacked(PathBuf),
}

/// Finds a compiler that knows all these targets, or unpacks one.
pub(crate) fn compiler(workspace: &Workspace, targets: &[&str]) -> Result<Compiler, Stop> {
    let missing: Vec<&str> =
        targets.iter().copied().filter(|target| !is_installed(workspace, target)).collect();
    if missing.is_empty() {
        return Ok(Compiler::Own);
    }
    let missing = missing.join(", ");
    let enable = format!("give the Rust toolchain in use what it lacks: {missing}");
    debian_rustc::wrapper(workspace, &format!("no compiler for {missing}"), &enable).map(Compiler::Unpacked)
}

impl Compiler {
    /// Makes a cargo command use this compiler; `library` is what of the standard library it needs, as cargo's
    /// `build-std` takes it.
    ///
    /// It builds in a folder of its own: a second compiler in the usual one would make cargo start over at each change
    /// of compiler.
    pub(crate) fn apply(&self, workspace: &Workspace, library: &str, cargo: &mut Command) {
        cargo.arg("--target-dir").arg(workspace.target.join("cross"));
        // Built once and then only asked whether it still fits: what serves debugging would be most of its size.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "false").env("CARGO_INCREMENTAL", "0");
        if let Self::Unpacked(wrapper) = self {
            // Building the standard library is not a stable feature; this says that we know.
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

/// Whether the toolchain in use has the standard library of a target.
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

//! The release build of the shared library, and its weight without symbols.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::bindings;
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// A library that was built.
pub(crate) struct Weighed {
    /// With symbols, as the profile leaves it: the bindings are generated from them.
    pub(crate) library: PathBuf,
    /// Bytes without symbols: what is shipped.
    pub(crate) stripped: u64,
    /// Whether the face models are in it.
    pub(crate) selfie: bool,
}

/// Weighs the library as it ships, with every feature of the product: the build that other suites use.
pub(crate) fn shipped(workspace: &Workspace) -> Result<Weighed, Stop> {
    weigh(bindings::library(workspace)?, true)
}

/// Builds and weighs the library with these features (separated by commas) and no others.
pub(crate) fn with(workspace: &Workspace, features: &str) -> Result<Weighed, Stop> {
    let library = bindings::library_with(workspace, &["--no-default-features", "--features", features])?;
    weigh(library, features.contains("selfie"))
}

fn weigh(library: PathBuf, selfie: bool) -> Result<Weighed, Stop> {
    if !run::answers("strip", "--version") || !run::answers("readelf", "--version") {
        return Err(Stop::skipped("no strip and readelf to weigh a library with", "install binutils"));
    }
    let stripped = library.with_extension("stripped");
    run::quietly(Command::new("strip").arg("-o").arg(&stripped).arg(&library))?;
    let weight =
        fs::metadata(&stripped).map_err(|error| Stop::failed(format!("no stripped library: {error}")))?;
    Ok(Weighed { library, stripped: weight.len(), selfie })
}

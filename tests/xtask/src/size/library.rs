//! The release build of the shared library, and its size without symbols.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::bindings;
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// A library that was built.
pub(crate) struct Measured {
    /// With symbols: the bindings are generated from them.
    pub(crate) library: PathBuf,
    /// Size in bytes without symbols, as it ships.
    pub(crate) stripped: u64,
    /// Whether it contains the face models.
    pub(crate) selfie: bool,
}

/// Measures the library as it ships, with every feature of the product. Other suites use the same build.
pub(crate) fn shipped(workspace: &Workspace) -> Result<Measured, Stop> {
    measure(bindings::library(workspace)?, true)
}

/// Builds and measures the library with these features (separated by commas) and no others.
pub(crate) fn with(workspace: &Workspace, features: &str) -> Result<Measured, Stop> {
    let library = bindings::library_with(workspace, &["--no-default-features", "--features", features])?;
    measure(library, features.contains("selfie"))
}

fn measure(library: PathBuf, selfie: bool) -> Result<Measured, Stop> {
    if !run::answers("strip", "--version") || !run::answers("readelf", "--version") {
        return Err(Stop::skipped("strip and readelf are not installed", "install binutils"));
    }
    let stripped = library.with_extension("stripped");
    run::quietly(Command::new("strip").arg("-o").arg(&stripped).arg(&library))?;
    let size =
        fs::metadata(&stripped).map_err(|error| Stop::failed(format!("no stripped library: {error}")))?;
    Ok(Measured { library, stripped: size.len(), selfie })
}

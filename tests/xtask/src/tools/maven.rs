//! Maven, with the libraries of tests/kotlin in `.cache/maven`.

use std::path::Path;
use std::process::Command;

use super::{apt, create_folder, fresh_folder};
use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::run::{self, Printed};
use crate::workspace::Workspace;

/// The project, relative to the root.
const PROJECT: &str = "tests/kotlin";

/// Maven's messages for a library that is missing and cannot be downloaded. Versions are fixed, so a library that was
/// downloaded is not requested again.
const UNREACHABLE: [&str; 5] = [
    "Could not transfer",
    "Could not resolve",
    "Could not find artifact",
    "Failure to transfer",
    "No plugin found for prefix",
];

/// Maven for the project of tests/kotlin with these bindings and their library. `build` is the name of its build folder
/// under `target`.
pub(crate) fn project(workspace: &Workspace, bindings: &Bindings<'_>, build: &str) -> Result<Command, Stop> {
    let mut maven = command(workspace)?;
    let build = workspace.target.join(build);
    // A class whose source was deleted would still run as a test.
    fresh_folder(&build)?;
    let define = |name: &str, value: &Path| format!("-D{name}={}", value.display());
    maven
        .current_dir(workspace.root.join(PROJECT))
        .arg(define("ikd.bindings", &bindings.folder.join("kotlin/desktop")))
        .arg(define("ikd.library", bindings.library_folder()))
        .arg(define("ikd.build", &build))
        .env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    Ok(maven)
}

/// Maven with its libraries in the cache.
pub(crate) fn command(workspace: &Workspace) -> Result<Command, Stop> {
    apt::program("java", "-version", &["openjdk-17-jdk-headless"])?;
    apt::program("mvn", "--version", &["maven"])?;
    let libraries = workspace.cache.join("maven");
    create_folder(&libraries)?;
    let mut maven = workspace.program("mvn");
    maven
        // Requests again what could not be downloaded the last time.
        .args(["--update-snapshots", "--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"])
        .arg(format!("-Dmaven.repo.local={}", libraries.display()));
    Ok(maven)
}

/// Runs Maven for the project of tests/kotlin. Skips if a library cannot be downloaded.
pub(crate) fn run(maven: &mut Command) -> Result<Printed, Stop> {
    run_for(maven, PROJECT)
}

/// The same for libraries that another file lists.
pub(crate) fn run_for(maven: &mut Command, list: &str) -> Result<Printed, Stop> {
    let printed = run::shown_with_any_code(maven)?;
    let missing = |line: &String| UNREACHABLE.iter().any(|words| line.contains(words));
    if !printed.success && printed.lines.iter().any(missing) {
        return Err(Stop::skipped(
            format!("the libraries of {list} could not be downloaded"),
            "connect to Maven Central once; they are kept in .cache/maven",
        ));
    }
    Ok(printed)
}

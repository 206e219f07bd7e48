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

/// What Maven says when a library is neither here nor to be had. Versions are fixed, so what is here is never asked for
/// again.
const UNREACHABLE: [&str; 5] = [
    "Could not transfer",
    "Could not resolve",
    "Could not find artifact",
    "Failure to transfer",
    "No plugin found for prefix",
];

/// Maven on the project of tests/kotlin, compiling these bindings and calling their library; `build` names the folder
/// under `target` that it builds in.
pub(crate) fn project(workspace: &Workspace, bindings: &Bindings<'_>, build: &str) -> Result<Command, Stop> {
    apt::program("java", "-version", &["openjdk-17-jdk-headless"])?;
    apt::program("mvn", "--version", &["maven"])?;
    let libraries = workspace.cache.join("maven");
    create_folder(&libraries)?;
    let build = workspace.target.join(build);
    // A class whose source is gone would still be run as a test.
    fresh_folder(&build)?;
    let define = |name: &str, value: &Path| format!("-D{name}={}", value.display());
    let mut maven = workspace.program("mvn");
    maven
        .current_dir(workspace.root.join(PROJECT))
        // Asks again for what could not be had the last time.
        .args(["--update-snapshots", "--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"])
        .arg(define("maven.repo.local", &libraries))
        .arg(define("ikd.bindings", &bindings.folder.join("kotlin/desktop")))
        .arg(define("ikd.library", bindings.library_folder()))
        .arg(define("ikd.build", &build))
        .env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    Ok(maven)
}

/// Runs it; a library that cannot be fetched is a skip.
pub(crate) fn run(maven: &mut Command) -> Result<Printed, Stop> {
    let printed = run::shown_whatever_code(maven)?;
    let missing = |line: &String| UNREACHABLE.iter().any(|words| line.contains(words));
    if !printed.success && printed.lines.iter().any(missing) {
        return Err(Stop::skipped(
            format!("the libraries of {PROJECT} could not be fetched"),
            "connect to Maven Central once; they are kept in .cache/maven",
        ));
    }
    Ok(printed)
}

//! The package for iOS, compiled by Swift 6 in Swift 6 mode: the style of hand-written files; then, on Linux, the whole
//! journey against the running service with Swift as the phone, and the edge cases of the boundary (frames, cancelled
//! tasks, threads, lifetimes, errors, a killed process).

use std::path::PathBuf;

use super::{counted, journeys::build_ikd};
use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::run::{self, Printed};
use crate::sandbox::Sandbox;
use crate::tools::swift;
use crate::workspace::Workspace;

/// The package, relative to the root.
const PACKAGE: &str = "bindings/swift";

/// Its hand-written parts.
const BY_HAND: [&str; 3] = ["Package.swift", "Sources/IkdCore/Sugar", "Tests"];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let toolchain = swift::toolchain(workspace)?;
    let package = workspace.root.join(PACKAGE);
    let style = ["swift", "format", "lint", "--strict", "--recursive"].iter().chain(&BY_HAND);
    run::shown(&mut toolchain.program(workspace, &package, style))?;

    let bindings = Bindings::with_probe(workspace)?;
    bindings.write()?;
    let package = package_with_probe(workspace, &bindings)?;
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "swift")?;
    let folder = bindings.library_folder();
    let mut test = toolchain.program(workspace, &package, ["swift", "test", "--disable-swift-testing"]);
    // Kept between runs, unlike the sandbox's folder.
    test.arg("--scratch-path").arg(workspace.target.join("swift"));
    test.args(["-Xlinker", &format!("-L{}", folder.display())]);
    // The loader searches this when a test starts.
    test.env("LD_LIBRARY_PATH", folder);
    sandbox.describe_to(&mut test);
    test.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    let count = passed(&run::shown_with_any_code(&mut test)?, "the Swift package failed")?;
    Ok(format!("{count} tests in Swift 6 mode, style of hand-written files checked"))
}

/// A package of the sources generated for the library with the probe, with links to the hand-written ones.
fn package_with_probe(workspace: &Workspace, bindings: &Bindings<'_>) -> Result<PathBuf, Stop> {
    let package = bindings.folder.join("swift");
    for part in BY_HAND.iter().chain(&["Sources/IkdCoreFFI/empty.c"]) {
        let mut link = workspace.program("ln");
        link.args(["--symbolic", "--force", "--no-dereference"]);
        run::quietly(link.arg(workspace.root.join(PACKAGE).join(part)).arg(package.join(part)))?;
    }
    Ok(package)
}

/// How many tests of a package passed; `what` is the failure.
pub(super) fn passed(printed: &Printed, what: &str) -> Result<u64, Stop> {
    // Errors of the compiler, or failed tests.
    let is_error = |line: &str| line.contains("error:");
    counted::tests(printed, count_of_tests(&printed.lines), what, is_error)
}

/// How many tests ran, from the sum that XCTest prints last: `Executed 12 tests, with 0 failures (0 unexpected) in ...`.
fn count_of_tests(lines: &[String]) -> Option<u64> {
    let sum = lines.iter().rev().find_map(|line| line.trim_start().strip_prefix("Executed "))?;
    sum.split(' ').next()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_all_classes_is_counted() {
        let lines = [
            "\t Executed 2 tests, with 0 failures (0 unexpected) in 0.1 (0.1) seconds",
            "Test Suite 'All tests' passed at 2026-01-01 00:00:00.000",
            "\t Executed 5 tests, with 0 failures (0 unexpected) in 0.3 (0.3) seconds",
        ];
        assert_eq!(passed(&Printed::of(true, &lines), "failed"), Ok(5));
    }
}

//! The package for iOS, by a real Swift 6 compiler in Swift 6 mode: the style of what is written by hand, then on Linux the
//! whole journey against the running service with Swift in the phone's part, and the edges of the boundary (frames,
//! cancelled tasks, threads, lifetimes, errors, a killed process).

use std::path::PathBuf;

use super::journeys::build_ikd;
use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::run::{self, Printed};
use crate::sandbox::Sandbox;
use crate::tools::swift;
use crate::workspace::Workspace;

/// The package, relative to the root.
const PACKAGE: &str = "bindings/swift";

/// What of it is written by hand.
const BY_HAND: [&str; 3] = ["Package.swift", "Sources/IkdCore/Sugar", "Tests"];

/// Lines of a failed run that are repeated under the table.
const TAIL: usize = 80;

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
    // Kept between runs, unlike the folder of a run.
    test.arg("--scratch-path").arg(workspace.target.join("swift"));
    test.args(["-Xlinker", &format!("-L{}", folder.display())]);
    // Where the loader looks for it when a test starts.
    test.env("LD_LIBRARY_PATH", folder);
    sandbox.tell(&mut test);
    test.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    judged(&run::shown_whatever_code(&mut test)?)
}

/// A package of what is written by hand, by links, and of what was generated for the library with the probe.
fn package_with_probe(workspace: &Workspace, bindings: &Bindings<'_>) -> Result<PathBuf, Stop> {
    let package = bindings.folder.join("swift");
    for part in BY_HAND.iter().chain(&["Sources/IkdCoreFFI/empty.c"]) {
        let mut link = workspace.program("ln");
        link.args(["--symbolic", "--force", "--no-dereference"]);
        run::quietly(link.arg(workspace.root.join(PACKAGE).join(part)).arg(package.join(part)))?;
    }
    Ok(package)
}

fn judged(printed: &Printed) -> Result<Figures, Stop> {
    if printed.success {
        return match count_of_tests(&printed.lines) {
            None | Some(0) => Err(Stop::failed("no test ran")),
            Some(count) => Ok(format!("{count} tests in Swift 6 mode, style of hand-written files checked")),
        };
    }
    // Of a build the compiler's errors, of a run the failed tests'.
    let telling: Vec<String> = printed.lines.iter().filter(|line| line.contains("error:")).cloned().collect();
    let tail = if telling.is_empty() { &printed.lines } else { &telling };
    let from = tail.len().saturating_sub(TAIL);
    Err(Stop::Failed { what: "the Swift package failed".to_owned(), tail: tail[from..].to_vec() })
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

    fn printed(success: bool, lines: &[&str]) -> Printed {
        Printed { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }

    #[test]
    fn the_sum_of_all_classes_is_counted() {
        let lines = [
            "\t Executed 2 tests, with 0 failures (0 unexpected) in 0.1 (0.1) seconds",
            "Test Suite 'All tests' passed at 2026-01-01 00:00:00.000",
            "\t Executed 5 tests, with 0 failures (0 unexpected) in 0.3 (0.3) seconds",
        ];
        let figures = judged(&printed(true, &lines)).unwrap();
        assert!(figures.starts_with("5 tests"), "{figures}");
    }

    #[test]
    fn a_package_without_tests_has_failed() {
        assert_eq!(judged(&printed(true, &["Build complete!"])), Err(Stop::failed("no test ran")));
    }

    #[test]
    fn a_failed_run_repeats_what_is_wrong() {
        let Err(Stop::Failed { tail, .. }) = judged(&printed(false, &["Building", "A.swift:1:1: error: b"]))
        else {
            panic!("it failed")
        };
        assert_eq!(tail, ["A.swift:1:1: error: b"]);
    }
}

//! The bindings from Python: the wheel is built and installed into a fresh environment, and against that the whole journey
//! runs with Python in the phone's part; then the edges of the boundary, and what is in memory after locking. Style and
//! types of what is written by hand are checked too.

use std::path::Path;
use std::process::Command;

use super::journeys::build_ikd;
use crate::bindings::SURFACE;
use crate::outcome::{Figures, Stop};
use crate::run::{self, Printed};
use crate::sandbox::Sandbox;
use crate::tools::python;
use crate::wheel;
use crate::workspace::Workspace;

/// The tests, relative to the root.
const TESTS: &str = "tests/python";

/// What else is written by hand in Python for the bindings, relative to the tests.
const PACKAGE: &str = "../../bindings/python";
const BENCH: &str = "../bench/python";

/// Lines of a failed run that are repeated under the table.
const TAIL: usize = 80;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let libraries = python::interpreter_of(workspace, python::BINDINGS)?;
    let wheel = wheel::build(workspace, &libraries)?;
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "python")?;
    let python = python::with_wheel(workspace, &libraries, &wheel, &sandbox.folder.join("venv"))?;
    for check in [&["check"][..], &["format", "--check"]] {
        let mut style = in_tests(workspace, &python);
        style.args(["-m", "ruff"]).args(check).args(["--no-cache", "--config", "pyproject.toml"]);
        run::shown(style.args([".", PACKAGE, BENCH]))?;
    }
    let mut types = in_tests(workspace, &python);
    types.args(["-m", "mypy", "--cache-dir"]).arg(sandbox.folder.join("mypy"));
    run::shown(types.args([".", BENCH]))?;

    let mut tests = in_tests(workspace, &python);
    tests.args(["-m", "pytest", "-p", "no:cacheprovider", "-rP", "--basetemp"]);
    tests.arg(sandbox.folder.join("phones"));
    sandbox.tell(&mut tests);
    tests.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    tests.env("IKD_SURFACE", workspace.root.join(SURFACE));
    judged(&run::shown_whatever_code(&mut tests)?)
}

fn in_tests(workspace: &Workspace, python: &Path) -> Command {
    let mut command = workspace.program(python);
    command.current_dir(workspace.root.join(TESTS)).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn judged(printed: &Printed) -> Result<Figures, Stop> {
    if printed.success {
        return match count_of_tests(&printed.lines) {
            None | Some(0) => Err(Stop::failed("no test ran")),
            Some(count) => Ok(format!("{count} tests, style and types of hand-written files checked")),
        };
    }
    let from = printed.lines.len().saturating_sub(TAIL);
    Err(Stop::Failed { what: "tests in Python failed".to_owned(), tail: printed.lines[from..].to_vec() })
}

/// How many tests passed, from the line that pytest closes with: `87 passed, 2 xfailed in 37.49s`.
fn count_of_tests(lines: &[String]) -> Option<u64> {
    let sum = lines.iter().rev().find(|line| line.contains(" passed"))?;
    sum.split(" passed").next()?.split([' ', '=']).next_back()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn printed(success: bool, lines: &[&str]) -> Printed {
        Printed { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }

    #[test]
    fn the_tests_that_passed_are_counted() {
        for line in ["87 passed in 37.49s", "=== 1 skipped, 87 passed, 2 xfailed in 37.49s (0:00:37) ==="] {
            let figures = judged(&printed(true, &["...", line]));
            assert_eq!(figures, Ok("87 tests, style and types of hand-written files checked".to_owned()));
        }
    }

    #[test]
    fn a_run_without_tests_has_failed() {
        assert_eq!(judged(&printed(true, &["no tests ran in 0.01s"])), Err(Stop::failed("no test ran")));
    }

    #[test]
    fn a_failed_run_repeats_its_end() {
        let Err(Stop::Failed { tail, .. }) = judged(&printed(false, &["E   assert 1 == 2", "1 failed"]))
        else {
            panic!("it failed")
        };
        assert_eq!(tail, ["E   assert 1 == 2", "1 failed"]);
    }
}

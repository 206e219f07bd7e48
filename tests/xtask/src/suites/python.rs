//! The Python bindings. The wheel is built and installed into a new environment; the tests there are the whole journey with
//! Python as the phone, the edge cases of the boundary, and the memory after locking. Style and types of hand-written files
//! are checked too.

use std::path::Path;
use std::process::Command;

use super::{counted, journeys::build_ikd};
use crate::bindings::SURFACE;
use crate::outcome::{Figures, Stop};
use crate::run::{self, Printed};
use crate::sandbox::Sandbox;
use crate::tools::python;
use crate::wheel;
use crate::workspace::Workspace;

/// The tests, relative to the root.
const TESTS: &str = "tests/python";

/// Other hand-written Python for the bindings, relative to the tests.
const PACKAGE: &str = "../../bindings/python";
const BENCH: &str = "../bench/python";

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
    sandbox.describe_to(&mut tests);
    tests.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    tests.env("IKD_SURFACE", workspace.root.join(SURFACE));
    let count = passed(&run::shown_with_any_code(&mut tests)?)?;
    Ok(format!("{count} tests, style and types of hand-written files checked"))
}

fn in_tests(workspace: &Workspace, python: &Path) -> Command {
    let mut command = workspace.program(python);
    command.current_dir(workspace.root.join(TESTS)).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn passed(printed: &Printed) -> Result<u64, Stop> {
    counted::tests(printed, count_of_tests(&printed.lines), "tests in Python failed", |_| true)
}

/// How many tests passed, from the last line of pytest: `87 passed, 2 xfailed in 37.49s`.
fn count_of_tests(lines: &[String]) -> Option<u64> {
    let sum = lines.iter().rev().find(|line| line.contains(" passed"))?;
    sum.split(" passed").next()?.split([' ', '=']).next_back()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_that_passed_are_counted() {
        for line in ["87 passed in 37.49s", "=== 1 skipped, 87 passed, 2 xfailed in 37.49s (0:00:37) ==="] {
            assert_eq!(passed(&Printed::of(true, &["...", line])), Ok(87));
        }
    }
}

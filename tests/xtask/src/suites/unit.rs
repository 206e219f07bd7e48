//! Unit, integration and documentation tests of every package except the journeys.

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let args =
        ["test", "--workspace", "--all-features", "--locked", "--no-fail-fast", "--exclude", "ikd-journeys"];
    tests_of(run::shown_with_any_code(&mut workspace.cargo(args))?)
}

/// The figures of a `cargo test` run. A run without tests is a failure.
pub(crate) fn tests_of(printed: run::Printed) -> Result<Figures, Stop> {
    let (passed, failed, ignored) = run::rust_test_counts(&printed.lines);
    if printed.success && passed > 0 {
        let ignored = if ignored == 0 { String::new() } else { format!(", {ignored} ignored") };
        return Ok(format!("{passed} tests{ignored}"));
    }
    let what = match (failed, passed) {
        (0, 0) if printed.success => "no test ran".to_owned(),
        (0, _) => "the tests do not build, or a test program crashed".to_owned(),
        (failed, passed) => format!("{failed} tests failed, {passed} passed"),
    };
    Err(Stop::Failed { what, tail: relevant_lines(&printed.lines) })
}

/// The output of each failed test, or if there is none the end of the output.
fn relevant_lines(lines: &[String]) -> Vec<String> {
    const MOST: usize = 120;
    const END: usize = 40;
    let mut failures: Vec<String> = Vec::new();
    let mut inside = false;
    for line in lines {
        // cargo prints "failures:", each failed test's output, then "failures:" again and the names.
        if line == "failures:" {
            inside = true;
        } else if line.starts_with("test result: ") {
            inside = false;
        }
        if inside && failures.len() < MOST {
            failures.push(line.clone());
        }
    }
    if failures.is_empty() { lines[lines.len().saturating_sub(END)..].to_vec() } else { failures }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::run::Printed;

    #[test]
    fn a_run_without_tests_has_failed() {
        let stop =
            tests_of(Printed::of(true, &["test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured"]))
                .unwrap_err();
        assert!(matches!(stop, Stop::Failed { what, .. } if what == "no test ran"));
    }

    #[test]
    fn only_the_output_of_failed_tests_is_repeated() {
        let lines = [
            "test a ... ok",
            "failures:",
            "---- b stdout ----",
            "left: 1",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured",
            "test c ... ok",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured",
        ];
        let Stop::Failed { what, tail } = tests_of(Printed::of(false, &lines)).unwrap_err() else {
            panic!("it failed")
        };
        assert_eq!(what, "1 tests failed, 2 passed");
        assert_eq!(tail, ["failures:", "---- b stdout ----", "left: 1"]);
    }

    #[test]
    fn a_build_failure_shows_its_end() {
        let Stop::Failed { tail, .. } =
            tests_of(Printed::of(false, &["error[E0308]: mismatched types"])).unwrap_err()
        else {
            panic!("it failed")
        };
        assert_eq!(tail, ["error[E0308]: mismatched types"]);
    }
}

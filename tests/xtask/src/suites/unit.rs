//! Unit, integration and documentation tests of every package but the journeys.

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let args =
        ["test", "--workspace", "--all-features", "--locked", "--no-fail-fast", "--exclude", "ikd-journeys"];
    tests_of(run::shown_whatever_code(&mut workspace.cargo(args))?)
}

/// Figures of a `cargo test` run; a run that failed, or that executed nothing, has failed.
pub(crate) fn tests_of(printed: run::Printed) -> Result<Figures, Stop> {
    let (passed, failed, ignored) = run::rust_test_counts(&printed.lines);
    if printed.success && passed > 0 {
        let ignored = if ignored == 0 { String::new() } else { format!(", {ignored} ignored") };
        return Ok(format!("{passed} tests{ignored}"));
    }
    let what = match (failed, passed) {
        (0, 0) if printed.success => "no test ran".to_owned(),
        (0, _) => "does not build, or a test program ended abnormally".to_owned(),
        (failed, passed) => format!("{failed} tests failed, {passed} passed"),
    };
    Err(Stop::Failed { what, tail: telling_lines(&printed.lines) })
}

/// What somebody needs to see of a failed run: each failed test's own output, or else the end.
fn telling_lines(lines: &[String]) -> Vec<String> {
    const MOST: usize = 120;
    const END: usize = 40;
    let mut telling: Vec<String> = Vec::new();
    let mut inside = false;
    for line in lines {
        // cargo prints "failures:", each failed test's output, then "failures:" again and the names.
        if line == "failures:" {
            inside = true;
        } else if line.starts_with("test result: ") {
            inside = false;
        }
        if inside && telling.len() < MOST {
            telling.push(line.clone());
        }
    }
    if telling.is_empty() { lines[lines.len().saturating_sub(END)..].to_vec() } else { telling }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn printed(success: bool, lines: &[&str]) -> run::Printed {
        run::Printed { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }

    #[test]
    fn a_run_without_a_single_test_is_a_failure() {
        let stop = tests_of(printed(true, &["test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured"]))
            .unwrap_err();
        assert!(matches!(stop, Stop::Failed { what, .. } if what == "no test ran"));
    }

    #[test]
    fn the_output_of_failed_tests_is_repeated_and_that_of_good_ones_is_not() {
        let lines = [
            "test a ... ok",
            "failures:",
            "---- b stdout ----",
            "left: 1",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured",
            "test c ... ok",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured",
        ];
        let Stop::Failed { what, tail } = tests_of(printed(false, &lines)).unwrap_err() else {
            panic!("it failed")
        };
        assert_eq!(what, "1 tests failed, 2 passed");
        assert_eq!(tail, ["failures:", "---- b stdout ----", "left: 1"]);
    }

    #[test]
    fn a_build_failure_shows_its_end() {
        let Stop::Failed { tail, .. } =
            tests_of(printed(false, &["error[E0308]: mismatched types"])).unwrap_err()
        else {
            panic!("it failed")
        };
        assert_eq!(tail, ["error[E0308]: mismatched types"]);
    }
}

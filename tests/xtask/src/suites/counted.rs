//! The result of a test run in another language than Rust.

use crate::outcome::Stop;
use crate::run::Printed;

/// How many lines of a failed run are repeated above the table.
const TAIL: usize = 80;

/// The number of tests that ran: `count`, as read from the output. A run without tests is a failure. The failure of a run
/// shows the lines that `is_error` selects, or if there are none the end of the output.
pub(crate) fn tests(
    printed: &Printed,
    count: Option<u64>,
    what: &str,
    is_error: impl Fn(&str) -> bool,
) -> Result<u64, Stop> {
    if printed.success {
        return count.filter(|count| *count > 0).ok_or_else(|| Stop::failed("no test ran"));
    }
    let errors: Vec<String> = printed.lines.iter().filter(|line| is_error(line)).cloned().collect();
    Err(Stop::with_end(what, if errors.is_empty() { &printed.lines } else { &errors }, TAIL))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn failure(lines: &[&str]) -> Vec<String> {
        let Err(Stop::Failed { tail, .. }) =
            tests(&Printed::of(false, lines), None, "failed", |line| line.contains("error"))
        else {
            panic!("the run failed")
        };
        tail
    }

    #[test]
    fn a_run_without_tests_has_failed() {
        for count in [None, Some(0)] {
            let result = tests(&Printed::of(true, &["done"]), count, "failed", |_| true);
            assert_eq!(result, Err(Stop::failed("no test ran")));
        }
    }

    #[test]
    fn a_failed_run_repeats_its_errors_or_else_its_end() {
        assert_eq!(failure(&["building", "error: b"]), ["error: b"]);
        assert_eq!(failure(&["building", "killed"]), ["building", "killed"]);
    }
}

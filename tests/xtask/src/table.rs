//! The table at the end of a run, and its last line, which counts the suites.

use crate::outcome::{Row, RowResult, Stop};

/// Suites that passed, failed and were skipped.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
pub(crate) struct Totals {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Totals {
    /// Counts the rows. With `strict` a skip is a failure.
    pub(crate) fn of(rows: &[Row], strict: bool) -> Self {
        let mut totals = Self::default();
        for row in rows {
            match &row.result {
                RowResult::Ran(_) => totals.passed += 1,
                RowResult::Stopped(Stop::Failed { .. }) => totals.failed += 1,
                RowResult::Stopped(Stop::Skipped { .. }) if strict => totals.failed += 1,
                RowResult::Stopped(Stop::Skipped { .. }) | RowResult::NotReached => totals.skipped += 1,
            }
        }
        totals
    }

    /// Whether the run succeeded. A run in which no suite passed did not.
    pub(crate) fn succeeded(self) -> bool {
        self.failed == 0 && self.passed > 0
    }

    /// The last line of the report.
    pub(crate) fn line(self) -> String {
        format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The report: the end of the output of each failed suite, the table, the last line.
pub(crate) fn report(rows: &[Row], strict: bool) -> String {
    let mut text = String::new();
    for row in rows {
        if let RowResult::Stopped(Stop::Failed { what, tail }) = &row.result {
            text += &format!("\n--- {}: {what}\n", row.suite);
            for line in tail {
                text += &format!("    {line}\n");
            }
        }
    }
    let width = rows.iter().map(|row| row.suite.len()).max().unwrap_or(0).max("suite".len());
    text += &format!("\n{:width$}  result    seconds  figures\n", "suite");
    for row in rows {
        let (word, figures) = match &row.result {
            RowResult::Ran(figures) => ("ran", figures.clone()),
            RowResult::Stopped(Stop::Failed { what, .. }) => ("FAILED", what.clone()),
            RowResult::Stopped(Stop::Skipped { why, .. }) if strict => {
                ("FAILED", format!("{why} (--strict: no skips)"))
            }
            RowResult::Stopped(Stop::Skipped { why, .. }) => ("skipped", why.clone()),
            RowResult::NotReached => {
                ("not run", "an earlier suite failed (--keep-going continues)".to_owned())
            }
        };
        let line = format!("{:width$}  {word:8}  {:7.1}  {figures}", row.suite, row.took.as_secs_f64());
        text += line.trim_end();
        text.push('\n');
        if let RowResult::Stopped(Stop::Skipped { enable, .. }) = &row.result {
            text += &format!("{:width$}                     to enable: {enable}\n", "");
        }
    }
    text += &format!("\n{}\n", Totals::of(rows, strict).line());
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn row(suite: &'static str, result: RowResult) -> Row {
        Row { suite, result, took: Duration::from_millis(1500) }
    }

    fn one_of_each() -> Vec<Row> {
        vec![
            row("format", RowResult::Ran("all files".to_owned())),
            row("pages", RowResult::Stopped(Stop::skipped("no browser", "install one"))),
            row(
                "unit",
                RowResult::Stopped(Stop::Failed {
                    what: "2 tests failed".to_owned(),
                    tail: vec!["left: 1".to_owned(), "right: 2".to_owned()],
                }),
            ),
        ]
    }

    #[test]
    fn a_skip_counts_as_a_failure_only_with_strict() {
        assert_eq!(Totals::of(&one_of_each(), false).line(), "1 passed, 1 failed, 1 skipped");
        assert_eq!(Totals::of(&one_of_each(), true).line(), "1 passed, 2 failed, 0 skipped");
    }

    #[test]
    fn a_run_in_which_nothing_ran_has_not_succeeded() {
        let rows = [row("pages", RowResult::Stopped(Stop::skipped("no browser", "install one")))];
        assert!(!Totals::of(&rows, false).succeeded());
        assert!(!Totals::of(&[], false).succeeded());
    }

    #[test]
    fn the_report_repeats_the_tail_and_ends_with_the_counts() {
        let text = report(&one_of_each(), false);
        assert!(text.contains("--- unit: 2 tests failed\n    left: 1\n    right: 2\n"));
        assert!(text.contains("to enable: install one"));
        assert_eq!(text.lines().last(), Some("1 passed, 1 failed, 1 skipped"));
    }
}

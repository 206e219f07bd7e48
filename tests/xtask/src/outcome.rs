//! How a suite ends.

use std::time::Duration;

/// The figures of a suite that passed, e.g. "214 tests".
pub(crate) type Figures = String;

/// Why a suite did not pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Something it needs is missing on this machine and could not be installed.
    Skipped {
        /// What is missing.
        why: String,
        /// How the user can enable the suite.
        enable: String,
    },
    /// It ran and found something wrong.
    Failed {
        /// The reason, in one line.
        what: String,
        /// The last lines of the output, repeated above the table.
        tail: Vec<String>,
    },
}

impl Stop {
    /// A failure without output.
    pub(crate) fn failed(what: impl Into<String>) -> Self {
        Self::Failed { what: what.into(), tail: Vec::new() }
    }

    /// A failure with the end of what a program printed, at most `most` lines.
    pub(crate) fn with_end(what: impl Into<String>, lines: &[String], most: usize) -> Self {
        Self::Failed { what: what.into(), tail: lines[lines.len().saturating_sub(most)..].to_vec() }
    }

    /// A missing tool, and how to get it.
    pub(crate) fn skipped(why: impl Into<String>, enable: impl Into<String>) -> Self {
        Self::Skipped { why: why.into(), enable: enable.into() }
    }

    /// Prints it, for a command that is not a suite. Always returns false: the command did not succeed.
    pub(crate) fn print(&self) -> bool {
        match self {
            Self::Failed { what, tail } => println!("FAILED: {what}\n{}", tail.join("\n")),
            Self::Skipped { why, enable } => println!("cannot be done: {why}\n  to enable: {enable}"),
        }
        false
    }

    /// The failure of a suite that collects findings.
    pub(crate) fn findings(findings: Vec<String>) -> Self {
        let count = findings.len();
        let what = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        Self::Failed { what, tail: findings }
    }
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// The suite's name.
    pub(crate) suite: &'static str,
    /// Its result.
    pub(crate) result: RowResult,
    /// Wall-clock time, including set-up.
    pub(crate) took: Duration,
}

/// The result of a suite in this run.
#[derive(Debug)]
pub(crate) enum RowResult {
    /// It passed.
    Ran(Figures),
    /// It was skipped or failed.
    Stopped(Stop),
    /// An earlier failure ended the run.
    NotReached,
}

//! How a suite ends.

use std::time::Duration;

/// What a suite that passed has to show, e.g. "214 tests".
pub(crate) type Figures = String;

/// Why a suite did not pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Something it needs is not on this machine and could not be put there.
    Skipped {
        /// What is missing.
        why: String,
        /// What the reader of the table can do about it.
        enable: String,
    },
    /// It ran and found something wrong.
    Failed {
        /// One line: what went wrong.
        what: String,
        /// The last lines of what was printed, repeated under the table.
        tail: Vec<String>,
    },
}

impl Stop {
    /// A failure that needs no more lines than the one.
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

    /// Prints it, for a command that is not a suite. Always false: the command did not do what was asked.
    pub(crate) fn print(&self) -> bool {
        match self {
            Self::Failed { what, tail } => println!("FAILED: {what}\n{}", tail.join("\n")),
            Self::Skipped { why, enable } => println!("not possible: {why}\n  to enable: {enable}"),
        }
        false
    }

    /// The failure of a suite that collects its findings first.
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
    /// What became of it.
    pub(crate) result: RowResult,
    /// Wall clock, with set-up.
    pub(crate) took: Duration,
}

/// What became of a suite in this run.
#[derive(Debug)]
pub(crate) enum RowResult {
    /// It passed.
    Ran(Figures),
    /// It was stopped.
    Stopped(Stop),
    /// An earlier failure ended the run.
    NotReached,
}

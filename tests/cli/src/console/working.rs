//! Long operations: their progress and duration.

use std::time::Instant;

use super::{Console, Mode, columns, line, put};
use crate::failure::Failure;

impl Console {
    /// Prints that a long operation begins. [`Working::done`] ends the line.
    pub(crate) fn working(&self, text: &str) -> Result<Working<'_>, Failure> {
        if self.mode != Mode::Silent {
            put(&format!("{text} … "))?;
        }
        Ok(Working { console: self, text: text.to_owned(), start: Instant::now(), ended: false })
    }
}

/// A long operation.
pub(crate) struct Working<'a> {
    console: &'a Console,
    text: String,
    start: Instant,
    ended: bool,
}

impl Working<'_> {
    /// Draws the progress if the output is a terminal.
    pub(crate) fn progress(&self, done: u64, total: u64) {
        if self.console.is_terminal() && total > 0 {
            // A wrapped line cannot be overwritten. 30 columns are for the text around the bar and for "done".
            let room = columns().saturating_sub(self.text.chars().count() + 30).min(24);
            let filled = usize::try_from(done.min(total) * room as u64 / total).unwrap_or(0);
            let bar = format!("{}{}", "█".repeat(filled), "░".repeat(room - filled));
            let percent = done.min(total) * 100 / total;
            // A failure to draw progress does not stop the operation.
            let _ = put(&format!("\r{} … {bar} {percent:3} % ", self.text));
        }
    }

    /// Ends the line with the duration.
    pub(crate) fn done(mut self) -> Result<(), Failure> {
        self.ended = true;
        if self.console.mode == Mode::Silent {
            return Ok(());
        }
        line(&(self.console.texts.done_after)(self.start.elapsed().as_secs_f32()))
    }
}

impl Drop for Working<'_> {
    /// Ends the line, so that the error message starts on a new one.
    fn drop(&mut self) {
        if !self.ended && self.console.mode != Mode::Silent {
            let _ = line("");
        }
    }
}

//! What takes a while: its progress and how long it took.

use std::time::Instant;

use super::{Console, Mode, columns, line, put};
use crate::failure::Failure;

impl Console {
    /// Says that something that takes a while begins; the line is ended by [`Working::done`].
    pub(crate) fn working(&self, text: &str) -> Result<Working<'_>, Failure> {
        if self.mode != Mode::Silent {
            put(&format!("{text} … "))?;
        }
        Ok(Working { console: self, text: text.to_owned(), start: Instant::now(), ended: false })
    }
}

/// Something that takes a while.
pub(crate) struct Working<'a> {
    console: &'a Console,
    text: String,
    start: Instant,
    ended: bool,
}

impl Working<'_> {
    /// Draws how much is done, where that can be drawn.
    pub(crate) fn progress(&self, done: u64, total: u64) {
        if self.console.is_terminal() && total > 0 {
            // A line that wraps cannot be drawn over; 30 is for what stands around the bar, and "done".
            let room = columns().saturating_sub(self.text.chars().count() + 30).min(24);
            let filled = usize::try_from(done.min(total) * room as u64 / total).unwrap_or(0);
            let bar = format!("{}{}", "█".repeat(filled), "░".repeat(room - filled));
            let percent = done.min(total) * 100 / total;
            // Progress that cannot be drawn is no reason to stop.
            let _ = put(&format!("\r{} … {bar} {percent:3} % ", self.text));
        }
    }

    /// It is done.
    pub(crate) fn done(mut self) -> Result<(), Failure> {
        self.ended = true;
        if self.console.mode == Mode::Silent {
            return Ok(());
        }
        line(&(self.console.texts.done_after)(self.start.elapsed().as_secs_f32()))
    }
}

impl Drop for Working<'_> {
    /// What went wrong is said next, on a line of its own.
    fn drop(&mut self) {
        if !self.ended && self.console.mode != Mode::Silent {
            let _ = line("");
        }
    }
}

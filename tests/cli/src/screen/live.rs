//! The rotating QR on the screen: draws the code and its countdown, and replaces it when it is due, until the person
//! ends it.

use std::time::{Duration, Instant};

use ikd_core::{
    app::Ikd,
    presentation::{PresentError, QrFrame, Showing},
    vault::VaultError,
};
use ikd_proof::{Refusal, Verifier};

use super::{Blocks, Needs, Page};
use crate::{
    commands::verify::now,
    console::{Console, Key, RawMode, put},
    explain,
    failure::Failure,
    home::{Home, replace},
    texts::Texts,
};

/// Interval at which the countdown is drawn and keys are read.
const TICK: Duration = Duration::from_millis(200);

/// Row in which the text of a code begins; the text above it needs fewer rows.
const TEXT_ROW: u16 = 8;

/// Why the showing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The person ended it, or the requested number of codes was shown.
    Enough,
    /// User verification is required again: ask for the PIN.
    PinNeeded,
    /// Ctrl-D.
    Stopped,
    /// Ctrl-C.
    Interrupted,
}

/// Everything a showing on the screen needs.
pub(crate) struct Live<'a> {
    pub(crate) texts: &'static Texts,
    pub(crate) app: &'a Ikd,
    pub(crate) home: &'a Home,
    /// Name of the reader class that can read the code.
    pub(crate) reader_name: &'a str,
    /// The demo reader, to verify the code on request.
    pub(crate) verifier: Option<Verifier>,
    /// Number of codes to show; `None`: until the person ends it.
    pub(crate) left: Option<u32>,
    /// Where this code was saved, or the reader's result; empty at first.
    pub(crate) said: String,
    /// Shows the text of the code instead of its picture.
    pub(crate) as_text: bool,
}

impl Live<'_> {
    /// Shows codes until one of [`Ended`] occurs.
    pub(crate) fn run(&mut self, showing: &mut Showing) -> Result<Ended, Failure> {
        let raw = RawMode::with_picture()?;
        let mut page = None;
        loop {
            if self.left == Some(0) {
                return Ok(Ended::Enough);
            }
            let frame = match showing.next_frame() {
                Ok(frame) => frame,
                Err(PresentError::StepUpRequired | PresentError::Vault(VaultError::Locked)) => {
                    return Ok(Ended::PinNeeded);
                }
                Err(error) => return Err(explain::present(self.texts, &error).into()),
            };
            if let Some(ended) = self.show(&raw, &frame, &mut page)? {
                return Ok(ended);
            }
            self.left = self.left.map(|left| left.saturating_sub(1));
        }
    }

    /// Shows one code until the next one is due.
    fn show(
        &mut self,
        raw: &RawMode,
        frame: &QrFrame,
        page: &mut Option<Page>,
    ) -> Result<Option<Ended>, Failure> {
        let due = Instant::now() + Duration::from_millis(frame.rotate_after_ms);
        self.said.clear();
        self.draw(frame, page)?;
        loop {
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            self.status(frame, left, page.as_ref())?;
            let Some(key) = raw.key(TICK.min(left))? else {
                // The core locks after too long without user activity.
                if matches!(self.app.lock().lock_if_idle(), Ok(None)) {
                    return Ok(Some(Ended::PinNeeded));
                }
                continue;
            };
            self.app.lock().touched();
            match key {
                Key::Character('q' | 'Q') | Key::Escape => return Ok(Some(Ended::Enough)),
                Key::Stop => return Ok(Some(Ended::Interrupted)),
                Key::End => return Ok(Some(Ended::Stopped)),
                Key::Character('v' | 'V') => self.verify(frame),
                Key::Character('s' | 'S') => self.save(frame),
                Key::Character('t' | 'T') => {
                    self.as_text = !self.as_text;
                    self.draw(frame, page)?;
                }
                Key::Resized => self.draw(frame, page)?,
                _ => {}
            }
        }
    }

    fn verify(&mut self, frame: &QrFrame) {
        let (Some(verifier), Some(now)) = (&mut self.verifier, now()) else { return };
        self.said = match verifier.verify(&frame.text, now) {
            Ok(verified) => (self.texts.reader_accepted)(verified.view.claims.name.as_str()),
            Err(Refusal::Replayed) => self.texts.reader_saw_before.to_owned(),
            Err(refusal) => (self.texts.reader_refused)(self.texts.catalogue().of("refusal", refusal)),
        };
    }

    fn save(&mut self, frame: &QrFrame) {
        let file = self.home.file("qr.png");
        let saved = frame.symbol.to_png(8).ok().and_then(|png| replace(&file, &png, true).ok());
        self.said = match saved {
            Some(()) => (self.texts.saved_as)(&file.to_string_lossy()),
            None => self.texts.file_not_written.to_owned(),
        };
    }

    /// Draws the code or its text. If the terminal is too small, it says so and shows the code in a page.
    fn draw(&self, frame: &QrFrame, page: &mut Option<Page>) -> Result<(), Failure> {
        let needs = Needs::of(&frame.symbol);
        let (columns, rows) = size();
        let mut out = String::from("\x1b[2J");
        if self.as_text {
            // Written as one line: the terminal wraps it and copies it without line breaks.
            out.push_str(&format!("\x1b[{TEXT_ROW};1H\x1b[0m{}", frame.text));
            *page = None;
        } else if needs.fit(columns, rows) {
            for (row, line) in (1..).zip(Blocks::of(&frame.symbol).lines()) {
                out.push_str(&format!("\x1b[{row};1H{line}"));
            }
            *page = None;
        } else {
            let page = page.get_or_insert_with(|| Page::new(self.home.dir(), self.texts));
            page.show(&frame.symbol, self.reader_name)?;
        }
        put(&out)
    }

    /// Draws the countdown under the code, or over the last row of its quiet zone if there is no row below.
    fn status(&self, frame: &QrFrame, left: Duration, page: Option<&Page>) -> Result<(), Failure> {
        let needs = Needs::of(&frame.symbol);
        let (columns, rows) = size();
        let seconds = left.as_secs_f32().ceil() as u64;
        let mut lines = Vec::new();
        let (mut row, mut last_row) = (needs.rows + 1, rows);
        if self.as_text {
            (row, last_row) = (1, TEXT_ROW - 1);
        } else if let Some(page) = page {
            row = 1;
            lines.extend([
                (self.texts.terminal_too_small)(needs.columns, needs.rows, columns, rows),
                page.address(),
            ]);
        } else if row > rows {
            row = rows;
        }
        lines.push((self.texts.changes_in)(seconds, self.reader_name));
        lines.push(match self.said.as_str() {
            "" if self.verifier.is_some() => self.texts.keys_while_showing.to_owned(),
            "" => self.texts.keys_while_showing_offline.to_owned(),
            said => said.to_owned(),
        });
        lines.extend(
            frame
                .warnings
                .iter()
                .map(|warning| self.texts.catalogue().of("show_warning", warning).to_owned()),
        );
        let width = usize::from(columns);
        let mut out = String::new();
        for text in lines {
            // With enough rows nothing is cut: a sentence is wrapped, and a long address continues in the next row.
            let parts = match page {
                Some(_) if text.starts_with("file://") => chunks(&text, width, true),
                None if !self.as_text => chunks(&text, width, false),
                _ => Console::wrapped(&text).lines().map(str::to_owned).collect(),
            };
            for part in parts {
                if row > last_row {
                    break;
                }
                out.push_str(&format!("\x1b[{row};1H\x1b[0m\x1b[2K{part}"));
                row += 1;
            }
        }
        put(&out)
    }
}

/// Columns and rows of the terminal, or the default if unknown.
pub(crate) fn size() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

/// Splits a text into parts of at most `width` characters; returns only the first part unless `whole`.
fn chunks(text: &str, width: usize, whole: bool) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let parts = characters.chunks(width.max(1)).map(|part| part.iter().collect());
    if whole { parts.collect() } else { parts.take(1).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_never_cut_and_a_sentence_is() {
        assert_eq!(chunks("abcdef", 4, true), ["abcd", "ef"]);
        assert_eq!(chunks("abcdef", 4, false), ["abcd"]);
    }
}

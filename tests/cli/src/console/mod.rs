//! The dialogue with the person: sentences, questions with a default answer, and waiting.
//!
//! Promises: Enter takes the default of every question except a consent. If no answer can come (unattended, or end of
//! input), the default is taken. If an answer is refused and no other can come, the program ends with a sentence.
//! Questions, and the reasons for refusing an answer, go to standard error; standard output carries only the command's
//! result. Only input typed while a question is shown answers it. If the reader of the output has closed it, the
//! program ends without a message.

mod keys;
mod path;
mod typing;
mod working;

use std::{
    cell::Cell,
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

pub(crate) use keys::{Key, RawMode, restore_on_panic, restore_on_signal, stopped};
pub(crate) use path::path_of;

use crate::{
    explain::Explanation,
    failure::{Failure, OK},
    texts::Texts,
};
use typing::Typing;

/// Longest line of running text, in characters: longer lines are hard to read.
const LONGEST_LINE: usize = 84;
/// How long one poll for a key takes while waiting.
const KEY_SLICE: Duration = Duration::from_millis(100);

/// Where answers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A person at a terminal.
    Terminal,
    /// Lines from a pipe or a file.
    Piped,
    /// No answers; each step is printed.
    Unattended,
    /// No answers and no text for people: the output is machine-readable.
    Silent,
}

/// Asks the person and prints for them.
pub(crate) struct Console {
    texts: &'static Texts,
    mode: Mode,
    styled: bool,
    input_ended: Cell<bool>,
    /// The last answer was refused and has not been replaced yet.
    refused: Cell<bool>,
}

/// What ended the wait.
pub(crate) enum Waited {
    /// The person typed this line; Enter alone is an empty line.
    Line(String),
    /// The awaited change happened.
    Happened,
}

impl Console {
    /// A console that asks questions, at a terminal or through a pipe. At a terminal echo is off between questions.
    pub(crate) fn asking(texts: &'static Texts) -> Self {
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        if terminal {
            keys::stop_echo();
        }
        Self::new(texts, if terminal { Mode::Terminal } else { Mode::Piped })
    }

    /// A console that takes every default. `silent`: prints no text for people.
    pub(crate) fn unattended(texts: &'static Texts, silent: bool) -> Self {
        Self::new(texts, if silent { Mode::Silent } else { Mode::Unattended })
    }

    fn new(texts: &'static Texts, mode: Mode) -> Self {
        let styled = mode == Mode::Terminal && std::env::var_os("NO_COLOR").is_none();
        Self { texts, mode, styled, input_ended: Cell::new(false), refused: Cell::new(false) }
    }

    /// Whether input, questions and output are a terminal, so that the QR can be drawn.
    pub(crate) fn is_terminal(&self) -> bool {
        self.mode == Mode::Terminal && io::stdout().is_terminal()
    }

    /// Whether questions are asked.
    pub(crate) fn is_attended(&self) -> bool {
        matches!(self.mode, Mode::Terminal | Mode::Piped)
    }

    /// Whether an answer can still come: after the end of input, asking again would loop forever.
    pub(crate) fn can_answer(&self) -> bool {
        self.is_attended() && !self.input_ended.get()
    }

    /// Prints a heading after an empty line.
    pub(crate) fn heading(&self, text: &str) -> Result<(), Failure> {
        match self.mode {
            Mode::Silent => Ok(()),
            _ if self.styled && self.is_terminal() => line(&format!("\n\x1b[1m{text}\x1b[0m")),
            _ => line(&format!("\n{text}")),
        }
    }

    /// Prints running text, wrapped.
    pub(crate) fn say(&self, text: &str) -> Result<(), Failure> {
        match self.mode {
            Mode::Silent => Ok(()),
            _ => line(&Self::wrapped(text)),
        }
    }

    /// Prints one entry of a list or table, without wrapping.
    pub(crate) fn entry(&self, text: &str) -> Result<(), Failure> {
        match self.mode {
            Mode::Silent => Ok(()),
            _ => line(&format!("  {text}")),
        }
    }

    /// Prints one row of a table with two columns; a long value is wrapped in its column.
    pub(crate) fn row(&self, name: &str, width: usize, value: &str) -> Result<(), Failure> {
        let room = columns().saturating_sub(width + 4).max(20);
        let value = wrap(value, room).replace('\n', &format!("\n{:1$}", "", width + 4));
        self.entry(&format!("{name:<width$}  {value}"))
    }

    /// Asks for a line.
    pub(crate) fn ask(&self, question: &str, default: &str) -> Result<String, Failure> {
        let answer = self.read_line(question, default, false)?;
        let answer = answer.trim();
        Ok(if answer.is_empty() { default } else { answer }.to_owned())
    }

    /// Asks yes or no; the default is yes.
    pub(crate) fn agree(&self, question: &str) -> Result<bool, Failure> {
        self.yes_or_no(question, self.texts.yes)
    }

    /// Asks yes or no; the default is no.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, Failure> {
        self.yes_or_no(question, self.texts.no)
    }

    /// Asks for a consent: Enter alone is not an answer. In an unattended run the command line counts as consent.
    pub(crate) fn consent(&self, question: &str) -> Result<bool, Failure> {
        if self.is_attended() { self.yes_or_no(question, "") } else { Ok(true) }
    }

    fn yes_or_no(&self, question: &str, default: &str) -> Result<bool, Failure> {
        loop {
            let answer = self.ask(question, default)?.to_lowercase();
            match answer.as_str() {
                answer if self.texts.yes_words.contains(&answer) => return Ok(true),
                answer if self.texts.no_words.contains(&answer) => return Ok(false),
                _ => self.again_coded("answer-yes-or-no", self.texts.answer_yes_or_no)?,
            }
        }
    }

    /// Asks for one of the numbered options; the default is the first. Returns its index, counted from 0.
    pub(crate) fn choose(&self, question: &str, options: &[&str]) -> Result<usize, Failure> {
        for (number, option) in (1..).zip(options).filter(|_| self.is_attended()) {
            self.entry(&format!("{number}  {option}"))?;
        }
        loop {
            match self.ask(question, "1")?.parse::<usize>() {
                Ok(number @ 1..) if number <= options.len() => return Ok(number - 1),
                _ => self.again_coded("answer-a-number", &(self.texts.answer_a_number)(options.len()))?,
            }
        }
    }

    /// Waits for Enter.
    pub(crate) fn pause(&self, text: &str) -> Result<(), Failure> {
        self.ask(text, "Enter").map(drop)
    }

    /// Asks for a secret; the terminal does not show it. Without a default, Enter alone is an empty answer.
    pub(crate) fn hidden(&self, question: &str, default: Option<&str>) -> Result<Zeroizing<String>, Failure> {
        let answer = self.read_line(question, default.unwrap_or_default(), true)?;
        match default {
            Some(default) if answer.is_empty() => Ok(Zeroizing::new(default.to_owned())),
            _ => Ok(answer),
        }
    }

    /// Waits for a line from the person or until `look`, called every `pause`, returns true. Without a terminal it only
    /// reads the line.
    pub(crate) async fn line_or(
        &self,
        question: &str,
        pause: Duration,
        mut look: impl AsyncFnMut() -> Result<bool, Failure>,
    ) -> Result<Waited, Failure> {
        if self.mode != Mode::Terminal {
            return self.ask(question, "").map(Waited::Line);
        }
        let mut typing = Typing::start(|| self.put_question(question, ""), false)?;
        let mut looked = Instant::now();
        loop {
            if let Some(typed) = typing.poll(KEY_SLICE)? {
                return Ok(Waited::Line(typed.trim().to_owned()));
            }
            if looked.elapsed() >= pause {
                if look().await? {
                    put_prompt("\n")?;
                    return Ok(Waited::Happened);
                }
                looked = Instant::now();
            }
        }
    }

    /// Explains why the answer was refused. In an unattended run this is the error.
    pub(crate) fn again(&self, why: &Explanation) -> Result<(), Failure> {
        self.again_coded(&why.code, &why.sentence)
    }

    /// [`Self::again`] for a text of this program, with its code for the lines of JSON.
    pub(crate) fn again_coded(&self, code: &str, why: &str) -> Result<(), Failure> {
        if !self.is_attended() {
            return Err(Failure::new(code, format!("{why} {}", self.texts.nobody_answers)));
        }
        self.refused.set(true);
        put_prompt(&format!("{}\n", Self::wrapped(why)))
    }

    /// Writes a question; returns the column in which the answer begins.
    fn put_question(&self, question: &str, default: &str) -> Result<usize, Failure> {
        let question = Self::wrapped(question);
        let hint = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        let row = question.lines().last().unwrap_or_default();
        let column = row.chars().count() + hint.chars().count() + 2;
        let hint = if self.styled && !hint.is_empty() { format!("\x1b[2m{hint}\x1b[0m") } else { hint };
        put_prompt(&format!("{question}{hint}: ")).map(|()| column)
    }

    /// Asks for a line and returns it without its line break; empty if unattended or at the end of input.
    fn read_line(&self, question: &str, default: &str, hidden: bool) -> Result<Zeroizing<String>, Failure> {
        let typed = match self.mode {
            Mode::Unattended | Mode::Silent => return Ok(Zeroizing::default()),
            Mode::Terminal => {
                let mut typing = Typing::start(|| self.put_question(question, default), hidden)?;
                loop {
                    if let Some(typed) = typing.poll(Duration::from_secs(3600))? {
                        break typed;
                    }
                }
            }
            Mode::Piped => {
                self.put_question(question, default)?;
                let mut text = Zeroizing::new(String::with_capacity(64));
                if !matches!(io::stdin().lock().read_line(&mut text), Ok(1..)) {
                    self.input_ended.set(true);
                }
                put_prompt("\n")?;
                if self.input_ended.get() && self.refused.get() {
                    return Err(Failure::new("nobody-answers", self.texts.nobody_answers));
                }
                Zeroizing::new(text.trim().to_owned())
            }
        };
        self.refused.set(false);
        Ok(typed)
    }

    /// Wraps running text at words; keeps its line breaks.
    pub(crate) fn wrapped(text: &str) -> String {
        wrap(text, columns().clamp(20, LONGEST_LINE))
    }
}

/// Columns of the terminal; 80 if unknown.
fn columns() -> usize {
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns))
}

impl Drop for Console {
    fn drop(&mut self) {
        keys::restore();
    }
}

/// Writes a question or a part of one to standard error.
fn put_prompt(text: &str) -> Result<(), Failure> {
    let text = if keys::is_raw() { text.replace('\n', "\r\n") } else { text.to_owned() };
    let mut out = io::stderr().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)
}

/// Writes to standard output without a line break.
pub(crate) fn put(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)
}

/// Writes a line to standard output.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)
}

/// Writes one line of JSON to standard output.
pub(crate) fn json_line(value: &impl serde::Serialize) -> Result<(), Failure> {
    line(&serde_json::to_string(value).expect("every report has string keys"))
}

/// Writes the result for one input of a tool as a line of JSON. `code` is [`OK`] or the reason for the refusal. Returns
/// whether `code` is [`OK`].
pub(crate) fn answer(input: &str, code: &str, more: impl serde::Serialize) -> Result<bool, Failure> {
    #[derive(serde::Serialize)]
    struct Answer<'a, T> {
        input: &'a str,
        ok: bool,
        code: &'a str,
        #[serde(flatten)]
        more: T,
    }
    let ok = code == OK;
    json_line(&Answer { input, ok, code, more }).map(|()| ok)
}

/// Writes an error message to standard error.
pub(crate) fn complain(text: &str) {
    // If standard error cannot be written either, there is no other place to report it.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Wraps each line of `text` at `columns`; continuation lines keep its indent.
fn wrap(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split('\n').enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if number > 0 {
            out.push('\n');
        }
        let mut used = 0;
        for word in line.split_whitespace() {
            let width = word.chars().count();
            if used > 0 && used + 1 + width > columns {
                out.push('\n');
                used = 0;
            }
            let gap = if used == 0 { indent } else { 1 };
            out.extend(std::iter::repeat_n(' ', gap));
            out.push_str(word);
            used += gap + width;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{Lang, of};

    #[test]
    fn wrapping_breaks_at_words_and_keeps_line_breaks() {
        assert_eq!(wrap("satu dua tiga\nempat", 8), "satu dua\ntiga\nempat");
    }

    #[test]
    fn wrapping_keeps_the_indent_of_a_line() {
        assert_eq!(wrap("satu\n\n  dua tiga empat", 10), "satu\n\n  dua tiga\n  empat");
    }

    #[test]
    fn wrapping_does_not_split_a_long_word() {
        assert_eq!(wrap("a http://localhost:12345/loket b", 10), "a\nhttp://localhost:12345/loket\nb");
    }

    #[test]
    fn unattended_questions_take_the_default() {
        let console = Console::unattended(of(Lang::En), true);
        assert_eq!(console.ask("?", "yes").expect("a silent console writes nothing"), "yes");
        assert!(console.agree("?").expect("a silent console writes nothing"));
        assert!(!console.confirm("?").expect("a silent console writes nothing"));
        assert!(console.consent("?").expect("a silent console writes nothing"));
        assert_eq!(console.choose("?", &["a", "b"]).expect("a silent console writes nothing"), 0);
        assert_eq!(*console.hidden("?", Some("271828")).expect("a silent console writes nothing"), "271828");
    }

    #[test]
    fn unattended_refused_answer_is_an_error() {
        let console = Console::unattended(of(Lang::En), true);
        let refused = console.again_coded("not-good", "not good");
        assert!(matches!(refused, Err(Failure::Failed { code, .. }) if code == "not-good"));
    }
}

//! Talking to the person: sentences, questions with a default, waiting.
//!
//! Promises: Enter takes the default of every question but a consent; where nobody can answer (unattended, or input that
//! ended) the default is taken; a refused answer that nobody can replace ends the program with a sentence. Questions, and
//! what is said to a refused answer, go to standard error: standard output is what the command was started for. Only what
//! is typed while a question is shown answers it. If the reader of the output is gone, the program ends without a message.

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
    failure::{Failure, OK},
    texts::Texts,
};
use typing::Typing;

/// Longest line of running text, characters: longer ones are hard to read.
const LONGEST_LINE: usize = 84;
/// How often a key is looked for while waiting.
const KEY_SLICE: Duration = Duration::from_millis(100);

/// How there is somebody to talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A person at a terminal.
    Terminal,
    /// Lines from a pipe or a file.
    Piped,
    /// Nobody answers; each step is printed.
    Unattended,
    /// Nobody answers and nothing is printed for people: the output is for a machine.
    Silent,
}

/// Where the person is.
pub(crate) struct Console {
    texts: &'static Texts,
    mode: Mode,
    styled: bool,
    input_ended: Cell<bool>,
    /// The last answer was refused, and no other has come since.
    refused: Cell<bool>,
}

/// What came first while waiting.
pub(crate) enum Waited {
    /// The person typed this line; Enter alone is an empty one.
    Line(String),
    /// What was waited for.
    Happened,
}

impl Console {
    /// Somebody who can be asked: at a terminal, or through a pipe. At a terminal echo is off between questions.
    pub(crate) fn asking(texts: &'static Texts) -> Self {
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        if terminal {
            keys::stop_echo();
        }
        Self::new(texts, if terminal { Mode::Terminal } else { Mode::Piped })
    }

    /// Nobody to be asked.
    pub(crate) fn unattended(texts: &'static Texts, silent: bool) -> Self {
        Self::new(texts, if silent { Mode::Silent } else { Mode::Unattended })
    }

    fn new(texts: &'static Texts, mode: Mode) -> Self {
        let styled = mode == Mode::Terminal && std::env::var_os("NO_COLOR").is_none();
        Self { texts, mode, styled, input_ended: Cell::new(false), refused: Cell::new(false) }
    }

    /// Whether a person sits at a terminal in which pictures can be drawn.
    pub(crate) fn is_terminal(&self) -> bool {
        self.mode == Mode::Terminal && io::stdout().is_terminal()
    }

    /// Whether answers can come from somebody.
    pub(crate) fn is_attended(&self) -> bool {
        matches!(self.mode, Mode::Terminal | Mode::Piped)
    }

    /// Whether an answer can still come: where the input has ended, asking again would go round for ever.
    pub(crate) fn can_answer(&self) -> bool {
        self.is_attended() && !self.input_ended.get()
    }

    /// A heading, set off from what was before.
    pub(crate) fn heading(&self, text: &str) -> Result<(), Failure> {
        match self.mode {
            Mode::Silent => Ok(()),
            _ if self.styled && self.is_terminal() => line(&format!("\n\x1b[1m{text}\x1b[0m")),
            _ => line(&format!("\n{text}")),
        }
    }

    /// Running text, wrapped.
    pub(crate) fn say(&self, text: &str) -> Result<(), Failure> {
        match self.mode {
            Mode::Silent => Ok(()),
            _ => line(&Self::wrapped(text)),
        }
    }

    /// One entry of a list or table, as it is.
    pub(crate) fn entry(&self, text: &str) -> Result<(), Failure> {
        match self.mode {
            Mode::Silent => Ok(()),
            _ => line(&format!("  {text}")),
        }
    }

    /// One row of a table of two columns; a long value stays in its column.
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

    /// Asks yes or no; Enter says yes.
    pub(crate) fn agree(&self, question: &str) -> Result<bool, Failure> {
        self.yes_or_no(question, self.texts.yes)
    }

    /// Asks for a yes that must be said: Enter, and nobody, say no.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, Failure> {
        self.yes_or_no(question, self.texts.no)
    }

    /// Asks for a consent: Enter alone answers nothing. Unattended, the command line gave it.
    pub(crate) fn consent(&self, question: &str) -> Result<bool, Failure> {
        if self.is_attended() { self.yes_or_no(question, "") } else { Ok(true) }
    }

    fn yes_or_no(&self, question: &str, default: &str) -> Result<bool, Failure> {
        loop {
            let answer = self.ask(question, default)?.to_lowercase();
            match answer.as_str() {
                answer if self.texts.yes_words.contains(&answer) => return Ok(true),
                answer if self.texts.no_words.contains(&answer) => return Ok(false),
                _ => self.again(self.texts.answer_yes_or_no)?,
            }
        }
    }

    /// Asks for one of some numbered options; Enter takes the first.
    pub(crate) fn choose(&self, question: &str, options: &[&str]) -> Result<usize, Failure> {
        for (number, option) in (1..).zip(options).filter(|_| self.is_attended()) {
            self.entry(&format!("{number}  {option}"))?;
        }
        loop {
            match self.ask(question, "1")?.parse::<usize>() {
                Ok(number @ 1..) if number <= options.len() => return Ok(number - 1),
                _ => self.again(&(self.texts.answer_a_number)(options.len()))?,
            }
        }
    }

    /// Waits for Enter.
    pub(crate) fn pause(&self, text: &str) -> Result<(), Failure> {
        self.ask(text, "Enter").map(drop)
    }

    /// Asks for something that must not be seen. Without a default Enter alone is an empty answer.
    pub(crate) fn hidden(&self, question: &str, default: Option<&str>) -> Result<Zeroizing<String>, Failure> {
        let answer = self.read_line(question, default.unwrap_or_default(), true)?;
        match default {
            Some(default) if answer.is_empty() => Ok(Zeroizing::new(default.to_owned())),
            _ => Ok(answer),
        }
    }

    /// Waits for a line from the person, and meanwhile looks every `pause` whether `look` has what is waited for. Where
    /// nobody is at a terminal, the line comes first.
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

    /// Says why the answer will not do, and ends if nobody can give another.
    pub(crate) fn again(&self, why: &str) -> Result<(), Failure> {
        self.again_coded("refused", why)
    }

    /// The same, with a code for lines of JSON.
    pub(crate) fn again_coded(&self, code: &str, why: &str) -> Result<(), Failure> {
        if !self.is_attended() {
            return Err(Failure::coded(code, format!("{why} {}", self.texts.nobody_answers)));
        }
        self.refused.set(true);
        put_prompt(&format!("{}\n", Self::wrapped(why)))
    }

    /// Gives the column in which the answer begins.
    fn put_question(&self, question: &str, default: &str) -> Result<usize, Failure> {
        let question = Self::wrapped(question);
        let hint = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        let row = question.lines().last().unwrap_or_default();
        let column = row.chars().count() + hint.chars().count() + 2;
        let hint = if self.styled && !hint.is_empty() { format!("\x1b[2m{hint}\x1b[0m") } else { hint };
        put_prompt(&format!("{question}{hint}: ")).map(|()| column)
    }

    /// Asks for a line, without its end; empty when there is nobody or the input has ended.
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
                    return Err(Failure::new(self.texts.nobody_answers));
                }
                Zeroizing::new(text.trim().to_owned())
            }
        };
        self.refused.set(false);
        Ok(typed)
    }

    /// Wraps running text at words; line breaks in it stay.
    pub(crate) fn wrapped(text: &str) -> String {
        wrap(text, columns().clamp(20, LONGEST_LINE))
    }
}

/// Columns of the terminal, or the usual number.
fn columns() -> usize {
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns))
}

impl Drop for Console {
    fn drop(&mut self) {
        keys::restore();
    }
}

/// Writes a question, or a part of one.
fn put_prompt(text: &str) -> Result<(), Failure> {
    let text = if keys::is_raw() { text.replace('\n', "\r\n") } else { text.to_owned() };
    let mut out = io::stderr().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)
}

/// Writes without ending the line.
pub(crate) fn put(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)
}

/// Writes a line.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)
}

/// Writes one line of JSON.
pub(crate) fn json_line(value: &impl serde::Serialize) -> Result<(), Failure> {
    line(&serde_json::to_string(value).expect("reports have string keys and serialise"))
}

/// Writes what is said about the input of a tool: one line of JSON. `code` is [`OK`] or says why not, and so does the
/// answer of this function.
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

/// Says on standard error what went wrong.
pub(crate) fn complain(text: &str) {
    // Nothing is left to do if even that cannot be said.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Each line of `text` in lines of at most `columns`, as far indented as it is.
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
    fn text_is_wrapped_at_words_and_keeps_its_line_breaks() {
        assert_eq!(wrap("satu dua tiga\nempat", 8), "satu dua\ntiga\nempat");
    }

    #[test]
    fn an_indented_line_is_wrapped_at_its_indent() {
        assert_eq!(wrap("satu\n\n  dua tiga empat", 10), "satu\n\n  dua tiga\n  empat");
    }

    #[test]
    fn a_word_longer_than_the_line_stays_whole() {
        assert_eq!(wrap("a http://localhost:12345/loket b", 10), "a\nhttp://localhost:12345/loket\nb");
    }

    #[test]
    fn where_nobody_answers_the_default_is_taken() {
        let console = Console::unattended(of(Lang::En), true);
        assert_eq!(console.ask("?", "yes").expect("no output"), "yes");
        assert!(console.agree("?").expect("no output"));
        assert!(!console.confirm("?").expect("no output"));
        assert!(console.consent("?").expect("no output"));
        assert_eq!(console.choose("?", &["a", "b"]).expect("no output"), 0);
        assert_eq!(*console.hidden("?", Some("271828")).expect("no output"), "271828");
    }

    #[test]
    fn where_nobody_answers_a_refused_answer_is_the_end() {
        let console = Console::unattended(of(Lang::En), true);
        assert!(matches!(console.again("not good"), Err(Failure::Failed { .. })));
    }
}

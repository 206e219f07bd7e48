//! Talking to the person: sentences, questions with a default, waiting.
//!
//! Promises: every question has an answer that Enter takes; where nobody can answer (unattended, or input that ended)
//! that answer is taken, and a question that comes again is an end with a sentence, never an endless loop. A line that
//! cannot be written because the reader is gone ends the program quietly.

mod keys;

use std::{
    cell::Cell,
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

pub(crate) use keys::{Key, RawMode, restore_on_panic, restore_on_signal, stopped};

use crate::{failure::Failure, texts::Texts};

/// Longest line of running text, characters: longer ones are hard to read.
const LONGEST_LINE: usize = 84;
/// How often a key is looked for while waiting.
const KEY_SLICE: Duration = Duration::from_millis(100);
/// How often a question may be asked again when nobody can give another answer.
const MOST_REPEATS: u32 = 3;

/// How there is somebody to talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A person at a terminal.
    Terminal,
    /// Lines from a pipe or a file.
    Piped,
    /// Nobody answers; what happens is told.
    Unattended,
    /// Nobody answers and nothing is told: the output is for a machine.
    Silent,
}

/// Where the person is.
pub(crate) struct Console {
    texts: &'static Texts,
    mode: Mode,
    styled: bool,
    input_ended: Cell<bool>,
    repeats: Cell<u32>,
}

/// What came first while waiting.
pub(crate) enum Waited {
    /// The person typed this line; Enter alone is an empty one.
    Line(String),
    /// What was waited for.
    Happened,
}

impl Console {
    /// Somebody who can be asked: at a terminal, or through a pipe.
    pub(crate) fn asking(texts: &'static Texts) -> Self {
        let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        Self::new(texts, if terminal { Mode::Terminal } else { Mode::Piped })
    }

    /// Nobody to be asked.
    pub(crate) fn unattended(texts: &'static Texts, silent: bool) -> Self {
        Self::new(texts, if silent { Mode::Silent } else { Mode::Unattended })
    }

    fn new(texts: &'static Texts, mode: Mode) -> Self {
        let styled = mode == Mode::Terminal && std::env::var_os("NO_COLOR").is_none();
        Self { texts, mode, styled, input_ended: Cell::new(false), repeats: Cell::new(0) }
    }

    /// Whether a person sits at a terminal, so that pictures can be drawn and keys read.
    pub(crate) fn is_terminal(&self) -> bool {
        self.mode == Mode::Terminal
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
            _ if self.styled => line(&format!("\n\x1b[1m{text}\x1b[0m")),
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

    /// Says that something that takes a while begins; the line is ended by [`Working::done`].
    pub(crate) fn working(&self, text: &str) -> Result<Working<'_>, Failure> {
        if self.mode != Mode::Silent {
            put(&format!("{text} … "))?;
        }
        Ok(Working { console: self, text: text.to_owned(), start: Instant::now(), ended: false })
    }

    /// Asks for a line.
    pub(crate) fn ask(&self, question: &str, default: &str) -> Result<String, Failure> {
        self.put_question(question, default)?;
        let answer = self.read_line()?;
        Ok(if answer.is_empty() { default.to_owned() } else { answer })
    }

    /// Asks yes or no; Enter says yes.
    pub(crate) fn agree(&self, question: &str) -> Result<bool, Failure> {
        loop {
            let answer = self.ask(question, self.texts.yes)?.to_lowercase();
            match answer.as_str() {
                answer if self.texts.yes_words.contains(&answer) => return Ok(true),
                answer if self.texts.no_words.contains(&answer) => return Ok(false),
                _ => self.again(self.texts.answer_yes_or_no)?,
            }
        }
    }

    /// Asks for a yes that must be said: Enter, and nobody, say no.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, Failure> {
        loop {
            let answer = self.ask(question, self.texts.no)?.to_lowercase();
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
        self.put_question(text, "Enter")?;
        self.read_line().map(drop)
    }

    /// Asks for something that must not be seen. Without a default Enter alone is an empty answer.
    pub(crate) fn hidden(&self, question: &str, default: Option<&str>) -> Result<Zeroizing<String>, Failure> {
        let hint = default.map_or(String::new(), |default| format!(" [{default}]"));
        let answer = match self.mode {
            Mode::Terminal => {
                put(&format!("{question}{hint}: "))?;
                let typed = keys::read_hidden()?;
                line("")?;
                typed
            }
            Mode::Piped => {
                put(&format!("{question}{hint}: "))?;
                Zeroizing::new(self.read_line()?)
            }
            Mode::Unattended | Mode::Silent => Zeroizing::default(),
        };
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
        self.put_question(question, "")?;
        let mut reader = keys::LineReader::start()?;
        let mut looked = Instant::now();
        loop {
            if let Some(typed) = reader.poll(KEY_SLICE)? {
                drop(reader);
                line("")?;
                return Ok(Waited::Line(typed));
            }
            if looked.elapsed() >= pause {
                if look().await? {
                    drop(reader);
                    line("")?;
                    return Ok(Waited::Happened);
                }
                looked = Instant::now();
            }
        }
    }

    /// Says why the answer will not do, and ends if nobody can give another.
    pub(crate) fn again(&self, why: &str) -> Result<(), Failure> {
        let nobody = !self.is_attended() || self.input_ended.get();
        self.repeats.set(if nobody { self.repeats.get() + 1 } else { 0 });
        if self.repeats.get() >= MOST_REPEATS || !self.is_attended() {
            return Err(Failure::new(format!("{why} {}", self.texts.nobody_answers)));
        }
        self.say(why)
    }

    fn put_question(&self, question: &str, default: &str) -> Result<(), Failure> {
        let question = Self::wrapped(question);
        match self.mode {
            Mode::Silent | Mode::Unattended => Ok(()),
            _ if default.is_empty() => put(&format!("{question}: ")),
            _ if self.styled => put(&format!("{question} \x1b[2m[{default}]\x1b[0m: ")),
            _ => put(&format!("{question} [{default}]: ")),
        }
    }

    /// A line without its end; empty when there is nobody or the input has ended.
    fn read_line(&self) -> Result<String, Failure> {
        if !self.is_attended() || self.input_ended.get() {
            return if self.mode == Mode::Piped {
                line("").map(|()| String::new())
            } else {
                Ok(String::new())
            };
        }
        let mut text = String::new();
        let read = io::stdin().lock().read_line(&mut text);
        if !matches!(read, Ok(1..)) {
            self.input_ended.set(true);
        }
        if !text.ends_with('\n') || self.mode == Mode::Piped {
            line("")?;
        }
        Ok(text.trim().to_owned())
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
        if self.console.mode == Mode::Terminal && total > 0 {
            // A line that reaches the edge could not be drawn over; 30 is for what stands around the bar, and "done".
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

/// Says on standard error what went wrong.
pub(crate) fn complain(text: &str) {
    // Nothing is left to do if even that cannot be said.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn wrap(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, paragraph) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let width = word.chars().count();
            if used > 0 && used + 1 + width > columns {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += width;
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
    fn a_word_longer_than_the_line_stays_whole() {
        assert_eq!(wrap("a http://localhost:12345/loket b", 10), "a\nhttp://localhost:12345/loket\nb");
    }

    #[test]
    fn where_nobody_answers_the_default_is_taken() {
        let console = Console::unattended(of(Lang::En), true);
        assert_eq!(console.ask("?", "yes").expect("no output"), "yes");
        assert!(console.agree("?").expect("no output"));
        assert!(!console.confirm("?").expect("no output"));
        assert_eq!(console.choose("?", &["a", "b"]).expect("no output"), 0);
        assert_eq!(*console.hidden("?", Some("271828")).expect("no output"), "271828");
    }

    #[test]
    fn where_nobody_answers_a_refused_answer_is_the_end() {
        let console = Console::unattended(of(Lang::En), true);
        assert!(matches!(console.again("not good"), Err(Failure::Failed(_))));
    }
}

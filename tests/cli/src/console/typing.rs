//! A line that is typed key by key, with Backspace and Ctrl-U, also where it is longer than a row of the terminal.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{Key, RawMode, columns, put_prompt};
use crate::failure::Failure;

/// Longest line, bytes: a counter's QR, pasted, has some hundreds of characters.
const LONGEST: usize = 4096;
/// Longest line that is not shown, bytes.
const LONGEST_HIDDEN: usize = 64;

/// A line under way.
pub(super) struct Typing {
    raw: RawMode,
    line: Line,
}

impl Typing {
    /// Asks, with what `ask` writes; it gives the column in which the answer begins. `hidden`: each character is shown as
    /// a dot. What was typed before is dropped first, so that an answer to the question is not.
    pub(super) fn start(ask: impl FnOnce() -> Result<usize, Failure>, hidden: bool) -> Result<Self, Failure> {
        let raw = RawMode::start()?;
        Ok(Self { raw, line: Line::new(ask()?, hidden) })
    }

    /// The line, once Enter was pressed; waits at most `wait` for the next key.
    pub(super) fn poll(&mut self, wait: Duration) -> Result<Option<Zeroizing<String>>, Failure> {
        let Some(key) = self.raw.key(wait)? else { return Ok(None) };
        let (shown, outcome) = self.line.press(key, columns());
        put_prompt(&shown)?;
        outcome
    }
}

/// What was typed, and where on the terminal.
struct Line {
    typed: Zeroizing<String>,
    column: usize,
    hidden: bool,
}

type Outcome = Result<Option<Zeroizing<String>>, Failure>;

impl Line {
    fn new(column: usize, hidden: bool) -> Self {
        // A hidden line never grows beyond this, so that no copy of it stays behind.
        Self { typed: Zeroizing::new(String::with_capacity(LONGEST_HIDDEN)), column, hidden }
    }

    /// Takes a key: what the terminal is to show, and the line if that was its end.
    fn press(&mut self, key: Key, width: usize) -> (String, Outcome) {
        let most = if self.hidden { LONGEST_HIDDEN } else { LONGEST };
        let end = self.column + self.typed.chars().count();
        match key {
            Key::Enter => return ("\n".to_owned(), Ok(Some(std::mem::take(&mut self.typed)))),
            Key::Stop => return ("\n".to_owned(), Err(Failure::CTRL_C)),
            Key::End if self.typed.is_empty() => return ("\n".to_owned(), Err(Failure::Stopped)),
            Key::Back if self.typed.pop().is_some() => return (back(end, end - 1, width), Ok(None)),
            Key::Clear => {
                let shown = back(end, self.column, width);
                self.typed.clear();
                return (shown, Ok(None));
            }
            Key::Character(character) if self.typed.len() + character.len_utf8() <= most => {
                self.typed.push(character);
                let mut shown = String::from(if self.hidden { '•' } else { character });
                if (end + 1).is_multiple_of(width) {
                    // The cursor would wait behind the last column; this brings it to the next row.
                    shown.push_str(" \r");
                }
                return (shown, Ok(None));
            }
            _ => {}
        }
        (String::new(), Ok(None))
    }
}

/// Moves the cursor back from one place of the line to another, counted from the first column of its first row, and
/// clears what was behind.
fn back(from: usize, to: usize, width: usize) -> String {
    let mut moves = String::new();
    if let rows @ 1.. = from / width - to / width {
        moves.push_str(&format!("\x1b[{rows}A"));
    }
    moves.push('\r');
    if let columns @ 1.. = to % width {
        moves.push_str(&format!("\x1b[{columns}C"));
    }
    moves + "\x1b[J"
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What is entered by these keys, and all that the terminal showed. `<` is Backspace and `^` Ctrl-U.
    fn typed(keys: &str, hidden: bool) -> (String, String) {
        let mut line = Line::new(6, hidden);
        let mut shown = String::new();
        for key in keys.chars() {
            let key = match key {
                '<' => Key::Back,
                '^' => Key::Clear,
                key => Key::Character(key),
            };
            shown += &line.press(key, 10).0;
        }
        let (_, outcome) = line.press(Key::Enter, 10);
        (outcome.unwrap().unwrap().to_string(), shown)
    }

    #[test]
    fn ctrl_u_clears_the_line_over_all_its_rows() {
        let (line, shown) = typed("abcdefghij^xy", false);
        assert_eq!(line, "xy");
        // Six columns of question and ten letters end in the second row.
        assert!(shown.ends_with("\x1b[1A\r\x1b[6C\x1b[Jxy"), "{shown:?}");
    }

    #[test]
    fn backspace_goes_back_over_the_end_of_a_row() {
        let (line, shown) = typed("abcd<", false);
        assert_eq!((line.as_str(), shown.as_str()), ("abc", "abcd \r\x1b[1A\r\x1b[9C\x1b[J"));
        assert_eq!(typed("<<a", false).1, "a");
    }

    #[test]
    fn a_hidden_line_shows_dots_and_is_cleared_too() {
        let (line, shown) = typed("12^34", true);
        assert!(line == "34" && shown.matches('•').count() == 4 && !shown.contains('3'), "{shown:?}");
    }

    #[test]
    fn ctrl_c_interrupts_and_ctrl_d_ends_an_empty_line_only() {
        let mut line = Line::new(0, false);
        assert!(matches!(line.press(Key::Stop, 80).1, Err(Failure::Interrupted(130))));
        assert!(matches!(line.press(Key::End, 80).1, Err(Failure::Stopped)));
        drop(line.press(Key::Character('a'), 80));
        assert!(matches!(line.press(Key::End, 80).1, Ok(None)));
    }
}

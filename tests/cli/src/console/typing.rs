//! Line input in raw mode, with Backspace and Ctrl-U. The line may be longer than a row of the terminal.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{Key, RawMode, columns, put_prompt};
use crate::failure::Failure;

/// Longest line, in bytes: the pasted text of a counter's QR has some hundreds of characters.
const LONGEST: usize = 4096;
/// Longest hidden line, in bytes.
const LONGEST_HIDDEN: usize = 64;

/// A line that is being typed.
pub(super) struct Typing {
    raw: RawMode,
    line: Line,
}

impl Typing {
    /// Drops input typed earlier, then calls `ask`, which writes the question and returns the column in which the
    /// answer begins. `hidden`: each character is shown as a dot.
    pub(super) fn start(ask: impl FnOnce() -> Result<usize, Failure>, hidden: bool) -> Result<Self, Failure> {
        let raw = RawMode::start()?;
        Ok(Self { raw, line: Line::new(ask()?, hidden) })
    }

    /// Waits at most `wait` for the next key. Returns the line when Enter is pressed.
    pub(super) fn poll(&mut self, wait: Duration) -> Result<Option<Zeroizing<String>>, Failure> {
        let Some(key) = self.raw.key(wait)? else { return Ok(None) };
        let (shown, outcome) = self.line.press(key, columns());
        put_prompt(&shown)?;
        outcome
    }
}

/// The typed text and the column in which it begins.
struct Line {
    typed: Zeroizing<String>,
    column: usize,
    hidden: bool,
}

type Outcome = Result<Option<Zeroizing<String>>, Failure>;

impl Line {
    fn new(column: usize, hidden: bool) -> Self {
        // A hidden line never exceeds this capacity, so no reallocation leaves a copy in memory.
        Self { typed: Zeroizing::new(String::with_capacity(LONGEST_HIDDEN)), column, hidden }
    }

    /// Handles a key. Returns the text to write to the terminal, and the line if the key ended it.
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
                    // The cursor would stay after the last column; this moves it to the next row.
                    shown.push_str(" \r");
                }
                return (shown, Ok(None));
            }
            _ => {}
        }
        (String::new(), Ok(None))
    }
}

/// Moves the cursor back from `from` to `to`, both counted from the first column of the line's first row, and clears
/// the rest.
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

    /// The line that these keys enter, and everything written to the terminal. `<` is Backspace, `^` is Ctrl-U.
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
    fn ctrl_u_clears_every_row_of_the_line() {
        let (line, shown) = typed("abcdefghij^xy", false);
        assert_eq!(line, "xy");
        // The question takes six columns, so ten letters end in the second row.
        assert!(shown.ends_with("\x1b[1A\r\x1b[6C\x1b[Jxy"), "{shown:?}");
    }

    #[test]
    fn backspace_moves_to_the_previous_row() {
        let (line, shown) = typed("abcd<", false);
        assert_eq!((line.as_str(), shown.as_str()), ("abc", "abcd \r\x1b[1A\r\x1b[9C\x1b[J"));
        assert_eq!(typed("<<a", false).1, "a");
    }

    #[test]
    fn a_hidden_line_shows_dots_and_can_be_cleared() {
        let (line, shown) = typed("12^34", true);
        assert!(line == "34" && shown.matches('•').count() == 4 && !shown.contains('3'), "{shown:?}");
    }

    #[test]
    fn ctrl_c_interrupts_and_ctrl_d_stops_on_an_empty_line_only() {
        let mut line = Line::new(0, false);
        assert!(matches!(line.press(Key::Stop, 80).1, Err(Failure::Interrupted(130))));
        assert!(matches!(line.press(Key::End, 80).1, Err(Failure::Stopped)));
        drop(line.press(Key::Character('a'), 80));
        assert!(matches!(line.press(Key::End, 80).1, Ok(None)));
    }
}

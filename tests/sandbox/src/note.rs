//! What an officer writes for a citizen, or into the register: one line that every screen shows as it was written.

use ikd_proof::entry;

/// Longest text, characters.
pub(crate) const LONGEST: usize = 500;

/// Why a text is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteError {
    /// More than [`LONGEST`] characters.
    TooLong,
    /// Control characters: an escape sequence or a line break, which a line of a form cannot have.
    Control,
}

/// The text as it is kept; `None` when nothing visible is left.
///
/// Invisible characters are dropped: marks of direction would turn the order of what follows, and pasted texts have
/// them unseen. Control characters are refused, because no line of a form contains them and dropping a line break would
/// join words.
pub(crate) fn read(text: &str) -> Result<Option<String>, NoteError> {
    let text = entry::clean(text);
    if text.chars().any(char::is_control) {
        return Err(NoteError::Control);
    }
    if text.chars().count() > LONGEST {
        return Err(NoteError::TooLong);
    }
    Ok((!text.is_empty()).then_some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_text_is_kept_without_white_space_around_it() {
        assert_eq!(read("  Datang ke Loket 3. "), Ok(Some("Datang ke Loket 3.".to_owned())));
        assert_eq!(read(&"x".repeat(LONGEST)), Ok(Some("x".repeat(LONGEST))));
        assert_eq!(read(&"x".repeat(LONGEST + 1)), Err(NoteError::TooLong));
    }

    #[test]
    fn escape_sequences_and_line_breaks_are_refused() {
        for text in ["a\u{1b}[2Jb", "a\rb", "a\nb", "a\tb", "a\u{0}b", "a\u{7f}b", "a\u{85}b", "a\u{9b}31mb"]
        {
            assert_eq!(read(text), Err(NoteError::Control), "{text:?}");
        }
        assert_eq!(read("a\u{2028}b\u{2029}c"), Ok(Some("a b c".to_owned())));
    }

    #[test]
    fn marks_of_direction_and_other_invisible_characters_are_dropped() {
        let directions = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
        for mark in directions.chain(['\u{200e}', '\u{200f}', '\u{61c}', '\u{200b}', '\u{feff}', '\u{ad}']) {
            assert_eq!(read(&format!("KTP{mark} asli")), Ok(Some("KTP asli".to_owned())), "{mark:?}");
            assert_eq!(read(&format!(" {mark} ")), Ok(None), "{mark:?}");
        }
    }
}

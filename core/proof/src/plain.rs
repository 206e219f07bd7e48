//! Texts that somebody else wrote, made harmless for a screen or a terminal.
//!
//! Control characters move the cursor of a terminal and change its colours; controls of direction show a text in
//! another order than its characters have. Nothing that the formats or the contract say needs either. A text is never
//! refused for such a character: it may be in a register since somebody pasted a name, and the document must still be
//! readable.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Whether the character orders other characters: marks, embeddings, overrides and isolates of direction
/// (UAX #9 section 2).
pub fn is_direction(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether the character ends a line or a paragraph: LF, VT, FF, CR, NEL, U+2028 and U+2029.
fn ends_line(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a text of one line may have the character.
fn is_plain(c: char) -> bool {
    !c.is_control() && !is_direction(c) && !ends_line(c)
}

/// `text` as one line: without control characters and controls of direction, each end of a line and tab a space. In
/// normal form C if `text` is.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter_map(|c| match c {
        c if ends_line(c) || c == '\t' => Some(' '),
        c => is_plain(c).then_some(c),
    });
    Cow::Owned(composed(&kept.collect::<String>()))
}

/// `text` with its lines, each cleaned as by [`one_line`]. Blank lines at both ends are dropped, and of several between
/// others one stays, so that no text pushes away what is below it.
pub fn lines(text: &str) -> String {
    // Two characters that end one line.
    let text = text.replace("\r\n", "\n");
    let mut out = String::new();
    let mut blank = false;
    for line in text.split(ends_line) {
        let line = one_line(line);
        let line = line.trim_end();
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        blank = false;
    }
    out
}

/// The first `max` characters of `text`.
pub fn cut(text: &str, max: usize) -> &str {
    match text.char_indices().nth(max) {
        Some((end, _)) => text.split_at(end).0,
        None => text,
    }
}

/// In normal form C: what stood between a letter and its mark may be gone.
fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::is_clean_text;

    #[test]
    fn a_text_without_controls_is_not_touched() {
        assert!(matches!(one_line("JL. CONTOH NO. 1, ’é’"), Cow::Borrowed(_)));
    }

    #[test]
    fn escapes_and_controls_of_direction_are_dropped() {
        assert_eq!(one_line("Loket\u{1b}]0;x\u{7} 2\u{9b}J\u{202e}"), "Loket]0;x 2J");
        for c in
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                .chars()
        {
            assert_eq!(one_line(&format!("a{c}b")), "ab", "{c:?}");
        }
    }

    #[test]
    fn an_end_of_a_line_becomes_a_space_in_one_line() {
        for c in ['\n', '\r', '\u{b}', '\u{c}', '\t', '\u{85}', '\u{2028}', '\u{2029}'] {
            assert_eq!(one_line(&format!("a{c}b")), "a b", "{c:?}");
        }
    }

    #[test]
    fn a_letter_and_its_mark_are_composed_again_when_what_stood_between_them_is_gone() {
        let line = one_line("e\u{200e}\u{301}");
        assert_eq!(line, "é");
        assert!(is_clean_text(&line));
    }

    #[test]
    fn lines_stay_and_many_blank_ones_become_one() {
        assert_eq!(lines("\n\r\na \u{1b}b\r\nc\u{2029}\n\n\n\u{202e}\nd\n\n"), "a b\nc\n\nd");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!((cut("aéz", 2), cut("aéz", 3), cut("", 0)), ("aé", "aéz", ""));
    }
}

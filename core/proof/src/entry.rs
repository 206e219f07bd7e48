//! Cleans text that people type or paste.
//!
//! Text from contacts, PDFs and web pages contains characters that are invisible or look alike: marks of direction and
//! joining, non-breaking spaces, dashes of every length. Every parser of an entry cleans its text here before its own
//! rules, so that entries that look equal are equal. A PIN is not cleaned: it comes from a keypad and is exactly six
//! digits.

/// The visible characters of `text`. Invisible ones are dropped, each dash becomes `-`, each space ` `. Control
/// characters stay, so that the rules of the entry can refuse them.
pub fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !is_invisible(*c)).map(ordinary)
}

/// The [`visible`] characters, without white space at both ends.
pub fn clean(text: &str) -> String {
    let visible: String = visible(text).collect();
    visible.trim().to_owned()
}

/// `text` without white space and invisible characters at both ends. The inside does not change. For QR texts.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
        '\u{ad}' | '\u{61c}' | '\u{180e}'
        // Zero width space and joiners, marks and embeddings of direction.
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        // Word joiner and invisible operators, isolates of direction.
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        // Variation selectors, byte order mark.
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

fn ordinary(c: char) -> char {
    match c {
        // Hyphen, non-breaking hyphen, figure dash, en and em dash, bar, minus.
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() && !c.is_control() => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_dropped_at_any_place() {
        assert_eq!(clean("\u{feff}9\u{200b}9\u{202a}0\u{2069}1\u{fe0f}"), "9901");
    }

    #[test]
    fn every_dash_becomes_a_hyphen() {
        assert_eq!(clean("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}"), "-------");
    }

    #[test]
    fn every_space_becomes_an_ordinary_space() {
        assert_eq!(clean("\u{3000}a\u{a0}b\u{202f}c\u{2007}"), "a b c");
    }

    #[test]
    fn a_text_of_invisible_characters_becomes_empty() {
        assert_eq!(clean(" \u{200b}\u{a0}\u{200f}\u{feff} "), "");
    }

    #[test]
    fn control_characters_inside_stay() {
        assert_eq!(clean("\ta\u{0}b\tc\n"), "a\u{0}b\tc");
    }

    #[test]
    fn trim_does_not_change_the_inside_of_a_text() {
        assert_eq!(trim("\u{feff}\r\nA B\u{200b}C\u{a0}\n"), "A B\u{200b}C");
    }
}

//! Names of persons, with the rules for recording new names of Permendagri 73/2022.
//!
//! A new name has at least two words, at most 60 letters including spaces, Latin letters only, no digits and no
//! punctuation. The rules apply to names recorded since 2022; older documents stay valid. So [`PersonName::parse_new`]
//! (for the birth service) refuses a name that breaks a rule. [`PersonName::parse`] (for existing names) accepts it,
//! and [`PersonName::broken_rules`] lists the rules it breaks.
//!
//! The regulation also forbids unusual abbreviations. This is not checked: a single letter is a whole word in *I Made*.

use std::fmt;

use crate::entry;

/// Most characters of a new name, including spaces.
const MAX_NEW: usize = 60;
/// Most characters of any name: enough for names from before the regulation, but bounded.
const MAX_ANY: usize = 120;

/// A person's name: not empty, words separated by single spaces, no control characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

/// A rule of Permendagri 73/2022 that a new name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameRule {
    /// The name has only one word.
    #[error("a new name has at least two words")]
    OneWord,
    /// The name has more than 60 letters, including spaces.
    #[error("a new name has at most 60 letters")]
    TooLong,
    /// The name contains a digit.
    #[error("a new name has no digits")]
    Digit,
    /// The name contains punctuation or another sign.
    #[error("a new name has no punctuation")]
    Punctuation,
    /// The name contains a letter that is not used in Indonesian.
    #[error("a new name is written in Latin letters")]
    NotLatin,
}

impl NameRule {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::OneWord => "name-one-word",
            Self::TooLong => "name-too-long",
            Self::Digit => "name-digit",
            Self::Punctuation => "name-punctuation",
            Self::NotLatin => "name-not-latin",
        }
    }
}

/// Why a text is not a valid name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// The text has no visible characters.
    #[error("a name is not empty")]
    Empty,
    /// The text has more than 120 characters.
    #[error("a name has at most 120 characters")]
    Oversized,
    /// The text contains a control character.
    #[error("a name has no control characters")]
    ControlCharacter,
    /// The name is new and breaks a rule: the first broken one in the order of [`NameRule`].
    #[error(transparent)]
    Rule(#[from] NameRule),
}

impl PersonNameError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "name-empty",
            Self::Oversized => "name-oversized",
            Self::ControlCharacter => "name-control-character",
            Self::Rule(rule) => rule.code(),
        }
    }
}

impl PersonName {
    /// Parses an existing name after [`entry::clean`]. Reduces white space to single spaces.
    pub fn parse(text: &str) -> Result<Self, PersonNameError> {
        let mut name = String::new();
        let mut length = 0;
        for word in entry::clean(text).split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
                length += 1;
            }
            length += word.chars().count();
            if length > MAX_ANY {
                return Err(PersonNameError::Oversized);
            }
            name.push_str(word);
        }
        if name.is_empty() {
            return Err(PersonNameError::Empty);
        }
        if name.contains(char::is_control) {
            return Err(PersonNameError::ControlCharacter);
        }
        Ok(Self(name))
    }

    /// Parses a name that is recorded for the first time; it must satisfy every [`NameRule`].
    pub fn parse_new(text: &str) -> Result<Self, PersonNameError> {
        let name = Self::parse(text)?;
        match name.broken_rules().first() {
            Some(rule) => Err(PersonNameError::Rule(*rule)),
            None => Ok(name),
        }
    }

    /// The name. Personal data: never for a log or an error.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rules for new names that this name breaks, in the order of [`NameRule`]. For an existing name these are
    /// warnings.
    pub fn broken_rules(&self) -> Vec<NameRule> {
        let not_letter = |c: &char| !c.is_alphanumeric() && *c != ' ';
        let broken = [
            (!self.0.contains(' '), NameRule::OneWord),
            (self.0.chars().count() > MAX_NEW, NameRule::TooLong),
            (self.0.contains(|c: char| c.is_numeric()), NameRule::Digit),
            (self.0.chars().any(|c| not_letter(&c)), NameRule::Punctuation),
            (self.0.contains(|c: char| c.is_alphabetic() && !c.is_ascii()), NameRule::NotLatin),
        ];
        broken.into_iter().filter_map(|(is, rule)| is.then_some(rule)).collect()
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_of_two_latin_words_is_accepted() {
        let name = PersonName::parse_new("  I   Made\tContoh ").expect("satisfies the rules");
        assert_eq!(name.as_str(), "I Made Contoh");
    }

    #[test]
    fn a_new_name_is_refused_for_the_first_rule_it_breaks() {
        let sixty_one = format!("{} {}", "A".repeat(30), "B".repeat(30));
        let broken = [
            ("Contoh", NameRule::OneWord),
            (sixty_one.as_str(), NameRule::TooLong),
            ("Contoh 2", NameRule::Digit),
            ("Contoh, Budi", NameRule::Punctuation),
            ("Contoh Sa'diyah", NameRule::Punctuation),
            ("Contoh Renée", NameRule::NotLatin),
        ];
        for (text, rule) in broken {
            assert_eq!(PersonName::parse_new(text).err(), Some(PersonNameError::Rule(rule)), "{text}");
        }
        assert!(PersonName::parse_new(&sixty_one[1..]).is_ok(), "60 letters are within the rule");
    }

    #[test]
    fn an_existing_name_is_accepted_with_warnings() {
        let name = PersonName::parse("Contoh-2").expect("existing names stay valid");
        assert_eq!(name.broken_rules(), [NameRule::OneWord, NameRule::Digit, NameRule::Punctuation]);
    }

    #[test]
    fn invalid_text_is_refused_as_an_existing_name_too() {
        assert_eq!(PersonName::parse(" \n ").err(), Some(PersonNameError::Empty));
        assert_eq!(PersonName::parse("\u{200b}\u{a0}\u{feff}").err(), Some(PersonNameError::Empty));
        assert_eq!(PersonName::parse("Budi\u{0}Contoh").err(), Some(PersonNameError::ControlCharacter));
        assert_eq!(PersonName::parse(&"a ".repeat(61)).err(), Some(PersonNameError::Oversized));
    }

    #[test]
    fn debug_does_not_show_the_name() {
        assert_eq!(format!("{:?}", PersonName::parse("Budi Contoh").expect("a name")), "PersonName(..)");
    }
}

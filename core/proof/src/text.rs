//! The text in documents and statements. Its types enforce the rules of `docs/formats.md` sections 1 and 2.
//!
//! Promises that every value is in normal form C, contains no control character and no control of direction, and has a
//! length that its format allows. `Debug` hides the content: most of it is personal data.
//!
//! What is typed or issued with a control of direction is refused. In what is signed already such a character is dropped
//! when it is read: refusing it would make the whole document unreadable, and its holder could not mend it.

use core::fmt;
use std::borrow::Cow;

use crate::{
    cbor::is_clean_text,
    fields::{Fields, FormatError, read_text},
    plain,
};

/// Why a document cannot contain a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The text is empty.
    #[error("the text is empty")]
    Empty,
    /// The text has more bytes of UTF-8 than the format allows.
    #[error("the text is longer than {max} bytes")]
    TooLong {
        /// Bytes allowed.
        max: usize,
    },
    /// The text is not in normal form C, or contains a control character or a control of direction.
    #[error("the text is not in normal form C or contains a control character")]
    NotClean,
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Largest number of bytes of UTF-8.
            pub const MAX: usize = $max;

            /// Checks the rules and takes the text.
            ///
            /// # Errors
            /// The broken rule. No error contains the text.
            pub fn new(text: &str) -> Result<Self, TextError> {
                if text.is_empty() {
                    Err(TextError::Empty)
                } else if text.len() > $max {
                    Err(TextError::TooLong { max: $max })
                } else if !is_clean_text(text) || !matches!(plain::one_line(text), Cow::Borrowed(_)) {
                    Err(TextError::NotClean)
                } else {
                    Ok($name(text.to_owned()))
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            pub(crate) fn read(raw: &[u8]) -> Option<Self> {
                Self::new(&plain::one_line(read_text(raw)?)).ok()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

text_type!(
    /// A name of a person, an office, an issuer or a reader class: 1 to 120 bytes.
    Name,
    120
);
text_type!(
    /// One line of a document, such as a street or an occupation: 1 to 200 bytes.
    Line,
    200
);
text_type!(
    /// The name of the terms a citizen accepts, such as `ikd-terms-1`: 1 to 40 bytes.
    TermsId,
    40
);

impl Fields<'_> {
    pub(crate) fn name(&mut self, key: i64) -> Result<Name, FormatError> {
        self.required(key, Name::read)
    }

    pub(crate) fn line(&mut self, key: i64) -> Result<Line, FormatError> {
        self.required(key, Line::read)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::fields::encode;

    #[test]
    fn lengths_are_counted_in_bytes_and_both_ends_are_included() {
        assert_eq!(Name::new("").err(), Some(TextError::Empty));
        assert!(Name::new(&"A".repeat(120)).is_ok());
        assert_eq!(Name::new(&"A".repeat(121)).err(), Some(TextError::TooLong { max: 120 }));
        assert_eq!(Name::new(&"é".repeat(61)).err(), Some(TextError::TooLong { max: 120 }));
    }

    #[test]
    fn control_characters_are_refused() {
        assert_eq!(Line::new("JL. CONTOH\nNO. 1").err(), Some(TextError::NotClean));
    }

    #[test]
    fn a_control_of_direction_is_refused_in_what_is_typed_and_dropped_in_what_is_signed() {
        assert_eq!(Name::new("BUDI\u{202e}CONTOH").err(), Some(TextError::NotClean));
        assert_eq!(Line::new("A\u{2028}B").err(), Some(TextError::NotClean));
        let signed = encode(|e| e.str("BUDI\u{200e} CONTOH\u{202e}")?.ok());
        assert_eq!(crate::cbor::check(&signed, 100), Ok(()));
        assert_eq!(Name::read(&signed).unwrap().as_str(), "BUDI CONTOH");
        let nothing_else = encode(|e| e.str("\u{202e}")?.ok());
        assert!(Name::read(&nothing_else).is_none());
    }

    #[test]
    fn debug_shows_no_text() {
        assert_eq!(format!("{:?}", Name::new("BUDI CONTOH").unwrap()), "Name(..)");
    }
}

//! A text of a form in both languages.

use crate::{
    fields::{Fields, FormatError, MapWriter, read_text},
    plain,
};

/// Most characters of a text, in each language.
pub const MAX_TEXT: usize = 600;

/// A text in both languages, 1 to [`MAX_TEXT`] characters each, without control characters and controls of direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

impl Texts {
    /// Takes both texts. What the format does not allow is refused when the definition is encoded.
    pub fn new(id: &str, en: &str) -> Self {
        Self { id: id.to_owned(), en: en.to_owned() }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        MapWriter::new().text(1, &self.id).text(2, &self.en).finish()
    }

    pub(super) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Self { id: fields.required(1, read)?, en: fields.required(2, read)? })
    }
}

fn read(raw: &[u8]) -> Option<String> {
    // Strict CBOR has no control characters, but may have controls of direction.
    let text = plain::one_line(read_text(raw)?);
    (1..=MAX_TEXT).contains(&text.chars().count()).then(|| text.into_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn controls_of_direction_in_a_signed_text_are_dropped() {
        let signed = Texts::new("Nama\u{202e} anak", "Name\u{2028}of the child").encode();
        let texts = Texts::read(&signed).unwrap();
        assert_eq!((texts.id.as_str(), texts.en.as_str()), ("Nama anak", "Name of the child"));
    }
}

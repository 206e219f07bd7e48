//! The texts of one language, read once from the TOML that is built in.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use serde::Deserialize;

use crate::{key, key_of, placeholders};

static INDONESIAN: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(include_str!("../id.toml")).expect("the tests read this file"));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| {
    let read = Catalogue::parse(include_str!("../en.toml")).expect("the tests read this file");
    Catalogue { one_is_singular: true, ..read }
});

/// The texts of one language.
pub struct Catalogue {
    /// English has a form of its own for 1, Indonesian has not.
    one_is_singular: bool,
    texts: BTreeMap<String, Text>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Plural(Plural),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plural {
    one: String,
    other: String,
}

/// What a placeholder is filled with.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A number; chooses the plural form, if the text has such forms.
    Number(u64),
    /// Words.
    Words(&'a str),
}

impl<T: Into<u64>> From<T> for Value<'_> {
    fn from(number: T) -> Self {
        Self::Number(number.into())
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Words(words) => words.fmt(f),
        }
    }
}

impl Catalogue {
    /// The Indonesian texts.
    #[must_use]
    pub fn indonesian() -> &'static Self {
        &INDONESIAN
    }

    /// The English texts.
    #[must_use]
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// Reads a catalogue without plural forms for 1.
    ///
    /// # Errors
    /// Says in which line the TOML is not a table of texts for each family, or a plural lacks one of its forms.
    pub fn parse(source: &str) -> Result<Self, String> {
        let families: BTreeMap<String, BTreeMap<String, Text>> =
            toml::from_str(source).map_err(|error| error.to_string())?;
        let mut texts = BTreeMap::new();
        for (family, entries) in families {
            for (name, text) in entries {
                let key = key(&family, &name);
                if texts.insert(key.clone(), text).is_some() {
                    return Err(format!("{key} is there twice"));
                }
            }
        }
        Ok(Self { one_is_singular: false, texts })
    }

    /// Every key with its forms: one, or singular and plural.
    pub fn forms(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.texts.iter().map(|(key, text)| match text {
            Text::Plain(text) => (key.as_str(), vec![text.as_str()]),
            Text::Plural(Plural { one, other }) => (key.as_str(), vec![one.as_str(), other.as_str()]),
        })
    }

    /// The text of a value of an enum, found by the name of its variant: `of("rejection", reason)`.
    #[must_use]
    pub fn of(&self, family: &str, value: impl fmt::Debug) -> &str {
        self.plain(&key_of(family, value))
    }

    /// A text without placeholders. A key that does not exist is a panic; in a debug build, so is one with placeholders.
    #[must_use]
    pub fn plain(&self, key: &str) -> &str {
        debug_assert!(placeholders(key).is_empty(), "{key} has placeholders");
        self.form(key, None)
    }

    /// A text with its placeholders filled. In a debug build, values for other placeholders than those of
    /// [`placeholders`] are a panic.
    #[must_use]
    pub fn filled(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        debug_assert_eq!(
            values.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            placeholders(key),
            "{key}"
        );
        let number = values.iter().find_map(|(_, value)| match value {
            Value::Number(number) => Some(*number),
            Value::Words(_) => None,
        });
        let mut filled = String::new();
        let mut rest = self.form(key, number);
        // One pass, so that braces in a value are not taken for a placeholder.
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            filled.push_str(before);
            if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
                filled.push_str(&value.to_string());
            }
            rest = after;
        }
        filled + rest
    }

    /// A length of time for `{wait}`: hours and minutes, minutes and seconds, or seconds. Rounded up.
    #[must_use]
    pub fn wait(&self, ms: u64) -> String {
        let seconds = match ms.div_ceil(1000) {
            seconds @ 0..3600 => seconds,
            seconds => seconds.div_ceil(60) * 60,
        };
        let parts = [
            ("duration_hours", seconds / 3600),
            ("duration_minutes", seconds / 60 % 60),
            ("duration_seconds", seconds % 60),
        ];
        let shown =
            parts.iter().filter(|(key, count)| *count > 0 || seconds == 0 && *key == "duration_seconds");
        shown
            .map(|(key, count)| self.filled(key, &[("count", (*count).into())]))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The form of a text for a number.
    fn form(&self, key: &str, number: Option<u64>) -> &str {
        debug_assert!(self.texts.contains_key(key), "no text {key}");
        match self.texts.get(key).expect("the tests compare keys and texts") {
            Text::Plain(text) => text,
            Text::Plural(Plural { one, .. }) if self.one_is_singular && number == Some(1) => one,
            Text::Plural(Plural { other, .. }) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_says_one_try_and_two_tries_and_indonesian_has_one_form() {
        let said =
            |texts: &Catalogue, left: u64| texts.filled("error_wrong_pin", &[("attempts_left", left.into())]);
        let (id, en) = (Catalogue::indonesian(), Catalogue::english());
        assert_eq!(said(en, 1), "Wrong PIN. 1 try left.");
        assert_eq!(said(en, 2), "Wrong PIN. 2 tries left.");
        assert_eq!(said(id, 1), "PIN salah. Sisa 1 percobaan.");
    }

    #[test]
    fn a_value_with_braces_is_shown_as_it_is() {
        let filled =
            Catalogue::indonesian().filled("form_refused_by_service", &[("field", Value::Words("{field}"))]);
        assert!(filled.starts_with("{field}:"), "{filled}");
    }

    #[test]
    fn a_wait_is_said_in_the_units_that_matter() {
        let (id, en) = (Catalogue::indonesian(), Catalogue::english());
        assert_eq!(id.wait(271_001), "4 menit 32 detik");
        assert_eq!(en.wait(60_000), "1 minute");
        assert_eq!(en.wait(10_799_001), "3 hours");
        assert_eq!(en.wait(3_660_001), "1 hour 2 minutes");
        assert_eq!(id.wait(0), "0 detik");
    }

    #[test]
    #[should_panic(expected = "error_wrong_pin")]
    fn a_placeholder_that_the_text_does_not_have_is_a_panic_in_tests() {
        let _ = Catalogue::indonesian().filled("error_wrong_pin", &[("tries_left", 1u8.into())]);
    }

    #[test]
    #[should_panic(expected = "no text error_of_tomorrow")]
    fn a_key_without_text_is_a_panic_in_tests() {
        let _ = Catalogue::indonesian().plain("error_of_tomorrow");
    }

    #[test]
    fn a_plural_with_one_form_or_a_third_is_not_read() {
        assert!(Catalogue::parse("[a]\nb = { other = \"c\" }").is_err());
        assert!(Catalogue::parse("[a]\nb = { one = \"c\", other = \"c\", few = \"c\" }").is_err());
    }
}

//! Reading parts of a definition: a part is of the format, not of the format, or of a newer vocabulary.

use core::ops::RangeInclusive;

use crate::fields::{Fields, FormatError, read_array, read_text};

/// Why a part of a definition was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// Not of this format.
    Format(FormatError),
    /// It names a type, check, source, computation or severity that this version does not know.
    Newer,
}

impl From<FormatError> for Unread {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}

/// The items of the array `key`. An array without items is left out, so that there is one encoding.
pub(super) fn list<T>(
    fields: &mut Fields<'_>,
    key: i64,
    counts: RangeInclusive<usize>,
    read: impl Fn(&[u8]) -> Result<T, Unread>,
) -> Result<Vec<T>, Unread> {
    let most = *counts.end() as u64;
    let items = fields.optional(key, |raw| read_array(raw, most).filter(|items| !items.is_empty()))?;
    let items = items.unwrap_or_default();
    if !counts.contains(&items.len()) {
        return Err(FormatError::Missing { key }.into());
    }
    items.into_iter().map(read).collect()
}

/// A code of the vocabulary; one that `of` does not know is newer.
pub(super) fn coded<T>(
    fields: &mut Fields<'_>,
    key: i64,
    of: impl FnOnce(u64) -> Option<T>,
) -> Result<T, Unread> {
    of(fields.uint(key)?).ok_or(Unread::Newer)
}

/// An optional bool that is left out when false.
pub(super) fn flag(fields: &mut Fields<'_>, key: i64) -> Result<bool, Unread> {
    let read = |raw: &[u8]| minicbor::decode::Decoder::new(raw).bool().ok().filter(|set| *set);
    Ok(fields.optional(key, read)?.unwrap_or_default())
}

/// The most characters of a key of a field, kind of an attachment or id of a service.
const MAX_KEY: usize = 32;

/// Whether `text` is a key: 1 to 32 of `a-z 0-9` and `joint`.
pub(super) fn is_key(text: &str, joint: u8) -> bool {
    (1..=MAX_KEY).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
}

/// A key whose words are joined by `joint`.
pub(super) fn read_key(raw: &[u8], joint: u8) -> Option<String> {
    read_text(raw).filter(|text| is_key(text, joint)).map(str::to_owned)
}

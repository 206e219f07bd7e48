//! Conditions on answers.

use super::{
    Answers,
    unread::{Unread, list, read_key},
};
use crate::fields::{Fields, FormatError, MapWriter, encode_array, encode_uint, read_uint};

/// Most conditions in one place, and most codes in a condition.
const MAX: usize = 32;

/// A condition: the field has one of these codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Key of a field of type code or yes_no.
    pub field: String,
    /// Codes of options, or 1 for yes and 0 for no.
    pub codes: Vec<u64>,
}

/// Conditions that must all hold. Without any, it always holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When(pub Vec<Condition>);

impl When {
    /// Whether there is no condition.
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all conditions hold. `answers` must not contain values of hidden fields.
    pub(super) fn holds(&self, answers: &Answers) -> bool {
        self.0.iter().all(|condition| {
            let code = answers.get(&condition.field).and_then(|value| value.condition_code());
            code.is_some_and(|code| condition.codes.contains(&code))
        })
    }

    /// Adds the conditions under `key`, if there are any.
    pub(super) fn write(&self, map: MapWriter, key: i64) -> MapWriter {
        let encoded: Vec<_> = self.0.iter().map(Condition::encode).collect();
        map.optional((!encoded.is_empty()).then_some(encoded), |map, items| {
            map.raw(key, encode_array(&items))
        })
    }

    pub(super) fn read(fields: &mut Fields<'_>, key: i64) -> Result<Self, Unread> {
        list(fields, key, 0..=MAX, Condition::read).map(Self)
    }
}

impl Condition {
    fn encode(&self) -> Vec<u8> {
        let codes: Vec<_> = self.codes.iter().copied().map(encode_uint).collect();
        MapWriter::new().text(1, &self.field).raw(2, encode_array(&codes)).finish()
    }

    fn read(raw: &[u8]) -> Result<Self, Unread> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Self {
            field: fields.required(1, |raw| read_key(raw, b'_'))?,
            codes: list(&mut fields, 2, 1..=MAX, |raw| {
                read_uint(raw).ok_or(FormatError::Invalid { key: 2 }.into())
            })?,
        })
    }
}

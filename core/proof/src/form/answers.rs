//! The answers of a form.

use core::fmt;
use std::collections::BTreeMap;

use minicbor::decode::Decoder;

use super::{Definition, Value};
use crate::{
    cbor,
    fields::{FormatError, encode},
};

/// Largest encoded answers in bytes.
pub const MAX_ANSWERS: usize = 32 * 1024;

/// The values of a form's fields, by key. `Debug` shows only how many there are.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// No answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a field.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Sets the value of a field, or removes it.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(key.to_owned(), value),
            None => self.0.remove(key),
        };
    }

    /// Keys and values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many fields have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no field has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The answers as CBOR: a map from the keys of fields (`docs/formats.md` section 15).
    pub fn encode(&self) -> Vec<u8> {
        let text = |key: &str| encode(|e| e.str(key)?.ok());
        let mut entries: Vec<_> = self.0.iter().map(|(key, value)| (text(key), value.encode())).collect();
        entries.sort();
        let mut bytes = encode(|e| e.map(entries.len() as u64)?.ok());
        for (key, value) in &entries {
            bytes.extend_from_slice(key);
            bytes.extend_from_slice(value);
        }
        bytes
    }

    /// Reads what [`Answers::encode`] wrote. The types are those of the definition's fields.
    ///
    /// # Errors
    /// [`FormatError::Unknown`] for a key that the definition does not have, [`FormatError::Shape`] for a value that
    /// its type does not allow. Whether a value is an option of its field or long enough is for [`Definition::check`].
    pub fn read(bytes: &[u8], definition: &Definition) -> Result<Self, FormatError> {
        cbor::check(bytes, MAX_ANSWERS)?;
        let mut decoder = Decoder::new(bytes);
        let count = decoder.map().ok().flatten().ok_or(FormatError::Shape)?;
        let mut answers = BTreeMap::new();
        for _ in 0..count {
            let key = decoder.str().map_err(|_| FormatError::Shape)?;
            let field = definition.field(key).ok_or(FormatError::Unknown)?;
            let start = decoder.position();
            decoder.skip().map_err(|_| FormatError::Shape)?;
            let raw = bytes.get(start..decoder.position()).ok_or(FormatError::Shape)?;
            let value = Value::read(field.kind, raw).ok_or(FormatError::Shape)?;
            answers.insert(key.to_owned(), value);
        }
        Ok(Self(answers))
    }
}

impl FromIterator<(String, Value)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.0.len())
    }
}

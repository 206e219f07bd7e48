//! Reads and writes the maps in the formats.
//!
//! [`Fields`] reads a map by integer key and removes each entry that was read, so that a closed format can refuse the
//! rest. [`MapWriter`] sorts the entries by their encoded keys, so that its output does not depend on the order of
//! calls.

use core::convert::Infallible;

use minicbor::{decode::Decoder, encode::Encoder};

use crate::{
    CivilDate, Nik,
    cbor::{self, CborError},
    date::LAST_SECOND,
};

/// Dates that the formats allow, as `YYYYMMDD`.
const DATES: core::ops::RangeInclusive<u32> = 19_000_101..=29_991_231;

/// Why bytes are not of the expected format. Contains keys and rules, never values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Not strict CBOR.
    #[error("not strict CBOR: {0}")]
    Cbor(#[from] CborError),
    /// An item is not of the kind that this format requires.
    #[error("not the shape of this format")]
    Shape,
    /// A required key is missing.
    #[error("key {key} is missing")]
    Missing {
        /// The map key, as in `docs/formats.md`.
        key: i64,
    },
    /// The format does not allow the value of this key.
    #[error("value of key {key} is not allowed")]
    Invalid {
        /// The map key, as in `docs/formats.md`.
        key: i64,
    },
    /// An item of a closed format has an unknown key.
    #[error("unknown key in a closed format")]
    Unknown,
}

/// The entries of one map that were not read yet.
pub(crate) struct Fields<'b> {
    entries: Vec<(i64, &'b [u8])>,
    /// Whether the map has keys that are not integers.
    other_keys: bool,
}

impl<'b> Fields<'b> {
    /// Checks `bytes` strictly and reads the map they hold.
    pub(crate) fn parse(bytes: &'b [u8], max: usize) -> Result<Self, FormatError> {
        cbor::check(bytes, max)?;
        Self::of_checked(bytes)
    }

    /// Reads a map from bytes that [`cbor::check`] has already accepted, such as a nested value.
    pub(crate) fn of_checked(bytes: &'b [u8]) -> Result<Self, FormatError> {
        let mut decoder = Decoder::new(bytes);
        let count = decoder.map().ok().flatten().ok_or(FormatError::Shape)?;
        let (mut entries, mut other_keys) = (Vec::new(), false);
        for _ in 0..count {
            let key = decoder.probe().i64().ok();
            decoder.skip().map_err(|_| FormatError::Shape)?;
            let start = decoder.position();
            decoder.skip().map_err(|_| FormatError::Shape)?;
            let value = bytes.get(start..decoder.position()).ok_or(FormatError::Shape)?;
            match key {
                Some(key) => entries.push((key, value)),
                None => other_keys = true,
            }
        }
        Ok(Fields { entries, other_keys })
    }

    /// The encoded value of an optional key.
    pub(crate) fn raw_optional(&mut self, key: i64) -> Option<&'b [u8]> {
        let at = self.entries.iter().position(|(k, _)| *k == key)?;
        Some(self.entries.swap_remove(at).1)
    }

    /// The encoded value of a required key.
    pub(crate) fn raw(&mut self, key: i64) -> Result<&'b [u8], FormatError> {
        self.raw_optional(key).ok_or(FormatError::Missing { key })
    }

    /// An optional value, read by `read`; `None` from `read` means that the value is not allowed.
    pub(crate) fn optional<T>(
        &mut self,
        key: i64,
        read: impl FnOnce(&'b [u8]) -> Option<T>,
    ) -> Result<Option<T>, FormatError> {
        match self.raw_optional(key) {
            None => Ok(None),
            Some(raw) => read(raw).map(Some).ok_or(FormatError::Invalid { key }),
        }
    }

    /// A required value, read by `read`; `None` from `read` means that the value is not allowed.
    pub(crate) fn required<T>(
        &mut self,
        key: i64,
        read: impl FnOnce(&'b [u8]) -> Option<T>,
    ) -> Result<T, FormatError> {
        self.optional(key, read)?.ok_or(FormatError::Missing { key })
    }

    pub(crate) fn uint(&mut self, key: i64) -> Result<u64, FormatError> {
        self.required(key, read_uint)
    }

    /// A time, Unix seconds. One after the year 9999 means as much as its end, and a signed item is not refused for it.
    pub(crate) fn time(&mut self, key: i64) -> Result<u64, FormatError> {
        Ok(self.uint(key)?.min(LAST_SECOND))
    }

    pub(crate) fn bool(&mut self, key: i64) -> Result<bool, FormatError> {
        self.required(key, |raw| Decoder::new(raw).bool().ok())
    }

    pub(crate) fn bytes<const N: usize>(&mut self, key: i64) -> Result<[u8; N], FormatError> {
        self.required(key, |raw| read_bytes(raw)?.try_into().ok())
    }

    pub(crate) fn nik(&mut self, key: i64) -> Result<Nik, FormatError> {
        self.required(key, read_nik)
    }

    pub(crate) fn date(&mut self, key: i64) -> Result<CivilDate, FormatError> {
        self.required(key, read_date)
    }

    /// A coded value: `of` maps a code to its meaning.
    pub(crate) fn coded<T>(&mut self, key: i64, of: impl FnOnce(u64) -> Option<T>) -> Result<T, FormatError> {
        self.required(key, |raw| of(read_uint(raw)?))
    }

    /// Finishes a closed format: no entry may be left.
    pub(crate) fn finish_closed(self) -> Result<(), FormatError> {
        if self.entries.is_empty() && !self.other_keys { Ok(()) } else { Err(FormatError::Unknown) }
    }
}

pub(crate) fn read_uint(raw: &[u8]) -> Option<u64> {
    Decoder::new(raw).u64().ok()
}

pub(crate) fn read_bytes(raw: &[u8]) -> Option<&[u8]> {
    Decoder::new(raw).bytes().ok()
}

pub(crate) fn read_text(raw: &[u8]) -> Option<&str> {
    Decoder::new(raw).str().ok()
}

pub(crate) fn read_nik(raw: &[u8]) -> Option<Nik> {
    Nik::from_u64(read_uint(raw)?).ok()
}

pub(crate) fn read_date(raw: &[u8]) -> Option<CivilDate> {
    // Years 1900 to 2999 only (`docs/formats.md` section 1).
    let number = u32::try_from(read_uint(raw)?).ok().filter(|number| DATES.contains(number))?;
    CivilDate::from_yyyymmdd(number).ok()
}

/// The encoded items of an array; `None` if `raw` is not an array or has more than `max` items.
pub(crate) fn read_array(raw: &[u8], max: u64) -> Option<Vec<&[u8]>> {
    let mut decoder = Decoder::new(raw);
    let count = decoder.array().ok().flatten().filter(|count| *count <= max)?;
    let mut items = Vec::new();
    for _ in 0..count {
        let start = decoder.position();
        decoder.skip().ok()?;
        items.push(raw.get(start..decoder.position())?);
    }
    Some(items)
}

/// Writes one CBOR item to memory.
pub(crate) fn encode(
    write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Result<(), minicbor::encode::Error<Infallible>>,
) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    write(&mut encoder).expect("writing to memory does not fail");
    encoder.into_writer()
}

pub(crate) fn encode_uint(value: u64) -> Vec<u8> {
    encode(|e| e.u64(value)?.ok())
}

pub(crate) fn encode_bytes(value: &[u8]) -> Vec<u8> {
    encode(|e| e.bytes(value)?.ok())
}

/// An array of encoded items.
pub(crate) fn encode_array(items: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = encode(|e| e.array(items.len() as u64)?.ok());
    items.iter().for_each(|item| bytes.extend_from_slice(item));
    bytes
}

/// Collects the entries of a map and writes them in the order of their encoded keys.
#[derive(Default)]
pub(crate) struct MapWriter {
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl MapWriter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An entry with an encoded value.
    pub(crate) fn raw(mut self, key: i64, value: Vec<u8>) -> Self {
        self.entries.push((encode(|e| e.i64(key)?.ok()), value));
        self
    }

    pub(crate) fn uint(self, key: i64, value: u64) -> Self {
        self.raw(key, encode_uint(value))
    }

    pub(crate) fn bytes(self, key: i64, value: &[u8]) -> Self {
        self.raw(key, encode_bytes(value))
    }

    pub(crate) fn text(self, key: i64, value: &str) -> Self {
        self.raw(key, encode(|e| e.str(value)?.ok()))
    }

    pub(crate) fn bool(self, key: i64, value: bool) -> Self {
        self.raw(key, encode(|e| e.bool(value)?.ok()))
    }

    pub(crate) fn nik(self, key: i64, value: Nik) -> Self {
        self.uint(key, value.as_u64())
    }

    pub(crate) fn date(self, key: i64, value: CivilDate) -> Self {
        self.uint(key, value.to_yyyymmdd().into())
    }

    /// Calls `add` if there is a value.
    pub(crate) fn optional<T>(self, value: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => add(self, value),
            None => self,
        }
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.entries.sort();
        let mut bytes = encode(|e| e.map(self.entries.len() as u64)?.ok());
        for (key, value) in &self.entries {
            bytes.extend_from_slice(key);
            bytes.extend_from_slice(value);
        }
        bytes
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn map_writer_orders_keys_by_their_encoding() {
        let bytes = MapWriter::new().uint(-1, 1).uint(24, 2).uint(3, 3).uint(-24, 4).finish();
        assert_eq!(bytes, [0xa4, 0x03, 0x03, 0x18, 24, 0x02, 0x20, 0x01, 0x37, 0x04]);
        assert_eq!(cbor::check(&bytes, 100), Ok(()));
    }

    #[test]
    fn a_time_after_the_year_9999_is_the_end_of_it() {
        let bytes = MapWriter::new().uint(1, LAST_SECOND).uint(2, LAST_SECOND + 1).uint(3, u64::MAX).finish();
        let mut fields = Fields::parse(&bytes, 100).unwrap();
        assert_eq!([1, 2, 3].map(|key| fields.time(key).unwrap()), [LAST_SECOND; 3]);
    }

    #[test]
    fn a_closed_format_refuses_an_unknown_key() {
        let bytes = MapWriter::new().uint(1, 7).uint(9, 9).finish();
        let mut fields = Fields::parse(&bytes, 100).unwrap();
        assert_eq!(fields.uint(1), Ok(7));
        assert_eq!(fields.finish_closed(), Err(FormatError::Unknown));
    }

    #[test]
    fn a_closed_format_refuses_a_text_key() {
        let bytes = [0xa2, 0x01, 0x07, 0x61, b'x', 0x00];
        let mut fields = Fields::parse(&bytes, 100).unwrap();
        assert_eq!(fields.uint(1), Ok(7));
        assert_eq!(fields.finish_closed(), Err(FormatError::Unknown));
    }

    #[test]
    fn missing_and_wrong_values_name_their_key() {
        let bytes = MapWriter::new().text(1, "x").finish();
        let mut fields = Fields::parse(&bytes, 100).unwrap();
        assert_eq!(fields.uint(2), Err(FormatError::Missing { key: 2 }));
        assert_eq!(fields.uint(1), Err(FormatError::Invalid { key: 1 }));
    }

    #[test]
    fn dates_run_from_1900_to_2999() {
        let date = |number| {
            let bytes = MapWriter::new().uint(1, number).finish();
            Fields::parse(&bytes, 100).unwrap().date(1).is_ok()
        };
        assert!(date(19_000_101) && date(29_991_231));
        assert!(!date(18_991_231) && !date(30_000_101) && !date(20_010_229) && !date(u64::MAX));
    }

    #[test]
    fn an_array_in_place_of_a_map_has_the_wrong_shape() {
        assert_eq!(Fields::parse(&[0x80], 100).err(), Some(FormatError::Shape));
    }
}

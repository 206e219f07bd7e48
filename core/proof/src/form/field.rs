//! Sections and fields.

use super::{
    Compute, FieldType, Source, Texts, When,
    unread::{Unread, coded, flag, list, read_key},
};
use crate::fields::{Fields, FormatError, MapWriter, encode_array, read_text, read_uint};

/// Most options of a field.
const MAX_OPTIONS: usize = 64;

/// A group of fields under one title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Unique among the sections.
    pub key: String,
    /// Title.
    pub title: Texts,
    /// At least one, in the order they are asked.
    pub fields: Vec<Field>,
    /// What the section is about.
    pub intro: Option<Texts>,
    /// When the section is shown.
    pub when: When,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Unique among all fields of the definition.
    pub key: String,
    /// The type of its value.
    pub kind: FieldType,
    /// What is asked.
    pub label: Texts,
    /// How to answer.
    pub hint: Option<Texts>,
    /// Whether it needs a value while it is visible.
    pub required: bool,
    /// The document that has the value.
    pub source: Option<Source>,
    /// Whether the value of the source cannot be changed. A value that no document on the phone has is typed.
    pub locked: bool,
    /// Text and name: most characters. Int: largest number.
    pub max: Option<u64>,
    /// Int: smallest number.
    pub min: Option<u64>,
    /// Code: its options.
    pub options: Vec<FieldOption>,
    /// Region: 1 province, 2 regency or city, 3 district.
    pub level: Option<u8>,
    /// When the field is shown.
    pub when: When,
    /// How the value is computed; such a field is never typed.
    pub compute: Option<Compute>,
}

/// One option of a field of type code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOption {
    /// The code, unique within the field.
    pub code: u64,
    /// Its meaning.
    pub label: Texts,
}

impl Section {
    pub(super) fn encode(&self) -> Vec<u8> {
        let fields: Vec<_> = self.fields.iter().map(Field::encode).collect();
        let map = MapWriter::new()
            .text(1, &self.key)
            .raw(2, self.title.encode())
            .raw(3, encode_array(&fields))
            .optional(self.intro.as_ref(), |map, texts| map.raw(4, texts.encode()));
        self.when.write(map, 5).finish()
    }

    pub(super) fn read(raw: &[u8]) -> Result<Self, Unread> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Self {
            key: fields.required(1, |raw| read_key(raw, b'_'))?,
            title: Texts::read(fields.raw(2)?)?,
            fields: list(&mut fields, 3, 1..=super::MAX_FIELDS, Field::read)?,
            intro: fields.raw_optional(4).map(Texts::read).transpose()?,
            when: When::read(&mut fields, 5)?,
        })
    }
}

impl Field {
    fn encode(&self) -> Vec<u8> {
        let options: Vec<_> = self.options.iter().map(FieldOption::encode).collect();
        let map = MapWriter::new()
            .text(1, &self.key)
            .uint(2, self.kind.code())
            .raw(3, self.label.encode())
            .optional(self.hint.as_ref(), |map, texts| map.raw(4, texts.encode()))
            .optional(self.required.then_some(true), |map, set| map.bool(5, set))
            .optional(self.source.as_ref(), |map, source| map.text(6, &source.to_text()))
            .optional(self.locked.then_some(true), |map, set| map.bool(7, set))
            .optional(self.max, |map, max| map.uint(8, max))
            .optional(self.min, |map, min| map.uint(9, min))
            .optional((!options.is_empty()).then_some(options), |map, items| {
                map.raw(10, encode_array(&items))
            })
            .optional(self.level, |map, level| map.uint(11, level.into()));
        self.when
            .write(map, 12)
            .optional(self.compute.as_ref(), |map, compute| map.text(13, &compute.to_text()))
            .finish()
    }

    fn read(raw: &[u8]) -> Result<Self, Unread> {
        let mut fields = Fields::of_checked(raw)?;
        let field = Self {
            key: fields.required(1, |raw| read_key(raw, b'_'))?,
            kind: coded(&mut fields, 2, FieldType::from_code)?,
            label: Texts::read(fields.raw(3)?)?,
            hint: fields.raw_optional(4).map(Texts::read).transpose()?,
            required: flag(&mut fields, 5)?,
            source: fields
                .optional(6, read_text)?
                .map(|text| Source::parse(text).ok_or(Unread::Newer))
                .transpose()?,
            locked: flag(&mut fields, 7)?,
            max: fields.optional(8, read_uint)?,
            min: fields.optional(9, read_uint)?,
            options: list(&mut fields, 10, 0..=MAX_OPTIONS, FieldOption::read)?,
            level: fields.optional(11, |raw| {
                read_uint(raw)?.try_into().ok().filter(|level| (1..=3).contains(level))
            })?,
            when: When::read(&mut fields, 12)?,
            compute: fields
                .optional(13, read_text)?
                .map(|text| Compute::parse(text).ok_or(Unread::Newer))
                .transpose()?,
        };
        field.is_consistent()?;
        Ok(field)
    }

    /// Each type has the parameters that it needs, and no other.
    fn is_consistent(&self) -> Result<(), FormatError> {
        let rules = [
            (10, (self.kind == FieldType::Code) != self.options.is_empty() && self.option_codes_differ()),
            (11, (self.kind == FieldType::Region) == self.level.is_some()),
            (
                8,
                self.max.is_none() || matches!(self.kind, FieldType::Text | FieldType::Name | FieldType::Int),
            ),
            (9, self.min.is_none() || self.kind == FieldType::Int),
            (7, !self.locked || self.source.is_some()),
            (13, self.compute.is_none() || self.source.is_none()),
        ];
        match rules.into_iter().find(|(_, holds)| !holds) {
            Some((key, _)) => Err(FormatError::Invalid { key }),
            None => Ok(()),
        }
    }

    fn option_codes_differ(&self) -> bool {
        let codes = || self.options.iter().map(|option| option.code);
        codes().enumerate().all(|(at, code)| !codes().take(at).any(|before| before == code))
    }
}

impl FieldOption {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new().uint(1, self.code).raw(2, self.label.encode()).finish()
    }

    fn read(raw: &[u8]) -> Result<Self, Unread> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Self { code: fields.uint(1)?, label: Texts::read(fields.raw(2)?)? })
    }
}

//! The bytes of a definition.

use std::collections::BTreeMap;

use super::{
    Attachment, Check, Definition, Field, FieldType, MAX_DEFINITION, MAX_FIELDS, Opened, Presence, Promise,
    Section, Texts, When,
    unread::{Unread, coded, list, read_key},
};
use crate::{
    cbor,
    fields::{Fields, FormatError, MapWriter, encode_array, encode_uint, read_array, read_uint},
};

/// Most sections, and most kinds of papers.
const MAX_PARTS: usize = 32;
/// Most checks.
const MAX_CHECKS: usize = 128;

impl Definition {
    /// The payload: CBOR of `docs/formats.md` section 15. The same for the same definition, so its digest identifies
    /// it.
    ///
    /// # Errors
    /// The format does not allow a value.
    pub fn encode(&self) -> Result<Vec<u8>, FormatError> {
        let sections: Vec<_> = self.sections.iter().map(Section::encode).collect();
        let attachments: Vec<_> = self.attachments.iter().map(Attachment::encode).collect();
        let checks: Vec<_> = self.checks.iter().map(Check::encode).collect();
        let some = |items: Vec<Vec<u8>>| (!items.is_empty()).then(|| encode_array(&items));
        let payload = MapWriter::new()
            .text(1, &self.service)
            .uint(2, self.version)
            .raw(3, encode_array(&self.min_app.map(encode_uint)))
            .raw(4, self.title.encode())
            .raw(5, self.intro.encode())
            .raw(6, encode_array(&sections))
            .optional(some(attachments), |map, items| map.raw(7, items))
            .optional(some(checks), |map, items| map.raw(8, items))
            .raw(9, self.statement.encode())
            .optional(self.promise.as_ref(), |map, promise| map.raw(10, promise.encode()))
            .uint(11, self.presence.code())
            .optional(self.subject.as_ref(), |map, key| map.text(12, key))
            .optional(self.quiet.then_some(true), |map, set| map.bool(13, set))
            .optional(self.needs.as_ref(), |map, texts| map.raw(14, texts.encode()))
            .optional(self.correction_days, |map, days| map.uint(15, days.into()))
            .finish();
        cbor::check(&payload, MAX_DEFINITION)?;
        match Self::read(&payload, self.min_app)? {
            Opened::Ready(read) if *read == *self => Ok(payload),
            _ => Err(FormatError::Shape),
        }
    }

    /// Reads a payload for a version of the app.
    ///
    /// A definition that needs a newer app, or has a type, check, source, computation or severity that this version
    /// does not know, opens as [`Opened::NeedsUpdate`].
    ///
    /// # Errors
    /// The bytes are not of the format.
    pub fn read(payload: &[u8], app: [u64; 3]) -> Result<Opened, FormatError> {
        cbor::check(payload, MAX_DEFINITION)?;
        let mut fields = Fields::of_checked(payload)?;
        let service = fields.required(1, |raw| read_key(raw, b'-'))?;
        let version = fields.coded(2, |version| (version > 0).then_some(version))?;
        let min_app: [u64; 3] = fields.required(3, |raw| {
            let parts = read_array(raw, 3)?;
            parts.into_iter().map(read_uint).collect::<Option<Vec<_>>>()?.try_into().ok()
        })?;
        let title = Texts::read(fields.raw(4)?)?;
        let newer = Opened::NeedsUpdate { service: service.clone(), version, title: title.clone() };
        if app < min_app {
            return Ok(newer);
        }
        match Self::read_rest(fields, service, version, min_app, title) {
            Ok(definition) => Ok(Opened::Ready(Box::new(definition))),
            Err(Unread::Newer) => Ok(newer),
            Err(Unread::Format(error)) => Err(error),
        }
    }

    fn read_rest(
        mut fields: Fields<'_>,
        service: String,
        version: u64,
        min_app: [u64; 3],
        title: Texts,
    ) -> Result<Self, Unread> {
        let days = |raw| read_uint(raw)?.try_into().ok().filter(|days| (1..=60).contains(days));
        let definition = Self {
            service,
            version,
            min_app,
            title,
            intro: Texts::read(fields.raw(5)?)?,
            sections: list(&mut fields, 6, 1..=MAX_PARTS, Section::read)?,
            attachments: list(&mut fields, 7, 0..=MAX_PARTS, Attachment::read)?,
            checks: list(&mut fields, 8, 0..=MAX_CHECKS, Check::read)?,
            statement: Texts::read(fields.raw(9)?)?,
            promise: fields.raw_optional(10).map(Promise::read).transpose()?,
            presence: coded(&mut fields, 11, Presence::from_code)?,
            subject: fields.optional(12, |raw| read_key(raw, b'_'))?,
            quiet: super::unread::flag(&mut fields, 13)?,
            needs: fields.raw_optional(14).map(Texts::read).transpose()?,
            correction_days: fields.optional(15, days)?,
        };
        definition.is_consistent()?;
        Ok(definition)
    }

    /// The parts fit together: keys are unique, and each name of a field means one of a fitting type. Conditions,
    /// sources and computations name earlier fields only, so that nothing depends on itself.
    fn is_consistent(&self) -> Result<(), FormatError> {
        let ensure = |holds: bool, key: i64| if holds { Ok(()) } else { Err(FormatError::Invalid { key }) };
        let mut known: BTreeMap<&str, &Field> = BTreeMap::new();
        for (at, section) in self.sections.iter().enumerate() {
            ensure(self.sections.iter().take(at).all(|before| before.key != section.key), 6)?;
            ensure(conditions_fit(&section.when, &known), 6)?;
            for field in &section.fields {
                ensure(conditions_fit(&field.when, &known), 6)?;
                ensure(field.source.iter().all(|source| source.fits(field.kind)), 6)?;
                ensure(field.compute.iter().all(|compute| compute.kind() == field.kind), 6)?;
                let of_person = field.source.iter().filter_map(|source| source.field());
                ensure(of_person.into_iter().all(|key| is_person(known.get(key))), 6)?;
                let computed = field.compute.iter().flat_map(|compute| compute.fields());
                let has_kind =
                    |(key, kind): (&str, FieldType)| known.get(key).is_some_and(|field| field.kind == kind);
                ensure(computed.into_iter().all(has_kind), 6)?;
                ensure(known.insert(&field.key, field).is_none(), 6)?;
            }
        }
        ensure(known.len() <= MAX_FIELDS, 6)?;
        for (at, attachment) in self.attachments.iter().enumerate() {
            ensure(self.attachments.iter().take(at).all(|before| before.kind != attachment.kind), 7)?;
            ensure(conditions_fit(&attachment.when, &known), 7)?;
        }
        for check in &self.checks {
            let kinds = check.name.parameters().kinds;
            let fits = |(at, key): (usize, &String)| {
                let allowed = kinds.get(at).or(kinds.last()).copied().unwrap_or_default();
                known.get(key.as_str()).is_some_and(|field| allowed.contains(&field.kind))
            };
            ensure(check.fields.iter().enumerate().all(fits), 8)?;
            ensure(conditions_fit(&check.when, &known), 8)?;
        }
        ensure(self.subject.as_ref().is_none_or(|key| names_somebody(known.get(key.as_str()))), 12)
    }
}

/// Whether a field names a person.
fn is_person(field: Option<&&Field>) -> bool {
    field.is_some_and(|field| matches!(field.kind, FieldType::Nik | FieldType::Member))
}

/// A newborn has only a name.
fn names_somebody(field: Option<&&Field>) -> bool {
    is_person(field) || field.is_some_and(|field| field.kind == FieldType::Name)
}

/// The conditions compare fields that have codes with codes that these have.
fn conditions_fit(when: &When, known: &BTreeMap<&str, &Field>) -> bool {
    when.0.iter().all(|condition| match known.get(condition.field.as_str()) {
        Some(field) if field.kind == FieldType::YesNo => condition.codes.iter().all(|code| *code <= 1),
        Some(field) if field.kind == FieldType::Code => {
            condition.codes.iter().all(|code| field.options.iter().any(|option| option.code == *code))
        }
        _ => false,
    })
}

impl Promise {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new().uint(1, self.hours).raw(2, self.text.encode()).finish()
    }

    fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Self { hours: fields.uint(1)?, text: Texts::read(fields.raw(2)?)? })
    }
}

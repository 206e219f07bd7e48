//! What the form says of other people, compared with their records. What differs is for the officer, not for the phone to
//! refuse: a typed name may be right and a record late.

use ikd_proof::{
    civil::Citizenship,
    form::{Answers, Definition, FieldType, Value},
};

use super::{MarkCode, Part};
use crate::{
    population::{Family, Resident},
    records::Records,
};

/// What the service noticed, for the officer to decide about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// Which part.
    pub part: Part,
    /// As the officer would mark it.
    pub code: MarkCode,
    /// What the record says, if there is one.
    pub record: Option<String>,
}

/// The typed fields of a person that have a record and say something else, and NIKs without a record.
///
/// The fields of a person share what stands before `_nik` in a key: `saksi1_nik`, `saksi1_nama`.
pub(crate) fn notice(definition: &Definition, answers: &Answers, records: &Records) -> Vec<Noticed> {
    let shown = definition.visible_answers(answers);
    let mut noticed = Vec::new();
    for field in definition.fields().filter(|field| field.kind == FieldType::Nik && field.source.is_none()) {
        let Some(nik) = shown.get(&field.key).and_then(Value::person) else { continue };
        let mark = |key: &str, record: Option<String>| Noticed {
            part: Part::Field(key.to_owned()),
            code: MarkCode::MismatchRecord,
            record,
        };
        let Some((family, resident)) = records.find(nik) else {
            noticed.push(mark(&field.key, None));
            continue;
        };
        if resident.flags.deceased {
            noticed.push(mark(&field.key, Some("meninggal dunia".to_owned())));
        }
        let person = field.key.strip_suffix("_nik").unwrap_or(&field.key);
        for other in definition.fields().filter(|other| other.source.is_none()) {
            let Some(what) = other.key.strip_prefix(person).and_then(|rest| rest.strip_prefix('_')) else {
                continue;
            };
            let Some(value) = shown.get(&other.key) else { continue };
            let record = said_of(&family, &resident, what).filter(|record| !same(record, &value.to_text()));
            noticed.extend(record.map(|record| mark(&other.key, Some(record))));
        }
    }
    noticed
}

/// Whether a typed text says what the record says: places are typed in any case.
fn same(record: &str, typed: &str) -> bool {
    record == typed.to_uppercase() || record == typed
}

/// The record's value of a part of a person, as a form writes it; `None` for parts that no record has.
fn said_of(family: &Family, resident: &Resident, what: &str) -> Option<String> {
    Some(match what {
        "nama" => resident.name.clone(),
        "kk" => format!("{:016}", family.card_number),
        "tanggal_lahir" => resident.birth_date.iso(),
        "tempat_lahir" => resident.birth_place.clone(),
        "kewarganegaraan" => Citizenship::Wni.code().to_string(),
        _ => return None,
    })
}

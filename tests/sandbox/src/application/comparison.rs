//! What the form says of other people and their family cards, compared with the records. What differs is for the
//! officer, not for the phone to refuse: a typed name may be right and a record late.

use ikd_proof::{
    civil::Citizenship,
    form::{Answers, Definition, FieldType, Value},
};

use super::{MarkCode, Part};
use crate::{
    population::{Address, Family, Relation, Resident, district_code},
    records::Records,
};

/// What a comparison of an answer with the record shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compared {
    /// Both say the same.
    Same,
    /// The record says something else.
    Different,
    /// The record has no such person or card.
    NotFound,
    /// The card is in the record, which says whose it is: the form does not, so the officer judges.
    Found,
    /// The record says it, and the form was sent without.
    NotAnswered,
    /// The record does not say it.
    NoRecord,
}

impl Compared {
    /// Of what was sent with what the record knows of the field, what was noticed, and whether a card was found.
    pub(crate) fn of(
        sent: Option<&Value>,
        known: Option<&Value>,
        noticed: Option<&Noticed>,
        found: bool,
    ) -> Self {
        match (sent, known, noticed) {
            (_, _, Some(Noticed { record: None, .. })) => Self::NotFound,
            (_, _, Some(_)) => Self::Different,
            (None, Some(_), None) => Self::NotAnswered,
            (Some(sent), Some(known), None) if sent == known => Self::Same,
            (Some(_), Some(_), None) => Self::Different,
            (_, None, None) if found => Self::Found,
            (_, None, None) => Self::NoRecord,
        }
    }

    /// Whether the officer must decide about a difference.
    pub fn differs(self) -> bool {
        matches!(self, Self::Different | Self::NotFound)
    }
}

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

/// Key of the card that the applicant would join.
const JOINED: &str = "kk_tujuan";

/// The typed fields of a person that have a record and say something else, NIKs and numbers of cards without a record,
/// and a card that the applicant would join at another place than the new address.
///
/// The fields of a person share what stands before `_nik` in a key: `saksi1_nik`, `saksi1_nama`.
pub(crate) fn notice(definition: &Definition, answers: &Answers, records: &Records) -> Vec<Noticed> {
    let shown = definition.visible_answers(answers);
    let mut noticed = people(definition, &shown, records);
    for field in definition.fields().filter(|field| field.kind == FieldType::Kk && field.source.is_none()) {
        let part = Part::Field(field.key.clone());
        if noticed.iter().any(|noticed| noticed.part == part) {
            continue;
        }
        let Some(Value::Kk(number)) = shown.get(&field.key) else { continue };
        let family = records.card(number.as_u64());
        let wrong = match &family {
            None => true,
            Some(family) => field.key == JOINED && !is_at_destination(&family.address, &shown),
        };
        if wrong {
            let record = family.as_ref().map(in_words);
            noticed.push(Noticed { part, code: MarkCode::MismatchRecord, record });
        }
    }
    noticed
}

/// Whose card a number is, and where; `None` if the answer is no number of a card in the record.
pub(crate) fn card_in_words(answer: &Value, records: &Records) -> Option<String> {
    match answer {
        Value::Kk(number) => records.card(number.as_u64()).as_ref().map(in_words),
        _ => None,
    }
}

fn in_words(family: &Family) -> String {
    let head = family.living().find(|member| member.relation == Relation::KepalaKeluarga);
    let head = head.map_or("-", |head| head.name.as_str());
    let Address { street, rt, rw, village, district, .. } = &family.address;
    format!("{head}; {street}, RT {rt:03}/RW {rw:03}, {village}, {district}")
}

/// Whether an address is in the district and village to which the applicant moves. Streets are written in many ways.
fn is_at_destination(address: &Address, shown: &Answers) -> bool {
    let district = match shown.get("tujuan_wilayah") {
        Some(Value::Region(code)) => Some(*code),
        _ => None,
    };
    let village = shown.get("tujuan_desa").map(Value::to_text);
    district_code(address) == district && village.is_some_and(|village| same(&address.village, &village))
}

fn people(definition: &Definition, shown: &Answers, records: &Records) -> Vec<Noticed> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_was_not_sent_is_never_the_same_as_the_record() {
        let (one, two) = (Value::Code(1), Value::Code(2));
        let of = |sent: Option<&Value>, known: Option<&Value>| Compared::of(sent, known, None, false);
        assert_eq!(of(None, Some(&one)), Compared::NotAnswered);
        assert_eq!(of(Some(&one), Some(&one)), Compared::Same);
        assert_eq!(of(Some(&two), Some(&one)), Compared::Different);
        assert_eq!(of(Some(&one), None), Compared::NoRecord);
        assert_eq!(Compared::of(Some(&one), None, None, true), Compared::Found);
    }
}

//! The form beside the record: what is the same and what differs.
//!
//! One comparison for the counter's rule (an approval over a difference needs a written reason), its pages and the demo's
//! officer, so that none of them sees a difference that another does not.

use ikd_proof::{CivilDate, Sex};
use serde::{Deserialize, Serialize};

use crate::{population::Resident, registration::Form};

/// A field that form and record both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The number by which the record was found.
    Nik,
    /// Full name.
    Name,
    /// Sex.
    Sex,
    /// Place of birth.
    BirthPlace,
    /// Day of birth.
    BirthDate,
}

impl Field {
    /// As in the control interface's answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nik => "nik",
            Self::Name => "name",
            Self::Sex => "sex",
            Self::BirthPlace => "birth-place",
            Self::BirthDate => "birth-date",
        }
    }
}

/// How one field compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The same but for capitals and spaces.
    Same,
    /// Not the same.
    Different,
    /// The short form does not ask for it.
    NotAsked,
    /// There is no such record.
    NoRecord,
    /// The record has not been opened: phone and counter are not paired, or the form was erased.
    NotOpened,
}

/// What the counter knows of the record.
#[derive(Clone, Copy)]
pub enum Record<'a> {
    /// It was not looked up.
    NotOpened,
    /// It was looked up and is not there.
    Missing,
    /// It is there.
    Found(&'a Resident),
}

impl<'a> Record<'a> {
    fn resident(self) -> Option<&'a Resident> {
        match self {
            Self::Found(resident) => Some(resident),
            Self::NotOpened | Self::Missing => None,
        }
    }
}

/// One field of the form beside the record's, as printed on documents.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub field: Field,
    /// What the citizen entered.
    pub entered: Option<String>,
    /// What the record says.
    pub recorded: Option<String>,
    /// Whether they are the same.
    pub outcome: Outcome,
}

/// Every field of the form beside the record's, in the order of the form.
pub fn compare(form: &Form, record: Record<'_>) -> Vec<Line> {
    let resident = record.resident();
    // What cannot be read is shown as it is: it differs from every record, and is not left out.
    let printed = |code: &String| match Sex::from_code(code) {
        Some(sex) => sex.printed().to_owned(),
        None => code.clone(),
    };
    let sex = form.sex.as_ref().map(printed);
    let birth_date = form
        .birth_date
        .as_deref()
        .map(|date| CivilDate::parse_iso(date).map_or_else(|_| date.to_owned(), CivilDate::dmy));
    let pairs = [
        (Field::Nik, Some(form.nik.clone()), resident.map(|record| record.nik.digits())),
        (Field::Name, form.name.clone(), resident.map(|record| record.name.clone())),
        (Field::Sex, sex, resident.map(|record| record.sex.printed().to_owned())),
        (Field::BirthPlace, form.birth_place.clone(), resident.map(|record| record.birth_place.clone())),
        (Field::BirthDate, birth_date, resident.map(|record| record.birth_date.dmy())),
    ];
    let line = |(field, entered, recorded): (Field, Option<String>, Option<String>)| {
        let outcome = match (&record, &entered, &recorded) {
            (Record::NotOpened, ..) => Outcome::NotOpened,
            (_, _, None) => Outcome::NoRecord,
            (_, None, _) => Outcome::NotAsked,
            (_, Some(entered), Some(recorded)) if plain(entered) == plain(recorded) => Outcome::Same,
            _ => Outcome::Different,
        };
        Line { field, entered, recorded, outcome }
    };
    pairs.into_iter().map(line).collect()
}

/// Where the form and the record differ.
pub(crate) fn differences(form: &Form, resident: &Resident) -> Vec<Field> {
    let lines = compare(form, Record::Found(resident));
    lines.into_iter().filter(|line| line.outcome == Outcome::Different).map(|line| line.field).collect()
}

/// Capitals, single spaces: what registries compare.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Population;

    fn population() -> Population {
        Population::generate(1, CivilDate::new(2026, 11, 22).expect("a real day"))
    }

    fn form_of(resident: &Resident) -> Form {
        Form {
            nik: resident.nik.digits(),
            name: Some(resident.name.to_lowercase().replace(' ', "  ")),
            sex: Some(resident.sex.code().to_owned()),
            birth_place: Some(resident.birth_place.clone()),
            birth_date: Some(resident.birth_date.iso()),
            ..Form::default()
        }
    }

    fn outcomes(form: &Form, record: Record<'_>) -> Vec<Outcome> {
        compare(form, record).into_iter().map(|line| line.outcome).collect()
    }

    #[test]
    fn capitals_and_spaces_are_no_difference() {
        let population = population();
        let resident = population.adult();
        assert_eq!(outcomes(&form_of(resident), Record::Found(resident)), [Outcome::Same; 5]);
    }

    #[test]
    fn each_field_that_differs_is_named() {
        type Change = fn(&mut Form, Form);
        let population = population();
        let resident = population.adult();
        let other = population.deceased();
        let changes: [(Change, Field); 4] = [
            (|form, other| form.name = other.name, Field::Name),
            (|form, _| form.sex = Some("female".to_owned()), Field::Sex),
            (|form, _| form.birth_place = Some("IBARAT".to_owned()), Field::BirthPlace),
            (|form, other| form.birth_date = other.birth_date, Field::BirthDate),
        ];
        assert_eq!(resident.sex, Sex::Male);
        for (change, field) in changes {
            let mut form = form_of(resident);
            change(&mut form, form_of(other));
            assert_eq!(differences(&form, resident), [field]);
        }
    }

    #[test]
    fn what_cannot_be_read_differs_and_is_not_left_out() {
        let population = population();
        let resident = population.adult();
        let form = Form {
            sex: Some("?".to_owned()),
            birth_date: Some("28 Januari".to_owned()),
            ..form_of(resident)
        };
        assert_eq!(differences(&form, resident), [Field::Sex, Field::BirthDate]);
    }

    #[test]
    fn short_form_was_not_asked_for_four_fields() {
        let population = population();
        let resident = population.adult();
        let form = Form { nik: resident.nik.digits(), ..Form::default() };
        assert_eq!(outcomes(&form, Record::Found(resident))[1..], [Outcome::NotAsked; 4]);
    }

    #[test]
    fn a_missing_record_is_not_mistaken_for_one_that_was_not_opened() {
        let population = population();
        let form = form_of(population.adult());
        assert_eq!(outcomes(&form, Record::Missing), [Outcome::NoRecord; 5]);
        assert_eq!(outcomes(&form, Record::NotOpened), [Outcome::NotOpened; 5]);
    }
}

//! The form beside the record: what is the same and what differs.
//!
//! It helps a person compare and decides nothing.

use ikd_proof::{CivilDate, Sex};

use super::words::{Words, words};
use crate::population::Resident;
use crate::registration::Form;

/// How one field compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The same but for capitals and spaces.
    Same,
    /// Not the same.
    Different,
    /// The short form does not ask for it.
    NotAsked,
    /// There is no record to compare with.
    NoRecord,
}

impl Outcome {
    pub(super) fn words(self) -> Words {
        match self {
            Self::Same => words("Sama", "Same"),
            Self::Different => words("BERBEDA", "DIFFERENT"),
            Self::NotAsked => words("Tidak ditanya", "Not asked"),
            Self::NoRecord => words("Tidak ada catatan", "No record"),
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::NotAsked | Self::NoRecord => "unknown",
        }
    }
}

/// One field of the form beside the record's.
pub(super) struct Line {
    pub label: Words,
    pub entered: Option<String>,
    pub recorded: Option<String>,
    pub outcome: Outcome,
}

impl Line {
    fn new(label: Words, entered: Option<&str>, recorded: Option<&str>) -> Self {
        let outcome = match (entered, recorded) {
            (_, None) => Outcome::NoRecord,
            (None, _) => Outcome::NotAsked,
            (Some(entered), Some(recorded)) if plain(entered) == plain(recorded) => Outcome::Same,
            _ => Outcome::Different,
        };
        Self { label, entered: entered.map(str::to_owned), recorded: recorded.map(str::to_owned), outcome }
    }
}

/// Capitals, single spaces: what registries compare.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// Every field of the form beside the record's.
pub(super) fn compare(form: &Form, record: Option<&Resident>) -> Vec<Line> {
    let sex = form.sex.as_deref().and_then(Sex::from_code).map(Sex::printed);
    let birth_date =
        form.birth_date.as_deref().and_then(|date| CivilDate::parse_iso(date).ok()).map(CivilDate::dmy);
    let recorded_date = record.map(|record| record.birth_date.dmy());
    let nik = record.map(|record| record.nik.digits());
    vec![
        Line::new(words("NIK", "NIK"), Some(&form.nik), nik.as_deref()),
        Line::new(words("Nama", "Name"), form.name.as_deref(), record.map(|record| record.name.as_str())),
        Line::new(words("Jenis kelamin", "Sex"), sex, record.map(|record| record.sex.printed())),
        Line::new(
            words("Tempat lahir", "Place of birth"),
            form.birth_place.as_deref(),
            record.map(|record| record.birth_place.as_str()),
        ),
        Line::new(words("Tanggal lahir", "Date of birth"), birth_date.as_deref(), recorded_date.as_deref()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Population;

    fn today() -> CivilDate {
        CivilDate::new(2026, 11, 22).expect("a real day")
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

    fn outcomes(form: &Form, record: Option<&Resident>) -> Vec<Outcome> {
        compare(form, record).into_iter().map(|line| line.outcome).collect()
    }

    #[test]
    fn capitals_and_spaces_are_no_difference() {
        let population = Population::generate(1, today());
        let resident = population.adult();
        assert_eq!(outcomes(&form_of(resident), Some(resident)), [Outcome::Same; 5]);
    }

    #[test]
    fn another_birth_date_is_the_one_difference() {
        let population = Population::generate(1, today());
        let resident = population.adult();
        let form = Form { birth_date: Some("1983-10-24".to_owned()), ..form_of(resident) };
        let same = Outcome::Same;
        assert_eq!(outcomes(&form, Some(resident)), [same, same, same, same, Outcome::Different]);
    }

    #[test]
    fn short_form_was_not_asked_for_four_fields() {
        let population = Population::generate(1, today());
        let resident = population.adult();
        let form = Form { nik: resident.nik.digits(), ..Form::default() };
        assert_eq!(outcomes(&form, Some(resident))[1..], [Outcome::NotAsked; 4]);
    }

    #[test]
    fn without_a_record_nothing_compares() {
        let population = Population::generate(1, today());
        assert_eq!(outcomes(&form_of(population.adult()), None), [Outcome::NoRecord; 5]);
    }
}

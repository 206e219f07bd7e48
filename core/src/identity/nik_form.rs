//! Compares a NIK with the other entries of the form, to find typing errors before the form is sent.
//!
//! All results are warnings: the service decides from the record, in which a birth date may have been corrected after
//! the NIK was issued.

use super::{CivilDate, Nik, NikWarning, Sex};

/// Age in years from which every citizen has a KTP-el and can have an account. A person who is or was married has a
/// KTP-el earlier.
pub const MINIMUM_AGE: u16 = 17;

/// Entries of the form to compare with the NIK; the short form has neither.
#[derive(Clone, Copy, Default)]
pub struct FormIdentity {
    /// Sex as chosen in the form.
    pub sex: Option<Sex>,
    /// Birth date as entered in the form.
    pub birth_date: Option<CivilDate>,
}

/// Warnings for the person before the form is sent on the day `today`.
///
/// The age is calculated from the form's birth date if there is one: the service compares that date with the record,
/// and unlike a NIK it distinguishes a person over a hundred from a child.
pub fn check_form(nik: Nik, form: &FormIdentity, today: CivilDate) -> Vec<NikWarning> {
    let birth_date = form.birth_date.unwrap_or_else(|| nik.birth_date(today));
    let checks = [
        (birth_date.age_on(today).is_none_or(|age| age < MINIMUM_AGE), NikWarning::UnderMinimumAge),
        (form.birth_date.is_some_and(|date| !nik.agrees_with(date)), NikWarning::BirthDateDiffers),
        (form.sex.is_some_and(|sex| sex != nik.sex()), NikWarning::SexDiffers),
    ];
    checks.into_iter().filter_map(|(is, warning)| is.then_some(warning)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CivilDate {
        CivilDate::parse_iso(text).expect("the test's date is real")
    }

    fn check(nik: &str, sex: Option<Sex>, birth_date: Option<&str>) -> Vec<NikWarning> {
        let nik = Nik::parse(nik).expect("the test's NIK is well formed");
        check_form(nik, &FormIdentity { sex, birth_date: birth_date.map(date) }, date("2026-11-22"))
    }

    #[test]
    fn a_form_that_agrees_with_the_nik_has_no_warning() {
        assert_eq!(check("9901015708900001", Some(Sex::Female), Some("1990-08-17")), []);
        assert_eq!(check("9901015708900001", None, None), []);
    }

    #[test]
    fn seventeen_is_reached_on_the_birthday() {
        assert_eq!(check("9901012211090001", None, None), []);
        assert_eq!(check("9901012311090001", None, None), [NikWarning::UnderMinimumAge]);
    }

    #[test]
    fn a_form_that_differs_from_the_nik_has_a_warning_per_entry() {
        let warnings = check("9901015708900001", Some(Sex::Male), Some("1990-08-18"));
        assert_eq!(warnings, [NikWarning::BirthDateDiffers, NikWarning::SexDiffers]);
    }

    #[test]
    fn a_person_over_a_hundred_is_not_under_age_by_the_forms_date() {
        assert_eq!(check("9901010101200001", None, Some("1920-01-01")), []);
        assert_eq!(check("9901010101200001", None, None), [NikWarning::UnderMinimumAge]);
    }

    #[test]
    fn a_birth_date_in_the_future_counts_as_under_age() {
        let warnings = check("9901010101270001", None, Some("2027-01-01"));
        assert_eq!(warnings, [NikWarning::UnderMinimumAge]);
    }
}

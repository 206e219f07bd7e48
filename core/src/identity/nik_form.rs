//! A NIK against what its owner typed beside it: a slip is caught before anything is sent.
//!
//! All of it is warning: the service decides from the record, where a birth date may have been corrected after the NIK
//! was given.

use super::{CivilDate, Nik, NikWarning, Sex};

/// Age in years from which everybody has a KTP-el and may have an account; whoever was ever married has it earlier.
pub const MINIMUM_AGE: u16 = 17;

/// What the form says; the short form asks for neither.
#[derive(Clone, Copy, Default)]
pub struct FormIdentity {
    /// Sex as chosen in the form.
    pub sex: Option<Sex>,
    /// Birth date as entered in the form.
    pub birth_date: Option<CivilDate>,
}

/// What is worth a second look before the form is sent on the day `today`.
///
/// The age is that of the form's birth date where there is one: it is the date the record is compared with, and unlike
/// a NIK it tells somebody past a hundred from a child.
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
    fn a_form_that_agrees_brings_no_warning() {
        assert_eq!(check("9901015708900001", Some(Sex::Female), Some("1990-08-17")), []);
        assert_eq!(check("9901015708900001", None, None), []);
    }

    #[test]
    fn seventeen_is_reached_on_the_birthday() {
        assert_eq!(check("9901012211090001", None, None), []);
        assert_eq!(check("9901012311090001", None, None), [NikWarning::UnderMinimumAge]);
    }

    #[test]
    fn a_form_that_differs_is_told_so() {
        let warnings = check("9901015708900001", Some(Sex::Male), Some("1990-08-18"));
        assert_eq!(warnings, [NikWarning::BirthDateDiffers, NikWarning::SexDiffers]);
    }

    #[test]
    fn somebody_past_a_hundred_is_no_child() {
        assert_eq!(check("9901010101200001", None, Some("1920-01-01")), []);
        assert_eq!(check("9901010101200001", None, None), [NikWarning::UnderMinimumAge]);
    }

    #[test]
    fn a_birth_date_in_the_future_counts_as_under_age() {
        let warnings = check("9901010101270001", None, Some("2027-01-01"));
        assert_eq!(warnings, [NikWarning::UnderMinimumAge]);
    }
}

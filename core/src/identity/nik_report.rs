//! The machine-readable contents of a NIK: the line of JSON that `ikd nik` prints.

use serde::Serialize;

use super::{CivilDate, Nik, NikInfo, Region};

/// The contents of a NIK as stable codes and plain names. It contains the number itself: it has no `Debug` and is only
/// for the screen of the person who typed it.
#[derive(Serialize)]
pub struct NikReport {
    /// The sixteen digits, or the text as typed if it is not a NIK.
    pub nik: String,
    /// Whether the text is a well-formed NIK, which does not mean that it was issued.
    pub valid: bool,
    /// [`NikError::code`](super::NikError::code) of the first rule it breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// [`NikWarning::code`](super::NikWarning::code) of each warning.
    pub warnings: Vec<&'static str>,
    /// `male` or `female`.
    pub sex: Option<&'static str>,
    /// ISO 8601.
    pub birth_date: Option<String>,
    /// Name of the province of first registration.
    pub province: Option<String>,
    /// Name of the regency or city of first registration.
    pub regency: Option<String>,
    /// Name of the district of first registration.
    pub district: Option<String>,
}

impl NikReport {
    /// The report on `text` as of the day `today`.
    pub fn of(text: &str, today: CivilDate) -> Self {
        match Nik::parse(text) {
            Ok(nik) => Self::valid(nik, NikInfo::of(nik, today)),
            Err(error) => Self {
                nik: text.to_owned(),
                valid: false,
                error: Some(error.code()),
                warnings: Vec::new(),
                sex: None,
                birth_date: None,
                province: None,
                regency: None,
                district: None,
            },
        }
    }

    fn valid(nik: Nik, info: NikInfo) -> Self {
        let name = |region: Option<Region>| region.map(|region| region.name);
        Self {
            nik: nik.digits(),
            valid: true,
            error: None,
            warnings: info.warnings.iter().map(|warning| warning.code()).collect(),
            sex: Some(info.sex.code()),
            birth_date: Some(info.birth_date.iso()),
            province: name(info.province),
            regency: name(info.regency),
            district: name(info.district),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> serde_json::Value {
        let today = CivilDate::new(2026, 11, 22).expect("a real day");
        serde_json::to_value(NikReport::of(text, today)).expect("a report is plain data")
    }

    #[test]
    fn a_valid_nik_is_reported_with_its_contents() {
        let expected = serde_json::json!({
            "nik": "9901015708900001", "valid": true, "warnings": ["nik-fictional-region"], "sex": "female",
            "birth_date": "1990-08-17", "province": "Contoh", "regency": "Kabupaten Contoh", "district": "Contoh Utara",
        });
        assert_eq!(json("99.01.01 570890 0001"), expected);
    }

    #[test]
    fn an_invalid_nik_is_reported_as_typed_with_an_error_code() {
        let expected = serde_json::json!({
            "nik": "99 01", "valid": false, "error": "nik-wrong-length", "warnings": [], "sex": null,
            "birth_date": null, "province": null, "regency": null, "district": null,
        });
        assert_eq!(json("99 01"), expected);
    }
}

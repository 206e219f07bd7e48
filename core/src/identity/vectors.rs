//! Tests with the vectors of `tests/vectors/identity`.

#![allow(clippy::unwrap_used)]

use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    CivilDate, Email, FamilyCardNumber, NikReport, Nitku, Npwp, PersonName, Phone,
    region::{self, RegionCode, RegionStatus},
    region_table,
};

#[derive(Deserialize)]
struct NikFile {
    today: String,
    cases: Vec<Value>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    error: Option<String>,
    digits: Option<String>,
    canonical: Option<String>,
    masked: Option<String>,
    warnings: Option<Vec<String>>,
}

/// Result of parsing a case: canonical form, masked form and warnings; or the code of the error.
type Outcome = Result<(String, Option<String>, Option<Vec<&'static str>>), &'static str>;

fn check(file: &str, list: &str, at_least: usize, read: impl Fn(&str) -> Outcome) {
    let mut file: Value = serde_json::from_str(file).unwrap();
    let cases: Vec<Case> = serde_json::from_value(file[list].take()).unwrap();
    assert!(cases.len() >= at_least);
    for case in cases {
        match read(&case.text) {
            Err(code) => assert_eq!(Some(code), case.error.as_deref(), "{}", case.text),
            Ok((canonical, masked, warnings)) => {
                assert_eq!(case.error, None, "{}", case.text);
                assert_eq!(Some(canonical), case.digits.or(case.canonical), "{}", case.text);
                assert_eq!(masked, case.masked, "{}", case.text);
                let expected =
                    case.warnings.as_ref().map(|w| w.iter().map(String::as_str).collect::<Vec<_>>());
                assert_eq!(warnings, expected, "{}", case.text);
            }
        }
    }
}

#[test]
fn every_nik_case_has_the_expected_report() {
    let file: NikFile =
        serde_json::from_str(include_str!("../../../tests/vectors/identity/nik.json")).unwrap();
    assert!(file.cases.len() >= 40);
    for case in file.cases {
        let today = CivilDate::parse_iso(case["today"].as_str().unwrap_or(&file.today)).unwrap();
        let typed = case["nik"].as_str().unwrap();
        let mut expected = json!({
            "nik": case["canonical"].as_str().unwrap_or(typed),
            "valid": case["error"].is_null(),
            "warnings": case["warnings"].as_array().cloned().unwrap_or_default(),
        });
        for key in ["sex", "birth_date", "province", "regency", "district"] {
            expected[key] = case[key].clone();
        }
        if !case["error"].is_null() {
            expected["error"] = case["error"].clone();
        }
        assert_eq!(serde_json::to_value(NikReport::of(typed, today)).unwrap(), expected, "{}", case["why"]);
    }
}

#[test]
fn every_family_card_case_holds() {
    check(include_str!("../../../tests/vectors/identity/numbers.json"), "family_card", 11, |text| {
        let number = FamilyCardNumber::parse(text).map_err(|error| error.code())?;
        Ok((number.digits(), Some(number.masked()), None))
    });
}

#[test]
fn every_npwp_case_holds() {
    check(include_str!("../../../tests/vectors/identity/numbers.json"), "npwp", 9, |text| {
        let npwp = Npwp::parse(text).map_err(|error| error.code())?;
        Ok((npwp.digits(), Some(npwp.masked()), None))
    });
}

#[test]
fn every_nitku_case_holds() {
    check(include_str!("../../../tests/vectors/identity/numbers.json"), "nitku", 6, |text| {
        Ok((Nitku::parse(text).map_err(|error| error.code())?.digits(), None, None))
    });
}

#[test]
fn every_phone_case_holds() {
    check(include_str!("../../../tests/vectors/identity/contact.json"), "phone", 13, |text| {
        let phone = Phone::parse(text).map_err(|error| error.code())?;
        let warnings = phone.warnings().into_iter().map(|warning| warning.code()).collect();
        Ok((phone.e164(), Some(phone.masked()), Some(warnings)))
    });
}

#[test]
fn every_email_case_holds() {
    check(include_str!("../../../tests/vectors/identity/contact.json"), "email", 9, |text| {
        let email = Email::parse(text).map_err(|error| error.code())?;
        let warnings = email.warnings().into_iter().map(|warning| warning.code()).collect();
        Ok((email.address().to_owned(), Some(email.masked()), Some(warnings)))
    });
}

#[test]
fn every_new_name_case_holds() {
    check(include_str!("../../../tests/vectors/identity/contact.json"), "new_name", 8, |text| {
        Ok((PersonName::parse_new(text).map_err(|error| error.code())?.as_str().to_owned(), None, None))
    });
}

/// Every region of the embedded table, looked up by its code.
fn all_regions() -> impl Iterator<Item = region::Region> {
    let table = region_table::embedded();
    table.heads().flat_map(|head| {
        table.block(head).map(move |record| {
            let number = u32::from(head) * 100 + u32::from(record.number);
            let code = RegionCode::district(number)
                .or_else(|| RegionCode::regency(head))
                .or_else(|| RegionCode::province((head / 100) as u8));
            region::find(code.unwrap()).unwrap()
        })
    })
}

/// SHA-256 of the lines in hexadecimal. Sorts the lines as text first, which is the order of the sources.
fn sha256(mut lines: Vec<String>) -> String {
    lines.sort();
    digest(&SHA256, lines.concat().as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_table_has_the_same_contents_as_its_sources() {
    let expected: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/identity/regions.json")).unwrap();
    let (mut current, mut legacy, mut earlier) = (Vec::new(), Vec::new(), Vec::new());
    for region in all_regions() {
        let (code, name) = (region.code.digits(), region.name);
        match region.status {
            RegionStatus::Legacy { successor } => {
                let successor = successor.map_or_else(|| "-".to_owned(), RegionCode::digits);
                legacy.push(format!("{code} {name} -> {successor}\n"));
            }
            RegionStatus::Current | RegionStatus::Fictional => current.push(format!("{code} {name}\n")),
        }
        earlier.extend(region.earlier_name.map(|name| format!("{code} {name}\n")));
    }
    let total = |set: &str| {
        ["provinces", "regencies", "districts"].iter().map(|l| expected[set][l].as_u64().unwrap()).sum()
    };
    assert_eq!((current.len() as u64, legacy.len() as u64), (total("current"), total("legacy")));
    assert_eq!(sha256(current), expected["current_sha256"]);
    assert_eq!(sha256(legacy), expected["legacy_sha256"]);
    assert_eq!(sha256(earlier), expected["earlier_names_sha256"]);
}

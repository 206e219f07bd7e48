//! Finds a district by the names of an address. Documents print names only, and not always as the table writes them:
//! `KAB. BOGOR`, `D.I. YOGYAKARTA`, `KOTA ADM. JAKARTA PUSAT`.

use super::region::{self, FICTIONAL_PROVINCE, Region, RegionCode};

/// The district of an address, of which the three names are written in any usual way. `None` if the table has no such
/// names, or more than one region fits.
pub(crate) fn district_named(province: &str, regency: &str, district: &str) -> Option<RegionCode> {
    let fictional = RegionCode::province(FICTIONAL_PROVINCE).and_then(region::find);
    let province = the_one(region::provinces().chain(fictional), |name| {
        written(name, &PROVINCE_WORDS).letters == written(province, &PROVINCE_WORDS).letters
    })?;
    let regency = regency_named(province.code, regency)?;
    let district = the_one(region::inside(regency.code), |name| {
        written(name, &DISTRICT_WORDS).letters == written(district, &DISTRICT_WORDS).letters
    })?;
    Some(district.code)
}

/// A regency and a city often have one name. A document that names no kind means the regency, if there is one.
fn regency_named(province: RegionCode, text: &str) -> Option<Region> {
    let asked = written(text, &REGENCY_WORDS);
    let of_kind = |city: bool| {
        the_one(region::inside(province), |name| {
            let known = written(name, &REGENCY_WORDS);
            known.letters == asked.letters && known.city == city
        })
    };
    if asked.city {
        of_kind(true)
    } else {
        of_kind(false).or_else(|| of_kind(true).filter(|_| !asked.regency))
    }
}

/// The only region whose name fits.
fn the_one(regions: impl IntoIterator<Item = Region>, fits: impl Fn(&str) -> bool) -> Option<Region> {
    let mut fitting = regions.into_iter().filter(|region| fits(&region.name));
    let first = fitting.next();
    first.filter(|_| fitting.next().is_none())
}

/// Words that say what a region is, not which one. Documents write them, shorten them, or leave them out.
const PROVINCE_WORDS: [&str; 9] =
    ["PROVINSI", "PROPINSI", "PROV", "DAERAH", "ISTIMEWA", "KHUSUS", "IBUKOTA", "DI", "DKI"];
const REGENCY_WORDS: [&str; 7] =
    ["KABUPATEN", "KAB", "KOTA", "KOTAMADYA", "ADMINISTRASI", "ADMINISTRATIF", "ADM"];
const DISTRICT_WORDS: [&str; 3] = ["KECAMATAN", "KEC", "DISTRIK"];

/// A name reduced to what distinguishes it.
struct Written {
    /// Letters and digits in capitals, without the words of the kind before them.
    letters: String,
    /// It says that it is a city.
    city: bool,
    /// It says that it is a regency.
    regency: bool,
}

fn written(name: &str, kinds: &[&str]) -> Written {
    let capitals = name.to_uppercase();
    // "D.I." is one word; "KAB.BOGOR" are two.
    let text = capitals.replace("D.I.", "DI ").replace("D.K.I.", "DKI ").replace('.', ". ");
    let words = text.split_whitespace().map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect());
    let words: Vec<String> = words.collect();
    let (first, rest) =
        words.split_at(words.iter().take_while(|word| kinds.contains(&word.as_str())).count());
    let says = |word: &str| first.iter().any(|other| other == word);
    let full = |word: &String| if word == "KEP" { "KEPULAUAN".to_owned() } else { word.clone() };
    Written {
        letters: rest.iter().map(full).collect(),
        city: says("KOTA") || says("KOTAMADYA"),
        regency: says("KABUPATEN") || says("KAB"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn found(province: &str, regency: &str, district: &str) -> Option<String> {
        district_named(province, regency, district).map(|code| code.to_string())
    }

    #[test]
    fn a_district_is_found_however_a_document_writes_its_names() {
        for (province, regency, district) in [
            ("JAWA BARAT", "KABUPATEN BOGOR", "CIBINONG"),
            ("Provinsi Jawa Barat", "KAB. BOGOR", "Kec. Cibinong"),
            ("PROV. JAWA  BARAT", "Kab.Bogor", "CIBI NONG"),
            ("jawa barat", "bogor", "cibinong"),
        ] {
            assert_eq!(found(province, regency, district).as_deref(), Some("32.01.01"), "{regency}");
        }
    }

    #[test]
    fn a_city_is_not_taken_for_the_regency_of_the_same_name() {
        let inside = |code: &str| {
            let code = RegionCode::parse(code).expect("well formed");
            region::inside(code).first().map(|region| region.name.clone()).expect("a district")
        };
        let (of_regency, of_city) = (inside("32.01"), inside("32.71"));
        assert_eq!(found("JAWA BARAT", "KOTA BOGOR", &of_city).as_deref(), Some("32.71.01"));
        assert_eq!(found("JAWA BARAT", "KOTA BOGOR", &of_regency), None);
        assert_eq!(found("JAWA BARAT", "KABUPATEN BOGOR", &of_city), None);
        assert_eq!(found("JAWA BARAT", "BOGOR", &of_city), None);
        assert_eq!(found("JAWA BARAT", "KABUPATEN DEPOK", "BEJI"), None, "Depok is a city only");
    }

    #[test]
    fn capitals_and_special_regions_are_found_by_their_short_names() {
        for province in ["DKI JAKARTA", "D.K.I. JAKARTA", "DAERAH KHUSUS IBUKOTA JAKARTA"] {
            for regency in ["KOTA ADM. JAKARTA PUSAT", "KOTA JAKARTA PUSAT", "JAKARTA PUSAT"] {
                assert_eq!(
                    found(province, regency, "GAMBIR").as_deref(),
                    Some("31.71.01"),
                    "{province} {regency}"
                );
            }
        }
        for province in ["DAERAH ISTIMEWA YOGYAKARTA", "D.I. YOGYAKARTA", "DI YOGYAKARTA"] {
            assert!(found(province, "KAB. SLEMAN", "GAMPING").is_some(), "{province}");
        }
    }

    #[test]
    fn every_regency_of_the_table_is_found_and_no_two_of_its_districts_are_written_alike() {
        for province in region::provinces() {
            for regency in region::inside(province.code) {
                let districts = region::inside(regency.code);
                let letters: BTreeSet<_> = districts
                    .iter()
                    .map(|district| written(&district.name, &DISTRICT_WORDS).letters)
                    .collect();
                assert_eq!(letters.len(), districts.len(), "{}", regency.name);
                for district in districts.first().into_iter().chain(districts.last()) {
                    let names = [&province, &regency, district].map(|region| region.name.to_uppercase());
                    let code = district_named(&names[0], &names[1], &names[2]);
                    assert_eq!(code, Some(district.code), "{names:?}");
                }
            }
        }
    }

    #[test]
    fn every_place_of_the_sandbox_is_found_as_its_documents_write_it() {
        let province = RegionCode::province(FICTIONAL_PROVINCE).expect("a code");
        let mut count = 0;
        for regency in region::inside(province) {
            for district in region::inside(regency.code) {
                let (regency, name) = (regency.name.to_uppercase(), district.name.to_uppercase());
                assert_eq!(district_named("PROVINSI CONTOH", &regency, &name), Some(district.code), "{name}");
                count += 1;
            }
        }
        assert_eq!(count, 8);
    }
}

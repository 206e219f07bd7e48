//! Regions of Indonesia by the codes of the Ministry of Home Affairs: province, regency or city, district.
//!
//! Contains the 38 provinces, 514 regencies and cities and 7,285 districts of Kepmendagri 300.2.2-2138/2025. Also
//! contains 28 regencies and 594 districts of earlier tables that are no longer in force, to name the region of a NIK
//! issued under them. Province 99 is not assigned; here it is the fictional province of the sandbox.
//!
//! A region in a NIK is approximately where its owner was first registered; it is not an address. Sources and licences
//! are in `core/assets/regions/README.md`.

use std::fmt;

use super::region_table::{self, Record};

/// The fictional province, used only in examples.
pub const FICTIONAL_PROVINCE: u8 = 99;
/// Fictional regencies have the numbers 01 to 09, fictional cities 71 to 79.
const FICTIONAL_REGENCIES: [std::ops::RangeInclusive<u8>; 2] = [1..=9, 71..=79];
/// Each fictional regency or city has the districts 01 to 20.
const FICTIONAL_DISTRICTS: std::ops::RangeInclusive<u8> = 1..=20;
/// The first number of a city (*kota*) within its province; lower ones are regencies (*kabupaten*).
const FIRST_CITY: u8 = 71;
/// The fictional regions that have names, one to a line. The sandbox makes its addresses from the same file, so that an
/// address of its documents is found here. Other fictional codes are valid in a NIK; their regions have numbers only.
const NAMED: &str = include_str!("../../assets/regions/fictional.txt");

/// Administrative level of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionLevel {
    /// *Provinsi*, two digits.
    Province,
    /// *Kabupaten* or *kota*, four digits.
    Regency,
    /// *Kecamatan* or *distrik*, six digits.
    District,
}

/// The code of a province, regency or district: `32`, `32.01`, `32.01.01`. It may be in no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(u32);

impl RegionCode {
    /// The code of a province: 10 to 99.
    pub fn province(number: u8) -> Option<Self> {
        Self::of(u32::from(number) * 10_000)
    }

    /// The code of a regency or city: four digits, 1001 to 9999.
    pub fn regency(number: u16) -> Option<Self> {
        Self::of(u32::from(number) * 100).filter(|code| code.level() == RegionLevel::Regency)
    }

    /// The code of a district: six digits.
    pub fn district(number: u32) -> Option<Self> {
        Self::of(number).filter(|code| code.level() == RegionLevel::District)
    }

    /// Parses `32`, `32.01` or `32.01.01`, with or without the dots.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<u8> = match text.as_bytes() {
            [_, _] | [_, _, _, _] | [_, _, _, _, _, _] => text.bytes().collect(),
            [a, b, b'.', c, d] => vec![*a, *b, *c, *d],
            [a, b, b'.', c, d, b'.', e, f] => vec![*a, *b, *c, *d, *e, *f],
            _ => return None,
        };
        let number =
            parts.iter().try_fold(0_u32, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))?;
        match parts.len() {
            2 => Self::province(u8::try_from(number).ok()?),
            4 => Self::regency(u16::try_from(number).ok()?),
            _ => Self::district(number),
        }
    }

    /// The code with these six digits. A level of 00 is valid only if all lower levels are 00 too.
    fn of(number: u32) -> Option<Self> {
        let gap = (number / 100).is_multiple_of(100) && !number.is_multiple_of(100);
        ((100_000..1_000_000).contains(&number) && !gap).then_some(Self(number))
    }

    /// Level of the region.
    pub fn level(self) -> RegionLevel {
        match (self.0 / 100 % 100, self.0 % 100) {
            (0, _) => RegionLevel::Province,
            (_, 0) => RegionLevel::Regency,
            _ => RegionLevel::District,
        }
    }

    /// The code of the region that contains it; `None` for a province.
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            RegionLevel::Province => None,
            RegionLevel::Regency => Some(Self(self.0 / 10_000 * 10_000)),
            RegionLevel::District => Some(Self(self.head())),
        }
    }

    /// The two, four or six digits without dots.
    pub fn digits(self) -> String {
        match self.level() {
            RegionLevel::Province => (self.0 / 10_000).to_string(),
            RegionLevel::Regency => (self.0 / 100).to_string(),
            RegionLevel::District => self.0.to_string(),
        }
    }

    fn head(self) -> u32 {
        self.0 / 100 * 100
    }

    fn province_number(self) -> u8 {
        (self.0 / 10_000) as u8
    }

    fn regency_number(self) -> u8 {
        (self.0 / 100 % 100) as u8
    }

    fn district_number(self) -> u8 {
        (self.0 % 100) as u8
    }
}

/// The ministry's form with dots: `32.01.01`.
impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.province_number())?;
        if self.level() >= RegionLevel::Regency {
            write!(f, ".{:02}", self.regency_number())?;
        }
        if self.level() == RegionLevel::District {
            write!(f, ".{:02}", self.district_number())?;
        }
        Ok(())
    }
}

/// Whether a region is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionStatus {
    /// In the current table.
    Current,
    /// Only in an earlier table: the region was split, renumbered or merged.
    Legacy {
        /// The current region of the same name, where there is exactly one.
        successor: Option<RegionCode>,
    },
    /// An example: no such region exists.
    Fictional,
}

/// A region in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Code.
    pub code: RegionCode,
    /// Name: `Jawa Barat`, `Kabupaten Bogor`, `Cibinong`.
    pub name: String,
    /// Another name for this code in an earlier table: the region was renamed, or the code was reused.
    pub earlier_name: Option<String>,
    /// Whether it is in force.
    pub status: RegionStatus,
}

/// The region with this code in the current table, otherwise in an earlier one.
pub fn find(code: RegionCode) -> Option<Region> {
    if code.province_number() == FICTIONAL_PROVINCE {
        return fictional(code);
    }
    let head = u16::try_from(code.head() / 100).ok()?;
    let record = region_table::embedded().block(head).find(|r| r.number == code.district_number())?;
    Some(region(code, &record))
}

/// The 38 provinces in the order of their codes, without the fictional one.
pub fn provinces() -> impl Iterator<Item = Region> {
    heads().filter(|code| code.level() == RegionLevel::Province).filter_map(find)
}

/// The current regions directly inside `code`, in the order of their codes, for selection in a form. Empty for a
/// district. Of the fictional province those that have names.
pub fn inside(code: RegionCode) -> Vec<Region> {
    let current = |region: &Region| !matches!(region.status, RegionStatus::Legacy { .. });
    let children: Vec<Region> = match (code.level(), code.province_number()) {
        (_, FICTIONAL_PROVINCE) => named()
            .filter(|(named, _)| named.parent() == Some(code))
            .filter_map(|(code, _)| find(code))
            .collect(),
        (RegionLevel::Province, _) => heads().filter(|c| c.parent() == Some(code)).filter_map(find).collect(),
        (RegionLevel::Regency, _) => u16::try_from(code.0 / 100).map_or_else(
            |_| Vec::new(),
            |head| {
                let districts = region_table::embedded().block(head).skip(1);
                districts
                    .map(|record| region(RegionCode(code.0 + u32::from(record.number)), &record))
                    .collect()
            },
        ),
        (RegionLevel::District, _) => Vec::new(),
    };
    children.into_iter().filter(current).collect()
}

fn heads() -> impl Iterator<Item = RegionCode> {
    region_table::embedded().heads().map(|head| RegionCode(u32::from(head) * 100))
}

fn region(code: RegionCode, record: &Record<'_>) -> Region {
    let table = region_table::embedded();
    let status = if record.legacy {
        RegionStatus::Legacy { successor: record.successor.and_then(RegionCode::of) }
    } else {
        RegionStatus::Current
    };
    Region { code, name: table.name(record), earlier_name: table.earlier_name(record), status }
}

fn named() -> impl Iterator<Item = (RegionCode, &'static str)> {
    let lines = NAMED.lines().filter_map(|line| line.split_once(' '));
    lines.filter_map(|(code, name)| Some((RegionCode::parse(code)?, name)))
}

fn fictional(code: RegionCode) -> Option<Region> {
    let regency = code.regency_number();
    let known_regency = FICTIONAL_REGENCIES.iter().any(|numbers| numbers.contains(&regency));
    let named = named().find(|(named, _)| *named == code).map(|(_, name)| name.to_owned());
    let name = match code.level() {
        _ if named.is_some() => named?,
        RegionLevel::Regency if known_regency && regency >= FIRST_CITY => format!("Kota Contoh {regency:02}"),
        RegionLevel::Regency if known_regency => format!("Kabupaten Contoh {regency:02}"),
        RegionLevel::District if known_regency && FICTIONAL_DISTRICTS.contains(&code.district_number()) => {
            format!("Contoh {:02}", code.district_number())
        }
        RegionLevel::Province | RegionLevel::Regency | RegionLevel::District => return None,
    };
    Some(Region { code, name, earlier_name: None, status: RegionStatus::Fictional })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).expect("the test's code is well formed")
    }

    fn name(text: &str) -> Option<String> {
        find(code(text)).map(|region| region.name)
    }

    #[test]
    fn regions_of_every_level_are_found() {
        assert_eq!(name("32").as_deref(), Some("Jawa Barat"));
        assert_eq!(name("32.01").as_deref(), Some("Kabupaten Bogor"));
        assert_eq!(name("32.01.01").as_deref(), Some("Cibinong"));
        assert_eq!(name("317101").as_deref(), Some("Gambir"));
    }

    #[test]
    fn the_successor_of_the_former_merauke_is_merauke_today() {
        let region = find(code("91.01")).expect("a legacy regency is known");
        assert_eq!(region.name, "Kabupaten Merauke");
        assert_eq!(region.status, RegionStatus::Legacy { successor: Some(code("93.01")) });
    }

    #[test]
    fn the_successor_of_a_legacy_district_is_the_district_of_the_same_name() {
        let region = find(code("91.01.01")).expect("a legacy district is known");
        assert_eq!(region.status, RegionStatus::Legacy { successor: Some(code("93.01.01")) });
    }

    #[test]
    fn swapped_codes_have_each_others_name_as_earlier_name() {
        let first = find(code("740813")).expect("a current district is known");
        let second = find(code("740815")).expect("a current district is known");
        assert_eq!((first.name.as_str(), first.earlier_name.as_deref()), ("Katoi", Some("Tolala")));
        assert_eq!((second.name.as_str(), second.earlier_name.as_deref()), ("Tolala", Some("Katoi")));
    }

    #[test]
    fn east_timor_is_in_no_table() {
        assert_eq!(find(code("54")), None);
        assert_eq!(find(code("54.01.01")), None);
    }

    #[test]
    fn the_fictional_province_is_known_and_not_one_of_the_38() {
        assert_eq!(find(code("99")).map(|r| r.status), Some(RegionStatus::Fictional));
        assert_eq!(name("99").as_deref(), Some("Contoh"));
        assert_eq!(name("99.02").as_deref(), Some("Kabupaten Umpama"));
        assert_eq!(name("99.71.02").as_deref(), Some("Kota Contoh Baru"));
        assert_eq!(name("99.09").as_deref(), Some("Kabupaten Contoh 09"), "without a name it has a number");
        assert_eq!(name("99.79").as_deref(), Some("Kota Contoh 79"));
        assert_eq!(name("99.71.20").as_deref(), Some("Contoh 20"));
        assert_eq!(name("99.10"), None);
        assert_eq!(provinces().count(), 38);
        assert!(provinces().all(|region| region.status == RegionStatus::Current));
    }

    #[test]
    fn selection_from_province_to_district_reaches_exactly_the_current_regions() {
        let regencies: Vec<Region> = provinces().flat_map(|province| inside(province.code)).collect();
        let districts: Vec<Region> = regencies.iter().flat_map(|regency| inside(regency.code)).collect();
        assert_eq!((regencies.len(), districts.len()), (514, 7285));
        assert!(districts.iter().all(|district| find(district.code).as_ref() == Some(district)));
    }

    #[test]
    fn the_fictional_province_offers_the_regencies_and_districts_that_have_names() {
        let codes =
            |of: &str| inside(code(of)).iter().map(|region| region.code.to_string()).collect::<Vec<_>>();
        assert_eq!(codes("99"), ["99.01", "99.02", "99.71", "99.72"]);
        assert_eq!(codes("99.01"), ["99.01.01", "99.01.02", "99.01.03"]);
        assert!(inside(code("99.01.01")).is_empty() && inside(code("99.09")).is_empty());
    }

    #[test]
    fn every_line_of_the_fictional_names_is_a_region_inside_another_one() {
        assert_eq!(named().count(), NAMED.lines().count());
        for (code, name) in named() {
            assert!(find(code).is_some_and(|region| region.name == name), "{name}");
            let above = |parent| named().any(|(other, _)| other == parent);
            assert!(code.parent().is_none_or(above), "{name}");
        }
    }

    #[test]
    fn codes_parsed_from_their_text_are_equal_and_have_parents() {
        for text in ["32", "32.01", "32.01.01"] {
            assert_eq!(code(text).to_string(), text);
            assert_eq!(RegionCode::parse(&code(text).digits()), Some(code(text)));
        }
        assert_eq!(code("32.01.01").parent(), Some(code("32.01")));
        assert_eq!(code("32.01").parent(), Some(code("32")));
        assert_eq!(code("32").parent(), None);
    }

    #[test]
    fn invalid_codes_are_refused() {
        for text in [
            "", "3", "320", "32.1", "32.00", "32.00.01", "3200", "320100", "00", "0101", "a1", "32.01.0",
            "３",
        ] {
            assert_eq!(RegionCode::parse(text), None, "{text}");
        }
        assert_eq!(RegionCode::district(u32::MAX), None);
    }
}

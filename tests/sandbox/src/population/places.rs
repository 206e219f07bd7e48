//! The places of a province that does not exist. Province code 99 is not assigned. Their names are those that the core's
//! table of regions has for it; villages and postcodes are not in that table.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Address, SplitMix64};

/// Code of the province of every resident.
const PROVINCE: u32 = 99;

/// The names of the province's regions by their codes, in capitals as documents print them.
static NAMES: LazyLock<BTreeMap<u32, String>> = LazyLock::new(|| {
    let lines = include_str!("../../../../core/assets/regions/fictional.txt").lines();
    let lines = lines.filter_map(|line| line.split_once(' '));
    lines
        .filter_map(|(code, name)| Some((code.replace('.', "").parse().ok()?, name.to_uppercase())))
        .collect()
});

fn name(code: u32) -> &'static str {
    NAMES.get(&code).map_or("", String::as_str)
}

fn province_name() -> String {
    format!("PROVINSI {}", name(PROVINCE))
}

/// A district, the level at which a NIK and a family card are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct District {
    /// Six digits: province, regency or city, district.
    pub code: u32,
    villages: &'static [&'static str],
    /// First postcode; none such is in use.
    postcode: u32,
}

/// Every district of the province.
pub(super) const DISTRICTS: [District; 8] = [
    District { code: 990_101, villages: &["MISALREJO", "UMPAMASARI"], postcode: 99_911 },
    District { code: 990_102, villages: &["CONTOHARJO", "IBARATAN"], postcode: 99_913 },
    District { code: 990_103, villages: &["PANTAI MISAL", "TELUK CONTOH"], postcode: 99_915 },
    District { code: 990_201, villages: &["UMPAMA JAYA", "SUKA MISAL"], postcode: 99_921 },
    District { code: 990_202, villages: &["LEMBAH UMPAMA", "NAGARI CONTOH"], postcode: 99_923 },
    District { code: 997_101, villages: &["PASAR CONTOH", "ALUN-ALUN MISAL"], postcode: 99_971 },
    District { code: 997_102, villages: &["GRIYA UMPAMA", "CONTOH PERMAI"], postcode: 99_973 },
    District { code: 997_201, villages: &["IBARAT LAMA", "IBARAT HILIR"], postcode: 99_981 },
];

/// The district of a region code, with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) district: &'static str,
    pub(crate) regency: &'static str,
    pub(crate) province: String,
    /// Its first postcode.
    pub(crate) postcode: u32,
}

/// The district of six digits; `None` outside the province.
pub(crate) fn place(code: u32) -> Option<Place> {
    let district = DISTRICTS.iter().find(|district| district.code == code)?;
    Some(Place {
        district: district.name(),
        regency: district.regency(),
        province: province_name(),
        postcode: district.postcode,
    })
}

/// A regency or city as a place of birth, by its four digits. The table of the sandbox knows its own province only.
pub(crate) fn regency_name(code: u32) -> String {
    let district = DISTRICTS.iter().find(|district| district.code / 100 == code);
    district.map_or_else(|| format!("WILAYAH {:02}.{:02}", code / 100, code % 100), District::birth_place)
}

/// The code of the district of an address; `None` outside the province.
pub(crate) fn district_code(address: &Address) -> Option<u32> {
    let same =
        |district: &&District| district.name() == address.district && district.regency() == address.regency;
    DISTRICTS.iter().find(same).map(|district| district.code)
}

/// A district with its regency, or a regency, by six or four digits; `None` outside the province.
pub(crate) fn region_name(code: u32) -> Option<String> {
    let known = NAMES.get(&code)?;
    Some(if code >= 100_000 { format!("{known}, {}", name(code / 100)) } else { known.clone() })
}

impl District {
    pub(super) fn name(&self) -> &'static str {
        name(self.code)
    }

    pub(super) fn regency(&self) -> &'static str {
        name(self.code / 100)
    }

    /// The place printed as place of birth: regency or city without its kind.
    pub(super) fn birth_place(&self) -> String {
        self.regency().trim_start_matches("KABUPATEN ").trim_start_matches("KOTA ").to_owned()
    }

    /// An address of this district.
    pub(super) fn address(&self, chance: &mut SplitMix64) -> Address {
        let trees = ["MELATI", "KENANGA", "FLAMBOYAN", "CEMPAKA", "BOUGENVIL", "TERATAI"];
        let city = self.regency().starts_with("KOTA ");
        let street = match chance.below(3) {
            0 if !city => format!("DUSUN CONTOH {}", ["I", "II", "III", "IV"][chance.below(4) as usize]),
            1 => format!("GG. CONTOH {} NO. {}", chance.between(1, 9), chance.between(1, 40)),
            _ => format!("JL. CONTOH {} NO. {}", chance.pick(&trees), chance.between(1, 180)),
        };
        Address {
            street,
            rt: chance.between(1, 12) as u16,
            rw: chance.between(1, 15) as u16,
            village: (*chance.pick(self.villages)).to_owned(),
            district: self.name().to_owned(),
            regency: self.regency().to_owned(),
            province: province_name(),
            postcode: self.postcode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_district_belongs_to_the_unassigned_province() {
        assert!(DISTRICTS.iter().all(|district| district.code / 10_000 == 99));
    }

    #[test]
    fn every_place_says_that_it_is_an_example() {
        for district in DISTRICTS {
            assert!(!district.name().is_empty());
            let name = district.regency();
            assert!(["CONTOH", "UMPAMA", "IBARAT"].iter().any(|word| name.contains(word)), "{name}");
        }
    }
}

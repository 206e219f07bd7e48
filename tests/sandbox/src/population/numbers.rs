//! Numbers as the register makes them, each issued once.

use std::collections::HashMap;

use ikd_proof::{CivilDate, Nik, Sex};

use super::Population;

/// Hands out serials, so that no two residents, cards or certificates share a number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// By region and date. NIK and family cards look alike, so one count serves both: no number means two things.
    dated: HashMap<u64, u64>,
    certificates: HashMap<u64, u64>,
    taxpayers: u64,
}

impl Numbers {
    /// The next NIK of a district for a person born on `born`: a woman's day is written plus 40.
    pub(super) fn nik(&mut self, district: u32, born: CivilDate, sex: Sex) -> Nik {
        let day = u64::from(born.day()) + if sex == Sex::Female { 40 } else { 0 };
        let prefix = dated(district, day, born);
        Nik::from_u64(prefix * 10_000 + next(&mut self.dated, prefix))
            .expect("a district of the province, a real birth date and a serial from 0001")
    }

    /// The next family card number of a district: six digits of region, the day it was recorded, a serial.
    pub(super) fn card(&mut self, district: u32, recorded: CivilDate) -> u64 {
        let prefix = dated(district, u64::from(recorded.day()), recorded);
        prefix * 10_000 + next(&mut self.dated, prefix)
    }

    /// The next birth certificate number of a regency: LU within 60 days of the birth, LT later.
    pub(super) fn certificate(&mut self, district: u32, registered: CivilDate, late: bool) -> String {
        let (regency, kind) = (district / 100, if late { "LT" } else { "LU" });
        let serial = next(
            &mut self.certificates,
            u64::from(regency) * 100_000_000 + u64::from(registered.to_yyyymmdd()),
        );
        let date = registered.dmy().replace('-', "");
        format!("{regency}-{kind}-{date}-{serial:04}")
    }

    /// The next taxpayer number of the form used before NIK took over: 15 digits, all from a range that is not issued.
    pub(super) fn taxpayer(&mut self) -> String {
        self.taxpayers += 1;
        format!("99{:07}999000", self.taxpayers)
    }
}

/// The next NIK of a district that nobody of the population has.
pub(crate) fn next_nik(population: &Population, district: u32, born: CivilDate, sex: Sex) -> Option<Nik> {
    let day = u64::from(born.day()) + if sex == Sex::Female { 40 } else { 0 };
    Nik::from_u64(free(population, dated(district, day, born))).ok()
}

/// The next family card number of a district that no family of the population has.
pub(crate) fn next_card(population: &Population, district: u32, recorded: CivilDate) -> u64 {
    free(population, dated(district, u64::from(recorded.day()), recorded))
}

/// The first number of this prefix that is neither a NIK nor a family card.
fn free(population: &Population, prefix: u64) -> u64 {
    let people = population.residents().map(|resident| resident.nik.as_u64());
    let cards = population.families.iter().map(|family| family.card_number);
    let last = people.chain(cards).filter(|number| number / 10_000 == prefix).max();
    last.map_or(prefix * 10_000, |last| last) + 1
}

/// The next birth certificate number of a regency on a day.
pub(crate) fn next_certificate(
    population: &Population,
    district: u32,
    registered: CivilDate,
    late: bool,
) -> String {
    let kind = if late { "LT" } else { "LU" };
    let prefix = format!("{}-{kind}-{}-", district / 100, registered.dmy().replace('-', ""));
    let certificates = population.residents().filter_map(|resident| resident.birth_certificate.as_ref());
    let serials = certificates.filter_map(|kept| kept.number.strip_prefix(&prefix)?.parse::<u32>().ok());
    format!("{prefix}{:04}", serials.max().unwrap_or(0) + 1)
}

/// Region and date as both NIK and family card number start with: `PPKKCCDDMMYY`.
fn dated(district: u32, day: u64, date: CivilDate) -> u64 {
    u64::from(district) * 1_000_000
        + day * 10_000
        + u64::from(date.month()) * 100
        + u64::from(date.year() % 100)
}

fn next(serials: &mut HashMap<u64, u64>, prefix: u64) -> u64 {
    let serial = serials.entry(prefix).or_insert(0);
    *serial += 1;
    *serial
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> CivilDate {
        CivilDate::new(1990, 8, 17).expect("a real day")
    }

    #[test]
    fn nik_of_a_woman_carries_her_day_plus_forty() {
        assert_eq!(Numbers::default().nik(990_101, day(), Sex::Female).as_u64(), 9_901_015_708_900_001);
    }

    #[test]
    fn second_person_of_one_day_gets_the_next_serial() {
        let mut numbers = Numbers::default();
        numbers.nik(990_101, day(), Sex::Male);
        assert_eq!(numbers.nik(990_101, day(), Sex::Male).as_u64(), 9_901_011_708_900_002);
    }

    #[test]
    fn family_card_carries_the_day_as_it_is() {
        assert_eq!(Numbers::default().card(997_102, day()), 9_971_021_708_900_001);
    }

    #[test]
    fn late_certificate_says_so() {
        assert_eq!(Numbers::default().certificate(990_101, day(), true), "9901-LT-17081990-0001");
    }

    #[test]
    fn old_taxpayer_number_has_15_digits() {
        assert_eq!(Numbers::default().taxpayer(), "990000001999000");
    }
}

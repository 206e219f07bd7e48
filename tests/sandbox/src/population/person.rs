//! One resident: from a plan (who, how old, related how) to a full record.

use std::collections::HashSet;

use ikd_proof::{CivilDate, Nik, Sex};
use time::{Date, Duration, Month};

use super::names::{Custom, Naming};
use super::numbers::Numbers;
use super::places::{DISTRICTS, District};
use super::{
    BirthCertificate, Blood, MaritalStatus, Relation, Religion, Resident, ResidentFlags, SplitMix64, Taxpayer,
};
use crate::drawing::covers_head;

/// Officers who sign certificates in a province that does not exist.
const OFFICERS: [&str; 3] = ["DRA. CONTOHWATI, M.SI.", "UMPAMANTO, S.SOS.", "H. IBARATULLAH, S.H."];

/// Who signs what applications lead to.
pub(crate) const OFFICER: &str = OFFICERS[0];

/// What a family decides about a member before chance fills in the rest.
pub(super) struct Plan<'a> {
    pub sex: Sex,
    /// Age reached in the year of the population. At least 1.
    pub age: u16,
    pub relation: Relation,
    pub marital: MaritalStatus,
    pub marriage_date: Option<CivilDate>,
    pub custom: Custom,
    pub religion: Religion,
    /// Shared family name, empty where there is none.
    pub family: &'a str,
    /// Parents' names; made up when not in the family.
    pub parents: Option<(String, String)>,
    /// Order of birth among the siblings, from 1.
    pub order: u8,
    /// First registered in this district; elsewhere now and then when `None`.
    pub district: Option<District>,
}

/// Makes residents of one year out of one stream.
pub(super) struct Generator {
    pub chance: SplitMix64,
    pub numbers: Numbers,
    pub year: u16,
    /// Given names of the household being made.
    pub given_names: HashSet<String>,
}

impl Generator {
    pub(super) fn resident(&mut self, plan: Plan<'_>) -> Resident {
        let district =
            plan.district.unwrap_or_else(|| DISTRICTS[self.chance.below(DISTRICTS.len() as u32) as usize]);
        // No birth in the last two months of last year: its certificate would be from this year.
        let months = if plan.age <= 1 { 10 } else { 12 };
        let birth_date = self.day_of(self.year - plan.age, months);
        let nik = self.numbers.nik(district.code, birth_date, plan.sex);
        let name = self.name(&plan);
        let (father, mother) = plan.parents.clone().unwrap_or_else(|| self.grandparents(&plan));
        let (father, mother) = (Some(father), Some(mother));
        let (education, occupation) = self.livelihood(&plan);
        let birth_certificate = self.birth_certificate(&plan, district, birth_date);
        let taxpayer = self.taxpayer(&plan, nik, occupation);
        Resident {
            nik,
            name,
            sex: plan.sex,
            birth_place: district.birth_place(),
            birth_date,
            blood: self.blood(),
            religion: plan.religion,
            education,
            occupation,
            marital: plan.marital,
            marriage_date: plan.marriage_date,
            relation: plan.relation,
            father,
            mother,
            birth_certificate,
            taxpayer,
            portrait_seed: self.portrait_seed(&plan),
            flags: ResidentFlags {
                deceased: false,
                blocked: false,
                ktp_recorded: plan.age > 17 || plan.marital != MaritalStatus::BelumKawin,
            },
        }
    }

    /// A name whose given name no other member of the household has.
    fn name(&mut self, plan: &Plan<'_>) -> String {
        let naming = Naming { sex: plan.sex, order: plan.order, family: plan.family };
        let mut name = plan.custom.name(&naming, &mut self.chance);
        // The lists are longer than any household, so the bound is never reached.
        for _ in 0..50 {
            if self.given_names.insert(given_name(plan.custom, &name)) {
                break;
            }
            name = plan.custom.name(&naming, &mut self.chance);
        }
        name
    }

    /// A day of one of the first `months` months of a year, at most the 28th, so that it is there in every year.
    pub(super) fn day_of(&mut self, year: u16, months: i32) -> CivilDate {
        let (month, day) = (self.chance.between(1, months), self.chance.between(1, 28));
        CivilDate::new(year, month as u8, day as u8).expect("every month has a 28th")
    }

    fn grandparents(&mut self, plan: &Plan<'_>) -> (String, String) {
        let mut name = |sex, family| {
            let order = self.chance.between(1, 4) as u8;
            plan.custom.name(&Naming { sex, order, family }, &mut self.chance)
        };
        (name(Sex::Male, plan.family), name(Sex::Female, ""))
    }

    fn blood(&mut self) -> Blood {
        let known =
            [Blood::A, Blood::B, Blood::Ab, Blood::O, Blood::APositive, Blood::BPositive, Blood::OPositive];
        if self.chance.chance(35) {
            Blood::Unknown
        } else {
            known[self.chance.below(known.len() as u32) as usize]
        }
    }

    /// Education and occupation in the register's words, fitting the age and each other.
    fn livelihood(&mut self, plan: &Plan<'_>) -> (&'static str, &'static str) {
        let pupil = "PELAJAR/MAHASISWA";
        match plan.age {
            0..=6 => ("TIDAK/BELUM SEKOLAH", "BELUM/TIDAK BEKERJA"),
            7..=12 => ("BELUM TAMAT SD/SEDERAJAT", pupil),
            13..=15 if plan.marital == MaritalStatus::BelumKawin => ("TAMAT SD/SEDERAJAT", pupil),
            16..=18 if plan.marital == MaritalStatus::BelumKawin => ("SLTP/SEDERAJAT", pupil),
            13..=18 => ("SLTP/SEDERAJAT", "MENGURUS RUMAH TANGGA"),
            19..=22 if plan.marital == MaritalStatus::BelumKawin => ("SLTA/SEDERAJAT", pupil),
            65.. => (
                self.chance.pick(&["TAMAT SD/SEDERAJAT", "SLTA/SEDERAJAT", "SLTP/SEDERAJAT"]),
                self.chance.pick(&[
                    "PENSIUNAN",
                    "PETANI/PEKEBUN",
                    "MENGURUS RUMAH TANGGA",
                    "BELUM/TIDAK BEKERJA",
                ]),
            ),
            _ if plan.relation == Relation::Pembantu => ("SLTP/SEDERAJAT", "PEMBANTU RUMAH TANGGA"),
            _ => self.work(plan.sex),
        }
    }

    fn work(&mut self, sex: Sex) -> (&'static str, &'static str) {
        let degree = "DIPLOMA IV/STRATA I";
        let common = [
            ("SLTA/SEDERAJAT", "WIRASWASTA"),
            ("SLTA/SEDERAJAT", "KARYAWAN SWASTA"),
            ("SLTP/SEDERAJAT", "PEDAGANG"),
            ("TAMAT SD/SEDERAJAT", "PETANI/PEKEBUN"),
            (degree, "GURU"),
            (degree, "PEGAWAI NEGERI SIPIL (PNS)"),
            ("STRATA II", "DOSEN"),
            ("SLTA/SEDERAJAT", "BURUH HARIAN LEPAS"),
        ];
        let own = match sex {
            Sex::Male => [
                ("TAMAT SD/SEDERAJAT", "NELAYAN/PERIKANAN"),
                ("SLTA/SEDERAJAT", "SOPIR"),
                ("SLTP/SEDERAJAT", "TUKANG KAYU"),
            ],
            Sex::Female => [
                ("AKADEMI/DIPLOMA III/S. MUDA", "BIDAN"),
                ("AKADEMI/DIPLOMA III/S. MUDA", "PERAWAT"),
                ("SLTA/SEDERAJAT", "MENGURUS RUMAH TANGGA"),
            ],
        };
        let all: Vec<_> = common.into_iter().chain(own).collect();
        all[self.chance.below(all.len() as u32) as usize]
    }

    fn birth_certificate(
        &mut self,
        plan: &Plan<'_>,
        district: District,
        born: CivilDate,
    ) -> Option<BirthCertificate> {
        if plan.age >= 50 && self.chance.chance(60) {
            return None;
        }
        let late = plan.age >= 25 && self.chance.chance(45);
        let days = if late { self.chance.between(400, 3_000) } else { self.chance.between(5, 55) };
        let registered_on = days_after(born, i64::from(days));
        Some(BirthCertificate {
            number: self.numbers.certificate(district.code, registered_on, late),
            order: Some(plan.order),
            registered_on,
            registered_at: district.regency().to_owned(),
            officer: self.chance.pick(&OFFICERS),
            digital: false,
        })
    }

    fn taxpayer(&mut self, plan: &Plan<'_>, nik: Nik, occupation: &str) -> Option<Taxpayer> {
        let earns = [
            "WIRASWASTA",
            "KARYAWAN SWASTA",
            "GURU",
            "PEGAWAI NEGERI SIPIL (PNS)",
            "DOSEN",
            "BIDAN",
            "PERAWAT",
        ]
        .contains(&occupation);
        (plan.age >= 24 && earns).then(|| self.taxpayer_registration(plan.age, nik))
    }

    /// A registration as taxpayer for a person of this age, with an old number if it was before NIK took over.
    pub(super) fn taxpayer_registration(&mut self, age: u16, nik: Nik) -> Taxpayer {
        let years = self.chance.between(1, i32::from(age.min(50)) - 21) as u16;
        let registered_on = self.day_of(self.year - years, 12);
        let old_number = (registered_on.year() < 2022).then(|| self.numbers.taxpayer());
        Taxpayer { number: nik.digits(), old_number, office: "KPP PRATAMA CONTOH", registered_on }
    }

    /// A seed whose face wears a head cover only where that fits the person.
    fn portrait_seed(&mut self, plan: &Plan<'_>) -> u64 {
        let covered = plan.religion == Religion::Islam
            && self.chance.chance(match plan.sex {
                Sex::Female => 80,
                Sex::Male => 35,
            });
        loop {
            let seed = self.chance.next_u64();
            if covers_head(seed) == covered {
                return seed;
            }
        }
    }
}

/// The word by which a person is called: a Balinese name starts with the order of birth.
fn given_name(custom: Custom, name: &str) -> String {
    name.split(' ').nth(if custom == Custom::Bali { 2 } else { 0 }).unwrap_or(name).to_owned()
}

/// The day `days` after another.
fn days_after(date: CivilDate, days: i64) -> CivilDate {
    let month = Month::try_from(date.month()).expect("a date has a month from 1 to 12");
    let later = Date::from_calendar_date(i32::from(date.year()), month, date.day())
        .ok()
        .and_then(|day| day.checked_add(Duration::days(days)))
        .expect("a few years after a date of this century or the last");
    CivilDate::new(later.year() as u16, u8::from(later.month()), later.day()).expect("a day of the calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_days_crosses_months_and_leap_years() {
        let start = CivilDate::new(2024, 2, 27).expect("a real day");
        assert_eq!(days_after(start, 3).iso(), "2024-03-01");
    }
}

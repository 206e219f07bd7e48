//! The people of the sandbox: families that do not exist, the same for the same seed on every machine.
//!
//! Everyone lives in province 99, which is not assigned, in places that say CONTOH, UMPAMA or IBARAT (example) in
//! their names. Dates, relations, certificates and numbers fit each other as in a real register: a child is
//! younger than its parents, a marriage comes before its recorded children, a woman's NIK carries her day plus 40.
//!
//! The population follows the seed and the *year* of the day it is made for, so that ages are right whenever it is made
//! and nothing changes within a year. A service that keeps its data for longer keeps that day with it.

mod address;
mod families;
mod names;
mod numbers;
mod person;
mod places;
mod roles;

pub use crate::splitmix::SplitMix64;
pub use address::{Address, AddressError};
pub use ikd_proof::Sex;
pub use ikd_proof::civil::{Blood, MaritalStatus, Relation, Religion};
pub(crate) use numbers::{next_card, next_certificate, next_nik};
pub(crate) use person::OFFICER;
pub(crate) use places::{Place, district_code, place, regency_name, region_name};

use ikd_proof::{CivilDate, Nik};

use crate::drawing;

/// The age from which a citizen records an electronic KTP, years (UU 24/2013 art. 63).
pub const AGE_OF_KTP: u16 = 17;

/// All families of the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// Each with its own family card.
    pub families: Vec<Family>,
}

/// The people of one family card (*kartu keluarga*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Number of the card: 16 digits.
    pub card_number: u64,
    /// Where they live.
    pub address: Address,
    /// The head first; a member who died and was not struck off yet comes last.
    pub members: Vec<Resident>,
}

/// One person of the population register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// Number for life.
    pub nik: Nik,
    /// Full name in capitals, at most 60 letters.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Regency or city of birth.
    pub birth_place: String,
    /// Day of birth.
    pub birth_date: CivilDate,
    /// Blood group, often not known.
    pub blood: Blood,
    /// Religion or belief.
    pub religion: Religion,
    /// Highest education, in the register's words.
    pub education: &'static str,
    /// Occupation, in the register's words.
    pub occupation: &'static str,
    /// Marital status.
    pub marital: MaritalStatus,
    /// Day of the present or last marriage, if it was recorded.
    pub marriage_date: Option<CivilDate>,
    /// Relation to the head of the family.
    pub relation: Relation,
    /// Father's name, if the record has one.
    pub father: Option<String>,
    /// Mother's name, if the record has one.
    pub mother: Option<String>,
    /// Birth certificate (*akta kelahiran*); older people often have none.
    pub birth_certificate: Option<BirthCertificate>,
    /// Registration as a taxpayer, if there is one.
    pub taxpayer: Option<Taxpayer>,
    /// Seed of the drawn portrait.
    pub portrait_seed: u64,
    /// Notes of the register beside the record.
    pub flags: ResidentFlags,
}

/// The facts of a birth certificate that the record itself does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthCertificate {
    /// For example `9901-LU-17081990-0001`.
    pub number: String,
    /// Order of birth, from 1, if it is known.
    pub order: Option<u8>,
    /// Day of registration.
    pub registered_on: CivilDate,
    /// Regency or city of registration.
    pub registered_at: String,
    /// The officer who signed.
    pub officer: &'static str,
    /// Issued for an application: the parents have it in the app. Older ones are on paper.
    pub digital: bool,
}

/// A taxpayer's registration (NPWP).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxpayer {
    /// 16 digits: the NIK, since PMK 112/2022.
    pub number: String,
    /// The number of 15 digits from before, if there was one.
    pub old_number: Option<String>,
    /// Tax office.
    pub office: &'static str,
    /// Day of registration.
    pub registered_on: CivilDate,
}

/// Notes of the register beside a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResidentFlags {
    /// The death is recorded.
    pub deceased: bool,
    /// The record is blocked: registrations with it are refused.
    pub blocked: bool,
    /// Fingerprints and photograph for the electronic KTP were taken.
    pub ktp_recorded: bool,
}

impl Population {
    /// The families of `seed` in the year of `today`: 36 of them, about 110 people.
    pub fn generate(seed: u64, today: CivilDate) -> Self {
        Self { families: families::generate(seed, today.year()) }
    }

    /// Everyone, family by family.
    pub fn residents(&self) -> impl Iterator<Item = &Resident> {
        self.families.iter().flat_map(|family| &family.members)
    }

    /// The resident with this number.
    pub fn resident(&self, nik: Nik) -> Option<&Resident> {
        self.residents().find(|resident| resident.nik == nik)
    }

    /// The family of the resident with this number.
    pub fn family_of(&self, nik: Nik) -> Option<&Family> {
        self.families.iter().find(|family| family.members.iter().any(|member| member.nik == nik))
    }
}

impl Family {
    /// The head of the family; if all have died, the one who is listed first.
    pub fn head(&self) -> &Resident {
        let head = self.living().find(|member| member.relation == Relation::KepalaKeluarga);
        head.unwrap_or_else(|| &self.members[0])
    }

    /// The members whose death is not recorded: those whom the family card lists.
    pub fn living(&self) -> impl Iterator<Item = &Resident> {
        self.members.iter().filter(|member| !member.flags.deceased)
    }
}

impl Resident {
    /// Age in whole years on a day.
    pub fn age_on(&self, day: CivilDate) -> u16 {
        self.birth_date.age_on(day).unwrap_or(0)
    }

    /// Whether the person is or was married.
    pub fn ever_married(&self) -> bool {
        self.marital != MaritalStatus::BelumKawin
    }

    /// Whether the law lets this person hold an electronic KTP on a day: 17 or older, or ever married.
    pub fn of_ktp_age(&self, day: CivilDate) -> bool {
        self.age_on(day) >= AGE_OF_KTP || self.ever_married()
    }

    /// Whether this person holds a child's card (KIA) on a day: not of KTP age, alive, with a birth certificate.
    pub fn holds_kia(&self, day: CivilDate) -> bool {
        !self.of_ktp_age(day) && !self.flags.deceased && self.birth_certificate.is_some()
    }

    /// The drawn portrait of the record on a day: a JPEG of at most 12,288 bytes.
    pub fn portrait(&self, day: CivilDate) -> Vec<u8> {
        drawing::portrait(self.portrait_seed, self.sex, u32::from(self.age_on(day)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn today() -> CivilDate {
        CivilDate::new(2026, 11, 22).expect("a real day")
    }

    /// Enough seeds to meet every branch of the families.
    fn populations() -> impl Iterator<Item = Population> {
        (0..40).map(|seed| Population::generate(seed, today()))
    }

    #[test]
    fn same_seed_makes_the_same_people() {
        assert_eq!(Population::generate(7, today()), Population::generate(7, today()));
    }

    #[test]
    fn another_day_of_the_year_makes_the_same_people() {
        let january = CivilDate::new(2026, 1, 1).expect("a real day");
        assert_eq!(Population::generate(7, january), Population::generate(7, today()));
    }

    #[test]
    fn other_seed_makes_other_people() {
        assert_ne!(Population::generate(7, today()), Population::generate(8, today()));
    }

    /// A change here changes every stored home and every picture in the documentation: it must be meant.
    #[test]
    fn first_resident_of_seed_1_stays_who_she_or_he_is() {
        let population = Population::generate(1, today());
        let head = population.adult();
        assert_eq!(
            (head.nik.digits().as_str(), head.name.as_str()),
            ("9902012510830001", "WAHYU SETYANTORO")
        );
    }

    #[test]
    fn there_are_at_least_30_families_and_about_110_people() {
        for population in populations() {
            assert!(population.families.len() >= 30);
            let people = population.residents().count();
            assert!((95..=132).contains(&people), "{people} people");
        }
    }

    #[test]
    fn every_nik_agrees_with_province_birth_date_and_sex_of_its_record() {
        for resident in
            populations().flat_map(|population| population.residents().cloned().collect::<Vec<_>>())
        {
            assert_eq!(Nik::parse(&resident.nik.digits()), Ok(resident.nik));
            assert_eq!((resident.nik.province(), resident.nik.sex()), (99, resident.sex));
            assert!(resident.nik.agrees_with(resident.birth_date));
        }
    }

    #[test]
    fn no_two_people_cards_or_certificates_share_a_number() {
        for population in populations() {
            let mut seen = HashSet::new();
            assert!(population.residents().all(|resident| seen.insert(resident.nik.digits())));
            assert!(
                population.families.iter().all(|family| seen.insert(format!("{:016}", family.card_number)))
            );
            let certificates =
                population.residents().filter_map(|resident| resident.birth_certificate.as_ref());
            assert!(certificates.into_iter().all(|certificate| seen.insert(certificate.number.clone())));
        }
    }

    #[test]
    fn every_family_has_one_head_who_comes_first_and_at_most_one_spouse() {
        for family in populations().flat_map(|population| population.families) {
            let count = |relation| family.living().filter(|member| member.relation == relation).count();
            assert_eq!(count(Relation::KepalaKeluarga), 1);
            assert_eq!(family.members[0].relation, Relation::KepalaKeluarga);
            assert!(count(Relation::Istri) + count(Relation::Suami) <= 1);
        }
    }

    #[test]
    fn children_bear_their_parents_names_and_are_at_least_15_years_younger() {
        for family in populations().flat_map(|population| population.families) {
            for child in family.members.iter().filter(|member| member.relation == Relation::Anak) {
                let head = family.head();
                assert!(
                    [&child.father, &child.mother].contains(&&Some(head.name.clone())),
                    "a child of the head"
                );
                assert!(head.birth_date.year() + 15 <= child.birth_date.year());
            }
        }
    }

    #[test]
    fn siblings_are_born_in_the_order_of_their_certificates() {
        for family in populations().flat_map(|population| population.families) {
            let children = family.members.iter().filter(|member| member.relation == Relation::Anak);
            let born: Vec<_> = children
                .filter_map(|child| Some((child.birth_certificate.as_ref()?.order, child.birth_date)))
                .collect();
            assert!(born.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn spouses_were_married_on_the_same_day_and_of_lawful_age_or_by_leave_of_a_court() {
        for family in populations().flat_map(|population| population.families) {
            let Some(wife) = family.members.iter().find(|member| member.relation == Relation::Istri) else {
                continue;
            };
            let married = wife.marriage_date.expect("a recorded marriage has its day");
            assert_eq!(family.head().marriage_date, Some(married));
            assert!(family.head().age_on(married) >= 18);
            assert!(wife.age_on(married) >= 13);
        }
    }

    #[test]
    fn nothing_is_dated_in_the_year_of_the_population_or_later() {
        for resident in
            populations().flat_map(|population| population.residents().cloned().collect::<Vec<_>>())
        {
            let dates = [
                Some(resident.birth_date),
                resident.marriage_date,
                resident.birth_certificate.map(|certificate| certificate.registered_on),
                resident.taxpayer.map(|taxpayer| taxpayer.registered_on),
            ];
            assert!(dates.into_iter().flatten().all(|date| date.year() < today().year()));
        }
    }

    #[test]
    fn certificates_are_registered_after_the_birth() {
        for resident in
            populations().flat_map(|population| population.residents().cloned().collect::<Vec<_>>())
        {
            if let Some(certificate) = resident.birth_certificate {
                assert!(certificate.registered_on > resident.birth_date);
            }
        }
    }

    #[test]
    fn every_religion_is_there() {
        let found: HashSet<_> = Population::generate(1, today()).residents().map(|r| r.religion).collect();
        assert_eq!(found.len(), 7);
    }

    #[test]
    fn every_role_has_a_resident_who_fits_it_on_any_day_of_the_year() {
        let days =
            [(1, 1), (6, 30), (12, 31)].map(|(month, day)| CivilDate::new(2026, month, day).expect("a day"));
        for (population, day) in populations().flat_map(|p| days.map(|day| (p.clone(), day))) {
            let may_register =
                |resident: &Resident| population.adults(day).any(|adult| adult.nik == resident.nik);
            let (husband, wife) = population.married_couple();
            assert!(may_register(husband) && may_register(wife) && husband.taxpayer.is_some());
            assert!(
                population.child_with_kia().holds_kia(day) && !may_register(population.under_17_unmarried())
            );
            assert!(population.under_17_married(day).age_on(day) < 17);
            assert!(may_register(population.under_17_married(day)));
            assert!(may_register(population.long_name_60()));
            for (without, father, mother) in
                [(population.without_parents(), false, false), (population.without_mother(), true, false)]
            {
                assert!(may_register(without) && without.birth_certificate.is_some());
                assert_eq!((without.father.is_some(), without.mother.is_some()), (father, mother));
            }
            assert!(!may_register(population.deceased()) && !may_register(population.blocked()));
            assert!(
                population.not_recorded(day).of_ktp_age(day) && !may_register(population.not_recorded(day))
            );
        }
    }

    #[test]
    fn every_card_number_can_stand_on_a_family_card() {
        for family in populations().flat_map(|population| population.families) {
            assert!(ikd_proof::civil::FamilyCardNumber::from_u64(family.card_number).is_ok());
        }
    }

    #[test]
    fn every_portrait_of_a_population_fits_a_document() {
        let population = Population::generate(1, today());
        for resident in population.residents() {
            assert!(resident.portrait(today()).len() <= drawing::PORTRAIT_LIMIT);
        }
    }

    #[test]
    fn only_people_of_one_faith_are_drawn_with_a_head_cover() {
        for resident in Population::generate(1, today()).residents() {
            assert!(resident.religion == Religion::Islam || !drawing::covers_head(resident.portrait_seed));
        }
    }
}

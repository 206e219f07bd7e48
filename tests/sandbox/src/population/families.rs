//! Families: who lives together, how they are related, and since when.
//!
//! The first families hold the people whom tests ask for; the others vary. The kind of household, the region its names
//! come from and its religion are listed, so that every religion and region is there whatever the seed.

use std::collections::HashSet;

use ikd_proof::Sex;

use super::names::{Custom, NAME_OF_60, Naming};
use super::numbers::Numbers;
use super::person::{Generator, Plan};
use super::places::{DISTRICTS, District};
use super::{Family, MaritalStatus, Relation, Religion, Resident, SplitMix64};

/// How people of one family card live together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Household {
    /// The first family: parents in their forties and three children from 3 to 14 years.
    Journey,
    /// A couple and its children.
    Couple,
    /// A young man and his wife of 15, married with a court's leave.
    MarriedYoung,
    /// A widow and her children, her husband not struck off yet.
    Widow,
    /// A divorced parent and children.
    Divorced,
    /// A couple, its children and the head's mother.
    WithGrandmother,
    /// An older couple with a married son, his wife and their child.
    ThreeGenerations,
    /// A couple with a niece who studies in town.
    WithNiece,
    /// A couple with children and a house help.
    WithHelp,
    /// One person alone.
    Alone,
    /// An old couple, the husband never recorded for an electronic KTP.
    NotRecorded,
    /// One person alone whose record is blocked.
    Blocked,
    /// A couple whose husband has the longest name the law allows.
    LongName,
    /// One person alone, found as a child: no parent is known.
    Foundling,
    /// One person alone, acknowledged by the father; the mother is not known.
    WithoutMother,
}

#[rustfmt::skip]
const LIST: [(Household, Custom, Religion); 36] = {
    use Custom::*;
    use Household::*;
    use Religion::*;
    [
        (Journey, Jawa, Islam), (MarriedYoung, Sunda, Islam), (Widow, Batak, Kristen), (Blocked, Minang, Islam),
        (NotRecorded, Dayak, Katholik), (LongName, Jawa, Islam), (Couple, Bali, Hindu), (ThreeGenerations, Bugis, Islam),
        (Couple, Flores, Katholik), (Divorced, Minahasa, Kristen), (WithGrandmother, Tionghoa, Khonghucu),
        (WithNiece, Papua, Kristen), (WithHelp, Tionghoa, Budha), (Alone, Aceh, Islam), (Couple, Sunda, Kepercayaan),
        (Couple, Maluku, Kristen), (WithGrandmother, Jawa, Islam), (Couple, Aceh, Islam), (Divorced, Sunda, Islam),
        (ThreeGenerations, Bali, Hindu), (Couple, Minang, Islam), (Alone, Maluku, Kristen), (Widow, Jawa, Islam),
        (WithNiece, Jawa, Katholik), (Couple, Dayak, Kristen), (Couple, Batak, Kristen), (WithHelp, Jawa, Islam),
        (Couple, Bugis, Islam), (WithGrandmother, Flores, Katholik), (Alone, Tionghoa, Budha), (Couple, Papua, Katholik),
        (Couple, Sunda, Islam), (Divorced, Minang, Islam), (Couple, Minahasa, Kristen), (Foundling, Jawa, Islam),
        (WithoutMother, Sunda, Islam),
    ]
};

/// All families of a seed in a year.
pub(super) fn generate(seed: u64, year: u16) -> Vec<Family> {
    let mut generator = Generator {
        chance: SplitMix64::new(seed),
        numbers: Numbers::default(),
        year,
        given_names: HashSet::new(),
    };
    LIST.iter().map(|entry| Builder::new(&mut generator, entry).build(entry.0)).collect()
}

struct Builder<'r> {
    generator: &'r mut Generator,
    custom: Custom,
    religion: Religion,
    district: District,
    /// Family name of the head, empty where the custom has none.
    family: &'static str,
    members: Vec<Resident>,
}

impl<'r> Builder<'r> {
    fn new(generator: &'r mut Generator, entry: &(Household, Custom, Religion)) -> Self {
        let district = DISTRICTS[generator.chance.below(DISTRICTS.len() as u32) as usize];
        let family = entry.1.family_name(&mut generator.chance);
        generator.given_names.clear();
        Self { generator, custom: entry.1, religion: entry.2, district, family, members: Vec::new() }
    }

    fn build(mut self, household: Household) -> Family {
        match household {
            Household::Journey => self.journey(),
            Household::Couple => self.couple_and_children(),
            Household::MarriedYoung => self.married_young(),
            Household::Widow => self.widow(),
            Household::Divorced => self.divorced(),
            Household::WithGrandmother => self.with_grandmother(),
            Household::ThreeGenerations => self.three_generations(),
            Household::WithNiece => self.with_niece(),
            Household::WithHelp => self.with_help(),
            Household::Alone => self.alone(),
            Household::NotRecorded => self.not_recorded(),
            Household::Blocked => self.blocked(),
            Household::LongName => self.long_name(),
            Household::Foundling => self.foundling(),
            Household::WithoutMother => self.without_mother(),
        }
        let address = self.district.address(&mut self.generator.chance);
        let recorded_in = self.generator.year - self.generator.chance.between(1, 9) as u16;
        let recorded = self.generator.day_of(recorded_in, 12);
        let card_number = self.generator.numbers.card(self.district.code, recorded);
        Family { card_number, address, members: self.members }
    }

    fn years(&mut self, low: i32, high: i32) -> u16 {
        self.generator.chance.between(low, high) as u16
    }

    /// A plan of this family's region and religion, to be changed where the member differs.
    fn plan(&self, sex: Sex, age: u16, relation: Relation) -> Plan<'static> {
        Plan {
            sex,
            age,
            relation,
            marital: MaritalStatus::BelumKawin,
            marriage_date: None,
            custom: self.custom,
            religion: self.religion,
            family: self.family,
            parents: None,
            order: 1,
            district: None,
        }
    }

    /// The name of a family that one marries into: not one's own.
    fn other_family(&mut self) -> &'static str {
        loop {
            let name = self.custom.family_name(&mut self.generator.chance);
            if name.is_empty() || name != self.family {
                return name;
            }
        }
    }

    fn add(&mut self, plan: Plan<'_>) -> &mut Resident {
        let resident = self.generator.resident(plan);
        self.members.push(resident);
        self.members.last_mut().expect("a member was just added")
    }

    /// A husband who heads the family and his wife, married for `years`. Gives their names.
    fn couple(&mut self, husband: u16, wife: u16, years: u16) -> (String, String) {
        let married = self.generator.day_of(self.generator.year - years, 12);
        let order = self.years(1, 4) as u8;
        let plan = self.plan(Sex::Male, husband, Relation::KepalaKeluarga);
        let plan =
            Plan { marital: MaritalStatus::KawinTercatat, marriage_date: Some(married), order, ..plan };
        let father = self.add(plan).name.clone();
        // A wife keeps her father's family name.
        let (order, family) = (self.years(1, 4) as u8, self.other_family());
        let plan = self.plan(Sex::Female, wife, Relation::Istri);
        let plan = Plan {
            marital: MaritalStatus::KawinTercatat,
            marriage_date: Some(married),
            order,
            family,
            ..plan
        };
        let mother = self.add(plan).name.clone();
        (father, mother)
    }

    /// Children of these ages, oldest first, all born in this district.
    fn children(&mut self, parents: (String, String), ages: &[u16], relation: Relation) {
        for (nth, age) in ages.iter().enumerate() {
            let sex = if self.generator.chance.chance(50) { Sex::Female } else { Sex::Male };
            let plan = self.plan(sex, *age, relation);
            let (parents, order) = (Some(parents.clone()), nth as u8 + 1);
            let district = Some(self.district);
            self.add(Plan { parents, order, district, ..plan });
        }
    }

    /// Ages of at most `most` children, oldest first, born after a marriage `years` ago. No child turns 17 this year, so
    /// that who is under age does not change with the day.
    fn ages(&mut self, most: i32, years: u16) -> Vec<u16> {
        let (mut ages, mut age) = (Vec::new(), years.saturating_sub(self.years(1, 2)));
        for _ in 0..self.generator.chance.between(1, most) {
            if age < 1 {
                break;
            }
            ages.push(if age == 17 { 16 } else { age });
            age = age.saturating_sub(self.years(2, 5));
        }
        ages
    }

    fn journey(&mut self) {
        let parents = self.couple(43, 40, 16);
        self.children(parents, &[14, 8, 3], Relation::Anak);
        // A teacher pays taxes: one person has a document of every type.
        let head = &mut self.members[0];
        (head.education, head.occupation) = ("DIPLOMA IV/STRATA I", "GURU");
        head.taxpayer = Some(self.generator.taxpayer_registration(43, head.nik));
    }

    fn couple_and_children(&mut self) {
        let wife = self.years(26, 46);
        let husband = wife + self.years(0, 6);
        let married = wife - self.years(19, 23);
        let parents = self.couple(husband, wife, married.max(1));
        let ages = self.ages(3, married);
        self.children(parents, &ages, Relation::Anak);
    }

    fn married_young(&mut self) {
        self.couple(21, 15, 1);
    }

    fn widow(&mut self) {
        let parents = self.couple(52, 47, 24);
        let mut husband = self.members.remove(0);
        husband.flags.deceased = true;
        husband.relation = Relation::Suami;
        let widow = &mut self.members[0];
        (widow.marital, widow.relation) = (MaritalStatus::CeraiMati, Relation::KepalaKeluarga);
        self.children(parents, &[20, 13], Relation::Anak);
        self.members.push(husband);
    }

    fn divorced(&mut self) {
        let age = self.years(29, 44);
        let married = self.generator.day_of(self.generator.year - (age - 22), 12);
        let (order, mother) = (self.years(1, 4) as u8, self.generator.chance.chance(70));
        let plan = self.plan(if mother { Sex::Female } else { Sex::Male }, age, Relation::KepalaKeluarga);
        let marital = MaritalStatus::CeraiHidupTercatat;
        let name = self.add(Plan { marital, marriage_date: Some(married), order, ..plan }).name.clone();
        let other_sex = if mother { Sex::Male } else { Sex::Female };
        let naming = Naming { sex: other_sex, order: 1, family: if mother { self.family } else { "" } };
        let other = self.custom.name(&naming, &mut self.generator.chance);
        let names = if mother { (other, name) } else { (name, other) };
        let ages = self.ages(2, age - 22);
        self.children(names, &ages, Relation::Anak);
    }

    fn with_grandmother(&mut self) {
        self.couple_and_children();
        let head = &self.members[0];
        let mother = head.mother.clone().expect("every generated resident has a mother until she is removed");
        let born = head.birth_date.year();
        let age = self.generator.year - born + self.years(20, 27);
        let (plan, family) = (self.plan(Sex::Female, age, Relation::Orangtua), self.other_family());
        let plan = Plan { marital: MaritalStatus::CeraiMati, family, ..plan };
        // The head's record names her; so does hers.
        self.add(plan).name = mother;
    }

    fn three_generations(&mut self) {
        let parents = self.couple(63, 58, 37);
        let married = self.generator.day_of(self.generator.year - 6, 12);
        let son = self.plan(Sex::Male, 31, Relation::Anak);
        let son = Plan {
            marital: MaritalStatus::KawinTercatat,
            marriage_date: Some(married),
            parents: Some(parents),
            district: Some(self.district),
            ..son
        };
        let son = self.add(son).name.clone();
        let family = self.other_family();
        let wife = self.plan(Sex::Female, 28, Relation::Menantu);
        let wife = Plan {
            marital: MaritalStatus::KawinTercatat,
            marriage_date: Some(married),
            family,
            order: 2,
            ..wife
        };
        let wife = self.add(wife).name.clone();
        self.children((son, wife), &[4], Relation::Cucu);
    }

    fn with_niece(&mut self) {
        self.couple_and_children();
        let age = self.years(19, 22);
        let plan = self.plan(Sex::Female, age, Relation::FamiliLain);
        self.add(plan);
    }

    fn with_help(&mut self) {
        self.couple_and_children();
        let age = self.years(24, 50);
        let plan = self.plan(Sex::Female, age, Relation::Pembantu);
        let (custom, religion) = (Custom::Jawa, Religion::Islam);
        self.add(Plan { custom, religion, family: "", order: 3, ..plan });
    }

    fn alone(&mut self) {
        let (sex, age) =
            (if self.generator.chance.chance(50) { Sex::Female } else { Sex::Male }, self.years(24, 35));
        let plan = self.plan(sex, age, Relation::KepalaKeluarga);
        self.add(plan);
    }

    fn foundling(&mut self) {
        self.without_mother();
        let foundling = &mut self.members[0];
        foundling.father = None;
    }

    fn without_mother(&mut self) {
        self.alone();
        let resident = &mut self.members[0];
        resident.mother = None;
        if let Some(certificate) = &mut resident.birth_certificate {
            certificate.order = None;
        }
    }

    fn not_recorded(&mut self) {
        self.couple(76, 71, 50);
        self.members[0].flags.ktp_recorded = false;
    }

    fn blocked(&mut self) {
        let plan = self.plan(Sex::Male, 38, Relation::KepalaKeluarga);
        self.add(plan).flags.blocked = true;
    }

    fn long_name(&mut self) {
        let parents = self.couple(36, 34, 10);
        self.members[0].name = NAME_OF_60.to_owned();
        self.children((NAME_OF_60.to_owned(), parents.1), &[7], Relation::Anak);
    }
}

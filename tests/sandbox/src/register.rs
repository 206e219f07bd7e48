//! What happens to the population after it was made: the changes that tests order and what issued applications change. The
//! events are kept in order and played again at the next start.

use ikd_proof::{CivilDate, Nik, Sex, civil};
use serde::{Deserialize, Serialize};

use crate::{
    population::{
        Address, BirthCertificate, Family, MaritalStatus, OFFICER, Population, Relation, Religion, Resident,
        ResidentFlags,
    },
    records::RecordChange,
};

/// One change of the population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum RegisterEvent {
    /// A test changed a record.
    Changed { nik: u64, change: RecordChange },
    /// A blood type was recorded.
    Blood { nik: u64, code: u64 },
    /// All people of a family card live elsewhere.
    Moved { card: u64, address: Address },
    /// These people left their card and have one of their own; the first one heads it.
    NewCard { people: Vec<u64>, card: u64, address: Address },
    /// A person left their card and joined another.
    Joined { nik: u64, card: u64 },
    /// A child was born into a family.
    Born { card: u64, child: Newborn },
    /// A birth certificate was issued.
    Certified { nik: u64, certificate: Certificate },
    /// A person died.
    Died { nik: u64, successor: Option<u64> },
}

/// A child as the application describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Newborn {
    pub(crate) nik: u64,
    pub(crate) name: String,
    pub(crate) female: bool,
    pub(crate) birth_place: String,
    /// As `YYYYMMDD`.
    pub(crate) born: u32,
    pub(crate) blood: u64,
    pub(crate) religion: u64,
    pub(crate) relation: u64,
    pub(crate) father: Option<String>,
    pub(crate) mother: Option<String>,
    pub(crate) portrait_seed: u64,
    pub(crate) certificate: Certificate,
}

/// A birth certificate that was issued for an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Certificate {
    pub(crate) number: String,
    pub(crate) order: Option<u8>,
    /// As `YYYYMMDD`.
    pub(crate) on: u32,
    pub(crate) at: String,
}

impl Certificate {
    fn record(&self) -> Option<BirthCertificate> {
        Some(BirthCertificate {
            number: self.number.clone(),
            order: self.order,
            registered_on: CivilDate::from_yyyymmdd(self.on).ok()?,
            registered_at: self.at.clone(),
            officer: OFFICER,
            digital: true,
        })
    }
}

impl Newborn {
    fn record(&self) -> Option<Resident> {
        Some(Resident {
            nik: Nik::from_u64(self.nik).ok()?,
            name: self.name.clone(),
            sex: if self.female { Sex::Female } else { Sex::Male },
            birth_place: self.birth_place.clone(),
            birth_date: CivilDate::from_yyyymmdd(self.born).ok()?,
            blood: civil::Blood::from_code(self.blood)?,
            religion: Religion::from_code(self.religion)?,
            education: "TIDAK/BELUM SEKOLAH",
            occupation: "BELUM/TIDAK BEKERJA",
            marital: MaritalStatus::BelumKawin,
            marriage_date: None,
            relation: Relation::from_code(self.relation)?,
            father: self.father.clone(),
            mother: self.mother.clone(),
            birth_certificate: self.certificate.record(),
            taxpayer: None,
            portrait_seed: self.portrait_seed,
            flags: ResidentFlags { deceased: false, blocked: false, ktp_recorded: false },
        })
    }
}

impl RegisterEvent {
    /// Plays the event; `false` when the population has nobody whom it is about.
    pub(crate) fn play(&self, population: &mut Population) -> bool {
        self.try_play(population).is_some()
    }

    fn try_play(&self, population: &mut Population) -> Option<()> {
        match self {
            Self::Changed { nik, change } => apply(population, *nik, change),
            Self::Blood { nik, code } => resident(population, *nik)?.blood = civil::Blood::from_code(*code)?,
            Self::Moved { card, address } => family(population, *card)?.address = address.clone(),
            Self::NewCard { people, card, address } => new_card(population, people, *card, address)?,
            Self::Joined { nik, card } => {
                family(population, *card)?;
                let mut person = take(population, *nik)?;
                person.relation = Relation::FamiliLain;
                let joined = family(population, *card)?;
                let place = joined.members.iter().position(|member| member.flags.deceased);
                joined.members.insert(place.unwrap_or(joined.members.len()), person);
            }
            Self::Born { card, child } => {
                let child = child.record()?;
                let born_into = family(population, *card)?;
                let place = born_into.members.iter().position(|member| member.flags.deceased);
                born_into.members.insert(place.unwrap_or(born_into.members.len()), child);
            }
            Self::Certified { nik, certificate } => {
                resident(population, *nik)?.birth_certificate = certificate.record();
            }
            Self::Died { nik, successor } => died(population, *nik, *successor)?,
        }
        Some(())
    }
}

fn family(population: &mut Population, card: u64) -> Option<&mut Family> {
    population.families.iter_mut().find(|family| family.card_number == card)
}

fn resident(population: &mut Population, nik: u64) -> Option<&mut Resident> {
    let mut members = population.families.iter_mut().flat_map(|family| &mut family.members);
    members.find(|member| member.nik.as_u64() == nik)
}

/// Takes a person out of the family; a family without members ends.
fn take(population: &mut Population, nik: u64) -> Option<Resident> {
    let is = |member: &Resident| member.nik.as_u64() == nik;
    let at = population.families.iter().position(|family| family.members.iter().any(is))?;
    let members = &mut population.families[at].members;
    let person = members.remove(members.iter().position(is)?);
    if population.families[at].members.is_empty() {
        population.families.remove(at);
    } else {
        seat_a_head(&mut population.families[at], None);
    }
    Some(person)
}

fn new_card(population: &mut Population, people: &[u64], card: u64, address: &Address) -> Option<()> {
    // Nobody is moved unless everybody is there.
    if people.is_empty() || people.iter().any(|nik| resident(population, *nik).is_none()) {
        return None;
    }
    let mut members: Vec<_> = people.iter().filter_map(|nik| take(population, *nik)).collect();
    let head = members.first_mut()?;
    head.relation = Relation::KepalaKeluarga;
    let female = head.sex == Sex::Female;
    for member in members.iter_mut().skip(1) {
        // Whoever was the child of the family's child is the child of the new head.
        member.relation = match member.relation {
            Relation::Menantu if female => Relation::Suami,
            Relation::Menantu => Relation::Istri,
            Relation::Cucu => Relation::Anak,
            other => other,
        };
    }
    population.families.push(Family { card_number: card, address: address.clone(), members });
    Some(())
}

/// A family whose head is gone gets another: the one who is named, else the spouse, else the oldest.
fn seat_a_head(family: &mut Family, successor: Option<u64>) {
    let living = |member: &&mut Resident| !member.flags.deceased;
    if family.living().any(|member| member.relation == Relation::KepalaKeluarga) {
        return;
    }
    let rank = |member: &Resident| {
        let spouse = matches!(member.relation, Relation::Suami | Relation::Istri);
        (successor != Some(member.nik.as_u64()), !spouse, member.birth_date.to_yyyymmdd())
    };
    let next = family.living().min_by_key(|member| rank(member)).map(|member| member.nik);
    let Some(nik) = next else { return };
    let spouse_heads = family
        .living()
        .any(|member| member.nik == nik && matches!(member.relation, Relation::Suami | Relation::Istri));
    for member in family.members.iter_mut().filter(living) {
        if member.nik == nik {
            member.relation = Relation::KepalaKeluarga;
        } else if !spouse_heads {
            // A child heads: the other children are its siblings, and the rest is related otherwise.
            member.relation = match member.relation {
                Relation::Suami | Relation::Istri => Relation::Orangtua,
                _ => Relation::FamiliLain,
            };
        }
    }
    // The card lists its head first.
    if let Some(at) = family.members.iter().position(|member| member.nik == nik) {
        let head = family.members.remove(at);
        family.members.insert(0, head);
    }
}

fn died(population: &mut Population, nik: u64, successor: Option<u64>) -> Option<()> {
    let of = |family: &&mut Family| family.members.iter().any(|member| member.nik.as_u64() == nik);
    let family = population.families.iter_mut().find(of)?;
    let at = family.members.iter().position(|member| member.nik.as_u64() == nik)?;
    let mut dead = family.members.remove(at);
    dead.flags.deceased = true;
    let headed = dead.relation == Relation::KepalaKeluarga;
    let couple = |relation| matches!(relation, Relation::KepalaKeluarga | Relation::Suami | Relation::Istri);
    let spouse = family.members.iter_mut().find(|member| {
        let together = couple(member.relation) && couple(dead.relation);
        let same_day = dead.marriage_date.is_some() && member.marriage_date == dead.marriage_date;
        !member.flags.deceased && is_married(member) && is_married(&dead) && (together || same_day)
    });
    if let Some(spouse) = spouse {
        spouse.marital = MaritalStatus::CeraiMati;
    }
    if headed {
        // Somebody else heads the family from now on.
        dead.relation = if dead.sex == Sex::Female { Relation::Istri } else { Relation::Suami };
    }
    family.members.push(dead);
    seat_a_head(family, successor);
    Some(())
}

fn is_married(person: &Resident) -> bool {
    matches!(person.marital, MaritalStatus::KawinTercatat | MaritalStatus::KawinBelumTercatat)
}

/// A change that a test ordered.
pub(crate) fn apply(population: &mut Population, nik: u64, change: &RecordChange) {
    let mut families = population.families.iter_mut();
    let Some(family) = families.find(|family| family.members.iter().any(|member| member.nik.as_u64() == nik))
    else {
        return;
    };
    if let Some(street) = &change.street {
        family.address.street.clone_from(street);
    }
    let Some(resident) = family.members.iter_mut().find(|member| member.nik.as_u64() == nik) else { return };
    if let Some(name) = &change.name {
        resident.name.clone_from(name);
    }
    if let Some(married) = change.married {
        resident.marital = if married { MaritalStatus::KawinTercatat } else { MaritalStatus::CeraiMati };
    }
    if let Some(blocked) = change.blocked {
        resident.flags.blocked = blocked;
    }
    if let Some(blood) = change.blood.and_then(civil::Blood::from_code) {
        resident.blood = blood;
    }
    if change.birth_certificate == Some(false) {
        resident.birth_certificate = None;
    }
    if let Some(deceased) = change.deceased {
        resident.flags.deceased = deceased;
        seat_a_head(family, None);
    }
}

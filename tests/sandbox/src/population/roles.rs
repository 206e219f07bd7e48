//! People whom tests and the journey ask for by what they are, not by number.

use ikd_proof::CivilDate;

use super::{Population, Relation, Resident};

/// Found in every population: the families that hold them are made first, whatever the seed.
const MADE: &str = "every population is made with such a person";

impl Population {
    /// Everyone who may register: of KTP age, recorded, alive and not blocked.
    pub fn adults(&self, today: CivilDate) -> impl Iterator<Item = &Resident> {
        self.residents().filter(move |resident| {
            let flags = resident.flags;
            resident.of_ktp_age(today) && flags.ktp_recorded && !flags.deceased && !flags.blocked
        })
    }

    /// The person of the ordinary journey: the head of the first family, with a spouse, three children who hold a KIA,
    /// a birth certificate and a taxpayer's registration, so one document of every type.
    pub fn adult(&self) -> &Resident {
        self.families[0].head()
    }

    /// Husband and wife of the first family; both may register.
    pub fn married_couple(&self) -> (&Resident, &Resident) {
        let wife = self.families[0].members.iter().find(|member| member.relation == Relation::Istri);
        (self.adult(), wife.expect(MADE))
    }

    /// A child of the first family who holds a KIA; its parents are [`Population::married_couple`].
    pub fn child_with_kia(&self) -> &Resident {
        self.families[0].members.iter().find(|member| member.relation == Relation::Anak).expect(MADE)
    }

    /// A person too young to register, never married.
    pub fn under_17_unmarried(&self) -> &Resident {
        self.child_with_kia()
    }

    /// A person under 17 who may register all the same, being married with a court's leave.
    pub fn under_17_married(&self, today: CivilDate) -> &Resident {
        self.residents()
            .find(|resident| resident.age_on(today) < super::AGE_OF_KTP && resident.ever_married())
            .expect(MADE)
    }

    /// A person whose death is recorded.
    pub fn deceased(&self) -> &Resident {
        self.residents().find(|resident| resident.flags.deceased).expect(MADE)
    }

    /// A person of KTP age whose record is blocked.
    pub fn blocked(&self) -> &Resident {
        self.residents().find(|resident| resident.flags.blocked).expect(MADE)
    }

    /// A person of KTP age whose electronic KTP was never recorded.
    pub fn not_recorded(&self, today: CivilDate) -> &Resident {
        self.residents()
            .find(|resident| {
                resident.of_ktp_age(today) && !resident.flags.ktp_recorded && !resident.flags.deceased
            })
            .expect(MADE)
    }

    /// A person who may register and whose birth certificate names no parent: a foundling.
    pub fn without_parents(&self) -> &Resident {
        let mut residents = self.residents();
        residents.find(|resident| resident.father.is_none() && resident.mother.is_none()).expect(MADE)
    }

    /// A person who may register and whose birth certificate names the father alone.
    pub fn without_mother(&self) -> &Resident {
        let mut residents = self.residents();
        residents.find(|resident| resident.father.is_some() && resident.mother.is_none()).expect(MADE)
    }

    /// A person who may register and whose name has 60 letters, the most that the law allows.
    pub fn long_name_60(&self) -> &Resident {
        self.residents().find(|resident| resident.name.chars().count() == 60).expect(MADE)
    }
}

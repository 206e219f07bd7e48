//! What is known without asking: the day, and the person's documents.

use core::fmt;

use crate::{
    CivilDate, Nik,
    document::{FamilyCard, Ktp, Member},
};

/// The facts that a form is filled with and checked against. On a phone they come from the vault, at the service from
/// its record. A fact that is missing blocks nothing: the checks that need it say so in a note.
#[derive(Clone)]
pub struct Facts {
    /// The civil day.
    pub today: CivilDate,
    /// The person who fills in the form.
    pub holder: Nik,
    /// The holder's identity card.
    pub ktp: Option<Ktp>,
    /// The family cards whose members may be chosen. The first one that lists the holder is the holder's.
    pub family_cards: Vec<FamilyCard>,
    /// Code of the district in the holder's address, six digits. Documents have names only, so the caller looks it up.
    pub district: Option<u32>,
}

impl Facts {
    /// The holder's family card.
    pub fn holder_card(&self) -> Option<&FamilyCard> {
        self.family_cards.iter().find(|card| card.members.iter().any(|member| member.nik == self.holder))
    }

    /// The members that a field of type member offers, the holder included.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.family_cards.iter().flat_map(|card| &card.members)
    }

    /// The row of a person in the family cards.
    pub fn member(&self, nik: Nik) -> Option<&Member> {
        self.members().find(|member| member.nik == nik)
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").field("today", &self.today).finish_non_exhaustive()
    }
}

//! Checks against the holder's family card.

use super::{Input, Missing, Outcome};
use crate::{
    civil::{MaritalStatus, Relation},
    document::FamilyCard,
    form::lookup::KTP_AGE,
};

impl Input<'_> {
    /// Decides by the holder's family card.
    fn by_card(&self, holds: impl FnOnce(&FamilyCard) -> Outcome) -> Outcome {
        self.facts.holder_card().map_or(Outcome::Unknown(Missing::FamilyCard), holds)
    }

    pub(super) fn member_of_kk(&self) -> Outcome {
        let Some(person) = self.person(0) else { return Outcome::Holds };
        self.by_card(|card| Outcome::first(card.members.iter().any(|member| member.nik == person)))
    }

    pub(super) fn not_member_of_kk(&self) -> Outcome {
        let Some(person) = self.person(0) else { return Outcome::Holds };
        self.by_card(|card| Outcome::first(card.members.iter().all(|member| member.nik != person)))
    }

    pub(super) fn holds_family_card(&self) -> Outcome {
        Outcome::of_form(self.facts.holder_card().is_some())
    }

    pub(super) fn holder_relation(&self) -> Outcome {
        match self.facts.holder_row() {
            Some(row) => Outcome::of_form(self.numbers_contain(0, row.relation.code())),
            None => Outcome::Unknown(Missing::FamilyCard),
        }
    }

    pub(super) fn not_head_with_members(&self) -> Outcome {
        self.by_card(|card| Outcome::of_form(card.members.len() == 1 || !self.is_head()))
    }

    pub(super) fn not_sole_member(&self) -> Outcome {
        self.by_card(|card| Outcome::of_form(card.members.len() > 1))
    }

    pub(super) fn only_if_sole_member(&self) -> Outcome {
        if !self.code(0).is_some_and(|code| self.numbers_contain(0, code)) {
            return Outcome::Holds;
        }
        self.by_card(|card| Outcome::first(card.members.len() == 1))
    }

    pub(super) fn adult_or_ever_married(&self) -> Outcome {
        let age = self.facts.birth_date(self.facts.holder).age_on(self.facts.today);
        if age >= Some(KTP_AGE) {
            return Outcome::Holds;
        }
        match self.facts.holder_marital() {
            Some(status) => Outcome::of_form(status != MaritalStatus::BelumKawin),
            None => Outcome::Unknown(Missing::FamilyCard),
        }
    }

    pub(super) fn marital_reason(&self) -> Outcome {
        let reason = self.code(0).and_then(|code| i64::try_from(code).ok());
        if reason != Some(self.number(0)) {
            return Outcome::Holds;
        }
        match self.facts.holder_marital() {
            Some(status) => Outcome::first(self.numbers_contain(1, status.code())),
            None => Outcome::Unknown(Missing::FamilyCard),
        }
    }

    pub(super) fn head_needs_successor(&self) -> Outcome {
        let Some(person) = self.person(0) else { return Outcome::Holds };
        self.by_card(|card| {
            let row = card.members.iter().find(|member| member.nik == person);
            let head = row.is_some_and(|member| member.relation == Relation::KepalaKeluarga);
            let successor = self.person(1);
            let named =
                card.members.iter().any(|member| Some(member.nik) == successor && member.nik != person);
            if !head || card.members.len() == 1 || named { Outcome::Holds } else { Outcome::Broken(Some(1)) }
        })
    }

    fn is_head(&self) -> bool {
        self.facts.holder_row().is_some_and(|row| row.relation == Relation::KepalaKeluarga)
    }
}

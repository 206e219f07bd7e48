//! Checks of the persons that a form names.

use super::{Input, Outcome};
use crate::civil::sex_code;

impl Input<'_> {
    pub(super) fn not_same_person(&self) -> Outcome {
        let first = self.person(0);
        let others = 1..self.check.fields.len();
        Outcome::first(first.is_none() || others.into_iter().all(|at| self.person(at) != first))
    }

    pub(super) fn not_holder(&self) -> Outcome {
        Outcome::first(self.person(0) != Some(self.facts.holder))
    }

    pub(super) fn confirmed(&self) -> Outcome {
        let unknown = |at: &usize| self.person(*at).is_some_and(|nik| self.facts.member(nik).is_none());
        let unknown = (0..self.check.fields.len()).find(unknown);
        unknown.map_or(Outcome::Holds, |at| Outcome::Broken(Some(at)))
    }

    pub(super) fn nik_sex(&self) -> Outcome {
        let sex = self.person(0).map(|nik| sex_code(nik.sex()));
        Outcome::first(sex.is_none_or(|sex| self.numbers_contain(0, sex)))
    }

    pub(super) fn nik_agrees(&self) -> Outcome {
        match (self.person(0), self.date(1)) {
            (Some(nik), Some(date)) => Outcome::first(nik.agrees_with(date)),
            _ => Outcome::Holds,
        }
    }
}

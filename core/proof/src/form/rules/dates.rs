//! Checks of dates and ages.

use super::{Input, Outcome};

impl Input<'_> {
    pub(super) fn not_future(&self) -> Outcome {
        Outcome::first(self.date(0).is_none_or(|date| date <= self.facts.today))
    }

    pub(super) fn date_between(&self) -> Outcome {
        let Some(date) = self.date(0) else { return Outcome::Holds };
        let early = self.date(1).is_some_and(|first| date < first);
        let late = self.date(2).is_some_and(|last| date > last);
        Outcome::first(!early && !late)
    }

    pub(super) fn days_since(&self) -> Outcome {
        let days = self.date(0).map(|date| self.facts.today.days_since(date));
        Outcome::first(days.is_none_or(|days| days <= self.number(0)))
    }

    pub(super) fn after_birth(&self) -> Outcome {
        match (self.date(0), self.born(1)) {
            (Some(date), Some(born)) => Outcome::first(date >= born),
            _ => Outcome::Holds,
        }
    }

    pub(super) fn age_at_least(&self) -> Outcome {
        let of_holder = self.check.fields.is_empty();
        let born = if of_holder { Some(self.facts.birth_date(self.facts.holder)) } else { self.born(0) };
        let Some(born) = born else { return Outcome::Holds };
        let age = born.age_on(self.facts.today).map(i64::from);
        let old_enough = age.is_some_and(|age| age >= self.number(0));
        if of_holder { Outcome::of_form(old_enough) } else { Outcome::first(old_enough) }
    }

    pub(super) fn years_between(&self) -> Outcome {
        let (Some(first), Some(second)) = (self.born(0), self.born(1)) else { return Outcome::Holds };
        let years = first.age_on(second).map(i64::from);
        let between = years.is_some_and(|years| (self.number(0)..=self.number(1)).contains(&years));
        Outcome::first(between)
    }
}

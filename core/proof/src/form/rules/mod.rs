//! The named checks.
//!
//! A check whose fields have no value holds: whether a value is required is another check. A check that needs a fact that
//! is missing is [`Outcome::Unknown`], which is told as a note and never blocks.

mod dates;
mod family;
mod persons;
mod presence;
mod values;

use std::collections::BTreeSet;

use super::{Answers, Check, CheckName, Facts, Problem, Severity, Texts, Value};
use crate::{CivilDate, Nik};

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing to say.
    Holds,
    /// It does not hold; the index is that of the field in the check's fields.
    Broken(Option<usize>),
    /// A fact is missing.
    Unknown(Missing),
}

/// What a check lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The holder's family card.
    FamilyCard,
    /// The code of the district in the holder's address: the table of regions has no such names.
    District,
}

impl Outcome {
    /// Holds, or is broken at the first field.
    fn first(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Broken(Some(0)) }
    }

    /// Holds, or is broken at no field.
    fn of_form(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Broken(None) }
    }
}

/// What a check reads: its parameters, the answers and keys of visible fields, the facts.
pub(super) struct Input<'a> {
    pub(super) check: &'a Check,
    pub(super) shown: &'a Answers,
    pub(super) visible: &'a BTreeSet<&'a str>,
    pub(super) facts: &'a Facts,
}

impl Check {
    /// The problem that this check finds. `shown` are the answers of the `visible` fields.
    pub(super) fn problem(
        &self,
        shown: &Answers,
        visible: &BTreeSet<&str>,
        facts: &Facts,
    ) -> Option<Problem> {
        if !self.when.holds(shown) {
            return None;
        }
        let input = Input { check: self, shown, visible, facts };
        let (at, severity, text) = match input.outcome() {
            Outcome::Holds => return None,
            Outcome::Broken(at) => (at, self.severity, self.text.clone()),
            Outcome::Unknown(missing) => (Some(0), Severity::Note, missing.text()),
        };
        let field = at.and_then(|at| self.fields.get(at)).cloned();
        Some(Problem { field, attachment: None, check: self.name.name(), severity, text })
    }
}

impl Missing {
    fn text(self) -> Texts {
        match self {
            Self::FamilyCard => Texts::new(
                "Belum diperiksa di ponsel ini karena kartu keluarga Anda belum ada di sini. Petugas akan memeriksanya.",
                "Not checked on this phone, because your family card is not here. The office will check it.",
            ),
            Self::District => Texts::new(
                "Belum diperiksa di ponsel ini karena kecamatan di alamat Anda tidak ada di daftar wilayah aplikasi ini. Petugas akan memeriksanya.",
                "Not checked on this phone, because this app's list of regions does not have the district of your address. The office will check it.",
            ),
        }
    }
}

impl Input<'_> {
    fn outcome(&self) -> Outcome {
        match self.check.name {
            CheckName::RequiredIf => self.required_if(),
            CheckName::OneOfGroup => self.one_of_group(),
            CheckName::Count => self.count(),
            CheckName::NoticeIf => self.notice_if(),
            CheckName::Equals => self.equals(),
            CheckName::Differs => self.differs(),
            CheckName::InRange => self.in_range(),
            CheckName::NotUnknownCode => self.not_unknown_code(),
            CheckName::NameRule => self.name_rule(),
            CheckName::SameRegion => self.same_region(),
            CheckName::CompatibleBlood => self.compatible_blood(),
            CheckName::RhesusAdded => self.rhesus_added(),
            CheckName::OtherAddress => self.other_address(),
            CheckName::NotFuture => self.not_future(),
            CheckName::DateBetween => self.date_between(),
            CheckName::DaysSince => self.days_since(),
            CheckName::AfterBirth => self.after_birth(),
            CheckName::AgeAtLeast => self.age_at_least(),
            CheckName::YearsBetween => self.years_between(),
            CheckName::NotSamePerson => self.not_same_person(),
            CheckName::NotHolder => self.not_holder(),
            CheckName::Confirmed => self.confirmed(),
            CheckName::NikSex => self.nik_sex(),
            CheckName::NikAgrees => self.nik_agrees(),
            CheckName::MemberOfKk => self.member_of_kk(),
            CheckName::NotMemberOfKk => self.not_member_of_kk(),
            CheckName::HoldsFamilyCard => self.holds_family_card(),
            CheckName::HolderRelation => self.holder_relation(),
            CheckName::NotHeadWithMembers => self.not_head_with_members(),
            CheckName::NotSoleMember => self.not_sole_member(),
            CheckName::OnlyIfSoleMember => self.only_if_sole_member(),
            CheckName::AdultOrEverMarried => self.adult_or_ever_married(),
            CheckName::MaritalReason => self.marital_reason(),
            CheckName::HeadNeedsSuccessor => self.head_needs_successor(),
        }
    }

    /// The answer of the check's field at this index.
    fn value(&self, at: usize) -> Option<&Value> {
        self.check.fields.get(at).and_then(|key| self.shown.get(key))
    }

    fn date(&self, at: usize) -> Option<CivilDate> {
        match self.value(at)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    fn code(&self, at: usize) -> Option<u64> {
        match self.value(at)? {
            Value::Code(code) => Some(*code),
            _ => None,
        }
    }

    fn person(&self, at: usize) -> Option<Nik> {
        self.value(at)?.person()
    }

    /// A date of birth: a date, or that of a person.
    fn born(&self, at: usize) -> Option<CivilDate> {
        self.date(at).or_else(|| self.person(at).map(|nik| self.facts.birth_date(nik)))
    }

    /// The check's number at this index. Its definition was refused if it has too few.
    fn number(&self, at: usize) -> i64 {
        self.check.numbers.get(at).copied().unwrap_or_default()
    }

    /// Whether the numbers from this index on contain the code.
    fn numbers_contain(&self, from: usize, code: u64) -> bool {
        self.check.numbers.iter().skip(from).any(|number| u64::try_from(*number) == Ok(code))
    }
}

#[cfg(test)]
mod tests;

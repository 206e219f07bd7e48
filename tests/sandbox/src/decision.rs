//! What an officer states when deciding, and what is kept of each decision.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{comparison::Field, registration::Reason};

/// Fewest letters and digits of a reason for approving over a difference, so that a dot is not accepted.
const SHORTEST_REASON: usize = 10;

/// What an officer states when approving. [`crate::Office::approve`] refuses when any of it is missing.
#[derive(Clone, Copy, Default)]
pub struct Statement<'a> {
    /// The four digits that the citizen read aloud from the phone. Compared with those of the pairing, so that a page
    /// that was open since an earlier pairing approves nothing.
    pub digits: &'a str,
    /// Selfie, photograph of the record and the person at the counter are one person.
    pub face_matches: bool,
    /// The data were compared line by line; with the short form the citizen answered questions from the record.
    pub data_compared: bool,
    /// Why the registration is approved although form and record differ. Needed only then.
    pub reason: Option<&'a str>,
}

impl<'a> Statement<'a> {
    /// All three confirmations of an officer who found nothing that differs.
    pub fn confirmed(digits: &'a str) -> Self {
        Self { digits, face_matches: true, data_compared: true, reason: None }
    }

    /// What is missing, where the phone shows `digits` and form and record differ or not.
    pub(crate) fn missing(&self, digits: &str, differs: bool) -> Missing {
        let said = self.reason.unwrap_or("").chars().filter(|letter| letter.is_alphanumeric()).count();
        Missing([
            digits.is_empty() || self.digits != digits,
            !self.face_matches,
            !self.data_compared,
            differs && said < SHORTEST_REASON,
        ])
    }
}

/// One thing that an approval needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// The citizen read the four digits aloud.
    Digits,
    /// The face was compared.
    Face,
    /// The data were compared.
    Data,
    /// A written reason, because something differs.
    Reason,
}

impl Requirement {
    const ALL: [Self; 4] = [Self::Digits, Self::Face, Self::Data, Self::Reason];

    fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Face => "face",
            Self::Data => "data",
            Self::Reason => "reason",
        }
    }
}

/// What an approval lacks, in the order of [`Requirement`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing([bool; 4]);

impl Missing {
    /// Everything that is missing.
    pub fn iter(self) -> impl Iterator<Item = Requirement> {
        Requirement::ALL
            .into_iter()
            .zip(self.0)
            .filter_map(|(requirement, missing)| missing.then_some(requirement))
    }

    /// Whether nothing is.
    pub fn is_empty(self) -> bool {
        self.0 == [false; 4]
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Requirement::name).collect();
        f.write_str(&names.join(", "))
    }
}

/// How an officer decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decided {
    /// Approved; the code was sent, or waits until the old phone is released.
    Approved,
    /// Approved by the officer and refused by the record.
    RefusedByRecord,
    /// Rejected.
    Rejected,
    /// The account was taken from the phone that held it.
    OldPhoneReleased,
}

/// One decision, kept with the registration as long as that is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Seconds since 1970.
    pub at: u64,
    /// The name that the officer signed in with.
    pub officer: String,
    /// What was decided.
    pub outcome: Decided,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// The note to the citizen.
    pub note: Option<String>,
    /// What differed at that moment, without the values.
    pub differences: Vec<Field>,
    /// Why it was approved all the same.
    pub override_reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_requirement_is_reported_when_it_alone_is_missing() {
        let full = Statement { reason: Some("Ganti nama di pengadilan"), ..Statement::confirmed("0877") };
        assert!(full.missing("0877", true).is_empty());
        let lacking = [
            (Statement { digits: "0878", ..full }, Requirement::Digits),
            (Statement { face_matches: false, ..full }, Requirement::Face),
            (Statement { data_compared: false, ..full }, Requirement::Data),
            (Statement { reason: Some(" . . . . . . . . . . . "), ..full }, Requirement::Reason),
            (Statement { reason: None, ..full }, Requirement::Reason),
        ];
        for (statement, requirement) in lacking {
            assert_eq!(statement.missing("0877", true).iter().collect::<Vec<_>>(), [requirement]);
        }
    }

    #[test]
    fn without_a_difference_no_reason_is_asked_for() {
        assert!(Statement::confirmed("0877").missing("0877", false).is_empty());
    }

    #[test]
    fn empty_digits_confirm_nothing_even_where_none_are_shown() {
        assert_eq!(Statement::confirmed("").missing("", false).to_string(), "digits");
    }
}

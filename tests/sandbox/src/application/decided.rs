//! What is kept of each thing that an officer did with an application: who, when, and what came of it. Nothing that the
//! person entered, and no note: those go with the state.

use super::ApplicationState;

/// What an officer did with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationStep {
    /// Began the review.
    Review,
    /// Asked for a correction.
    Correction,
    /// Asked for a visit.
    Visit,
    /// Refused.
    Refusal,
    /// Approved.
    Approval,
    /// Gave it to the head of the office to sign.
    Signing,
    /// Issued what was applied for.
    Issue,
}

impl ApplicationStep {
    const ALL: [Self; 7] = [
        Self::Review,
        Self::Correction,
        Self::Visit,
        Self::Refusal,
        Self::Approval,
        Self::Signing,
        Self::Issue,
    ];

    /// The name under which it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Correction => "correction",
            Self::Visit => "visit",
            Self::Refusal => "refusal",
            Self::Approval => "approval",
            Self::Signing => "signing",
            Self::Issue => "issue",
        }
    }

    /// Reads [`ApplicationStep::name`].
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// One step of an officer, kept as long as the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationDecision {
    /// Seconds since 1970.
    pub at: u64,
    /// The name that the officer signed in with.
    pub officer: String,
    /// Which revision it is about.
    pub revision: u64,
    /// What the officer did.
    pub step: ApplicationStep,
    /// What came of it: [`ApplicationState::Correct`] after a review or an approval if the record had changed.
    pub state: ApplicationState,
}

//! The current step, with the data that its screen needs. The masked address, the digits, the office and the officer's
//! note are personal: `Debug` does not print them.

use std::fmt;

use super::{
    FormShape,
    journal::{Journal, SavedStep},
};
use crate::service::contract::{RejectionOption, RejectionReason, ServiceNote};

/// The step of a registration. Each is saved before it is shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// The notice that an officer must be present. On disk: the journal.
    OfficerNotice,
    /// The terms, to be accepted. The device key exists.
    Terms,
    /// The form; the entries typed so far are kept as a draft. On disk: the consent, signed by the device key.
    Form {
        /// Which entries the form has.
        shape: FormShape,
    },
    /// The guided selfie. On disk: the checked form.
    Selfie,
    /// Form and portrait are being sent. On disk: the portrait, and how much of it has arrived.
    Uploading {
        /// Bytes of the portrait that the service has.
        sent: u32,
        /// Bytes of the portrait.
        total: u32,
    },
    /// At the counter: scan its QR, or show one. The service has form and portrait.
    OfficePairing,
    /// Paired; the officer compares the digits and decides.
    AwaitingDecision {
        /// Four digits; the officer's screen must show the same.
        digits: String,
        /// The office, as signed by the service.
        office: String,
    },
    /// Approved; a code was sent by email.
    Activation {
        /// The email address, masked.
        email_hint: String,
        /// When the code expires; seconds since 1970.
        expires_at: u64,
        /// Remaining tries for this code.
        tries_left: u8,
        /// When a new code can be requested; seconds since 1970.
        resend_at: u64,
    },
    /// The account is bound to this phone; the PIN must be set.
    CreatePin,
    /// Refused, by the officer or because of the population record.
    Rejected {
        /// Why.
        reason: RejectionReason,
        /// The officer's note for the citizen.
        note: Option<String>,
        /// What the citizen can do.
        options: Vec<RejectionOption>,
    },
    /// Another phone holds this account.
    Conflict {
        /// What the citizen can do.
        options: Vec<ConflictOption>,
    },
    /// The registration has expired at the service. Start over; the form is kept as a draft.
    Expired,
}

/// Without address, digits, office and the officer's note.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfficerNotice => f.write_str("OfficerNotice"),
            Self::Terms => f.write_str("Terms"),
            Self::Form { shape } => f.debug_struct("Form").field("shape", shape).finish(),
            Self::Selfie => f.write_str("Selfie"),
            Self::Uploading { sent, total } => {
                f.debug_struct("Uploading").field("sent", sent).field("total", total).finish()
            }
            Self::OfficePairing => f.write_str("OfficePairing"),
            Self::AwaitingDecision { .. } => f.debug_struct("AwaitingDecision").finish_non_exhaustive(),
            Self::Activation { expires_at, tries_left, resend_at, .. } => f
                .debug_struct("Activation")
                .field("expires_at", expires_at)
                .field("tries_left", tries_left)
                .field("resend_at", resend_at)
                .finish_non_exhaustive(),
            Self::CreatePin => f.write_str("CreatePin"),
            Self::Rejected { reason, options, .. } => f
                .debug_struct("Rejected")
                .field("reason", reason)
                .field("options", options)
                .finish_non_exhaustive(),
            Self::Conflict { options } => f.debug_struct("Conflict").field("options", options).finish(),
            Self::Expired => f.write_str("Expired"),
        }
    }
}

/// What the citizen can do when another phone holds the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictOption {
    /// The officer releases the old phone; then check the status.
    ReleaseAtCounter,
    /// Use the old phone's menu to release it.
    ReleaseOnOldPhone,
    /// Give up this registration.
    GiveUp,
}

impl Journal {
    /// The step with the data for its screen.
    pub(super) fn step(&self) -> Step {
        match &self.step {
            SavedStep::OfficerNotice => Step::OfficerNotice,
            SavedStep::Terms => Step::Terms,
            SavedStep::Form => Step::Form { shape: self.shape },
            SavedStep::Selfie => Step::Selfie,
            SavedStep::Uploading => Step::Uploading { sent: self.portrait_sent, total: self.portrait_size },
            SavedStep::OfficePairing => Step::OfficePairing,
            SavedStep::AwaitingDecision { digits, office } => {
                Step::AwaitingDecision { digits: digits.clone(), office: office.clone() }
            }
            SavedStep::Activation(activation) => Step::Activation {
                email_hint: activation.email_hint.as_str().to_owned(),
                expires_at: activation.expires_at,
                tries_left: activation.tries_left,
                resend_at: activation.resend_at,
            },
            SavedStep::CreatePin => Step::CreatePin,
            SavedStep::Rejected(rejection) => Step::Rejected {
                reason: rejection.reason,
                note: rejection.note.as_ref().and_then(ServiceNote::shown),
                options: rejection.options.clone(),
            },
            SavedStep::Conflict => Step::Conflict {
                options: vec![
                    ConflictOption::ReleaseAtCounter,
                    ConflictOption::ReleaseOnOldPhone,
                    ConflictOption::GiveUp,
                ],
            },
            SavedStep::Expired => Step::Expired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_of_a_step_prints_no_address_digits_office_or_note() {
        let steps = [
            Step::AwaitingDecision { digits: "4711".to_owned(), office: "RAHASIA".to_owned() },
            Step::Activation { email_hint: "RAHASIA".to_owned(), expires_at: 1, tries_left: 2, resend_at: 3 },
            Step::Rejected {
                reason: RejectionReason::Other,
                note: Some("RAHASIA".to_owned()),
                options: Vec::new(),
            },
        ];
        let printed = format!("{steps:?}");
        assert!(!printed.contains("4711") && !printed.contains("RAHASIA"), "{printed}");
    }
}

//! The terms, and the citizen's signed consent to them.

use ikd_proof::{Consent, ConsentExport, Language, TermsId};

use super::{
    Registration, RegistrationError,
    journal::{ConsentRecord, SavedStep},
};
use crate::service::contract::Bytes;

/// The terms in this version of the app; the trust bundle's policy may require newer ones.
pub const TERMS_ID: &str = "ikd-terms-1";

/// The text of the terms as shown to the citizen; the consent contains its hash.
#[must_use]
pub fn terms_text(language: Language) -> &'static str {
    match language {
        Language::Indonesian => include_str!("../../assets/terms/ikd-terms-1.id.txt"),
        Language::English => include_str!("../../assets/terms/ikd-terms-1.en.txt"),
    }
}

/// Why the terms could not be accepted, or there is no consent to export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// The service requires newer terms than this app has: update the app.
    #[error("newer terms are needed")]
    AppOutdated,
    /// No terms were accepted yet.
    #[error("no terms were accepted yet")]
    NothingAccepted,
    /// Any other error.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// The citizen accepts the terms, shown in `language`. The device key signs the consent with the time.
    pub fn accept_terms(&self, language: Language) -> Result<(), ConsentError> {
        let terms = TermsId::new(TERMS_ID).expect("a short plain text");
        if self.0.context.trust.current().policy.terms != terms {
            return Err(ConsentError::AppOutdated);
        }
        let key = self.device_key()?;
        let now = self.0.context.clock.now().unix_s;
        let consent = Consent::sign(&terms, language, terms_text(language), now, &key)
            .map_err(RegistrationError::from)?;
        Ok(self.write(
            |step| matches!(step, SavedStep::Terms),
            |journal| {
                journal.consent = Some(ConsentRecord {
                    language: language.code().to_owned(),
                    consent: Bytes(consent),
                    receipt: None,
                });
                journal.step = SavedStep::Form;
                Ok(())
            },
        )?)
    }

    /// The citizen's copy: the text, the signed consent with its time and, once sent, the service's receipt
    /// (`consent-export` of docs/formats.md section 8).
    pub fn export_consent(&self) -> Result<Vec<u8>, ConsentError> {
        let record = self.read(|journal| journal.consent.clone())?.ok_or(ConsentError::NothingAccepted)?;
        Ok(export(&record))
    }
}

/// The citizen's copy of a consent, with its text.
pub(super) fn export(record: &ConsentRecord) -> Vec<u8> {
    ConsentExport {
        text: terms_text(Language::from_code(&record.language).unwrap_or(Language::Indonesian)).to_owned(),
        consent: record.consent.0.clone(),
        receipt: record.receipt.as_ref().map(|receipt| receipt.0.clone()),
    }
    .encode()
    .expect("our own texts and signatures are within the format's bounds")
}

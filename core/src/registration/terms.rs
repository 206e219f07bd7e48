//! The terms: read, accepted, and kept by the citizen with the time and the service's signature.

use ikd_proof::consent::{Consent, ConsentExport};
use ring::digest;
use serde::{Deserialize, Serialize};

use super::{
    Registration, RegistrationError,
    journal::{ConsentRecord, Stage},
};
use crate::service::{DeviceKey, contract::Bytes};

/// The terms this version of the app carries; the trust bundle's policy may demand newer ones.
pub const TERMS_ID: &str = "ikd-terms-1";

/// A language of the app's own texts. Indonesian first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl Language {
    /// BCP 47 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}

/// The terms as the citizen reads them, and as the consent's hash binds them.
#[must_use]
pub fn terms_text(language: Language) -> &'static str {
    match language {
        Language::Id => include_str!("../../assets/terms/ikd-terms-1.id.txt"),
        Language::En => include_str!("../../assets/terms/ikd-terms-1.en.txt"),
    }
}

/// Why there is no consent to keep or to give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// The service demands newer terms than this app carries: update the app.
    #[error("newer terms are needed")]
    AppOutdated,
    /// Nothing was accepted yet.
    #[error("nothing was accepted yet")]
    NothingAccepted,
    /// Something else.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// The citizen accepts the terms as read in `language`. Signed by the net key, with the time.
    pub fn accept_terms(&self, language: Language) -> Result<(), ConsentError> {
        if self.0.around.trust.current().policy().terms != TERMS_ID {
            return Err(ConsentError::AppOutdated);
        }
        let key = self.net_key()?;
        let consent = self.sign_consent(&key, language)?;
        Ok(self.write(|stage| matches!(stage, Stage::Terms), |journal| {
            journal.consent = Some(ConsentRecord { language, consent: Bytes(consent), receipt: None });
            journal.stage = Stage::Form;
            Ok(())
        })?)
    }

    fn sign_consent(&self, key: &DeviceKey, language: Language) -> Result<Vec<u8>, RegistrationError> {
        let text = digest::digest(&digest::SHA256, terms_text(language).as_bytes());
        let consent = Consent {
            terms: TERMS_ID.to_owned(),
            language: language.code().to_owned(),
            text_sha256: text.as_ref().try_into().expect("SHA-256 has 32 bytes"),
            accepted_at: self.0.around.clock.now().unix_s,
        };
        Ok(consent.sign(key)?)
    }

    /// What the citizen may keep: the text, the signed consent with its time and, once sent, the service's receipt
    /// (`consent-export` of docs/formats.md section 8).
    pub fn export_consent(&self) -> Result<Vec<u8>, ConsentError> {
        let record = self.read(|journal| journal.consent.clone())?.ok_or(ConsentError::NothingAccepted)?;
        Ok(export(&record))
    }
}

/// A consent with its text, for the citizen.
pub(super) fn export(record: &ConsentRecord) -> Vec<u8> {
    ConsentExport {
        text: terms_text(record.language).to_owned(),
        consent: record.consent.0.clone(),
        receipt: record.receipt.as_ref().map(|receipt| receipt.0.clone()),
    }
    .encode()
}

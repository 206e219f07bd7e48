//! Consent to the terms, its receipt, and the citizen's copy of both (`docs/formats.md` section 8).
//!
//! The phone signs which text was accepted and when. The service signs that it received the consent. The export
//! contains the text and both signatures, so that a citizen can prove years later what was agreed.

use core::fmt;

use crate::{
    cbor,
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Signer, Unsigned, read_public_key, sha256},
    fields::{Fields, FormatError, MapWriter, read_bytes, read_text},
    issue::IssueError,
    pairing::RegistrationId,
    text::TermsId,
    trust::{IssuerError, IssuerUse, TrustBundle},
};

const CONSENT: Domain = Domain(b"ikd/1/consent");
const RECEIPT: Domain = Domain(b"ikd/1/consent-receipt");
const MAX: usize = 1024;
/// Largest export in bytes (`docs/formats.md` section 8).
pub const MAX_EXPORT: usize = 256 * 1024;

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Indonesian.
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The language of an ISO 639-1 code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Indonesian, Self::English].into_iter().find(|language| language.code() == code)
    }
}

/// What a citizen agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Which terms.
    pub terms: TermsId,
    /// In which language they were read.
    pub language: Language,
    /// SHA-256 of that text, UTF-8.
    pub text_hash: [u8; 32],
    /// When, Unix seconds.
    pub accepted_at: u64,
    /// The device key that signs.
    pub device_key: PublicKey,
}

/// Why a consent or its receipt is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// The bytes are not of this format.
    #[error("not a consent item: {0}")]
    Format(#[from] FormatError),
    /// The receipt's issuer is not trusted for receipts.
    #[error("issuer not trusted: {0}")]
    Issuer(#[from] IssuerError),
    /// The key that it names did not sign it.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// The text, the consent and the receipt do not belong together.
    #[error("text, consent and receipt do not belong together")]
    Mismatch,
}

impl Consent {
    /// SHA-256 of a text of terms.
    pub fn hash_of(text: &str) -> [u8; 32] {
        sha256(&[text.as_bytes()])
    }

    /// Signs with the device key that it will name.
    ///
    /// # Errors
    /// The error of the key.
    pub fn sign<S: Signer + ?Sized>(
        terms: &TermsId,
        language: Language,
        text: &str,
        accepted_at: u64,
        device_key: &S,
    ) -> Result<Vec<u8>, S::Error> {
        let payload = MapWriter::new()
            .text(1, terms.as_str())
            .text(2, language.code())
            .bytes(3, &Self::hash_of(text))
            .uint(4, accepted_at)
            .bytes(5, device_key.public_key().as_bytes())
            .finish();
        Unsigned::new(CONSENT, None, payload).sign(device_key)
    }

    /// Checks that the key in the consent signed it. The caller must check that the key, the terms and the time are the
    /// expected ones.
    ///
    /// # Errors
    /// [`ConsentError::Format`], [`ConsentError::Signature`].
    pub fn open(bytes: &[u8]) -> Result<Self, ConsentError> {
        let sign1 = Sign1::parse(bytes, MAX)?;
        sign1.no_kid()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let consent = Consent {
            terms: fields.required(1, TermsId::read)?,
            language: fields.required(2, |raw| Language::from_code(read_text(raw)?))?,
            text_hash: fields.bytes(3)?,
            accepted_at: fields.time(4)?,
            device_key: fields.required(5, read_public_key)?,
        };
        sign1.verify(CONSENT, &consent.device_key)?;
        Ok(consent)
    }
}

/// The statement that the service received a consent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ConsentReceipt {
    /// SHA-256 of the signed consent.
    pub consent_hash: [u8; 32],
    /// The registration it belongs to.
    pub registration: RegistrationId,
    /// When, Unix seconds.
    pub received_at: u64,
}

impl ConsentReceipt {
    /// The receipt of a signed consent.
    pub fn of(consent: &[u8], registration: RegistrationId, received_at: u64) -> Self {
        ConsentReceipt { consent_hash: sha256(&[consent]), registration, received_at }
    }

    /// Signs the receipt. For the service.
    pub fn issue<S: Signer>(&self, service: &S) -> Result<Vec<u8>, IssueError<S::Error>> {
        let payload = MapWriter::new()
            .bytes(1, &self.consent_hash)
            .bytes(2, &self.registration)
            .uint(3, self.received_at)
            .finish();
        let unsigned = Unsigned::new(RECEIPT, Some(service.public_key().kid()), payload);
        unsigned.sign(service).map_err(IssueError::Signer)
    }

    /// Checks a receipt and that it is for this signed consent. The issuer must have been valid at the time of receipt.
    pub fn open(bytes: &[u8], consent: &[u8], trust: &TrustBundle) -> Result<Self, ConsentError> {
        let sign1 = Sign1::parse(bytes, MAX)?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let receipt = ConsentReceipt {
            consent_hash: fields.bytes(1)?,
            registration: fields.bytes(2)?,
            received_at: fields.time(3)?,
        };
        let issuer = trust.issuer(sign1.kid()?, IssuerUse::Receipts, receipt.received_at)?;
        sign1.verify(RECEIPT, &issuer.key)?;
        if receipt.consent_hash != sha256(&[consent]) {
            return Err(ConsentError::Mismatch);
        }
        Ok(receipt)
    }
}

/// The citizen's copy: the text that was read and both signed items.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsentExport {
    /// The terms, as they were read.
    pub text: String,
    /// The signed consent.
    pub consent: Vec<u8>,
    /// The signed receipt, once the service has answered.
    pub receipt: Option<Vec<u8>>,
}

impl ConsentExport {
    /// Encodes the export. The text is a byte string of UTF-8, because a CBOR text must not contain the line breaks of
    /// terms.
    ///
    /// # Errors
    /// [`FormatError::Cbor`] if it is longer than [`MAX_EXPORT`].
    pub fn encode(&self) -> Result<Vec<u8>, FormatError> {
        let bytes = MapWriter::new()
            .bytes(1, self.text.as_bytes())
            .bytes(2, &self.consent)
            .optional(self.receipt.as_deref(), |map, receipt| map.bytes(3, receipt))
            .finish();
        cbor::check(&bytes, MAX_EXPORT)?;
        Ok(bytes)
    }

    /// Reads an export and checks that text, consent and receipt belong together.
    pub fn open(bytes: &[u8], trust: &TrustBundle) -> Result<(Self, Consent), ConsentError> {
        let mut fields = Fields::parse(bytes, MAX_EXPORT)?;
        let export = ConsentExport {
            text: fields.required(1, |raw| String::from_utf8(read_bytes(raw)?.to_vec()).ok())?,
            consent: fields.required(2, |raw| read_bytes(raw).map(<[u8]>::to_vec))?,
            receipt: fields.optional(3, |raw| read_bytes(raw).map(<[u8]>::to_vec))?,
        };
        let consent = Consent::open(&export.consent)?;
        if consent.text_hash != Consent::hash_of(&export.text) {
            return Err(ConsentError::Mismatch);
        }
        if let Some(receipt) = &export.receipt {
            ConsentReceipt::open(receipt, &export.consent, trust)?;
        }
        Ok((export, consent))
    }
}

impl fmt::Debug for ConsentReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The registration identifies a person.
        f.debug_struct("ConsentReceipt").field("received_at", &self.received_at).finish_non_exhaustive()
    }
}

impl fmt::Debug for ConsentExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsentExport").field("receipt", &self.receipt.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{DEVICE_KEY, ISSUER, NOW, REGISTRATION, TERMS_TEXT, consent_export, signer, trust};

    #[test]
    fn a_language_is_read_back_from_its_code() {
        for (language, code) in [(Language::Indonesian, "id"), (Language::English, "en")] {
            assert_eq!((language.code(), Language::from_code(code)), (code, Some(language)));
        }
        assert_eq!(Language::from_code("jv"), None);
    }

    #[test]
    fn a_consent_names_the_text_and_the_key() {
        let opened = Consent::open(&consent_export().consent).unwrap();
        assert_eq!(opened.text_hash, Consent::hash_of(TERMS_TEXT));
        assert_eq!(opened.device_key, signer(DEVICE_KEY).public_key());
    }

    #[test]
    fn an_export_keeps_its_line_breaks() {
        let bytes = consent_export().encode().unwrap();
        assert_eq!(ConsentExport::open(&bytes, &trust()).unwrap().0, consent_export());
    }

    #[test]
    fn an_export_without_receipt_is_accepted() {
        let export = ConsentExport { receipt: None, ..consent_export() };
        assert_eq!(ConsentExport::open(&export.encode().unwrap(), &trust()).unwrap().0, export);
    }

    #[test]
    fn an_export_with_another_text_is_refused() {
        let export = ConsentExport { text: "Ketentuan lain.".to_owned(), ..consent_export() };
        let bytes = export.encode().unwrap();
        assert_eq!(ConsentExport::open(&bytes, &trust()).err(), Some(ConsentError::Mismatch));
    }

    #[test]
    fn an_export_with_the_receipt_of_another_consent_is_refused() {
        let other = ConsentReceipt::of(b"another", REGISTRATION, NOW).issue(&signer(ISSUER)).unwrap();
        let bytes = ConsentExport { receipt: Some(other), ..consent_export() }.encode().unwrap();
        assert_eq!(ConsentExport::open(&bytes, &trust()).err(), Some(ConsentError::Mismatch));
    }

    #[test]
    fn a_receipt_of_another_consent_is_refused() {
        let receipt = consent_export().receipt.unwrap();
        assert_eq!(ConsentReceipt::open(&receipt, b"another", &trust()), Err(ConsentError::Mismatch));
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let bytes = consent_export().consent;
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(Consent::open(&bytes).is_err(), "byte {at}");
        }
    }
}

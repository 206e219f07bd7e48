//! The service's signed answer to a submission.

use super::ApplicationId;
use crate::{
    Name,
    cose::{Domain, Sign1, SignatureInvalid, Signer, Unsigned, sha256},
    date::LAST_SECOND,
    fields::{Fields, FormatError, MapWriter, read_uint},
    issue::IssueError,
    trust::{IssuerError, IssuerUse, TrustBundle},
};

const DOMAIN: Domain = Domain(b"ikd/1/application-receipt");
const MAX: usize = 1024;

/// The statement that the service received one revision of an application.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The application.
    pub id: ApplicationId,
    /// Which revision.
    pub revision: u64,
    /// SHA-256 of the sealed submission.
    pub sealed_hash: [u8; 32],
    /// The number under which the office keeps it.
    pub number: Name,
    /// The office.
    pub office: Name,
    /// When the service received it, Unix seconds.
    pub received_at: u64,
    /// Until when the office promises to decide, Unix seconds; `None` if it promises nothing.
    pub promise_until: Option<u64>,
    /// From a test system: every screen must say so.
    pub example: bool,
}

/// Why bytes are not the receipt of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The bytes are not of this format.
    #[error("not a receipt: {0}")]
    Format(#[from] FormatError),
    /// The trust bundle has no such issuer for receipts at the time of receipt: fetch a newer bundle.
    #[error("issuer not trusted: {0}")]
    Issuer(#[from] IssuerError),
    /// The issuer did not sign these bytes.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// The receipt of another application, revision or submission.
    #[error("the receipt of another submission")]
    Mismatch,
}

impl Receipt {
    /// SHA-256 of a sealed submission, as its receipt names it.
    pub fn hash_of(sealed: &[u8]) -> [u8; 32] {
        sha256(&[sealed])
    }

    /// Signs the receipt. For the service.
    ///
    /// # Errors
    /// [`IssueError::Format`] if the format does not allow a value.
    pub fn issue<S: Signer>(&self, service: &S) -> Result<Vec<u8>, IssueError<S::Error>> {
        let payload = MapWriter::new()
            .bytes(1, &self.id.0)
            .uint(2, self.revision)
            .bytes(3, &self.sealed_hash)
            .text(4, self.number.as_str())
            .text(5, self.office.as_str())
            .uint(6, self.received_at)
            .optional(self.promise_until, |map, until| map.uint(7, until))
            .bool(8, self.example)
            .finish();
        Self::read(&payload)?;
        let unsigned = Unsigned::new(DOMAIN, Some(service.public_key().kid()), payload);
        unsigned.sign(service).map_err(IssueError::Signer)
    }

    /// Checks a receipt, and that it is for this revision and these sealed bytes. The issuer must have been valid at the
    /// time of receipt.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub fn open(
        bytes: &[u8],
        trust: &TrustBundle,
        id: ApplicationId,
        revision: u64,
        sealed_hash: &[u8; 32],
    ) -> Result<Self, ReceiptError> {
        let sign1 = Sign1::parse(bytes, MAX)?;
        let receipt = Self::read(sign1.payload)?;
        let issuer = trust.issuer(sign1.kid()?, IssuerUse::Receipts, receipt.received_at)?;
        sign1.verify(DOMAIN, &issuer.key)?;
        if receipt.id != id || receipt.revision != revision || receipt.sealed_hash != *sealed_hash {
            return Err(ReceiptError::Mismatch);
        }
        Ok(receipt)
    }

    fn read(payload: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(payload)?;
        Ok(Receipt {
            id: ApplicationId(fields.bytes(1)?),
            revision: fields.coded(2, |revision| (revision >= 1).then_some(revision))?,
            sealed_hash: fields.bytes(3)?,
            number: fields.name(4)?,
            office: fields.name(5)?,
            received_at: fields.time(6)?,
            promise_until: fields.optional(7, read_uint)?.filter(|until| *until <= LAST_SECOND),
            example: fields.bool(8)?,
        })
    }
}

/// Shows no number: with it, an office tells what the application is about.
impl core::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Receipt").field("revision", &self.revision).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{COUNTER, ISSUER, SEALED, issuer, receipt, signer, submission, trust};

    fn issued() -> Vec<u8> {
        receipt().issue(&signer(ISSUER)).unwrap()
    }

    fn open(bytes: &[u8]) -> Result<Receipt, ReceiptError> {
        Receipt::open(bytes, &trust(), submission().id, 1, &Receipt::hash_of(SEALED))
    }

    #[test]
    fn a_receipt_is_read_as_it_was_signed() {
        assert_eq!(open(&issued()), Ok(receipt()));
    }

    #[test]
    fn a_receipt_without_a_promise_is_a_receipt() {
        let receipt = Receipt { promise_until: None, ..receipt() };
        assert_eq!(open(&receipt.issue(&signer(ISSUER)).unwrap()), Ok(receipt));
    }

    #[test]
    fn the_receipt_of_another_submission_is_refused() {
        let (bytes, hash) = (issued(), Receipt::hash_of(SEALED));
        let other = ApplicationId([9; 16]);
        let mismatch = Err(ReceiptError::Mismatch);
        assert_eq!(Receipt::open(&bytes, &trust(), other, 1, &hash), mismatch);
        assert_eq!(Receipt::open(&bytes, &trust(), submission().id, 2, &hash), mismatch);
        assert_eq!(Receipt::open(&bytes, &trust(), submission().id, 1, &[0; 32]), mismatch);
    }

    #[test]
    fn an_issuer_of_other_items_signs_no_receipt() {
        let bytes = receipt().issue(&signer(COUNTER)).unwrap();
        assert_eq!(open(&bytes), Err(ReceiptError::Issuer(IssuerError::OtherUse)));
    }

    #[test]
    fn the_issuer_must_have_been_valid_at_the_time_of_receipt() {
        let before = issuer(ISSUER, &[]).not_before - 1;
        let bytes = Receipt { received_at: before, ..receipt() }.issue(&signer(ISSUER)).unwrap();
        assert_eq!(open(&bytes), Err(ReceiptError::Issuer(IssuerError::OutsideValidity)));
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let bytes = issued();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(open(&bytes).is_err(), "byte {at}");
        }
    }

    #[test]
    fn revision_zero_is_not_signed() {
        let refused = Receipt { revision: 0, ..receipt() }.issue(&signer(ISSUER)).err();
        assert_eq!(refused, Some(IssueError::Format(FormatError::Invalid { key: 2 })));
    }
}

//! The answers to one form, signed by the phone and sealed to the service.

use core::fmt;

use zeroize::Zeroizing;

use super::{ApplicationId, MAX_SEALED_ATTACHMENT, MAX_SEALED_SUBMISSION, sealed::SUBMISSION};
use crate::{
    DocumentId,
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Signer, Unsigned},
    fields::{Fields, FormatError, MapWriter, encode_array, read_array, read_text},
    issue::IssueError,
    seal::{OpenError, ReaderPrivateKey, ReaderPublicKey, SealError, SealingRandomness, open_as, seal_as},
};

const DOMAIN: Domain = Domain(b"ikd/1/application");
/// The sealing adds a header, a key and a tag.
const MAX: usize = MAX_SEALED_SUBMISSION - 256;
/// Attachments of one submission: at most three pages of each kind, and no form has more than ten kinds.
const MAX_ATTACHMENTS: u64 = 30;
/// Documents that a form was filled from.
const MAX_BASED_ON: u64 = 32;
const MAX_NAME: usize = 32;

/// An application as it is sent: one revision of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Submission {
    /// The same in all revisions.
    pub id: ApplicationId,
    /// Counts up from 1; a correction raises it.
    pub revision: u64,
    /// Name of the service.
    pub service: String,
    /// SHA-256 of the form's definition.
    pub definition: [u8; 32],
    /// The answers, as `form::Answers` encodes them.
    pub answers: Zeroizing<Vec<u8>>,
    /// The attachments, in the order of the form.
    pub attachments: Vec<SentAttachment>,
    /// When the person entered the PIN to send it, Unix seconds by the phone's corrected clock.
    pub queued_at: u64,
    /// How far the phone trusted its clock then: 0 not at all, 1 as set by its owner, 2 confirmed by the service.
    pub clock_confidence: u64,
    /// The documents and versions that the answers were filled from.
    pub based_on: Vec<BasedOn>,
}

/// One page of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentAttachment {
    /// The form's name of the paper.
    pub kind: String,
    /// Counts up from 1.
    pub page: u64,
    /// SHA-256 of the sealed file.
    pub sha256: [u8; 32],
    /// Bytes of the sealed file.
    pub length: u64,
}

/// A document that answers were filled from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasedOn {
    /// The document.
    pub document: DocumentId,
    /// Its version then.
    pub version: u64,
}

/// Why sealed bytes are not a submission of this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// Altered, or sealed to another key.
    #[error("{0}")]
    Seal(#[from] OpenError),
    /// The opened bytes are not of this format.
    #[error("not an application: {0}")]
    Format(#[from] FormatError),
    /// Another phone signed it, or nobody.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
}

impl Submission {
    /// Signs with the device key of the account.
    ///
    /// # Errors
    /// [`IssueError::Format`] if the format does not allow a value, so that every signed submission can be read.
    pub fn sign<S: Signer + ?Sized>(
        &self,
        device_key: &S,
    ) -> Result<Zeroizing<Vec<u8>>, IssueError<S::Error>> {
        let attachments: Vec<_> = self.attachments.iter().map(SentAttachment::encode).collect();
        let based_on: Vec<_> = self.based_on.iter().map(BasedOn::encode).collect();
        crate::cbor::check(&self.answers, MAX).map_err(FormatError::from)?;
        let payload = MapWriter::new()
            .bytes(1, &self.id.0)
            .uint(2, self.revision)
            .text(3, &self.service)
            .bytes(4, &self.definition)
            .raw(5, self.answers.to_vec())
            .raw(6, encode_array(&attachments))
            .uint(7, self.queued_at)
            .uint(8, self.clock_confidence)
            .raw(9, encode_array(&based_on))
            .finish();
        crate::cbor::check(&payload, MAX).map_err(FormatError::from)?;
        Self::read(&payload)?;
        let bytes = Unsigned::new(DOMAIN, None, payload).sign(device_key).map_err(IssueError::Signer)?;
        crate::cbor::check(&bytes, MAX).map_err(FormatError::from)?;
        Ok(Zeroizing::new(bytes))
    }

    /// Seals the output of [`Submission::sign`] to the service.
    ///
    /// # Errors
    /// [`SealError`] when the key is degenerate.
    pub fn seal(
        signed: &[u8],
        key: &ReaderPublicKey,
        randomness: SealingRandomness,
    ) -> Result<Vec<u8>, SealError> {
        seal_as(SUBMISSION, signed, key, randomness)
    }

    /// Opens and checks a sealed submission. For the service, which then checks the answers.
    ///
    /// # Errors
    /// [`SubmissionError`].
    pub fn open(
        sealed: &[u8],
        key: &ReaderPrivateKey,
        device_key: &PublicKey,
    ) -> Result<Self, SubmissionError> {
        let signed = open_as(SUBMISSION, sealed, key)?;
        Self::open_signed(&signed, device_key)
    }

    /// Checks the output of [`Submission::sign`].
    ///
    /// # Errors
    /// [`SubmissionError::Format`], [`SubmissionError::Signature`].
    pub fn open_signed(signed: &[u8], device_key: &PublicKey) -> Result<Self, SubmissionError> {
        let sign1 = Sign1::parse(signed, MAX)?;
        sign1.no_kid()?;
        sign1.verify(DOMAIN, device_key)?;
        Ok(Self::read(sign1.payload)?)
    }

    fn read(payload: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(payload)?;
        let attachments = fields.required(6, |raw| read_array(raw, MAX_ATTACHMENTS))?;
        let based_on = fields.required(9, |raw| read_array(raw, MAX_BASED_ON))?;
        Ok(Submission {
            id: ApplicationId(fields.bytes(1)?),
            revision: fields.coded(2, |revision| (revision >= 1).then_some(revision))?,
            service: fields.required(3, read_name)?,
            definition: fields.bytes(4)?,
            answers: Zeroizing::new(fields.raw(5)?.to_vec()),
            attachments: attachments.into_iter().map(SentAttachment::read).collect::<Result<_, _>>()?,
            queued_at: fields.uint(7)?,
            clock_confidence: fields.coded(8, |confidence| (confidence <= 2).then_some(confidence))?,
            based_on: based_on.into_iter().map(BasedOn::read).collect::<Result<_, _>>()?,
        })
    }
}

/// Shows no answers.
impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("service", &self.service)
            .field("revision", &self.revision)
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

impl SentAttachment {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, &self.kind)
            .uint(2, self.page)
            .bytes(3, &self.sha256)
            .uint(4, self.length)
            .finish()
    }

    fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(SentAttachment {
            kind: fields.required(1, read_name)?,
            page: fields.coded(2, |page| (1..=3).contains(&page).then_some(page))?,
            sha256: fields.bytes(3)?,
            length: fields
                .coded(4, |length| (1..=MAX_SEALED_ATTACHMENT as u64).contains(&length).then_some(length))?,
        })
    }
}

impl BasedOn {
    fn encode(&self) -> Vec<u8> {
        MapWriter::new().bytes(1, &self.document.0).uint(2, self.version).finish()
    }

    fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(BasedOn { document: DocumentId(fields.bytes(1)?), version: fields.uint(2)? })
    }
}

/// The name of a service or of a kind of paper: 1 to 32 lower-case letters, digits, hyphens and underscores.
fn read_name(raw: &[u8]) -> Option<String> {
    let name = read_text(raw)?;
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    ((1..=MAX_NAME).contains(&name.len()) && name.bytes().all(allowed)).then(|| name.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{DEVICE_KEY, SERVICE, VIEW_KEY, reader_key, signer, submission};

    fn sealed(submission: &Submission) -> Vec<u8> {
        let signed = submission.sign(&signer(DEVICE_KEY)).unwrap();
        Submission::seal(&signed, &reader_key(SERVICE).public_key(), SealingRandomness::new([5; 32])).unwrap()
    }

    fn open(bytes: &[u8]) -> Result<Submission, SubmissionError> {
        Submission::open(bytes, &reader_key(SERVICE), &signer(DEVICE_KEY).public_key())
    }

    #[test]
    fn the_service_reads_what_the_phone_signed() {
        assert_eq!(open(&sealed(&submission())), Ok(submission()));
    }

    #[test]
    fn another_service_key_does_not_open_it() {
        let device_key = signer(DEVICE_KEY).public_key();
        let opened = Submission::open(&sealed(&submission()), &reader_key(2), &device_key);
        assert_eq!(opened, Err(SubmissionError::Seal(OpenError)));
    }

    #[test]
    fn whoever_can_seal_but_has_another_key_forges_nothing() {
        let forged = submission().sign(&signer(VIEW_KEY)).unwrap();
        let public = reader_key(SERVICE).public_key();
        let forged = Submission::seal(&forged, &public, SealingRandomness::new([6; 32])).unwrap();
        assert_eq!(open(&forged), Err(SubmissionError::Signature(SignatureInvalid)));
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let bytes = sealed(&submission());
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(open(&bytes).is_err(), "byte {at}");
        }
    }

    #[test]
    fn values_outside_the_format_are_not_signed() {
        let refused = |change: fn(&mut Submission)| {
            let mut changed = submission();
            change(&mut changed);
            matches!(changed.sign(&signer(DEVICE_KEY)), Err(IssueError::Format(_)))
        };
        assert!(refused(|s| s.revision = 0));
        assert!(refused(|s| s.clock_confidence = 3));
        assert!(refused(|s| s.service = "Cetak KK".to_owned()));
        assert!(refused(|s| s.service = String::new()));
        assert!(refused(|s| s.attachments[0].page = 4));
        assert!(refused(|s| s.attachments[0].length = 0));
        assert!(refused(|s| s.attachments[0].length = MAX_SEALED_ATTACHMENT as u64 + 1));
        assert!(refused(|s| *s.answers = vec![0xff]));
        assert!(refused(|s| s.attachments = vec![s.attachments[0].clone(); 31]));
        assert!(!refused(|_| {}));
    }

    #[test]
    fn debug_shows_no_answers() {
        let text = format!("{:?}", submission());
        assert!(text.contains("golongan-darah") && !text.contains("answers"), "{text}");
    }
}

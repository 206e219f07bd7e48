//! What the service answered to a submission, kept on the phone until its vault is open: signed by the phone, so that
//! whoever writes to its storage forges no answer, and sealed to the vault, so that whoever reads it learns none.

use zeroize::Zeroizing;

use super::{ApplicationId, sealed::ANSWER};
use crate::{
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Signer, Unsigned},
    fields::{Fields, FormatError, MapWriter, read_bytes},
    seal::{OpenError, ReaderPrivateKey, ReaderPublicKey, SealError, SealingRandomness, open_as, seal_as},
};

const DOMAIN: Domain = Domain(b"ikd/1/application-answer");
const MAX: usize = 64 * 1024;

/// An answer to one revision of an application. It stays on the phone.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The application.
    pub id: ApplicationId,
    /// Which revision.
    pub revision: u64,
    /// SHA-256 of the sealed submission.
    pub sealed_hash: [u8; 32],
    /// What the service said, in a form that the phone alone reads.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why bytes are not an answer that this phone kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeptAnswerError {
    /// Altered, or sealed to another key.
    #[error("{0}")]
    Seal(#[from] OpenError),
    /// The opened bytes are not of this format.
    #[error("not an answer: {0}")]
    Format(#[from] FormatError),
    /// Another key signed it.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// The answer to another application, revision or submission.
    #[error("the answer to another submission")]
    Mismatch,
}

impl KeptAnswer {
    /// Signs with the device key of the account.
    ///
    /// # Errors
    /// The error of the key.
    pub fn sign<S: Signer + ?Sized>(&self, device_key: &S) -> Result<Zeroizing<Vec<u8>>, S::Error> {
        let payload = MapWriter::new()
            .bytes(1, &self.id.0)
            .uint(2, self.revision)
            .bytes(3, &self.sealed_hash)
            .bytes(4, &self.body)
            .finish();
        Unsigned::new(DOMAIN, None, payload).sign(device_key).map(Zeroizing::new)
    }

    /// Seals the output of [`KeptAnswer::sign`] to the vault.
    ///
    /// # Errors
    /// [`SealError`] when the key is degenerate.
    pub fn seal(
        signed: &[u8],
        key: &ReaderPublicKey,
        randomness: SealingRandomness,
    ) -> Result<Vec<u8>, SealError> {
        seal_as(ANSWER, signed, key, randomness)
    }

    /// Opens and checks an answer that was kept.
    ///
    /// # Errors
    /// [`KeptAnswerError`].
    pub fn open(
        sealed: &[u8],
        key: &ReaderPrivateKey,
        device_key: &PublicKey,
    ) -> Result<Self, KeptAnswerError> {
        Self::open_signed(&open_as(ANSWER, sealed, key)?, device_key)
    }

    /// Checks the output of [`KeptAnswer::sign`].
    ///
    /// # Errors
    /// [`KeptAnswerError::Format`], [`KeptAnswerError::Signature`].
    pub fn open_signed(signed: &[u8], device_key: &PublicKey) -> Result<Self, KeptAnswerError> {
        let sign1 = Sign1::parse(signed, MAX)?;
        sign1.no_kid()?;
        sign1.verify(DOMAIN, device_key)?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        Ok(Self {
            id: ApplicationId(fields.bytes(1)?),
            revision: fields.uint(2)?,
            sealed_hash: fields.bytes(3)?,
            body: fields.required(4, |raw| read_bytes(raw).map(|body| Zeroizing::new(body.to_vec())))?,
        })
    }

    /// What the service said, if it is about this submission.
    ///
    /// # Errors
    /// [`KeptAnswerError::Mismatch`].
    pub fn about(
        self,
        id: ApplicationId,
        revision: u64,
        sealed_hash: &[u8; 32],
    ) -> Result<Zeroizing<Vec<u8>>, KeptAnswerError> {
        let same = self.id == id && self.revision == revision && self.sealed_hash == *sealed_hash;
        if same { Ok(self.body) } else { Err(KeptAnswerError::Mismatch) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        application::open_attachment,
        testing::{DEVICE_KEY, SERVICE, VIEW_KEY, kept_answer, reader_key, signer},
    };

    const VAULT: u8 = 3;

    fn kept(by: u8) -> Vec<u8> {
        let signed = kept_answer().sign(&signer(by)).unwrap();
        let public = reader_key(VAULT).public_key();
        KeptAnswer::seal(&signed, &public, SealingRandomness::new([4; 32])).unwrap()
    }

    fn open(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeptAnswerError> {
        let KeptAnswer { id, revision, sealed_hash, .. } = kept_answer();
        KeptAnswer::open(bytes, &reader_key(VAULT), &signer(DEVICE_KEY).public_key())?.about(
            id,
            revision,
            &sealed_hash,
        )
    }

    #[test]
    fn the_vault_reads_what_the_phone_kept() {
        assert_eq!(open(&kept(DEVICE_KEY)), Ok(kept_answer().body));
    }

    #[test]
    fn it_is_opened_by_its_vault_alone_and_is_no_attachment() {
        let device_key = signer(DEVICE_KEY).public_key();
        let opened = KeptAnswer::open(&kept(DEVICE_KEY), &reader_key(SERVICE), &device_key);
        assert_eq!(opened.err(), Some(KeptAnswerError::Seal(OpenError)));
        assert!(open_attachment(&kept(DEVICE_KEY), &reader_key(VAULT)).is_err());
    }

    #[test]
    fn whoever_knows_the_public_key_but_has_no_device_key_forges_no_answer() {
        assert_eq!(open(&kept(VIEW_KEY)), Err(KeptAnswerError::Signature(SignatureInvalid)));
    }

    #[test]
    fn the_answer_to_another_submission_is_refused() {
        let mismatch = Err(KeptAnswerError::Mismatch);
        let KeptAnswer { id, revision, sealed_hash, .. } = kept_answer();
        assert_eq!(kept_answer().about(ApplicationId([9; 16]), revision, &sealed_hash), mismatch);
        assert_eq!(kept_answer().about(id, revision + 1, &sealed_hash), mismatch);
        assert_eq!(kept_answer().about(id, revision, &[0; 32]), mismatch);
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let bytes = kept(DEVICE_KEY);
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(open(&bytes).is_err(), "byte {at}");
        }
    }
}

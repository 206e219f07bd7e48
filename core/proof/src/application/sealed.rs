//! Sealing attachments, and the limits of what is sealed.

use zeroize::Zeroizing;

use crate::seal::{
    OpenError, Profile, ReaderPrivateKey, ReaderPublicKey, SealError, SealingRandomness, open_as, seal_as,
};

/// Largest sealed submission in bytes.
pub const MAX_SEALED_SUBMISSION: usize = 64 * 1024;
/// Largest attachment in bytes, before it is sealed.
pub const MAX_ATTACHMENT: usize = 400 * 1024;
/// Largest sealed attachment in bytes.
pub const MAX_SEALED_ATTACHMENT: usize = MAX_ATTACHMENT + 256;

/// Largest sealed answer in bytes.
const MAX_SEALED_ANSWER: usize = 64 * 1024;

pub(super) const SUBMISSION: Profile = Profile::new(b"ikd/1/application-seal", MAX_SEALED_SUBMISSION);
const ATTACHMENT: Profile = Profile::new(b"ikd/1/attachment-seal", MAX_SEALED_ATTACHMENT);
/// An answer of the service that waits on the phone until the vault is open.
pub(super) const ANSWER: Profile = Profile::new(b"ikd/1/answer-seal", MAX_SEALED_ANSWER);

/// Seals the bytes of an attachment to the service. The submission names the digest of the result.
///
/// # Errors
/// [`SealError`] when the key is degenerate.
pub fn seal_attachment(
    bytes: &[u8],
    key: &ReaderPublicKey,
    randomness: SealingRandomness,
) -> Result<Vec<u8>, SealError> {
    seal_as(ATTACHMENT, bytes, key, randomness)
}

/// Opens the output of [`seal_attachment`]. For the service.
///
/// # Errors
/// [`OpenError`] when the bytes are altered, of another kind, or sealed for another key.
pub fn open_attachment(sealed: &[u8], key: &ReaderPrivateKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    open_as(ATTACHMENT, sealed, key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{SERVICE, reader_key};

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        seal_attachment(bytes, &reader_key(SERVICE).public_key(), SealingRandomness::new([3; 32])).unwrap()
    }

    #[test]
    fn the_largest_attachment_is_opened_by_the_service_key_alone() {
        let bytes = vec![0x5a; MAX_ATTACHMENT];
        let sealed = sealed(&bytes);
        assert!(sealed.len() <= MAX_SEALED_ATTACHMENT);
        assert_eq!(*open_attachment(&sealed, &reader_key(SERVICE)).unwrap(), bytes);
        assert_eq!(open_attachment(&sealed, &reader_key(2)).err(), Some(OpenError));
    }

    #[test]
    fn a_sealed_attachment_does_not_open_as_a_submission() {
        assert!(open_as(SUBMISSION, &sealed(b"page"), &reader_key(SERVICE)).is_err());
    }
}

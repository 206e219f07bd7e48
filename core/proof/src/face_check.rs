//! Answer to a face check: the device key signs which portrait answers which question of the service
//! (`docs/formats.md` section 14).
//!
//! The service asks for a face check with a nonce. The phone uploads a portrait and signs its digest together with the
//! question, so that an answer fits one question, one purpose, one phone and one portrait. The signature says nothing
//! about whose face it is: the service decides that.

use core::fmt;

use crate::{
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Signer, Unsigned, sha256},
    fields::{Fields, FormatError, MapWriter},
};

/// Largest difference in seconds, in both directions, between the time of an answer and the service's clock
/// (`docs/formats.md` section 14).
pub const FACE_ANSWER_SECONDS: u64 = 300;

const DOMAIN: Domain = Domain(b"ikd/1/face-answer");
const MAX: usize = 512;

/// What a face check is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FacePurpose {
    /// An application whose form requires the applicant's presence by face.
    Application,
    /// Recovering the account.
    Recovery,
}

impl FacePurpose {
    /// Every purpose, in the order of its codes.
    pub const ALL: [Self; 2] = [Self::Application, Self::Recovery];

    /// The code on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Application => 1,
            Self::Recovery => 2,
        }
    }

    /// The purpose of a code on the wire.
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Its name in JSON and on command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Recovery => "recovery",
        }
    }

    /// The purpose of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// A question of the service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FaceChallenge {
    /// Id of the face check at the service.
    pub check: [u8; 16],
    /// Good for one answer.
    pub nonce: [u8; 16],
    /// What the check is for.
    pub purpose: FacePurpose,
    /// Which application or recovery it is for: the id that the phone gave it.
    pub reference: [u8; 16],
}

/// The answer of a phone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FaceAnswer {
    /// The question.
    pub challenge: FaceChallenge,
    /// SHA-256 of the portrait, as it was uploaded.
    pub portrait_hash: [u8; 32],
    /// When it was signed, Unix seconds.
    pub at: u64,
}

/// Why an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FaceAnswerError {
    /// The bytes are not of this format.
    #[error("not an answer to a face check: {0}")]
    Format(#[from] FormatError),
    /// Signed by another key than the phone's.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// The answer to another check, or to an earlier question of this one.
    #[error("made for another face check")]
    OtherCheck,
    /// Made for another purpose, application or recovery.
    #[error("made for another purpose")]
    OtherPurpose,
    /// Made for another portrait than the one that was uploaded.
    #[error("made for another portrait")]
    OtherPortrait,
    /// Too old, or from the future: the phone signs again.
    #[error("not fresh")]
    NotFresh,
}

impl FaceAnswer {
    /// The answer to `challenge` with this portrait.
    pub fn of(challenge: FaceChallenge, portrait: &[u8], at: u64) -> Self {
        Self { challenge, portrait_hash: sha256(&[portrait]), at }
    }

    /// Signs the answer with the device key.
    ///
    /// # Errors
    /// The error of the key.
    pub fn sign<S: Signer + ?Sized>(&self, device_key: &S) -> Result<Vec<u8>, S::Error> {
        let FaceChallenge { check, nonce, purpose, reference } = &self.challenge;
        let payload = MapWriter::new()
            .bytes(1, check)
            .bytes(2, nonce)
            .uint(3, purpose.code())
            .bytes(4, reference)
            .bytes(5, &self.portrait_hash)
            .uint(6, self.at)
            .finish();
        Unsigned::new(DOMAIN, None, payload).sign(device_key)
    }

    /// Checks that this phone answered `challenge` with the portrait of this digest, at `now` (Unix seconds). For the
    /// service, which must also see to it that each nonce is answered once.
    pub fn open(
        bytes: &[u8],
        device_key: &PublicKey,
        challenge: &FaceChallenge,
        portrait_hash: &[u8; 32],
        now: u64,
    ) -> Result<Self, FaceAnswerError> {
        let sign1 = Sign1::parse(bytes, MAX)?;
        sign1.no_kid()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let answer = FaceAnswer {
            challenge: FaceChallenge {
                check: fields.bytes(1)?,
                nonce: fields.bytes(2)?,
                purpose: fields.coded(3, FacePurpose::from_code)?,
                reference: fields.bytes(4)?,
            },
            portrait_hash: fields.bytes(5)?,
            at: fields.time(6)?,
        };
        sign1.verify(DOMAIN, device_key)?;
        let answered = &answer.challenge;
        if answered.check != challenge.check || answered.nonce != challenge.nonce {
            return Err(FaceAnswerError::OtherCheck);
        }
        if answered.purpose != challenge.purpose || answered.reference != challenge.reference {
            return Err(FaceAnswerError::OtherPurpose);
        }
        if answer.portrait_hash != *portrait_hash {
            return Err(FaceAnswerError::OtherPortrait);
        }
        if answer.at.abs_diff(now) > FACE_ANSWER_SECONDS {
            return Err(FaceAnswerError::NotFresh);
        }
        Ok(answer)
    }
}

impl fmt::Debug for FaceChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The reference identifies an application, and so a person.
        f.debug_struct("FaceChallenge").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

impl fmt::Debug for FaceAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceAnswer")
            .field("challenge", &self.challenge)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{DEVICE_KEY, NOW, PORTRAIT, VIEW_KEY, face_answer, face_challenge, signer};

    fn open_at(bytes: &[u8], challenge: &FaceChallenge, now: u64) -> Result<FaceAnswer, FaceAnswerError> {
        let key = signer(DEVICE_KEY).public_key();
        FaceAnswer::open(bytes, &key, challenge, &sha256(&[PORTRAIT]), now)
    }

    #[test]
    fn an_answer_is_read_back_as_it_was_signed() {
        let answer = FaceAnswer::of(face_challenge(), PORTRAIT, NOW);
        assert_eq!(open_at(&face_answer(), &face_challenge(), NOW), Ok(answer));
    }

    #[test]
    fn a_purpose_is_read_back_from_its_code_and_its_name() {
        for (purpose, code, name) in
            [(FacePurpose::Application, 1, "application"), (FacePurpose::Recovery, 2, "recovery")]
        {
            assert_eq!((purpose.code(), purpose.name()), (code, name));
            assert_eq!(FacePurpose::from_code(code), Some(purpose));
            assert_eq!(FacePurpose::from_name(name), Some(purpose));
        }
        assert_eq!((FacePurpose::from_code(3), FacePurpose::from_name("login")), (None, None));
    }

    #[test]
    fn an_answer_to_another_check_or_nonce_is_refused() {
        let asked = face_challenge();
        for other in [FaceChallenge { check: [0; 16], ..asked }, FaceChallenge { nonce: [0; 16], ..asked }] {
            assert_eq!(open_at(&face_answer(), &other, NOW), Err(FaceAnswerError::OtherCheck));
        }
    }

    #[test]
    fn an_answer_for_another_purpose_or_reference_is_refused() {
        let asked = face_challenge();
        for other in [
            FaceChallenge { purpose: FacePurpose::Recovery, ..asked },
            FaceChallenge { reference: [0; 16], ..asked },
        ] {
            assert_eq!(open_at(&face_answer(), &other, NOW), Err(FaceAnswerError::OtherPurpose));
        }
    }

    #[test]
    fn an_answer_with_another_portrait_is_refused() {
        let key = signer(DEVICE_KEY).public_key();
        let other = sha256(&[b"another portrait"]);
        let opened = FaceAnswer::open(&face_answer(), &key, &face_challenge(), &other, NOW);
        assert_eq!(opened, Err(FaceAnswerError::OtherPortrait));
    }

    #[test]
    fn an_answer_signed_by_another_key_is_refused() {
        let bytes = FaceAnswer::of(face_challenge(), PORTRAIT, NOW).sign(&signer(VIEW_KEY)).unwrap();
        let opened = open_at(&bytes, &face_challenge(), NOW);
        assert_eq!(opened, Err(FaceAnswerError::Signature(SignatureInvalid)));
    }

    #[test]
    fn an_answer_is_fresh_for_300_seconds_either_way() {
        let at = |now| open_at(&face_answer(), &face_challenge(), now);
        assert!(at(NOW + 300).is_ok() && at(NOW - 300).is_ok());
        assert_eq!(at(NOW + 301), Err(FaceAnswerError::NotFresh));
        assert_eq!(at(NOW - 301), Err(FaceAnswerError::NotFresh));
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let bytes = face_answer();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(open_at(&bytes, &face_challenge(), NOW).is_err(), "byte {at}");
        }
    }
}

//! The proof inside a rotating QR: a view, and the phone's signature over audience and time (`docs/formats.md`
//! section 5; a key binding token with the view in its `kcwt` header).
//!
//! The phone makes a new one at every rotation ([`crate::present`]); the reader checks it ([`crate::verify`]).

use minicbor::decode::Decoder;

use crate::{
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Unsigned, sha256},
    fields::{Fields, FormatError, MapWriter, read_bytes},
    seal::MAX_SEALED,
};

pub(crate) const DOMAIN: Domain = Domain(b"ikd/1/proof");
/// COSE header label that carries the issuer's token, as draft-ietf-spice-sd-cwt assumes it.
const LABEL_KCWT: i64 = 13;
/// COSE header label of the type (RFC 9596) and the content format kb+cwt that the draft assumes.
const LABEL_TYP: i64 = 16;
const TYP_KB_CWT: u64 = 294;

/// The claims that the phone signs, beside the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProofClaims {
    /// The reader class that the proof is for.
    pub(crate) audience: u64,
    /// When it was made, by the phone's clock: Unix seconds.
    pub(crate) issued_at: u64,
    /// Last second of validity: Unix seconds.
    pub(crate) expires_at: u64,
    /// Random, so that no two codes are equal.
    pub(crate) id: [u8; 8],
    /// The phone could not trust its clock; passed on to the reader.
    pub(crate) clock_doubtful: bool,
}

impl ProofClaims {
    pub(crate) fn unsigned(&self, view: &[u8]) -> Unsigned {
        let map = MapWriter::new()
            .uint(3, self.audience)
            .uint(4, self.expires_at)
            .uint(6, self.issued_at)
            .bytes(7, &self.id);
        let map = if self.clock_doubtful { map.bool(-1, true) } else { map };
        let header = Unsigned::header().bytes(LABEL_KCWT, view).uint(LABEL_TYP, TYP_KB_CWT);
        Unsigned::with_header(DOMAIN, header, map.finish())
    }
}

/// A parsed proof. Its signatures and times were not checked yet.
pub(crate) struct UnverifiedProof<'b> {
    sign1: Sign1<'b>,
    pub(crate) view: &'b [u8],
    pub(crate) claims: ProofClaims,
}

impl<'b> UnverifiedProof<'b> {
    pub(crate) fn parse(bytes: &'b [u8]) -> Result<Self, FormatError> {
        let sign1 = Sign1::parse(bytes, MAX_SEALED)?;
        let mut header = sign1.header()?;
        let view = header.required(LABEL_KCWT, read_bytes)?;
        header.coded(LABEL_TYP, |typ| (typ == TYP_KB_CWT).then_some(()))?;
        header.finish_closed()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let claims = ProofClaims {
            audience: fields.uint(3)?,
            expires_at: fields.time(4)?,
            issued_at: fields.time(6)?,
            id: fields.bytes(7)?,
            clock_doubtful: fields
                .optional(-1, |raw| Decoder::new(raw).bool().ok().filter(|doubtful| *doubtful))?
                .is_some(),
        };
        fields.finish_closed()?;
        if claims.expires_at < claims.issued_at {
            return Err(FormatError::Invalid { key: 4 });
        }
        Ok(UnverifiedProof { sign1, view, claims })
    }

    pub(crate) fn verify(&self, key: &PublicKey) -> Result<(), SignatureInvalid> {
        self.sign1.verify(DOMAIN, key)
    }

    /// What a replay cache keeps: SHA-256 over the signed bytes. The signature is left out, because an attacker can
    /// turn one valid ES256 signature into a second one (`s` negated) and seal the proof again.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        sha256(&[&self.sign1.to_be_signed(DOMAIN)])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::{cose::Signer as _, testing::signer};

    const CLAIMS: ProofClaims =
        ProofClaims { audience: 7, issued_at: 100, expires_at: 130, id: [9; 8], clock_doubtful: true };

    #[test]
    fn a_proof_is_read_as_it_was_signed() {
        let bytes = CLAIMS.unsigned(b"view").sign(&signer(1)).unwrap();
        let proof = UnverifiedProof::parse(&bytes).unwrap();
        assert_eq!((proof.view, proof.claims), (&b"view"[..], CLAIMS));
        assert_eq!(proof.verify(&signer(1).public_key()), Ok(()));
        assert_eq!(proof.verify(&signer(2).public_key()), Err(SignatureInvalid));
    }

    #[test]
    fn a_proof_that_ends_before_it_begins_is_refused() {
        let claims = ProofClaims { expires_at: 99, ..CLAIMS };
        let bytes = claims.unsigned(b"view").sign(&signer(1)).unwrap();
        assert_eq!(UnverifiedProof::parse(&bytes).err(), Some(FormatError::Invalid { key: 4 }));
    }

    #[test]
    fn a_token_of_another_type_is_refused() {
        let header = Unsigned::header().bytes(LABEL_KCWT, b"view").uint(LABEL_TYP, TYP_KB_CWT + 1);
        let payload = CLAIMS.unsigned(b"view");
        let parsed = payload.sign(&signer(1)).unwrap();
        let payload = Sign1::parse(&parsed, MAX_SEALED).unwrap().payload.to_vec();
        let bytes = Unsigned::with_header(DOMAIN, header, payload).sign(&signer(1)).unwrap();
        assert_eq!(UnverifiedProof::parse(&bytes).err(), Some(FormatError::Invalid { key: LABEL_TYP }));
    }

    #[test]
    fn the_fingerprint_does_not_depend_on_the_signature() {
        let unsigned = CLAIMS.unsigned(b"view");
        let fingerprint = |signature| {
            let bytes = unsigned.finish(&signature);
            UnverifiedProof::parse(&bytes).unwrap().fingerprint()
        };
        assert_eq!(fingerprint([1; 64]), fingerprint([2; 64]));
    }

    #[test]
    fn the_fingerprint_depends_on_everything_that_was_signed() {
        let fingerprint = |claims: ProofClaims, view: &[u8]| {
            let bytes = claims.unsigned(view).finish(&[1; 64]);
            UnverifiedProof::parse(&bytes).unwrap().fingerprint()
        };
        let first = fingerprint(CLAIMS, b"view");
        assert_eq!(first, fingerprint(CLAIMS, b"view"));
        let others = [
            ProofClaims { audience: 8, ..CLAIMS },
            ProofClaims { issued_at: 101, ..CLAIMS },
            ProofClaims { expires_at: 131, ..CLAIMS },
            ProofClaims { id: [8; 8], ..CLAIMS },
            ProofClaims { clock_doubtful: false, ..CLAIMS },
        ];
        for other in others {
            assert_ne!(first, fingerprint(other, b"view"), "{other:?}");
        }
        assert_ne!(first, fingerprint(CLAIMS, b"another view"));
    }
}

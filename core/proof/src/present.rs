//! Makes the text of a rotating QR.
//!
//! [`Presentation::new`] prepares the bytes to sign, the phone's hardware signs them, [`Presentation::finish`] seals
//! the proof and returns the text. A view that the reader class may not see, and a signature by a wrong key, are
//! refused here: every reader would refuse the code.

use crate::{
    cose::{SignatureBytes, Unsigned},
    fields::FormatError,
    proof::ProofClaims,
    qr_text::{self, QrPrefix},
    seal::{ReaderPublicKey, SealError, SealingRandomness, seal},
    trust::{Policy, ReaderClass},
    view::UnverifiedView,
};

/// The values that change from one code to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofTime {
    /// Unix seconds by the phone's best clock.
    pub issued_at: u64,
    /// 8 new random bytes, so that no two codes are equal.
    pub id: [u8; 8],
    /// The phone cannot trust its clock; passed on to the reader.
    pub clock_doubtful: bool,
}

/// A proof that is not signed yet.
pub struct Presentation {
    unsigned: Unsigned,
    to_be_signed: Vec<u8>,
    key: crate::cose::PublicKey,
    reader: ReaderPublicKey,
}

/// Why no QR text was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PresentError {
    /// The stored view is damaged: fetch it again from the service.
    #[error("not a view: {0}")]
    View(FormatError),
    /// This reader class may not see this kind of view: offer another view or another class.
    #[error("the reader class may not see this view")]
    ViewNotAllowed,
    /// The signature is not by the key that the view was issued for: the key was replaced, request a new view.
    #[error("signed by another key than the view's")]
    WrongKey,
    /// The trust bundle's key for this class cannot be used.
    #[error("{0}")]
    Seal(#[from] SealError),
}

impl Presentation {
    /// Prepares a proof of `view` (the signed bytes, checked by [`crate::View::open`] on arrival) for `class`.
    ///
    /// An expired view is accepted: the phone's clock may be wrong, and the reader decides.
    ///
    /// # Errors
    /// [`PresentError::View`], [`PresentError::ViewNotAllowed`].
    pub fn new(
        view: &[u8],
        class: &ReaderClass,
        policy: &Policy,
        moment: ProofTime,
    ) -> Result<Self, PresentError> {
        let unverified = UnverifiedView::parse(view).map_err(PresentError::View)?;
        if !class.may_see(unverified.kind()) {
            return Err(PresentError::ViewNotAllowed);
        }
        let key = unverified.key.map_err(|_| PresentError::View(FormatError::Invalid { key: 8 }))?;
        let claims = ProofClaims {
            audience: class.audience,
            issued_at: moment.issued_at,
            expires_at: moment.issued_at.saturating_add(policy.proof_lifetime_seconds),
            id: moment.id,
            clock_doubtful: moment.clock_doubtful,
        };
        let unsigned = claims.unsigned(view);
        let to_be_signed = unsigned.to_be_signed();
        Ok(Presentation { unsigned, to_be_signed, key, reader: class.key })
    }

    /// The bytes that the view key must sign with ES256. The key store hashes them (SHA-256).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Adds the raw signature, seals the proof to the reader class and returns the QR text.
    ///
    /// # Errors
    /// [`PresentError::WrongKey`], [`PresentError::Seal`].
    pub fn finish(
        self,
        signature: &SignatureBytes,
        randomness: SealingRandomness,
    ) -> Result<String, PresentError> {
        self.key.verify(&self.to_be_signed, signature).map_err(|_| PresentError::WrongKey)?;
        let sealed = seal(&self.unsigned.finish(signature), &self.reader, randomness)?;
        Ok(qr_text::encode(QrPrefix::Proof, &sealed))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::{
        ViewKind,
        cose::Signer as _,
        seal::MAX_SEALED,
        testing::{self, ISSUER, NOW, VIEW_KEY, basic_view, class, full_view, line, moment, signer, trust},
        view::MAX_VIEW,
    };

    #[test]
    fn a_thousand_rotations_are_all_different() {
        let view = basic_view();
        let texts: std::collections::BTreeSet<_> =
            (0..1000_u64).map(|n| testing::qr_text(&view, moment(NOW + 15 * n, n.to_be_bytes()))).collect();
        assert_eq!(texts.len(), 1000);
    }

    #[test]
    fn a_signature_by_another_key_is_refused() {
        let bytes = basic_view().issue(&signer(ISSUER)).unwrap();
        let presentation = Presentation::new(&bytes, &class(), &trust().policy, moment(NOW, [0; 8])).unwrap();
        let signature = signer(9).sign(presentation.to_be_signed()).unwrap();
        let result = presentation.finish(&signature, SealingRandomness::new([1; 32]));
        assert_eq!(result, Err(PresentError::WrongKey));
    }

    #[test]
    fn the_largest_view_can_be_shown_with_the_largest_numbers() {
        let mut view = full_view();
        let size = |view: &crate::View| view.issue(&signer(ISSUER)).unwrap().len();
        let ktp = view.claims.ktp.as_mut().unwrap();
        let long = line(&"A".repeat(200));
        (ktp.village, ktp.district, ktp.regency) = (long.clone(), long.clone(), long.clone());
        (ktp.province, ktp.occupation) = (long, line(&"A".repeat(100)));
        // A line of up to 200 letters takes one byte more for its length above 23 letters.
        let mut letters = 24;
        loop {
            view.claims.ktp.as_mut().unwrap().street = line(&"A".repeat(letters));
            match MAX_VIEW - size(&view) {
                0 => break,
                missing => letters += missing,
            }
        }
        let bytes = view.issue(&signer(ISSUER)).unwrap();
        let class = ReaderClass { audience: u64::MAX, ..class() };
        let moment = ProofTime { issued_at: u64::MAX - 200, id: [9; 8], clock_doubtful: true };
        let presentation = Presentation::new(&bytes, &class, &trust().policy, moment).unwrap();
        let signature = signer(VIEW_KEY).sign(presentation.to_be_signed()).unwrap();
        let text = presentation.finish(&signature, SealingRandomness::new([1; 32])).unwrap();
        assert!(qr_text::decode(QrPrefix::Proof, &text, MAX_SEALED).unwrap().len() <= MAX_SEALED);
    }

    #[test]
    fn a_view_that_the_class_may_not_see_is_refused() {
        let bytes = full_view().issue(&signer(ISSUER)).unwrap();
        let class = ReaderClass { views: vec![ViewKind::Basic], ..class() };
        assert_eq!(
            Presentation::new(&bytes, &class, &trust().policy, moment(NOW, [0; 8])).err(),
            Some(PresentError::ViewNotAllowed)
        );
    }
}

//! The reader: verifies the text of a QR code and returns its claims, or the reason why it is refused.
//!
//! The order of the checks is that of `docs/formats.md` section 5: cheapest checks first, nothing is decoded before it
//! was checked as strict CBOR, and no claim is trusted before both signatures were checked. It fails closed: each
//! failed check has one [`Refusal`], and claims are returned only after all checks have passed. It needs no network;
//! the caller passes the time.

use std::sync::Arc;

use crate::{
    cose::Kid,
    proof::{ProofClaims, UnverifiedProof},
    qr_text::{self, QrPrefix, QrTextError},
    replay::{Admission, ReplayCache},
    seal::{self, MAX_SEALED, ReaderPrivateKey, Sealed},
    trust::{IssuerError, ReaderClass, TrustBundle},
    view::{UnverifiedView, View, ViewError},
};

/// Why a code is refused. [`Refusal::code`] is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Not an IKD code.
    #[error("not an IKD code")]
    Prefix,
    /// Longer than any IKD code.
    #[error("longer than any IKD code")]
    TooLong,
    /// The text was not read completely: scan again.
    #[error("not base45")]
    Base45,
    /// Not the sealed format.
    #[error("not the sealed format")]
    Envelope,
    /// Sealed for a reader class whose key is not here.
    #[error("sealed for another reader class")]
    OtherReader,
    /// This reader's class is not in the trust bundle, or not valid now: the reader must be registered again.
    #[error("this reader's class is not valid now")]
    ReaderNotValid,
    /// Altered, or sealed for another key.
    #[error("cannot be opened")]
    Sealed,
    /// The sealed bytes are not a proof.
    #[error("the sealed bytes are not a proof")]
    Proof,
    /// The proof carries no view.
    #[error("the proof carries no view")]
    View,
    /// The issuer of the view is not in the trust bundle: fetch a newer bundle, or the view is forged.
    #[error("issuer unknown")]
    IssuerUnknown,
    /// The issuer may not issue views.
    #[error("issuer may not issue views")]
    IssuerUse,
    /// The issuer is not valid now.
    #[error("issuer not valid now")]
    IssuerNotValid,
    /// The issuer did not sign this view: it is forged.
    #[error("the issuer did not sign this view")]
    IssuerSignature,
    /// The view has expired: the holder's phone must go online once.
    #[error("the view has expired")]
    ViewExpired,
    /// The view key is not a valid key.
    #[error("the view key is not a valid key")]
    HolderKey,
    /// The phone that shows the view does not have its key: the view was copied.
    #[error("the phone did not sign this proof")]
    HolderSignature,
    /// Made for another reader class.
    #[error("made for another reader class")]
    Audience,
    /// From the future: one of the two clocks is wrong.
    #[error("from the future")]
    TooEarly,
    /// Too old: a screenshot, or one of the two clocks is wrong. Ask for the current code.
    #[error("too old")]
    TooLate,
    /// This reader has already accepted this code.
    #[error("accepted before")]
    Replayed,
    /// The reader has accepted more codes than it can remember; wait some seconds.
    #[error("too many codes at once")]
    Busy,
    /// This reader's class may not see this kind of view.
    #[error("the reader class may not see this view")]
    ViewNotAllowed,
}

impl Refusal {
    /// Every refusal, in the order of the checks.
    pub const ALL: [Self; 22] = [
        Self::Prefix,
        Self::TooLong,
        Self::Base45,
        Self::Envelope,
        Self::OtherReader,
        Self::ReaderNotValid,
        Self::Sealed,
        Self::Proof,
        Self::View,
        Self::IssuerUnknown,
        Self::IssuerUse,
        Self::IssuerNotValid,
        Self::IssuerSignature,
        Self::ViewExpired,
        Self::HolderKey,
        Self::HolderSignature,
        Self::Audience,
        Self::TooEarly,
        Self::TooLate,
        Self::Replayed,
        Self::Busy,
        Self::ViewNotAllowed,
    ];

    /// Stable code: strings of shells are keyed by it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prefix => "not-ikd",
            Self::TooLong => "too-long",
            Self::Base45 => "not-base45",
            Self::Envelope => "envelope-malformed",
            Self::OtherReader => "other-reader",
            Self::ReaderNotValid => "reader-not-valid",
            Self::Sealed => "cannot-open",
            Self::Proof => "proof-malformed",
            Self::View => "view-malformed",
            Self::IssuerUnknown => "issuer-unknown",
            Self::IssuerUse => "issuer-not-for-views",
            Self::IssuerNotValid => "issuer-not-valid",
            Self::IssuerSignature => "issuer-signature-invalid",
            Self::ViewExpired => "view-expired",
            Self::HolderKey => "holder-key-invalid",
            Self::HolderSignature => "holder-signature-invalid",
            Self::Audience => "other-audience",
            Self::TooEarly => "too-early",
            Self::TooLate => "too-late",
            Self::Replayed => "replayed",
            Self::Busy => "busy",
            Self::ViewNotAllowed => "view-not-allowed",
        }
    }
}

impl From<QrTextError> for Refusal {
    fn from(error: QrTextError) -> Self {
        match error {
            QrTextError::Prefix => Self::Prefix,
            QrTextError::TooLong => Self::TooLong,
            QrTextError::Base45 => Self::Base45,
        }
    }
}

impl From<ViewError> for Refusal {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Format(_) => Self::View,
            ViewError::Issuer(IssuerError::Unknown) => Self::IssuerUnknown,
            ViewError::Issuer(IssuerError::OtherUse) => Self::IssuerUse,
            ViewError::Issuer(IssuerError::OutsideValidity) => Self::IssuerNotValid,
            ViewError::Signature(_) => Self::IssuerSignature,
            ViewError::Expired => Self::ViewExpired,
            ViewError::Key(_) => Self::HolderKey,
        }
    }
}

/// How the code was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One way: the phone showed a code to a reader class (mode A).
    Shown,
}

impl Mode {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
        }
    }
}

/// The age of an accepted code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// When the phone made it, by the phone's clock: Unix seconds.
    pub issued_at: u64,
    /// Age in seconds by the reader's clock; negative when the phone's clock is ahead.
    pub age_seconds: i64,
}

/// A code that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The view, with its claims.
    pub view: View,
    /// The age of the proof.
    pub freshness: Freshness,
    /// The phone could not trust its clock: the age may be wrong, and the person who reads should check it.
    pub clock_doubtful: bool,
    /// The reader should have fetched a newer trust bundle: an issuer may have been removed since.
    pub trust_overdue: bool,
    /// How the code was read.
    pub mode: Mode,
}

/// A registered reader: its class keys, its trust bundle, and the codes it accepted recently.
pub struct Verifier {
    keys: Vec<ReaderPrivateKey>,
    trust: Arc<TrustBundle>,
    replay: ReplayCache,
}

impl Verifier {
    /// A reader with the private keys of its class, usually the current and the previous one.
    pub fn new(keys: Vec<ReaderPrivateKey>, trust: impl Into<Arc<TrustBundle>>) -> Self {
        Verifier { keys, trust: trust.into(), replay: ReplayCache::new() }
    }

    /// The trust bundle of the reader.
    pub fn trust(&self) -> &TrustBundle {
        &self.trust
    }

    /// Replaces the trust bundle if `newer` has a higher version, and returns whether it has. The replay cache is kept.
    pub fn update_trust(&mut self, newer: impl Into<Arc<TrustBundle>>) -> bool {
        let newer = newer.into();
        let replace = newer.supersedes(&self.trust);
        if replace {
            self.trust = newer;
        }
        replace
    }

    /// Verifies one code at `now` (Unix seconds by the reader's clock).
    ///
    /// # Errors
    /// The first check that failed. Only an accepted code is remembered as seen.
    pub fn verify(&mut self, text: &str, now: u64) -> Result<Verified, Refusal> {
        let bytes = qr_text::decode(QrPrefix::Proof, text, MAX_SEALED)?;
        let sealed = Sealed::parse(seal::PROOF, &bytes).map_err(|_| Refusal::Envelope)?;
        let (key, class) = self.reader(sealed.kid, now)?;
        let opened = sealed.open(key).map_err(|_| Refusal::Sealed)?;
        let proof = UnverifiedProof::parse(&opened).map_err(|_| Refusal::Proof)?;
        let view = UnverifiedView::parse(proof.view).map_err(|_| Refusal::View)?;
        view.check_issuer(&self.trust, now)?;
        let policy = &self.trust.policy;
        if view.is_expired(now, policy.skew_seconds) {
            return Err(Refusal::ViewExpired);
        }
        let holder = view.key.map_err(|_| Refusal::HolderKey)?;
        proof.verify(&holder).map_err(|_| Refusal::HolderSignature)?;
        if proof.claims.audience != class.audience {
            return Err(Refusal::Audience);
        }
        let last = self.check_time(&proof.claims, now)?;
        let fingerprint = proof.fingerprint();
        let may_see = class.may_see(view.kind());
        match self.replay.admission(&fingerprint, last, now) {
            Admission::New => {}
            Admission::Seen => return Err(Refusal::Replayed),
            Admission::Full => return Err(Refusal::Busy),
        }
        if !may_see {
            return Err(Refusal::ViewNotAllowed);
        }
        let view = view.into_view().map_err(|_| Refusal::HolderKey)?;
        self.replay.remember(fingerprint, last);
        let claims = proof.claims;
        Ok(Verified {
            view,
            freshness: Freshness {
                issued_at: claims.issued_at,
                age_seconds: now.saturating_sub(claims.issued_at) as i64
                    - claims.issued_at.saturating_sub(now) as i64,
            },
            clock_doubtful: claims.clock_doubtful,
            trust_overdue: self.trust.is_overdue_at(now),
            mode: Mode::Shown,
        })
    }

    fn reader(&self, kid: Kid, now: u64) -> Result<(&ReaderPrivateKey, &ReaderClass), Refusal> {
        let key = self.keys.iter().find(|key| key.public_key().kid() == kid).ok_or(Refusal::OtherReader)?;
        let class = self
            .trust
            .reader_classes
            .iter()
            .find(|class| class.key == key.public_key() && class.is_valid_at(now))
            .ok_or(Refusal::ReaderNotValid)?;
        Ok((key, class))
    }

    /// Checks `iat - skew <= now <= exp + skew` and returns the last second at which the proof is accepted. If the
    /// proof has a longer lifetime than the policy allows, the policy's lifetime counts.
    fn check_time(&self, claims: &ProofClaims, now: u64) -> Result<u64, Refusal> {
        let policy = &self.trust.policy;
        let exp = claims.expires_at.min(claims.issued_at.saturating_add(policy.proof_lifetime_seconds));
        let last = exp.saturating_add(policy.skew_seconds);
        if now.saturating_add(policy.skew_seconds) < claims.issued_at {
            Err(Refusal::TooEarly)
        } else if now > last {
            Err(Refusal::TooLate)
        } else {
            Ok(last)
        }
    }
}

#[cfg(test)]
mod tests;

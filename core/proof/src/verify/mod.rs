//! The reader: from the text of a QR code to claims that hold, or the one reason why not.
//!
//! The order of checks is that of notes on the wire format (`docs/formats.md` section 5): cheap before dear, nothing
//! decoded before it was seen to be strict, nothing believed before both signatures were checked. It fails closed: each
//! way to fail has one [`Refusal`] and no claim leaves before all have passed. Needs no network; the caller gives the
//! time.

use std::sync::Arc;

use crate::cose::Kid;
use crate::proof::{ProofClaims, UnverifiedProof};
use crate::qr_text::{self, QrPrefix, QrTextError};
use crate::replay::{Admission, ReplayCache};
use crate::seal::{MAX_SEALED, ReaderPrivateKey, Sealed};
use crate::trust::{IssuerError, ReaderClass, TrustBundle};
use crate::view::{UnverifiedView, View, ViewError};

/// Why a code is not accepted. Names say what was found; [`Refusal::code`] is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Not an IKD code.
    #[error("not an IKD code")]
    Prefix,
    /// Longer than any IKD code.
    #[error("longer than any IKD code")]
    TooLong,
    /// The text was not read whole: scan again.
    #[error("not base45")]
    Base45,
    /// Not the sealed format.
    #[error("not the sealed format")]
    Envelope,
    /// Sealed for a reader class whose key is not here.
    #[error("sealed for another reader class")]
    OtherReader,
    /// Our class is not in the trust bundle, or not valid now: the reader must be registered anew.
    #[error("this reader's class is not valid now")]
    ReaderNotValid,
    /// Altered, or sealed for another key.
    #[error("cannot be opened")]
    Sealed,
    /// What was sealed is no proof.
    #[error("what was sealed is no proof")]
    Proof,
    /// The proof carries no view.
    #[error("the proof carries no view")]
    View,
    /// Nobody in the trust bundle issued the view: fetch a newer bundle, or it is forged.
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
    /// The view is past its time: the holder's phone must go online once.
    #[error("the view has expired")]
    ViewExpired,
    /// The view names no usable key.
    #[error("the view names no usable key")]
    HolderKey,
    /// The phone that shows the view does not hold its key: it was copied.
    #[error("the phone did not sign this proof")]
    HolderSignature,
    /// Made out to another reader class.
    #[error("made out to another reader class")]
    Audience,
    /// From the future: one of the two clocks is wrong.
    #[error("from the future")]
    TooEarly,
    /// Too old: a screenshot, or one of the two clocks is wrong. Ask for the present code.
    #[error("too old")]
    TooLate,
    /// This reader has accepted this very code before.
    #[error("accepted before")]
    Replayed,
    /// The reader has accepted more codes than it can remember; wait some seconds.
    #[error("too many codes at once")]
    Busy,
    /// Our class may not be shown this kind of view.
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

/// How the code came to be read.
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

/// How fresh an accepted code is.
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
    /// How fresh the proof is.
    pub freshness: Freshness,
    /// The phone said that it cannot trust its clock: a person should look twice at the freshness.
    pub clock_doubtful: bool,
    /// The reader's trust bundle should have been replaced by a newer one: somebody may have lost its trust since.
    pub trust_overdue: bool,
    /// How the code came to be read.
    pub mode: Mode,
}

/// A registered reader: its class keys, what it trusts, and what it has accepted lately.
pub struct Verifier {
    keys: Vec<ReaderPrivateKey>,
    trust: Arc<TrustBundle>,
    replay: ReplayCache,
}

impl Verifier {
    /// A reader that holds the private keys of its class, usually the present one and the one before.
    pub fn new(keys: Vec<ReaderPrivateKey>, trust: impl Into<Arc<TrustBundle>>) -> Self {
        Verifier { keys, trust: trust.into(), replay: ReplayCache::new() }
    }

    /// What the reader trusts.
    pub fn trust(&self) -> &TrustBundle {
        &self.trust
    }

    /// Takes a newer trust bundle; says whether it was newer. The replay cache stays.
    pub fn update_trust(&mut self, newer: impl Into<Arc<TrustBundle>>) -> bool {
        let newer = newer.into();
        let replace = newer.supersedes(&self.trust);
        if replace {
            self.trust = newer;
        }
        replace
    }

    /// Reads one code at `now` (Unix seconds by the reader's clock).
    ///
    /// # Errors
    /// The first check that failed. Only an accepted code is remembered as seen.
    pub fn verify(&mut self, text: &str, now: u64) -> Result<Verified, Refusal> {
        let bytes = qr_text::decode(QrPrefix::Proof, text, MAX_SEALED)?;
        let sealed = Sealed::parse(&bytes).map_err(|_| Refusal::Envelope)?;
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

    /// `iat - skew <= now <= exp + skew`, both edges included; gives the last second at which the proof is accepted.
    /// A proof that claims a longer life than the policy's is held to the policy's.
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

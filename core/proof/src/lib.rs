//! The data that passes from a citizen's phone to a reader.
//!
//! Views, the wire format of the rotating QR, sealing, verification, trust, and the signed items around them:
//! documents, possession, pairing, consent, answers to face checks, forms and applications. This crate only computes:
//! it has no input or output, no clock, no storage and no source of randomness, so a relying party or a web page can
//! verify with this crate alone. The formats are
//! those of `docs/formats.md`; each module implements one of its sections.
//!
//! - a phone shows: [`Presentation`];
//! - a reader reads: [`Verifier`];
//! - a service issues: [`Document::issue`], [`View::issue`], [`TrustBundle::issue`];
//! - all of them check signatures with a [`TrustBundle`].

#![forbid(unsafe_code)]

pub mod application;
pub mod cbor;
pub mod civil;
pub mod consent;
pub mod cose;
pub mod date;
pub mod digits;
pub mod document;
#[cfg(test)]
mod domain_tests;
pub mod entry;
pub mod face_check;
mod fields;
pub mod form;
mod issue;
pub mod nik;
pub mod pairing;
pub mod person_name;
pub mod plain;
pub mod possession;
pub mod present;
mod proof;
pub mod qr_text;
mod replay;
pub mod seal;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod text;
pub mod trust;
pub mod verify;
pub mod view;
mod view_kind;

pub use consent::{Consent, ConsentError, ConsentExport, ConsentReceipt, Language};
pub use cose::{
    InvalidKey, Kid, PublicKey, SignatureBytes, SignatureInvalid, Signer, SoftwareSigner, Thumbprint,
};
pub use date::{CivilDate, DateError};
pub use document::{Document, DocumentError, DocumentId, DocumentType, SignedDocument};
pub use face_check::{FaceAnswer, FaceAnswerError, FaceChallenge, FacePurpose};
pub use fields::FormatError;
pub use issue::IssueError;
pub use nik::{Nik, NikError, Sex};
pub use pairing::{PairingError, PairingOffer, PairingRequest, PairingStatement};
pub use possession::{Possession, PossessionError};
pub use present::{PresentError, Presentation, ProofTime};
pub use qr_text::QrPrefix;
pub use seal::{ReaderPrivateKey, ReaderPublicKey, SealingRandomness};
pub use text::{Line, Name, TermsId, TextError};
pub use trust::{Issuer, IssuerUse, Policy, ReaderClass, ServiceKey, TrustBundle, TrustError};
pub use verify::{Freshness, Mode, Refusal, Verified, Verifier};
pub use view::{Claims, KtpClaims, View, ViewError};
pub use view_kind::ViewKind;

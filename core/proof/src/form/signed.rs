//! The signature of a definition.

use core::fmt;

use super::{Definition, MAX_DEFINITION, Opened};
use crate::{
    cbor,
    cose::{Domain, Sign1, SignatureInvalid, Signer, Unsigned, sha256},
    fields::{Fields, FormatError, MapWriter},
    issue::IssueError,
    trust::{IssuerError, IssuerUse, TrustBundle},
};

const DOMAIN: Domain = Domain(b"ikd/1/form");
/// Label of the CWT claims in a header (RFC 9597), and that of the time of issue in them (RFC 8392).
const LABEL_CLAIMS: i64 = 15;
const CLAIM_ISSUED_AT: i64 = 6;

/// Why bytes are not a definition that may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// The bytes are not of this format: keep the current definition.
    #[error("not a definition of a form: {0}")]
    Format(#[from] FormatError),
    /// The trust bundle has no such issuer for forms at the time of issue: fetch a newer bundle.
    #[error("issuer not trusted: {0}")]
    Issuer(#[from] IssuerError),
    /// The issuer did not sign these bytes: keep the current definition.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
}

/// The payload of a definition whose issuer's signature was checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SignedDefinition<'b> {
    /// The payload, for [`Definition::read`].
    pub payload: &'b [u8],
    /// SHA-256 of the payload: what a draft pins.
    pub hash: [u8; 32],
    /// When it was signed, Unix seconds.
    pub issued_at: u64,
}

impl<'b> SignedDefinition<'b> {
    /// Checks the issuer's signature. The issuer must have been valid when the definition was signed.
    ///
    /// # Errors
    /// [`DefinitionError`]; no part of an unverified definition is returned.
    pub fn open(bytes: &'b [u8], trust: &TrustBundle) -> Result<Self, DefinitionError> {
        let sign1 = Sign1::parse(bytes, MAX_DEFINITION)?;
        let mut header = sign1.header()?;
        let kid = crate::Kid(header.bytes(4)?);
        let mut claims = Fields::of_checked(header.raw(LABEL_CLAIMS)?)?;
        header.finish_closed()?;
        let issued_at = claims.time(CLAIM_ISSUED_AT)?;
        claims.finish_closed()?;
        let issuer = trust.issuer(kid, IssuerUse::Forms, issued_at)?;
        sign1.verify(DOMAIN, &issuer.key)?;
        Ok(Self { payload: sign1.payload, hash: Definition::hash(sign1.payload), issued_at })
    }

    /// Reads the definition for a version of the app.
    ///
    /// # Errors
    /// As [`Definition::read`].
    pub fn read(&self, app: [u64; 3]) -> Result<Opened, FormatError> {
        Definition::read(self.payload, app)
    }
}

impl Definition {
    /// SHA-256 of a payload: what a draft pins and a submission names.
    pub fn hash(payload: &[u8]) -> [u8; 32] {
        sha256(&[payload])
    }

    /// Signs the definition with an issuer's key at `at` (Unix seconds). For the service and its sandbox. The time is
    /// in the header, so the same definition has the same [`hash`](Self::hash) whenever it is signed.
    ///
    /// # Errors
    /// [`IssueError::Format`] if the format does not allow a value, so that every issued definition can be opened.
    pub fn issue<S: Signer>(&self, signer: &S, at: u64) -> Result<Vec<u8>, IssueError<S::Error>> {
        let claims = MapWriter::new().uint(CLAIM_ISSUED_AT, at).finish();
        let header = Unsigned::header().bytes(4, &signer.public_key().kid().0).raw(LABEL_CLAIMS, claims);
        let unsigned = Unsigned::with_header(DOMAIN, header, self.encode()?);
        let bytes = unsigned.sign(signer).map_err(IssueError::Signer)?;
        cbor::check(&bytes, MAX_DEFINITION).map_err(FormatError::from)?;
        Ok(bytes)
    }
}

impl fmt::Debug for SignedDefinition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedDefinition").field("issued_at", &self.issued_at).finish_non_exhaustive()
    }
}

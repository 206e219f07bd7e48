//! COSE_Sign1 (RFC 9052) with ES256 over P-256: the only kind of signature in the formats.
//!
//! Each format has its own `external_aad`, so a signature made for one is never valid for another. Keys may be in
//! hardware: a [`Signer`] takes the bytes to sign and returns 64 raw bytes. Signatures with a high `s` are accepted,
//! because hardware key stores produce both; for this reason the bytes of a signature never identify an item.

use core::fmt;

use minicbor::decode::Decoder;
use p256::{
    ecdsa::signature::{Signer as _, Verifier as _},
    ecdsa::{Signature, SigningKey, VerifyingKey},
};
use sha2::{Digest as _, Sha256};

use crate::{
    cbor,
    fields::{Fields, FormatError, MapWriter, encode, read_bytes},
};

/// COSE algorithm identifier of ES256 (RFC 9053 section 2.1), as the CBOR integer argument.
pub(crate) const ES256: i64 = -7;
/// Header labels of RFC 9052 section 3.1.
const LABEL_ALG: i64 = 1;
const LABEL_KID: i64 = 4;

/// A raw ES256 signature, `r || s`.
pub type SignatureBytes = [u8; 64];

/// SHA-256 over the encoded public key. Identifies the key.
pub type Thumbprint = [u8; 32];

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// First four bytes of a key's thumbprint. Selects a key in a trusted list and proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 4]);

/// A P-256 public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    compressed: [u8; 33],
}

/// The bytes are not a key: not on the curve, zero, or in another form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid key")]
pub struct InvalidKey;

/// The key did not make this signature over these bytes for this format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature is not valid")]
pub struct SignatureInvalid;

impl PublicKey {
    /// Reads a compressed SEC1 point, 33 bytes, and checks that it is on the curve.
    ///
    /// # Errors
    /// [`InvalidKey`] for anything else, uncompressed points included.
    pub fn from_compressed(bytes: &[u8]) -> Result<Self, InvalidKey> {
        let compressed: [u8; 33] = bytes.try_into().map_err(|_| InvalidKey)?;
        if !matches!(compressed[0], 2 | 3) {
            return Err(InvalidKey);
        }
        let key = VerifyingKey::from_sec1_bytes(&compressed).map_err(|_| InvalidKey)?;
        Ok(PublicKey { key, compressed })
    }

    /// Compressed SEC1, 33 bytes.
    pub fn as_bytes(&self) -> &[u8; 33] {
        &self.compressed
    }

    /// SHA-256 of [`PublicKey::as_bytes`].
    pub fn thumbprint(&self) -> Thumbprint {
        sha256(&[&self.compressed])
    }

    /// First four bytes of the thumbprint.
    pub fn kid(&self) -> Kid {
        let [a, b, c, d, ..] = self.thumbprint();
        Kid([a, b, c, d])
    }

    /// Checks a raw ES256 signature over `message`; high and low `s` are both valid.
    pub fn verify(&self, message: &[u8], signature: &SignatureBytes) -> Result<(), SignatureInvalid> {
        let signature = Signature::from_slice(signature).map_err(|_| SignatureInvalid)?;
        self.key.verify(message, &signature).map_err(|_| SignatureInvalid)
    }

    /// As a COSE_Key with `y` as a sign bit (RFC 9053 section 7.1.1).
    pub(crate) fn to_cose_key(self) -> Vec<u8> {
        MapWriter::new()
            .uint(1, 2)
            .uint(-1, 1)
            .bytes(-2, &self.compressed[1..])
            .bool(-3, self.compressed[0] == 3)
            .finish()
    }

    /// Reads the output of [`PublicKey::to_cose_key`] from checked CBOR. The outer error is about the shape, the inner
    /// one about the curve.
    pub(crate) fn of_cose_key(raw: &[u8]) -> Result<Result<Self, InvalidKey>, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        fields.coded(1, |kty| (kty == 2).then_some(()))?;
        fields.coded(-1, |curve| (curve == 1).then_some(()))?;
        let x = fields.bytes::<32>(-2)?;
        let odd = fields.bool(-3)?;
        fields.finish_closed()?;
        let mut compressed = [2 + u8::from(odd); 33];
        compressed[1..].copy_from_slice(&x);
        Ok(Self::from_compressed(&compressed))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.kid()).finish()
    }
}

/// Signs with one P-256 key: that of a phone's key store, an issuer or a test.
pub trait Signer {
    /// Why the key did not sign.
    type Error;

    /// The public key.
    fn public_key(&self) -> PublicKey;

    /// ES256 over `message` (hashed with SHA-256 inside): raw `r || s`.
    ///
    /// # Errors
    /// The error of the key store.
    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, Self::Error>;
}

/// A key in memory: for the sandbox, for readers' tools and for tests, never for a citizen's phone. Signatures are
/// deterministic (RFC 6979). Wiped when dropped.
pub struct SoftwareSigner {
    key: SigningKey,
}

impl SoftwareSigner {
    /// Takes a 32-byte scalar, big endian.
    ///
    /// # Errors
    /// [`InvalidKey`] when it is zero or not below the group order (one in 2^32 random values: draw again).
    pub fn from_bytes(secret: &[u8; 32]) -> Result<Self, InvalidKey> {
        SigningKey::from_slice(secret).map(|key| SoftwareSigner { key }).map_err(|_| InvalidKey)
    }
}

impl Signer for SoftwareSigner {
    type Error = core::convert::Infallible;

    fn public_key(&self) -> PublicKey {
        let key = *self.key.verifying_key();
        let point = key.to_sec1_point(true);
        let compressed = point.as_bytes().try_into().expect("a compressed P-256 point has 33 bytes");
        PublicKey { key, compressed }
    }

    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, Self::Error> {
        let signature: Signature = self.key.sign(message);
        Ok(signature.to_bytes().into())
    }
}

/// The name of a format, part of the bytes of each of its signatures.
#[derive(Clone, Copy)]
pub(crate) struct Domain(pub(crate) &'static [u8]);

/// A parsed COSE_Sign1. Its signature was not checked yet.
pub(crate) struct Sign1<'b> {
    protected: &'b [u8],
    pub(crate) payload: &'b [u8],
    pub(crate) signature: SignatureBytes,
}

impl<'b> Sign1<'b> {
    /// Parses a COSE_Sign1 of at most `max` bytes. Every layer must be strict CBOR.
    pub(crate) fn parse(bytes: &'b [u8], max: usize) -> Result<Self, FormatError> {
        cbor::check(bytes, max)?;
        let mut decoder = Decoder::new(bytes);
        let (protected, payload, signature) = (|| {
            decoder.array().ok().filter(|count| *count == Some(4))?;
            let protected = decoder.bytes().ok()?;
            decoder.map().ok().filter(|count| *count == Some(0))?;
            let payload = decoder.bytes().ok()?;
            Some((protected, payload, decoder.bytes().ok()?.try_into().ok()?))
        })()
        .ok_or(FormatError::Shape)?;
        cbor::check(protected, max)?;
        cbor::check(payload, max)?;
        Ok(Sign1 { protected, payload, signature })
    }

    /// The protected header without its `alg`, which must be ES256. The caller must finish it as closed, because a
    /// header decides what a signature means.
    pub(crate) fn header(&self) -> Result<Fields<'b>, FormatError> {
        let mut fields = Fields::of_checked(self.protected)?;
        fields.required(LABEL_ALG, |raw| (Decoder::new(raw).i64().ok()? == ES256).then_some(()))?;
        Ok(fields)
    }

    /// The `kid` of a header that must contain only `alg` and `kid`.
    pub(crate) fn kid(&self) -> Result<Kid, FormatError> {
        let mut header = self.header()?;
        let kid = header.bytes(LABEL_KID)?;
        header.finish_closed()?;
        Ok(Kid(kid))
    }

    /// Checks that the header contains only `alg`.
    pub(crate) fn no_kid(&self) -> Result<(), FormatError> {
        self.header()?.finish_closed()
    }

    /// Sig_structure of RFC 9052 section 4.4.
    pub(crate) fn to_be_signed(&self, domain: Domain) -> Vec<u8> {
        to_be_signed(self.protected, domain, self.payload)
    }

    pub(crate) fn verify(&self, domain: Domain, key: &PublicKey) -> Result<(), SignatureInvalid> {
        key.verify(&self.to_be_signed(domain), &self.signature)
    }

    /// The same header and payload, signed as an item of another format.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn signed_as<S: Signer>(&self, domain: Domain, signer: &S) -> Result<Vec<u8>, S::Error> {
        let (protected, payload) = (self.protected.to_vec(), self.payload.to_vec());
        Unsigned { protected, payload, domain }.sign(signer)
    }
}

fn to_be_signed(protected: &[u8], domain: Domain, payload: &[u8]) -> Vec<u8> {
    encode(|e| e.array(4)?.str("Signature1")?.bytes(protected)?.bytes(domain.0)?.bytes(payload)?.ok())
}

/// A COSE_Sign1 without its signature.
pub(crate) struct Unsigned {
    protected: Vec<u8>,
    payload: Vec<u8>,
    domain: Domain,
}

impl Unsigned {
    /// Header `alg`, and `kid` if given.
    pub(crate) fn new(domain: Domain, kid: Option<Kid>, payload: Vec<u8>) -> Self {
        let header = Self::header().optional(kid, |header, kid| header.bytes(LABEL_KID, &kid.0));
        Self::with_header(domain, header, payload)
    }

    /// A header with `alg`, to which the caller may add.
    pub(crate) fn header() -> MapWriter {
        MapWriter::new().raw(LABEL_ALG, encode(|e| e.i64(ES256)?.ok()))
    }

    pub(crate) fn with_header(domain: Domain, header: MapWriter, payload: Vec<u8>) -> Self {
        Unsigned { protected: header.finish(), payload, domain }
    }

    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        to_be_signed(&self.protected, self.domain, &self.payload)
    }

    pub(crate) fn finish(&self, signature: &SignatureBytes) -> Vec<u8> {
        encode(|e| e.array(4)?.bytes(&self.protected)?.map(0)?.bytes(&self.payload)?.bytes(signature)?.ok())
    }

    pub(crate) fn sign<S: Signer + ?Sized>(&self, signer: &S) -> Result<Vec<u8>, S::Error> {
        Ok(self.finish(&signer.sign(&self.to_be_signed())?))
    }
}

/// Reads a compressed P-256 key from checked CBOR.
pub(crate) fn read_public_key(raw: &[u8]) -> Option<PublicKey> {
    PublicKey::from_compressed(read_bytes(raw)?).ok()
}

#[cfg(test)]
mod tests;

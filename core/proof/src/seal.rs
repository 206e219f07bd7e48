//! Seals to a public key: proofs to a reader, applications and their attachments to the service. COSE_Encrypt0 with HPKE
//! integrated encryption, HPKE-4 (`docs/formats.md` sections 5 and 16).
//!
//! DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305 (RFC 9180); COSE framing by draft-ietf-cose-hpke. The
//! identifiers of that draft are constants here, so that a final RFC changes one place. Randomness comes from the
//! caller: this crate has no source of its own.

use core::{convert::Infallible, fmt};

use hpke::{
    Deserializable as _, Kem as KemTrait, OpModeR, OpModeS, Serializable as _,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use minicbor::decode::Decoder;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{
    cbor,
    cose::{Kid, sha256},
    fields::{Fields, FormatError, MapWriter, encode},
};

/// Largest sealed proof in bytes (`docs/formats.md` section 5).
pub const MAX_SEALED: usize = 1500;

/// COSE algorithm identifier of HPKE-4, as draft-ietf-cose-hpke assumes it.
const HPKE_4: u64 = 42;
/// COSE header label of the encapsulated key, as draft-ietf-cose-hpke assumes it.
const LABEL_EK: i64 = -4;
const LABEL_ALG: i64 = 1;
const LABEL_KID: i64 = 4;
/// What is sealed. The name is the `external_aad`, so that what was sealed as one thing never opens as another.
#[derive(Clone, Copy)]
pub(crate) struct Profile {
    name: &'static [u8],
    /// Largest sealed item in bytes.
    max: usize,
}

/// A proof for a reader.
pub(crate) const PROOF: Profile = Profile { name: b"IKD1", max: MAX_SEALED };

impl Profile {
    pub(crate) const fn new(name: &'static [u8], max: usize) -> Self {
        Self { name, max }
    }
}

type Kem = X25519HkdfSha256;
type PrivateKey = <Kem as KemTrait>::PrivateKey;
type PublicKey = <Kem as KemTrait>::PublicKey;
type EncappedKey = <Kem as KemTrait>::EncappedKey;

/// The X25519 public key of a reader class, or of the service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReaderPublicKey([u8; 32]);

impl ReaderPublicKey {
    /// Takes 32 raw bytes. X25519 accepts all of them; [`seal`] refuses a degenerate key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        ReaderPublicKey(bytes)
    }

    /// The 32 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// First four bytes of SHA-256 over the key.
    pub fn kid(&self) -> Kid {
        let [a, b, c, d, ..] = sha256(&[&self.0]);
        Kid([a, b, c, d])
    }
}

impl fmt::Debug for ReaderPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ReaderPublicKey").field(&self.kid()).finish()
    }
}

/// The X25519 private key of a reader class, or of the service. Wiped when dropped.
pub struct ReaderPrivateKey {
    // x25519-dalek wipes its secret when dropped.
    key: PrivateKey,
    public: ReaderPublicKey,
}

impl ReaderPrivateKey {
    /// Takes 32 raw bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let key = PrivateKey::from_bytes(bytes).expect("any 32 bytes are an X25519 private key");
        let public = ReaderPublicKey(Kem::sk_to_pk(&key).to_bytes().into());
        ReaderPrivateKey { key, public }
    }

    /// The public key.
    pub fn public_key(&self) -> ReaderPublicKey {
        self.public
    }
}

/// 32 new random bytes for one sealing. Two sealings to one reader with the same bytes would use the same key and nonce,
/// so [`seal`] takes them by value. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct SealingRandomness([u8; 32]);

impl SealingRandomness {
    /// Takes 32 bytes of cryptographically secure randomness.
    pub fn new(bytes: [u8; 32]) -> Self {
        SealingRandomness(bytes)
    }
}

/// Random generator for `hpke` that returns the caller's bytes. `hpke` draws 32 of them to derive its ephemeral key.
struct CallerBytes {
    bytes: Zeroizing<[u8; 32]>,
    used: usize,
    block: u32,
}

impl CallerBytes {
    fn new(randomness: &SealingRandomness) -> Self {
        CallerBytes { bytes: Zeroizing::new(randomness.0), used: 0, block: 0 }
    }
}

impl TryRng for CallerBytes {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            if self.used == self.bytes.len() {
                // If `hpke` ever draws more than 32 bytes, they are stretched and never repeated.
                self.block += 1;
                *self.bytes = sha256(&[b"ikd/1/stretch", &*self.bytes, &self.block.to_be_bytes()]);
                self.used = 0;
            }
            *byte = core::mem::take(&mut self.bytes[self.used]);
            self.used += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for CallerBytes {}

/// The reader's key is degenerate: nothing can be sealed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing can be sealed to this key")]
pub struct SealError;

/// This key does not open these bytes: they were altered or sealed for another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed for another key, or altered")]
pub struct OpenError;

/// Enc_structure of RFC 9052 section 5.3.
fn aad(protected: &[u8], profile: Profile) -> Vec<u8> {
    encode(|e| e.array(3)?.str("Encrypt0")?.bytes(protected)?.bytes(profile.name)?.ok())
}

/// Seals `plaintext` to a reader class.
///
/// # Errors
/// [`SealError`] when the key is degenerate.
pub fn seal(
    plaintext: &[u8],
    reader: &ReaderPublicKey,
    randomness: SealingRandomness,
) -> Result<Vec<u8>, SealError> {
    seal_as(PROOF, plaintext, reader, randomness)
}

/// Seals `plaintext` to `key` as what `profile` names.
pub(crate) fn seal_as(
    profile: Profile,
    plaintext: &[u8],
    key: &ReaderPublicKey,
    randomness: SealingRandomness,
) -> Result<Vec<u8>, SealError> {
    let protected = MapWriter::new().uint(LABEL_ALG, HPKE_4).bytes(LABEL_KID, &key.kid().0).finish();
    let recipient = PublicKey::from_bytes(&key.0).map_err(|_| SealError)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &recipient,
        b"",
        plaintext,
        &aad(&protected, profile),
        &mut CallerBytes::new(&randomness),
    )
    .map_err(|_| SealError)?;
    let unprotected = MapWriter::new().bytes(LABEL_EK, &encapsulated.to_bytes()).finish();
    let mut bytes = encode(|e| e.array(3)?.bytes(&protected)?.ok());
    bytes.extend_from_slice(&unprotected);
    bytes.extend_from_slice(&encode(|e| e.bytes(&ciphertext)?.ok()));
    Ok(bytes)
}

/// A parsed sealed item.
pub(crate) struct Sealed<'b> {
    profile: Profile,
    protected: &'b [u8],
    pub(crate) kid: Kid,
    encapsulated: [u8; 32],
    ciphertext: &'b [u8],
}

impl<'b> Sealed<'b> {
    /// Parses the output of [`seal_as`]. Unknown header keys are refused.
    pub(crate) fn parse(profile: Profile, bytes: &'b [u8]) -> Result<Self, FormatError> {
        cbor::check(bytes, profile.max)?;
        let mut decoder = Decoder::new(bytes);
        let (protected, unprotected, ciphertext) = (|| {
            decoder.array().ok().filter(|count| *count == Some(3))?;
            let protected = decoder.bytes().ok()?;
            let start = decoder.position();
            decoder.skip().ok()?;
            let unprotected = bytes.get(start..decoder.position())?;
            Some((protected, unprotected, decoder.bytes().ok()?))
        })()
        .ok_or(FormatError::Shape)?;
        let mut header = Fields::parse(protected, profile.max)?;
        header.coded(LABEL_ALG, |alg| (alg == HPKE_4).then_some(()))?;
        let kid = Kid(header.bytes(LABEL_KID)?);
        header.finish_closed()?;
        let mut header = Fields::of_checked(unprotected)?;
        let encapsulated = header.bytes(LABEL_EK)?;
        header.finish_closed()?;
        Ok(Sealed { profile, protected, kid, encapsulated, ciphertext })
    }

    pub(crate) fn open(&self, key: &ReaderPrivateKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let encapsulated = EncappedKey::from_bytes(&self.encapsulated).map_err(|_| OpenError)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &key.key,
            &encapsulated,
            b"",
            self.ciphertext,
            &aad(self.protected, self.profile),
        )
        .map(Zeroizing::new)
        .map_err(|_| OpenError)
    }
}

/// Opens the output of [`seal`]. For tools of readers.
///
/// # Errors
/// [`OpenError`] when the bytes are not of this format, altered, or sealed for another key.
pub fn open(bytes: &[u8], key: &ReaderPrivateKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    open_as(PROOF, bytes, key)
}

/// Opens the output of [`seal_as`] with the same profile.
pub(crate) fn open_as(
    profile: Profile,
    bytes: &[u8],
    key: &ReaderPrivateKey,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    Sealed::parse(profile, bytes).map_err(|_| OpenError)?.open(key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{READER, reader_key};

    fn sealed(byte: u8) -> Vec<u8> {
        seal(b"plain", &reader_key(READER).public_key(), SealingRandomness::new([byte; 32])).unwrap()
    }

    #[test]
    fn the_class_key_opens_what_was_sealed_to_it() {
        assert_eq!(open(&sealed(1), &reader_key(READER)).unwrap().as_slice(), b"plain");
    }

    #[test]
    fn another_key_does_not_open_it() {
        let bytes = sealed(1);
        assert_eq!(open(&bytes, &reader_key(2)).err(), Some(OpenError));
        assert!(Sealed::parse(PROOF, &bytes).unwrap().open(&reader_key(2)).is_err());
    }

    #[test]
    fn what_was_sealed_as_one_thing_does_not_open_as_another() {
        let other = Profile::new(b"ikd/1/other", MAX_SEALED);
        assert_eq!(open_as(other, &sealed(1), &reader_key(READER)).err(), Some(OpenError));
    }

    #[test]
    fn every_changed_bit_is_refused() {
        let bytes = sealed(1);
        for at in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[at / 8] ^= 1 << (at % 8);
            assert!(open(&bytes, &reader_key(READER)).is_err(), "bit {at}");
        }
    }

    #[test]
    fn another_algorithm_is_refused() {
        let mut bytes = sealed(1);
        let at = bytes.windows(3).position(|window| window == [0x01, 0x18, 42]).unwrap();
        bytes[at + 2] += 1;
        assert_eq!(Sealed::parse(PROOF, &bytes).err(), Some(FormatError::Invalid { key: LABEL_ALG }));
    }

    #[test]
    fn other_randomness_results_in_other_bytes() {
        assert_ne!(sealed(1), sealed(2));
    }

    #[test]
    fn hpke_draws_exactly_the_32_bytes_it_is_given() {
        let mut drawn = CallerBytes::new(&SealingRandomness::new([7; 32]));
        let recipient = PublicKey::from_bytes(reader_key(READER).public_key().as_bytes()).unwrap();
        hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &recipient,
            b"",
            &mut drawn,
        )
        .unwrap();
        assert_eq!((drawn.used, drawn.block), (32, 0));
    }

    #[test]
    fn stretched_randomness_never_repeats_what_was_given() {
        let mut drawn = CallerBytes::new(&SealingRandomness::new([7; 32]));
        let mut out = [0; 96];
        drawn.try_fill_bytes(&mut out).unwrap();
        assert_eq!(out[..32], [7; 32]);
        assert_ne!(out[32..64], out[..32]);
        assert_ne!(out[64..], out[32..64]);
    }

    #[test]
    fn nothing_is_sealed_to_a_degenerate_key() {
        let zero = ReaderPublicKey::from_bytes([0; 32]);
        assert_eq!(seal(b"plain", &zero, SealingRandomness::new([1; 32])), Err(SealError));
    }
}

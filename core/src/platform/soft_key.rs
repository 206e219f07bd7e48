//! One key in software: [`super::desktop`] stores it in a file, [`super::testing`] in memory.
//!
//! Enforces the key's use. No hardware protects it.

use p256::{
    NonZeroScalar, PublicKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
    elliptic_curve::point::AffineCoordinates,
};
use zeroize::Zeroizing;

use super::{KeyAuth, KeySpec, KeyUse, KeystoreError, PrfKind, SecureRandom};
use crate::crypto::{self, NONCE_LEN, SecretKey, Suite, TAG_LEN};

/// The longest plaintext that a key seals, in bytes, as in [`super::Keystore::seal`].
const MAX_SEALED_PLAIN: usize = 4096;

/// Error numbers of the software stores, in [`KeystoreError::Failed`].
pub(super) mod code {
    /// Wrong kind of key, bad alias or input out of range: the caller made a mistake.
    pub(crate) const MISUSE: i32 = 1;
    /// The key needs something that a desktop does not have (a biometric sensor).
    #[cfg(feature = "desktop")]
    pub(crate) const UNSUPPORTED: i32 = 2;
    /// A key file does not have the expected format.
    pub(crate) const DAMAGED: i32 = 3;
    /// A file could not be read or written.
    #[cfg(feature = "desktop")]
    pub(crate) const IO: i32 = 4;
    /// The clock or the randomness failed.
    pub(crate) const PLATFORM: i32 = 5;
}

pub(super) const fn misuse() -> KeystoreError {
    KeystoreError::Failed { transient: false, number: code::MISUSE }
}

const fn damaged() -> KeystoreError {
    KeystoreError::Failed { transient: false, number: code::DAMAGED }
}

pub(super) const fn platform_failed() -> KeystoreError {
    KeystoreError::Failed { transient: true, number: code::PLATFORM }
}

/// Checks that an alias follows the rules of [`super::Keystore`] (ASCII, at most 64 characters) and can be a file name.
pub(super) fn check_alias(alias: &str) -> Result<(), KeystoreError> {
    let fits = (1..=64).contains(&alias.len())
        && !alias.starts_with('.')
        && alias.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b));
    if fits { Ok(()) } else { Err(misuse()) }
}

/// A key and its permitted use.
pub(super) struct SoftKey {
    pub(super) spec: KeySpec,
    /// Of a [`KeyUse::Prf`] key.
    prf_kind: PrfKind,
    key: SecretKey,
}

/// Magic 4, version 1, use 1, authorisation 1, zeros 4, key 32.
const ENCODED_LEN: usize = 43;

impl SoftKey {
    pub(super) fn generate(
        spec: KeySpec,
        prf_kind: PrfKind,
        random: &dyn SecureRandom,
    ) -> Result<SoftKey, KeystoreError> {
        loop {
            let key = SecretKey::generate(random).map_err(|_| platform_failed())?;
            // One in 2^32 random strings is not a P-256 scalar.
            if SigningKey::from_slice(key.expose()).is_ok() {
                return Ok(SoftKey { spec, prf_kind, key });
            }
        }
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let auth = match self.spec.auth {
            KeyAuth::Always => 0,
            KeyAuth::UnlockedDevice => 1,
            KeyAuth::Biometric => 3,
        };
        let usage = match (self.spec.usage, self.prf_kind) {
            (KeyUse::Sign, _) => 0,
            (KeyUse::Prf, PrfKind::Hmac) => 1,
            (KeyUse::Seal, _) => 2,
            (KeyUse::Prf, PrfKind::EcdhP256) => 3,
        };
        let mut out = Zeroizing::new(Vec::with_capacity(ENCODED_LEN));
        out.extend_from_slice(b"IKSK");
        out.extend_from_slice(&[1, usage, auth]);
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(self.key.expose());
        out
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<SoftKey, KeystoreError> {
        let damaged = damaged();
        let [b'I', b'K', b'S', b'K', 1, usage, auth, s0, s1, s2, s3, key @ ..] = bytes else {
            return Err(damaged);
        };
        let (usage, prf_kind) = match usage {
            0 => (KeyUse::Sign, PrfKind::Hmac),
            1 => (KeyUse::Prf, PrfKind::Hmac),
            2 => (KeyUse::Seal, PrfKind::Hmac),
            3 => (KeyUse::Prf, PrfKind::EcdhP256),
            _ => return Err(damaged),
        };
        let auth = match (auth, u32::from_be_bytes([*s0, *s1, *s2, *s3])) {
            (0, 0) => KeyAuth::Always,
            // Earlier versions let the key store count the seconds since the user was verified.
            (1, 0) | (2, _) => KeyAuth::UnlockedDevice,
            (3, 0) => KeyAuth::Biometric,
            _ => return Err(damaged),
        };
        let key = SecretKey::from_slice(key).ok_or(damaged)?;
        Ok(SoftKey { spec: KeySpec { usage, auth }, prf_kind, key })
    }

    fn require(&self, usage: KeyUse) -> Result<(), KeystoreError> {
        if self.spec.usage == usage { Ok(()) } else { Err(misuse()) }
    }

    pub(super) fn prf(&self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.require(KeyUse::Prf)?;
        match self.prf_kind {
            PrfKind::Hmac if input.len() == 32 => {
                Ok(Zeroizing::new(crypto::hmac_sha256(self.key.expose(), &[input]).to_vec()))
            }
            PrfKind::EcdhP256 if input.len() == 65 => self.shared_x(input),
            _ => Err(misuse()),
        }
    }

    /// The x coordinate of the key's product with `point`.
    fn shared_x(&self, point: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let point = PublicKey::from_sec1_bytes(point).map_err(|_| KeystoreError::Refused)?;
        let scalar = Zeroizing::new(
            Option::<NonZeroScalar>::from(NonZeroScalar::from_repr((*self.key.expose()).into()))
                .ok_or(damaged())?,
        );
        let shared = (point.to_projective() * **scalar).to_affine();
        Ok(Zeroizing::new(shared.x().to_vec()))
    }

    pub(super) fn seal(
        &self,
        random: &dyn SecureRandom,
        plain: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, KeystoreError> {
        self.require(KeyUse::Seal)?;
        if plain.len() > MAX_SEALED_PLAIN {
            return Err(misuse());
        }
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce).map_err(|_| platform_failed())?;
        let mut out = nonce.to_vec();
        out.extend_from_slice(&crypto::seal(Suite::Aes256Gcm, &self.key, nonce, aad, plain));
        Ok(out)
    }

    pub(super) fn unseal(&self, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.require(KeyUse::Seal)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(KeystoreError::Refused)?;
        if sealed.len() > MAX_SEALED_PLAIN + TAG_LEN {
            return Err(KeystoreError::Refused);
        }
        crypto::open(Suite::Aes256Gcm, &self.key, *nonce, aad, sealed)
            .map(|opened| Zeroizing::new(opened.to_vec()))
            .map_err(|_| KeystoreError::Refused)
    }

    fn signing_key(&self) -> Result<SigningKey, KeystoreError> {
        self.require(KeyUse::Sign)?;
        SigningKey::from_slice(self.key.expose()).map_err(|_| damaged())
    }

    pub(super) fn public_key(&self) -> Result<Vec<u8>, KeystoreError> {
        Ok(self.signing_key()?.verifying_key().to_sec1_point(true).as_bytes().to_vec())
    }

    pub(super) fn sign(&self, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let signature: Signature = self.signing_key()?.try_sign(data).map_err(|_| misuse())?;
        Ok(signature.to_bytes().to_vec())
    }
}

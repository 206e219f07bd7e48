//! Possession statement: a view key signs that the phone holds it (`docs/formats.md` section 3).
//!
//! The service issues a view only for a fresh statement made for the calling device key, so it refuses a statement that
//! was copied from another phone's request.

use crate::{
    ViewKind,
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Signer, Thumbprint, Unsigned, read_public_key},
    fields::{Fields, FormatError, MapWriter},
};

/// Largest difference in seconds, in both directions, between a fresh statement and the service's clock
/// (`docs/formats.md` section 3).
pub const POSSESSION_SECONDS: u64 = 300;

const DOMAIN: Domain = Domain(b"ikd/1/possession");
const MAX: usize = 512;

/// The statement that a phone holds a view key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possession {
    /// Thumbprint of the device key that signs the request.
    pub device_key: Thumbprint,
    /// The requested view.
    pub kind: ViewKind,
    /// When the statement was made, Unix seconds.
    pub at: u64,
    /// The view key.
    pub view_key: PublicKey,
}

/// Why a statement is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PossessionError {
    /// The bytes are not of this format.
    #[error("not a possession statement: {0}")]
    Format(#[from] FormatError),
    /// The key in the statement did not sign it.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// Made for another phone's device key.
    #[error("made for another device key")]
    OtherDeviceKey,
    /// Too old, or from the future: the phone makes a new one.
    #[error("not fresh")]
    NotFresh,
}

impl Possession {
    /// Signs a statement with the view key.
    ///
    /// # Errors
    /// The error of the key.
    pub fn sign<S: Signer + ?Sized>(
        device_key: &PublicKey,
        kind: ViewKind,
        at: u64,
        view_key: &S,
    ) -> Result<Vec<u8>, S::Error> {
        let payload = MapWriter::new()
            .bytes(1, &device_key.thumbprint())
            .uint(2, kind.code())
            .uint(3, at)
            .bytes(4, view_key.public_key().as_bytes())
            .finish();
        Unsigned::new(DOMAIN, None, payload).sign(view_key)
    }

    /// Checks a statement that came with a request signed by `device_key`, at `now` (Unix seconds).
    pub fn open(bytes: &[u8], device_key: &Thumbprint, now: u64) -> Result<Self, PossessionError> {
        let sign1 = Sign1::parse(bytes, MAX)?;
        sign1.no_kid()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let possession = Possession {
            device_key: fields.bytes(1)?,
            kind: fields.coded(2, ViewKind::from_code)?,
            at: fields.time(3)?,
            view_key: fields.required(4, read_public_key)?,
        };
        sign1.verify(DOMAIN, &possession.view_key)?;
        if possession.device_key != *device_key {
            return Err(PossessionError::OtherDeviceKey);
        }
        if possession.at.abs_diff(now) > POSSESSION_SECONDS {
            return Err(PossessionError::NotFresh);
        }
        Ok(possession)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{DEVICE_KEY, NOW, VIEW_KEY, possession, signer};

    fn open(bytes: &[u8], now: u64) -> Result<Possession, PossessionError> {
        Possession::open(bytes, &signer(DEVICE_KEY).public_key().thumbprint(), now)
    }

    #[test]
    fn a_fresh_statement_names_its_view_key() {
        assert_eq!(open(&possession(), NOW + 1).unwrap().view_key, signer(VIEW_KEY).public_key());
    }

    #[test]
    fn a_statement_is_fresh_for_300_seconds_either_way() {
        let at = |now| open(&possession(), now);
        assert!(at(NOW + 300).is_ok() && at(NOW - 300).is_ok());
        assert_eq!(at(NOW + 301), Err(PossessionError::NotFresh));
        assert_eq!(at(NOW - 301), Err(PossessionError::NotFresh));
    }

    #[test]
    fn a_statement_copied_to_another_phone_is_refused() {
        assert_eq!(
            Possession::open(&possession(), &signer(3).public_key().thumbprint(), NOW),
            Err(PossessionError::OtherDeviceKey)
        );
    }

    #[test]
    fn a_statement_with_a_kid_is_refused() {
        let bytes = possession();
        let payload = Sign1::parse(&bytes, MAX).unwrap().payload.to_vec();
        let kid = Some(signer(VIEW_KEY).public_key().kid());
        let bytes = Unsigned::new(DOMAIN, kid, payload).sign(&signer(VIEW_KEY)).unwrap();
        let error = open(&bytes, NOW).err();
        assert_eq!(error, Some(PossessionError::Format(FormatError::Unknown)));
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let bytes = possession();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(open(&bytes, NOW).is_err(), "byte {at}");
        }
    }
}

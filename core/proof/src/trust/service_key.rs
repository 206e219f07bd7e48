//! The keys that phones seal applications to.

use crate::{
    cose::Kid,
    fields::{Fields, FormatError, MapWriter},
    seal::ReaderPublicKey,
};

/// How long the service still opens what was sealed to a key after that key's last second of validity, days. A phone may
/// be without a network for months between the PIN and the sending.
pub const SERVICE_KEY_GRACE_DAYS: u64 = 180;

/// A key of the service that applications and their attachments are sealed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceKey {
    /// The key. Its kid identifies the entry.
    pub key: ReaderPublicKey,
    /// First second of validity, Unix.
    pub not_before: u64,
    /// Last second of validity, Unix: nothing new is sealed to it afterwards.
    pub not_after: u64,
}

impl ServiceKey {
    pub(super) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .bytes(1, &self.key.kid().0)
            .bytes(2, self.key.as_bytes())
            .uint(3, self.not_before)
            .uint(4, self.not_after)
            .finish()
    }

    pub(super) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        let key = ReaderPublicKey::from_bytes(fields.bytes(2)?);
        if Kid(fields.bytes(1)?) != key.kid() {
            return Err(FormatError::Invalid { key: 1 });
        }
        Ok(ServiceKey { key, not_before: fields.time(3)?, not_after: fields.time(4)? })
    }
}

/// The key to seal to at `at` (Unix seconds): the valid one that became valid last. If none is valid, the one that ends
/// last, because the clock may be wrong.
pub(super) fn current(keys: &[ServiceKey], at: u64) -> Option<&ServiceKey> {
    keys.iter()
        .filter(|key| (key.not_before..=key.not_after).contains(&at))
        .max_by_key(|key| key.not_before)
        .or_else(|| keys.iter().max_by_key(|key| key.not_after))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::{
        Signer as _, TrustBundle, TrustError,
        testing::{NOW, ROOT, SERVICE, reader_key, service_key, signer, trust},
    };

    fn key(byte: u8, not_before: u64, not_after: u64) -> ServiceKey {
        ServiceKey { key: reader_key(byte).public_key(), not_before, not_after }
    }

    fn reopened(bundle: &TrustBundle) -> Result<TrustBundle, TrustError> {
        TrustBundle::open(&bundle.issue(&signer(ROOT)).unwrap(), &signer(ROOT).public_key())
    }

    #[test]
    fn the_key_that_became_valid_last_is_used() {
        let bundle = TrustBundle {
            service_keys: vec![key(1, 10, 90), key(2, 20, 90), key(3, 91, 200), key(4, 0, 15)],
            ..trust()
        };
        assert_eq!(bundle.service_key(50).unwrap().key, reader_key(2).public_key());
        assert_eq!(bundle.service_key(12).unwrap().key, reader_key(1).public_key());
    }

    #[test]
    fn with_a_clock_outside_every_validity_the_key_that_ends_last_is_used() {
        let bundle = TrustBundle { service_keys: vec![key(1, 10, 90), key(2, 20, 30)], ..trust() };
        assert_eq!(bundle.service_key(500).unwrap().key, reader_key(1).public_key());
    }

    #[test]
    fn a_bundle_without_service_keys_is_a_bundle() {
        let bundle = TrustBundle { service_keys: vec![], ..trust() };
        assert_eq!(reopened(&bundle).unwrap().service_key(NOW), None);
    }

    #[test]
    fn service_keys_are_read_as_they_were_signed() {
        let bundle = TrustBundle { service_keys: vec![service_key(), key(2, 20, 30)], ..trust() };
        assert_eq!(reopened(&bundle), Ok(bundle));
        assert_eq!(service_key().key, reader_key(SERVICE).public_key());
    }

    #[test]
    fn a_kid_identifies_one_service_key() {
        let bundle = TrustBundle { service_keys: vec![service_key(), service_key()], ..trust() };
        let error = bundle.issue(&signer(ROOT)).err().map(|error| format!("{error:?}"));
        assert_eq!(error.as_deref(), Some("Format(Invalid { key: 7 })"));
    }
}

//! The keys that phones seal applications to. A retired key opens what was sealed to it for another 180 days, because a
//! phone may be without a network that long between the PIN and the sending.

use std::sync::{PoisonError, RwLock};

use ikd_proof::{ReaderPrivateKey, ServiceKey, trust::SERVICE_KEY_GRACE_DAYS};
use zeroize::Zeroizing;

use crate::{
    secret::random,
    store::{StoreError, Tx},
};

/// Where the keys are kept.
const SETTING: &str = "key.service";
/// Bytes of one kept key: the secret, and first and last second of validity.
const KEPT: usize = 32 + 8 + 8;
/// Validity of a key that nobody retires, seconds: ten years, so that a kept demo stays good.
const LIFETIME: u64 = 10 * 365 * 24 * 3600;
/// A phone whose clock is a week behind must find that the first key is valid.
const BACKDATED: u64 = 7 * 24 * 3600;
const DAY: u64 = 24 * 3600;

/// One key pair.
#[derive(Clone)]
struct Pair {
    secret: Zeroizing<[u8; 32]>,
    not_before: u64,
    not_after: u64,
}

impl Pair {
    fn private(&self) -> ReaderPrivateKey {
        ReaderPrivateKey::from_bytes(&self.secret)
    }
}

/// All keys, the newest last.
pub(crate) struct ServiceKeys(RwLock<Vec<Pair>>);

impl ServiceKeys {
    /// The kept keys; none before the first [`ServiceKeys::entries`].
    pub(crate) fn load(tx: &Tx<'_>) -> Result<Self, StoreError> {
        let kept = tx.setting(SETTING)?.map(Zeroizing::new).unwrap_or_default();
        if kept.len() % KEPT != 0 {
            return Err(StoreError::Unreadable);
        }
        let number = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().expect("a slice of 8 bytes"));
        let pair = |bytes: &[u8]| Pair {
            secret: Zeroizing::new(bytes[..32].try_into().expect("a slice of 32 bytes")),
            not_before: number(&bytes[32..40]),
            not_after: number(&bytes[40..]),
        };
        Ok(Self(RwLock::new(kept.chunks(KEPT).map(pair).collect())))
    }

    /// The keys as a trust bundle lists them; the first one is made here.
    pub(crate) fn entries(&self, tx: &Tx<'_>, now: u64) -> Result<Vec<ServiceKey>, StoreError> {
        if self.pairs().is_empty() {
            self.add(tx, now.saturating_sub(BACKDATED), now)?;
        }
        let entry = |pair: &Pair| ServiceKey {
            key: pair.private().public_key(),
            not_before: pair.not_before,
            not_after: pair.not_after,
        };
        Ok(self.pairs().iter().map(entry).collect())
    }

    /// Retires every key and makes the next one. The next trust bundle tells the phones.
    pub(crate) fn rotate(&self, tx: &Tx<'_>, now: u64) -> Result<(), StoreError> {
        let mut pairs = self.pairs();
        for pair in &mut pairs {
            pair.not_after = pair.not_after.min(now.saturating_sub(1));
        }
        self.set(tx, pairs)?;
        self.add(tx, now, now)
    }

    fn add(&self, tx: &Tx<'_>, not_before: u64, now: u64) -> Result<(), StoreError> {
        let mut pairs = self.pairs();
        let secret = Zeroizing::new(random());
        pairs.push(Pair { secret, not_before, not_after: now + LIFETIME });
        self.set(tx, pairs)
    }

    fn set(&self, tx: &Tx<'_>, pairs: Vec<Pair>) -> Result<(), StoreError> {
        let mut kept = Zeroizing::new(Vec::with_capacity(pairs.len() * KEPT));
        for pair in &pairs {
            kept.extend_from_slice(&*pair.secret);
            kept.extend_from_slice(&pair.not_before.to_be_bytes());
            kept.extend_from_slice(&pair.not_after.to_be_bytes());
        }
        tx.set_setting(SETTING, &kept)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = pairs;
        Ok(())
    }

    fn pairs(&self) -> Vec<Pair> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The private keys that still open what a phone sends, the newest first.
    pub(crate) fn usable(&self, now: u64) -> Vec<ReaderPrivateKey> {
        let usable = |pair: &&Pair| now <= pair.not_after.saturating_add(SERVICE_KEY_GRACE_DAYS * DAY);
        self.pairs().iter().rev().filter(usable).map(Pair::private).collect()
    }

    /// Every private key, for what was received while its key was usable.
    pub(crate) fn all(&self) -> Vec<ReaderPrivateKey> {
        self.pairs().iter().rev().map(Pair::private).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_retired_key_is_usable_for_180_days_and_survives_a_second_start() {
        let store = Store::memory().expect("opened");
        store
            .run(|tx| {
                let keys = ServiceKeys::load(tx)?;
                let first = keys.entries(tx, NOW)?;
                assert_eq!((first.len(), first[0].not_before), (1, NOW - BACKDATED));
                keys.rotate(tx, NOW + 100)?;
                let again = ServiceKeys::load(tx)?;
                let entries = again.entries(tx, NOW + 200)?;
                assert_eq!(entries.len(), 2);
                assert_eq!((entries[0].not_after, entries[1].not_before), (NOW + 99, NOW + 100));
                let last = NOW + 99 + SERVICE_KEY_GRACE_DAYS * DAY;
                assert_eq!((again.usable(last).len(), again.usable(last + 1).len()), (2, 1));
                assert_eq!(again.usable(last + 1)[0].public_key(), entries[1].key);
                Ok::<_, StoreError>(())
            })
            .expect("ran");
    }
}

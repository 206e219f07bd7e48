//! Limits on rates: token buckets by address and by key.
//!
//! The defaults allow for a phone that retries on a bad line, and do not allow guessing.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// A bucket holds `burst` calls and gains `per_second` of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Calls at once after a pause.
    pub burst: f64,
    /// Calls a second in the long run.
    pub per_second: f64,
}

/// The limits of one sandbox.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// All calls from one address.
    pub address: Rate,
    /// New registrations from one address.
    pub registrations: Rate,
    /// Signed calls by one key.
    pub key: Rate,
    /// Captchas and codes tried by one key.
    pub guesses: Rate,
    /// Sign-in attempts at the counter, from everywhere.
    pub sign_in: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address: Rate { burst: 600.0, per_second: 100.0 },
            registrations: Rate { burst: 60.0, per_second: 1.0 },
            key: Rate { burst: 200.0, per_second: 10.0 },
            guesses: Rate { burst: 30.0, per_second: 0.2 },
            sign_in: Rate { burst: 8.0, per_second: 0.2 },
        }
    }
}

impl Limits {
    /// No effective limits, for load tests and tools that send thousands of calls from one address.
    pub fn unlimited() -> Self {
        let rate = Rate { burst: 1e9, per_second: 1e9 };
        Self { address: rate, registrations: rate, key: rate, guesses: rate, sign_in: rate }
    }
}

/// The buckets of one kind.
#[derive(Debug)]
struct Buckets<K>(Mutex<HashMap<K, (f64, Instant)>>);

/// Buckets kept at most; beyond it the fullest (who called least) are forgotten, which can only help a caller.
const MOST_BUCKETS: usize = 10_000;

impl<K: Hash + Eq + Copy> Buckets<K> {
    fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// Takes one call; `Err` with the seconds to wait when there is none left.
    fn take(&self, who: K, rate: Rate, now: Instant) -> Result<(), u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let level = |(level, at): (f64, Instant)| {
            (level + now.saturating_duration_since(at).as_secs_f64() * rate.per_second).min(rate.burst)
        };
        if buckets.len() >= MOST_BUCKETS {
            buckets.retain(|_, bucket| level(*bucket) < rate.burst / 2.0);
        }
        let left = buckets.get(&who).map_or(rate.burst, |bucket| level(*bucket));
        let (left, answer) = if left >= 1.0 {
            (left - 1.0, Ok(()))
        } else {
            (left, Err(((1.0 - left) / rate.per_second).ceil().max(1.0) as u64))
        };
        buckets.insert(who, (left, now));
        answer
    }
}

/// Counts calls against [`Limits`].
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Mutex<Limits>,
    addresses: Buckets<IpAddr>,
    registrations: Buckets<IpAddr>,
    keys: Buckets<[u8; 32]>,
    guesses: Buckets<[u8; 32]>,
    sign_in: Buckets<()>,
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits: Mutex::new(limits),
            addresses: Buckets::new(),
            registrations: Buckets::new(),
            keys: Buckets::new(),
            guesses: Buckets::new(),
            sign_in: Buckets::new(),
        }
    }

    fn limits(&self) -> Limits {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the limits from now on.
    pub(crate) fn set(&self, limits: Limits) {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner) = limits;
    }

    /// Counts one call from an address. `Err`: seconds to wait. The same holds for the methods below.
    pub(crate) fn call(&self, peer: IpAddr) -> Result<(), u64> {
        self.addresses.take(peer, self.limits().address, Instant::now())
    }

    /// One new registration from an address.
    pub(crate) fn registration(&self, peer: IpAddr) -> Result<(), u64> {
        self.registrations.take(peer, self.limits().registrations, Instant::now())
    }

    /// One signed call by a key.
    pub(crate) fn key(&self, thumbprint: &[u8; 32]) -> Result<(), u64> {
        self.keys.take(*thumbprint, self.limits().key, Instant::now())
    }

    /// One captcha or code by a key.
    pub(crate) fn guess(&self, thumbprint: &[u8; 32]) -> Result<(), u64> {
        self.guesses.take(*thumbprint, self.limits().guesses, Instant::now())
    }

    /// One sign-in attempt at the counter.
    pub(crate) fn sign_in(&self) -> Result<(), u64> {
        self.sign_in.take((), self.limits().sign_in, Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RATE: Rate = Rate { burst: 2.0, per_second: 0.5 };

    #[test]
    fn an_empty_bucket_says_how_long_to_wait_and_fills_again() {
        let buckets = Buckets::new();
        let start = Instant::now();
        assert_eq!(buckets.take(1, RATE, start), Ok(()));
        assert_eq!(buckets.take(1, RATE, start), Ok(()));
        assert_eq!(buckets.take(1, RATE, start), Err(2));
        assert_eq!(buckets.take(2, RATE, start), Ok(()), "another caller has a bucket of their own");
        assert_eq!(buckets.take(1, RATE, start + Duration::from_secs(2)), Ok(()));
    }

    #[test]
    fn a_flood_of_callers_does_not_grow_without_bound() {
        let buckets = Buckets::new();
        let start = Instant::now();
        for who in 0..MOST_BUCKETS as u32 * 2 {
            let _ = buckets.take(who, Rate { burst: 100.0, per_second: 1.0 }, start);
        }
        assert!(buckets.0.lock().expect("sound").len() <= MOST_BUCKETS);
    }
}

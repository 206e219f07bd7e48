//! The codes that a reader accepted recently, so that no code is accepted twice.
//!
//! The cache has a fixed capacity, and the caller passes the time. An entry is kept at least as long as its code could
//! be accepted, and longer if there is room. Two readers without a connection cannot share a cache; the two-way mode is
//! for that case.

use std::collections::BTreeMap;

/// Largest number of entries: 4,096 codes within their 90 seconds are 45 codes a second at one reader.
const CAPACITY: usize = 4096;

pub(crate) struct ReplayCache {
    /// Fingerprint of a proof, and the last second at which it could be accepted.
    seen: BTreeMap<[u8; 32], u64>,
    /// Proofs that could be accepted until this second at the latest may have been removed.
    removed_until: Option<u64>,
}

/// Whether a proof is new.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    New,
    /// Accepted before, or so old that its entry may have been removed. The second case needs a clock that was set
    /// back.
    Seen,
    /// The cache is full and no entry may be removed yet: fail closed.
    Full,
}

impl ReplayCache {
    pub(crate) fn new() -> Self {
        ReplayCache { seen: BTreeMap::new(), removed_until: None }
    }

    /// Looks a fingerprint up at `now`; `last` is the last second at which its proof can be accepted (Unix seconds).
    pub(crate) fn admission(&mut self, fingerprint: &[u8; 32], last: u64, now: u64) -> Admission {
        if self.seen.contains_key(fingerprint) || self.removed_until.is_some_and(|until| last <= until) {
            return Admission::Seen;
        }
        if self.seen.len() >= CAPACITY {
            let past = self.seen.extract_if(.., |_, last| *last < now);
            self.removed_until = past.map(|(_, last)| last).max().max(self.removed_until);
        }
        if self.seen.len() >= CAPACITY { Admission::Full } else { Admission::New }
    }

    /// Adds an accepted proof, which could be accepted until `last`.
    pub(crate) fn remember(&mut self, fingerprint: [u8; 32], last: u64) {
        self.seen.insert(fingerprint, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(n: usize) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        bytes
    }

    fn full_until(last: u64) -> ReplayCache {
        let mut cache = ReplayCache::new();
        (0..CAPACITY).for_each(|n| cache.remember(fingerprint(n), last));
        cache
    }

    #[test]
    fn a_remembered_proof_is_seen() {
        let mut cache = ReplayCache::new();
        cache.remember(fingerprint(1), 100);
        assert_eq!(cache.admission(&fingerprint(1), 100, 100), Admission::Seen);
        assert_eq!(cache.admission(&fingerprint(2), 100, 100), Admission::New);
    }

    #[test]
    fn a_full_cache_refuses_new_proofs() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 100, 100), Admission::Full);
        assert_eq!(cache.seen.len(), CAPACITY);
    }

    #[test]
    fn expired_proofs_are_removed_from_a_full_cache() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 130, 101), Admission::New);
        assert!(cache.seen.is_empty());
    }

    #[test]
    fn proofs_that_can_still_be_accepted_stay_when_others_are_removed() {
        let mut cache = ReplayCache::new();
        (0..CAPACITY).for_each(|n| cache.remember(fingerprint(n), if n % 2 == 0 { 100 } else { 101 }));
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 130, 101), Admission::New);
        assert_eq!(cache.seen.len(), CAPACITY / 2);
        let replayed = (0..CAPACITY).filter(|n| n % 2 == 1);
        for n in replayed {
            assert_eq!(cache.admission(&fingerprint(n), 101, 101), Admission::Seen, "{n}");
        }
    }

    #[test]
    fn entries_are_removed_each_time_the_cache_is_full() {
        let mut cache = ReplayCache::new();
        for n in 0..3 * CAPACITY {
            // One proof a second, each valid for one second.
            let now = n as u64;
            assert_eq!(cache.admission(&fingerprint(n), now, now), Admission::New, "{n}");
            cache.remember(fingerprint(n), now);
            assert!(cache.seen.len() <= CAPACITY);
        }
    }

    #[test]
    fn a_clock_set_back_does_not_allow_a_replay_of_a_remembered_proof() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(1), 100, 50), Admission::Seen);
    }

    #[test]
    fn a_clock_set_back_does_not_allow_a_replay_of_a_removed_proof() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 130, 101), Admission::New);
        assert_eq!(cache.admission(&fingerprint(1), 100, 50), Admission::Seen);
        // The same when the cache is full again and no entry may be removed.
        (CAPACITY..2 * CAPACITY).for_each(|n| cache.remember(fingerprint(n), 200));
        assert_eq!(cache.admission(&fingerprint(0), 250, 150), Admission::Full);
        assert_eq!(cache.admission(&fingerprint(1), 100, 50), Admission::Seen);
    }

    #[test]
    fn removed_proofs_do_not_prevent_later_ones() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 101, 101), Admission::New);
        assert_eq!(cache.admission(&fingerprint(CAPACITY + 1), 101, 101), Admission::New);
    }
}

//! What a reader has accepted lately, so that the same code is not accepted twice.
//!
//! Bounded and pure: the caller gives the time. Entries are kept for as long as their code could still be accepted;
//! two readers without a connection cannot share one, which the two-way mode is for.

use std::collections::BTreeMap;

/// Codes remembered at most; at one reader 4,096 codes within their 90 seconds are 45 a second.
const CAPACITY: usize = 4096;

pub(crate) struct ReplayCache {
    /// Fingerprint of a proof, and the last second at which it could be accepted.
    seen: BTreeMap<[u8; 32], u64>,
}

/// Whether a proof may pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    New,
    Seen,
    /// Nothing may be forgotten yet, so nothing more can be remembered: fail closed.
    Full,
}

impl ReplayCache {
    pub(crate) fn new() -> Self {
        ReplayCache { seen: BTreeMap::new() }
    }

    /// Looks a fingerprint up at `now` (Unix seconds).
    pub(crate) fn admission(&mut self, fingerprint: &[u8; 32], now: u64) -> Admission {
        if self.seen.contains_key(fingerprint) {
            return Admission::Seen;
        }
        if self.seen.len() >= CAPACITY {
            self.seen.retain(|_, last| *last >= now);
        }
        if self.seen.len() >= CAPACITY { Admission::Full } else { Admission::New }
    }

    /// Remembers an accepted proof until `last`.
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
        assert_eq!(cache.admission(&fingerprint(1), 100), Admission::Seen);
        assert_eq!(cache.admission(&fingerprint(2), 100), Admission::New);
    }

    #[test]
    fn a_clock_set_back_does_not_open_a_replay() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(1), 50), Admission::Seen);
    }

    #[test]
    fn a_full_cache_refuses_rather_than_forgets() {
        assert_eq!(full_until(100).admission(&fingerprint(CAPACITY), 100), Admission::Full);
    }

    #[test]
    fn proofs_past_their_time_make_room() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 101), Admission::New);
        assert!(cache.seen.is_empty());
    }
}

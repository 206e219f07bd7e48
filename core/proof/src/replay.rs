//! What a reader has accepted lately, so that the same code is not accepted twice.
//!
//! Bounded and pure: the caller gives the time. Entries are kept for as long as their code could still be accepted, and when
//! there is room for longer; two readers without a connection cannot share one, which the two-way mode is for.

use std::collections::BTreeMap;

/// Codes remembered at most; at one reader 4,096 codes within their 90 seconds are 45 a second.
const CAPACITY: usize = 4096;

pub(crate) struct ReplayCache {
    /// Fingerprint of a proof, and the last second at which it could be accepted.
    seen: BTreeMap<[u8; 32], u64>,
    /// Proofs that could be accepted until then at the latest may have been forgotten.
    forgotten_until: Option<u64>,
}

/// Whether a proof may pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    New,
    /// Accepted before; or so old that it may have been, and only a clock set back lets it come this far.
    Seen,
    /// Nothing may be forgotten yet, so nothing more can be remembered: fail closed.
    Full,
}

impl ReplayCache {
    pub(crate) fn new() -> Self {
        ReplayCache { seen: BTreeMap::new(), forgotten_until: None }
    }

    /// Looks a fingerprint up at `now`; `last` is the last second at which its proof can be accepted (Unix seconds).
    pub(crate) fn admission(&mut self, fingerprint: &[u8; 32], last: u64, now: u64) -> Admission {
        if self.seen.contains_key(fingerprint) || self.forgotten_until.is_some_and(|until| last <= until) {
            return Admission::Seen;
        }
        if self.seen.len() >= CAPACITY {
            let past = self.seen.extract_if(.., |_, last| *last < now);
            self.forgotten_until = past.map(|(_, last)| last).max().max(self.forgotten_until);
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
        assert_eq!(cache.admission(&fingerprint(1), 100, 100), Admission::Seen);
        assert_eq!(cache.admission(&fingerprint(2), 100, 100), Admission::New);
    }

    #[test]
    fn a_full_cache_refuses_rather_than_forgets() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 100, 100), Admission::Full);
        assert_eq!(cache.seen.len(), CAPACITY);
    }

    #[test]
    fn proofs_past_their_time_make_room() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 130, 101), Admission::New);
        assert!(cache.seen.is_empty());
    }

    #[test]
    fn proofs_that_can_still_be_accepted_stay_when_others_make_room() {
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
    fn room_is_made_again_and_again() {
        let mut cache = ReplayCache::new();
        for n in 0..3 * CAPACITY {
            // One a second, each good for a second.
            let now = n as u64;
            assert_eq!(cache.admission(&fingerprint(n), now, now), Admission::New, "{n}");
            cache.remember(fingerprint(n), now);
            assert!(cache.seen.len() <= CAPACITY);
        }
    }

    #[test]
    fn a_clock_set_back_does_not_open_a_replay_of_what_is_remembered() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(1), 100, 50), Admission::Seen);
    }

    #[test]
    fn a_clock_set_back_does_not_open_a_replay_of_what_was_forgotten() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 130, 101), Admission::New);
        assert_eq!(cache.admission(&fingerprint(1), 100, 50), Admission::Seen);
        // Nor once it was full again and nothing could be forgotten.
        (CAPACITY..2 * CAPACITY).for_each(|n| cache.remember(fingerprint(n), 200));
        assert_eq!(cache.admission(&fingerprint(0), 250, 150), Admission::Full);
        assert_eq!(cache.admission(&fingerprint(1), 100, 50), Admission::Seen);
    }

    #[test]
    fn forgetting_keeps_no_later_proof_out() {
        let mut cache = full_until(100);
        assert_eq!(cache.admission(&fingerprint(CAPACITY), 101, 101), Admission::New);
        assert_eq!(cache.admission(&fingerprint(CAPACITY + 1), 101, 101), Admission::New);
    }
}

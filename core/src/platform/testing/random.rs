//! Randomness that repeats.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::crypto::sha256;
use crate::platform::{RandomError, SecureRandom};

/// Bytes derived from a seed: the same test gets the same bytes.
pub struct FixedRandom {
    seed: u64,
    drawn: AtomicU64,
}

impl FixedRandom {
    /// Randomness derived from `seed`.
    pub fn new(seed: u64) -> FixedRandom {
        FixedRandom { seed, drawn: AtomicU64::new(0) }
    }
}

impl SecureRandom for FixedRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        for chunk in out.chunks_mut(32) {
            let block = self.drawn.fetch_add(1, Ordering::SeqCst);
            chunk.copy_from_slice(&sha256(&[&self.seed.to_be_bytes(), &block.to_be_bytes()])[..chunk.len()]);
        }
        Ok(())
    }
}

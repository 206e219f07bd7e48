//! The operating system's randomness.

use ring::rand::{SecureRandom as _, SystemRandom};

use super::{RandomError, SecureRandom};

/// The operating system's randomness, as every phone and desktop has it.
pub struct OsRandom;

impl SecureRandom for OsRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        SystemRandom::new().fill(out).map_err(|_| RandomError)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let draw = || {
            let mut bytes = [0; 32];
            OsRandom.fill(&mut bytes).unwrap();
            bytes
        };
        assert_ne!(draw(), draw());
    }
}

//! Randomness, injected so that tests can repeat it.

use ring::rand::{SecureRandom as _, SystemRandom};

/// Cryptographically secure randomness. `ring`'s own trait is sealed, so tests inject through this one.
pub trait SecureRandom: Send + Sync {
    /// Fills `out` with unpredictable bytes.
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError>;
}

/// The system returned no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system returned no randomness")]
pub struct RandomError;

/// The operating system's randomness, available on every phone and desktop.
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

//! When to try again, and how long to wait: exponential backoff with full jitter, so that a crowd of phones that lost the
//! service together does not come back together.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::platform::{RandomError, SecureRandom};

/// Exchanges for one call, the first included.
pub(super) const MAX_ATTEMPTS: u32 = 4;
/// Upper bound of the first wait, ms; doubled each time.
const FIRST_WAIT_MS: u64 = 400;
/// A service that asks for a longer pause than this gets it from the person, not from a spinning screen.
pub(super) const MAX_RETRY_AFTER_S: u64 = 10;

/// How long to wait before attempt number `next` (1 is the first retry).
/// `retry_after` is what the service asked for, in seconds; it is a floor, jitter comes on top.
pub(super) fn wait_ms(
    next: u32,
    retry_after: Option<u64>,
    random: &dyn SecureRandom,
) -> Result<u64, RandomError> {
    let cap = FIRST_WAIT_MS << next.saturating_sub(1).min(6);
    let mut bytes = [0; 8];
    random.fill(&mut bytes)?;
    let jitter = u64::from_le_bytes(bytes) % (cap + 1);
    Ok(retry_after.unwrap_or(0).saturating_mul(1000) + jitter)
}

/// A fresh idempotency key: 16 random bytes, base64url.
pub(crate) fn new_idempotency_key(random: &dyn SecureRandom) -> Result<String, RandomError> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Constant(u8);
    impl SecureRandom for Constant {
        fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn waits_grow_but_stay_under_their_cap() {
        for next in 1..=MAX_ATTEMPTS {
            let wait = wait_ms(next, None, &Constant(0xff)).expect("constant randomness");
            assert!(wait <= FIRST_WAIT_MS << (next - 1), "{next}: {wait}");
        }
    }

    #[test]
    fn what_the_service_asked_for_is_a_floor() {
        assert!(wait_ms(1, Some(3), &Constant(1)).expect("constant randomness") >= 3000);
    }
}

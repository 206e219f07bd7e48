//! Argon2id (RFC 9106), which makes each guess of a PIN cost memory and time.
//!
//! The KDF alone never saves a six-digit PIN (one graphics card tries all million in minutes); it multiplies the cost
//! of the hardware call that every guess needs as well. See docs/formats/vault.md for where the output goes.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroize;

use super::SecretKey;

/// The longest a PIN may take to stretch on the device it was set on, in milliseconds.
pub const KDF_BUDGET_MS: u64 = 600;

/// What one stretching costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes; always 1 here, more gain nothing on one thread.
    pub lanes: u32,
}

impl KdfCost {
    /// The least that is ever accepted: 19 MiB and two passes (OWASP password storage cheat sheet).
    pub const FLOOR: KdfCost = KdfCost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// What provisioning chooses from, dearest first.
    pub const CANDIDATES: [KdfCost; 4] = [
        KdfCost { memory_kib: 64 * 1024, passes: 3, lanes: 1 },
        KdfCost { memory_kib: 46 * 1024, passes: 2, lanes: 1 },
        KdfCost { memory_kib: 32 * 1024, passes: 3, lanes: 1 },
        KdfCost { memory_kib: 19 * 1024, passes: 3, lanes: 1 },
    ];

    /// Four times the dearest candidate in each direction: a header that asks for more is not one of ours.
    const CEILING: KdfCost = KdfCost { memory_kib: 256 * 1024, passes: 12, lanes: 4 };

    /// Whether this cost lies between `floor` and what any phone was ever given.
    pub fn is_acceptable(&self, floor: &KdfCost) -> bool {
        (floor.memory_kib..=Self::CEILING.memory_kib).contains(&self.memory_kib)
            && (floor.passes..=Self::CEILING.passes).contains(&self.passes)
            && (floor.lanes..=Self::CEILING.lanes).contains(&self.lanes)
    }
}

/// Why a PIN could not be stretched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KdfError {
    /// The phone has not enough free memory for this cost.
    #[error("not enough memory to stretch the PIN")]
    OutOfMemory,
    /// Argon2 does not take these parameters.
    #[error("impossible KDF parameters")]
    BadParameters,
}

/// Runs Argon2id in one buffer that is reused, wiped after each run, and freed with the value.
///
/// Argon2 calls that each allocate their own memory fragment the heap: eight calls at 19 MiB grew a process to
/// 138 MiB, one reused buffer stays at 21.5 MiB.
#[derive(Default)]
pub struct PinStretcher {
    blocks: Vec<Block>,
}

impl PinStretcher {
    /// A stretcher that has allocated nothing yet.
    pub fn new() -> PinStretcher {
        PinStretcher::default()
    }

    /// 32 bytes that only this secret, salt and cost give.
    pub fn stretch(&mut self, cost: KdfCost, salt: &[u8; 16], secret: &[u8]) -> Result<SecretKey, KdfError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(SecretKey::LEN))
            .map_err(|_| KdfError::BadParameters)?;
        let count = params.block_count();
        if self.blocks.len() < count {
            self.blocks.try_reserve_exact(count - self.blocks.len()).map_err(|_| KdfError::OutOfMemory)?;
            self.blocks.resize(count, Block::new());
        }
        let mut key = SecretKey::zeroed();
        let outcome = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(secret, salt, key.as_mut(), &mut self.blocks[..count])
            .map_err(|_| KdfError::BadParameters);
        self.blocks[..count].iter_mut().for_each(Zeroize::zeroize);
        outcome.map(|()| key)
    }
}

/// The dearest of [`KdfCost::CANDIDATES`] that takes at most [`KDF_BUDGET_MS`], else [`KdfCost::FLOOR`].
///
/// `measure` stretches once at the given cost and says how many milliseconds it took; `None` when the phone has not
/// the memory for it.
pub fn calibrate(mut measure: impl FnMut(KdfCost) -> Option<u64>) -> KdfCost {
    KdfCost::CANDIDATES
        .into_iter()
        .find(|cost| measure(*cost).is_some_and(|ms| ms <= KDF_BUDGET_MS))
        .unwrap_or(KdfCost::FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: KdfCost = KdfCost { memory_kib: 32, passes: 3, lanes: 4 };

    /// Made with the reference implementation behind Python's argon2-cffi:
    /// `hash_secret_raw(b"123456", b"0123456789abcdef", 3, 32, 4, 32, Type.ID)`, version 0x13.
    #[test]
    fn stretching_matches_the_reference_implementation() {
        let key = PinStretcher::new().stretch(SMALL, b"0123456789abcdef", b"123456").expect("32 KiB");
        let hex: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "0319aa90ecd0230076ba17a071f1ed67912aa1385fd4a0a56ff4afaead21cc82");
    }

    #[test]
    fn a_reused_buffer_gives_the_same_as_a_fresh_one() {
        let mut reused = PinStretcher::new();
        let bigger = KdfCost { memory_kib: 64, passes: 1, lanes: 1 };
        reused.stretch(bigger, &[7; 16], b"000000").expect("64 KiB");
        let again = reused.stretch(SMALL, &[1; 16], b"123456").expect("32 KiB");
        let fresh = PinStretcher::new().stretch(SMALL, &[1; 16], b"123456").expect("32 KiB");
        assert_eq!(again.expose(), fresh.expose());
    }

    #[test]
    fn the_buffer_holds_nothing_after_a_run() {
        let mut stretcher = PinStretcher::new();
        stretcher.stretch(SMALL, &[1; 16], b"123456").expect("32 KiB");
        assert!(stretcher.blocks.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }

    #[test]
    fn a_quick_phone_gets_the_dearest_cost() {
        assert_eq!(calibrate(|_| Some(600)), KdfCost::CANDIDATES[0]);
    }

    #[test]
    fn a_slow_phone_gets_the_dearest_cost_within_the_budget() {
        // 5 ms for each MiB and pass: 960, 460, 480, 285.
        let chosen = calibrate(|cost| Some(u64::from(cost.memory_kib / 1024 * cost.passes) * 5));
        assert_eq!(chosen, KdfCost::CANDIDATES[1]);
    }

    #[test]
    fn a_phone_without_memory_skips_to_what_fits() {
        let chosen = calibrate(|cost| (cost.memory_kib <= 32 * 1024).then_some(100));
        assert_eq!(chosen, KdfCost::CANDIDATES[2]);
    }

    #[test]
    fn a_phone_too_slow_for_all_gets_the_floor_and_not_less() {
        assert_eq!(calibrate(|_| Some(601)), KdfCost::FLOOR);
    }

    #[test]
    fn less_than_the_floor_and_more_than_the_ceiling_are_refused() {
        let floor = KdfCost::FLOOR;
        assert!(floor.is_acceptable(&floor));
        assert!(KdfCost::CANDIDATES.iter().all(|cost| cost.is_acceptable(&floor)));
        assert!(!KdfCost { memory_kib: floor.memory_kib - 1, ..floor }.is_acceptable(&floor));
        assert!(!KdfCost { passes: 1, ..floor }.is_acceptable(&floor));
        assert!(!KdfCost { memory_kib: u32::MAX, ..floor }.is_acceptable(&floor));
        assert!(!KdfCost { lanes: 0, ..floor }.is_acceptable(&floor));
    }
}

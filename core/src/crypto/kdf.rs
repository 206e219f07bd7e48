//! Argon2id (RFC 9106), which makes each guess of a PIN cost memory and time.
//!
//! The KDF alone does not protect a six-digit PIN: one graphics card tries all million in minutes. It adds to the cost
//! of the hardware call that every guess also needs. docs/formats/vault.md shows how the output is used.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroize;

use super::SecretKey;

/// The longest time that stretching a PIN may take on the device where it was set, in milliseconds.
pub const KDF_BUDGET_MS: u64 = 600;

/// The cost of one stretching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes; always 1 here, because more have no benefit on one thread.
    pub lanes: u32,
}

impl KdfCost {
    /// The lowest accepted cost: 19 MiB and two passes (OWASP password storage cheat sheet).
    pub const FLOOR: KdfCost = KdfCost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// The costs to choose from when a PIN is set, highest first.
    pub const CANDIDATES: [KdfCost; 4] = [
        KdfCost { memory_kib: 64 * 1024, passes: 3, lanes: 1 },
        KdfCost { memory_kib: 46 * 1024, passes: 2, lanes: 1 },
        KdfCost { memory_kib: 32 * 1024, passes: 3, lanes: 1 },
        KdfCost { memory_kib: 19 * 1024, passes: 3, lanes: 1 },
    ];

    /// Four times the highest candidate in each parameter. This app writes no header with a higher cost.
    const CEILING: KdfCost = KdfCost { memory_kib: 256 * 1024, passes: 12, lanes: 4 };

    /// Whether this cost lies between `floor` and the ceiling.
    pub fn is_acceptable(&self, floor: &KdfCost) -> bool {
        (floor.memory_kib..=Self::CEILING.memory_kib).contains(&self.memory_kib)
            && (floor.passes..=Self::CEILING.passes).contains(&self.passes)
            && (floor.lanes..=Self::CEILING.lanes).contains(&self.lanes)
    }
}

/// Why a PIN could not be stretched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KdfError {
    /// The phone does not have enough free memory for this cost.
    #[error("not enough memory to stretch the PIN")]
    OutOfMemory,
    /// Argon2 does not accept these parameters.
    #[error("invalid KDF parameters")]
    BadParameters,
}

/// Runs Argon2id in one reused buffer, which is wiped after each run and freed on drop.
///
/// Allocating memory for each call fragments the heap: eight calls at 19 MiB grew a process to 138 MiB; with one reused
/// buffer it stayed at 21.5 MiB.
#[derive(Default)]
pub struct PinStretcher {
    blocks: Vec<Block>,
}

impl PinStretcher {
    /// A stretcher without a buffer; the first run allocates it.
    pub fn new() -> PinStretcher {
        PinStretcher::default()
    }

    /// Derives 32 bytes from secret, salt and cost.
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

/// The highest of [`KdfCost::CANDIDATES`] that takes at most [`KDF_BUDGET_MS`], else [`KdfCost::FLOOR`].
///
/// `measure` stretches once at the given cost and returns the milliseconds that it took, or `None` if the phone does
/// not have enough memory.
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
    fn the_buffer_is_wiped_after_a_run() {
        let mut stretcher = PinStretcher::new();
        stretcher.stretch(SMALL, &[1; 16], b"123456").expect("32 KiB");
        assert!(stretcher.blocks.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }

    #[test]
    fn a_fast_phone_gets_the_highest_cost() {
        assert_eq!(calibrate(|_| Some(600)), KdfCost::CANDIDATES[0]);
    }

    #[test]
    fn a_slow_phone_gets_the_highest_cost_within_the_budget() {
        // 5 ms for each MiB and pass: 960, 460, 480, 285.
        let chosen = calibrate(|cost| Some(u64::from(cost.memory_kib / 1024 * cost.passes) * 5));
        assert_eq!(chosen, KdfCost::CANDIDATES[1]);
    }

    #[test]
    fn a_phone_with_little_memory_gets_a_cost_that_fits() {
        let chosen = calibrate(|cost| (cost.memory_kib <= 32 * 1024).then_some(100));
        assert_eq!(chosen, KdfCost::CANDIDATES[2]);
    }

    #[test]
    fn a_phone_too_slow_for_all_gets_the_floor_and_not_less() {
        assert_eq!(calibrate(|_| Some(601)), KdfCost::FLOOR);
    }

    #[test]
    fn costs_below_the_floor_or_above_the_ceiling_are_refused() {
        let floor = KdfCost::FLOOR;
        assert!(floor.is_acceptable(&floor));
        assert!(KdfCost::CANDIDATES.iter().all(|cost| cost.is_acceptable(&floor)));
        assert!(!KdfCost { memory_kib: floor.memory_kib - 1, ..floor }.is_acceptable(&floor));
        assert!(!KdfCost { passes: 1, ..floor }.is_acceptable(&floor));
        assert!(!KdfCost { memory_kib: u32::MAX, ..floor }.is_acceptable(&floor));
        assert!(!KdfCost { lanes: 0, ..floor }.is_acceptable(&floor));
    }
}

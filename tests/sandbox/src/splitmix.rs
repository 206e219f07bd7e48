//! A tiny deterministic generator, so that a seed gives the same people on every machine and in every release.
//!
//! SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014; the seeding generator
//! of Java and of xoshiro). It draws fictional people and pictures only: keys, codes and identifiers come from the
//! operating system.

/// A stream of numbers that is wholly decided by its seed.
#[derive(Debug, Clone)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// The stream of `seed`. Every seed is as good as any other, zero included.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`; 0 when `n` is 0. The bias of a 64-bit product is below 1 in 2^32 for the small `n`
    /// used here.
    pub fn below(&mut self, n: u32) -> u32 {
        ((u128::from(self.next_u64()) * u128::from(n)) >> 64) as u32
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = i64::from(high) - i64::from(low) + 1;
        let span = u32::try_from(span.max(0)).unwrap_or(u32::MAX);
        low.wrapping_add_unsigned(self.below(span))
    }

    /// True in `percent` of a hundred draws.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of `items`.
    ///
    /// # Panics
    /// When `items` is empty: every list in this crate is a constant with entries.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len() as u32) as usize]
    }

    /// A fraction from 0 up to, but not including, 1.
    pub fn fraction(&mut self) -> f32 {
        (self.next_u64() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// A fraction of the range from `low` to `high`.
    pub fn span(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.fraction()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs for seed 1234567, as in the reference C of Sebastiano Vigna (splitmix64.c, public domain) and
    /// its published test values.
    #[test]
    fn stream_matches_the_reference() {
        let mut stream = SplitMix64::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| stream.next_u64()).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn between_stays_within_both_ends() {
        let mut stream = SplitMix64::new(9);
        assert!((0..1000).map(|_| stream.between(-3, 4)).all(|n| (-3..=4).contains(&n)));
    }
}

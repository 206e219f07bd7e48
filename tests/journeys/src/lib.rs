//! The test harness for the journeys: a sandbox over TLS, and phones whose disks outlive their processes.
//!
//! A [`Phone`] opens the app on a folder, kills it by dropping it, and opens it again from what is on disk. Its methods
//! are the steps that a citizen takes; each panics with a message that says which step failed.

// A test harness: a failed expectation ends the test.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod faulty_network;
mod hurried_time;
mod interceptor;
mod phone;
mod skewed_clock;
mod slow_link;
mod snapshot;
mod tampering;
pub mod waiting;
mod world;

pub use faulty_network::{FaultyNetwork, Interruption, NetworkFault};
pub use hurried_time::hurry_time;
pub use interceptor::{Interceptor, intercept};
pub use phone::Phone;
pub use skewed_clock::SkewedClock;
pub use slow_link::{Crossed, Direction, LinkQuality, SlowLink};
pub use snapshot::Snapshot;
pub use tampering::TamperingService;
pub use world::{Applicant, World, applicant_of};

/// How many parts carry a file of `bytes`: 4, 8, 16 KiB, then 32 KiB each.
#[must_use]
pub fn parts_of(bytes: u64) -> u64 {
    const KIB: u64 = 1024;
    match bytes {
        0 => 0,
        1..=4_096 => 1,
        4_097..=12_288 => 2,
        12_289..=28_672 => 3,
        _ => 3 + (bytes - 28 * KIB).div_ceil(32 * KIB),
    }
}

/// The PIN of every journey: not a date, not a pattern, not part of any resident's numbers.
pub const PIN: &str = "583019";

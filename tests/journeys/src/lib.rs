//! The world in which journeys take place: a sandbox over TLS, and phones whose disks outlive their processes.
//!
//! A [`Phone`] is opened on a folder, killed by dropping it, and opened again from what is on disk. Its steps are those a
//! citizen takes; each fails with a sentence that says which step it was.

// A harness for tests: what cannot happen ends the test.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod interceptor;
mod phone;
mod skewed_clock;
mod tampering;
pub mod waiting;
mod world;

pub use interceptor::{Interceptor, intercept};
pub use phone::Phone;
pub use skewed_clock::SkewedClock;
pub use tampering::TamperingService;
pub use world::{Applicant, World, applicant_of};

/// The PIN of every journey: not a date, not a pattern, not in anybody's numbers.
pub const PIN: &str = "583019";

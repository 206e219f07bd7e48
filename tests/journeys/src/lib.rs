//! The test harness for the journeys: a sandbox over TLS, and phones whose disks outlive their processes.
//!
//! A [`Phone`] opens the app on a folder, kills it by dropping it, and opens it again from what is on disk. Its methods
//! are the steps that a citizen takes; each panics with a message that says which step failed.

// A test harness: a failed expectation ends the test.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod hurried_time;
mod interceptor;
mod phone;
mod skewed_clock;
mod slow_link;
mod tampering;
pub mod waiting;
mod world;

pub use hurried_time::hurry_time;
pub use interceptor::{Interceptor, intercept};
pub use phone::Phone;
pub use skewed_clock::SkewedClock;
pub use slow_link::{Crossed, Direction, LinkQuality, SlowLink};
pub use tampering::TamperingService;
pub use world::{Applicant, World, applicant_of};

/// The PIN of every journey: not a date, not a pattern, not part of any resident's numbers.
pub const PIN: &str = "583019";

//! Arbitrary bytes as a photograph or a camera frame: never a panic, and errors that agree with each other.
//!
//! The same functions run in two places. The programs in `targets` search for inputs that break them (`cargo xtask soak
//! fuzz`), and a test plays every file of `corpus` in each run of the unit tests.

mod frame;
mod output;
mod still;

pub use frame::frame;
pub use still::still;

use ikd_core::selfie::SelfieEngine;

/// How far an input came. A corpus that no longer reaches the last one tests little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// It is no picture.
    Refused,
    /// It is a picture, from which no portrait is made.
    Assessed,
    /// A portrait was made.
    Portrait,
}

/// One engine for all inputs: a fuzzer runs a target thousands of times in one process.
static ENGINE: SelfieEngine = SelfieEngine::new();

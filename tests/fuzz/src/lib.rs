//! Arbitrary bytes as a photograph, a camera frame or a signed item: never a panic, and results that agree with each other.
//!
//! The same functions run in two places. The programs in `targets` search for inputs that break them (`cargo xtask soak
//! fuzz`), and a test plays every file of `corpus` in each run of the unit tests.

#[cfg(feature = "pictures")]
mod frame;
mod item;
#[cfg(feature = "pictures")]
mod output;
#[cfg(feature = "pictures")]
mod still;

#[cfg(feature = "pictures")]
pub use frame::frame;
pub use item::{ITEMS, item};
#[cfg(feature = "pictures")]
pub use still::still;

#[cfg(feature = "pictures")]
use ikd_core::selfie::SelfieEngine;

/// How far an input of the targets with pictures came. A corpus that no longer reaches the last one tests little.
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
#[cfg(feature = "pictures")]
static ENGINE: SelfieEngine = SelfieEngine::new();

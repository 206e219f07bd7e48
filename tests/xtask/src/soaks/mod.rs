//! The checks that take too long for every run: `cargo xtask soak`, with the switches of `test`.
//!
//! What the last one found stands in docs/soak.md. A new soak is a file here and an entry in the list.

mod arm64;

use crate::suites::Suite;

/// Every soak.
pub(crate) const ALL: &[Suite] =
    &[Suite { name: "arm64", about: "unit tests of the product on Linux arm64, emulated", run: arm64::run }];

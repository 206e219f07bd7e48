//! The checks that take too long for every run: `cargo xtask soak`, with the switches of `test`.
//!
//! What the last one found stands in docs/soak.md. A new soak is a file here and an entry in the list.

mod arm64;
pub(crate) mod mutants;

use crate::suites::Suite;

/// Every soak.
pub(crate) const ALL: &[Suite] = &[
    Suite { name: "arm64", about: "unit tests of the product on Linux arm64, emulated", run: arm64::run },
    Suite {
        name: "mutants",
        about: "a check is taken out and a test has to fail, one after the other, for six hours",
        run: mutants::run,
    },
];

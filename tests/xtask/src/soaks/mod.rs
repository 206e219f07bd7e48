//! The checks that take too long for every run: `cargo xtask soak`, with the switches of `test`.
//!
//! The results of the last run are in docs/soak.md. A new soak is a file here and an entry in the list.

mod arm64;
pub(crate) mod fuzz;
mod link;
pub(crate) mod mutants;

use crate::suites::Suite;

/// Every soak.
pub(crate) const ALL: &[Suite] = &[
    Suite { name: "arm64", about: "unit tests of the product on Linux arm64, emulated", run: arm64::run },
    Suite {
        name: "r8",
        about: "the keep rules of the bindings: a registration with shrunk classes",
        run: crate::android::shrunk::soak,
    },
    Suite {
        name: "fuzz",
        about: "arbitrary bytes as photographs and camera frames, ten minutes each",
        run: fuzz::run,
    },
    Suite {
        name: "link",
        about: "a registration in real time at 50 kbit/s, 1 s of latency, 5 % loss",
        run: link::run,
    },
    Suite {
        name: "mutants",
        about: "mutation tests: each removed check must make a test fail; six hours",
        run: mutants::run,
    },
];

//! The suites, in the order in which they run: fast ones first.

mod contract;
pub(crate) mod counted;
mod docs;
mod format;
mod ios;
mod journeys;
mod kotlin;
mod link;
mod lint;
mod markdown;
mod modules;
mod pages;
mod python;
mod size;
mod surface;
mod swift;
mod targets;
mod texts;
mod tree;
pub(crate) mod unit;
mod vectors;
mod wasm;

pub(crate) use journeys::{build_as_for_tests, build_ikd};
pub(crate) use targets::TARGETS;

use crate::outcome::{Figures, Stop};
use crate::workspace::Workspace;

/// One kind of check.
pub(crate) struct Suite {
    /// Its name on the command line and in the table.
    pub(crate) name: &'static str,
    /// What it checks.
    pub(crate) about: &'static str,
    /// Sets up, runs, and returns its figures.
    pub(crate) run: fn(&Workspace) -> Result<Figures, Stop>,
}

/// Every suite.
pub(crate) const ALL: &[Suite] = &[
    Suite { name: "format", about: "the sources are formatted", run: format::run },
    Suite {
        name: "docs",
        about: "links resolve, required documents exist, no file names a machine",
        run: docs::run,
    },
    Suite { name: "tree", about: "which crates and modules may use which", run: tree::run },
    Suite { name: "texts", about: "the apps' texts and licences match their sources", run: texts::run },
    Suite {
        name: "lint",
        about: "clippy, also with each feature alone, and links in doc comments",
        run: lint::run,
    },
    Suite { name: "wasm", about: "the crate that verifies a QR compiles for a web page", run: wasm::run },
    Suite { name: "targets", about: "the product compiles for Android and iOS", run: targets::run },
    Suite {
        name: "link",
        about: "the library links for arm64 Android and imports only what Android 8 has",
        run: link::run,
    },
    Suite { name: "unit", about: "unit tests of every package", run: unit::run },
    Suite {
        name: "surface",
        about: "bindings have the configured names, the boundary matches its listing",
        run: surface::run,
    },
    Suite { name: "size", about: "the shared library does not grow", run: size::run },
    Suite {
        name: "vectors",
        about: "formats and a live QR, read by independent libraries",
        run: vectors::run,
    },
    Suite {
        name: "journeys",
        about: "whole journeys: core, service, photograph, independent decoder",
        run: journeys::run,
    },
    Suite {
        name: "kotlin",
        about: "the journey and edge cases of the boundary from Kotlin, on a desktop JVM",
        run: kotlin::run,
    },
    Suite {
        name: "python",
        about: "the journey from Python, memory after lock, the wheel",
        run: python::run,
    },
    Suite {
        name: "swift",
        about: "the package for iOS: the journey and edge cases in Swift 6 mode, on Linux",
        run: swift::run,
    },
    Suite {
        name: "android",
        about: "the Android app: compiled, packed, and walked through on the real framework with the real library",
        run: crate::android::suite,
    },
    Suite {
        name: "ios",
        about: "the app for iOS against look-alikes: phone parts, every screen, the journey, in Swift 6 mode",
        run: ios::run,
    },
    Suite { name: "contract", about: "the running service conforms to its OpenAPI file", run: contract::run },
    Suite { name: "pages", about: "the service's pages in a real browser, accessibility", run: pages::run },
];

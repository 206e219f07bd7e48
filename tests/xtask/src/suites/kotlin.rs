//! The Kotlin bindings on a desktop JVM: the whole journey against the running service with Kotlin as the phone, the edge
//! cases of the boundary (frames, threads, lifetimes, errors, a killed process), and the style of hand-written files. These
//! run with the library that ships. Tests that need a call that panics or never ends run after that, with the probe.

use super::{counted, journeys::build_ikd};
use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::run::Printed;
use crate::sandbox::Sandbox;
use crate::tools::maven;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let shipped = Bindings::of(workspace)?;
    shipped.write()?;
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "kotlin")?;
    let mut tests = maven::project(workspace, &shipped, "kotlin")?;
    sandbox.describe_to(&mut tests);
    let journeys = passed(&maven::run(tests.args(["antrun:run@ktlint", "test"]))?)?;

    let probe = Bindings::with_probe(workspace)?;
    probe.write()?;
    let mut tests = maven::project(workspace, &probe, "kotlin-probe")?;
    let probed = passed(&maven::run(tests.args(["--activate-profiles", "probe", "test"]))?)?;
    Ok(format!(
        "{} tests, {probed} of them with the probe; style of hand-written files checked",
        journeys + probed
    ))
}

/// How many tests passed.
fn passed(printed: &Printed) -> Result<u64, Stop> {
    let is_error = |line: &str| line.contains("ERROR") || line.contains(".kt:");
    counted::tests(printed, count_of_tests(&printed.lines), "the Kotlin project failed", is_error)
}

/// How many tests ran, from the sum that surefire prints last.
fn count_of_tests(lines: &[String]) -> Option<u64> {
    let sum =
        lines.iter().rev().find(|line| line.contains("Tests run: ") && !line.contains("Time elapsed"))?;
    sum.split("Tests run: ").nth(1)?.split(',').next()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_all_classes_is_counted() {
        let lines = [
            "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.2 s -- in A",
            "[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0",
        ];
        assert_eq!(passed(&Printed::of(true, &lines)), Ok(5));
    }
}

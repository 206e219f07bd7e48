//! The bindings from Kotlin on a desktop JVM: the whole journey against the running service with Kotlin in the phone's
//! part, and the edges of the boundary (frames, threads, lifetimes, errors, a killed process); the style of what is written
//! by hand. All of that with the library that ships; what needs a call that panics or never ends follows with the probe.

use super::journeys::build_ikd;
use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::run::Printed;
use crate::sandbox::Sandbox;
use crate::tools::maven;
use crate::workspace::Workspace;

/// Lines of a failed run that are repeated under the table.
const TAIL: usize = 80;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let shipped = Bindings::of(workspace)?;
    shipped.write()?;
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "kotlin")?;
    let mut tests = maven::project(workspace, &shipped, "kotlin")?;
    sandbox.tell(&mut tests);
    let journeys = judged(&maven::run(tests.args(["antrun:run@ktlint", "test"]))?)?;

    let probe = Bindings::with_probe(workspace)?;
    probe.write()?;
    let mut tests = maven::project(workspace, &probe, "kotlin-probe")?;
    let probed = judged(&maven::run(tests.args(["--activate-profiles", "probe", "test"]))?)?;
    Ok(format!(
        "{} tests, {probed} of them with the probe; style of hand-written files checked",
        journeys + probed
    ))
}

/// How many tests passed.
fn judged(printed: &Printed) -> Result<u64, Stop> {
    if printed.success {
        return match count_of_tests(&printed.lines) {
            None | Some(0) => Err(Stop::failed("no test ran")),
            Some(count) => Ok(count),
        };
    }
    let telling: Vec<String> = printed
        .lines
        .iter()
        .filter(|line| line.contains("ERROR") || line.contains(".kt:"))
        .cloned()
        .collect();
    let tail = if telling.is_empty() { printed.lines.clone() } else { telling };
    let from = tail.len().saturating_sub(TAIL);
    Err(Stop::Failed { what: "the Kotlin project failed".to_owned(), tail: tail[from..].to_vec() })
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

    fn printed(success: bool, lines: &[&str]) -> Printed {
        Printed { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }

    #[test]
    fn the_sum_of_all_classes_is_counted() {
        let lines = [
            "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.2 s -- in A",
            "[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0",
        ];
        assert_eq!(judged(&printed(true, &lines)), Ok(5));
    }

    #[test]
    fn a_project_without_tests_has_failed() {
        assert_eq!(judged(&printed(true, &["BUILD SUCCESS"])), Err(Stop::failed("no test ran")));
    }

    #[test]
    fn a_failed_run_repeats_what_is_wrong() {
        let Err(Stop::Failed { tail, .. }) = judged(&printed(false, &["[INFO] a", "[ERROR] b"])) else {
            panic!("it failed")
        };
        assert_eq!(tail, ["[ERROR] b"]);
    }
}

//! Journeys over a link of 50 kbit/s with 1 s of latency in each direction and 5 % loss, in real time.
//!
//! The suite `journeys` has a registration over this link in hurried time. Here the core's deadlines, the operating
//! system's sockets and the processor have their real proportion, and the figures are those that a person waits.

use std::time::Duration;

use crate::outcome::{Figures, Stop};
use crate::run::{self, Printed};
use crate::suites::unit::tests_of;
use crate::workspace::Workspace;

/// The test that prints the figures.
const REGISTRATION: &str = "slow_link::a_registration_in_real_time";
/// How its lines begin.
const PREFIX: &str = "figures: ";
/// A registration takes three minutes.
const LIMIT: Duration = Duration::from_secs(60 * 60);

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let mut test =
        workspace.cargo(["test", "--workspace", "--all-features", "--locked", "--test", "journeys"]);
    test.args(["--", "--ignored", "--exact", REGISTRATION, "--nocapture"]);
    figures(run::shown_within(LIMIT, &mut test)?)
}

/// The lines with figures of a run that succeeded.
fn figures(printed: Printed) -> Result<Figures, Stop> {
    let lines: Vec<String> =
        printed.lines.iter().filter_map(|line| line.strip_prefix(PREFIX)).map(str::to_owned).collect();
    tests_of(printed)?;
    if lines.is_empty() {
        Err(Stop::failed("the registration printed no figures"))
    } else {
        Ok(lines.join("; "))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const PASSED: &str = "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured";

    #[test]
    fn the_figures_of_the_steps_are_joined() {
        let printed = Printed::of(true, &["figures: pairing: 1 s", "other", "figures: all: 2 s", PASSED]);
        assert_eq!(figures(printed).unwrap(), "pairing: 1 s; all: 2 s");
    }

    #[test]
    fn a_run_without_figures_or_without_the_test_has_failed() {
        assert!(figures(Printed::of(true, &[PASSED])).is_err());
        assert!(figures(Printed::of(true, &["figures: all: 2 s"])).is_err());
    }
}

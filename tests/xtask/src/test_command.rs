//! `cargo xtask test` and `soak`: runs the suites of a list in order, then prints the table.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::args::TestOptions;
use crate::outcome::{Row, RowResult, Stop};
use crate::suites::Suite;
use crate::table::{self, Totals};
use crate::workspace::Workspace;

/// Whether this run was called with `--bless`.
static BLESSES: AtomicBool = AtomicBool::new(false);

/// Whether a suite writes the pictures that it compares with, instead of comparing.
pub(crate) fn blesses() -> bool {
    BLESSES.load(Ordering::Relaxed)
}

/// Runs the suites that the options select; true if the run succeeded.
pub(crate) fn run(workspace: &Workspace, suites: &[Suite], options: &TestOptions) -> bool {
    let chosen: Vec<&Suite> = suites
        .iter()
        .filter(|suite| options.only.is_empty() || options.only.iter().any(|name| name == suite.name))
        .collect();
    if options.list {
        for suite in chosen {
            println!("{:10} {}", suite.name, suite.about);
        }
        return true;
    }
    BLESSES.store(options.bless, Ordering::Relaxed);
    let mut rows: Vec<Row> = Vec::new();
    let mut ended = false;
    for (index, suite) in chosen.iter().enumerate() {
        if ended {
            rows.push(Row { suite: suite.name, result: RowResult::NotReached, took: Duration::ZERO });
            continue;
        }
        println!("\n=== {}/{} {}: {}", index + 1, chosen.len(), suite.name, suite.about);
        let start = Instant::now();
        let result = match (suite.run)(workspace) {
            Ok(figures) => RowResult::Ran(figures),
            Err(stop) => {
                announce(&stop);
                let fatal = matches!(stop, Stop::Failed { .. }) || options.strict;
                ended = fatal && !options.keep_going;
                RowResult::Stopped(stop)
            }
        };
        rows.push(Row { suite: suite.name, result, took: start.elapsed() });
    }
    print!("{}", table::report(&rows, options.strict));
    Totals::of(&rows, options.strict).succeeded()
}

fn announce(stop: &Stop) {
    match stop {
        Stop::Skipped { why, enable } => println!("skipped: {why}\n  to enable: {enable}"),
        Stop::Failed { what, .. } => println!("FAILED: {what}"),
    }
}

//! Fuzzing: cargo-fuzz searches for bytes that break the reading of photographs and camera frames.
//!
//! The targets are in `tests/fuzz`. The search starts with the committed corpus, and with what earlier runs on this
//! machine have found, in `target/fuzz`. A find ends the run: its bytes belong into the corpus, with a test of the
//! defect.
//!
//! The stable compiler builds the targets; `RUSTC_BOOTSTRAP` permits it to add the counters of code. There is no
//! address sanitizer: the product has no unsafe code, and with it the kernels of the inference did not compile within
//! five minutes of processor time.

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, value_parser};

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::{apt, cargo_program, create_folder};
use crate::workspace::Workspace;

/// The targets, as in `tests/fuzz/targets`.
const TARGETS: [&str; 2] = ["still", "frame"];

/// How long each target runs without --seconds.
const SECONDS: u64 = 600;

/// Time for the build, and for an input that takes long at the end.
const GRACE: Duration = Duration::from_secs(60 * 60);

/// libFuzzer's limits. An input that takes far more memory than its picture, or longer than any on a busy machine, is a
/// find.
const LIMITS: [&str; 3] = ["-rss_limit_mb=600", "-timeout=60", "-max_len=32768"];

/// The switches of `soak fuzz`.
#[derive(Debug, Args)]
pub(crate) struct FuzzOptions {
    /// How long each target runs
    #[arg(long, value_name = "N", default_value_t = SECONDS, value_parser = value_parser!(u64).range(1..=999_999))]
    seconds: u64,
    /// Only this target
    #[arg(long, value_parser = PossibleValuesParser::new(TARGETS))]
    target: Option<String>,
}

/// The soak, with default options.
pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    run_with(workspace, &FuzzOptions { seconds: SECONDS, target: None })
}

/// `cargo xtask soak fuzz`; true if it succeeded.
pub(crate) fn command(workspace: &Workspace, options: &FuzzOptions) -> bool {
    match run_with(workspace, options) {
        Ok(figures) => {
            println!("{figures}");
            true
        }
        Err(stop) => stop.print(),
    }
}

fn run_with(workspace: &Workspace, options: &FuzzOptions) -> Result<Figures, Stop> {
    // libFuzzer is in C++.
    apt::program("g++", "--version", &["g++"])?;
    let program = cargo_program::FUZZ.path(workspace)?;
    let (sources, grown) = (workspace.root.join("tests/fuzz"), workspace.target.join("fuzz"));
    let mut figures = Vec::new();
    for target in
        TARGETS.into_iter().filter(|name| options.target.as_deref().is_none_or(|only| only == *name))
    {
        let (corpus, finds) = (grown.join("corpus").join(target), grown.join("finds"));
        create_folder(&corpus)?;
        create_folder(&finds)?;
        let mut fuzz = workspace.calling_cargo(&program);
        fuzz.args(["fuzz", "run", "--sanitizer=none", "--fuzz-dir"]).arg(sources.join("targets"));
        fuzz.arg("--target-dir").arg(grown.join("build")).arg(target);
        // New inputs are written to the first folder.
        fuzz.arg(&corpus).arg(sources.join("corpus").join(target));
        fuzz.arg("--").args(LIMITS).arg(format!("-max_total_time={}", options.seconds));
        fuzz.arg(format!("-artifact_prefix={}/{target}-", finds.display()));
        fuzz.env("RUSTC_BOOTSTRAP", "1");
        let printed = run::shown_within(Duration::from_secs(options.seconds) + GRACE, &mut fuzz)?;
        match executions(&printed.lines) {
            Some((runs, seconds)) if printed.success => {
                figures.push(format!("{target}: {runs} inputs in {seconds} s"));
            }
            _ => {
                let what = format!("{target}: see the end of the output; a find is in {}", finds.display());
                return Err(Stop::with_end(what, &printed.lines, 60));
            }
        }
    }
    Ok(figures.join(", "))
}

/// The number of inputs and of seconds in libFuzzer's last line.
fn executions(lines: &[String]) -> Option<(u64, u64)> {
    let done = lines.iter().rev().find_map(|line| line.strip_prefix("Done "))?;
    let mut numbers = done.split(' ').filter_map(|word| word.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_those_of_the_last_line_of_libfuzzer() {
        let lines = ["#2 INITED cov: 12", "Done 4817 runs in 301 second(s)"].map(str::to_owned);
        assert_eq!(executions(&lines), Some((4817, 301)));
        assert_eq!(executions(&lines[..1]), None);
    }

    #[test]
    fn every_target_has_a_program_and_a_corpus() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        for target in TARGETS {
            assert!(folder.join("targets").join(format!("{target}.rs")).is_file(), "{target}");
            assert!(folder.join("corpus").join(target).is_dir(), "{target}");
        }
    }
}

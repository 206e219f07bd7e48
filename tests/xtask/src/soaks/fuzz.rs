//! Fuzzing: libFuzzer searches for bytes that break the reading of photographs, camera frames and signed items.
//!
//! The targets are in `tests/fuzz`. The search starts with the committed corpus, and with what earlier runs on this
//! machine have found, in `target/fuzz`. A find ends the run: its bytes belong into the corpus, with a test of the
//! defect.
//!
//! The stable compiler builds the targets; `RUSTC_BOOTSTRAP` permits the profile in `tests/fuzz/targets/Cargo.toml` to add
//! the counters of code to some crates. Not by cargo-fuzz, which adds them to all crates: the kernels of the inference did
//! not compile within nine minutes of processor time then. There is no address sanitizer: the product has no unsafe code.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, value_parser};

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::{apt, create_folder};
use crate::workspace::Workspace;

/// The targets, as in `tests/fuzz/targets`. The one that needs no picture is built first, because it takes a minute.
const TARGETS: [&str; 3] = ["item", "still", "frame"];

/// Those that read pictures, and need the inference for that.
const WITH_PICTURES: [&str; 2] = ["still", "frame"];

/// How long each target runs without --seconds.
const SECONDS: u64 = 600;

/// Time for the build.
const BUILD: Duration = Duration::from_secs(60 * 60);

/// Time for the corpus at the start, and for an input that takes long at the end.
const GRACE: Duration = Duration::from_secs(10 * 60);

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
    /// Start of libFuzzer's random numbers, to repeat a run with the same corpus; 0: another one each time
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u32,
}

/// The soak, with default options.
pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    run_with(workspace, &FuzzOptions { seconds: SECONDS, target: None, seed: 0 })
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
    let (sources, grown) = (workspace.root.join("tests/fuzz"), workspace.target.join("fuzz"));
    let mut figures = Vec::new();
    for target in
        TARGETS.into_iter().filter(|name| options.target.as_deref().is_none_or(|only| only == *name))
    {
        let (corpus, finds) = (grown.join("corpus").join(target), grown.join("finds"));
        create_folder(&corpus)?;
        create_folder(&finds)?;
        let mut fuzz = workspace.program(build(workspace, &sources, &grown, target)?);
        // New inputs are written to the first folder.
        fuzz.arg(&corpus).arg(sources.join("corpus").join(target));
        fuzz.args(LIMITS).arg(format!("-max_total_time={}", options.seconds));
        fuzz.arg("-print_final_stats=1").arg(format!("-seed={}", options.seed));
        fuzz.arg(format!("-artifact_prefix={}/{target}-", finds.display()));
        let printed = run::shown_within(Duration::from_secs(options.seconds) + GRACE, &mut fuzz)?;
        match executions(&printed.lines) {
            Some((runs, seconds, edges)) if printed.success => {
                figures.push(format!("{target}: {runs} inputs in {seconds} s, {edges} edges"));
            }
            _ => {
                let what = format!("{target}: see the end of the output; a find is in {}", finds.display());
                return Err(Stop::with_end(what, &printed.lines, 60));
            }
        }
    }
    Ok(figures.join("; "))
}

/// Builds the program of a target.
fn build(workspace: &Workspace, sources: &Path, grown: &Path, target: &str) -> Result<PathBuf, Stop> {
    let mut cargo = workspace.cargo(["build", "--release", "--locked", "--bin", target, "--manifest-path"]);
    cargo.arg(sources.join("targets/Cargo.toml"));
    if !WITH_PICTURES.contains(&target) {
        cargo.arg("--no-default-features");
    }
    let folder = grown.join("build");
    cargo.env("CARGO_TARGET_DIR", &folder).env("RUSTC_BOOTSTRAP", "1");
    let printed = run::shown_within(BUILD, &mut cargo)?;
    if !printed.success {
        return Err(Stop::with_end(format!("{target} could not be built"), &printed.lines, 60));
    }
    Ok(folder.join("release").join(target))
}

/// The number of inputs, of seconds and of edges of code that were reached, in libFuzzer's last lines.
fn executions(lines: &[String]) -> Option<(u64, u64, u64)> {
    let done = lines.iter().rev().find_map(|line| line.strip_prefix("Done "))?;
    let mut numbers = done.split(' ').filter_map(|word| word.parse().ok());
    let edges = lines.iter().rev().find_map(|line| line.split_once(" cov: "))?.1.split(' ').next()?;
    Some((numbers.next()?, numbers.next()?, edges.parse().ok()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_those_of_the_last_line_of_libfuzzer() {
        let lines = [
            "#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 40Mb",
            "#4817\tDONE   cov: 340 ft: 713 corp: 96/2158b lim: 58 exec/s: 16 rss: 41Mb",
            "Done 4817 runs in 301 second(s)",
        ]
        .map(str::to_owned);
        assert_eq!(executions(&lines), Some((4817, 301, 340)));
        assert_eq!(executions(&lines[..2]), None);
    }

    #[test]
    fn every_target_has_a_program_and_a_corpus() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        for target in TARGETS {
            assert!(folder.join("targets").join(format!("{target}.rs")).is_file(), "{target}");
            assert!(folder.join("corpus").join(target).is_dir(), "{target}");
        }
    }
}

//! Every build and check step, on every platform: `cargo xtask help`.
//!
//! `cargo xtask test` runs every suite of checks.
//! * A suite first installs what it needs (a Debian package, a Python or Node library), once, under `.cache`. With
//!   everything installed, no network is needed.
//! * If something cannot be installed, the suite is skipped and says how to enable it. With `--strict` a skip is a failure.
//! * The last line counts the suites. The exit code is 0 only if none failed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool prints")]

mod android;
mod args;
mod bench;
mod bench_quality;
mod bench_selfie;
mod bindings;
mod forms;
mod licences;
mod outcome;
mod packaging;
mod run;
mod sandbox;
mod size;
mod soaks;
mod suites;
mod table;
mod test_command;
mod texts;
mod tools;
mod wheel;
mod workspace;

use std::process::ExitCode;

use args::{Command, CommandLine, Soak, TestOptions};
use clap::Parser;
use workspace::Workspace;

fn main() -> ExitCode {
    let command = CommandLine::parse().command;
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    let success = match command {
        Command::Test(options) => test_command::run(&workspace, suites::ALL, &options),
        Command::Bindings { check } => bindings::run(&workspace, check),
        Command::Texts { check } => texts::run(&workspace, check),
        Command::Forms { check } => forms::run(&workspace, check),
        Command::Licences { check } => licences::run(&workspace, check),
        Command::App { phone } => android::desktop::run(&workspace, phone),
        Command::Apk(options) => android::apk::run(&workspace, &options),
        Command::Wheel => wheel::run(&workspace),
        Command::Soak { soak: Some(Soak::Mutants(options)), .. } => {
            soaks::mutants::command(&workspace, &options)
        }
        Command::Soak { soak: Some(Soak::Fuzz(options)), .. } => soaks::fuzz::command(&workspace, &options),
        Command::Soak { options, soak: None } => test_command::run(&workspace, soaks::ALL, &options),
        Command::CheckTargets => {
            let only = vec!["targets".to_owned(), "link".to_owned()];
            test_command::run(&workspace, suites::ALL, &TestOptions { only, ..TestOptions::default() })
        }
        Command::Android => packaging::android::run(&workspace),
        Command::Ios { url } => packaging::ios::run(&workspace, url.as_ref()),
        Command::Size => size::run(&workspace),
        Command::Bench => {
            bench::run(&workspace) & bench_selfie::run(&workspace) & bench_quality::run(&workspace)
        }
    };
    if success { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

//! Every build and check step, on every platform: `cargo xtask help`.
//!
//! `cargo xtask test` is the one command that says whether the work tree is sound. It promises that
//! * what a suite needs and can be had (a Debian package, a Python or Node library) is set up first, once, under
//!   `.cache`, and that a machine that has it all needs no network;
//! * what cannot be had is a skip that says how to enable it, and a failure under `--strict`;
//! * the last line counts the suites, and the exit code is 0 only if none failed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its user")]

mod args;
mod bench;
mod bindings;
mod outcome;
mod packaging;
mod run;
mod sandbox;
mod size;
mod soaks;
mod suites;
mod table;
mod test_command;
mod tools;
mod wheel;
mod workspace;

use std::process::ExitCode;

use args::Request;
use workspace::Workspace;

fn main() -> ExitCode {
    let request = match args::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(problem) => {
            eprintln!("{problem}\n\n{}", args::HELP);
            return ExitCode::from(2);
        }
    };
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    let sound = match request {
        Request::Help => {
            println!("{}", args::HELP);
            true
        }
        Request::Bindings { check } => bindings::run(&workspace, check),
        Request::Wheel => wheel::run(&workspace),
        Request::Test(options) => test_command::run(&workspace, suites::ALL, &options),
        Request::Soak(options) => test_command::run(&workspace, soaks::ALL, &options),
        Request::Mutants(options) => soaks::mutants::command(&workspace, &options),
        Request::Android => packaging::android::run(&workspace),
        Request::Ios(release) => packaging::ios::run(&workspace, release.as_ref()),
        Request::Size => size::run(&workspace),
        Request::Bench => bench::run(&workspace),
    };
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

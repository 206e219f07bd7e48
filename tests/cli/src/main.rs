//! The desktop shell: the whole journey in a terminal, and tools for developers.
//!
//! `ikd` asks, calls the core and shows; no rule of registration, vault or QR lives here. Without arguments it starts the
//! sandbox in this process and leads a person through the journey; every command is one file of [`commands`].
//!
//! Exit codes: 0 done, and every answer was yes; 1 something did not work or was refused; 2 the command line is wrong.

mod args;
mod commands;
mod console;
mod demo;
mod explain;
mod failure;
mod home;
mod phone;
mod screen;
mod steps;
mod texts;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use console::Console;

fn main() -> ExitCode {
    let args = Args::parse();
    let texts = texts::of(texts::Lang::choose(args.lang));
    console::restore_on_panic();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => {
            console::complain(texts.no_threads);
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        match args.command.unwrap_or_default() {
            Command::Journey(options) => commands::journey::run(texts, options).await,
            Command::Sandbox(options) => commands::sandbox::run(texts, options).await,
            Command::Nik { numbers } => commands::nik::run(texts, &numbers),
            Command::Assess { photos } => commands::assess::run(&photos),
            Command::Portrait { photo, out } => commands::portrait::run(texts, &photo, &out),
            Command::Show(options) => commands::show::run(texts, options).await,
            Command::Verify(options) => commands::verify::run(texts, &options),
        }
    });
    // Reading standard input cannot be interrupted; a thread that waits there must not keep the program alive.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            if let Some(sentence) = failure.sentence() {
                console::complain(&Console::wrapped(sentence));
            }
            failure.exit_code()
        }
    }
}

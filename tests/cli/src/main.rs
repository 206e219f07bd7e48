//! The desktop shell: the whole journey in a terminal, and tools for developers.
//!
//! `ikd` asks, calls the core and prints; the core contains the rules of registration, vault and QR. Without arguments
//! it starts the sandbox in this process and runs the journey with a person. Each command is one file of [`commands`].
//!
//! Exit codes: 0 success, every input accepted; 1 an operation failed or an input was refused; 2 the command line is
//! wrong, or an answer of an application; 130 Ctrl-C; 143 SIGTERM; 129 SIGHUP.

mod args;
mod commands;
mod console;
mod demo;
mod explain;
mod failure;
mod home;
mod input;
mod phone;
mod pins;
mod screen;
mod steps;
mod texts;

use std::process::ExitCode;

use clap::FromArgMatches as _;

use args::{Args, Command};
use console::Console;
use texts::{Lang, help};

fn main() -> ExitCode {
    let lang = Lang::choose(Lang::of_command_line(std::env::args_os()));
    let texts = texts::of(lang);
    let matches = help::command(lang).try_get_matches();
    let args = match matches.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) if lang == Lang::Id && error.use_stderr() => {
            console::complain(&help::error_id(&error));
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
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
            Command::Assess { photos, live, view } => {
                commands::assess::run(texts, &photos, live.as_deref(), view.as_deref())
            }
            Command::AssessPaper { photos, out } => {
                commands::assess_paper::run(texts, &photos, out.as_deref())
            }
            Command::Portrait { photo, out, json } => commands::portrait::run(texts, &photo, &out, json),
            Command::FaceCheck(options) => commands::face_check::run(texts, options).await,
            Command::Show(options) => commands::show::run(texts, options).await,
            Command::Services(options) => commands::services::run(texts, &options),
            Command::Form(options) => commands::form::run(texts, &options),
            Command::Apply(options) => commands::apply::run(texts, options).await,
            Command::Track(options) => commands::track::run(texts, options).await,
            Command::Verify(options) => commands::verify::run(texts, &options),
            Command::Completions { shell } => commands::generate::completions(lang, shell),
            Command::Man { folder } => commands::generate::man(lang, &folder),
        }
    });
    // Reading standard input cannot be interrupted; a thread that waits for it must not keep the program running.
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

//! Writes what Kotlin, Swift and Python need to call the library, and a listing of everything that can be called.
//!
//! All of it comes from the metadata inside the built library, so it cannot differ from what the library does.
//! `cargo xtask bindings` runs this; nothing it writes but the listing is committed.
#![allow(clippy::print_stdout, reason = "a command line tool talks to its user")]

mod generate;
mod kotlin;
mod library;
mod rules;
mod surface;
mod types;

use std::fs;

use anyhow::Result;
use camino::Utf8PathBuf;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about = "Bindings and surface of the built library")]
struct Cli {
    /// The built library, with its symbols: they hold the metadata.
    library: Utf8PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Writes the bindings of every language into their folders.
    Generate {
        /// Names and options of every language.
        #[arg(long)]
        config: Utf8PathBuf,
        /// Names and options of Kotlin on Android.
        #[arg(long)]
        android: Utf8PathBuf,
        /// The folder `bindings`.
        #[arg(long)]
        out: Utf8PathBuf,
    },
    /// Writes the listing of the surface.
    Surface {
        /// The file to write.
        #[arg(long)]
        out: Utf8PathBuf,
    },
    /// Prints each breach of the rules that every language needs, one per line.
    Rules,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.task {
        Task::Generate { config, android, out } => generate::all(&cli.library, &config, &android, &out),
        Task::Surface { out } => {
            fs::write(out, surface::listing(&library::interface(&cli.library)?))?;
            Ok(())
        }
        Task::Rules => {
            for breach in rules::breaches(&library::interface(&cli.library)?) {
                println!("{breach}");
            }
            Ok(())
        }
    }
}

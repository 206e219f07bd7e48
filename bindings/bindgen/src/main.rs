//! Writes the Kotlin, Swift and Python bindings of the library, and a listing of its surface.
//!
//! The source is the metadata in the built library, so the output always matches the library. `cargo xtask bindings`
//! runs this program; only the listing is committed.
#![allow(clippy::print_stdout, reason = "a command line tool prints its results")]

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
    /// The built library with its symbols, which contain the metadata.
    library: Utf8PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Writes the bindings of every language into their folders.
    Generate {
        /// Configuration file for all languages.
        #[arg(long)]
        config: Utf8PathBuf,
        /// Configuration file for Kotlin on Android.
        #[arg(long)]
        android: Utf8PathBuf,
        /// The `bindings` folder, into which the output is written.
        #[arg(long)]
        out: Utf8PathBuf,
    },
    /// Writes the listing of the surface.
    Surface {
        /// The file to write.
        #[arg(long)]
        out: Utf8PathBuf,
    },
    /// Prints each breach of the rules that the languages require, one per line.
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

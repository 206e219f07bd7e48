//! `ikd completions` and `ikd man`: shell completions and man pages for packagers, generated from the command line's
//! definition.

use std::{path::Path, process::ExitCode};

use clap_complete::Shell;

use crate::{
    console::put,
    failure::{Failure, Outcome},
    texts::{self, Lang, help},
};

/// Prints the completions for a shell.
pub(crate) fn completions(lang: Lang, shell: Shell) -> Outcome {
    // Into memory first: the generator panics when its output is closed.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(lang), "ikd", &mut script);
    put(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a man page for the program and each command: `ikd.1`, `ikd-journey.1` and so on.
pub(crate) fn man(lang: Lang, folder: &Path) -> Outcome {
    clap_mangen::generate_to(help::command(lang), folder)
        .map_err(|_| Failure::new("file-not-written", texts::of(lang).file_not_written))?;
    Ok(ExitCode::SUCCESS)
}

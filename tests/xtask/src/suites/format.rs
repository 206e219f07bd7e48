//! `cargo fmt --check`.

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    if !run::answers("rustfmt", "--version") {
        return Err(Stop::skipped("rustfmt is not installed", "add rustfmt to the Rust toolchain"));
    }
    run::shown(&mut workspace.cargo(["fmt", "--all", "--check"]))?;
    let files = workspace
        .tracked_files()?
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .count();
    Ok(format!("{files} source files"))
}

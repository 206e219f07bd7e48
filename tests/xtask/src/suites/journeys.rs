//! End-to-end tests. They read QR pictures with a decoder that is not ours (zbarimg), and some kill the real `ikd`
//! program, so it is built first.

use super::unit::tests_of;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::apt;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    apt::program("zbarimg", "--version", &["zbar-tools"])?;
    build_ikd(workspace)?;
    let mut tests =
        workspace.cargo(["test", "-p", "ikd-journeys", "--all-features", "--locked", "--no-fail-fast"]);
    tests.env("IKD_BIN", workspace.ikd_binary());
    tests_of(run::shown_whatever_code(&mut tests)?)
}

/// Builds the desktop shell as `cargo run` does.
pub(crate) fn build_ikd(workspace: &Workspace) -> Result<(), Stop> {
    run::shown(&mut workspace.cargo(["build", "-p", "ikd-cli", "--locked"])).map(drop)
}

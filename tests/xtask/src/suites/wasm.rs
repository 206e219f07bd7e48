//! ikd-proof is type-checked for wasm32, so that a web page or a relying party can verify with that crate alone.

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::cross;
use crate::workspace::Workspace;

/// The target's name.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let compiler = cross::compiler(workspace, &[TARGET])?;
    let mut check = workspace.cargo(["check", "-p", "ikd-proof", "--lib", "--all-features", "--locked"]);
    compiler.apply(workspace, "std,panic_abort", check.args(["--target", TARGET]));
    run::shown(&mut check)?;
    Ok(format!("ikd-proof type-checks for {TARGET}, {}", compiler.described()))
}

//! `cargo xtask size`
use crate::workspace::Workspace;
pub(crate) fn run(_workspace: &Workspace) -> bool {
    false
}

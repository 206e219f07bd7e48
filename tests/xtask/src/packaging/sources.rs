//! The generated halves of the packages: the one place that knows how they are made and where they lie.

use std::path::PathBuf;

use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::workspace::Workspace;

/// What the Swift package is made of.
pub(super) struct Swift {
    /// The folder of the target `IkdCore`: generated and hand-written Swift.
    pub(super) sources: PathBuf,
    /// The folder with header and module map.
    pub(super) headers: PathBuf,
}

/// Generates the Kotlin that runs on Android; its folder.
pub(super) fn android_kotlin(workspace: &Workspace) -> Result<PathBuf, Stop> {
    generate(workspace)?;
    Ok(workspace.root.join("bindings/kotlin/android"))
}

/// Generates the Swift and its header.
pub(super) fn swift(workspace: &Workspace) -> Result<Swift, Stop> {
    generate(workspace)?;
    let package = workspace.root.join("bindings/swift/Sources");
    Ok(Swift { sources: package.join("IkdCore"), headers: package.join("IkdCoreFFI/include") })
}

fn generate(workspace: &Workspace) -> Result<(), Stop> {
    Bindings::of(workspace)?.write()
}

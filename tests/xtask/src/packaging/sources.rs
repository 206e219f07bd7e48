//! The generated sources of the packages: generates them and returns their folders.

use std::path::PathBuf;

use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::workspace::Workspace;

/// The parts of the Swift package.
pub(super) struct Swift {
    /// The folder of the target `IkdCore`: generated and hand-written Swift.
    pub(super) sources: PathBuf,
    /// The folder with header and module map.
    pub(super) headers: PathBuf,
}

/// Generates the Kotlin bindings for Android and returns their folder.
pub(super) fn android_kotlin(workspace: &Workspace) -> Result<PathBuf, Stop> {
    generate(workspace)?;
    Ok(workspace.root.join("bindings/kotlin/android"))
}

/// Generates the Swift bindings and their header.
pub(super) fn swift(workspace: &Workspace) -> Result<Swift, Stop> {
    generate(workspace)?;
    let package = workspace.root.join("bindings/swift/Sources");
    Ok(Swift { sources: package.join("IkdCore"), headers: package.join("IkdCoreFFI/include") })
}

fn generate(workspace: &Workspace) -> Result<(), Stop> {
    Bindings::of(workspace)?.write()
}

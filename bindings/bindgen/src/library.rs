//! Reads the metadata of a built library.

use anyhow::{Context, Result, ensure};
use camino::Utf8Path;
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

/// The interface that the library exports.
///
/// Exactly one crate must export it, so that there is one header, one Kotlin file and one Python module.
pub(crate) fn interface(library: &Utf8Path) -> Result<ComponentInterface> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader
        .load_metadata(library)
        .context("cannot read the library's metadata; were its symbols stripped?")?;
    let mut interfaces = loader.load_cis(metadata)?;
    ensure!(interfaces.len() == 1, "{} crates export an interface instead of one", interfaces.len());
    Ok(interfaces.remove(0))
}

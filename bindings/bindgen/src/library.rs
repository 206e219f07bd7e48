//! Reading a library's metadata.

use anyhow::{Context, Result, ensure};
use camino::Utf8Path;
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

/// The one interface that the library exports.
///
/// One crate exports everything, which is what makes one header, one Kotlin file and one Python module.
pub(crate) fn interface(library: &Utf8Path) -> Result<ComponentInterface> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader
        .load_metadata(library)
        .context("the library cannot be read; was it stripped of its symbols?")?;
    let mut interfaces = loader.load_cis(metadata)?;
    ensure!(interfaces.len() == 1, "{} crates export something; it must be one", interfaces.len());
    Ok(interfaces.remove(0))
}

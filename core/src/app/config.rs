//! The configuration of an app.

use std::path::PathBuf;

use ikd_proof::{cose::PublicKey, trust::TrustError};

use crate::{app_version::AppVersion, registration::RegistrationError, vault::VaultError};

/// The configuration of an app, filled in by the shell.
pub struct Config {
    /// The app's private folder; created if it does not exist.
    pub data_dir: PathBuf,
    /// Public key that signs trust bundles.
    pub trust_root: PublicKey,
    /// The first trust bundle (`trust-bundle` of docs/formats.md section 6).
    pub embedded_trust: Vec<u8>,
    /// Host, with port if any, of the link in the activation email.
    pub link_host: String,
    /// Version of the app.
    pub app_version: AppVersion,
}

/// Why the app did not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The data folder could not be created: the path is wrong, or the app may not write there.
    #[error("the data folder could not be created")]
    DataFolder,
    /// The embedded trust bundle is not signed by the root: an error in the build of the app.
    #[error("the embedded trust bundle does not verify")]
    Trust(#[from] TrustError),
    /// The vault's files could not be read.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The saved registration could not be read.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

//! What an app is built with.

use std::path::PathBuf;

use ikd_proof::{cose::PublicKey, trust::TrustError};

use crate::{app_version::AppVersion, registration::RegistrationError, vault::VaultError};

/// What an app is built with. A shell fills it in once.
pub struct Config {
    /// The app's private folder; made if it is not there.
    pub data_dir: PathBuf,
    /// Public key that signs trust bundles.
    pub trust_root: PublicKey,
    /// The first trust bundle (`trust-bundle` of docs/formats.md section 6).
    pub embedded_trust: Vec<u8>,
    /// Host, with port if any, of the link in the activation mail.
    pub link_host: String,
    /// Version of the app.
    pub app_version: AppVersion,
}

/// Why the app did not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The data folder could not be made: the path is wrong, or the app may not write there.
    #[error("the data folder could not be made")]
    DataFolder,
    /// The embedded trust bundle is not signed by the root: the app was built wrongly.
    #[error("the embedded trust bundle does not verify")]
    Trust(#[from] TrustError),
    /// The vault could not be looked at.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What an earlier registration left could not be read.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

//! Names of the core's keys in the phone's key store: a prefix for each kind, then what tells keys of a kind apart.

/// Answers PIN guesses: `ikd.pin.<vault id>.<generation>`.
pub(crate) const PIN: &str = "ikd.pin.";
/// Seals the vault's header: `ikd.epoch.<n>`.
pub(crate) const EPOCH: &str = "ikd.epoch.";
/// Freed by a biometric.
pub(crate) const BIOMETRIC: &str = "ikd.bio.";
/// Signs requests to the service: `ikd.device.<random>`.
pub(crate) const DEVICE: &str = "ikd.device.";
/// Signs proofs: `ikd.view.<view kind>.<random>`.
pub(crate) const VIEW: &str = "ikd.view.";
/// Seals what is kept during registration: `ikd.reg.<store id>`.
pub(crate) const REGISTRATION: &str = "ikd.reg.";

/// Every kind. A wipe destroys them all; keys of other names are not the core's. The vault's own come first: without them
/// the records are unreadable for good.
pub(crate) const ALL: [&str; 6] = [PIN, EPOCH, BIOMETRIC, DEVICE, VIEW, REGISTRATION];

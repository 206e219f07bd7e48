//! Aliases of the core's keys in the phone's key store: a prefix for each kind, then a part that differs within the
//! kind.

/// Called once per PIN attempt: `ikd.pin.<vault id>.<generation>`.
pub(crate) const PIN: &str = "ikd.pin.";
/// Seals the vault's header: `ikd.epoch.<n>`.
pub(crate) const EPOCH: &str = "ikd.epoch.";
/// Protected by a biometric.
pub(crate) const BIOMETRIC: &str = "ikd.bio.";
/// Signs requests to the service: `ikd.device.<random>`.
pub(crate) const DEVICE: &str = "ikd.device.";
/// Signs proofs: `ikd.view.<view kind>.<random>`.
pub(crate) const VIEW: &str = "ikd.view.";
/// Seals the key of the registration's data: `ikd.reg.<store id>`.
pub(crate) const REGISTRATION: &str = "ikd.reg.";

/// Every kind. A wipe destroys all of them; keys with other names are not the core's. The vault's keys come first:
/// without them the records are permanently unreadable.
pub(crate) const ALL: [&str; 6] = [PIN, EPOCH, BIOMETRIC, DEVICE, VIEW, REGISTRATION];

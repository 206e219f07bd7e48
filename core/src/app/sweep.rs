//! Destroying keys that belong to nothing any more: a process that dies between making a key and noting it leaves one, and
//! so does a key store that fails while one is destroyed.
//!
//! Promise: a key goes only where it is known that nothing names it. A failure costs nothing: the next opening or unlock
//! sweeps again.

use crate::{
    account::{self, AccountError},
    documents::Documents,
    platform::{KeystoreError, Platform, key_names},
    registration::Registration,
    vault::{Session, destroy_keys},
    views::view_key_aliases,
};

/// The families that the journal of a registration names.
const OF_REGISTRATION: [&str; 2] = [key_names::DEVICE, key_names::REGISTRATION];
/// The families that a vault and a registration name together.
const OF_ACCOUNT: [&str; 3] = [key_names::DEVICE, key_names::VIEW, key_names::REGISTRATION];

/// With no vault: destroys every key of the core but those that the registration under way names.
pub(super) fn sweep_without_vault(
    platform: &Platform,
    registration: &Registration,
) -> Result<(), KeystoreError> {
    let named = registration.key_aliases();
    let keep = |alias: &str| match &named {
        Some(named) => named.iter().any(|name| name == alias),
        // A record that cannot be read may name any of these; only a wipe ends it.
        None => OF_REGISTRATION.iter().any(|family| alias.starts_with(family)),
    };
    destroy_keys(platform.keystore.as_ref(), &key_names::ALL, keep)
}

/// With the vault open and nobody else at it: destroys keys of accounts, registrations and views that neither the vault nor
/// the registration names. Does nothing when one of their records cannot be read, or a sync that makes such keys is under way.
pub(super) fn sweep_unreferenced(
    platform: &Platform,
    registration: &Registration,
    documents: &Documents,
    session: &Session,
) -> Result<(), AccountError> {
    let (Some(mut named), Some(_quiet)) = (registration.key_aliases(), documents.prevent_sync()) else {
        return Ok(());
    };
    named.push(account::device_key_alias(session)?);
    named.extend(view_key_aliases(session)?);
    let keep = |alias: &str| named.iter().any(|name| name == alias);
    Ok(destroy_keys(platform.keystore.as_ref(), &OF_ACCOUNT, keep)?)
}

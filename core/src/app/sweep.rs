//! Destroying keys that are no longer in use. Such a key remains when the process is killed between creating a key and
//! recording it, or when the key store fails to destroy one.
//!
//! Promise: a key is destroyed only if it is known that no record uses it. A failure does no harm: the next opening or
//! unlock sweeps again.

use crate::{
    account::{self, AccountError},
    documents::Documents,
    platform::{KeystoreError, Platform, key_names},
    registration::Registration,
    vault::{Session, destroy_keys},
    views::view_key_aliases,
};

/// Prefixes of the keys that a registration uses.
const OF_REGISTRATION: [&str; 2] = [key_names::DEVICE, key_names::REGISTRATION];
/// Prefixes of the keys that a vault or a registration uses.
const OF_ACCOUNT: [&str; 3] = [key_names::DEVICE, key_names::VIEW, key_names::REGISTRATION];

/// Without a vault: destroys every key of the core, except those that the registration under way uses.
pub(super) fn sweep_without_vault(
    platform: &Platform,
    registration: &Registration,
) -> Result<(), KeystoreError> {
    let in_use = registration.key_aliases();
    let keep = |alias: &str| match &in_use {
        Some(in_use) => in_use.iter().any(|name| name == alias),
        // A record that cannot be read may use any of these; only a wipe erases it.
        None => OF_REGISTRATION.iter().any(|prefix| alias.starts_with(prefix)),
    };
    destroy_keys(platform.keystore.as_ref(), &key_names::ALL, keep)
}

/// With the vault open and its session not shared: destroys keys of accounts, registrations and views that neither the
/// vault nor the registration uses. Does nothing if one of their records cannot be read, or during a sync, which makes
/// such keys.
pub(super) fn sweep_unreferenced(
    platform: &Platform,
    registration: &Registration,
    documents: &Documents,
    session: &Session,
) -> Result<(), AccountError> {
    let (Some(mut in_use), Some(_guard)) = (registration.key_aliases(), documents.prevent_sync()) else {
        return Ok(());
    };
    in_use.push(account::device_key_alias(session)?);
    in_use.extend(view_key_aliases(session)?);
    let keep = |alias: &str| in_use.iter().any(|name| name == alias);
    Ok(destroy_keys(platform.keystore.as_ref(), &OF_ACCOUNT, keep)?)
}

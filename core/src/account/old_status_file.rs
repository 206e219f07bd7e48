//! The file `standing`, in which earlier versions kept the service's last word. Today it is in the vault's header.

use std::{fs, path::Path};

use crate::{
    files,
    vault::{AccountStatus, Vault, VaultState},
};

/// Takes what an earlier version left into the vault's header, then deletes the file. What cannot be written holds in this
/// process, and the next start tries again.
pub(crate) fn take_over_file(file: &Path, vault: &Vault) {
    let account_status = match fs::read_to_string(file).as_deref() {
        Ok("blocked") => AccountStatus::Blocked,
        Ok("released") => AccountStatus::Released,
        _ => AccountStatus::Good,
    };
    let no_vault = matches!(vault.state(), VaultState::Absent | VaultState::Wiped { .. });
    if account_status == AccountStatus::Good || no_vault || vault.set_account_status(account_status).is_ok() {
        // Should it stay, it says the same again or concerns nobody.
        let _ = files::remove(file);
    }
}

//! The file `standing`, in which earlier versions saved the account status. It is in the vault's header now.

use std::{fs, path::Path};

use crate::{
    files,
    vault::{AccountStatus, Vault, VaultState},
};

/// Copies the status from the file into the vault's header, then deletes the file. If the header cannot be written, the
/// status holds in this process, and the next start tries again.
pub(crate) fn import_status_file(file: &Path, vault: &Vault) {
    let account_status = match fs::read_to_string(file).as_deref() {
        Ok("blocked") => AccountStatus::Blocked,
        Ok("released") => AccountStatus::Released,
        _ => AccountStatus::Good,
    };
    let no_vault = matches!(vault.state(), VaultState::Absent | VaultState::Wiped { .. });
    if account_status == AccountStatus::Good || no_vault || vault.set_account_status(account_status).is_ok() {
        // If the file stays, the next start reads the same status again, or there is no vault that it could concern.
        let _ = files::remove(file);
    }
}

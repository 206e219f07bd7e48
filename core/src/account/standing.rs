//! How the account stands with the service, as last heard. Kept in clear: it is one word and nothing personal, and it must
//! be known before the vault is opened.

use std::{
    fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use crate::files;

/// The service's last word about this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nothing to the contrary was heard.
    #[default]
    Good,
    /// The account is blocked, for instance because the phone was reported lost.
    Blocked,
    /// The account moved to another phone.
    Released,
}

impl Standing {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Blocked => "blocked",
            Self::Released => "released",
        }
    }
}

/// The file that keeps it.
pub(crate) struct StandingFile {
    file: PathBuf,
    current: Mutex<Standing>,
}

impl StandingFile {
    pub(crate) fn open(file: PathBuf) -> Self {
        let current = match fs::read_to_string(&file).as_deref() {
            Ok("blocked") => Standing::Blocked,
            Ok("released") => Standing::Released,
            _ => Standing::Good,
        };
        Self { file, current: Mutex::new(current) }
    }

    pub(crate) fn get(&self) -> Standing {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, standing: Standing) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != standing {
            *current = standing;
            // Should the disk be full, the service says it again at the next sync.
            let _ = files::replace(&self.file, standing.word().as_bytes());
        }
    }
}

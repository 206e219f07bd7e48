//! A vault on a simulated phone, for the tests of this module.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::platform::PrfKind;
use crate::platform::testing::{Fault, FaultKeystore, TestPhone};

use super::{PersonalDigits, Pin, Session, Table, Vault, VaultError, VaultState};

pub(super) const PIN: &str = "592716";
pub(super) const NEW_PIN: &str = "830541";
/// Ten other PINs, all wrong.
pub(super) const WRONG: [&str; 10] =
    ["592717", "604182", "283950", "719346", "903518", "461837", "375092", "850264", "204759", "938406"];
pub(super) const DOCUMENTS: Table = Table(1);
pub(super) const OTHER: Table = Table(2);

pub(super) fn pin(text: &str) -> Pin {
    Pin::parse(text).unwrap()
}

/// A simulated phone and a folder.
pub(super) struct Rig {
    pub(super) phone: TestPhone,
    pub(super) home: TempDir,
}

/// Set in the process that runs this suite with P-256 keys.
const P256_KEYS: &str = "IKD_TEST_P256_KEYS";

/// The kind of hardware key of this run of the suite.
fn prf_kind() -> PrfKind {
    if std::env::var_os(P256_KEYS).is_some() { PrfKind::EcdhP256 } else { PrfKind::Hmac }
}

/// Runs the suite of this module again in a process of its own, where each [`Rig`] has a phone with P-256 keys.
#[test]
fn the_whole_suite_of_the_vault_passes_with_p256_keys() {
    if prf_kind() == PrfKind::EcdhP256 {
        return;
    }
    let mut suite = std::process::Command::new(std::env::current_exe().unwrap());
    let ended = suite.arg("vault::").env(P256_KEYS, "1").output().unwrap();
    let printed = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{printed}");
    let passed = printed.lines().filter(|line| line.starts_with("test ") && line.ends_with("... ok")).count();
    assert!(passed > 150, "only {passed} tests ran");
}

impl Rig {
    pub(super) fn new() -> Rig {
        Rig::of(prf_kind())
    }

    fn of(prf_kind: PrfKind) -> Rig {
        Rig { phone: TestPhone::with_prf_kind(1, prf_kind), home: tempfile::tempdir().unwrap() }
    }

    /// With a vault that holds one document, locked.
    pub(super) fn with_vault() -> Rig {
        Rig::with_vault_of(prf_kind())
    }

    /// [`Rig::with_vault`] on a phone with hardware keys of this kind.
    pub(super) fn with_vault_of(prf_kind: PrfKind) -> Rig {
        let rig = Rig::of(prf_kind);
        let vault = rig.vault();
        let mut session = vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap();
        session.put(DOCUMENTS, b"ktp", b"KTP CONTOH", b"isi dokumen contoh").unwrap();
        vault.lock(session).unwrap();
        rig
    }

    pub(super) fn dir(&self) -> PathBuf {
        self.home.path().join("vault")
    }

    pub(super) fn try_vault(&self) -> Result<Vault, VaultError> {
        Vault::open_with_weak_kdf_for_tests(&self.dir(), &self.phone.platform())
    }

    /// Opens the folder as a freshly started process does.
    pub(super) fn vault(&self) -> Vault {
        self.try_vault().unwrap()
    }

    /// Opens the folder with a key store that has a fault at call `at`, counted from now.
    pub(super) fn faulty_vault(
        &self,
        at: u64,
        fault: Fault,
    ) -> (Result<Vault, VaultError>, Arc<FaultKeystore>) {
        let keystore = Arc::new(FaultKeystore::new(self.phone.keystore.clone(), at, fault));
        let platform = self.phone.platform_with(keystore.clone());
        (Vault::open_with_weak_kdf_for_tests(&self.dir(), &platform), keystore)
    }

    pub(super) fn unlock(&self, text: &str) -> Result<Session, VaultError> {
        self.vault().unlock(&pin(text))
    }

    /// Whether this PIN opens the vault; panics if its document is not intact.
    pub(super) fn opens_with(&self, text: &str) -> bool {
        match self.unlock(text) {
            Ok(session) => {
                let record = session.get(DOCUMENTS, b"ktp").unwrap().unwrap();
                assert_eq!(&*record.body, b"isi dokumen contoh");
                true
            }
            Err(VaultError::WrongPin { .. }) => false,
            Err(other) => panic!("unexpected {other}"),
        }
    }

    pub(super) fn attempts_left(&self) -> u8 {
        match self.vault().state() {
            VaultState::Locked { attempts_left, .. } => attempts_left,
            other => panic!("unexpected {other:?}"),
        }
    }

    /// Lets the longest wait pass.
    pub(super) fn wait(&self) {
        self.phone.clock.advance_ms(181 * 60_000);
    }

    /// Those of `secrets` that some file of the vault's folder contains.
    ///
    /// First checks that the search finds them in a plaintext file.
    pub(super) fn found_on_the_disk<'a>(&self, secrets: &[&'a [u8]]) -> Vec<&'a [u8]> {
        let in_clear = self.dir().join("in-clear");
        std::fs::write(&in_clear, secrets.concat()).unwrap();
        let disk = self.disk();
        assert!(secrets.iter().all(|secret| contains(&disk, secret)), "the search finds nothing");
        std::fs::remove_file(in_clear).unwrap();
        let disk = self.disk();
        secrets.iter().copied().filter(|secret| contains(&disk, secret)).collect()
    }

    /// All bytes of all files in the vault's folder.
    pub(super) fn disk(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(self.dir()).unwrap() {
            all.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
        all
    }

    /// A copy of the vault's files, for [`Rig::restore`].
    pub(super) fn snapshot(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_files(&self.dir(), copy.path());
        copy
    }

    pub(super) fn restore(&self, snapshot: &TempDir) {
        std::fs::remove_dir_all(self.dir()).unwrap();
        std::fs::create_dir(self.dir()).unwrap();
        copy_files(snapshot.path(), &self.dir());
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The error of a result; a success fails the test.
pub(super) fn error<T>(result: Result<T, VaultError>) -> VaultError {
    match result {
        Ok(_) => panic!("expected an error"),
        Err(error) => error,
    }
}

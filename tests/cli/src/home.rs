//! The demo home: one folder with the phone's files and the service's, so that a second run can continue.
//!
//! ```text
//! phone/       the app's data: registration, vault, trust bundle
//! hardware/    the data of a phone's key store and counters
//! service.db   the sandbox: people, registrations, mail, its authority and keys
//! app.json     the app's build configuration: root of trust and first bundle (public)
//! reader.json  keys of the demo reader, for `ikd verify` (secret, readable by its owner only)
//! authority.pem  the certificate of the sandbox's test authority (public)
//! example-pin  exists if the PIN is the example's, so it can be the default answer
//! lock         locked by the one process that uses the home
//! ```

use std::{
    env,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ikd_core::app::{AppVersion, Config};
use ikd_proof::PublicKey;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::{failure::Failure, texts::Texts};

/// Everything that a journey writes into a home, in the order of removal: an interruption at any point leaves a usable
/// home. Other files in the folder are never removed.
const OURS: [&str; 13] = [
    "phone",
    "hardware",
    "app.json",
    "service.db",
    "service.db-wal",
    "service.db-shm",
    "service.db-journal",
    "reader.json",
    "authority.pem",
    "captcha.png",
    "qr.png",
    "qr.html",
    "example-pin",
];

/// Attempts to acquire a lock that another process holds, and the pause between them: one second in total.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// The build configuration of this home's app.
#[derive(Serialize, Deserialize)]
struct BuiltWith {
    trust_root: String,
    embedded_trust: String,
    link_host: String,
}

/// A demo home, locked by this process.
pub(crate) struct Home {
    dir: PathBuf,
    /// Removes the folder when dropped.
    temporary: Option<TempDir>,
    _lock: File,
}

impl Home {
    /// Opens the given folder or the default one; creates it if it does not exist.
    pub(crate) fn open(given: Option<&Path>, texts: &Texts) -> Result<Self, Failure> {
        let dir = given.map_or_else(usual, |dir| Some(dir.to_owned()));
        let dir = dir.ok_or_else(|| Failure::usage(texts.no_home_folder))?;
        make_private(&dir).map_err(|_| Failure::new("home-not-writable", texts.home_not_writable))?;
        Self::lock(dir, None, texts)
    }

    /// Opens the given folder or the default one, which must contain a journey.
    pub(crate) fn open_finished(given: Option<&Path>, texts: &Texts) -> Result<Self, Failure> {
        let dir = given.map_or_else(usual, |dir| Some(dir.to_owned()));
        let dir = dir.ok_or_else(|| Failure::usage(texts.no_home_folder))?;
        if !dir.join("app.json").is_file() {
            return Err(Failure::new("home-without-journey", texts.home_without_journey));
        }
        Self::lock(dir, None, texts)
    }

    /// Opens a temporary folder, which is removed on drop.
    pub(crate) fn temporary(texts: &Texts) -> Result<Self, Failure> {
        let temporary = tempfile::Builder::new().prefix("ikd-").tempdir();
        let temporary = temporary.map_err(|_| Failure::new("home-not-writable", texts.home_not_writable))?;
        Self::lock(temporary.path().to_owned(), Some(temporary), texts)
    }

    fn lock(dir: PathBuf, temporary: Option<TempDir>, texts: &Texts) -> Result<Self, Failure> {
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(dir.join("lock"));
        let lock = open.map_err(|_| Failure::new("home-not-writable", texts.home_not_writable))?;
        // A program that was just killed may still hold the lock: the system releases it a little later.
        for _ in 0..LOCK_TRIES {
            if lock.try_lock().is_ok() {
                return Ok(Self { dir, temporary, _lock: lock });
            }
            std::thread::sleep(LOCK_PAUSE);
        }
        lock.try_lock().map_err(|_| Failure::new("home-in-use", texts.home_in_use))?;
        Ok(Self { dir, temporary, _lock: lock })
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// A file of this home.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Whether the folder is removed when this process ends.
    pub(crate) fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }

    /// Whether an earlier run left a journey that can continue.
    pub(crate) fn has_journey(&self) -> bool {
        self.file("app.json").is_file()
    }

    /// Removes the files of earlier runs.
    pub(crate) fn clear(&self, texts: &Texts) -> Result<(), Failure> {
        let not_removed = |_| Failure::new("home-not-writable", texts.home_not_writable);
        for name in OURS {
            let path = self.file(name);
            if path.is_dir() {
                fs::remove_dir_all(path).map_err(not_removed)?;
            } else if path.exists() {
                fs::remove_file(path).map_err(not_removed)?;
            }
        }
        Ok(())
    }

    /// Writes the app's build configuration, unless it exists already.
    pub(crate) fn build_app(
        &self,
        root: &[u8],
        bundle: &[u8],
        link: &str,
        texts: &Texts,
    ) -> Result<(), Failure> {
        if self.has_journey() {
            return Ok(());
        }
        let built = BuiltWith {
            trust_root: URL_SAFE_NO_PAD.encode(root),
            embedded_trust: URL_SAFE_NO_PAD.encode(bundle),
            link_host: link.to_owned(),
        };
        let bytes = serde_json::to_vec_pretty(&built).expect("a struct of strings serialises");
        replace(&self.file("app.json"), &bytes, false)
            .map_err(|_| Failure::new("home-not-writable", texts.home_not_writable))
    }

    /// The configuration of this home's app.
    pub(crate) fn config(&self, texts: &Texts) -> Result<Config, Failure> {
        self.read_config().ok_or_else(|| Failure::new("home-damaged", texts.home_damaged))
    }

    fn read_config(&self) -> Option<Config> {
        let built: BuiltWith = serde_json::from_slice(&fs::read(self.file("app.json")).ok()?).ok()?;
        let root = URL_SAFE_NO_PAD.decode(built.trust_root).ok()?;
        Some(Config {
            data_dir: self.file("phone"),
            trust_root: PublicKey::from_compressed(&root).ok()?,
            embedded_trust: URL_SAFE_NO_PAD.decode(built.embedded_trust).ok()?,
            link_host: built.link_host,
            app_version: app_version(),
        })
    }
}

/// The app has the version of this program.
pub(crate) fn app_version() -> AppVersion {
    let number = |text: &str| text.parse().unwrap_or(0);
    AppVersion(
        number(env!("CARGO_PKG_VERSION_MAJOR")),
        number(env!("CARGO_PKG_VERSION_MINOR")),
        number(env!("CARGO_PKG_VERSION_PATCH")),
    )
}

/// The default home: `ikd-demo` in the system's folder for user data.
pub(crate) fn usual() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("ikd-demo"))
}

fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Replaces a file atomically: a reader sees the old or the new content, never a part. `secret`: only the owner can
/// read it.
pub(crate) fn replace(path: &Path, bytes: &[u8], secret: bool) -> std::io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".ikd-").tempfile_in(dir)?;
    #[cfg(unix)]
    if !secret {
        use std::os::unix::fs::PermissionsExt as _;
        // Other programs on this machine may read public files, for example a sandboxed browser.
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    let _ = secret;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::texts::{Lang, of};

    #[test]
    fn a_home_is_used_by_one_process_at_a_time() {
        let texts = of(Lang::En);
        let dir = tempfile::tempdir().unwrap();
        let first = Home::open(Some(dir.path()), texts)
            .unwrap_or_else(|_| unreachable!("no other process uses this home"));
        assert!(Home::open(Some(dir.path()), texts).is_err());
        drop(first);
        assert!(Home::open(Some(dir.path()), texts).is_ok());
    }

    #[test]
    fn starting_over_removes_only_the_files_of_a_journey() {
        let texts = of(Lang::En);
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(Some(dir.path()), texts)
            .unwrap_or_else(|_| unreachable!("no other process uses this home"));
        fs::create_dir(home.file("phone")).unwrap();
        fs::write(home.file("app.json"), b"{}").unwrap();
        fs::write(home.file("letter.txt"), b"mine").unwrap();
        assert!(home.clear(texts).is_ok());
        assert!(!home.has_journey() && !home.file("phone").exists() && home.file("letter.txt").exists());
    }

    #[test]
    fn opening_a_folder_without_a_journey_as_finished_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Home::open_finished(Some(dir.path()), of(Lang::En)).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_a_secret_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        for (secret, mode) in [(true, 0o600), (false, 0o644)] {
            let path = dir.path().join("file");
            replace(&path, b"x", secret).unwrap();
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
        }
    }
}

//! A desktop's stand-in for the phone: keys and counters in files, the system's clocks and randomness.
//!
//! For developers, the command line and tests. It keeps every promise of the traits except the one that matters on a
//! phone: no hardware guards the keys ([`KeystoreLevel::Software`]), and whoever copies the whole folder copies the
//! keys and counters with it. Files are readable by their owner only, written beside and renamed, and synced before a
//! call returns.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use zeroize::Zeroizing;

use super::soft_key::{SoftKey, check_alias, code, platform_failed};
use super::{
    AntiRollback, ClockError, ClockReading, DeviceClock, KeyAuth, KeySpec, Keystore, KeystoreError,
    KeystoreLevel, Platform, RandomError, SecureRandom,
};

impl Platform {
    /// Everything of a desktop, in `dir` (made if missing). Keep it outside the vault's folder.
    pub fn desktop(dir: &Path) -> Result<Platform, KeystoreError> {
        let clock: Arc<dyn DeviceClock> = Arc::new(SystemClock::new());
        let random: Arc<dyn SecureRandom> = Arc::new(OsRandom);
        Ok(Platform {
            keystore: Arc::new(SoftKeystore::open(&dir.join("keys"), clock.clone(), random.clone())?),
            anti_rollback: Arc::new(FileAntiRollback::open(&dir.join("counters"))?),
            clock,
            random,
        })
    }
}

/// Key store in a folder: one file per key, mode 0600.
pub struct SoftKeystore {
    dir: PathBuf,
    clock: Arc<dyn DeviceClock>,
    random: Arc<dyn SecureRandom>,
    /// When the person last proved presence; `RecentUnlock` keys work for their seconds from here, by the boot clock.
    presence: Mutex<Option<ClockReading>>,
}

impl SoftKeystore {
    /// Opens the folder, making it if missing.
    pub fn open(
        dir: &Path,
        clock: Arc<dyn DeviceClock>,
        random: Arc<dyn SecureRandom>,
    ) -> Result<SoftKeystore, KeystoreError> {
        make_private_dir(dir)?;
        Ok(SoftKeystore { dir: dir.to_owned(), clock, random, presence: Mutex::new(None) })
    }

    fn path(&self, alias: &str) -> Result<PathBuf, KeystoreError> {
        check_alias(alias)?;
        Ok(self.dir.join(format!("{alias}.key")))
    }

    fn load(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        let bytes = Zeroizing::new(fs::read(self.path(alias)?).map_err(|error| match error.kind() {
            ErrorKind::NotFound => KeystoreError::NotFound,
            _ => io_failed(),
        })?);
        SoftKey::from_bytes(&bytes)
    }

    /// The key, if it may be used now.
    fn usable(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        let key = self.load(alias)?;
        let KeyAuth::RecentUnlock { seconds } = key.spec.auth else { return Ok(key) };
        let now = self.clock.read().map_err(|ClockError| platform_failed())?;
        let presence = *self.presence.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = presence.is_some_and(|then| {
            then.boot_id == now.boot_id
                && now.boot_ms.checked_sub(then.boot_ms).is_some_and(|ms| ms < u64::from(seconds) * 1000)
        });
        if fresh { Ok(key) } else { Err(KeystoreError::AuthRequired) }
    }
}

impl Keystore for SoftKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        Ok(KeystoreLevel::Software)
    }

    fn create(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        let path = self.path(alias)?;
        let key = SoftKey::generate(spec, self.random.as_ref())?;
        write_new(&path, &key.to_bytes()).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => KeystoreError::AlreadyExists,
            _ => io_failed(),
        })
    }

    fn delete(&self, alias: &str) -> Result<(), KeystoreError> {
        remove(&self.path(alias)?)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        let mut aliases = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(|_| io_failed())? {
            let name = entry.map_err(|_| io_failed())?.file_name();
            let alias = name.to_str().and_then(|name| name.strip_suffix(".key"));
            aliases.extend(alias.filter(|alias| alias.starts_with(prefix)).map(str::to_owned));
        }
        aliases.sort();
        Ok(aliases)
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.usable(alias)?.prf(input)
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.usable(alias)?.seal(self.random.as_ref(), plain, aad)
    }

    fn open(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.usable(alias)?.open(sealed, aad)
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.load(alias)?.public_key()
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.usable(alias)?.sign(data)
    }

    fn presence_proved(&self) -> Result<(), KeystoreError> {
        let now = self.clock.read().map_err(|ClockError| platform_failed())?;
        *self.presence.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }
}

/// Counters in a folder: one file of eight bytes each. A copy of the folder takes the counters along, so this guards
/// only against putting back the vault's folder alone.
pub struct FileAntiRollback {
    dir: PathBuf,
    /// Reading and writing a counter is one step.
    turn: Mutex<()>,
}

impl FileAntiRollback {
    /// Opens the folder, making it if missing.
    pub fn open(dir: &Path) -> Result<FileAntiRollback, KeystoreError> {
        make_private_dir(dir)?;
        Ok(FileAntiRollback { dir: dir.to_owned(), turn: Mutex::new(()) })
    }

    fn path(&self, id: &str) -> Result<PathBuf, KeystoreError> {
        check_alias(id)?;
        Ok(self.dir.join(format!("{id}.count")))
    }
}

impl AntiRollback for FileAntiRollback {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        match fs::read(self.path(id)?) {
            Ok(bytes) => <[u8; 8]>::try_from(bytes.as_slice())
                .map(|bytes| Some(u64::from_be_bytes(bytes)))
                .map_err(|_| KeystoreError::Failed { transient: false, code: code::DAMAGED }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(io_failed()),
        }
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        match self.read(id)? {
            Some(present) if present > to => Err(KeystoreError::Refused),
            Some(present) if present == to => Ok(()),
            _ => replace(&self.path(id)?, &to.to_be_bytes()).map_err(|_| io_failed()),
        }
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        remove(&self.path(id)?)
    }
}

/// The system's clocks.
///
/// On Linux the boot clock is `/proc/uptime` (sleep included, steps of 10 ms) and the boot id the kernel's. Elsewhere
/// each process counts as a boot of its own: waits start again when the program does, which errs on the safe side.
pub struct SystemClock {
    process: ProcessBoot,
}

/// A boot clock that starts with the process.
struct ProcessBoot {
    start: std::time::Instant,
    id: [u8; 16],
}

impl SystemClock {
    /// The clocks of this system.
    pub fn new() -> SystemClock {
        static PROCESS: std::sync::OnceLock<([u8; 16], std::time::Instant)> = std::sync::OnceLock::new();
        let (id, start) = *PROCESS.get_or_init(|| {
            let mut id = [0; 16];
            // Without randomness every process has the boot id of zeros; the start time below still orders them.
            let _ = getrandom::fill(&mut id);
            (id, std::time::Instant::now())
        });
        SystemClock { process: ProcessBoot { start, id } }
    }

    /// Boot time and id of the running system, where it tells them.
    fn of_kernel() -> Option<(u64, [u8; 16])> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let uptime = fs::read_to_string("/proc/uptime").ok()?;
        let (seconds, hundredths) = uptime.split_whitespace().next()?.split_once('.')?;
        let boot_ms = seconds.parse::<u64>().ok()?.checked_mul(1000)? + hundredths.parse::<u64>().ok()? * 10;
        let uuid = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let id = u128::from_str_radix(&uuid.trim().replace('-', ""), 16).ok()?;
        Some((boot_ms, id.to_be_bytes()))
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        SystemClock::new()
    }
}

impl DeviceClock for SystemClock {
    fn read(&self) -> Result<ClockReading, ClockError> {
        let milliseconds =
            |elapsed: std::time::Duration| u64::try_from(elapsed.as_millis()).map_err(|_| ClockError);
        let wall_ms = milliseconds(SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| ClockError)?)?;
        let (boot_ms, boot_id) = match SystemClock::of_kernel() {
            Some(kernel) => kernel,
            None => (milliseconds(self.process.start.elapsed())?, self.process.id),
        };
        Ok(ClockReading { wall_ms, boot_ms, boot_id })
    }
}

/// The operating system's randomness.
pub struct OsRandom;

impl SecureRandom for OsRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(out).map_err(|_| RandomError)
    }
}

const fn io_failed() -> KeystoreError {
    KeystoreError::Failed { transient: true, code: code::IO }
}

fn make_private_dir(dir: &Path) -> Result<(), KeystoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|_| io_failed())
}

/// Writes `bytes` into a synced file beside `path` that only its owner can read, and gives its name.
fn write_beside(path: &Path, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(beside)
}

/// Makes the file whole or not at all; one that exists is an error.
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = write_beside(path, bytes)?;
    // Unlike a rename, a link refuses to replace.
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    linked?;
    sync_dir_of(path)
}

/// Makes or replaces the file, whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::rename(write_beside(path, bytes)?, path)?;
    sync_dir_of(path)
}

fn remove(path: &Path) -> Result<(), KeystoreError> {
    match fs::remove_file(path) {
        Ok(()) => sync_dir_of(path).map_err(|_| io_failed()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(_) => Err(io_failed()),
    }
}

/// A name is durable only when its folder was synced. Windows cannot open folders and needs it not.
fn sync_dir_of(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(dir) if cfg!(unix) => File::open(dir)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use p256::ecdsa::signature::Verifier;
    use p256::ecdsa::{Signature, VerifyingKey};

    use super::super::KeyUse;
    use super::super::testing::{FixedRandom, ManualClock};
    use super::*;

    const SEAL: KeySpec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::None };
    const PRF: KeySpec = KeySpec { usage: KeyUse::Prf, auth: KeyAuth::UnlockedDevice };
    const SIGN: KeySpec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::None };

    struct Desk {
        dir: tempfile::TempDir,
        clock: Arc<ManualClock>,
    }

    impl Desk {
        fn new() -> Desk {
            Desk { dir: tempfile::tempdir().unwrap(), clock: Arc::new(ManualClock::new(1_000_000)) }
        }

        fn keystore(&self) -> SoftKeystore {
            SoftKeystore::open(self.dir.path(), self.clock.clone(), Arc::new(OsRandom)).unwrap()
        }
    }

    #[test]
    fn keys_survive_a_restart() {
        let desk = Desk::new();
        desk.keystore().create("ikd.a", SEAL).unwrap();
        let sealed = desk.keystore().seal("ikd.a", b"plain", b"aad").unwrap();
        assert_eq!(*desk.keystore().open("ikd.a", &sealed, b"aad").unwrap(), b"plain");
    }

    #[test]
    fn a_key_opens_only_its_own_seal_and_context() {
        let keystore = Desk::new();
        let keystore = keystore.keystore();
        keystore.create("ikd.a", SEAL).unwrap();
        keystore.create("ikd.b", SEAL).unwrap();
        let sealed = keystore.seal("ikd.a", b"plain", b"aad").unwrap();
        assert_eq!(keystore.open("ikd.b", &sealed, b"aad").err(), Some(KeystoreError::Refused));
        assert_eq!(keystore.open("ikd.a", &sealed, b"other").err(), Some(KeystoreError::Refused));
        assert_eq!(keystore.open("ikd.a", &sealed[..5], b"aad").err(), Some(KeystoreError::Refused));
        assert_eq!(keystore.open("ikd.c", &sealed, b"aad").err(), Some(KeystoreError::NotFound));
    }

    #[test]
    fn an_existing_key_is_not_replaced_and_deleting_twice_succeeds() {
        let desk = Desk::new();
        let keystore = desk.keystore();
        keystore.create("ikd.a", PRF).unwrap();
        let answer = keystore.prf("ikd.a", &[1; 32]).unwrap();
        assert_eq!(keystore.create("ikd.a", PRF), Err(KeystoreError::AlreadyExists));
        assert_eq!(keystore.prf("ikd.a", &[1; 32]).unwrap(), answer);
        keystore.delete("ikd.a").unwrap();
        keystore.delete("ikd.a").unwrap();
        assert_eq!(keystore.prf("ikd.a", &[1; 32]).err(), Some(KeystoreError::NotFound));
    }

    #[test]
    fn each_key_does_what_it_was_made_for_and_nothing_else() {
        let desk = Desk::new();
        let keystore = desk.keystore();
        for (alias, spec) in [("seal", SEAL), ("prf", PRF), ("sign", SIGN)] {
            keystore.create(alias, spec).unwrap();
        }
        assert!(keystore.prf("seal", &[0; 32]).is_err() && keystore.prf("sign", &[0; 32]).is_err());
        assert!(keystore.seal("prf", b"", b"").is_err() && keystore.sign("prf", b"").is_err());
        assert!(keystore.prf("prf", &[0; 31]).is_err(), "32 bytes exactly");
        assert!(keystore.seal("seal", &[0; 4097], b"").is_err(), "4 KiB at most");
        assert!(keystore.seal("seal", &[0; 4096], b"").is_ok());
    }

    #[test]
    fn signatures_verify_with_the_compressed_public_key() {
        let desk = Desk::new();
        let keystore = desk.keystore();
        keystore.create("sign", SIGN).unwrap();
        let public = keystore.public_key("sign").unwrap();
        assert_eq!(public.len(), 33);
        let signature = Signature::from_slice(&keystore.sign("sign", b"data").unwrap()).unwrap();
        assert!(VerifyingKey::from_sec1_bytes(&public).unwrap().verify(b"data", &signature).is_ok());
    }

    #[test]
    fn a_recent_unlock_key_works_for_its_seconds_and_not_after_a_restart() {
        let desk = Desk::new();
        let keystore = desk.keystore();
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::RecentUnlock { seconds: 120 } };
        keystore.create("view", spec).unwrap();
        assert!(keystore.public_key("view").is_ok(), "the public half is always readable");
        assert_eq!(keystore.sign("view", b""), Err(KeystoreError::AuthRequired));
        keystore.presence_proved().unwrap();
        desk.clock.advance_ms(119_999);
        assert!(keystore.sign("view", b"").is_ok());
        desk.clock.advance_ms(1);
        assert_eq!(keystore.sign("view", b""), Err(KeystoreError::AuthRequired));
        keystore.presence_proved().unwrap();
        desk.clock.set_wall_ms(0);
        assert!(keystore.sign("view", b"").is_ok(), "the wall clock does not matter");
        desk.clock.reboot();
        assert_eq!(keystore.sign("view", b""), Err(KeystoreError::AuthRequired));
    }

    #[test]
    fn biometric_keys_are_refused_on_a_desktop() {
        let spec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::Biometric };
        let desk = Desk::new();
        assert_eq!(
            desk.keystore().create("bio", spec),
            Err(KeystoreError::Failed { transient: false, code: code::UNSUPPORTED })
        );
        assert!(desk.keystore().list("").unwrap().is_empty());
    }

    #[test]
    fn aliases_that_are_no_file_names_are_refused() {
        let desk = Desk::new();
        for alias in ["", "../a", "a/b", ".hidden", "A", "a b", "é", &"a".repeat(65)] {
            assert!(desk.keystore().create(alias, SEAL).is_err(), "{alias:?}");
        }
        assert!(desk.keystore().create(&"a".repeat(64), SEAL).is_ok());
    }

    #[test]
    fn listing_gives_the_aliases_of_a_prefix() {
        let desk = Desk::new();
        for alias in ["ikd.b.2", "ikd.a", "ikd.b.1"] {
            desk.keystore().create(alias, SEAL).unwrap();
        }
        assert_eq!(desk.keystore().list("ikd.b.").unwrap(), ["ikd.b.1", "ikd.b.2"]);
    }

    #[test]
    fn a_damaged_key_file_is_an_error_and_not_a_key() {
        let desk = Desk::new();
        desk.keystore().create("a", SEAL).unwrap();
        let path = desk.dir.path().join("a.key");
        let whole = fs::read(&path).unwrap();
        for len in 0..whole.len() {
            fs::write(&path, &whole[..len]).unwrap();
            assert!(desk.keystore().seal("a", b"", b"").is_err(), "cut to {len} bytes");
        }
    }

    #[cfg(unix)]
    #[test]
    fn key_files_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let desk = Desk::new();
        desk.keystore().create("a", SEAL).unwrap();
        let mode = fs::metadata(desk.dir.path().join("a.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(desk.dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn counters_go_up_only_and_survive_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let counters = FileAntiRollback::open(dir.path()).unwrap();
        assert_eq!(counters.read("ikd.n"), Ok(None));
        counters.advance("ikd.n", 5).unwrap();
        counters.advance("ikd.n", 5).unwrap();
        assert_eq!(counters.advance("ikd.n", 4), Err(KeystoreError::Refused));
        assert_eq!(FileAntiRollback::open(dir.path()).unwrap().read("ikd.n"), Ok(Some(5)));
        counters.remove("ikd.n").unwrap();
        counters.remove("ikd.n").unwrap();
        assert_eq!(counters.read("ikd.n"), Ok(None));
    }

    #[test]
    fn the_boot_clock_goes_on_and_its_id_stays() {
        let clock = SystemClock::new();
        let (first, second) = (clock.read().unwrap(), SystemClock::new().read().unwrap());
        assert_eq!(first.boot_id, second.boot_id);
        assert!(second.boot_ms >= first.boot_ms);
        assert!(first.wall_ms > 1_700_000_000_000, "after 2023");
    }

    #[test]
    fn randomness_differs_and_the_fixed_one_repeats() {
        let draw = |random: &dyn SecureRandom| {
            let mut bytes = [0; 40];
            random.fill(&mut bytes).unwrap();
            bytes
        };
        assert_ne!(draw(&OsRandom), draw(&OsRandom));
        assert_eq!(draw(&FixedRandom::new(7)), draw(&FixedRandom::new(7)));
        assert_ne!(draw(&FixedRandom::new(7)), draw(&FixedRandom::new(8)));
    }
}

//! The vault on a full disk. A file size limit of the process makes the kernel refuse writes, as on a full disk. The
//! failed operation costs nothing, no error asks to erase, and everything works once there is space again.
//!
//! The limit applies to a whole process, so each test runs itself again in a process of its own and sets the limit
//! there with `prlimit`, which every Linux has. On other systems these tests do not exist.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::{Command, id};

use super::test_support::{DOCUMENTS, NEW_PIN, PIN, Rig, WRONG, pin};
use super::{MAX_ATTEMPTS, PersonalDigits, SealedStore, Table, VaultError, VaultState};

const MARK: &str = "IKD_TEST_IN_ITS_OWN_PROCESS";
const DRAFT: Table = Table(1);
/// File size limits in bytes, from 0 to enough for everything; they cut the small files here at different pages and
/// write-ahead frames.
const LIMITS: [u64; 14] =
    [0, 1, 1_000, 4_096, 8_192, 8_300, 10_000, 16_500, 20_000, 33_000, 50_000, 66_000, 100_000, 400_000];

fn limit(bytes: &str) -> bool {
    let id = id().to_string();
    Command::new("prlimit")
        .args(["--pid", &id, &format!("--fsize={bytes}:")])
        .status()
        .is_ok_and(|done| done.success())
}

/// Runs `work` with files that cannot grow beyond `bytes`.
fn with_room_for<T>(bytes: u64, work: impl FnOnce() -> T) -> T {
    assert!(limit(&bytes.to_string()));
    let outcome = work();
    assert!(limit("unlimited"));
    outcome
}

/// Runs the test of this name in a process of its own, and there `work` with each limit.
fn at_each_limit(name: &str, mut work: impl FnMut(u64) -> Result<(), VaultError>) {
    if std::env::var_os(MARK).is_none() {
        if cfg!(not(target_os = "linux")) {
            return;
        }
        // Ignore SIGXFSZ: a write beyond the limit then returns an error instead of ending the process.
        let script = "trap '' XFSZ; exec \"$0\" \"$@\"";
        let itself = std::env::current_exe().unwrap();
        let name = format!("vault::full_disk_tests::{name}");
        let mut again = Command::new("sh");
        again.args(["-c", script]).arg(itself).args([name.as_str(), "--exact", "--nocapture"]).env(MARK, "1");
        let run = again.output().unwrap();
        let output = String::from_utf8_lossy(&run.stdout);
        assert!(
            run.status.success() && output.contains("1 passed"),
            "{output}{}",
            String::from_utf8_lossy(&run.stderr)
        );
        return;
    }
    let mut full = 0;
    for bytes in LIMITS {
        match work(bytes) {
            Ok(()) => {}
            Err(VaultError::StorageFull) => full += 1,
            // The probe file fits within this limit, so a full disk looks like a failed one.
            Err(VaultError::Io { .. }) if bytes >= 64 * 1024 => {}
            Err(error) => panic!("{bytes} bytes: {error:?}"),
        }
    }
    assert!(full >= 1, "no limit had an effect");
    assert!(work(u64::MAX / 2).is_ok(), "it works with enough space");
}

fn is_locked(state: VaultState) -> bool {
    matches!(state, VaultState::Locked { .. })
}

#[test]
fn opening_a_vault_on_a_full_disk_loses_nothing() {
    at_each_limit("opening_a_vault_on_a_full_disk_loses_nothing", |bytes| {
        let rig = Rig::with_vault();
        for wrong in &WRONG[..3] {
            assert!(rig.unlock(wrong).is_err());
        }
        // After a restart the wait starts again, and opening writes that to the header.
        rig.phone.clock.reboot();
        let opened = with_room_for(bytes, || rig.try_vault());
        assert!(opened.as_ref().map_or(true, |vault| is_locked(vault.state())), "{bytes}");
        let outcome = opened.map(drop);
        rig.wait();
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS - 3, "{bytes}");
        rig.wait();
        assert!(rig.opens_with(PIN), "{bytes}");
        outcome
    });
}

#[test]
fn unlocking_on_a_full_disk_costs_no_attempt() {
    at_each_limit("unlocking_on_a_full_disk_costs_no_attempt", |bytes| {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let outcome = with_room_for(bytes, || vault.unlock(&pin(PIN)).map(drop));
        assert!(is_locked(vault.state()), "{bytes}: {:?}", vault.state());
        drop(vault.unlock(&pin(PIN)).unwrap());
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "{bytes}");
        assert!(rig.opens_with(PIN));
        outcome
    });
}

#[test]
fn putting_a_document_on_a_full_disk_keeps_the_old_ones() {
    at_each_limit("putting_a_document_on_a_full_disk_keeps_the_old_ones", |bytes| {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        let outcome = with_room_for(bytes, || session.put(DOCUMENTS, b"kk", b"KK CONTOH", &[7; 20_000]));
        let kept = session.get(DOCUMENTS, b"kk").unwrap();
        assert_eq!(kept.is_some(), outcome.is_ok(), "{bytes}");
        // Existing records stay, also after locking on a full disk.
        let _ = with_room_for(bytes, || vault.lock(session));
        assert!(is_locked(vault.state()), "{bytes}: {:?}", vault.state());
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        assert!(session.get(DOCUMENTS, b"ktp").unwrap().is_some(), "{bytes}");
        assert_eq!(session.get(DOCUMENTS, b"kk").unwrap().is_some(), outcome.is_ok(), "{bytes}");
        session.put(DOCUMENTS, b"kk", b"KK CONTOH", &[8; 20_000]).unwrap();
        outcome
    });
}

#[test]
fn setting_the_pin_on_a_full_disk_can_be_repeated() {
    at_each_limit("setting_the_pin_on_a_full_disk_can_be_repeated", |bytes| {
        let rig = Rig::new();
        let vault = rig.vault();
        let outcome = with_room_for(bytes, || vault.provision(&pin(PIN), &PersonalDigits::none()).map(drop));
        match vault.state() {
            VaultState::Absent => drop(vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap()),
            state => assert!(is_locked(state), "{bytes}: {state:?}"),
        }
        assert!(rig.unlock(PIN).is_ok(), "{bytes}");
        outcome
    });
}

#[test]
fn changing_the_pin_on_a_full_disk_leaves_one_valid_pin() {
    at_each_limit("changing_the_pin_on_a_full_disk_leaves_one_valid_pin", |bytes| {
        let rig = Rig::with_vault();
        let vault = rig.vault();
        let mut session = vault.unlock(&pin(PIN)).unwrap();
        let new = pin(NEW_PIN);
        let outcome = with_room_for(bytes, || session.change_pin(&pin(PIN), &new, &PersonalDigits::none()));
        drop(session);
        let valid = if outcome.is_ok() { NEW_PIN } else { PIN };
        assert!(rig.opens_with(valid), "{bytes}");
        assert_eq!(rig.attempts_left(), MAX_ATTEMPTS, "{bytes}");
        outcome
    });
}

#[test]
fn a_registration_on_a_full_disk_keeps_its_last_draft() {
    at_each_limit("a_registration_on_a_full_disk_keeps_its_last_draft", |bytes| {
        let rig = Rig::new();
        let platform = rig.phone.platform();
        let begun = with_room_for(bytes, || SealedStore::open(&rig.dir(), &platform).map(drop));
        let mut store = SealedStore::open(&rig.dir(), &platform).unwrap();
        store.put(DRAFT, b"form", b"", b"isi contoh").unwrap();
        let kept = with_room_for(bytes, || store.put(DRAFT, b"form", b"", &[1; 9_000]));
        drop(store);
        let store = with_room_for(bytes, || SealedStore::open(&rig.dir(), &platform));
        let opened = store.as_ref().map(drop).map_err(|error| *error);
        drop(store);
        let store = SealedStore::open(&rig.dir(), &platform).unwrap();
        let body = store.get(DRAFT, b"form").unwrap().unwrap().body;
        assert_eq!(body.len(), if kept.is_ok() { 9_000 } else { 10 }, "{bytes}");
        begun.and(kept).and(opened)
    });
}

//! The desktop platform keeps the promises of the traits.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use super::*;
use crate::platform::{KeyAuth, KeySpec, KeyUse, Keystore, RollbackCounters, testing::FixedRandom};

const SEAL: KeySpec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::Always };
const PRF: KeySpec = KeySpec { usage: KeyUse::Prf, auth: KeyAuth::UnlockedDevice };
const SIGN: KeySpec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { dir: tempfile::tempdir().unwrap() }
    }

    fn keystore(&self) -> SoftKeystore {
        SoftKeystore::open(self.dir.path(), Arc::new(OsRandom)).unwrap()
    }
}

#[test]
fn keys_survive_a_restart() {
    let desk = Desk::new();
    desk.keystore().create_key("ikd.a", SEAL).unwrap();
    let sealed = desk.keystore().seal("ikd.a", b"plain", b"aad").unwrap();
    assert_eq!(*desk.keystore().unseal("ikd.a", &sealed, b"aad").unwrap(), b"plain");
}

#[test]
fn a_key_opens_only_what_it_sealed_with_the_same_aad() {
    let desk = Desk::new();
    let keystore = desk.keystore();
    keystore.create_key("ikd.a", SEAL).unwrap();
    keystore.create_key("ikd.b", SEAL).unwrap();
    let sealed = keystore.seal("ikd.a", b"plain", b"aad").unwrap();
    assert_eq!(keystore.unseal("ikd.b", &sealed, b"aad").err(), Some(KeystoreError::Refused));
    assert_eq!(keystore.unseal("ikd.a", &sealed, b"other").err(), Some(KeystoreError::Refused));
    assert_eq!(keystore.unseal("ikd.a", &sealed[..5], b"aad").err(), Some(KeystoreError::Refused));
    assert_eq!(keystore.unseal("ikd.c", &sealed, b"aad").err(), Some(KeystoreError::NotFound));
}

#[test]
fn an_existing_key_is_not_replaced_and_deleting_twice_succeeds() {
    let desk = Desk::new();
    let keystore = desk.keystore();
    keystore.create_key("ikd.a", PRF).unwrap();
    let answer = keystore.prf("ikd.a", &[1; 32]).unwrap();
    assert_eq!(keystore.create_key("ikd.a", PRF), Err(KeystoreError::AlreadyExists));
    assert_eq!(keystore.prf("ikd.a", &[1; 32]).unwrap(), answer);
    keystore.delete_key("ikd.a").unwrap();
    keystore.delete_key("ikd.a").unwrap();
    assert_eq!(keystore.prf("ikd.a", &[1; 32]).err(), Some(KeystoreError::NotFound));
}

#[test]
fn each_key_allows_only_its_own_use() {
    let desk = Desk::new();
    let keystore = desk.keystore();
    for (alias, spec) in [("seal", SEAL), ("prf", PRF), ("sign", SIGN)] {
        keystore.create_key(alias, spec).unwrap();
    }
    assert!(keystore.prf("seal", &[0; 32]).is_err() && keystore.prf("sign", &[0; 32]).is_err());
    assert!(keystore.seal("prf", b"", b"").is_err() && keystore.sign("prf", b"").is_err());
    assert!(keystore.prf("prf", &[0; 31]).is_err(), "exactly 32 bytes");
    assert!(keystore.seal("seal", &[0; 4097], b"").is_err(), "at most 4 KiB");
    assert!(keystore.seal("seal", &[0; 4096], b"").is_ok());
}

#[test]
fn signatures_verify_with_the_compressed_public_key() {
    let desk = Desk::new();
    let keystore = desk.keystore();
    keystore.create_key("sign", SIGN).unwrap();
    let public = keystore.public_key("sign").unwrap();
    assert_eq!(public.len(), 33);
    let signature = Signature::from_slice(&keystore.sign("sign", b"data").unwrap()).unwrap();
    assert!(VerifyingKey::from_sec1_bytes(&public).unwrap().verify(b"data", &signature).is_ok());
}

#[test]
fn a_view_key_of_an_earlier_version_still_signs() {
    let desk = Desk::new();
    let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::UnlockedDevice };
    desk.keystore().create_key("view", spec).unwrap();
    let path = desk.dir.path().join("view.key");
    let mut key = fs::read(&path).unwrap();
    // Authorisation 2 with 120 seconds: the key store itself counted the time since the user was verified.
    key[6] = 2;
    key[10] = 120;
    fs::write(&path, key).unwrap();
    assert!(desk.keystore().sign("view", b"").is_ok());
}

#[test]
fn biometric_keys_are_refused_on_a_desktop() {
    let spec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::Biometric };
    let desk = Desk::new();
    assert_eq!(
        desk.keystore().create_key("bio", spec),
        Err(KeystoreError::Failed { transient: false, number: code::UNSUPPORTED })
    );
    assert!(desk.keystore().list_keys("").unwrap().is_empty());
}

#[test]
fn aliases_that_are_not_file_names_are_refused() {
    let desk = Desk::new();
    for alias in ["", "../a", "a/b", ".hidden", "A", "a b", "é", &"a".repeat(65)] {
        assert!(desk.keystore().create_key(alias, SEAL).is_err(), "{alias:?}");
    }
    assert!(desk.keystore().create_key(&"a".repeat(64), SEAL).is_ok());
}

#[test]
fn listing_returns_the_aliases_with_a_prefix() {
    let desk = Desk::new();
    for alias in ["ikd.b.2", "ikd.a", "ikd.b.1"] {
        desk.keystore().create_key(alias, SEAL).unwrap();
    }
    assert_eq!(desk.keystore().list_keys("ikd.b.").unwrap(), ["ikd.b.1", "ikd.b.2"]);
}

#[test]
fn a_damaged_key_file_is_an_error_and_not_a_key() {
    let desk = Desk::new();
    desk.keystore().create_key("a", SEAL).unwrap();
    let path = desk.dir.path().join("a.key");
    let whole = fs::read(&path).unwrap();
    for len in 0..whole.len() {
        fs::write(&path, &whole[..len]).unwrap();
        assert!(desk.keystore().seal("a", b"", b"").is_err(), "cut to {len} bytes");
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_key_files() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.keystore().create_key("a", SEAL).unwrap();
    let mode = fs::metadata(desk.dir.path().join("a.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(desk.dir.path()).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn counters_only_increase_and_survive_a_restart() {
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
fn the_boot_clock_advances_and_keeps_its_id() {
    let clock = SystemClock::new();
    let (first, second) = (clock.read().unwrap(), SystemClock::new().read().unwrap());
    assert_eq!(first.boot_id, second.boot_id);
    assert!(second.boot_ms >= first.boot_ms);
    assert!(first.wall_ms > 1_700_000_000_000, "after 2023");
}

#[test]
fn os_randomness_differs_and_fixed_randomness_repeats() {
    let draw = |random: &dyn SecureRandom| {
        let mut bytes = [0; 40];
        random.fill(&mut bytes).unwrap();
        bytes
    };
    assert_ne!(draw(&OsRandom), draw(&OsRandom));
    assert_eq!(draw(&FixedRandom::new(7)), draw(&FixedRandom::new(7)));
    assert_ne!(draw(&FixedRandom::new(7)), draw(&FixedRandom::new(8)));
}

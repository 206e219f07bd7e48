//! Tests of wiping: an unfinished wipe is finished by the next wipe or the next opening, no key or file of the core
//! remains, and keys of others are not touched.

#![allow(clippy::unwrap_used, clippy::panic)]

mod fault;
mod release;
mod sweep;

use std::{collections::BTreeMap, fs, path::Path};

use ikd_proof::{
    Signer as _,
    testing::{ROOT, signer, trust},
};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::{
    account::{self, NewAccount},
    identity::Nik,
    platform::{
        KeyAuth, KeySpec, KeyUse, Keystore, KeystoreError, RollbackCounters,
        testing::{self, FaultKeystore, TestPhone},
    },
    registration::FormShape,
    service::{NoNetwork, contract::Id},
    vault::{PersonalDigits, Pin, Table},
};

const PIN: &str = "592716";
const WRONG: [&str; 10] =
    ["592717", "604182", "283950", "719346", "903518", "461837", "375092", "850264", "204759", "938406"];
const COUNTER: &str = "ikd.vault.manifest";
const SIGNS: KeySpec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
/// Keys that are not the core's, although some look like it.
const FOREIGN: [&str; 4] = ["com.example.key", "ikd.device", "ikd.shell.1", "ikdx.view.1"];
const DEVICE_KEY: &str = "ikd.device.00000000000000aa";
const VIEWS: [&str; 2] = ["ikd.view.1.00000000000000bb", "ikd.view.2.00000000000000cc"];

/// A phone and its disk.
struct Rig {
    phone: TestPhone,
    home: TempDir,
}

/// Everything on a phone that remains after the app was killed.
struct Snapshot {
    keys: BTreeMap<String, Vec<u8>>,
    counter: Option<u64>,
    files: TempDir,
}

/// Counters that fail at the same steps as the disk.
struct Counters(Arc<testing::MemoryAntiRollback>);

impl RollbackCounters for Counters {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        self.0.read(id)
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        failing()?;
        self.0.advance(id, to)
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        failing()?;
        self.0.remove(id)
    }
}

fn failing() -> Result<(), KeystoreError> {
    crate::files::step().map_err(|_| KeystoreError::Failed { transient: true, number: 7 })
}

fn config(home: &Path) -> Config {
    let root = signer(ROOT);
    Config {
        data_dir: home.join("data"),
        trust_root: root.public_key(),
        embedded_trust: trust().issue(&root).unwrap(),
        link_host: "localhost".to_owned(),
        app_version: AppVersion(0, 1, 0),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            drop(fs::copy(entry.path(), to));
        }
    }
}

impl Rig {
    fn new() -> Self {
        let rig = Self { phone: TestPhone::new(1), home: tempfile::tempdir().unwrap() };
        for alias in FOREIGN {
            rig.phone.keystore.create_key(alias, SIGNS).unwrap();
        }
        rig
    }

    /// Opens the app as a new process does, with a key store and counters that fail at the same steps as the disk.
    fn try_open(&self, transport: Arc<dyn Transport>) -> Result<Ikd, OpenError> {
        let keystore = FaultKeystore::new(self.phone.keystore.clone(), 0, testing::Fault::WithTheDisk);
        let mut platform = self.phone.platform_with(Arc::new(keystore));
        platform.counters = Arc::new(Counters(self.phone.counters.clone()));
        Ikd::open_with(
            config(self.home.path()),
            platform,
            transport,
            Vault::open_with_wipe_hook_and_weak_kdf_for_tests,
        )
    }

    fn open(&self) -> Ikd {
        self.try_open(Arc::new(NoNetwork)).unwrap()
    }

    fn keys(&self) -> Vec<String> {
        self.phone.keystore.list_keys("").unwrap()
    }

    /// Names of the files in the folders of vault, registration and outbox.
    fn files(&self) -> Vec<String> {
        ["vault", "registration", "outbox"]
            .iter()
            .flat_map(|folder| fs::read_dir(self.home.path().join("data").join(folder)).into_iter().flatten())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn is_empty(&self) -> bool {
        self.keys() == FOREIGN
            && self.files().is_empty()
            && self.phone.counters.read(COUNTER).unwrap().is_none()
    }

    fn is_marked(&self) -> bool {
        self.home.path().join("data/vault/wipe.pending").exists()
    }

    fn snapshot(&self) -> Snapshot {
        let files = tempfile::tempdir().unwrap();
        copy(&self.home.path().join("data"), files.path());
        let counter = self.phone.counters.read(COUNTER).unwrap();
        Snapshot { keys: self.phone.keystore.export(), counter, files }
    }

    fn of(snapshot: &Snapshot) -> Self {
        let rig = Self { phone: TestPhone::new(2), home: tempfile::tempdir().unwrap() };
        for (alias, key) in &snapshot.keys {
            rig.phone.keystore.import(alias, key).unwrap();
        }
        if let Some(counter) = snapshot.counter {
            rig.phone.counters.advance(COUNTER, counter).unwrap();
        }
        copy(snapshot.files.path(), &rig.home.path().join("data"));
        rig
    }

    /// A phone with a registration that has its device key.
    fn registering() -> Self {
        let rig = Self::new();
        let app = rig.open();
        app.registration().begin(FormShape::Short).unwrap();
        app.registration().acknowledge_officer_notice().unwrap();
        drop(app);
        rig
    }

    /// A phone with a locked vault, which has an account and two views.
    fn with_account() -> Self {
        let rig = Self::new();
        let app = rig.open();
        let vault = &app.0.vault;
        let mut session = vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap();
        rig.phone.keystore.create_key(DEVICE_KEY, SIGNS).unwrap();
        let new_account = NewAccount {
            account: Id([3; 16]),
            nik: Nik::parse("9901010101900001").unwrap(),
            phone: "+6281200000000".to_owned(),
            device_key_alias: DEVICE_KEY.to_owned(),
            consent_export: vec![],
        };
        account::record(&mut session, &new_account).unwrap();
        let queued = rig.home.path().join("data/outbox/AAAAAAAAAAAAAAAAAAAAAA.1");
        fs::create_dir_all(&queued).unwrap();
        fs::write(queued.join("manifest.json"), b"{}").unwrap();
        for (kind, alias) in (1..).zip(VIEWS) {
            rig.phone.keystore.create_key(alias, SIGNS).unwrap();
            session.put(Table::VIEWS, &[kind], view_meta(alias).as_bytes(), b"a view").unwrap();
        }
        let sensor = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::Biometric };
        rig.phone.keystore.create_key("ikd.bio.presence", sensor).unwrap();
        vault.lock(session).unwrap();
        drop(app);
        rig
    }

    /// The same phone with one try left.
    fn with_one_try_left() -> Self {
        let rig = Self::with_account();
        let app = rig.open();
        for wrong in &WRONG[..9] {
            assert!(app.0.vault.unlock(&pin(wrong)).is_err());
            rig.phone.clock.advance_ms(181 * 60_000);
        }
        drop(app);
        rig
    }
}

fn view_meta(alias: &str) -> String {
    format!(r#"{{"key_alias":"{alias}","expires_at":1,"ktp_version":1}}"#)
}

fn pin(text: &str) -> Pin {
    Pin::parse(text).unwrap()
}

fn typed(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

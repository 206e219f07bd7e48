//! A phone with an account and the documents of a family, over a simulated office.

use std::{path::Path, sync::Arc};

use ikd_proof::{
    Signer as _,
    document::{Body, Document},
    testing::{self, ISSUER, ROOT, signer},
    trust::{ServiceKey, TrustBundle},
};
use tempfile::TempDir;

use super::{super::*, office::Office};
use crate::{
    AppVersion,
    account::{self, NewAccount},
    identity::Nik,
    platform::{KeyAuth, KeySpec, KeyUse, Keystore, RollbackCounters, testing::TestPhone},
    service::ServiceClient,
    time::ServiceClock,
    trust::TrustStore,
    vault::{PersonalDigits, Pin, Session, Table, Unlocked},
    views::Views,
};

pub(super) const DEVICE_KEY: &str = "ikd.device.00000000000000aa";
const COUNTER: &str = "ikd.vault.manifest";
const PIN: &str = "592716";
/// The simulated phone's time at its start, seconds.
pub(super) const START_S: u64 = 1_795_305_600;
/// Key of the service, and of the one after its rotation.
pub(super) const SERVICE_KEYS: [u8; 2] = [0x16, 0x26];

/// The bundle of a version, with the first service key or, from version 4 on, both.
pub(super) fn trust(version: u64) -> TrustBundle {
    let key = |number: u8, since: u64| ServiceKey {
        key: testing::reader_key(number).public_key(),
        not_before: since,
        not_after: START_S + 400 * 86_400,
    };
    let mut service_keys = vec![key(SERVICE_KEYS[0], START_S - 1000)];
    if version >= 4 {
        service_keys.push(key(SERVICE_KEYS[1], START_S - 10));
    }
    TrustBundle { version, service_keys, refresh_after: START_S + 86_400 * 400, ..testing::trust() }
}

/// The disk and the hardware of a phone, which outlive the process.
pub(super) struct Phone {
    pub(super) hardware: TestPhone,
    pub(super) home: TempDir,
    pub(super) office: Arc<Office>,
}

/// The parts of a running app.
pub(super) struct App {
    pub(super) applications: Applications,
    pub(super) context: Context,
    pub(super) vault: Arc<Vault>,
}

impl Phone {
    /// A phone with KTP and family card, locked.
    pub(super) fn new() -> Self {
        let hardware = TestPhone::new(1);
        let phone = Self { hardware, home: tempfile::tempdir().unwrap(), office: Arc::default() };
        let app = phone.open();
        let mut session = app.vault.provision(&pin(), &PersonalDigits::none()).unwrap();
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
        phone.hardware.keystore.create_key(DEVICE_KEY, spec).unwrap();
        let new_account = NewAccount {
            account: Id([3; 16]),
            nik: Nik::parse("9901011708900001").unwrap(),
            phone: "+6281200000000".to_owned(),
            device_key_alias: DEVICE_KEY.to_owned(),
            consent_export: vec![],
        };
        account::record(&mut session, &new_account).unwrap();
        for (id, body) in [(1, Body::Ktp(testing::ktp())), (2, Body::FamilyCard(testing::family_card()))] {
            let kind = body.document_type().code();
            let document = testing::document(body);
            let document = Document { id: ikd_proof::DocumentId([id; 16]), ..document };
            let meta = serde_json::json!({
                "kind": kind, "subject": "BUDI", "version": 1, "issued_at": 1, "example": true,
                "sha256": vec![0; 32],
            });
            let container = document.issue(&signer(ISSUER)).unwrap();
            session.put(Table::DOCUMENTS, &[id; 16], meta.to_string().as_bytes(), &container).unwrap();
        }
        app.vault.lock(session).unwrap();
        phone
    }

    /// Another phone in the same state, for a test that tries many ways to go on. This one must be locked.
    pub(super) fn copy(&self) -> Self {
        let copy =
            Self { hardware: TestPhone::new(2), home: tempfile::tempdir().unwrap(), office: Arc::default() };
        for (alias, key) in self.hardware.keystore.export() {
            copy.hardware.keystore.import(&alias, &key).unwrap();
        }
        if let Some(count) = self.hardware.counters.read(COUNTER).unwrap() {
            copy.hardware.counters.advance(COUNTER, count).unwrap();
        }
        copy_files(self.home.path(), copy.home.path());
        copy
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(super) fn outbox(&self) -> PathBuf {
        self.file("outbox")
    }

    /// Opens the app as a new process does; locked.
    pub(super) fn open(&self) -> App {
        self.open_as(AppVersion(0, 1, 0))
    }

    /// Opens another version of the app.
    pub(super) fn open_as(&self, app_version: AppVersion) -> App {
        let platform = self.hardware.platform();
        let clock = Arc::new(ServiceClock::open(platform.clock.clone(), self.file("clock.json")));
        let root = signer(ROOT);
        let embedded = trust(3).issue(&root).unwrap();
        let store = TrustStore::open(root.public_key(), &embedded, self.file("trust.cose"), clock.clone());
        let client = ServiceClient::new(self.office.clone(), clock.clone(), &platform, "0.1.0".to_owned());
        let context = Context {
            client: Arc::new(client),
            clock,
            trust: Arc::new(store.unwrap()),
            unlocked: Unlocked::default(),
            app_version,
            changed: Arc::new(|| {}),
            platform: platform.clone(),
        };
        let account = Account::new(context.clone());
        let views = Views::new(context.clone(), account.clone());
        let documents = Documents::new(context.clone(), account.clone(), views);
        let vault = Arc::new(Vault::open_with_weak_kdf_for_tests(&self.file("vault"), &platform).unwrap());
        let outbox = Outbox::new(self.outbox());
        let applications =
            Applications::new(context.clone(), account, documents, vault.clone(), outbox, self.file("forms"));
        App { applications, context, vault }
    }

    /// Opens the app as a new process does, and unlocks it.
    pub(super) fn unlocked(&self) -> App {
        let app = self.open();
        app.unlock();
        app
    }

    /// A running app with a complete draft for a change of the blood type, with two pages.
    pub(super) fn with_draft(&self) -> (App, ApplicationId) {
        let app = self.unlocked();
        let id = app.draft();
        (app, id)
    }

    /// A locked app with a queued application.
    pub(super) fn with_queued(&self) -> (App, ApplicationId) {
        let (app, id) = self.with_draft();
        app.applications.queue(id).unwrap();
        app.lock();
        (app, id)
    }

    /// The names of all files in the outbox, with their folders.
    pub(super) fn outbox_files(&self) -> Vec<String> {
        files(&self.outbox())
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy_files(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

pub(super) fn files(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let folder = path.file_name().unwrap().to_str().unwrap().to_owned();
            names.extend(files(&path).into_iter().map(|file| format!("{folder}/{file}")));
        } else {
            names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    names.sort();
    names
}

fn pin() -> Pin {
    Pin::parse(PIN).unwrap()
}

/// The pages of the draft: two different complete JPEGs.
pub(super) fn pages() -> [Vec<u8>; 2] {
    let mut every = crate::jpeg::tests::every_kind().into_iter();
    [every.next().unwrap().1, every.next().unwrap().1]
}

pub(super) const PAPER: &str = "surat-golongan-darah";
/// Complete answers of the form `golongan-darah`.
pub(super) const ANSWERS: [(&str, &str); 4] = [
    ("golongan_baru", "1"),
    ("surat_nomor", "LAB/RAHASIA/12"),
    ("surat_tanggal", "2026-11-01"),
    ("surat_penerbit", "RS Contoh Sehat"),
];

impl App {
    pub(super) fn unlock(&self) {
        let mark = self.context.unlocked.lock_requests();
        let mut session = self.vault.unlock(&pin()).unwrap();
        self.applications.merge(&mut session).unwrap();
        assert!(self.context.unlocked.put(session, mark).is_ok());
        self.context.unlocked.user_verified(self.context.clock.reading());
    }

    /// The open vault, not shared.
    pub(super) fn session(&self) -> Session {
        self.vault.unlock(&pin()).unwrap()
    }

    pub(super) fn lock(&self) {
        self.vault.lock(self.context.unlocked.take().unwrap()).unwrap();
    }

    pub(super) fn draft(&self) -> ApplicationId {
        let id = self.applications.start("golongan-darah").unwrap();
        assert_eq!(self.applications.set_all(id, &ANSWERS), Ok(()));
        for (number, page) in (1..).zip(pages()) {
            self.applications.attach(id, PAPER, number, Paper { jpeg: &page }).unwrap();
        }
        id
    }

    pub(super) fn get(&self, id: ApplicationId) -> Application {
        let list = self.applications.list().unwrap();
        list.into_iter().find(|application| application.id == id).unwrap()
    }

    pub(super) fn state(&self, id: ApplicationId) -> &'static str {
        self.get(id).state.kind().name()
    }
}

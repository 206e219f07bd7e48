//! A single damaged record in the vault: the next sync fetches what the service has, and the citizen does not have to
//! register again.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use ikd_core::{
    documents::{DocumentSummary, SyncError},
    service::NoNetwork,
    vault::{Artifact, VaultError},
};
use ikd_journeys::{Phone, World};
use ikd_proof::{DocumentType, ViewKind};
use ikd_sandbox::DEMO_AUDIENCE;
use serde_json::Value;
use tempfile::TempDir;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn database(phone: &Phone) -> rusqlite::Connection {
    rusqlite::Connection::open(phone.data_dir().join("vault/vault.db")).unwrap()
}

fn records(phone: &Phone) -> Vec<Vec<u8>> {
    let database = database(phone);
    let mut statement = database.prepare("SELECT rid FROM rec ORDER BY rid").unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Changes the last byte of a record's body.
fn damage(phone: &Phone, record: &[u8]) {
    let database = database(phone);
    let read = "SELECT data FROM body WHERE rid = ?1";
    let mut data: Vec<u8> = database.query_row(read, [record], |row| row.get(0)).unwrap();
    *data.last_mut().unwrap() ^= 1;
    assert_eq!(database.execute("UPDATE body SET data = ?2 WHERE rid = ?1", (record, data)).unwrap(), 1);
}

/// A phone with every kind of record, and a copy of its disk from before any damage.
struct Whole {
    phone: Phone,
    home: PathBuf,
    copy: TempDir,
    documents: Vec<DocumentSummary>,
    records: Vec<Vec<u8>>,
}

impl Whole {
    /// A phone with documents, and the stored highest version of one that was removed.
    async fn new(world: &World) -> Self {
        let mut phone = world.new_phone("a");
        phone.register(&world.adult()).await;
        world.sandbox.control().remove_document(world.adult().nik, DocumentType::Npwp).unwrap();
        assert_eq!(phone.app().documents().sync().await.unwrap().removed, 1);
        let documents = phone.app().documents().list().unwrap();
        phone.app().lock().lock().unwrap();
        phone.kill();
        let home = phone.data_dir().parent().unwrap().to_owned();
        let folder = TempDir::new().unwrap();
        copy(&home, folder.path());
        let records = records(&phone);
        Self { phone, home, copy: folder, documents, records }
    }

    /// Restores the phone's disk from the copy; the app is not running.
    fn restored(&mut self) -> &mut Phone {
        self.phone.kill();
        fs::remove_dir_all(&self.home).unwrap();
        copy(self.copy.path(), &self.home);
        &mut self.phone
    }

    /// Restores the phone, then damages one record.
    fn with_damaged(&mut self, record: usize) -> &mut Phone {
        self.restored();
        damage(&self.phone, &self.records[record]);
        &mut self.phone
    }

    /// The number of entries in the log.
    async fn entries_of_the_log(&mut self) -> usize {
        let phone = self.restored();
        unlock_without_network(phone).await;
        // This unlock added one entry.
        phone.app().activity().recent(1000).unwrap().len() - 1
    }
}

/// Unlocks without a network, so that no sync writes to the log.
async fn unlock_without_network(phone: &mut Phone) {
    phone.restart_with(|_, _| Arc::new(NoNetwork));
    phone.unlock().await;
}

fn shows(phone: &mut Phone) -> bool {
    let mut kinds = ViewKind::ALL.into_iter();
    kinds.all(|kind| {
        phone
            .app()
            .presenter()
            .start(kind, DEMO_AUDIENCE)
            .is_ok_and(|mut showing| showing.next_frame().is_ok())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn with_any_one_record_damaged_the_phone_unlocks_and_shows_codes_after_the_next_sync() {
    let world = World::new().await;
    let mut whole = Whole::new(&world).await;
    let (documents, count) = (whole.documents.clone(), whole.records.len());
    let (mut unreadable, mut broken_logs) = (0, 0);
    for record in 0..count {
        let phone = whole.with_damaged(record);
        phone.unlock().await;
        match phone.app().documents().sync().await {
            Ok(_) => {}
            Err(SyncError::Vault(VaultError::Corrupt { what: Artifact::Record })) => unreadable += 1,
            Err(error) => panic!("{error:?}"),
        }
        assert!(phone.app().documents().list() == Ok(documents.clone()));
        for document in &documents {
            phone.app().documents().open(document.id).expect("the document opens");
        }
        assert!(shows(phone));
        broken_logs += usize::from(!phone.app().activity().verify().unwrap());
    }
    assert_eq!(
        unreadable, 1,
        "only the account record cannot be fetched again, because it names the holder of the documents"
    );
    let entries = whole.entries_of_the_log().await;
    assert_eq!(broken_logs, entries + 1, "each damaged entry and a damaged head break the log");
    assert!(count > entries + documents.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_with_a_damaged_entry_shows_and_exports_the_others() {
    let world = World::new().await;
    let mut whole = Whole::new(&world).await;
    let entries = whole.entries_of_the_log().await;
    let mut with_one_missing = 0;
    for record in 0..whole.records.len() {
        let phone = whole.with_damaged(record);
        unlock_without_network(phone).await;
        let activity = phone.app().activity();
        // Includes the entry of this unlock.
        let recent = activity.recent(1000).unwrap();
        let export: Value = serde_json::from_str(&activity.export().unwrap()).unwrap();
        assert_eq!(export["entries"].as_array().unwrap().len(), recent.len());
        assert_eq!(export["complete"], activity.verify().unwrap());
        assert!(recent.len() >= entries);
        with_one_missing += usize::from(recent.len() == entries);
    }
    assert_eq!(with_one_missing, entries);
}

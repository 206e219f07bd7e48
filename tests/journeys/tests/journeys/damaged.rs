//! A single damaged record in the vault: what the service has comes again with the next sync, and nobody has to register
//! anew for it.

use std::{fs, path::Path, sync::Arc};

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

/// Everything on a phone that outlives the app, to be put back.
struct Snapshot(TempDir);

impl Snapshot {
    fn of(home: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        copy(home, folder.path());
        Self(folder)
    }

    fn restore(&self, home: &Path) {
        fs::remove_dir_all(home).unwrap();
        copy(self.0.path(), home);
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

/// How one record's damage showed.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    records: usize,
    /// Syncs that say that a record cannot be read.
    unreadable: usize,
    /// Logs that say that something was done to them.
    broken_logs: usize,
}

/// A phone with every kind of record, locked and closed: documents, and the memory of one that was removed.
async fn registered(world: &World) -> (Phone, Vec<DocumentSummary>) {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    world.sandbox.control().remove_document(world.adult().nik, DocumentType::Npwp).unwrap();
    assert_eq!(phone.app().documents().sync().await.unwrap().removed, 1);
    let documents = phone.app().documents().list().unwrap();
    phone.app().lock().lock().unwrap();
    phone.kill();
    (phone, documents)
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
async fn whichever_record_is_damaged_the_phone_opens_and_shows_after_the_next_sync() {
    let world = World::new().await;
    let (mut phone, documents) = registered(&world).await;
    let home = phone.data_dir().parent().unwrap().to_owned();
    let whole = Snapshot::of(&home);
    let mut tally = Tally::default();
    for record in records(&phone) {
        tally.records += 1;
        whole.restore(&home);
        damage(&phone, &record);
        phone.unlock().await;
        match phone.app().documents().sync().await {
            Ok(_) => {}
            Err(SyncError::Vault(VaultError::Corrupt { what: Artifact::Record })) => tally.unreadable += 1,
            Err(error) => panic!("{error:?}"),
        }
        assert!(phone.app().documents().list() == Ok(documents.clone()));
        for document in &documents {
            phone.app().documents().open(document.id).expect("the document opens");
        }
        assert!(shows(&mut phone));
        tally.broken_logs += usize::from(!phone.app().activity().verify().unwrap());
        phone.kill();
    }
    let entries = entries_of_the_log(&mut phone, &whole, &home).await;
    // All but the account's own record, which says whose documents these are, come again.
    assert_eq!(tally, Tally { records: tally.records, unreadable: 1, broken_logs: entries + 1 });
    assert!(tally.records > entries + documents.len());
}

/// No sync writes to the log.
async fn unlock_without_network(phone: &mut Phone) {
    phone.restart_with(|_, _| Arc::new(NoNetwork));
    phone.unlock().await;
}

/// How many entries the log has as it was.
async fn entries_of_the_log(phone: &mut Phone, whole: &Snapshot, home: &Path) -> usize {
    whole.restore(home);
    unlock_without_network(phone).await;
    let recent = phone.app().activity().recent(1000).unwrap();
    phone.kill();
    // Without the entry of this unlock.
    recent.len() - 1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_with_a_damaged_entry_shows_and_exports_the_others() {
    let world = World::new().await;
    let (mut phone, _) = registered(&world).await;
    let home = phone.data_dir().parent().unwrap().to_owned();
    let whole = Snapshot::of(&home);
    let records = records(&phone);
    let entries = entries_of_the_log(&mut phone, &whole, &home).await;
    let mut with_one_missing = 0;
    for record in records {
        whole.restore(&home);
        damage(&phone, &record);
        unlock_without_network(&mut phone).await;
        let activity = phone.app().activity();
        // Counted with the entry of this unlock.
        let recent = activity.recent(1000).unwrap();
        let export: Value = serde_json::from_str(&activity.export().unwrap()).unwrap();
        assert_eq!(export["entries"].as_array().unwrap().len(), recent.len());
        assert_eq!(export["complete"], activity.verify().unwrap());
        with_one_missing += usize::from(recent.len() == entries);
        assert!(recent.len() >= entries);
        phone.kill();
    }
    assert_eq!(with_one_missing, entries);
}

//! Wiping, with a disk and a key store that fail or a process that dies at each single step: what was begun is finished by
//! the next wipe or the next opening, nothing of the core is left, and nobody else's key is touched.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{collections::BTreeMap, fs, path::Path};

use ikd_proof::Signer as _;
use ikd_proof::testing::{ROOT, signer, trust};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::{
    account::{self, Handover},
    files::fault::{self, Fault},
    identity::Nik,
    platform::{
        KeyAuth, KeySpec, KeyUse, Keystore, KeystoreError, RollbackCounters,
        testing::{self, FaultKeystore, TestPhone},
    },
    registration::FormShape,
    service::{HttpRequest, HttpResponse, NoNetwork, TransportFuture, contract::Id},
    vault::{PersonalDigits, Pin, Table},
};

const PIN: &str = "592716";
const WRONG: [&str; 10] =
    ["592717", "604182", "283950", "719346", "903518", "461837", "375092", "850264", "204759", "938406"];
const COUNTER: &str = "ikd.vault.manifest";
const SIGNS: KeySpec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
/// Keys that only look like the core's, or not even that.
const FOREIGN: [&str; 4] = ["com.example.key", "ikd.net", "ikd.shell.1", "ikdx.view.1"];
const NET: &str = "ikd.device.00000000000000aa";
const VIEWS: [&str; 2] = ["ikd.view.1.00000000000000bb", "ikd.view.2.00000000000000cc"];
const FAULTS: [Fault; 4] = [Fault::Once, Fault::Spell, Fault::FromHere, Fault::Death];

/// A phone and its disk.
struct Rig {
    phone: TestPhone,
    home: TempDir,
}

/// Everything on a phone that outlives the app.
struct Snapshot {
    keys: BTreeMap<String, Vec<u8>>,
    counter: Option<u64>,
    files: TempDir,
}

/// Counters that fail where the disk does.
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

/// A service that says yes to everything.
struct Yes;

impl Transport for Yes {
    fn authority(&self) -> &str {
        "localhost"
    }

    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(std::future::ready(Ok(HttpResponse { status: 204, headers: vec![], body: vec![] })))
    }
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

    /// The app as a freshly started process has it, on a key store that fails where the disk does.
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

    /// Names of what is in the folders of vault and registration.
    fn files(&self) -> Vec<String> {
        ["vault", "registration"]
            .iter()
            .flat_map(|folder| fs::read_dir(self.home.path().join("data").join(folder)).into_iter().flatten())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn has_nothing(&self) -> bool {
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

    /// With a registration that has its device key.
    fn registering() -> Self {
        let rig = Self::new();
        let app = rig.open();
        app.registration().begin(FormShape::Short).unwrap();
        app.registration().acknowledge_officer_notice().unwrap();
        drop(app);
        rig
    }

    /// With a vault that holds an account and two views, locked.
    fn with_account() -> Self {
        let rig = Self::new();
        let app = rig.open();
        let vault = &app.0.vault;
        let mut session = vault.provision(&pin(PIN), &PersonalDigits::none()).unwrap();
        rig.phone.keystore.create_key(NET, SIGNS).unwrap();
        let handover = Handover {
            account: Id([3; 16]),
            nik: Nik::parse("9901010101900001").unwrap(),
            phone: "+6281200000000".to_owned(),
            device_key_alias: NET.to_owned(),
            consent_export: vec![],
        };
        account::record(&mut session, &handover).unwrap();
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

    /// The same with one try left.
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

/// Runs with each fault at each step, until the fault comes after the last one.
fn at_each_step(mut run: impl FnMut(u64, Fault) -> bool) {
    for fault in FAULTS {
        let steps = (0..).take_while(|at| run(*at, fault)).count();
        assert!(steps >= 20, "{fault:?} reached {steps} steps only");
    }
}

/// A wipe of `before` with a fault: until it has said that all is done, no stage says so; then `after` finishes it.
fn wipe_of(before: &Snapshot, after: impl Fn(&Rig, Option<Ikd>)) {
    at_each_step(|at, fault| {
        let rig = Rig::of(before);
        let app = rig.open();
        let (outcome, steps) = fault::at(at, fault, || app.wipe());
        match &outcome {
            Some(Ok(())) => {
                assert!(rig.has_nothing(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
            }
            Some(Err(_)) => assert_ne!(app.stage(), Stage::Welcome, "step {at}, {fault:?}"),
            None => {}
        }
        let app = outcome.is_some().then_some(app);
        if rig.is_marked() || rig.has_nothing() {
            after(&rig, app);
        } else {
            // Not even the mark could be written: then nothing was done, and the person asks again.
            drop(app);
            assert_eq!(rig.keys(), before.keys.keys().cloned().collect::<Vec<_>>(), "step {at}, {fault:?}");
            by_the_next_wipe(&rig, None);
        }
        assert!(rig.has_nothing(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
        steps > at
    });
}

fn by_the_next_opening(rig: &Rig, app: Option<Ikd>) {
    drop(app);
    assert_eq!(rig.open().stage(), Stage::Welcome);
}

fn by_the_next_wipe(rig: &Rig, app: Option<Ikd>) {
    let app = app.unwrap_or_else(|| rig.open());
    app.wipe().unwrap();
    assert_eq!(app.stage(), Stage::Welcome);
}

#[test]
fn a_wipe_that_fails_anywhere_is_finished_by_the_next_opening() {
    wipe_of(&Rig::with_account().snapshot(), by_the_next_opening);
}

#[test]
fn a_wipe_that_fails_anywhere_is_finished_by_the_next_wipe() {
    wipe_of(&Rig::with_account().snapshot(), by_the_next_wipe);
}

#[test]
fn a_registration_that_is_wiped_leaves_nothing_wherever_that_fails() {
    let before = Rig::registering().snapshot();
    wipe_of(&before, by_the_next_opening);
    wipe_of(&before, by_the_next_wipe);
}

#[test]
fn opening_that_fails_anywhere_while_it_finishes_a_wipe_leaves_it_to_the_next() {
    let rig = Rig::with_account();
    let app = rig.open();
    // Dead before the first key was destroyed, after the mark.
    let marked =
        (0..).find(|at| fault::at(*at, Fault::FromHere, || app.wipe()).0.is_some() && rig.is_marked());
    drop(app);
    assert!(marked.is_some() && rig.keys().len() > FOREIGN.len());
    let before = rig.snapshot();
    at_each_step(|at, fault| {
        let rig = Rig::of(&before);
        let (outcome, steps) = fault::at(at, fault, || rig.try_open(Arc::new(NoNetwork)));
        match outcome {
            Some(Ok(app)) => {
                assert!(app.stage() == Stage::Welcome && rig.has_nothing(), "step {at}, {fault:?}");
            }
            Some(Err(_)) | None => assert_eq!(rig.open().stage(), Stage::Welcome, "step {at}, {fault:?}"),
        }
        assert!(rig.has_nothing(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
        steps > at
    });
}

#[test]
fn the_tenth_wrong_pin_destroys_every_key_at_once() {
    let rig = Rig::with_one_try_left();
    let app = rig.open();
    assert!(matches!(app.0.vault.unlock(&pin(WRONG[9])).err(), Some(VaultError::Wiped { .. })));
    assert!(rig.has_nothing(), "{:?} {:?}", rig.keys(), rig.files());
    assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
    app.wipe().unwrap();
    assert_eq!(app.stage(), Stage::Welcome);
}

#[test]
fn the_tenth_wrong_pin_leaves_nothing_wherever_the_destruction_fails() {
    let before = Rig::with_one_try_left().snapshot();
    let mut wiped = 0;
    at_each_step(|at, fault| {
        let rig = Rig::of(&before);
        let app = rig.open();
        rig.phone.clock.advance_ms(181 * 60_000);
        let (outcome, steps) = fault::at(at, fault, || app.0.vault.unlock(&pin(WRONG[9])).err());
        if let Some(Some(VaultError::Wiped { .. })) = outcome {
            wiped += 1;
            assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
        }
        drop(app);
        let app = rig.open();
        match app.stage() {
            // The try could not be counted, so it was not made.
            Stage::Locked { attempts_left: 1, .. } => assert!(rig.keys().len() > FOREIGN.len() + 3),
            _ if matches!(outcome, Some(Some(VaultError::Wiped { .. }))) && !rig.has_nothing() => {
                // Neither disk nor key store took anything after the count: then the count tells the next opening.
                panic!("step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files());
            }
            _ => assert!(rig.has_nothing(), "step {at}, {fault:?}: {:?} {:?}", rig.keys(), rig.files()),
        }
        steps > at
    });
    assert!(wiped >= 20, "{wiped}");
}

#[test]
fn nothing_new_begins_before_a_wipe_has_ended() {
    let rig = Rig::with_account();
    let app = rig.open();
    let last = fault::at(u64::MAX, Fault::Once, || Rig::of(&rig.snapshot()).open().wipe()).1 - 1;
    let begun = fault::at(last / 2, Fault::FromHere, || {
        assert!(app.wipe().is_err());
        app.registration().begin(FormShape::Short)
    });
    assert!(begun.0.unwrap().is_err());
    assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
    app.registration().begin(FormShape::Short).unwrap();
    let kept = rig.keys();
    assert_eq!(kept.len(), FOREIGN.len() + 1, "{kept:?}");
    drop(app);
    assert!(matches!(rig.open().stage(), Stage::Registering { .. }));
    assert_eq!(rig.keys(), kept);
}

#[test]
fn opening_without_a_vault_keeps_exactly_the_keys_of_the_registration() {
    for rig in [Rig::new(), Rig::registering()] {
        let kept = rig.keys();
        for family in ["pin", "epoch", "bio", "device", "view", "reg"] {
            rig.phone.keystore.create_key(&format!("ikd.{family}.stray"), SIGNS).unwrap();
        }
        let before = rig.open().stage();
        assert_eq!(rig.keys(), kept);
        assert_eq!(rig.open().stage(), before);
    }
}

#[test]
fn a_registration_that_cannot_be_read_keeps_what_it_may_name() {
    let rig = Rig::registering();
    let kept = rig.keys();
    let file = rig.home.path().join("data/registration/registration.db");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, vec![0x5a; bytes.len()]).unwrap();
    rig.phone.keystore.create_key("ikd.view.stray", SIGNS).unwrap();
    assert_eq!(rig.open().stage(), Stage::Unusable { reason: UnusableReason::Damaged });
    assert_eq!(rig.keys(), kept);
}

#[tokio::test]
async fn keys_that_the_vault_does_not_name_go_after_an_unlock_and_not_before() {
    let rig = Rig::with_account();
    let kept: Vec<_> = rig.keys().into_iter().filter(|key| !key.starts_with("ikd.epoch.")).collect();
    // Of a view whose record was not written, of a registration that was given up, of one that never began.
    let strays = ["ikd.device.stray", "ikd.reg.stray", "ikd.view.stray"];
    for stray in strays {
        rig.phone.keystore.create_key(stray, SIGNS).unwrap();
    }
    let app = rig.open();
    assert!(app.lock().unlock(typed(WRONG[0])).await.is_err());
    assert!(strays.iter().all(|stray| rig.keys().contains(&(*stray).to_owned())), "nothing goes unproved");
    app.lock().unlock(typed(PIN)).await.unwrap();
    let left: Vec<_> = rig.keys().into_iter().filter(|key| !key.starts_with("ikd.epoch.")).collect();
    assert_eq!(left, kept);
}

#[tokio::test]
async fn an_unlock_destroys_no_key_that_a_sync_under_way_may_have_made() {
    let rig = Rig::with_account();
    let made = "ikd.view.not-recorded-yet".to_owned();
    rig.phone.keystore.create_key(&made, SIGNS).unwrap();
    let app = rig.open();
    let _sync = app.documents().prevent_sync().unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    assert!(rig.keys().contains(&made));
}

#[tokio::test]
async fn a_view_that_cannot_be_read_keeps_all_keys() {
    let rig = Rig::with_account();
    let app = rig.open();
    let mut session = app.0.vault.unlock(&pin(PIN)).unwrap();
    session.put(Table::VIEWS, &[1], b"not a view", b"a view").unwrap();
    app.0.vault.lock(session).unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    for alias in VIEWS.iter().chain([&NET]) {
        assert!(rig.keys().contains(&(*alias).to_owned()), "{alias}");
    }
}

#[tokio::test]
async fn a_phone_that_was_released_is_erased_at_the_next_start_if_not_at_once() {
    let before = Rig::with_account().snapshot();
    let rig = Rig::of(&before);
    let app = rig.try_open(Arc::new(Yes)).unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    rig.phone.keystore.refuse_deletions(true);
    assert!(matches!(app.release_this_phone().await, Err(ReleaseError::NotErased(_))));
    assert_ne!(app.stage(), Stage::Welcome);
    drop(app);
    assert!(rig.try_open(Arc::new(NoNetwork)).is_err(), "not before all is gone");
    rig.phone.keystore.refuse_deletions(false);
    assert_eq!(rig.open().stage(), Stage::Welcome);
    assert!(rig.has_nothing(), "{:?} {:?}", rig.keys(), rig.files());
}

#[tokio::test]
async fn a_phone_that_was_released_is_erased_though_the_process_dies_before_the_erasure_begins() {
    let rig = Rig::with_account();
    let app = rig.try_open(Arc::new(Yes)).unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    // A change of PIN is under way, say, and the erasure waits for it.
    let quiet = app.0.lock.quiet().await;
    let released = tokio::spawn({
        let app = app.clone();
        async move { app.release_this_phone().await }
    });
    // All tasks share this thread: each turn takes the release one step further.
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert!(rig.is_marked());
    let died = Rig::of(&rig.snapshot());
    assert_eq!(died.open().stage(), Stage::Welcome);
    assert!(died.has_nothing(), "{:?} {:?}", died.keys(), died.files());
    drop(quiet);
    released.await.unwrap().unwrap();
    assert_eq!(app.stage(), Stage::Welcome);
}

#[tokio::test]
async fn the_tenth_wrong_pin_in_an_open_app_is_told() {
    let rig = Rig::with_account();
    let app = rig.open();
    app.lock().unlock(typed(PIN)).await.unwrap();
    for wrong in WRONG {
        assert!(app.lock().verify_user(typed(wrong)).await.is_err());
        rig.phone.clock.advance_ms(181 * 60_000);
    }
    assert_eq!(app.stage(), Stage::Unusable { reason: UnusableReason::Wiped });
    assert!(rig.has_nothing(), "{:?} {:?}", rig.keys(), rig.files());
}

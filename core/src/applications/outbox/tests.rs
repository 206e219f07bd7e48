//! Tests of the folders and files of the outbox.

use ikd_proof::{ReaderPrivateKey, SealingRandomness, Signer as _};

use super::*;
use crate::{
    platform::{KeyAuth, KeySpec, KeyUse, KeystoreSigner, testing::TestPhone},
    service::contract::Bytes,
};

/// The key of the answer, as the vault has it.
fn key() -> ReaderPrivateKey {
    ReaderPrivateKey::from_bytes(&[9; 32])
}

const ID: ApplicationId = ApplicationId([7; 16]);

fn entry(outbox: &Outbox) -> (Entry, Manifest) {
    let entry = outbox.begin(ID, 2).unwrap();
    let file = entry.write_file(b"a sealed file").unwrap();
    let sealed = b"a sealed submission";
    let manifest = Manifest {
        id: Id(ID.0),
        revision: 2,
        sealed: Digest::of(sealed),
        files: vec![file],
        key: "ikd.device.test".to_owned(),
        idempotency_key: "key".to_owned(),
        answer_key: *key().public_key().as_bytes(),
        service_key: [1; 4],
        queued_at: 5,
        face_needed: false,
    };
    entry.write_manifest(&manifest, sealed).unwrap();
    outbox.rename(&entry, Stage::Published).unwrap();
    (outbox.entry(ID, 2, Stage::Published).unwrap(), manifest)
}

#[test]
fn an_entry_is_found_in_its_stage_only_and_erased_without_a_trace() {
    let home = tempfile::tempdir().unwrap();
    let outbox = Outbox::new(home.path().join("outbox"));
    let (entry, _) = entry(&outbox);
    let found = |stage| outbox.entries(stage).unwrap().len();
    assert_eq!([Stage::Staged, Stage::Published, Stage::Gone].map(found), [0, 1, 0]);
    assert_eq!((entry.id, entry.revision), (ID, 2));
    outbox.rename(&entry, Stage::Gone).unwrap();
    assert_eq!([Stage::Staged, Stage::Published, Stage::Gone].map(found), [0, 0, 1]);
    outbox.erase().unwrap();
    assert!(!home.path().join("outbox").exists());
}

#[test]
fn a_changed_file_is_not_given_out() {
    let home = tempfile::tempdir().unwrap();
    let outbox = Outbox::new(home.path().join("outbox"));
    let (entry, manifest) = entry(&outbox);
    assert!(entry.sealed(&manifest).unwrap().is_some() && entry.file(&manifest.files[0]).unwrap().is_some());
    fs::write(entry.dir.join(SEALED), b"a sealed submissioN").unwrap();
    fs::write(entry.dir.join(manifest.files[0].sha256.to_text()), b"b sealed file").unwrap();
    assert!(entry.sealed(&manifest).unwrap().is_none() && entry.file(&manifest.files[0]).unwrap().is_none());
}

#[test]
fn the_manifest_of_another_entry_is_not_one() {
    let home = tempfile::tempdir().unwrap();
    let outbox = Outbox::new(home.path().join("outbox"));
    let (entry, manifest) = entry(&outbox);
    assert!(entry.manifest().is_some());
    entry.write_manifest(&Manifest { id: Id([8; 16]), ..manifest.clone() }, b"").unwrap();
    assert!(entry.manifest().is_none());
    let other = Manifest { revision: 3, ..manifest.clone() };
    entry.write_manifest(&other, b"").unwrap();
    assert!(entry.manifest().is_none());
    assert!(other.digest() != manifest.digest());
}

#[test]
fn a_manifest_that_cannot_be_sent_is_not_one() {
    let home = tempfile::tempdir().unwrap();
    let (entry, manifest) = entry(&Outbox::new(home.path().join("outbox")));
    let is_one = |change: &dyn Fn(&mut Manifest)| {
        let mut changed = manifest.clone();
        change(&mut changed);
        entry.write_manifest(&changed, b"").unwrap();
        entry.manifest().is_some()
    };
    assert!(is_one(&|_| {}));
    assert!(!is_one(&|manifest| manifest.key = "ikd.view.test".to_owned()));
    for key in [String::new(), "a\r\nb".to_owned(), "a b".to_owned(), "é".to_owned(), "a".repeat(65)] {
        assert!(!is_one(&|manifest| manifest.idempotency_key.clone_from(&key)), "{key:?}");
    }
}

#[test]
fn an_answer_shows_nothing_and_only_the_vault_of_this_phone_believes_it() {
    let home = tempfile::tempdir().unwrap();
    let (entry, manifest) = entry(&Outbox::new(home.path().join("outbox")));
    let device_key = |seed| {
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
        KeystoreSigner::create(TestPhone::new(seed).keystore, "ikd.device.test", spec).unwrap()
    };
    let (ours, other) = (device_key(7), device_key(8));
    let receipt = Answer::Receipt(Bytes(b"CONTOH-2026-000017 of an office".to_vec()));
    entry.save_answer(&receipt, &manifest, &ours, SealingRandomness::new([3; 32])).unwrap();
    let written = fs::read(entry.dir.join(ANSWER)).unwrap();
    let text = json(&receipt);
    assert!(!written.windows(16).any(|part| text.windows(16).any(|plain| plain == part)));
    assert!(entry.answer(&manifest, &key(), &ours.public_key()) == Some(receipt));
    assert!(entry.answer(&manifest, &key(), &other.public_key()).is_none());
    assert!(entry.answer(&manifest, &ReaderPrivateKey::from_bytes(&[8; 32]), &ours.public_key()).is_none());
    let another = Manifest { sealed: Digest::of(b"another submission"), ..manifest };
    assert!(entry.answer(&another, &key(), &ours.public_key()).is_none());
}

#[cfg(unix)]
#[test]
fn a_link_is_neither_read_nor_followed_when_it_is_erased() {
    let home = tempfile::tempdir().unwrap();
    let outbox = Outbox::new(home.path().join("outbox"));
    let (entry, manifest) = entry(&outbox);
    let outside = home.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join(SEALED), b"a sealed submission").unwrap();
    fs::remove_file(entry.dir.join(SEALED)).unwrap();
    std::os::unix::fs::symlink(outside.join(SEALED), entry.dir.join(SEALED)).unwrap();
    std::os::unix::fs::symlink(&outside, entry.dir.join("folder")).unwrap();
    assert!(entry.sealed(&manifest).unwrap().is_none());
    outbox.erase().unwrap();
    assert!(outside.join(SEALED).exists());
}

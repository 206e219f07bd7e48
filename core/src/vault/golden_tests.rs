//! Files written by earlier versions, committed in tests/vectors/vault. Every later version must open them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::crypto::SecretKey;
use crate::platform::{PrfKind, testing::TestPhone};

use super::header::Header;
use super::record::{Part, Place, RecordKeys};
use super::test_support::{DOCUMENTS, PIN, Rig, pin};
use super::{AccountStatus, Table, Vault};

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

#[derive(Deserialize)]
struct RecordVector {
    vault_id: String,
    dek: String,
    dek_epoch: u32,
    table: u16,
    key: String,
    rid: String,
    ver: u64,
    parts: Vec<PartVector>,
}

#[derive(Deserialize)]
struct PartVector {
    part: u8,
    content: String,
    sealed: String,
}

/// `record-v1.json`, sealed by an independent implementation (see the folder's README).
#[test]
fn records_of_format_1_open() {
    let vectors: Vec<RecordVector> =
        serde_json::from_str(include_str!("../../../tests/vectors/vault/record-v1.json")).unwrap();
    assert!(vectors.len() >= 2);
    for vector in vectors {
        let keys = RecordKeys::new(
            unhex(&vector.vault_id).try_into().unwrap(),
            &SecretKey::from_slice(&unhex(&vector.dek)).unwrap(),
            vector.dek_epoch,
        );
        let rid = keys.rid(Table(vector.table), &unhex(&vector.key));
        assert_eq!(rid.to_vec(), unhex(&vector.rid));
        for part in vector.parts {
            let half = if part.part == 0 { Part::Meta } else { Part::Body };
            let place = Place { table: Table(vector.table), rid: &rid, ver: vector.ver, part: half };
            assert_eq!(&*keys.open(place, &unhex(&part.sealed)).unwrap(), unhex(&part.content));
        }
    }
}

#[derive(Deserialize)]
struct HeaderVector {
    epoch_key: String,
    epoch_alias: String,
    pin_key: String,
    pin_alias: String,
    pin: String,
    dek: String,
    cbor: String,
    blob: String,
    attempts: u8,
    manifest_n: u64,
}

/// `header-v1.json`, made by an independent implementation: from PIN to DEK.
#[test]
fn a_header_of_version_1_opens_and_yields_its_dek() {
    header_opens_and_yields_its_dek(
        1,
        include_str!("../../../tests/vectors/vault/header-v1.json"),
        AccountStatus::Good,
    );
}

/// `header-v2.json`, the same with the account status *blocked*.
#[test]
fn a_header_of_version_2_opens_and_yields_its_dek() {
    let vector = include_str!("../../../tests/vectors/vault/header-v2.json");
    header_opens_and_yields_its_dek(2, vector, AccountStatus::Blocked);
}

/// `header-v3.json`, the same with the kind of the hardware key.
#[test]
fn a_header_of_version_3_opens_and_yields_its_dek() {
    let vector = include_str!("../../../tests/vectors/vault/header-v3.json");
    header_opens_and_yields_its_dek(3, vector, AccountStatus::Blocked);
}

/// `header-v3-p256.json`, the same with a P-256 key: from PIN to point to DEK.
#[test]
fn a_header_with_a_p256_key_opens_and_yields_its_dek() {
    let vector = include_str!("../../../tests/vectors/vault/header-v3-p256.json");
    header_opens_and_yields_its_dek(3, vector, AccountStatus::Blocked);
}

fn header_opens_and_yields_its_dek(version: u8, vector: &str, account_status: AccountStatus) {
    let vector: HeaderVector = serde_json::from_str(vector).unwrap();
    let phone = TestPhone::new(1);
    phone.keystore.import(&vector.epoch_alias, &unhex(&vector.epoch_key)).unwrap();
    phone.keystore.import(&vector.pin_alias, &unhex(&vector.pin_key)).unwrap();
    let header = Header::open(&unhex(&vector.blob), phone.keystore.as_ref()).unwrap();
    assert_eq!(header.encode(version), unhex(&vector.cbor));
    assert_eq!(header.pin.alias(&header.vault_id), vector.pin_alias);
    assert_eq!((header.attempts, header.manifest_n), (vector.attempts, vector.manifest_n));
    assert_eq!(header.account_status, account_status);
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::open(home.path(), &phone.platform()).unwrap();
    let dek = vault.shared.dek_without_counting(&header, &pin(&vector.pin)).unwrap();
    assert_eq!(dek.expose().to_vec(), unhex(&vector.dek));
}

/// `vault-v1/`: a complete vault as version 1 wrote it, with the keys of its key store.
#[test]
fn a_vault_of_version_1_unlocks_and_its_document_is_intact() {
    let vault = include_bytes!("../../../tests/vectors/vault/vault-v1/vault.db");
    vault_unlocks(vault, include_str!("../../../tests/vectors/vault/vault-v1/keys.json"));
}

/// `vault-v2/`: the same with a header of version 2.
#[test]
fn a_vault_of_version_2_unlocks_and_its_document_is_intact() {
    let vault = include_bytes!("../../../tests/vectors/vault/vault-v2/vault.db");
    vault_unlocks(vault, include_str!("../../../tests/vectors/vault/vault-v2/keys.json"));
}

/// `vault-v3/`: the same with a header of version 3 and a P-256 key.
#[test]
fn a_vault_of_version_3_unlocks_and_its_document_is_intact() {
    let vault = include_bytes!("../../../tests/vectors/vault/vault-v3/vault.db");
    vault_unlocks(vault, include_str!("../../../tests/vectors/vault/vault-v3/keys.json"));
}

fn vault_unlocks(vault: &[u8], keys: &str) {
    let rig = Rig::new();
    let keys: BTreeMap<String, String> = serde_json::from_str(keys).unwrap();
    for (alias, key) in keys {
        rig.phone.keystore.import(&alias, &unhex(&key)).unwrap();
    }
    std::fs::create_dir(rig.dir()).unwrap();
    std::fs::write(rig.dir().join("vault.db"), vault).unwrap();
    assert_eq!(rig.vault().account_status(), AccountStatus::Good);
    assert!(rig.opens_with(PIN));
    assert_eq!(rig.unlock(PIN).unwrap().list(DOCUMENTS).unwrap().len(), 1);
}

/// Writes `vault-v3/`. Only for a new format version, which gets a new folder: `cargo test -- --ignored`.
#[test]
#[ignore = "writes the golden files; run by hand when a new format version begins"]
fn write_golden_vault() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/vault/vault-v3");
    assert!(!folder.exists(), "golden files are never replaced");
    let rig = Rig::with_vault_of(PrfKind::EcdhP256);
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(rig.dir().join("vault.db"), folder.join("vault.db")).unwrap();
    let hex = |bytes: &Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let keys: BTreeMap<String, String> =
        rig.phone.keystore.export().iter().map(|(alias, key)| (alias.clone(), hex(key))).collect();
    std::fs::write(folder.join("keys.json"), serde_json::to_string_pretty(&keys).unwrap()).unwrap();
}

//! The whole journey of an honest phone.

use ikd_proof::{Document, PairingStatement, Possession, TrustBundle, View, ViewKind, document::MAX_PHOTO};
use serde_json::json;

use super::phone::{Phone, bytes, id_of, nik, sandbox};
use crate::{
    RecordChange,
    secret::{decode, encode, random},
};

#[tokio::test]
async fn a_citizen_registers_and_receives_documents_and_views() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let adult = sandbox.population().adult();
    let registration = phone.until_code(&nik(adult)).await;
    let state = phone.get(&registration).await.json();
    assert_eq!(state["state"], "activation");
    let root = ikd_proof::PublicKey::from_compressed(&sandbox.trust_root()).expect("a key");
    let served = phone.get("/v1/trust").await.bytes;
    let trust = TrustBundle::open(&served, &root).expect("signed by the root");
    let statement = PairingStatement::open(
        &bytes(&state["pairing_statement"]),
        &trust,
        &decode(id_of(&registration)).and_then(|id| id.try_into().ok()).expect("an id"),
        &token_of(&sandbox, &registration),
        &phone.public(),
    );
    let (_, digits) = statement.expect("made for this phone");
    assert_eq!(
        sandbox.office().registration(id_of(&registration)).expect("there").digits,
        Some(digits.to_string())
    );

    let activated = phone.activate(&registration, &phone.code()).await;
    assert_eq!(activated.status, 200);
    let state = phone.get(&registration).await.json();
    assert_eq!((&state["state"], &state["account"]), (&"active".into(), &activated.json()["account"]));
    let account = phone.get("/v1/account").await.json();
    let list = phone.get("/v1/documents").await;
    assert_eq!(list.header("etag").trim_matches('"'), account["documents_etag"].as_str().expect("an etag"));
    let types: Vec<_> = list.json()["documents"].as_array().expect("a list").clone();
    let names: Vec<_> = types.iter().filter_map(|entry| entry["type"].as_str()).collect();
    assert_eq!(names, ["ktp", "kartu-keluarga", "akta-kelahiran", "biodata", "npwp", "kia", "kia", "kia"]);
    for entry in &types {
        let got = phone.get(&format!("/v1/documents/{}", entry["id"].as_str().expect("an id"))).await;
        let document = Document::open(&got.bytes, &trust).expect("signed by the issuer");
        assert!(document.example);
        assert_eq!(document.holder, adult.nik);
        assert!(document.photo.is_none_or(|photo| photo.len() <= MAX_PHOTO));
        assert_eq!(encode(&crate::secret::sha256(&got.bytes)), entry["sha256"].as_str().expect("a hash"));
    }

    let keys = [ikd_proof::SoftwareSigner::from_bytes(&random()).expect("a scalar"), phone.signer()];
    let kinds = [ViewKind::Basic, ViewKind::FullKtp];
    let now = sandbox.control().now();
    let possessions: Vec<_> = keys
        .iter()
        .zip(kinds)
        .map(|(key, kind)| encode(&Possession::sign(&phone.public(), kind, now, key).expect("signs")))
        .collect();
    let views = phone.post("/v1/views", &json!({"possessions": possessions})).await;
    assert_eq!(views.status, 200, "{}", views.json());
    for (place, kind) in kinds.into_iter().enumerate() {
        let view = View::open(&bytes(&views.json()["views"][place]), &trust, now).expect("a view");
        assert_eq!((view.claims.kind(), view.claims.nik), (kind, adult.nik));
        assert_eq!(view.expires_at, now + 14 * 24 * 3600);
    }
    sandbox.stop().await;
}

fn token_of(sandbox: &crate::Sandbox, registration: &str) -> [u8; 16] {
    let id = decode(id_of(registration)).and_then(|id| id.try_into().ok()).expect("an id");
    let control = sandbox.control();
    let kept = control.0.store.run(|tx| tx.registration(&id)).expect("read").expect("there");
    kept.pairing_token.expect("paired")
}

#[tokio::test]
async fn a_changed_record_arrives_as_the_next_version() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let adult = sandbox.population().adult();
    phone.until_active(&nik(adult)).await;
    let before = phone.get("/v1/documents").await;
    let known = before.header("etag").to_owned();
    let unchanged = phone.send("GET", "/v1/documents", None, &[("if-none-match", &known)]).await;
    assert_eq!((unchanged.status, unchanged.bytes.len()), (304, 0));
    let change = RecordChange { street: Some("JL. BARU CONTOH NO. 2".to_owned()), ..RecordChange::default() };
    sandbox.control().change_record(adult.nik.as_u64(), &change).expect("changed");
    let after = phone.send("GET", "/v1/documents", None, &[("if-none-match", &known)]).await;
    assert_eq!(after.status, 200);
    let versions = |got: &super::phone::Got| -> Vec<(String, u64)> {
        let list = got.json()["documents"].as_array().expect("a list").clone();
        list.iter()
            .map(|e| (e["type"].as_str().unwrap_or("").to_owned(), e["version"].as_u64().unwrap_or(0)))
            .collect()
    };
    let changed: Vec<_> =
        versions(&after).into_iter().filter(|(_, version)| *version == 2).map(|(name, _)| name).collect();
    assert_eq!(changed, ["ktp", "kartu-keluarga", "biodata", "kia", "kia", "kia"]);
    let ids = |got: &super::phone::Got| -> Vec<serde_json::Value> {
        got.json()["documents"].as_array().expect("a list").iter().map(|entry| entry["id"].clone()).collect()
    };
    assert_eq!(ids(&before), ids(&after), "an id stays through all versions");
}

#[tokio::test]
async fn the_counter_can_read_the_phones_code_instead() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    phone.upload(&registration, &crate::drawing::portrait(7, ikd_proof::Sex::Male, 40)).await;
    let request = ikd_proof::PairingRequest {
        registration: decode(id_of(&registration)).and_then(|id| id.try_into().ok()).expect("an id"),
        nonce: random(),
        not_after: sandbox.control().now() + 120,
    };
    let text = request.sign(&phone.signer()).expect("signs");
    assert_eq!(sandbox.office().scan_phone(&text), Ok(id_of(&registration).to_owned()));
    assert_eq!(phone.state(&registration).await, "decision");
    let forged = request.sign(&Phone::new(&sandbox).signer()).expect("signs");
    assert!(sandbox.office().scan_phone(&forged).is_err());
}

#[tokio::test]
async fn a_second_start_continues_with_the_data_of_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = || crate::SandboxConfig {
        storage: crate::Storage::File(folder.path().join("sandbox.db")),
        ..crate::SandboxConfig::default()
    };
    let first = crate::Sandbox::start(config()).await.expect("started");
    let (authority, root, code) =
        (first.authority_pem().to_owned(), first.trust_root(), first.pages().officer_code);
    let phone = Phone::new(&first);
    phone.until_active(&nik(first.population().adult())).await;
    let signer = phone.public();
    first.stop().await;
    let second = crate::Sandbox::start(config()).await.expect("started again");
    assert_eq!((second.authority_pem(), second.trust_root()), (authority.as_str(), root));
    assert_eq!(second.pages().officer_code, code);
    let known = second.control().0.store.run(|tx| tx.key(&signer.thumbprint())).expect("read");
    assert!(known.is_some());
}

//! Applications at the wire: the forms, sending once, and every way in which a submission is not taken.

use ikd_proof::{
    PublicKey, TrustBundle,
    application::{ApplicationId, Receipt},
    trust::SERVICE_KEY_GRACE_DAYS,
};
use serde_json::json;

use super::{
    applicant::{Applicant, blood, fill_blood, newest, picture, sandbox, stranger},
    phone::{bytes, client},
};
use crate::{
    RecordChange, TrustChange,
    population::Blood,
    secret::{encode, random},
};

const DAY: i64 = 24 * 3600;

fn bundle(sandbox: &crate::Sandbox) -> TrustBundle {
    let root = PublicKey::from_compressed(&sandbox.trust_root()).expect("a key");
    TrustBundle::open(&sandbox.trust_bundle(), &root).expect("a bundle")
}

#[tokio::test]
async fn the_eight_forms_are_given_to_anybody_and_a_newer_one_changes_the_etag() {
    let sandbox = sandbox().await;
    let (client, url) = (client(&sandbox), sandbox.api_url());
    let list = async |etag: &str| {
        let request = client.get(format!("{url}/v1/forms")).header("if-none-match", etag);
        super::phone::Got::of(request.send().await.expect("an answer")).await
    };
    let got = list("").await;
    let forms = got.json()["forms"].clone();
    assert_eq!(forms.as_array().map(Vec::len), Some(8));
    let etag = got.header("etag").to_owned();
    assert_eq!(list(&etag).await.status, 304);
    for form in forms.as_array().expect("a list") {
        let path = format!("{url}/v1/forms/{}/{}", form["service"].as_str().expect("text"), form["version"]);
        let got = super::phone::Got::of(client.get(path).send().await.expect("an answer")).await;
        let trust = bundle(&sandbox);
        let opened = ikd_proof::form::SignedDefinition::open(&got.bytes, &trust).expect("signed");
        assert_eq!(encode(&opened.hash), form["sha256"].as_str().expect("text"));
    }
    assert_eq!(sandbox.control().raise_form("cetak-kk", true, |_| {}), Ok(2));
    let got = list(&etag).await;
    assert_eq!(got.status, 200);
    let raised = got.json()["forms"].as_array().expect("a list").iter().any(|form| form["version"] == 2);
    assert!(raised);
    let old = client.get(format!("{url}/v1/forms/cetak-kk/1")).send().await.expect("an answer");
    assert_eq!(old.status(), 200, "a draft keeps its version");
}

#[tokio::test]
async fn a_submission_gets_a_receipt_over_its_sealed_bytes_and_a_status() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    let before = applicant.phone.get("/v1/account").await.json()["applications_etag"].clone();
    let got = applicant.send().await;
    assert_eq!(got.status, 201, "{}", got.json());
    let (receipt, status) = (bytes(&got.json()["receipt"]), got.json()["status"].clone());
    let hash = Receipt::hash_of(&applicant.sealed());
    let receipt =
        Receipt::open(&receipt, &bundle(&sandbox), ApplicationId(applicant.id), 1, &hash).expect("a receipt");
    assert!(receipt.example);
    assert_eq!(receipt.promise_until, Some(receipt.received_at + 24 * 3600), "as the form says");
    assert_eq!(status["state"], "received");
    assert_eq!((&status["seq"], &status["revision"]), (&json!(1), &json!(1)));
    assert_eq!(status["number"], json!(receipt.number.as_str()));
    assert_eq!(applicant.status().await, status);
    let after = applicant.phone.get("/v1/account").await.json()["applications_etag"].clone();
    assert_ne!(before, after, "one poll says that something is new");
    let list = applicant.phone.get("/v1/applications").await.json();
    assert_eq!(list, json!({"applications": [status], "next": null}));
}

#[tokio::test]
async fn the_same_submission_gets_the_same_receipt_again_with_no_idempotency_key() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    let first = applicant.sent().await;
    sandbox.control().advance_clock(60);
    let again = applicant.put().await;
    assert_eq!((again.status, again.json()), (200, first.clone()));
    sandbox.office().review_application(&applicant.id()).expect("reviewed");
    let later = applicant.put().await;
    assert_eq!((later.status, &later.json()["receipt"]), (200, &first["receipt"]));
    assert_eq!(later.json()["status"]["state"], "in_review");
}

#[tokio::test]
async fn another_submission_of_the_same_or_a_lower_revision_is_a_conflict() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.revision = 2;
    applicant.sent().await;
    for revision in [2, 1] {
        applicant.revision = revision;
        let other = applicant.seal(&applicant.submission(), &applicant.phone.signer());
        let got = applicant.put_body(&applicant.body_of(&other)).await;
        assert_eq!((got.status, got.problem().as_str()), (409, "revision-conflict"));
        assert_eq!(got.json()["revision"], 2);
    }
    applicant.revision = 3;
    applicant.fill(&[]);
    let got = applicant.put().await;
    assert_eq!((got.problem().as_str(), &got.json()["state"]), ("state-conflict", &json!("received")));
}

#[tokio::test]
async fn nothing_counts_until_every_named_file_is_here() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.attach("surat-golongan-darah", &picture(9));
    let sealed: Vec<_> = applicant.pages.iter().map(|(_, _, sealed)| sealed.clone()).collect();
    applicant.upload(&sealed[0]).await;
    let half = sealed[1].len() / 2;
    assert_eq!(applicant.announce(&sealed[1]).await.status, 201);
    let path = applicant.file(&sealed[1]);
    assert_eq!(applicant.phone.piece(&path, 0, &sealed[1][..half], false).await.status, 204);
    let got = applicant.put().await;
    assert_eq!((got.status, got.problem().as_str()), (409, "files-missing"));
    assert_eq!(got.json()["missing"], json!([encode(&crate::secret::sha256(&sealed[1]))]));
    assert_eq!(applicant.phone.get(&applicant.path()).await.status, 404);
    applicant.upload(&sealed[1]).await;
    assert_eq!(applicant.put().await.status, 201);
}

#[tokio::test]
async fn what_this_phone_did_not_sign_for_this_application_is_refused() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.upload_all().await;
    let honest = applicant.submission();
    let forged = applicant.seal(&honest, &stranger());
    let mut other_id = honest.clone();
    other_id.id = ApplicationId(random());
    let mut other_revision = honest.clone();
    other_revision.revision = 5;
    let mut fewer_files = honest.clone();
    fewer_files.attachments.clear();
    let mut other_service = honest.clone();
    other_service.service = "cetak-kk".to_owned();
    let mut no_answers = honest.clone();
    *no_answers.answers = vec![0xa1, 0x61, 0x78, 0x01];
    let own = applicant.phone.signer();
    let mut refused = vec![forged];
    for submission in [other_id, other_revision, fewer_files, other_service, no_answers] {
        refused.push(applicant.seal(&submission, &own));
    }
    for (place, sealed) in refused.iter().enumerate() {
        let got = applicant.put_body(&applicant.body_of(sealed)).await;
        assert_eq!((got.status, got.problem().as_str()), (422, "submission-invalid"), "{place}");
    }
    assert_eq!(applicant.put().await.status, 201, "the honest one is taken");
}

#[tokio::test]
async fn a_retired_key_opens_for_180_days_and_then_the_phone_seals_again_with_a_higher_revision() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    let body = applicant.body();
    let change = TrustChange { rotate_service_key: true, ..TrustChange::default() };
    sandbox.control().issue_trust_bundle(&change).expect("issued");
    assert_eq!(bundle(&sandbox).service_keys.len(), 2);
    let grace = i64::try_from(SERVICE_KEY_GRACE_DAYS).expect("small") * DAY;
    sandbox.control().advance_clock(grace - 60);
    applicant.upload_all().await;
    let mut early = Applicant::with(applicant.phone, &applicant.person.clone(), "golongan-darah");
    (early.id, early.pages) = (applicant.id, applicant.pages);
    assert_eq!(early.put_body(&body).await.status, 201, "a minute before");
    let mut late = early.again("cetak-kk");
    late.fill(&[("alasan", "1")]);
    let key_before = bundle(&sandbox).service_keys[0].key;
    let signed = late.submission().sign(&late.phone.signer()).expect("signed");
    let randomness = ikd_proof::SealingRandomness::new(random());
    let sealed = ikd_proof::application::Submission::seal(&signed, &key_before, randomness).expect("sealed");
    sandbox.control().advance_clock(120);
    let got = late.put_body(&late.body_of(&sealed)).await;
    assert_eq!((got.status, got.problem().as_str()), (409, "service-key-retired"));
    late.revision = 2;
    late.fill(&[]);
    assert_eq!(late.put().await.status, 201);
}

#[tokio::test]
async fn an_older_form_is_accepted_until_the_service_says_otherwise() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    assert_eq!(sandbox.control().raise_form("golongan-darah", true, |_| {}), Ok(2));
    applicant.sent().await;
    let mut next = applicant.again("cetak-kk");
    next.fill(&[("alasan", "2")]);
    assert_eq!(sandbox.control().raise_form("cetak-kk", false, |_| {}), Ok(2));
    let got = next.put().await;
    assert_eq!((got.status, got.problem().as_str()), (409, "definition-outdated"));
    assert_eq!((&got.json()["service"], &got.json()["version"]), (&json!("cetak-kk"), &json!(2)));
    // The phone keeps what fits, and seals again.
    next.form = newest(&sandbox, "cetak-kk");
    next.answers = next.form.migrate(&next.answers);
    (next.revision, next.pages) = (2, Vec::new());
    next.fill(&[]);
    assert_eq!(next.put().await.status, 201);
}

#[tokio::test]
async fn a_form_that_no_service_issued_is_outdated_too() {
    let sandbox = sandbox().await;
    let applicant = blood(&sandbox).await;
    applicant.upload_all().await;
    let mut made_up = applicant.submission();
    made_up.definition = [9; 32];
    let sealed = applicant.seal(&made_up, &applicant.phone.signer());
    let got = applicant.put_body(&applicant.body_of(&sealed)).await;
    assert_eq!((got.problem().as_str(), &got.json()["version"]), ("definition-outdated", &json!(1)));
}

#[tokio::test]
async fn the_service_checks_the_answers_again_and_names_each_wrong_part() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    // What a changed app could leave out: the new blood type, the paper; and the same blood type as before.
    applicant.answers.set("surat_nomor", None);
    let now = applicant.answers.get("golongan_semula").cloned();
    applicant.answers.set("golongan_baru", now);
    applicant.pages.clear();
    let got = applicant.put().await;
    assert_eq!((got.status, got.problem().as_str()), (422, "application-invalid"));
    let problems = got.json()["problems"].clone();
    for problem in [
        json!({"field": "surat_nomor", "check": "required"}),
        json!({"attachment": "surat-golongan-darah", "check": "attachment-required"}),
    ] {
        assert!(problems.as_array().expect("a list").contains(&problem), "{problems}");
    }
    assert!(problems.to_string().contains("\"differs\""), "{problems}");
    assert!(!got.json().to_string().contains(&applicant.person.name), "no personal data");
}

#[tokio::test]
async fn a_promise_of_the_form_stands_in_the_receipt_and_is_data_that_can_be_taken_back() {
    let sandbox = sandbox().await;
    let promise = ikd_proof::form::Promise {
        hours: 48,
        text: ikd_proof::form::Texts::new("Janji kantor contoh.", "Promise of the example office."),
    };
    sandbox
        .control()
        .raise_form("golongan-darah", true, |form| form.promise = Some(promise))
        .expect("raised");
    let mut applicant = blood(&sandbox).await;
    let status = applicant.sent().await["status"].clone();
    let received = status["received_at"].as_u64().expect("a time");
    assert_eq!(status["promise_until"], json!(received + 48 * 3600));
    sandbox.control().raise_form("golongan-darah", true, |form| form.promise = None).expect("raised");
    let person = sandbox.population().married_couple().1.clone();
    let mut other = Applicant::of(&sandbox, &person, "golongan-darah").await;
    fill_blood(&mut other);
    assert_eq!(other.sent().await["status"].get("promise_until"), None);
}

#[tokio::test]
async fn one_application_of_a_service_is_open_for_a_subject() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.sent().await;
    let first = applicant.id();
    let mut second = applicant.again("golongan-darah");
    fill_blood(&mut second);
    let got = second.send().await;
    assert_eq!((got.status, got.problem().as_str()), (409, "duplicate-application"));
    assert_eq!(got.json()["id"], json!(first));
    let withdrawn = second.phone.post(&format!("/v1/applications/{first}/withdrawal"), &json!({})).await;
    assert_eq!(withdrawn.json()["state"], "withdrawn");
    assert_eq!(second.put().await.status, 201);
}

#[tokio::test]
async fn a_record_that_changed_after_queueing_comes_back_as_a_difference() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    let change = RecordChange { name: Some("NAMA BARU".to_owned()), ..Default::default() };
    sandbox.control().change_record(applicant.person.nik.as_u64(), &change).expect("changed");
    let status = applicant.sent().await["status"].clone();
    assert_eq!(status["state"], "correct");
    let correction = &status["correction"];
    assert_eq!(correction["differences"], json!([{"field": "pemohon_nama", "value": "NAMA BARU"}]));
    assert_eq!(correction["items"], json!([{"field": "pemohon_nama", "code": "record-changed"}]));
    applicant.revision = 2;
    applicant.fill(&[]);
    let status = applicant.sent().await["status"].clone();
    assert_eq!((&status["state"], &status["seq"]), (&json!("received"), &json!(2)));
}

#[tokio::test]
async fn a_record_that_changes_between_receipt_and_review_is_noticed_then_and_at_the_approval() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.sent().await;
    let nik = applicant.person.nik.as_u64();
    let other = if applicant.person.blood == Blood::A { 2 } else { 1 };
    let blood = |code| RecordChange { blood: Some(code), ..Default::default() };
    sandbox.control().change_record(nik, &blood(other)).expect("changed");
    assert_eq!(sandbox.office().review_application(&applicant.id()), Ok(crate::ApplicationState::Correct));
    let status = applicant.status().await;
    let difference = json!([{"field": "golongan_semula", "value": other.to_string()}]);
    assert_eq!(status["correction"]["differences"], difference);
    applicant.revision = 2;
    applicant.fill(&[]);
    applicant.sent().await;
    sandbox.office().review_application(&applicant.id()).expect("reviewed");
    sandbox.control().change_record(nik, &blood(3)).expect("changed");
    assert_eq!(sandbox.office().approve_application(&applicant.id()), Ok(crate::ApplicationState::Correct));
}

#[tokio::test]
async fn an_attachment_that_does_not_open_or_is_no_picture_is_named() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.pages.clear();
    applicant.attach("surat-golongan-darah", b"no picture");
    let got = applicant.send().await;
    let problem = |check: &str| json!([{"attachment": "surat-golongan-darah", "check": check}]);
    assert_eq!(
        (got.problem().as_str(), &got.json()["problems"]),
        ("application-invalid", &problem("not-a-jpeg"))
    );
    applicant.pages.clear();
    applicant.attach("surat-golongan-darah", &picture(3));
    let last = applicant.pages[0].2.len() - 1;
    applicant.pages[0].2[last] ^= 1;
    let got = applicant.send().await;
    assert_eq!(
        (got.problem().as_str(), &got.json()["problems"]),
        ("application-invalid", &problem("not-opened"))
    );
}

#[tokio::test]
async fn a_stranger_sees_and_takes_nothing() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.sent().await;
    let person = sandbox.population().married_couple().1.clone();
    let mut other = Applicant::of(&sandbox, &person, "golongan-darah").await;
    other.id = applicant.id;
    fill_blood(&mut other);
    assert_eq!(other.phone.get(&other.path()).await.status, 404);
    let withdrawal = other.phone.post(&format!("{}/withdrawal", other.path()), &json!({})).await;
    assert_eq!(withdrawal.status, 404);
    let sealed = applicant.pages[0].2.clone();
    assert_eq!(other.phone.send("HEAD", &other.file(&sealed), None, &[]).await.status, 404);
    assert_eq!(other.announce(&other.pages[0].2.clone()).await.status, 404);
    other.pages.clear();
    assert_eq!(other.put().await.status, 404);
    assert_eq!(other.phone.get("/v1/applications").await.json()["applications"], json!([]));
}

#[tokio::test]
async fn a_form_that_asks_for_the_face_is_taken_with_a_face_check_for_it() {
    let sandbox = sandbox().await;
    let person = sandbox.population().married_couple().1.clone();
    let mut applicant = Applicant::of(&sandbox, &person, "pisah-kk").await;
    applicant.fill(&[("alasan", "3")]);
    applicant.attach_what_is_wanted();
    let got = applicant.send().await;
    assert_eq!((got.status, got.problem().as_str()), (422, "presence-missing"));
    super::face::answer_for(&applicant.phone, applicant.id).await;
    applicant.sent().await;
    let (office, id) = (sandbox.office(), applicant.id());
    office.review_application(&id).expect("reviewed");
    assert_eq!(office.approve_application(&id), Err(crate::OfficeError::FaceNotAccepted));
    let check = office.face_checks().expect("read")[0].id.clone();
    office.accept_face(&check, true).expect("accepted");
    assert_eq!(office.approve_application(&id), Ok(crate::ApplicationState::Approved));
}

#[tokio::test]
async fn a_list_of_many_applications_comes_in_pages() {
    let sandbox = sandbox().await;
    let person = sandbox.population().adult().clone();
    let mut applicant = Applicant::of(&sandbox, &person, "cetak-kk").await;
    for _ in 0..21 {
        applicant.fill(&[("alasan", "1")]);
        applicant.sent().await;
        let path = format!("{}/withdrawal", applicant.path());
        assert_eq!(applicant.phone.post(&path, &json!({})).await.status, 200);
        applicant = applicant.again("cetak-kk");
    }
    let first = applicant.phone.get("/v1/applications").await.json();
    assert_eq!(first["applications"].as_array().map(Vec::len), Some(20));
    let next = first["next"].as_str().expect("one more").to_owned();
    let second = applicant.phone.get(&format!("/v1/applications?cursor={next}")).await.json();
    assert_eq!((second["applications"].as_array().map(Vec::len), &second["next"]), (Some(1), &json!(null)));
}

#[tokio::test]
async fn a_body_outside_the_contract_is_malformed() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    let good = applicant.body();
    for (name, value) in
        [("revision", json!(0)), ("sealed", json!("=")), ("files", json!([{"sha256": "x", "length": 1}]))]
    {
        let mut body = good.clone();
        body[name] = value;
        assert_eq!(applicant.put_body(&body).await.problem(), "malformed", "{name}");
    }
    let mut many = good.clone();
    many["files"] = json!(vec![json!({"sha256": encode(&[1; 32]), "length": 1}); 31]);
    assert_eq!(applicant.put_body(&many).await.problem(), "malformed");
    many["files"].as_array_mut().expect("a list").pop();
    assert_eq!(applicant.put_body(&many).await.problem(), "files-missing");
    let mut body = good;
    body["sealed"] = json!(encode(&vec![0; 64 * 1024 + 1]));
    assert_eq!(applicant.put_body(&body).await.problem(), "too-large");
}

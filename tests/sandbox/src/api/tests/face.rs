//! Face checks at the wire: one question, one answer, by one phone, with one portrait.

use ikd_proof::{FaceAnswer, FaceChallenge, FacePurpose, Sex, SoftwareSigner};
use serde_json::{Value, json};

use super::phone::{Got, Phone, bytes, nik, sandbox};
use crate::{
    FaceGuidance, FaceRefusal, FaceVerdict, OfficeError, Sandbox,
    secret::{encode, random},
};

const CHECKS: &str = "/v1/face-checks";
const REFERENCE: [u8; 16] = [5; 16];

fn portrait(seed: u64) -> Vec<u8> {
    crate::drawing::portrait(seed, Sex::Female, 30)
}

async fn active(sandbox: &Sandbox) -> Phone<'_> {
    let phone = Phone::new(sandbox);
    phone.until_active(&nik(sandbox.population().adult())).await;
    phone
}

async fn ask(phone: &Phone<'_>, purpose: &str, reference: [u8; 16]) -> Got {
    phone.post(CHECKS, &json!({"purpose": purpose, "reference": encode(&reference)})).await
}

/// An open check for an application: its path, and its question.
async fn asked(phone: &Phone<'_>) -> (String, FaceChallenge) {
    asked_for(phone, REFERENCE).await
}

async fn asked_for(phone: &Phone<'_>, reference: [u8; 16]) -> (String, FaceChallenge) {
    let got = ask(phone, "application", reference).await;
    assert_eq!(got.status, 201, "{}", got.json());
    let check = got.json();
    let part = |name: &str| bytes(&check[name]).try_into().expect("16 bytes");
    let challenge = FaceChallenge {
        check: part("id"),
        nonce: part("nonce"),
        purpose: FacePurpose::Application,
        reference: part("reference"),
    };
    (got.header("location").to_owned(), challenge)
}

/// A check for an application that waits for the officer.
pub(super) async fn answer_for(phone: &Phone<'_>, application: [u8; 16]) {
    let (path, challenge) = asked_for(phone, application).await;
    phone.upload(&path, &portrait(7)).await;
    let got = phone.post(&format!("{path}/answer"), &body(phone, challenge, &portrait(7))).await;
    assert_eq!(got.json()["state"], "pending", "{}", got.json());
}

fn body(phone: &Phone<'_>, challenge: FaceChallenge, portrait: &[u8]) -> Value {
    signed(phone, challenge, portrait, &phone.signer())
}

fn signed(phone: &Phone<'_>, challenge: FaceChallenge, portrait: &[u8], key: &SoftwareSigner) -> Value {
    let answer = FaceAnswer::of(challenge, portrait, phone.sandbox.control().now());
    json!({"answer": encode(&answer.sign(key).expect("a software key signs"))})
}

/// The announcement of this portrait.
fn announced(portrait: &[u8]) -> Value {
    let sha256 = encode(&crate::secret::sha256(portrait));
    json!({"length": portrait.len(), "sha256": sha256, "content_type": "image/jpeg"})
}

/// Bytes that the service still has of the portrait of a check.
fn bytes_kept(sandbox: &Sandbox, path: &str) -> usize {
    let id = crate::secret::decode_exact(id_of(path)).expect("an id");
    let kept: Result<_, crate::StoreError> =
        sandbox.control().0.store.run(|tx| tx.photo_bytes(crate::store::PhotoOf::FaceCheck(id)));
    kept.expect("read").len()
}

/// Asks, uploads and answers with this portrait.
async fn answered(phone: &Phone<'_>, portrait: &[u8]) -> (String, Got) {
    let (path, challenge) = asked(phone).await;
    phone.upload(&path, portrait).await;
    let got = phone.post(&format!("{path}/answer"), &body(phone, challenge, portrait)).await;
    assert_eq!(got.status, 200, "{}", got.json());
    (path, got)
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().expect("a path")
}

async fn state(phone: &Phone<'_>, path: &str) -> String {
    phone.get(path).await.json()["state"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_answer_waits_for_the_officer_who_sees_both_pictures_until_the_decision() {
    let sandbox = sandbox().await;
    let (phone, office) = (active(&sandbox).await, sandbox.office());
    let (path, got) = answered(&phone, &portrait(7)).await;
    assert_eq!(got.json()["state"], "pending");
    let waiting = office.face_checks().expect("the list");
    assert_eq!(waiting.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), [id_of(&path)]);
    let view = office.face_check(id_of(&path)).expect("the check");
    assert_eq!(view.portrait, Some(portrait(7)));
    assert!(view.entry.nik == sandbox.population().adult().nik && !view.registered.is_empty());

    assert_eq!(bytes_kept(&sandbox, &path), portrait(7).len());
    assert_eq!(office.accept_face(id_of(&path), false), Err(OfficeError::FaceNotCompared));
    office.accept_face(id_of(&path), true).expect("accepted");
    assert_eq!(state(&phone, &path).await, "accepted");
    assert_eq!(office.face_check(id_of(&path)).expect("the check").portrait, None);
    assert_eq!(bytes_kept(&sandbox, &path), 0, "it is erased");
    assert_eq!(office.refuse_face(id_of(&path)), Err(OfficeError::FaceDecided));
    let again = ask(&phone, "application", REFERENCE).await;
    assert_eq!((again.status, again.json()["state"].as_str()), (200, Some("accepted")), "not asked again");
}

#[tokio::test]
async fn a_check_is_answered_once_and_a_repeat_gets_the_same_answer() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    let (path, challenge) = asked(&phone).await;
    let (path_answer, portrait) = (format!("{path}/answer"), portrait(7));
    let photo = format!("{path}/photo");
    assert_eq!(phone.post(&photo, &announced(&portrait)).await.status, 201);
    assert_eq!(phone.piece(&photo, 0, &portrait[..500], false).await.status, 204);
    let early = phone.post(&path_answer, &body(&phone, challenge, &portrait)).await;
    assert_eq!((early.problem(), &early.json()["state"]), ("state-conflict".to_owned(), &json!("open")));
    assert_eq!(phone.piece(&photo, 500, &portrait[500..], true).await.status, 204);
    let body = body(&phone, challenge, &portrait);
    let first = phone.post_as(&path_answer, &body, "0123456789abcdef").await;
    let repeat = phone.post_as(&path_answer, &body, "0123456789abcdef").await;
    assert_eq!((first.status, first.json()), (200, repeat.json()));
    let second = phone.post(&path_answer, &body).await;
    assert_eq!(second.json()["state"], "pending", "{}", second.problem());
    assert_eq!(second.problem(), "state-conflict");
    // The portrait that was answered with cannot be exchanged while it waits.
    for got in [
        phone.post(&photo, &announced(&portrait)).await,
        phone.piece(&photo, portrait.len() - 5, &portrait[portrait.len() - 5..], true).await,
    ] {
        let told = (got.problem(), got.json()["state"].clone());
        assert_eq!(told, ("state-conflict".to_owned(), json!("pending")));
    }
}

#[tokio::test]
async fn an_answer_to_another_question_for_another_purpose_or_with_another_portrait_is_refused() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    let (_, earlier) = asked(&phone).await;
    let (path, challenge) = asked(&phone).await;
    let portrait = portrait(7);
    phone.upload(&path, &portrait).await;
    let stranger = SoftwareSigner::from_bytes(&random()).expect("a scalar");
    let old = FaceAnswer::of(challenge, &portrait, sandbox.control().now() - 301);
    let old = json!({"answer": encode(&old.sign(&phone.signer()).expect("a software key signs"))});
    let refused = [
        ("nonce", body(&phone, FaceChallenge { nonce: earlier.nonce, ..challenge }, &portrait)),
        ("check", body(&phone, FaceChallenge { check: earlier.check, ..challenge }, &portrait)),
        ("purpose", body(&phone, FaceChallenge { purpose: FacePurpose::Recovery, ..challenge }, &portrait)),
        ("reference", body(&phone, FaceChallenge { reference: [6; 16], ..challenge }, &portrait)),
        ("portrait", body(&phone, challenge, b"another portrait")),
        ("key", signed(&phone, challenge, &portrait, &stranger)),
        ("time", old),
        ("no item", json!({"answer": encode(b"no item")})),
    ];
    for (what, body) in refused {
        let got = phone.post(&format!("{path}/answer"), &body).await;
        assert_eq!((got.status, got.problem().as_str()), (422, "face-answer-invalid"), "{what}");
    }
    assert_eq!(state(&phone, &path).await, "open", "a refused answer uses nothing up");
    let got = phone.post(&format!("{path}/answer"), &body(&phone, challenge, &portrait)).await;
    assert_eq!(got.status, 200);
}

#[tokio::test]
async fn a_new_question_makes_the_open_one_worth_nothing() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    let (path, challenge) = asked(&phone).await;
    phone.upload(&path, &portrait(7)).await;
    asked(&phone).await;
    let got = phone.post(&format!("{path}/answer"), &body(&phone, challenge, &portrait(7))).await;
    assert_eq!(got.problem(), "not-found");
}

#[tokio::test]
async fn a_check_belongs_to_the_phone_that_was_asked() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    let (path, _) = answered(&phone, &portrait(7)).await;
    let other = Phone::new(&sandbox);
    other.until_active(&nik(sandbox.population().married_couple().1)).await;
    for got in [other.get(&path).await, other.post(&format!("{path}/answer"), &json!({"answer": ""})).await] {
        assert_eq!(got.problem(), "not-found");
    }
    assert_eq!(Phone::new(&sandbox).get(&path).await.problem(), "signature-invalid");
    phone.delete("/v1/devices/current").await;
    assert_eq!(phone.get(&path).await.problem(), "device-released");
    assert!(sandbox.office().face_checks().expect("the list").is_empty());
}

#[tokio::test]
async fn a_question_is_good_for_ten_minutes_and_an_answer_waits_a_day() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    let (path, challenge) = asked(&phone).await;
    phone.upload(&path, &portrait(7)).await;
    sandbox.control().advance_clock(600);
    let late = phone.post(&format!("{path}/answer"), &body(&phone, challenge, &portrait(7))).await;
    assert_eq!((late.problem(), &late.json()["state"]), ("state-conflict".to_owned(), &json!("expired")));
    assert_eq!(state(&phone, &path).await, "expired");

    let (path, _) = answered(&phone, &portrait(7)).await;
    sandbox.control().advance_clock(24 * 3600 - 60);
    assert_eq!(state(&phone, &path).await, "pending");
    sandbox.control().advance_clock(60);
    assert_eq!(state(&phone, &path).await, "expired");
    assert_eq!(bytes_kept(&sandbox, &path), 0, "it is erased");
}

#[tokio::test]
async fn three_refused_answers_end_the_tries_for_an_hour_and_never_for_good() {
    let sandbox = sandbox().await;
    let (phone, control) = (active(&sandbox).await, sandbox.control());
    let retake = FaceRefusal::Retake { guidance: vec![FaceGuidance::Blurry] };
    control.set_face_verdict(Some(FaceVerdict::Refuse(retake)));
    for left in [2, 1, 0] {
        let (_, got) = answered(&phone, &portrait(7)).await;
        let refusal = &got.json()["refusal"];
        assert_eq!((&refusal["reason"], &refusal["tries_left"]), (&json!("retake"), &json!(left)));
        assert_eq!(refusal["guidance"], json!(["blurry"]));
        assert_eq!(refusal["retry_at"].is_null(), left > 0);
    }
    // Another application is no way around it.
    for (purpose, reference) in [("application", REFERENCE), ("application", [9; 16]), ("recovery", [9; 16])]
    {
        let got = ask(&phone, purpose, reference).await;
        assert_eq!(got.problem(), "face-check-too-soon");
        assert!(got.json()["retry_at"].as_u64().is_some_and(|at| at > control.now()));
        assert!(got.header("retry-after").parse::<u64>().is_ok_and(|wait| (3_500..=3_600).contains(&wait)));
    }
    control.advance_clock(3_600);
    control.set_face_verdict(Some(FaceVerdict::Accept));
    let (_, got) = answered(&phone, &portrait(7)).await;
    assert_eq!(got.json()["state"], "accepted");
}

#[tokio::test]
async fn an_accepted_answer_clears_the_refused_ones() {
    let sandbox = sandbox().await;
    let (phone, control) = (active(&sandbox).await, sandbox.control());
    let retake = FaceRefusal::Retake { guidance: vec![FaceGuidance::Other] };
    for verdict in [FaceVerdict::Refuse(retake.clone()), FaceVerdict::Refuse(retake), FaceVerdict::Accept] {
        control.set_face_verdict(Some(verdict));
        answered(&phone, &portrait(7)).await;
    }
    assert_eq!(ask(&phone, "application", [9; 16]).await.json()["tries_left"], 3);
}

#[tokio::test]
async fn answers_that_wait_count_as_tries_so_that_nobody_floods_the_counter() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    for reference in [1, 2, 3] {
        let got = ask(&phone, "application", [reference; 16]).await;
        let path = got.header("location").to_owned();
        let part = |name: &str| bytes(&got.json()[name]).try_into().expect("16 bytes");
        let challenge = FaceChallenge {
            check: part("id"),
            nonce: part("nonce"),
            purpose: FacePurpose::Application,
            reference: [reference; 16],
        };
        phone.upload(&path, &portrait(7)).await;
        let got = phone.post(&format!("{path}/answer"), &body(&phone, challenge, &portrait(7))).await;
        assert_eq!(got.json()["state"], "pending");
    }
    assert_eq!(ask(&phone, "application", [4; 16]).await.problem(), "face-check-too-soon");
    let same = ask(&phone, "application", [3; 16]).await;
    assert_eq!((same.status, &same.json()["state"]), (200, &json!("pending")), "one that waits is told");
}

#[tokio::test]
async fn an_officer_who_is_not_sure_asks_the_person_to_come_and_that_ends_in_an_hour_too() {
    let sandbox = sandbox().await;
    let (phone, office) = (active(&sandbox).await, sandbox.office());
    let (path, _) = answered(&phone, &portrait(7)).await;
    assert_eq!(office.ask_for_another_face(id_of(&path), &[]), Err(OfficeError::FaceGuidanceMissing));
    office.refuse_face(id_of(&path)).expect("refused");
    let refusal = phone.get(&path).await.json()["refusal"].clone();
    assert_eq!((&refusal["reason"], &refusal["tries_left"]), (&json!("see-officer"), &json!(0)));
    assert_eq!(ask(&phone, "application", REFERENCE).await.problem(), "face-check-too-soon");
    sandbox.control().advance_clock(3_600);
    assert_eq!(ask(&phone, "application", REFERENCE).await.status, 201);
}

#[tokio::test]
async fn a_portrait_that_is_damaged_or_no_jpeg_or_too_large_is_refused() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    let (path, _) = asked(&phone).await;
    let photo = format!("{path}/photo");
    assert_eq!(phone.post(&photo, &announced(&[0; 112_641])).await.problem(), "too-large");
    for (sent, promised, problem) in
        [(&b"no jpeg"[..], &b"no jpeg"[..], "not-a-jpeg"), (b"changed", b"no jpeg", "digest-mismatch")]
    {
        assert_eq!(phone.post(&photo, &announced(promised)).await.status, 201);
        assert_eq!(phone.piece(&photo, 0, sent, true).await.problem(), problem);
    }
    phone.upload(&path, &portrait(7)).await;
    let whole = portrait(7);
    let again = phone.piece(&photo, whole.len() - 5, &whole[whole.len() - 5..], true).await;
    assert_eq!((again.status, again.header("upload-offset")), (204, whole.len().to_string().as_str()));
}

#[tokio::test]
async fn only_the_purposes_of_the_contract_are_asked_for() {
    let sandbox = sandbox().await;
    let phone = active(&sandbox).await;
    assert_eq!(ask(&phone, "login", REFERENCE).await.problem(), "malformed");
    let short = json!({"purpose": "recovery", "reference": encode(&[1; 15])});
    assert_eq!(phone.post(CHECKS, &short).await.problem(), "malformed");
    sandbox.control().block_account(sandbox.population().adult().nik.as_u64(), true).expect("blocked");
    assert_eq!(ask(&phone, "recovery", REFERENCE).await.problem(), "account-blocked");
}

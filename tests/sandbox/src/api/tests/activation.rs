//! Codes, captchas, refusals, second phones and time.

use serde_json::json;

use super::phone::{Phone, id_of, nik, sandbox};
use crate::{Approval, OfficeError, Reason, State, Statement};

fn wrong(code: &str) -> String {
    let other = if code.starts_with('0') { '1' } else { '0' };
    format!("{other}{}", &code[1..])
}

#[tokio::test]
async fn five_wrong_codes_use_a_code_up_and_a_new_one_works() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_code(&nik(sandbox.population().adult())).await;
    let code = phone.code();
    for left in (0..5).rev() {
        let got = phone.activate(&registration, &wrong(&code)).await;
        assert_eq!((got.problem().as_str(), got.json()["tries_left"].clone()), ("code-wrong", json!(left)));
    }
    assert_eq!(phone.activate(&registration, &code).await.problem(), "code-exhausted");
    let path = format!("{registration}/activation/resend");
    let early = phone.post(&path, &json!({})).await;
    assert_eq!(early.problem(), "resend-too-soon");
    sandbox.control().advance_clock(61);
    let sent = phone.post(&path, &json!({})).await;
    assert_eq!((sent.status, sent.json()["tries_left"].clone()), (200, json!(5)));
    assert_eq!(phone.activate(&registration, &phone.code()).await.status, 200);
}

#[tokio::test]
async fn a_repeated_wrong_code_costs_one_try() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_code(&nik(sandbox.population().adult())).await;
    let attempt = phone.attempt(&registration, &wrong(&phone.code())).await;
    let path = format!("{registration}/activation");
    for _ in 0..3 {
        let got = phone.post_as(&path, &attempt, "the-same-key-0123").await;
        assert_eq!(got.json()["tries_left"], 4);
    }
    assert_eq!(phone.get(&registration).await.json()["activation"]["tries_left"], 4);
}

#[tokio::test]
async fn a_wrong_captcha_costs_no_try_and_counts_once() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_code(&nik(sandbox.population().adult())).await;
    let path = format!("{registration}/activation");
    let mut attempt = phone.attempt(&registration, &phone.code()).await;
    let id = attempt["captcha"]["id"].as_str().expect("an id").to_owned();
    let words = sandbox.control().captcha_words(&id).expect("known");
    attempt["captcha"]["answer"] = json!("tidak tahu");
    assert_eq!(phone.post(&path, &attempt).await.problem(), "captcha-wrong");
    attempt["captcha"]["answer"] = json!(words);
    assert_eq!(phone.post(&path, &attempt).await.problem(), "captcha-expired", "used up");
    assert_eq!(phone.get(&registration).await.json()["activation"]["tries_left"], 5);
    let mut spoken = phone.attempt(&registration, &phone.code()).await;
    let id = spoken["captcha"]["id"].as_str().expect("an id").to_owned();
    spoken["captcha"]["answer"] = json!(sandbox.control().captcha_words(&id).expect("known").to_uppercase());
    assert_eq!(phone.post(&path, &spoken).await.status, 200, "the question in words is an equal way");
}

#[tokio::test]
async fn a_code_is_valid_for_fifteen_minutes() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_code(&nik(sandbox.population().adult())).await;
    sandbox.control().advance_clock(15 * 60 + 1);
    assert_eq!(phone.activate(&registration, &phone.code()).await.problem(), "code-expired");
}

#[tokio::test]
async fn a_corrected_address_gets_a_new_code_and_the_old_one_no_longer_works() {
    let sandbox = sandbox().await;
    let mut phone = Phone::new(&sandbox);
    let registration = phone.until_code(&nik(sandbox.population().adult())).await;
    let old = phone.code();
    sandbox.office().correct_email(id_of(&registration), "benar@contoh.id").expect("corrected");
    phone.email = "benar@contoh.id".to_owned();
    let new = phone.code();
    if old != new {
        assert_eq!(phone.activate(&registration, &old).await.problem(), "code-wrong");
    }
    assert_eq!(phone.get(&registration).await.json()["activation"]["email_hint"], "b***@contoh.id");
    assert_eq!(phone.activate(&registration, &new).await.status, 200);
}

#[tokio::test]
async fn a_code_works_on_no_other_phone() {
    let sandbox = sandbox().await;
    let (one, two) = (Phone::new(&sandbox), Phone::new(&sandbox));
    let nik = nik(sandbox.population().adult());
    one.until_code(&nik).await;
    let other = two.until_code(&nik).await;
    if one.code() != two.code() {
        assert_eq!(two.activate(&other, &one.code()).await.problem(), "code-wrong");
    }
}

#[tokio::test]
async fn a_rejected_registration_can_be_amended_as_its_reason_allows() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    let id = id_of(&registration);
    sandbox.office().reject(id, Reason::FaceMismatch, Some("Foto terlalu gelap")).expect("rejected");
    let rejection = phone.get(&registration).await.json()["rejection"].clone();
    assert_eq!(
        rejection,
        json!({"reason": "face-mismatch", "note": "Foto terlalu gelap", "options": ["photo", "restart"]})
    );
    let path = format!("{registration}/amendment");
    let form = phone.registration("9999990101900001")["form"].clone();
    assert_eq!(phone.post(&path, &json!({"form": form, "photo": false})).await.problem(), "state-conflict");
    assert_eq!(phone.post(&path, &json!({"photo": true})).await.json(), json!({"state": "photo"}));
    phone.upload(&registration, &crate::drawing::portrait(8, ikd_proof::Sex::Male, 40)).await;
    assert_eq!(phone.pair(&registration).await.status, 200);
    let nothing = sandbox.office().approve(id, &Statement::default()).expect_err("nothing is stated");
    assert_eq!(nothing.to_string(), "not stated: digits, face, data");
    assert_eq!(phone.officer_approves(&registration), Ok(Approval::CodeSent));
    assert_eq!(phone.officer_approves(&registration), Err(OfficeError::State(State::Activation)));
}

#[tokio::test]
async fn a_second_phone_waits_until_the_counter_releases_the_first() {
    let sandbox = sandbox().await;
    let nik = nik(sandbox.population().adult());
    let (old, new) = (Phone::new(&sandbox), Phone::new(&sandbox));
    old.until_active(&nik).await;
    let registration = new.until_decision(&nik).await;
    let id = id_of(&registration);
    assert!(sandbox.office().registration(id).expect("there").second_device);
    assert_eq!(new.officer_approves(&registration), Ok(Approval::SecondDevice));
    assert_eq!(new.state(&registration).await, "conflict");
    sandbox.office().release_old_device(id, true).expect("released");
    assert_eq!(old.get("/v1/account").await.problem(), "device-released");
    assert_eq!(new.activate(&registration, &new.code()).await.status, 200);
    assert_eq!(new.get("/v1/account").await.status, 200);
}

#[tokio::test]
async fn of_two_approved_phones_the_first_to_activate_holds_the_account() {
    let sandbox = sandbox().await;
    let nik = nik(sandbox.population().adult());
    let (one, two) = (Phone::new(&sandbox), Phone::new(&sandbox));
    let first = one.until_code(&nik).await;
    let second = two.until_code(&nik).await;
    assert_eq!(one.activate(&first, &one.code()).await.status, 200);
    let got = two.activate(&second, &two.code()).await;
    assert_eq!((got.problem().as_str(), got.json()["state"].clone()), ("state-conflict", json!("conflict")));
    assert_eq!(one.get("/v1/account").await.status, 200);
}

#[tokio::test]
async fn a_registration_expires_after_a_day_and_what_was_entered_is_erased() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    sandbox.control().advance_clock(24 * 3600 + 1);
    assert_eq!(phone.state(&registration).await, "expired");
    assert!(sandbox.office().queue().expect("read").is_empty());
    let view = sandbox.office().registration(id_of(&registration)).expect("there");
    assert_eq!((view.form.nik.as_str(), view.selfie), ("", None));
    assert_eq!(phone.delete(&registration).await.status, 204);
    assert_eq!(phone.get(&registration).await.problem(), "not-found");
}

#[tokio::test]
async fn signing_in_at_the_counter_needs_name_and_code_and_is_limited() {
    let sandbox = sandbox().await;
    let (office, pages) = (sandbox.office(), sandbox.pages());
    let token = office.sign_in(&pages.officer_name, &pages.officer_code).expect("signed in");
    assert_eq!(office.signed_in(&token), Some(pages.officer_name.clone()));
    office.sign_out(&token);
    assert_eq!(office.signed_in(&token), None);
    let attempts: Vec<_> = (0..20).map(|_| office.sign_in(&pages.officer_name, "wrong")).collect();
    assert_eq!(attempts[0], Err(OfficeError::SignIn));
    assert!(matches!(attempts[19], Err(OfficeError::TooMany { .. })));
}

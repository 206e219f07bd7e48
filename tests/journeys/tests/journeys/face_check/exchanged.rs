//! Questions that were exchanged on the way, or are another phone's: no portrait answers them.

use std::sync::Arc;

use ikd_core::face_check::{FaceCheckError, FaceCheckState, Photo};
use ikd_journeys::{Phone, TamperingService, World};
use serde_json::Value;

use super::{ANSWER, APPLICATION, REFERENCE, answers_to, open, registered};

/// Replaces a member of the service's next answers about face checks.
fn replace(service: &TamperingService, name: &'static str, value: &'static str) {
    service.tamper(move |target, body| {
        if target == "/v1/face-checks" {
            let mut check: Value = serde_json::from_slice(body).expect("JSON");
            check[name] = value.into();
            *body = check.to_string().into_bytes();
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_question_that_was_exchanged_is_refused_and_uses_up_no_try() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let service = TamperingService::serve(&mut phone);
    phone.unlock().await;
    let checks = phone.app().face_checks().clone();
    replace(&service, "nonce", "AAAAAAAAAAAAAAAAAAAAAA");
    open(&checks).await;
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Err(FaceCheckError::Mismatch));
    assert_eq!(answers_to(&world, ANSWER), [422]);
    service.stop_tampering();
    assert_eq!(open(&checks).await, 3);
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Ok(FaceCheckState::Pending));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_for_another_purpose_or_application_is_not_answered() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let service = TamperingService::serve(&mut phone);
    phone.unlock().await;
    let checks = phone.app().face_checks().clone();
    for (name, value) in [("purpose", "recovery"), ("reference", "AAAAAAAAAAAAAAAAAAAAAA")] {
        replace(&service, name, value);
        let refused = checks.request(APPLICATION, REFERENCE).await;
        assert_eq!(refused, Err(FaceCheckError::Mismatch), "{name}");
        assert_eq!(
            checks.answer(&Photo::faultless(Phone::portrait())).await,
            Err(FaceCheckError::NotAsked),
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_another_phone_was_asked_is_not_answered_by_this_one() {
    let world = World::new().await;
    let (mut one, mut two) = (registered(&world).await, world.new_phone("b"));
    let (_, other) = world.population().married_couple();
    two.register(&ikd_journeys::applicant_of(other)).await;
    let stolen = Arc::new(std::sync::Mutex::new(None));
    let service = TamperingService::serve(&mut two);
    let first = TamperingService::serve(&mut one);
    one.unlock().await;
    let keep = stolen.clone();
    first.tamper(move |target, body| {
        if target == "/v1/face-checks" {
            *keep.lock().expect("not poisoned") = Some(body.clone());
        }
    });
    open(one.app().face_checks()).await;
    two.unlock().await;
    // The second phone is told the question of the first.
    service.tamper(move |target, body| {
        if target == "/v1/face-checks" {
            *body = stolen.lock().expect("not poisoned").clone().expect("the first phone was asked");
        }
    });
    let checks = two.app().face_checks().clone();
    open(&checks).await;
    assert_eq!(checks.answer(&Photo::faultless(Phone::portrait())).await, Err(FaceCheckError::NotAsked));
    assert!(world.sandbox.office().face_checks().expect("the list").is_empty());
}

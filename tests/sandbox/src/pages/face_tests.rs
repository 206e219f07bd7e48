//! Tests of the counter's pages for face checks.

use axum::http::{StatusCode, header};

use super::testing::{HOSTILE, ID, TestDesk};
use super::testing_browser::{Answer, Browser};
use crate::face_check::FaceState;
use crate::registration::State;

fn place(step: &str) -> String {
    format!("/counter/face-checks/{ID}{step}")
}

async fn send(browser: &mut Browser, step: &str, body: &str) -> Answer {
    browser.submit(&place(""), &place(step), body).await
}

async fn browser_with(face: FaceState) -> Browser {
    Browser::signed_in_over(TestDesk { face, ..TestDesk::new(State::Decision) }).await
}

#[tokio::test]
async fn the_queue_leads_to_a_face_check_that_waits_and_to_no_other() {
    let link = format!("href=\"{}\"", place(""));
    for (face, waits) in [(FaceState::Pending, true), (FaceState::Accepted, false)] {
        let queue = browser_with(face).await.get("/counter").await.text;
        assert_eq!(queue.contains(&link), waits, "{face:?}");
        assert_eq!(queue.contains("Pemeriksaan wajah (1)"), waits, "{face:?}");
    }
}

#[tokio::test]
async fn a_face_check_shows_both_pictures_and_that_a_person_compares_them() {
    let page = browser_with(FaceState::Pending).await.get(&place("")).await.text;
    assert_eq!(page.matches("<img src=\"data:image/jpeg;base64,").count(), 2);
    assert!(page.contains("Kedua foto dibandingkan oleh petugas. Sandbox ini tidak mengenali wajah."));
    assert!(!page.contains(HOSTILE) && !page.contains("<script"));
}

#[tokio::test]
async fn a_face_check_is_shown_to_officers_alone() {
    let mut browser = Browser::over(TestDesk::new(State::Decision));
    let answer = browser.get(&place("")).await;
    assert_eq!(answer.headers[header::LOCATION], "/counter/sign-in");
    let mut officer = browser_with(FaceState::Pending).await;
    assert_eq!(
        officer.get("/counter/face-checks/CCCCCCCCCCCCCCCCCCCCCC").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_face_is_accepted_only_when_the_officer_states_that_it_was_compared() {
    let mut browser = browser_with(FaceState::Pending).await;
    let answer = send(&mut browser, "/accept", "").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("href=\"#compared\"") && browser.asked().is_empty());
    let answer = send(&mut browser, "/accept", "compared=yes").await;
    assert_eq!(answer.headers[header::LOCATION], "/counter?done=face-accepted");
    assert_eq!(browser.asked(), ["accept face"]);
}

#[tokio::test]
async fn a_new_photo_is_asked_for_with_what_should_be_better() {
    let mut browser = browser_with(FaceState::Pending).await;
    let answer = send(&mut browser, "/retake", "").await;
    assert!(answer.status == StatusCode::CONFLICT && answer.text.contains("href=\"#too-dark\""));
    send(&mut browser, "/retake", "blurry=yes&too-dark=yes&remove-mask=no").await;
    assert_eq!(browser.asked(), ["another face too-dark blurry"]);
}

#[tokio::test]
async fn a_citizen_is_asked_to_the_counter() {
    let mut browser = browser_with(FaceState::Pending).await;
    let answer = send(&mut browser, "/refuse", "").await;
    assert_eq!(answer.headers[header::LOCATION], "/counter?done=face-refused");
    assert_eq!(browser.asked(), ["refuse face"]);
}

#[tokio::test]
async fn a_check_that_was_decided_has_no_portrait_and_no_buttons_and_says_who_decided() {
    for (face, said) in [
        (FaceState::Accepted, "Diputuskan oleh sakelar uji; tidak ada yang melihat foto ini."),
        (FaceState::Refused, "Warga diminta datang ke loket."),
        (FaceState::Expired, "Kedaluwarsa, tidak diputuskan."),
    ] {
        let page = browser_with(face).await.get(&place("")).await.text;
        assert!(page.contains(said) && page.contains("Foto sudah dihapus"), "{face:?}");
        assert!(!page.contains("action=\"/counter/face-checks"), "{face:?}");
    }
}

//! Tests of the counter's pages for applications.

use axum::http::{StatusCode, header};
use maud::html;

use super::testing::{HOSTILE, ID, TestDesk};
use super::testing_browser::{Answer, Browser};
use crate::application::{ApplicationState, MarkCode, obstacle::Obstacle};
use crate::face_check::FaceState;
use crate::registration::State;

fn place(step: &str) -> String {
    format!("/counter/applications/{ID}{step}")
}

async fn browser_in(application: ApplicationState) -> Browser {
    let desk = TestDesk { application, face: FaceState::Accepted, ..TestDesk::new(State::Decision) };
    Browser::signed_in_over(desk).await
}

async fn send(browser: &mut Browser, step: &str, body: &str) -> Answer {
    browser.submit(&place(""), &place(step), body).await
}

fn led_to(answer: &Answer) -> &str {
    answer.headers[header::LOCATION].to_str().expect("an address")
}

#[tokio::test]
async fn the_queue_leads_to_an_application_with_its_state_and_age() {
    let queue = browser_in(ApplicationState::Received).await.get("/counter").await.text;
    assert!(queue.contains(&format!("href=\"{}\"", place(""))) && queue.contains("Permohonan (1)"));
    assert!(queue.contains("Diterima, belum diperiksa") && queue.contains("2 jam yang lalu"));
}

#[tokio::test]
async fn an_application_shows_answers_beside_the_record_and_every_page_of_a_paper_and_escapes_all() {
    for state in [
        ApplicationState::InReview,
        ApplicationState::Correct,
        ApplicationState::VisitNeeded,
        ApplicationState::Refused,
        ApplicationState::Issued,
    ] {
        let page = browser_in(state).await.get(&place("")).await.text;
        assert!(!page.contains(HOSTILE) && !page.contains("<script"), "{state:?}");
        assert_eq!(page.matches("<img src=\"data:image/jpeg;base64,").count(), 2);
        assert!(page.contains("BERBEDA") && page.contains("Diubah sejak kiriman sebelumnya"));
    }
}

#[tokio::test]
async fn an_application_is_shown_to_officers_alone() {
    let mut browser = Browser::over(TestDesk::new(State::Decision));
    assert_eq!(led_to(&browser.get(&place("")).await), "/counter/sign-in");
    let mut officer = browser_in(ApplicationState::InReview).await;
    let unknown = officer.get("/counter/applications/CCCCCCCCCCCCCCCCCCCCCC").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let mut stranger = Browser::over(TestDesk::new(State::Decision));
    let token = stranger.token("/counter/sign-in").await;
    let answer = stranger.post(&place("/approve"), &format!("csrf={token}")).await;
    assert!(answer.status != StatusCode::OK && stranger.asked().is_empty());
}

#[tokio::test]
async fn every_part_has_a_mark_with_every_code_a_person_can_correct() {
    let page = browser_in(ApplicationState::InReview).await.get(&place("")).await.text;
    for part in ["code-nama", "code-kota", "code-paper-surat-lahir"] {
        assert!(
            page.contains(&format!("<select id=\"{part}\" name=\"{part}\" form=\"correction\">")),
            "{part}"
        );
    }
    for code in MarkCode::ALL.into_iter().filter(|code| *code != MarkCode::RecordChanged) {
        let option = format!("<option value=\"{}\"", code.name());
        // At three parts and in the list of the refusal.
        assert_eq!(page.matches(&option).count(), 4, "{}", code.name());
    }
}

#[tokio::test]
async fn marks_are_asked_for_part_by_part_with_their_notes() {
    let mut browser = browser_in(ApplicationState::InReview).await;
    let answer = send(&mut browser, "/correction", "days=7&code-nama=&note-nama=").await;
    assert!(answer.status == StatusCode::CONFLICT && answer.text.contains("href=\"#marks\""));
    let body = "days=7&code-nama=incomplete&note-nama=Nama+lengkap&code-paper-surat-lahir=unreadable";
    let answer = send(&mut browser, "/correction", &body.replace("days=7", "days=70")).await;
    assert!(answer.text.contains("href=\"#days\"") && answer.text.contains("value=\"Nama lengkap\""));
    assert!(answer.text.contains("<option value=\"unreadable\" selected>"), "what was marked stays");
    let answer = send(&mut browser, "/correction", body).await;
    assert_eq!(led_to(&answer), place("?done=application-correct"));
    let asked = browser.asked();
    assert!(asked[0].contains("Field(\"nama\")") && asked[0].contains("Nama lengkap"), "{asked:?}");
    assert!(asked[0].contains("Attachment(\"surat-lahir\")") && asked[0].contains("Some(7)"), "{asked:?}");
}

#[tokio::test]
async fn a_visit_says_where_and_what_to_bring() {
    let mut browser = browser_in(ApplicationState::InReview).await;
    let answer = send(&mut browser, "/visit", "place=&bring=KTP&visit-days=5").await;
    assert!(answer.text.contains("href=\"#place\"") && answer.text.contains("value=\"KTP\""));
    let answer = send(&mut browser, "/visit", "place=Loket+3&bring=&visit-days=5").await;
    assert!(answer.text.contains("href=\"#bring\""));
    let answer = send(&mut browser, "/visit", "place=Loket+3&bring=KTP&visit-days=5").await;
    assert_eq!(led_to(&answer), place("?done=application-visit"));
    assert_eq!(browser.asked(), ["visit Loket 3 in 5 with KTP"]);
}

#[tokio::test]
async fn a_text_with_control_characters_is_refused_at_its_field() {
    let mut browser = browser_in(ApplicationState::InReview).await;
    let hostile = "Loket+3%1B%5B2J";
    for (step, body, field) in [
        ("/visit", format!("place={hostile}&bring=KTP&visit-days=5"), "place"),
        ("/visit", format!("place=Loket+3&bring={hostile}&visit-days=5"), "bring"),
        ("/refusal", format!("refusal=duplicate&refusal-note={hostile}"), "refusal-note"),
        ("/correction", format!("days=7&code-nama=incomplete&note-nama={hostile}"), "note-nama"),
    ] {
        let answer = send(&mut browser, step, &body).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{field}");
        assert!(answer.text.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(answer.text.contains(&format!("aria-describedby=\"{field}-error\"")), "{field}");
        assert!(answer.text.contains("Tulis dalam satu baris biasa."), "{field}");
    }
    assert!(browser.asked().is_empty());
}

#[tokio::test]
async fn every_code_refuses_and_another_reason_needs_its_message() {
    let mut browser = browser_in(ApplicationState::VisitNeeded).await;
    let answer = send(&mut browser, "/refusal", "refusal=other&refusal-note=").await;
    assert!(answer.status == StatusCode::CONFLICT && answer.text.contains("href=\"#refusal-note\""));
    assert!(answer.text.contains("<option value=\"other\" selected>"));
    for code in MarkCode::ALL {
        let body = format!("refusal={}&refusal-note=Pesan", code.name());
        let answer = send(&mut browser, "/refusal", &body).await;
        assert_eq!(led_to(&answer), place("?done=application-refused"));
        assert_eq!(browser.asked().pop(), Some(format!("refuse {} Some(\"Pesan\")", code.name())));
    }
    let unknown = send(&mut browser, "/refusal", "refusal=warna&refusal-note=Pesan").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn each_state_has_its_own_steps_and_no_other() {
    let steps = ["review", "correction", "visit", "refusal", "approve", "sign", "issue"];
    for (state, has) in [
        (ApplicationState::Received, &["review"][..]),
        (ApplicationState::InReview, &["correction", "visit", "refusal", "approve"]),
        (ApplicationState::VisitNeeded, &["correction", "visit", "refusal", "approve"]),
        (ApplicationState::Correct, &[]),
        (ApplicationState::Approved, &["sign", "correction", "refusal"]),
        (ApplicationState::Signing, &["issue", "correction", "refusal"]),
        (ApplicationState::Issued, &[]),
        (ApplicationState::Refused, &[]),
        (ApplicationState::Withdrawn, &[]),
        (ApplicationState::Expired, &[]),
    ] {
        let page = browser_in(state).await.get(&place("")).await.text;
        for step in steps {
            let form = format!("action=\"{}\"", place(&format!("/{step}")));
            assert_eq!(page.contains(&form), has.contains(&step), "{state:?} {step}");
        }
        assert_eq!(page.contains("form=\"correction\""), state.can_be_sent_back(), "{state:?}");
    }
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_with_the_name_of_its_field_and_a_way_back() {
    for (state, step) in [(ApplicationState::InReview, "/approve"), (ApplicationState::Signing, "/issue")] {
        let obstacle = Some(Obstacle::NoSuchPerson("nama"));
        let desk = TestDesk { application: state, obstacle, ..TestDesk::new(State::Decision) };
        let mut browser = Browser::signed_in_over(desk).await;
        let answer = send(&mut browser, step, "").await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        // The label of this desk's fields is hostile, and escaped.
        assert!(answer.text.contains(": Tidak dapat dilaksanakan: orang ini tidak ada di data kependudukan"));
        assert!(answer.text.contains("href=\"#code-nama\"") && answer.text.contains("id=\"code-nama\""));
        assert!(browser.asked().is_empty());
    }
}

#[tokio::test]
async fn the_steps_lead_back_to_the_page_and_a_changed_record_is_told() {
    let mut browser = browser_in(ApplicationState::InReview).await;
    assert_eq!(led_to(&send(&mut browser, "/approve", "").await), place("?done=application-approved"));
    assert_eq!(led_to(&send(&mut browser, "/sign", "").await), place("?done=application-signing"));
    assert_eq!(led_to(&send(&mut browser, "/issue", "").await), place("?done=application-issued"));
    // This desk finds that the record changed.
    assert_eq!(led_to(&send(&mut browser, "/review", "").await), place("?done=application-changed"));
    let page = browser.get(&place("?done=application-changed")).await.text;
    assert!(page.contains("Data kependudukan berubah sejak formulir diisi."));
}

#[tokio::test]
async fn an_approval_without_the_face_says_where_it_is_decided() {
    let desk = TestDesk { face: FaceState::Pending, ..TestDesk::new(State::Decision) };
    let mut browser = Browser::signed_in_over(desk).await;
    let answer = send(&mut browser, "/approve", "").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("Putuskan dahulu pemeriksaan wajahnya"));
    assert!(answer.text.contains("Putuskan pemeriksaan wajah di antrean") && browser.asked().is_empty());
}

#[tokio::test]
async fn a_step_is_taken_by_the_officer_who_is_signed_in() {
    let mut browser = browser_in(ApplicationState::InReview).await;
    for (step, body) in [
        ("/review", ""),
        ("/correction", "days=7&code-nama=incomplete"),
        ("/visit", "place=Loket+3&bring=KTP&visit-days=5"),
        ("/refusal", "refusal=duplicate"),
        ("/approve", ""),
        ("/sign", ""),
        ("/issue", ""),
    ] {
        send(&mut browser, step, body).await;
    }
    assert_eq!(browser.officers(), ["petugas"; 7]);
}

#[tokio::test]
async fn the_page_says_what_was_done_by_whom_and_when() {
    let page = browser_in(ApplicationState::Correct).await.get(&place("")).await.text;
    let history = page.split_once("Riwayat keputusan").expect("a history").1;
    let officer = html! { "oleh " bdi { (HOSTILE) } ", " }.into_string();
    assert!(history.contains("Mulai diperiksa") && history.contains(&officer));
    assert!(history.contains("Data kependudukan sudah berubah, jadi warga diminta memperbaiki."));
    let page = browser_in(ApplicationState::InReview).await.get(&place("")).await.text;
    assert!(page.contains(&officer) && !page.contains("jadi warga diminta memperbaiki"));
}

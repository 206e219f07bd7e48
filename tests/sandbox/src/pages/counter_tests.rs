//! What the counter's pages require of an officer, and which page follows.

use axum::http::{StatusCode, header};

use super::testing::{ID, NEXT, TestDesk};
use super::testing_browser::Browser;
use crate::registration::{Reason, State};

/// The three statements of an approval.
const STATED: &str = "digits=0481&face_matches=yes&data_compared=yes";

fn registration(step: &str) -> String {
    format!("/counter/registrations/{ID}{step}")
}

async fn send(browser: &mut Browser, step: &str, body: &str) -> super::testing_browser::Answer {
    browser.submit(&registration(""), &registration(step), body).await
}

#[tokio::test]
async fn each_missing_statement_of_an_approval_is_named_and_linked() {
    let mut browser = Browser::signed_in_over(TestDesk::agreeing(true)).await;
    let lacking = [
        ("face_matches=yes&data_compared=yes", "href=\"#digits-read\"", "empat angka, lalu centang"),
        (
            "digits=0482&face_matches=yes&data_compared=yes",
            "href=\"#digits-read\"",
            "empat angka, lalu centang",
        ),
        ("digits=0481&data_compared=yes", "href=\"#face-same\"", "kedua foto dengan orangnya, lalu centang"),
        ("digits=0481&face_matches=yes", "href=\"#data-compared\"", "bandingkan datanya, lalu centang"),
    ];
    for (body, place, words) in lacking {
        let answer = send(&mut browser, "/approve", body).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{body}");
        let (_, alert) = answer.text.split_once("role=\"alert\"").expect("a problem is told");
        let (alert, _) = alert.split_once("</div>").expect("the problem ends");
        assert!(alert.contains(place) && alert.contains(words), "{body}: {alert}");
        assert_eq!(alert.matches("<li>").count(), 1, "{body}: {alert}");
    }
    assert_eq!(browser.asked(), Vec::<String>::new());
    assert_eq!(send(&mut browser, "/approve", STATED).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.asked(), ["approve"]);
    assert_eq!(browser.officers(), ["petugas"]);
}

#[tokio::test]
async fn what_was_ticked_and_written_is_kept_when_an_approval_is_refused() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let page = send(&mut browser, "/approve", "digits=0481&face_matches=yes&reason=kurang").await.text;
    let ticked = |id: &str| tag(&page, id).contains(" checked");
    assert!(ticked("digits-read") && ticked("face-same") && !ticked("data-compared"));
    assert!(page.contains(">kurang</textarea>") && page.contains("<details open>"));
}

/// The tag that has this id.
fn tag<'p>(page: &'p str, id: &str) -> &'p str {
    let at = page.find(&format!("id=\"{id}\"")).expect("the id is there");
    let (start, end) = (page[..at].rfind('<').expect("in a tag"), page[at..].find('>').expect("it ends"));
    &page[start..at + end]
}

#[tokio::test]
async fn approving_over_a_difference_needs_a_written_reason() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for reason in ["", "&reason=", "&reason=+.+", "&reason=ya"] {
        let answer = send(&mut browser, "/approve", &format!("{STATED}{reason}")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(
            answer.text.contains("href=\"#override\"") && answer.text.contains("paling sedikit 10 huruf")
        );
    }
    assert_eq!(browser.asked(), Vec::<String>::new());
    send(&mut browser, "/approve", &format!("{STATED}&reason=Ganti+nama+di+pengadilan")).await;
    assert_eq!(browser.asked(), ["approve Ganti nama di pengadilan"]);
}

#[tokio::test]
async fn where_something_differs_rejecting_comes_first_and_its_message_names_fields_but_no_value() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let page = browser.get(&registration("")).await.text;
    let (reject, approve) = (page.find("/reject\"").expect("there"), page.find("/approve\"").expect("there"));
    assert!(reject < approve, "rejecting comes first");
    assert!(page.contains("<button class=\"warn lead\" type=\"submit\">Tolak pendaftaran"));
    assert!(page.contains("<button class=\"plain\" type=\"submit\">Setujui dengan alasan"));
    assert!(page.contains("<option value=\"data-mismatch\" selected>"));
    let (_, note) = page.split_once("id=\"note\"").expect("a message");
    let (note, _) = note.split_once("</textarea>").expect("it ends");
    let (_, note) = note.split_once('>').expect("the tag ends");
    assert_eq!(
        note,
        "NIK, nama, jenis kelamin, tempat lahir dan tanggal lahir berbeda dari data kependudukan."
    );
}

#[tokio::test]
async fn differences_are_said_in_words_before_the_steps_and_come_first_in_the_table() {
    let mut desk = TestDesk::agreeing(true);
    desk.form.birth_date = Some("1990-01-02".to_owned());
    let mut browser = Browser::signed_in_over(desk).await;
    let page = browser.get(&registration("")).await.text;
    let (_, body) = page.split_once("<tbody").expect("a table");
    let (first, _) = body.split_once("</tr>").expect("a row");
    assert!(first.contains("Tanggal lahir") && first.contains("BERBEDA") && first.contains("02-01-1990"));
    let warned = page.find("isian berbeda dari data kependudukan").expect("said");
    assert!(warned < page.find("<fieldset").expect("the steps follow"));
    assert!(page.contains("Data: 1 dari 5 berbeda"));
    assert!(page.contains("Tanggal lahir berbeda dari data kependudukan.</textarea>"));
}

#[tokio::test]
async fn where_all_agrees_approving_comes_first_and_no_reason_is_asked_for() {
    let mut browser = Browser::signed_in_over(TestDesk::agreeing(true)).await;
    let page = browser.get(&registration("")).await.text;
    assert!(
        page.contains("<button type=\"submit\">Setujui pendaftaran") && !page.contains("id=\"override\"")
    );
    assert!(page.contains("Data: semua sama") && page.contains("Pilih alasan"));
}

#[tokio::test]
async fn short_form_says_that_only_the_nik_was_compared_and_what_to_ask() {
    let mut browser = Browser::signed_in_over(TestDesk::agreeing(false)).await;
    let page = browser.get(&registration("")).await.text;
    assert!(page.contains("hanya NIK yang dibandingkan") && page.contains("Siapa nama ibu kandung Anda?"));
    assert!(page.contains("Warga menjawab pertanyaan ini dengan benar, tanpa dibantu"));
    assert!(!page.contains("semua sama"));
}

#[tokio::test]
async fn record_that_was_not_opened_is_not_called_missing() {
    let mut browser =
        Browser::signed_in_over(TestDesk { record_closed: true, ..TestDesk::agreeing(true) }).await;
    let page = browser.get(&registration("")).await.text;
    assert!(!page.contains("Tidak ada di data kependudukan</span>"));
    assert!(page.contains("Isian dan foto sudah dihapus"));
}

#[tokio::test]
async fn unpaired_registrations_are_counted_and_have_no_link() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let page = browser.get("/counter").await.text;
    assert!(page.contains("Belum dipasangkan (3)"));
    assert_eq!(page.matches("/counter/registrations/").count(), 1);
    assert_eq!(
        browser.get("/counter/registrations/CCCCCCCCCCCCCCCCCCCCCC").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn after_a_decision_comes_the_next_citizen_and_what_was_decided_before() {
    for (step, body, said) in
        [("/approve", APPROVED, "Disetujui."), ("/reject", "reason=face-mismatch", "Ditolak.")]
    {
        let desk = TestDesk { another_waits: true, ..TestDesk::new(State::Decision) };
        let mut browser = Browser::signed_in_over(desk).await;
        let answer = send(&mut browser, step, body).await;
        let place = answer.headers[header::LOCATION].to_str().expect("ASCII").to_owned();
        assert!(place.starts_with(&format!("/counter/registrations/{NEXT}?done=")), "{place}");
        let page = browser.get(&place).await.text;
        assert!(page.contains("Pendaftaran sebelumnya NIK ") && page.contains(said), "{step}");
        assert!(page.contains(&format!("href=\"/counter/registrations/{ID}\"")), "{step}");
    }
}

const APPROVED: &str = "digits=0481&face_matches=yes&data_compared=yes&reason=Ganti+nama+di+pengadilan";

#[tokio::test]
async fn after_the_last_decision_the_empty_queue_says_so() {
    let mut browser = Browser::signed_in(State::Rejected).await;
    let answer = send(&mut browser, "/reject", "reason=face-mismatch").await;
    let place = answer.headers[header::LOCATION].to_str().expect("ASCII").to_owned();
    assert_eq!(place, format!("/counter?done=rejected&of={ID}"));
    let page = browser.get(&place).await.text;
    assert!(page.contains("Ditolak.") && page.contains("Tidak ada warga yang menunggu keputusan."));
}

#[tokio::test]
async fn a_forged_address_cannot_make_the_counter_say_anything_else() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for place in ["/counter?done=hacked&of=x", "/counter?done=rejected&of=%22%3E%3Cscript%3E"] {
        let page = browser.get(place).await.text;
        assert!(
            !page.contains("hacked") && !page.contains("<script") && !page.contains("Pendaftaran sebelumnya")
        );
    }
}

#[tokio::test]
async fn another_reason_needs_a_message_and_no_reason_is_none() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for (body, place) in
        [("reason=other&note=+", "href=\"#note\""), ("reason=&note=halo", "href=\"#reason\"")]
    {
        let answer = send(&mut browser, "/reject", body).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{body}");
        assert!(answer.text.contains("Belum ditolak") && answer.text.contains(place), "{body}");
    }
    assert_eq!(browser.asked(), Vec::<String>::new());
    send(&mut browser, "/reject", "reason=other&note=Foto+orang+lain").await;
    assert_eq!(browser.asked(), ["reject other"]);
    assert_eq!(browser.officers(), ["petugas"]);
}

#[tokio::test]
async fn reason_that_is_not_on_the_form_is_refused() {
    let mut browser = Browser::signed_in(State::Decision).await;
    assert_eq!(send(&mut browser, "/reject", "reason=because").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn an_old_phone_is_released_only_when_the_citizen_asks_for_it() {
    let mut browser = Browser::signed_in(State::Conflict).await;
    let answer = send(&mut browser, "/release", "").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("href=\"#sure\""));
    assert_eq!(browser.asked(), Vec::<String>::new());
    send(&mut browser, "/release", "sure=yes").await;
    assert_eq!(browser.asked(), ["release"]);
    assert_eq!(browser.officers(), ["petugas"]);
}

#[tokio::test]
async fn address_is_corrected_and_the_officer_stays_with_the_citizen() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let answer = send(&mut browser, "/email", "email=a%40contoh.id").await;
    assert_eq!(answer.headers[header::LOCATION], registration("?done=email"));
    assert_eq!(browser.asked(), ["email a@contoh.id"]);
}

#[tokio::test]
async fn a_citizen_whom_the_record_rules_out_can_only_be_rejected_and_the_reason_is_preselected() {
    let desk = TestDesk { refusal: Some(Reason::Deceased), ..TestDesk::new(State::Decision) };
    let page = Browser::signed_in_over(desk).await.get(&registration("")).await.text;
    assert!(page.contains("Tidak dapat disetujui") && !page.contains("/approve\""));
    assert!(page.contains("<option value=\"deceased\" selected>"));
    assert!(!page.contains("form=\"approval\""), "there is nothing to state");
}

#[tokio::test]
async fn the_reason_for_an_approval_over_a_difference_is_in_the_history() {
    let page = Browser::signed_in(State::Activation).await.get(&registration("")).await.text;
    let (_, history) = page.split_once("Riwayat keputusan").expect("a history");
    assert!(history.contains("Alasan disetujui walaupun berbeda:") && history.contains("Ganti nama"));
}

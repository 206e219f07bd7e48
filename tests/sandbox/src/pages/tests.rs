//! What holds for every page, whatever the service behind it answers.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};

use super::testing::{ID, TestDesk};
use super::testing_browser::Browser;
use crate::registration::State;

const PAGES: [&str; 10] = [
    "/",
    "/counter/sign-in",
    "/counter",
    "/counter/pairing",
    "/counter/registrations/AAAAAAAAAAAAAAAAAAAAAA",
    "/mailbox",
    "/mailbox/1",
    "/aktivasi",
    "/verifier",
    "/no/such/page",
];

/// A form of approval with everything that an approval over a difference takes.
const APPROVED: &str = "digits=0481&face_matches=yes&data_compared=yes&reason=Ganti+nama+di+pengadilan";

fn registration(step: &str) -> String {
    format!("/counter/registrations/{ID}{step}")
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for path in PAGES.into_iter().chain(["/pages.css", "/language/xx", "/counter/registrations/other"]) {
        let answer = browser.get(path).await;
        let header =
            |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{path}");
        assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn every_page_says_that_it_is_an_example_in_both_languages() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for (language, word) in [("id", "CONTOH"), ("en", "EXAMPLE")] {
        browser.get(&format!("/language/{language}")).await;
        for path in PAGES {
            let page = browser.get(path).await.text;
            assert!(page.contains(&format!("<strong>{word}</strong>")), "{path} in {language}");
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{path} in {language}");
        }
    }
}

#[tokio::test]
async fn every_page_has_one_heading_landmarks_a_skip_link_and_no_script_or_inline_style() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for path in PAGES {
        let page = browser.get(path).await.text;
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        for part in
            ["<a class=\"skip\" href=\"#main\"", "<main id=\"main\"", "<header", "<nav aria-label", "<footer"]
        {
            assert!(page.contains(part), "{part} on {path}");
        }
        for part in ["<script", " style=", "<style", " onclick", "javascript:"] {
            assert!(!page.contains(part), "{part} on {path}");
        }
    }
}

#[tokio::test]
async fn every_input_has_a_label() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for path in PAGES {
        let page = browser.get(path).await.text;
        for field in page.split('<').filter(|tag| {
            (tag.starts_with("input") && !tag.contains("type=\"hidden\""))
                || tag.starts_with("textarea")
                || tag.starts_with("select")
        }) {
            let id = field.split_once("id=\"").and_then(|(_, rest)| rest.split('"').next()).expect("an id");
            assert!(page.contains(&format!("<label for=\"{id}\"")), "{id} on {path}");
        }
    }
}

#[tokio::test]
async fn hostile_text_is_shown_as_text_on_every_page() {
    for state in [State::Decision, State::Conflict, State::Activation, State::Rejected] {
        let mut browser = Browser::signed_in(state).await;
        for path in PAGES {
            let page = browser.get(path).await.text;
            assert!(!page.contains("<script") && !page.contains("<img src=x"), "{path} at {state:?}");
        }
        let shown = browser.get(&registration("")).await.text;
        assert!(shown.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
}

#[tokio::test]
async fn form_without_its_token_changes_nothing() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for (path, body) in [
        (registration("/approve"), APPROVED),
        (registration("/reject"), "reason=face-mismatch"),
        (registration("/email"), "email=a@contoh.id"),
        (registration("/release"), "sure=yes"),
        ("/counter/pairing/scan".to_owned(), "text=IKDQ1:X"),
        ("/counter/pairing/offer".to_owned(), ""),
        ("/counter/sign-out".to_owned(), ""),
        ("/verifier".to_owned(), "text=IKD1:X"),
        ("/counter/sign-in".to_owned(), "name=petugas&code=1234"),
    ] {
        assert_eq!(browser.post(&path, body).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(browser.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn token_of_another_browser_is_refused() {
    let token = Browser::signed_in(State::Decision).await.token(&registration("")).await;
    let mut browser = Browser::signed_in(State::Decision).await;
    let answer = browser.post(&registration("/approve"), &format!("csrf={token}&{APPROVED}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn token_from_before_the_sign_in_is_refused_after_it() {
    let mut browser = Browser::at(State::Decision);
    let token = browser.token("/counter/sign-in").await;
    browser.sign_in().await;
    let answer = browser.post(&registration("/approve"), &format!("csrf={token}&{APPROVED}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn form_sent_from_another_site_is_refused_though_its_token_is_right() {
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "http://evil.example")]
    {
        let mut browser = Browser::signed_in(State::Decision).await;
        let token = browser.token(&registration("")).await;
        let request = browser
            .request(Method::POST, &registration("/approve"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value);
        let body = Body::from(format!("csrf={token}&{APPROVED}"));
        let answer = browser.send(request.body(body).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert_eq!(browser.asked(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn host_name_of_another_site_is_refused() {
    let mut browser = Browser::at(State::Decision);
    for host in ["evil.example", "localhost.evil.example:8080", "10.0.0.1", ""] {
        let request = axum::http::Request::builder().uri("/mailbox").header(header::HOST, host);
        let answer = browser.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host:?}");
    }
}

#[tokio::test]
async fn counter_sends_visitors_who_are_not_signed_in_to_the_sign_in() {
    let mut browser = Browser::at(State::Decision);
    for path in ["/counter", "/counter/pairing", &registration("")] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.headers[header::LOCATION], "/counter/sign-in");
    }
    let answer = browser.submit("/verifier", &registration("/approve"), APPROVED).await;
    assert_eq!(answer.headers[header::LOCATION], "/counter/sign-in");
    assert_eq!(browser.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn wrong_code_does_not_tell_which_of_the_two_was_wrong() {
    let mut browser = Browser::at(State::Decision);
    let wrong_code = browser.submit("/counter/sign-in", "/counter/sign-in", "name=petugas&code=0").await;
    let wrong_name = browser.submit("/counter/sign-in", "/counter/sign-in", "name=x&code=1234").await;
    assert_eq!((wrong_code.status, wrong_name.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(wrong_code.text, wrong_name.text);
}

#[tokio::test]
async fn session_cookie_is_kept_from_scripts_and_from_other_sites() {
    let mut browser = Browser::at(State::Decision);
    let answer = browser.submit("/counter/sign-in", "/counter/sign-in", "name=petugas&code=1234").await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("ASCII");
    assert!(
        cookie.starts_with("ikd_counter=")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Strict")
    );
}

#[tokio::test]
async fn signing_out_ends_the_session_at_the_desk_and_in_the_browser() {
    let mut browser = Browser::signed_in(State::Decision).await;
    browser.submit("/counter", "/counter/sign-out", "").await;
    assert_eq!(browser.asked(), ["sign out"]);
    assert_eq!(browser.get("/counter").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn pairing_page_shows_the_code_and_its_time_and_leads_on_once_a_phone_has_scanned() {
    let mut browser = Browser::over(TestDesk::new(State::Decision));
    browser.sign_in().await;
    browser.submit("/counter/pairing", "/counter/pairing/offer", "").await;
    let page = browser.get("/counter/pairing").await.text;
    assert!(page.contains("<svg") && page.contains("<strong>120</strong>"));

    let mut browser = Browser::over(TestDesk { paired: true, ..TestDesk::new(State::Decision) });
    browser.sign_in().await;
    browser.submit("/counter/pairing", "/counter/pairing/offer", "").await;
    let answer = browser.get("/counter/pairing").await;
    assert_eq!(answer.headers[header::LOCATION], registration("?done=paired"));
}

#[tokio::test]
async fn page_with_room_to_write_in_does_not_load_itself_again() {
    let mut browser = Browser::signed_in(State::Decision).await;
    browser.submit("/counter/pairing", "/counter/pairing/offer", "").await;
    let still = browser.get("/counter/pairing").await.text;
    let reloading = browser.get("/counter/pairing?refresh=on").await.text;
    assert!(reloading.contains("http-equiv=\"refresh\"") && !reloading.contains("<textarea"));
    assert!(
        !still.contains("http-equiv=\"refresh\"")
            && still.contains("<textarea")
            && still.contains("IKDP1:ABC")
    );
}

#[tokio::test]
async fn no_page_loads_itself_again_unless_asked_to() {
    let mut browser = Browser::signed_in(State::Decision).await;
    browser.submit("/counter/pairing", "/counter/pairing/offer", "").await;
    for path in PAGES {
        assert!(!browser.get(path).await.text.contains("http-equiv"), "{path}");
    }
    assert!(browser.get("/counter?refresh=on").await.text.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn pairing_code_of_one_session_is_not_on_the_screen_of_another_browser() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let page = browser.get("/counter/pairing").await.text;
    assert!(!page.contains("<svg"));
}

#[tokio::test]
async fn phone_is_paired_by_its_pasted_text() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let answer = browser.submit("/counter/pairing", "/counter/pairing/scan", "text=+IKDQ1%3AABC+").await;
    assert_eq!(answer.headers[header::LOCATION], registration("?done=paired"));
    assert_eq!(browser.asked(), ["scan IKDQ1:ABC"]);
}

#[tokio::test]
async fn line_breaks_of_a_pasted_code_are_dropped_and_its_spaces_kept() {
    let mut browser = Browser::signed_in(State::Decision).await;
    browser.submit("/counter/pairing", "/counter/pairing/scan", "text=IKDQ1%3AA+%0D%0AB++C%0A").await;
    assert_eq!(browser.asked(), ["scan IKDQ1:A B  C"]);
}

#[tokio::test]
async fn refused_code_is_explained_in_words_and_with_its_reason_code() {
    let mut browser = Browser::at(State::Decision);
    let page = browser.submit("/verifier", "/verifier", "text=IKD1%3AX").await.text;
    assert!(
        page.contains("Tidak diterima")
            && page.contains("sudah kedaluwarsa")
            && page.contains("<code>too-late</code>")
    );
}

#[tokio::test]
async fn uploaded_file_that_is_no_picture_is_explained() {
    let mut browser = Browser::at(State::Decision);
    let token = browser.token("/verifier").await;
    let part =
        |head: &str, body: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let body = part("name=\"csrf\"", &token)
        + &part("name=\"text\"", "")
        + &part("name=\"picture\"; filename=\"x.png\"", "not a picture")
        + "--b--\r\n";
    let request = browser
        .request(Method::POST, "/verifier")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let page = browser.send(request.body(Body::from(body)).expect("a request")).await.text;
    assert!(page.contains("bukan gambar PNG atau JPEG"));
    assert!(page.contains("aria-describedby=\"picture-error\"") && !page.contains("Tidak diterima"));
}

#[tokio::test]
async fn verifier_form_without_a_code_is_a_mistake_of_the_form_and_no_verdict_on_the_citizen() {
    let mut browser = Browser::at(State::Decision);
    let answer = browser.submit("/verifier", "/verifier", "text=+").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.text.contains("Tidak diterima") && !answer.text.contains("class=\"result"));
    assert_tied(&answer.text, &["text"]);
}

/// The page says in its title that something is wrong, its summary gets the focus and leads to the fields, and each field
/// is marked and described by its message.
fn assert_tied(page: &str, fields: &[&str]) {
    assert!(page.contains("<title>Galat: "), "{page}");
    let (_, summary) = page.split_once("role=\"alert\" tabindex=\"-1\" autofocus>").expect("a summary");
    let (summary, _) = summary.split_once("</div>").expect("the summary ends");
    for field in fields {
        assert!(summary.contains(&format!("href=\"#{field}\"")), "{field}: {summary}");
        let (_, rest) = page.split_once(&format!(" id=\"{field}\"")).expect("the field is there");
        let (tag, _) = rest.split_once('>').expect("the tag ends");
        assert!(tag.contains("aria-invalid=\"true\""), "{field}: {tag}");
        assert!(tag.contains(&format!("aria-describedby=\"{field}-error")), "{field}: {tag}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    assert_eq!(page.matches("aria-invalid").count(), fields.len());
}

#[tokio::test]
async fn every_refused_form_says_so_in_its_title_and_at_its_fields() {
    for (state, path, body, fields) in [
        (
            State::Decision,
            "/approve",
            "digits=&face_matches=yes",
            &["digits-read", "data-compared", "override"][..],
        ),
        (State::Decision, "/reject", "reason=&note=", &["reason"]),
        (State::Decision, "/reject", "reason=other&note=", &["note"]),
        (State::Decision, "/email", "email=budi", &["email"]),
        (State::Conflict, "/release", "", &["sure"]),
    ] {
        let mut browser = Browser::signed_in(state).await;
        let answer = browser.submit(&registration(""), &registration(path), body).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert_tied(&answer.text, fields);
    }
    let mut browser = Browser::signed_in(State::Decision).await;
    let answer = browser.submit("/counter/pairing", "/counter/pairing/scan", "text=").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_tied(&answer.text, &["text"]);
    let answer =
        Browser::at(State::Decision).submit("/counter/sign-in", "/counter/sign-in", "name=x&code=y").await;
    assert_tied(&answer.text, &["name", "code"]);
}

#[tokio::test]
async fn locked_sign_in_says_when_it_ends() {
    let mut browser = Browser::over(TestDesk { locked_for: Some(5), ..TestDesk::new(State::Decision) });
    let answer = browser.submit("/counter/sign-in", "/counter/sign-in", "name=petugas&code=1234").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers[header::RETRY_AFTER], "5");
    assert!(answer.text.contains("Coba lagi 5 detik lagi (21-09-2026 21.13.25 WIB)."), "{}", answer.text);
}

#[tokio::test]
async fn filtered_mailbox_leads_to_all_mail_even_when_it_is_empty() {
    let mut browser = Browser::at(State::Decision);
    for path in ["/mailbox?to=a%40contoh.id", "/mailbox?to=none"] {
        assert!(
            browser.get(path).await.text.contains("<a href=\"/mailbox\">Tampilkan semua email</a>"),
            "{path}"
        );
    }
    assert!(!browser.get("/mailbox").await.text.contains("Tampilkan semua email"));
}

#[tokio::test]
async fn page_of_the_button_takes_nothing_and_repeats_nothing() {
    let mut browser = Browser::at(State::Decision);
    let page = browser.get("/aktivasi?code=123456").await.text;
    assert!(page.contains("Ambil ponsel yang Anda daftarkan"));
    assert!(!page.contains("123456") && !page.contains("<form") && !page.contains("<input"));
}

#[tokio::test]
async fn numbers_are_spoken_digit_by_digit() {
    let mut browser = Browser::signed_in(State::Decision).await;
    let page = browser.get(&registration("")).await.text;
    assert!(page.contains("aria-label=\"0 4 8 1\""));
    assert!(page.contains("aria-label=\"9 9 0 1 0 1 1 7 0 8 9 0 0 0 0 1\""));
    assert!(browser.get("/mailbox/1").await.text.contains("aria-label=\"1 2 3 4 5 6\""));
}

#[tokio::test]
async fn language_is_kept_and_leads_back_to_the_page_but_nowhere_else() {
    let mut browser = Browser::at(State::Decision);
    let answer = browser.get("/language/en?back=/verifier").await;
    assert_eq!(answer.headers[header::LOCATION], "/verifier");
    assert!(browser.get("/verifier").await.text.contains("QR reader"));
    for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "/%0d%0aX:1"] {
        let answer = browser.get(&format!("/language/id?back={elsewhere}")).await;
        assert_eq!(answer.headers[header::LOCATION], "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn form_of_too_many_bytes_is_refused() {
    let mut browser = Browser::at(State::Decision);
    let answer = browser.submit("/verifier", "/verifier", &format!("text={}", "A".repeat(70_000))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn page_of_an_unknown_registration_or_mail_is_a_404_with_a_way_on() {
    let mut browser = Browser::signed_in(State::Decision).await;
    for (path, back) in [
        ("/counter/registrations/other", "/counter"),
        ("/mailbox/2", "/mailbox"),
        ("/mailbox/x", "/mailbox"),
        ("/nothing", "/"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let (_, main) = answer.text.split_once("<main").expect("a main part");
        assert!(main.contains(&format!("<a href=\"{back}\">")), "{path}");
        assert!(answer.text.contains("<a href=\"/\">Ke halaman depan</a>"), "{path}");
    }
}

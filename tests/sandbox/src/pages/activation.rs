//! The page behind the button *Aktivasi* of the mail. The app on the phone opens its code screen instead; who sees this
//! page reads the mail on another device. It takes no code, does not identify the person, and has no link that does.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::guard::{HEADERS, Visit};
use super::layout::{Page, Section, example};
use super::words::{Words, words};
use crate::registration::Language;

/// Where the page is, on the service's own host and among the pages.
pub(crate) const ACTIVATION_PATH: &str = "/aktivasi";

const TITLE: Words = words("Masukkan kode di aplikasi IKD", "Enter the code in the IKD app");

/// The page among the others; the mailbox leads here.
pub(super) async fn show(visit: Visit) -> Response {
    let main = html! {
        h1 { (TITLE.get(visit.language)) }
        (steps(visit.language))
        p { a href="/mailbox" { (words("Kembali ke kotak email", "Back to the mailbox").get(visit.language)) } }
    };
    Page::new(&visit, Section::Mailbox, TITLE.get(visit.language), main).respond()
}

/// The page on the service's own host, where it knows no visitor: in both languages.
pub(crate) async fn on_service_host() -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="id" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (TITLE.id) " - IKD Core (contoh)" }
                link rel="stylesheet" href="/pages.css";
                link rel="icon" href="data:,";
            }
            body {
                (example(Language::Indonesian))
                main {
                    h1 { (TITLE.id) }
                    (steps(Language::Indonesian))
                    section lang="en" { h2 { (TITLE.en) } (steps(Language::English)) }
                }
            }
        }
    };
    (HEADERS, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
}

fn steps(language: Language) -> Markup {
    let say = |id, en| words(id, en).get(language);
    html! {
        p { (say("Tombol Aktivasi hanya membuka layar kode di ponsel yang Anda daftarkan. Perangkat ini bukan ponsel itu, atau aplikasi IKD belum terpasang di sini.",
                 "The button Aktivasi only opens the code screen on the phone that you registered. This device is not that phone, or the IKD app is not installed here.")) }
        ol {
            li { (say("Ambil ponsel yang Anda daftarkan, lalu buka aplikasi IKD. Layar kode sudah menunggu di sana.",
                      "Take the phone that you registered and open the IKD app. The code screen is waiting there.")) }
            li { (say("Ketik enam angka dari email. Email boleh tetap terbuka di perangkat ini.",
                      "Type the six digits from the mail. The mail may stay open on this device.")) }
        }
        dl.questions {
            dt { (say("Kode sudah kedaluwarsa?", "Has the code expired?")) }
            dd { (say("Minta kode baru di layar kode aplikasi. Kode berlaku 15 menit.",
                      "Ask for a new one on the app's code screen. A code is valid for 15 minutes.")) }
            dt { (say("Ponsel itu hilang, atau aplikasinya dihapus?", "Is that phone lost, or the app deleted?")) }
            dd { (say("Kode ini tidak dapat dipakai di ponsel lain. Daftar lagi di ponsel baru, lalu datang ke loket.",
                      "The code does not work on another phone. Register again on the new phone, then come to the counter.")) }
            dt { (say("Anda tidak mendaftar?", "You did not register?")) }
            dd { (say("Abaikan email itu.", "Ignore the mail.")) }
        }
        p.notice.warning { (say("Jangan ketik kode di halaman web mana pun. Jangan berikan kepada siapa pun, termasuk petugas.",
                                "Do not type the code into any web page. Do not give it to anyone, officers included.")) }
    }
}

//! Sends mail through a mail server, when one is configured.

use std::{sync::Arc, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use maud::{DOCTYPE, html};
use tokio::sync::{Notify, watch};

use crate::{
    mail::{BUTTON_NAME, Delivery, Mail, button_link},
    registration::Language,
    secret::{encode, random},
    service::Shared,
};

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpServer {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// Sends what waits, each mail up to three times, until `stop` changes.
pub(crate) async fn deliver(
    service: Shared,
    server: SmtpServer,
    wake: Arc<Notify>,
    mut stop: watch::Receiver<bool>,
) {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .timeout(Some(Duration::from_secs(10)))
        .build();
    loop {
        let waiting = service.store.run(|tx| tx.waiting_mails()).unwrap_or_default();
        for mail in waiting {
            let mut delivery = Delivery::Failed;
            // Made once, so that a mail that arrives twice has one Message-ID and is shown once.
            let message = message(&mail);
            for wait in [0, 1, 3] {
                tokio::time::sleep(Duration::from_secs(wait)).await;
                let Some(message) = message.clone() else { break };
                if transport.send(message).await.is_ok() {
                    delivery = Delivery::Sent;
                    break;
                }
            }
            // A database that fails here fails every request too; the mail is tried again at the next start.
            let _ = service.store.run(|tx| tx.set_delivery(mail.id, delivery));
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = wake.notified() => {}
        }
    }
}

/// The mail as plain text and as HTML with a button. `None` when the recipient is no address.
fn message(mail: &Mail) -> Option<Message> {
    let mut message = Message::builder()
        .from("IKD contoh <tidak-dibalas@ikd.example>".parse().ok()?)
        .to(mail.to.parse().ok()?)
        .subject(&mail.subject)
        // Random, and not the name of this machine.
        .message_id(Some(format!("<{}@ikd.example>", encode(&random::<16>()))))
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), html_of(mail)))
        .ok()?;
    // Both languages are in the text, the citizen's first (RFC 3282).
    let languages = match mail.language {
        Language::Indonesian => "id, en",
        Language::English => "en, id",
    };
    let name = HeaderName::new_from_ascii_str("Content-Language");
    message.headers_mut().insert_raw(HeaderValue::new(name, languages.to_owned()));
    Some(message)
}

/// Programs that read mail show no style sheet: the button has its style with it.
const BUTTON_STYLE: &str = "display:inline-block;padding:12px 24px;border-radius:6px;background:#0b5563;\
                            color:#ffffff;font-weight:bold";

fn html_of(mail: &Mail) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(mail.language.code()) {
            head { meta charset="utf-8"; title { (mail.subject) } }
            body {
                @for line in mail.text.lines().filter(|line| !line.is_empty()) {
                    "\n"
                    p { @match button_link(line) {
                        Some(link) => a href=(link) style=(BUTTON_STYLE) { (BUTTON_NAME) },
                        None => (line),
                    } }
                }
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str) -> Mail {
        let text = "Kode: 012345\n\nAktivasi: https://localhost:8443/aktivasi\n<b>\n".to_owned();
        Mail {
            id: 1,
            to: to.to_owned(),
            language: Language::English,
            subject: "s".to_owned(),
            text,
            received_at: 0,
            delivery: Delivery::Waiting,
        }
    }

    #[test]
    fn a_message_says_its_id_its_version_of_mime_and_its_languages() {
        let sent =
            String::from_utf8(message(&mail("budi@contoh.id")).expect("made").formatted()).expect("ASCII");
        for header in ["Message-ID: <", "MIME-Version: 1.0\r\n", "Content-Language: en, id\r\n"] {
            assert_eq!(sent.matches(header).count(), 1, "{header} in {sent}");
        }
    }

    #[test]
    fn the_html_of_a_mail_has_the_button_and_escapes_the_rest() {
        let html = html_of(&mail("budi@contoh.id"));
        assert!(html.contains("<a href=\"https://localhost:8443/aktivasi\""));
        assert!(html.contains(">Aktivasi</a>") && html.contains("&lt;b&gt;"), "{html}");
    }

    #[test]
    fn a_recipient_that_is_no_address_makes_no_message() {
        assert!(message(&mail("budi@contoh.id")).is_some());
        assert!(message(&mail("budi@contoh.id\r\nBcc: x@y.z")).is_none());
    }
}

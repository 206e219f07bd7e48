//! Mail that the service sends: always into the sandbox's mailbox, and by SMTP when a server's address is given.

use std::{sync::Arc, time::Duration};

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType};
use tokio::sync::{Notify, watch};

use crate::{
    registration::Language,
    service::Shared,
    store::{StoreError, Tx},
};

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpServer {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// How a mail left the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// No mail server is configured: it is in the mailbox only.
    Kept,
    /// Waits for the mail server.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server refused it or was not there, three times.
    Failed,
}

impl Delivery {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "waiting" => Self::Waiting,
            "sent" => Self::Sent,
            "failed" => Self::Failed,
            _ => Self::Kept,
        }
    }
}

/// One mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Counts up.
    pub id: u64,
    /// Recipient.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Seconds since 1970.
    pub received_at: u64,
    /// How it left.
    pub delivery: Delivery,
}

/// The sandbox's mailbox: everybody's mail.
#[derive(Clone)]
pub struct Mailbox(pub(crate) Shared);

impl Mailbox {
    /// Mail, newest first; of one address (letter case does not matter) or of all.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub fn list(&self, address: Option<&str>) -> Result<Vec<Mail>, StoreError> {
        self.0.store.run(|tx| tx.mails(address))
    }
}

/// Writes the mail with an activation code.
pub(crate) fn activation_mail(language: Language, code: &str) -> (String, String) {
    let id = format!(
        "Kode aktivasi IKD Anda: {code}\n\nMasukkan kode ini di aplikasi dalam 15 menit. Kode hanya berlaku di ponsel yang \
         Anda daftarkan.\nPetugas tidak pernah meminta kode ini. Jangan berikan kepada siapa pun.\n"
    );
    let en = format!(
        "Your IKD activation code: {code}\n\nEnter it in the app within 15 minutes. It works only on the phone that you \
         registered.\nNo officer ever asks for this code. Give it to nobody.\n"
    );
    let example =
        "CONTOH - sistem uji, bukan layanan resmi. / EXAMPLE - a test system, not an official service.\n";
    match language {
        Language::Indonesian => {
            ("Kode aktivasi IKD (contoh)".to_owned(), format!("{id}\n---\n{en}\n{example}"))
        }
        Language::English => {
            ("IKD activation code (example)".to_owned(), format!("{en}\n---\n{id}\n{example}"))
        }
    }
}

/// Puts a mail into the mailbox; with a mail server it leaves after the transaction.
pub(crate) fn post(
    tx: &Tx<'_>,
    to: &str,
    (subject, text): (String, String),
    smtp: bool,
    now: u64,
) -> Result<(), StoreError> {
    let delivery = if smtp { Delivery::Waiting } else { Delivery::Kept };
    tx.add_mail(&Mail { id: 0, to: to.to_owned(), subject, text, received_at: now, delivery })
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
            for wait in [0, 1, 3] {
                tokio::time::sleep(Duration::from_secs(wait)).await;
                let Some(message) = message(&mail) else { break };
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

fn message(mail: &Mail) -> Option<Message> {
    Message::builder()
        .from("IKD contoh <tidak-dibalas@ikd.example>".parse().ok()?)
        .to(mail.to.parse().ok()?)
        .subject(&mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_says_the_code_first_in_the_language_of_the_citizen() {
        let (_, text) = activation_mail(Language::English, "012345");
        assert!(text.starts_with("Your IKD activation code: 012345\n"));
        let (_, text) = activation_mail(Language::Indonesian, "012345");
        assert!(text.starts_with("Kode aktivasi IKD Anda: 012345\n"));
    }

    #[test]
    fn a_recipient_that_is_no_address_makes_no_message() {
        let mail = |to: &str| Mail {
            id: 1,
            to: to.to_owned(),
            subject: "s".to_owned(),
            text: "t".to_owned(),
            received_at: 0,
            delivery: Delivery::Waiting,
        };
        assert!(message(&mail("budi@contoh.id")).is_some());
        assert!(message(&mail("budi@contoh.id\r\nBcc: x@y.z")).is_none());
    }
}

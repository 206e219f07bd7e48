//! Sends mail through a mail server, when one is configured.

use std::{sync::Arc, time::Duration};

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType};
use tokio::sync::{Notify, watch};

use crate::{
    mail::{Delivery, Mail},
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

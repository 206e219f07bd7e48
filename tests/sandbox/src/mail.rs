//! A mail of the service, and the text of the one that carries the activation code.

use crate::registration::Language;

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
}

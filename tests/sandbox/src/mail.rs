//! A mail of the service, and the text of the one that carries the activation code.
//!
//! The official steps of IKD name a button *Aktivasi* in that mail. Here it is a link to the service's own host that
//! carries no credential and identifies no person: the app that opens it shows its code screen and does nothing else.

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
    /// The language of the citizen, in which the mail begins.
    pub language: Language,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Seconds since 1970.
    pub received_at: u64,
    /// How it left.
    pub delivery: Delivery,
}

/// What a mail says, before it has a recipient.
pub(crate) struct Letter {
    pub(crate) language: Language,
    pub(crate) subject: &'static str,
    pub(crate) text: String,
}

/// Writes the mail with an activation code. `link`: address of the button *Aktivasi*; without it the mail has none.
pub(crate) fn activation_mail(language: Language, code: &str, link: Option<&str>) -> Letter {
    let (button_id, button_en, line) = match link {
        Some(link) => (
            "Tombol Aktivasi membuka layar kode di ponsel itu.\n",
            "The button Aktivasi opens the code screen on that phone.\n",
            format!("\n{BUTTON}{link}\n"),
        ),
        None => ("", "", String::new()),
    };
    let id = format!(
        "Kode aktivasi IKD Anda: {code}\n\nMasukkan kode ini di aplikasi dalam 15 menit. Kode hanya berlaku di ponsel yang \
         Anda daftarkan.\n{button_id}Petugas tidak pernah meminta kode ini. Jangan berikan kepada siapa pun.\n"
    );
    let en = format!(
        "Your IKD activation code: {code}\n\nEnter it in the app within 15 minutes. It works only on the phone that you \
         registered.\n{button_en}Officers never ask for this code. Do not give it to anyone.\n"
    );
    let example =
        "CONTOH - sistem uji, bukan layanan resmi. / EXAMPLE - a test system, not an official service.\n";
    let (subject, first, second) = match language {
        Language::Indonesian => ("Kode aktivasi IKD (contoh)", id, en),
        Language::English => ("IKD activation code (example)", en, id),
    };
    Letter { language, subject, text: format!("{first}{line}\n---\n{second}\n{example}") }
}

/// The button's name, as the official steps write it in every language.
pub(crate) const BUTTON_NAME: &str = "Aktivasi";
/// How the line of the button begins in the plain text.
const BUTTON: &str = "Aktivasi: ";

/// The address in the line of the button; `None` for every other line.
pub(crate) fn button_link(line: &str) -> Option<&str> {
    let link = line.strip_prefix(BUTTON)?;
    (link.starts_with("https://") && link.bytes().all(|byte| byte.is_ascii_graphic())).then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://localhost:8443/aktivasi";

    #[test]
    fn the_mail_says_the_code_first_in_the_language_of_the_citizen() {
        let text = activation_mail(Language::English, "012345", None).text;
        assert!(text.starts_with("Your IKD activation code: 012345\n"));
        let text = activation_mail(Language::Indonesian, "012345", None).text;
        assert!(text.starts_with("Kode aktivasi IKD Anda: 012345\n"));
    }

    #[test]
    fn the_mail_has_one_button_and_its_link_carries_no_code() {
        let text = activation_mail(Language::Indonesian, "012345", Some(LINK)).text;
        assert_eq!(text.lines().filter_map(button_link).collect::<Vec<_>>(), [LINK]);
    }

    #[test]
    fn without_a_link_the_mail_does_not_speak_of_a_button() {
        let text = activation_mail(Language::English, "012345", None).text;
        assert!(!text.contains("Aktivasi") && !text.contains("https:"), "{text}");
    }

    #[test]
    fn only_an_https_address_is_a_button() {
        for line in ["Aktivasi: javascript:alert(1)", "Aktivasi: https://a b", "see https://localhost/"] {
            assert_eq!(button_link(line), None, "{line}");
        }
    }
}

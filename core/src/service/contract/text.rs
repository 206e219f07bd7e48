//! Texts that an officer or the service wrote and a person reads.
//!
//! They are not signed, so nothing says what they contain, and a status must not be lost for an odd character: each
//! text is cleaned and cut when it is read, from an answer as from the vault, and never refused.

use ikd_proof::plain;
use serde::{Deserialize, Deserializer, Serialize};

/// One line of at most `MAX` characters, without control characters and controls of direction.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct ServiceLine<const MAX: usize>(String);

/// A note of an officer: as [`ServiceLine`], but it may have several lines. At most [`MAX_NOTE`] characters.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct ServiceNote(String);

/// Longest note, characters.
const MAX_NOTE: usize = 500;
/// Most lines of a note.
const MAX_LINES: usize = 20;

/// Longest name, characters.
const MAX_NAME: usize = 40;

impl<const MAX: usize> ServiceLine<MAX> {
    pub(crate) fn new(text: &str) -> Self {
        Self(plain::cut(plain::one_line(text).trim(), MAX).trim_end().to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl ServiceNote {
    pub(crate) fn new(text: &str) -> Self {
        let lines = plain::lines(text);
        let lines: Vec<_> = lines.split('\n').take(MAX_LINES).collect();
        Self(plain::cut(lines.join("\n").trim(), MAX_NOTE).trim_end().to_owned())
    }

    /// The note, if it says anything.
    pub(crate) fn shown(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.clone())
    }
}

/// A name of the contract, such as the key of a field: 1 to 40 lower-case letters, digits, hyphens and underscores.
/// What is none names nothing that this phone has, and is `None`.
pub(crate) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_".contains(&c);
    Ok(text.filter(|text| (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(allowed)))
}

/// As [`name`]; empty for what is none.
pub(crate) fn required_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(name(deserializer)?.unwrap_or_default())
}

impl<'de, const MAX: usize> Deserialize<'de> for ServiceLine<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<std::borrow::Cow<str>>::deserialize(deserializer)?;
        Ok(text.map(|text| Self::new(&text)).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for ServiceNote {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cleaned_and_cut_and_never_refused() {
        let read = |json: &str| serde_json::from_str::<ServiceLine<5>>(json).unwrap().0;
        assert_eq!(read(r#"" a\u001b]0;\u202e\nbcd""#), "a]0;");
        assert_eq!(read(r#""ééééééé""#), "ééééé");
        assert_eq!(read("null"), "");
    }

    #[test]
    fn a_note_keeps_its_lines_and_has_no_end_of_blank_ones() {
        let note = ServiceNote::new("Foto gelap.\u{1b}[5m\r\n\r\n\r\nFoto \u{2066}ulang.\n\n");
        assert_eq!(note.0, "Foto gelap.[5m\n\nFoto ulang.");
        assert_eq!(ServiceNote::new(&"é".repeat(501)).0.chars().count(), 500);
        assert_eq!(ServiceNote::new("\u{1b}\u{202e}\n").shown(), None);
        assert_eq!(ServiceNote::new(&"a\n".repeat(100)).0.lines().count(), 20);
    }

    #[test]
    fn what_is_no_name_of_the_contract_names_nothing() {
        let read = |json: &str| name(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert_eq!(read(r#""surat_nomor""#).as_deref(), Some("surat_nomor"));
        for odd in [r#""a\u001b[2J""#, r#""""#, "null", r#""A""#, &format!("\"{}\"", "a".repeat(41))] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    /// An answer of every kind that has a text, each text odd; what is kept of it must be clean.
    fn every_text(odd: &str) -> Vec<serde_json::Value> {
        use super::super::{
            ActivationStatus, ApplicationFault, ApplicationStatus, CaptchaChallenge, Rejection,
        };
        let id = "AAAAAAAAAAAAAAAAAAAAAA";
        let status = |more: serde_json::Value| {
            let mut status = serde_json::json!({
                "id": id, "revision": 1, "seq": 1, "at": 1, "number": odd, "office": odd,
            });
            status.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let read: ApplicationStatus = serde_json::from_value(status).unwrap();
            serde_json::to_value(read).unwrap()
        };
        let part = serde_json::json!({"field": odd, "attachment": odd, "code": odd, "note": odd});
        let visit = serde_json::json!({"place": odd, "until": 1, "bring": odd});
        let correction = serde_json::json!({
            "until": 1, "items": [part], "differences": [{"field": odd, "value": odd}],
        });
        let fault = serde_json::json!({"field": odd, "attachment": odd, "check": odd});
        let fault: ApplicationFault = serde_json::from_value(fault).unwrap();
        let rejection = serde_json::json!({"reason": odd, "note": odd, "options": []});
        let rejection: Rejection = serde_json::from_value(rejection).unwrap();
        let hint = serde_json::json!({"email_hint": odd, "expires_at": 1, "tries_left": 1, "resend_at": 1});
        let hint: ActivationStatus = serde_json::from_value(hint).unwrap();
        let captcha = serde_json::json!({
            "id": id, "image": "", "question": {"id": odd, "en": odd}, "expires_at": 1,
        });
        let captcha: CaptchaChallenge = serde_json::from_value(captcha).unwrap();
        vec![
            status(serde_json::json!({"state": "visit_needed", "visit": visit})),
            status(serde_json::json!({"state": "correct", "correction": correction})),
            status(serde_json::json!({"state": "issued", "documents": [], "result": {"id": odd, "en": odd}})),
            status(serde_json::json!({"state": "refused", "refusal": {"code": odd, "note": odd}})),
            serde_json::to_value(fault).unwrap(),
            serde_json::to_value(rejection).unwrap(),
            serde_json::to_value(hint).unwrap(),
            serde_json::json!([captcha.question.id, captcha.question.en]),
        ]
    }

    #[test]
    fn no_text_of_the_service_has_a_control_or_is_endless() {
        let odd = format!("Loket\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}\u{85}\u{2028}2{}", "é".repeat(5000));
        for read in every_text(&odd) {
            let text = read.to_string();
            let unclean = |c: char| c.is_control() || plain::is_direction(c) || c == '\u{2028}';
            assert!(!text.contains(unclean) && !text.contains("\\u"), "{text}");
            assert!(text.chars().filter(|c| *c == 'é').count() <= 2 * 2000, "{text}");
        }
    }
}

//! Texts that people read: `id.toml` and `en.toml` beside this crate. This file has the keys and the placeholders, the
//! feature `catalogue` adds the texts. `screens.id.toml` and `screens.en.toml` have what only the screens of the apps say;
//! `cargo xtask texts` writes the apps' string resources from all four.

use std::fmt;

#[cfg(feature = "catalogue")]
mod catalogue;
#[cfg(feature = "catalogue")]
mod parity;

#[cfg(feature = "catalogue")]
pub use catalogue::{Catalogue, Value};
#[cfg(feature = "catalogue")]
pub use parity::{findings, names_in};

/// Key of a text, from its family and its code: the name of a variant (`WrongPin`) or a code in JSON (`nik-day`). For
/// example `error_wrong_pin` and `form_nik_day`.
#[must_use]
pub fn key(family: &str, code: &str) -> String {
    let mut key = family.to_owned();
    for (at, letter) in code.char_indices() {
        if at == 0 || letter == '-' || letter.is_ascii_uppercase() {
            key.push('_');
        }
        if letter != '-' {
            key.push(letter.to_ascii_lowercase());
        }
    }
    key
}

/// Key of the text of a value of an enum, from the name of its variant.
#[must_use]
pub fn key_of(family: &str, value: impl fmt::Debug) -> String {
    // A variant with fields prints them after its name.
    let name = format!("{value:?}");
    key(family, name.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default())
}

/// Placeholders of each text that has some, named after the field of the boundary that fills them. If the text has plural
/// forms, it has one placeholder, and that number chooses the form.
///
/// | placeholder | filled with |
/// |---|---|
/// | `wait` | a length of time in words, made of the texts `duration_*` |
/// | `number` | `ErrorText.number` |
/// | `field`, `kind`, `view` | the text of that value: `field_*`, `document_*`, `view_*` |
/// | `title` | the name of the service in the person's language |
/// | `state` | the text of that state: `application_*` |
/// | `until`, `at` | a day in words |
/// | `audience` | the name of the reader class in the person's language |
pub const PLACEHOLDERS: &[(&str, &[&str])] = &[
    ("error_wrong_pin", &["attempts_left"]),
    ("error_wrong_code", &["tries_left"]),
    ("error_cooling_down", &["wait"]),
    ("error_rate_limited", &["wait"]),
    ("error_face_check_too_soon", &["wait"]),
    ("error_internal", &["number"]),
    ("error_panicked", &["number"]),
    ("error_no_threads", &["number"]),
    ("error_misconfigured", &["number"]),
    ("error_bad_argument", &["number"]),
    ("error_models_unusable", &["number"]),
    ("form_email_likely_typo", &["suggestion"]),
    ("form_refused_by_service", &["field"]),
    ("activity_unlocked_after_wrong", &["wrong_before"]),
    ("activity_synced", &["added", "changed", "removed"]),
    ("activity_document_updated", &["kind", "version"]),
    ("activity_document_removed", &["kind"]),
    ("activity_showing_started", &["audience", "view"]),
    ("activity_showing_ended", &["codes"]),
    ("notice_changed", &["title", "state"]),
    ("notice_correction_due", &["title", "until"]),
    ("notice_visit", &["title", "until"]),
    ("notice_visit_undated", &["title"]),
    ("notice_returned", &["title"]),
    ("notice_face_check_needed", &["title"]),
    ("notice_deadline", &["title", "until"]),
    ("notice_deadline_passed", &["title", "until"]),
    ("notice_draft_ends", &["title", "at"]),
    ("notice_report", &["title", "until"]),
    ("notice_report_passed", &["title", "until"]),
    ("duration_hours", &["count"]),
    ("duration_minutes", &["count"]),
    ("duration_seconds", &["count"]),
];

/// Placeholders of a text, in the order of the table.
#[must_use]
pub fn placeholders(key: &str) -> &'static [&'static str] {
    PLACEHOLDERS.iter().find(|(known, _)| *known == key).map_or(&[], |(_, names)| names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variants_and_codes_in_json_lead_to_one_style_of_key() {
        assert_eq!(key("error", "NotAPin"), "error_not_a_pin");
        assert_eq!(key("refusal", "Base45"), "refusal_base45");
        assert_eq!(key("form", "nik-no-such-day"), "form_nik_no_such_day");
    }
}

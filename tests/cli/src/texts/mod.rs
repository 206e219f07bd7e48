//! All texts for people. Texts keyed by a code are in the catalogue that all shells share (`bindings/texts`). The
//! program's own texts are one [`Texts`] value per language, so a missing entry does not compile.

pub(crate) mod documents;
mod en;
pub(crate) mod help;
mod id;

use std::ffi::OsString;

use clap::ValueEnum;
use ikd_core::presentation::Audience;
use ikd_sandbox::Field;
use ikd_texts::Catalogue;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Bahasa Indonesia
    Id,
    /// English
    En,
}

impl Lang {
    /// The language that a command line names, read before parsing because the help and parse errors use it.
    pub(crate) fn of_command_line(arguments: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut arguments = arguments.into_iter().skip(1).filter_map(|argument| argument.into_string().ok());
        let asked = arguments.find_map(|argument| Some(argument.strip_prefix("--lang")?.to_owned()))?;
        let asked = asked.strip_prefix('=').map(str::to_owned).or_else(|| arguments.next());
        Self::from_str(&asked?, false).ok()
    }

    /// The requested language, else the environment's, else Indonesian.
    pub(crate) fn choose(asked: Option<Self>) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let environment = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        asked.unwrap_or_else(|| Self::of_locale(environment.as_deref()))
    }

    /// English for a locale such as `en_GB.UTF-8`; Indonesian for any other locale or none.
    fn of_locale(locale: Option<&str>) -> Self {
        let language = locale.and_then(|locale| locale.split(['_', '.', '-', '@']).next());
        if language.is_some_and(|language| language.eq_ignore_ascii_case("en")) { Self::En } else { Self::Id }
    }
}

/// The texts of a language.
pub(crate) fn of(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Id => &id::TEXTS,
        Lang::En => &en::TEXTS,
    }
}

type Text = &'static str;

/// The program's own texts, grouped by where they are used. Variable parts are arguments. Names that end in `_says` are
/// running text under a heading; `ask_` and `_question` are prompts without the colon.
pub(crate) struct Texts {
    /// The language of these texts.
    pub(crate) lang: Lang,
    /// Its BCP 47 code.
    pub(crate) code: Text,

    // Questions
    pub(crate) yes: Text,
    pub(crate) no: Text,
    pub(crate) yes_words: &'static [Text],
    pub(crate) no_words: &'static [Text],
    pub(crate) answer_yes_or_no: Text,
    pub(crate) answer_a_number: fn(usize) -> String,
    pub(crate) your_choice: Text,
    pub(crate) nobody_answers: Text,
    pub(crate) go_on_with_enter: Text,
    pub(crate) check_again_with_enter: Text,
    pub(crate) use_what_is_here: Text,
    pub(crate) try_again: Text,
    pub(crate) done_after: fn(f32) -> String,
    pub(crate) bytes_up_down: fn(u64, u64) -> String,

    // The journey's frame
    pub(crate) title: Text,
    pub(crate) introduction: Text,
    pub(crate) window_small: fn(u16, u16, u16, u16) -> String,
    pub(crate) home_found: fn(&str) -> String,
    pub(crate) go_on: Text,
    pub(crate) start_over: Text,
    pub(crate) starting_service: Text,
    pub(crate) pages_are_at: fn(&str) -> String,
    pub(crate) stopped_goes_on: Text,
    pub(crate) all_done: Text,
    pub(crate) bytes_in_all: fn(&str) -> String,
    pub(crate) what_next: fn(&str) -> String,

    // Registration
    pub(crate) welcome: Text,
    pub(crate) welcome_says: Text,
    pub(crate) which_form: Text,
    pub(crate) short_form: Text,
    pub(crate) long_form: Text,
    pub(crate) officer_notice: Text,
    pub(crate) officer_notice_says: Text,
    pub(crate) terms: Text,
    pub(crate) accept_terms: Text,
    pub(crate) terms_declined: Text,
    pub(crate) form: Text,
    pub(crate) form_says: Text,
    pub(crate) ask_nik: Text,
    pub(crate) ask_name: Text,
    pub(crate) ask_sex: Text,
    pub(crate) male: Text,
    pub(crate) female: Text,
    pub(crate) ask_birth_place: Text,
    pub(crate) ask_birth_date: Text,
    pub(crate) ask_email: Text,
    pub(crate) ask_phone: Text,
    pub(crate) selfie: Text,
    pub(crate) selfie_says: Text,
    pub(crate) ask_photo: Text,
    pub(crate) example_photo: Text,
    pub(crate) hold_still: Text,
    pub(crate) looking_for_face: Text,
    pub(crate) portrait_made: fn(usize, usize, usize) -> String,
    pub(crate) portrait_enlarged: Text,
    pub(crate) sending: Text,
    pub(crate) sending_application: Text,

    // At the counter
    pub(crate) pairing: Text,
    pub(crate) pairing_says: Text,
    pub(crate) counter_is_at: fn(&str, &str, &str) -> String,
    pub(crate) pairing_question: Text,
    pub(crate) own_qr_says: Text,
    pub(crate) counter_of: fn(&str) -> String,
    pub(crate) decision: Text,
    pub(crate) decision_says: fn(&str) -> String,
    pub(crate) digits_on_phone: fn(&str) -> String,
    pub(crate) digits_at_counter: fn(&str) -> String,
    pub(crate) decision_question: Text,
    pub(crate) field_name: fn(Field) -> Text,
    pub(crate) field_differs: fn(&str, &str, &str) -> String,
    pub(crate) officer_finds_data_different: Text,
    pub(crate) only_nik_compared: Text,
    pub(crate) officer_asks_birth_date: Text,
    pub(crate) officer_finds_answer_wrong: Text,
    pub(crate) officer_does_not_know_face: Text,
    pub(crate) face_matches_question: Text,
    pub(crate) officer_finds_face_different: Text,
    pub(crate) officer_approved: Text,
    pub(crate) officer_sees_nothing: Text,
    pub(crate) officer_cannot: Text,
    pub(crate) rejected: Text,
    pub(crate) officer_wrote: fn(&str) -> String,
    pub(crate) way_give_up: Text,
    pub(crate) gave_up: Text,
    pub(crate) conflict: Text,
    pub(crate) conflict_says: Text,
    pub(crate) conflict_question: Text,
    pub(crate) expired: Text,
    pub(crate) expired_says: Text,

    // Activation
    pub(crate) activation: Text,
    pub(crate) activation_says: fn(&str, u8) -> String,
    pub(crate) mailbox_is_at: fn(&str) -> String,
    pub(crate) ask_code: Text,
    pub(crate) new_code_letter: Text,
    pub(crate) new_code_sent: Text,
    pub(crate) captcha_picture: fn(&str) -> String,
    pub(crate) ask_captcha: Text,
    pub(crate) activated: Text,

    // PIN and vault
    pub(crate) create_pin: Text,
    pub(crate) create_pin_says: fn(&str) -> String,
    pub(crate) pin_rules: Text,
    pub(crate) new_pin_question: Text,
    pub(crate) repeat_pin_question: Text,
    pub(crate) making_vault: Text,
    pub(crate) unlock: Text,
    pub(crate) unlock_says: fn(u8) -> String,
    pub(crate) pin_question: Text,
    pub(crate) opening_vault: Text,
    pub(crate) waiting_for_pin: fn(u64) -> String,
    pub(crate) lock: Text,
    pub(crate) lock_says: Text,
    pub(crate) blocked: Text,
    pub(crate) unusable: Text,
    pub(crate) erase_and_start_over: Text,

    // Documents
    pub(crate) sync: Text,
    pub(crate) sync_again: Text,
    pub(crate) fetching: Text,
    pub(crate) synced: fn(u32, u32, u32) -> String,
    pub(crate) nothing_new: Text,
    pub(crate) example_mark: Text,
    pub(crate) ask_document: Text,
    pub(crate) ask_another_document: Text,
    pub(crate) documents_unreadable: fn(usize) -> String,

    // The QR
    pub(crate) show: Text,
    pub(crate) show_says: Text,
    pub(crate) which_view: Text,
    pub(crate) verifier_is_at: fn(&str) -> String,
    pub(crate) show_with_enter: Text,
    pub(crate) keys_while_showing: Text,
    pub(crate) keys_while_showing_offline: Text,
    pub(crate) changes_in: fn(u64, &str) -> String,
    pub(crate) audience_name: fn(&Audience) -> String,
    pub(crate) terminal_too_small: fn(u16, u16, u16, u16) -> String,
    pub(crate) saved_as: fn(&str) -> String,
    pub(crate) reader_accepted: fn(&str) -> String,
    pub(crate) reader_refused: fn(&str) -> String,
    pub(crate) reader_saw_before: Text,
    pub(crate) verify_user_again: Text,
    pub(crate) page_title: Text,
    pub(crate) page_note: Text,

    pub(crate) activity: Text,
    pub(crate) activity_says: Text,

    // Applications
    pub(crate) apply: Text,
    pub(crate) apply_says: Text,
    pub(crate) apply_for_nothing: Text,
    pub(crate) ask_paper: fn(&str) -> String,
    pub(crate) example_paper: Text,
    pub(crate) application_costs: fn(u64, u64) -> String,
    pub(crate) send_application: Text,
    pub(crate) officer_does: Text,
    pub(crate) officer_issues: Text,
    pub(crate) officer_asks_for_correction: Text,
    pub(crate) officer_carries_out: Text,

    // The service without a phone
    pub(crate) sandbox_service: Text,
    pub(crate) sandbox_pages: Text,
    pub(crate) sandbox_counter: Text,
    pub(crate) sandbox_mailbox: Text,
    pub(crate) sandbox_verifier: Text,
    pub(crate) sandbox_officer: Text,
    pub(crate) sandbox_certificate: Text,
    pub(crate) sandbox_keys: Text,
    pub(crate) sandbox_control: Text,
    pub(crate) sandbox_running: Text,

    // Errors of this program's own files and addresses
    pub(crate) no_threads: Text,
    pub(crate) clock_impossible: Text,
    pub(crate) no_home_folder: Text,
    pub(crate) home_not_writable: Text,
    pub(crate) home_in_use: Text,
    pub(crate) home_without_journey: Text,
    pub(crate) home_damaged: Text,
    pub(crate) file_unreadable: Text,
    pub(crate) file_not_written: Text,
    pub(crate) photo_from_stdin: Text,
    pub(crate) view_of_one_photo: Text,
    pub(crate) out_of_one_photo: Text,
    pub(crate) portrait_over_photo: Text,
    pub(crate) keys_unreadable: Text,
    pub(crate) stdin_twice: Text,
    pub(crate) answers_unreadable: Text,
    pub(crate) port_taken: fn(u16) -> String,
    pub(crate) token_too_short: Text,
    pub(crate) data_unusable: Text,
    pub(crate) service_not_started: Text,
    pub(crate) smtp_address: Text,
    pub(crate) show_needs_terminal: Text,
    pub(crate) no_more_pins: Text,
    pub(crate) goes_round: Text,
}

impl Texts {
    /// The catalogue of texts keyed by a code.
    pub(crate) fn catalogue(&self) -> &'static Catalogue {
        match self.lang {
            Lang::Id => Catalogue::indonesian(),
            Lang::En => Catalogue::english(),
        }
    }
}

/// Bytes in kilobytes, for people.
fn kilobytes(bytes: u64, point: char) -> String {
    format!("{}{point}{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_english_locale_selects_english() {
        for (locale, lang) in [
            (Some("en_GB.UTF-8"), Lang::En),
            (Some("en"), Lang::En),
            (Some("id_ID.UTF-8"), Lang::Id),
            (Some("C.UTF-8"), Lang::Id),
            (Some("nl_NL"), Lang::Id),
            (None, Lang::Id),
        ] {
            assert_eq!(Lang::of_locale(locale), lang, "{locale:?}");
        }
    }

    #[test]
    fn the_language_is_read_from_an_unparsed_command_line() {
        let named = |line: &str| Lang::of_command_line(line.split_whitespace().map(OsString::from));
        assert_eq!(named("ikd nik --lang id --help"), Some(Lang::Id));
        assert_eq!(named("ikd --lang=en --help"), Some(Lang::En));
        assert!(
            named("ikd --help").is_none()
                && named("ikd --lang").is_none()
                && named("ikd --lang nl").is_none()
        );
    }

    #[test]
    fn each_language_has_its_own_texts() {
        for lang in [Lang::Id, Lang::En] {
            assert_eq!(of(lang).lang, lang);
        }
    }

    /// The entries of a catalogue, from its source. The compiler finds a missing entry but not one copied from the
    /// other language.
    fn entries(source: &str) -> Vec<(&str, String)> {
        let mut entries: Vec<(&str, String)> = Vec::new();
        for line in source.lines() {
            let started = line.strip_prefix("    ").and_then(|line| line.split_once(':'));
            match started.filter(|(name, _)| name.chars().all(|c| c == '_' || c.is_ascii_lowercase())) {
                Some((name, value)) => entries.push((name, value.trim().to_owned())),
                None => entries
                    .iter_mut()
                    .next_back()
                    .into_iter()
                    .for_each(|(_, value)| value.push_str(line.trim())),
            }
        }
        entries
    }

    #[test]
    fn no_text_is_left_untranslated() {
        let (id, en) = (entries(include_str!("id.rs")), entries(include_str!("en.rs")));
        assert!(id.len() > 120 && id.len() == en.len());
        // Words that are the same in both.
        let same = ["yes", "ask_email", "counter_is_at"];
        for ((name, id), (other, en)) in id.iter().zip(&en) {
            assert_eq!(name, other, "the catalogues name their entries in the same order");
            assert!(!id.contains('"') || id != en || same.contains(name), "{name}");
        }
    }
}

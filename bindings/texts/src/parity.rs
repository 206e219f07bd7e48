//! What two catalogues must have in common, so that a text can be shown in either language.

use std::collections::{BTreeMap, BTreeSet};

use crate::Catalogue;

/// The names between braces, each once, in order of appearance; `None` if a brace is not closed or opened.
#[must_use]
pub fn names_in(text: &str) -> Option<Vec<&str>> {
    let mut parts = text.split('{');
    let before = parts.next().unwrap_or_default();
    if before.contains('}') {
        return None;
    }
    let mut names = Vec::new();
    for part in parts {
        let (name, after) = part.split_once('}')?;
        if after.contains('}') {
            return None;
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}

/// Where an Indonesian and an English catalogue differ in keys, placeholders or plurals, and texts that are empty or have
/// stray spaces. One line for each finding; none if both can be used.
#[must_use]
pub fn findings(indonesian: &Catalogue, english: &Catalogue) -> Vec<String> {
    let id: BTreeMap<_, _> = indonesian.forms().collect();
    let en: BTreeMap<_, _> = english.forms().collect();
    let mut findings = Vec::new();
    for key in id.keys().filter(|key| !en.contains_key(*key)) {
        findings.push(format!("{key} has no English text"));
    }
    for key in en.keys().filter(|key| !id.contains_key(*key)) {
        findings.push(format!("{key} has no Indonesian text"));
    }
    for (key, forms) in &id {
        if !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            findings.push(format!("{key} is not snake_case"));
        }
        if forms.len() > 1 {
            findings.push(format!("{key}: Indonesian has one form"));
        }
        let english_forms = en.get(key).map_or(&[][..], Vec::as_slice);
        findings.extend(forms.iter().chain(english_forms).filter_map(|form| untidy(key, form)));
        let Some(names) = names_in(forms[0]) else { continue };
        let expected: BTreeSet<_> = names.iter().collect();
        for form in english_forms {
            let found = names_in(form).unwrap_or_default();
            if found.iter().collect::<BTreeSet<_>>() != expected {
                findings.push(format!("{key}: placeholders {names:?} in Indonesian, {found:?} in English"));
            }
        }
        if let [one, other] = english_forms
            && (names.len() != 1 || one == other)
        {
            findings.push(format!("{key}: plural forms differ, and have one placeholder, the number"));
        }
    }
    findings
}

/// What is wrong with a text in itself.
fn untidy(key: &str, text: &str) -> Option<String> {
    let closed = names_in(text).is_some_and(|names| {
        names.iter().all(|name| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        })
    });
    let tidy = !text.is_empty() && text.trim() == text && !text.contains("  ") && !text.contains('\n');
    (!closed || !tidy).then(|| format!("{key}: empty, stray spaces, or a wrong placeholder: {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(indonesian: &str, english: &str) -> Vec<String> {
        let read = |text: &str| Catalogue::parse(text).expect("the test's catalogue is TOML");
        findings(&read(indonesian), &read(english))
    }

    #[test]
    fn the_screens_have_the_same_keys_placeholders_and_tidy_texts_in_both_languages() {
        let found = compared(include_str!("../screens.id.toml"), include_str!("../screens.en.toml"));
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn a_sentence_is_in_the_catalogues_of_screens_or_in_the_shared_ones_and_only_once() {
        let files = [
            [include_str!("../screens.id.toml"), include_str!("../id.toml")],
            [include_str!("../screens.en.toml"), include_str!("../en.toml")],
        ];
        let [id, en] = files.map(|files| {
            files.map(|file| {
                let catalogue = Catalogue::parse(file).expect("the tests read these files");
                let texts = catalogue.forms().map(|(key, forms)| (key.to_owned(), forms.join("/")));
                texts.collect::<Vec<_>>()
            })
        });
        let pairs = |file: usize| id[file].iter().zip(&en[file]).map(|((key, id), (_, en))| (key, (id, en)));
        let mut seen: BTreeMap<_, _> = pairs(1).map(|(key, text)| (text, key)).collect();
        let twice: Vec<_> = pairs(0).filter_map(|(key, text)| Some((key, seen.insert(text, key)?))).collect();
        assert!(twice.is_empty(), "{twice:#?}");
    }

    #[test]
    fn no_text_of_a_screen_was_left_untranslated() {
        let read = |text| Catalogue::parse(text).expect("the tests read these files");
        let id = read(include_str!("../screens.id.toml"));
        let en = read(include_str!("../screens.en.toml"));
        let same = id.forms().zip(en.forms()).filter(|(id, en)| id == en).map(|((key, _), _)| key);
        let same: Vec<_> = same.filter(|key| !key.starts_with("size_")).collect();
        // Both are only placeholders with punctuation.
        assert_eq!(same, ["application_form_chosen", "detail_number_spoken"]);
    }

    #[test]
    fn a_text_of_one_language_is_a_finding() {
        let both = "[a]\nb = \"c\"\n";
        assert_eq!(compared(&format!("{both}d = \"e\""), both), ["a_d has no English text"]);
        assert_eq!(compared(both, &format!("{both}d = \"e\"")), ["a_d has no Indonesian text"]);
    }

    #[test]
    fn another_placeholder_in_one_language_is_a_finding_and_another_order_is_none() {
        let found = compared("[a]\nb = \"sisa {left}\"", "[a]\nb = \"{rest} left\"");
        assert_eq!(found, ["a_b: placeholders [\"left\"] in Indonesian, [\"rest\"] in English"]);
        let found = compared("[a]\nb = \"{one} dari {all}\"", "[a]\nb = \"of {all}: {one}\"");
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn plural_forms_belong_to_english_texts_with_one_number() {
        let (id, forms) =
            ("[a]\nb = \"sisa {n}\"", "[a]\nb = { one = \"{n} is left\", other = \"{n} are left\" }");
        assert!(compared(id, forms).is_empty());
        assert_eq!(compared(forms, forms), ["a_b: Indonesian has one form"]);
        assert_eq!(compared(id, "[a]\nb = { one = \"{n}\", other = \"{n}\" }").len(), 1);
        assert_eq!(compared("[a]\nb = \"c\"", "[a]\nb = { one = \"d\", other = \"e\" }").len(), 1);
    }

    #[test]
    fn a_brace_that_is_not_closed_and_stray_spaces_are_findings() {
        for wrong in ["{a", "a}", "{a}}", "{}", "{A b}", " a", "a  b", ""] {
            let catalogue = format!("[a]\nb = \"{wrong}\"");
            assert!(!compared(&catalogue, &catalogue).is_empty(), "{wrong:?}");
        }
    }
}

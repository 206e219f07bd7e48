//! Localizable.xcstrings: a string catalogue of Xcode 15 and newer, version 1.0, with Indonesian as its source language.

use std::fmt::Write;

use serde_json::Value;

use super::{Text, positioned};

/// The file. Each text is on one line; Xcode reads any layout.
pub(super) fn catalogue(texts: &[Text]) -> String {
    let mut json = "{\n  \"sourceLanguage\" : \"id\",\n  \"strings\" : {\n".to_owned();
    for (at, text) in texts.iter().enumerate() {
        let id = localized(text, std::slice::from_ref(&text.indonesian));
        let en = localized(text, &text.english);
        let end = if at + 1 < texts.len() { "," } else { "" };
        let _ = writeln!(
            json,
            "    {} : {{ \"extractionState\" : \"manual\", \"localizations\" : {{ \"en\" : {en}, \"id\" : {id} }} }}{end}",
            quoted(&text.key)
        );
    }
    json.push_str("  },\n  \"version\" : \"1.0\"\n}\n");
    json
}

fn localized(text: &Text, forms: &[String]) -> String {
    if !text.is_plural() {
        return unit(&positioned(text, &forms[0], |at| format!("%{at}$@")));
    }
    let quantities = if forms.len() > 1 { &["one", "other"][..] } else { &["other"] };
    let variations: Vec<String> = quantities
        .iter()
        .zip(forms)
        .map(|(quantity, form)| {
            format!("\"{quantity}\" : {}", unit(&positioned(text, form, |at| format!("%{at}$lld"))))
        })
        .collect();
    format!("{{ \"variations\" : {{ \"plural\" : {{ {} }} }} }}", variations.join(", "))
}

fn unit(value: &str) -> String {
    format!("{{ \"stringUnit\" : {{ \"state\" : \"translated\", \"value\" : {} }} }}", quoted(value))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::text;
    use super::*;

    fn read(texts: &[Text]) -> Value {
        serde_json::from_str(&catalogue(texts)).unwrap()
    }

    #[test]
    fn the_file_is_a_string_catalogue_with_indonesian_as_its_source() {
        let json = read(&[text("a", &[], "Satu \"b\"", &["One \"b\""]), text("c", &[], "Dua", &["Two"])]);
        assert_eq!(json["version"], "1.0");
        assert_eq!(json["sourceLanguage"], "id");
        assert_eq!(json["strings"]["a"]["localizations"]["id"]["stringUnit"]["value"], "Satu \"b\"");
        assert_eq!(json["strings"]["c"]["localizations"]["en"]["stringUnit"]["state"], "translated");
    }

    #[test]
    fn a_plural_has_its_variations_and_takes_a_number_while_other_placeholders_are_objects() {
        let json = read(&[
            text("left", &["n"], "sisa {n}", &["{n} try", "{n} tries"]),
            text("of", &["one", "all"], "{one} dari {all}", &["of {all}: {one}"]),
        ]);
        let plural = &json["strings"]["left"]["localizations"]["en"]["variations"]["plural"];
        assert_eq!(plural["one"]["stringUnit"]["value"], "%1$lld try");
        assert_eq!(plural["other"]["stringUnit"]["value"], "%1$lld tries");
        let plural = &json["strings"]["left"]["localizations"]["id"]["variations"]["plural"];
        assert_eq!(plural.as_object().unwrap().keys().collect::<Vec<_>>(), ["other"]);
        assert_eq!(json["strings"]["of"]["localizations"]["en"]["stringUnit"]["value"], "of %2$@: %1$@");
    }
}

//! strings.xml: Indonesian in `values`, which is what a phone in any other language shows, English in `values-en`.

use std::fmt::Write;

use super::{ORIGIN, Text, positioned};

/// Which language the resources were taken from. It is also in `values-in`: Android chooses among the languages that have
/// a folder of their own, and would prefer English to Indonesian for a person who has both.
const LANGUAGE: &str = "text_language";

/// The file in `values`.
pub(super) fn indonesian(texts: &[Text]) -> String {
    // Android's lint takes the texts here for English, and would miss them in `values-in`.
    let lint = " xmlns:tools=\"http://schemas.android.com/tools\" tools:locale=\"in\" tools:ignore=\"MissingTranslation\"";
    resources("id", lint, texts, |text| std::slice::from_ref(&text.indonesian))
}

/// The file in `values-in`.
pub(super) fn indonesian_mark() -> String {
    resources("id", "", &[], |_| &[])
}

/// The file in `values-en`.
pub(super) fn english(texts: &[Text]) -> String {
    resources("en", "", texts, |text| &text.english)
}

fn resources(language: &str, lint: &str, texts: &[Text], forms: impl Fn(&Text) -> &[String]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {ORIGIN} -->\n<resources{lint}>\n    \
         <string name=\"{LANGUAGE}\">{language}</string>\n"
    );
    for text in texts {
        let key = &text.key;
        let forms = forms(text);
        if text.is_plural() {
            let _ = writeln!(xml, "    <plurals name=\"{key}\">");
            let quantities = if forms.len() > 1 { &["one", "other"][..] } else { &["other"] };
            for (quantity, form) in quantities.iter().zip(forms) {
                let value = escaped(&positioned(text, form, |at| format!("%{at}$d")));
                let _ = writeln!(xml, "        <item quantity=\"{quantity}\">{value}</item>");
            }
            xml.push_str("    </plurals>\n");
        } else {
            let value = escaped(&positioned(text, &forms[0], |at| format!("%{at}$s")));
            // Without placeholders, aapt2 would take two percent signs for two.
            let formatted =
                if text.placeholders.is_empty() && value.contains('%') { " formatted=\"false\"" } else { "" };
            let _ = writeln!(xml, "    <string name=\"{key}\"{formatted}>{value}</string>");
        }
    }
    xml.push_str("</resources>\n");
    xml
}

/// A text as a string resource: XML, and the escapes of aapt2. `@` and `?` are references only at the start.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for (at, letter) in text.chars().enumerate() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '\'' | '"' => escaped.extend(['\\', letter]),
            '@' | '?' if at == 0 => escaped.extend(['\\', letter]),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::tests::text;
    use super::*;

    #[test]
    fn what_xml_and_aapt2_would_change_is_escaped() {
        assert_eq!(escaped("Jum'at <a> & \"b\" \\"), "Jum\\'at &lt;a&gt; &amp; \\\"b\\\" \\\\");
        assert_eq!(escaped("@nama"), "\\@nama");
        assert_eq!(escaped("?"), "\\?");
        assert_eq!(escaped("Satu @ saja?"), "Satu @ saja?");
    }

    #[test]
    fn a_text_is_a_string_with_positions_in_the_order_of_the_indonesian_text() {
        let texts = [text("a_b", &["one", "all"], "{one} dari {all}", &["of {all}: {one}"])];
        assert!(indonesian(&texts).contains("<string name=\"a_b\">%1$s dari %2$s</string>"));
        assert!(english(&texts).contains("<string name=\"a_b\">of %2$s: %1$s</string>"));
    }

    #[test]
    fn a_plural_is_one_in_both_languages_because_code_names_its_kind() {
        let texts = [text("left", &["n"], "sisa {n}", &["{n} try", "{n} tries"])];
        let id = "<plurals name=\"left\">\n        <item quantity=\"other\">sisa %1$d</item>\n    </plurals>";
        assert!(indonesian(&texts).contains(id), "{}", indonesian(&texts));
        assert!(english(&texts).contains("<item quantity=\"one\">%1$d try</item>"));
        assert!(english(&texts).contains("<item quantity=\"other\">%1$d tries</item>"));
    }

    #[test]
    fn a_percent_sign_in_a_plain_text_is_no_format() {
        let texts = [text("a", &[], "50 % dari 60 %", &["50 % of 60 %"])];
        assert!(
            indonesian(&texts).contains("<string name=\"a\" formatted=\"false\">50 % dari 60 %</string>")
        );
    }
}

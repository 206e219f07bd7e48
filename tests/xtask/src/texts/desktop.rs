//! Tables of the desktop window: properties in UTF-8, placeholders as in the catalogue. A text with plural forms has two
//! entries, `key.one` and `key.other`.

use std::fmt::Write;

use super::{ORIGIN, Text};

/// The Indonesian table.
pub(super) fn indonesian(texts: &[Text]) -> String {
    table(texts, |text| std::slice::from_ref(&text.indonesian))
}

/// The English table.
pub(super) fn english(texts: &[Text]) -> String {
    table(texts, |text| &text.english)
}

fn table(texts: &[Text], forms: impl Fn(&Text) -> &[String]) -> String {
    let mut table = format!("# {ORIGIN}\n");
    for text in texts {
        let forms = forms(text);
        let ends = match (text.is_plural(), forms.len()) {
            (false, _) => &[""][..],
            (true, 1) => &[".other"],
            (true, _) => &[".one", ".other"],
        };
        for (end, form) in ends.iter().zip(forms) {
            // The value starts after the sign: no text starts with a space.
            let _ = writeln!(table, "{}{end}={}", text.key, form.replace('\\', "\\\\"));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::super::tests::text;
    use super::*;

    #[test]
    fn a_plural_has_an_entry_for_each_form_and_placeholders_keep_their_names() {
        let texts = [
            text("a", &["wait"], "Tunggu {wait} \\", &["Wait {wait} \\"]),
            text("left", &["n"], "sisa {n}", &["{n} try", "{n} tries"]),
        ];
        let origin = format!("# {ORIGIN}\n");
        assert_eq!(indonesian(&texts), format!("{origin}a=Tunggu {{wait}} \\\\\nleft.other=sisa {{n}}\n"));
        assert!(english(&texts).ends_with("left.one={n} try\nleft.other={n} tries\n"));
    }
}

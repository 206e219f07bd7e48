//! The enum of the keys, in Kotlin and in Swift: a text that does not exist does not compile.

use std::fmt::Write;

use super::{ORIGIN, Text};

/// TextKey.kt. It knows no resources, so that it also compiles for the desktop.
pub(super) fn kotlin(texts: &[Text]) -> String {
    let mut code = format!(
        "// {ORIGIN}\npackage org.ikdcore.app.ui.texts\n\n\
         /** Key of a text, with the names of its placeholders in the order of their positions. */\n\
         enum class TextKey(\n    val key: String,\n    val placeholders: List<String> = emptyList(),\n    \
         val plural: Boolean = false,\n) {{\n"
    );
    for text in texts {
        let mut arguments = format!("\"{}\"", text.key);
        if !text.placeholders.is_empty() {
            let _ = write!(arguments, ", listOf({})", listed(&text.placeholders));
        }
        if text.is_plural() {
            arguments.push_str(", plural = true");
        }
        let _ = writeln!(code, "    {}({arguments}),", constant(&text.key));
    }
    code.push_str(
        r#"    ;

    companion object {
        private val byKey = entries.associateBy { it.key }

        /** The text of a key that the core names. A key without a text is a mistake that the tests find. */
        fun of(key: String): TextKey = requireNotNull(byKey[key]) { "no text $key" }

        /** The text of a value that the core names, from its family: `of("guidance", Guidance.TOO_DARK)`. */
        fun of(family: String, value: Enum<*>): TextKey = of(family + "_" + value.name.lowercase())
    }
}
"#,
    );
    code
}

/// TextResources.kt: the resource of each key.
pub(super) fn resources(texts: &[Text]) -> String {
    let mut code = format!(
        "// {ORIGIN}\npackage org.ikdcore.app.platform\n\n\
         import org.ikdcore.app.R\nimport org.ikdcore.app.ui.texts.TextKey\n\n\
         /** The resource of the text: of `R.plurals` if [TextKey.plural], otherwise of `R.string`. */\n\
         internal fun TextKey.resource(): Int = when (this) {{\n"
    );
    for text in texts {
        let kind = if text.is_plural() { "plurals" } else { "string" };
        let _ = writeln!(code, "    TextKey.{} -> R.{kind}.{}", constant(&text.key), text.key);
    }
    code.push_str("}\n");
    code
}

/// TextKey.swift.
pub(super) fn swift(texts: &[Text]) -> String {
    let mut code = format!(
        "// {ORIGIN}\n\n/// Key of a text. Its raw value is the key in Localizable.xcstrings.\n\
         public enum TextKey: String, CaseIterable, Sendable {{\n"
    );
    for text in texts {
        let _ = writeln!(code, "    case {} = \"{}\"", camel(&text.key), text.key);
    }
    code.push_str(
        "\n    /// Names of its placeholders, in the order of their positions.\n    \
         public var placeholders: [String] {\n        switch self {\n",
    );
    for text in texts.iter().filter(|text| !text.placeholders.is_empty()) {
        let _ = writeln!(code, "        case .{}: [{}]", camel(&text.key), listed(&text.placeholders));
    }
    code.push_str(
        "        default: []\n        }\n    }\n\n    /// Whether a number chooses the form.\n    \
         public var plural: Bool {\n        switch self {\n",
    );
    for text in texts.iter().filter(|text| text.is_plural()) {
        let _ = writeln!(code, "        case .{}: true", camel(&text.key));
    }
    code.push_str(
        r#"        default: false
        }
    }

    /// The text of a value that the core names, from its family: `of("guidance", Guidance.tooDark)`.
    public static func of(_ family: String, _ value: some Any) -> TextKey? {
        // A case with values prints them after its name.
        let name = String(describing: value).prefix { $0.isLetter || $0.isNumber }
        return TextKey(
            rawValue: name.reduce(into: family + "_") { key, letter in
                key += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
            })
    }
}
"#,
    );
    code
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// `welcome_title` as Kotlin writes it.
pub(super) fn constant(key: &str) -> String {
    key.to_uppercase()
}

/// `welcome_title` as Swift writes it: `welcomeTitle`.
pub(super) fn camel(key: &str) -> String {
    let mut name = String::new();
    for (at, word) in key.split('_').enumerate() {
        let (first, rest) = word.split_at(usize::from(at > 0 && !word.is_empty()));
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::super::tests::text;
    use super::*;

    fn texts() -> [Text; 2] {
        [
            text(
                "common_step",
                &["number", "count"],
                "Langkah {number} dari {count}",
                &["Step {number} of {count}"],
            ),
            text("pad_left_2", &["n"], "sisa {n}", &["{n} try", "{n} tries"]),
        ]
    }

    #[test]
    fn kotlin_names_a_key_in_capitals_with_its_placeholders() {
        let code = kotlin(&texts());
        assert!(code.contains("    COMMON_STEP(\"common_step\", listOf(\"number\", \"count\")),\n"));
        assert!(code.contains("    PAD_LEFT_2(\"pad_left_2\", listOf(\"n\"), plural = true),\n"));
    }

    #[test]
    fn a_plural_is_found_among_the_plurals() {
        let code = resources(&texts());
        assert!(code.contains("    TextKey.COMMON_STEP -> R.string.common_step\n"));
        assert!(code.contains("    TextKey.PAD_LEFT_2 -> R.plurals.pad_left_2\n"));
    }

    #[test]
    fn swift_names_a_key_in_camel_case() {
        let code = swift(&texts());
        assert!(code.contains("    case commonStep = \"common_step\"\n"));
        assert!(code.contains("    case padLeft2 = \"pad_left_2\"\n"));
        assert!(code.contains("        case .commonStep: [\"number\", \"count\"]\n"));
        assert!(code.contains("        case .padLeft2: true\n"));
    }
}

//! Texts of the screens that no app shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Text, keys};

/// Folders of hand-written sources, and what stands before a key there.
const SOURCES: [(&str, &str); 3] = [
    ("android/app/src/main/kotlin", "TextKey."),
    ("android/desktop/src/main/kotlin", "TextKey."),
    ("ios/Sources", "."),
];

/// The files with the enum itself.
const ENUMS: [&str; 3] = ["TextKey.kt", "TextResources.kt", "TextKey.swift"];

/// One line for each text that no source names.
pub(super) fn findings<'a>(root: &Path, screens: impl Iterator<Item = &'a Text>) -> Vec<String> {
    let mut unused: BTreeSet<&str> = screens.map(|text| text.key.as_str()).collect();
    for (folder, before) in SOURCES {
        let written = if folder.starts_with("ios") { keys::camel } else { keys::constant };
        let mut sources = String::new();
        read(&root.join(folder), &mut sources);
        unused.retain(|key| !names(&sources, &format!("{before}{}", written(key))));
    }
    unused.into_iter().map(|key| format!("{key} is shown by no app: delete it or use it")).collect()
}

/// Whether the name is there, and not only as the start of a longer one.
fn names(sources: &str, name: &str) -> bool {
    let goes_on = |letter: char| letter.is_alphanumeric() || letter == '_';
    sources.match_indices(name).any(|(at, _)| !sources[at + name.len()..].starts_with(goes_on))
}

fn read(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, sources);
        } else if !ENUMS.iter().any(|name| path.ends_with(name)) {
            sources.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::text;
    use super::*;

    #[test]
    fn a_text_that_only_the_enum_names_is_a_finding_and_one_that_an_app_shows_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let kotlin = folder.path().join("android/app/src/main/kotlin/a");
        let swift = folder.path().join("ios/Sources/IkdApp");
        fs::create_dir_all(&kotlin).unwrap();
        fs::create_dir_all(&swift).unwrap();
        fs::write(kotlin.join("A.kt"), "text(TextKey.SHOW_QR_ONLY)").unwrap();
        fs::write(kotlin.join("TextKey.kt"), "SHOW_QR, TextKey.SHOW_QR").unwrap();
        fs::write(swift.join("B.swift"), "texts(.showNow)").unwrap();
        let texts = ["show_qr", "show_qr_only", "show_now"].map(|key| text(key, &[], "a", &["b"]));
        let found = findings(folder.path(), texts.iter());
        assert_eq!(found, ["show_qr is shown by no app: delete it or use it"]);
    }
}

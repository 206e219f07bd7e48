//! `cargo xtask texts`: the apps' string resources and the enum of their keys, written from the catalogues of
//! bindings/texts.

mod android;
mod apple;
mod desktop;
mod keys;
mod usage;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ikd_texts::{Catalogue, names_in};

use crate::outcome::{Figures, Stop};
use crate::workspace::Workspace;

/// The catalogues of both languages, relative to the root: what code names, and what screens say.
const CATALOGUES: [[&str; 2]; 2] = [
    ["bindings/texts/id.toml", "bindings/texts/en.toml"],
    ["bindings/texts/screens.id.toml", "bindings/texts/screens.en.toml"],
];

/// First line of each file, so that a change is made in the catalogue.
const ORIGIN: &str = "Written by `cargo xtask texts` from bindings/texts. Do not edit.";

/// A text in both languages.
struct Text {
    /// Its key, for example `welcome_title`.
    key: String,
    /// Whether only screens name it; otherwise a value of the boundary does.
    of_a_screen: bool,
    /// Names of its placeholders, in the order of the Indonesian text. Their positions in the resources.
    placeholders: Vec<String>,
    /// Indonesian has one form.
    indonesian: String,
    /// One form, or singular and plural.
    english: Vec<String>,
}

impl Text {
    /// Whether a number chooses the form.
    fn is_plural(&self) -> bool {
        self.english.len() > 1
    }
}

/// The command; true if it succeeded and, with `check`, found nothing stale.
pub(crate) fn run(workspace: &Workspace, check: bool) -> bool {
    let done = if check { self::check(workspace) } else { write(workspace) };
    match done {
        Ok(figures) => {
            println!("{figures}");
            true
        }
        Err(stop) => stop.print(),
    }
}

/// Compares the committed files with the catalogues.
pub(crate) fn check(workspace: &Workspace) -> Result<Figures, Stop> {
    let texts = read(&workspace.root)?;
    let mut findings = stale(&workspace.root, &files(&texts));
    findings.extend(usage::findings(&workspace.root, texts.iter().filter(|text| text.of_a_screen)));
    if findings.is_empty() { Ok(figures(&texts)) } else { Err(Stop::findings(findings)) }
}

fn write(workspace: &Workspace) -> Result<Figures, Stop> {
    let texts = read(&workspace.root)?;
    for (file, contents) in files(&texts) {
        let file = workspace.root.join(file);
        let failed = |error| Stop::failed(format!("{} cannot be written: {error}", file.display()));
        fs::create_dir_all(file.parent().expect("the file is in a folder")).map_err(failed)?;
        // A file that does not change keeps its time, so that no build starts again.
        if fs::read_to_string(&file).is_ok_and(|old| old == contents) {
            continue;
        }
        fs::write(&file, contents).map_err(failed)?;
        println!("wrote {}", file.strip_prefix(&workspace.root).unwrap_or(&file).display());
    }
    Ok(figures(&texts))
}

fn figures(texts: &[Text]) -> Figures {
    let plural = texts.iter().filter(|text| text.is_plural()).count();
    format!(
        "{} texts in 2 languages, {plural} with plural forms, in {} files",
        texts.len(),
        files(texts).len()
    )
}

/// The texts, sorted by key. Fails if the catalogues do not match.
fn read(root: &Path) -> Result<Vec<Text>, Stop> {
    let mut texts = BTreeMap::new();
    let mut findings = Vec::new();
    for pair in CATALOGUES {
        let [id, en] = pair.map(|file| {
            let text = fs::read_to_string(root.join(file)).map_err(|error| error.to_string());
            text.and_then(|text| Catalogue::parse(&text))
                .map_err(|error| Stop::failed(format!("{file}: {error}")))
        });
        let (id, en) = (id?, en?);
        let differ = ikd_texts::findings(&id, &en);
        if !differ.is_empty() {
            findings.extend(differ);
            continue;
        }
        for ((key, indonesian), (_, english)) in id.forms().zip(en.forms()) {
            let names = names_in(indonesian[0]).unwrap_or_default();
            let text = Text {
                key: key.to_owned(),
                of_a_screen: pair == CATALOGUES[1],
                placeholders: names.into_iter().map(str::to_owned).collect(),
                indonesian: indonesian[0].to_owned(),
                english: english.into_iter().map(str::to_owned).collect(),
            };
            if texts.insert(key.to_owned(), text).is_some() {
                findings.push(format!("{key} is in {} and in another catalogue", pair[0]));
            }
        }
    }
    if findings.is_empty() { Ok(texts.into_values().collect()) } else { Err(Stop::findings(findings)) }
}

/// What is written: paths relative to the root, and contents.
fn files(texts: &[Text]) -> Vec<(&'static str, String)> {
    vec![
        ("android/app/src/main/res/values/strings.xml", android::indonesian(texts)),
        ("android/app/src/main/res/values-in/strings.xml", android::indonesian_mark()),
        ("android/app/src/main/res/values-en/strings.xml", android::english(texts)),
        ("android/app/src/main/kotlin/org/ikdcore/app/ui/texts/TextKey.kt", keys::kotlin(texts)),
        ("android/app/src/main/kotlin/org/ikdcore/app/platform/TextResources.kt", keys::resources(texts)),
        ("android/desktop/src/main/resources/texts/id.properties", desktop::indonesian(texts)),
        ("android/desktop/src/main/resources/texts/en.properties", desktop::english(texts)),
        ("ios/Sources/IkdApp/Resources/Localizable.xcstrings", apple::catalogue(texts)),
        ("ios/Sources/IkdApp/Texts/TextKey.swift", keys::swift(texts)),
    ]
}

/// One line for each file that differs from what the catalogues say.
fn stale(root: &Path, files: &[(&str, String)]) -> Vec<String> {
    let mut findings = Vec::new();
    for (file, contents) in files {
        let committed = fs::read_to_string(root.join(file)).unwrap_or_default();
        let mut lines = committed.lines().zip(contents.lines()).enumerate();
        if committed != *contents {
            let line = lines.find(|(_, (old, new))| old != new);
            let line =
                line.map_or_else(|| committed.lines().count().min(contents.lines().count()), |(at, _)| at);
            findings.push(format!("{file} is stale from line {}: run `cargo xtask texts`", line + 1));
        }
    }
    findings
}

/// The text with each `{name}` replaced. A text without placeholders is not formatted when it is shown, so its `%` stays.
fn positioned(text: &Text, form: &str, place: impl Fn(usize) -> String) -> String {
    if text.placeholders.is_empty() {
        return form.to_owned();
    }
    let mut replaced = form.replace('%', "%%");
    for (at, name) in text.placeholders.iter().enumerate() {
        replaced = replaced.replace(&format!("{{{name}}}"), &place(at + 1));
    }
    replaced
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    /// A text for the tests of the formats.
    pub(super) fn text(key: &str, placeholders: &[&str], indonesian: &str, english: &[&str]) -> Text {
        Text {
            key: key.to_owned(),
            of_a_screen: true,
            placeholders: placeholders.iter().map(|name| (*name).to_owned()).collect(),
            indonesian: indonesian.to_owned(),
            english: english.iter().map(|form| (*form).to_owned()).collect(),
        }
    }

    /// The catalogues of this work tree in a folder of their own, with the files written from them and an app.
    fn copied() -> (tempfile::TempDir, Workspace) {
        let here = Workspace::find().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        fs::create_dir_all(root.join("bindings/texts")).unwrap();
        for file in CATALOGUES.as_flattened() {
            fs::copy(here.root.join(file), root.join(file)).unwrap();
        }
        let workspace = Workspace { target: root.join("target"), cache: root.join(".cache"), root };
        write(&workspace).unwrap();
        // An app that shows every text.
        let keys = read(&workspace.root).unwrap();
        let code: String = keys.iter().map(|text| format!("TextKey.{}\n", text.key.to_uppercase())).collect();
        fs::write(workspace.root.join("android/app/src/main/kotlin/Screens.kt"), code).unwrap();
        (folder, workspace)
    }

    fn findings(workspace: &Workspace) -> Vec<String> {
        match check(workspace) {
            Ok(_) => Vec::new(),
            Err(Stop::Failed { tail, .. }) => tail,
            Err(Stop::Skipped { .. }) => panic!("nothing is skipped"),
        }
    }

    fn change(workspace: &Workspace, file: &str, change: impl Fn(String) -> String) {
        let file = workspace.root.join(file);
        fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
    }

    #[test]
    fn files_are_current_after_the_command_and_stale_after_a_change_of_a_text() {
        let (_folder, workspace) = copied();
        assert!(findings(&workspace).is_empty());
        change(&workspace, CATALOGUES[1][1], |text| text.replace("\"Register\"", "\"Sign up\""));
        let found = findings(&workspace);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("android/app/src/main/res/values-en/strings.xml is stale from line "));
    }

    #[test]
    fn an_edited_or_missing_file_is_stale() {
        let (_folder, workspace) = copied();
        change(&workspace, "ios/Sources/IkdApp/Texts/TextKey.swift", |text| text + "\n");
        fs::remove_file(workspace.root.join("android/app/src/main/res/values/strings.xml")).unwrap();
        assert_eq!(findings(&workspace).len(), 2);
    }

    #[test]
    fn a_text_in_one_language_is_refused_before_anything_is_written() {
        let (_folder, workspace) = copied();
        change(&workspace, CATALOGUES[1][0], |text| text + "[extra]\ntitle = \"Judul\"\n");
        assert_eq!(findings(&workspace), ["extra_title has no English text"]);
        assert!(write(&workspace).is_err());
    }

    #[test]
    fn a_key_of_both_catalogues_is_refused() {
        let (_folder, workspace) = copied();
        for (file, text) in [(CATALOGUES[1][0], "Surel"), (CATALOGUES[1][1], "Mail")] {
            change(&workspace, file, |old| format!("{old}[field]\nemail = \"{text}\"\n"));
        }
        assert_eq!(
            findings(&workspace),
            ["field_email is in bindings/texts/screens.id.toml and in another catalogue"]
        );
    }

    #[test]
    fn a_percent_sign_is_doubled_only_where_the_text_is_formatted() {
        let plain = text("a", &[], "50 %", &["50 %"]);
        assert_eq!(positioned(&plain, "50 %", |at| format!("%{at}$s")), "50 %");
        let filled = text("a", &["n", "of"], "", &[]);
        assert_eq!(positioned(&filled, "{of}: {n} %", |at| format!("%{at}$s")), "%2$s: %1$s %%");
    }
}

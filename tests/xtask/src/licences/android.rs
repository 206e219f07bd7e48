//! The libraries that are packed into the app for Android, from the bundles of the version catalogue.

use std::fs;
use std::path::Path;

use super::Work;
use crate::workspace::Workspace;

/// The version catalogue, relative to the root.
const CATALOGUE: &str = "android/gradle/libs.versions.toml";

/// Bundles that are packed into the app.
const BUNDLES: [&str; 2] = ["app-aar", "app-jar"];

/// Groups of libraries, with their owners. All are used under the Apache License, as their POMs say; JNA offers a choice.
const OWNERS: [(&str, &str); 8] = [
    ("androidx.", "The Android Open Source Project"),
    ("com.google.guava", "The Guava Authors"),
    ("com.google.zxing", "ZXing authors"),
    ("net.java.dev.jna", "Timothy Wall, Wayne Meissner and others"),
    ("org.jetbrains", "JetBrains s.r.o. and contributors"),
    ("org.jetbrains.kotlin", "JetBrains s.r.o. and contributors"),
    ("org.jetbrains.kotlinx", "JetBrains s.r.o. and contributors"),
    ("org.jspecify", "The JSpecify Authors"),
];

/// The libraries, one work for each group. A finding for each whose group or licence is not known.
pub(super) fn works(workspace: &Workspace, findings: &mut Vec<String>) -> Vec<Work> {
    let catalogue = fs::read_to_string(workspace.root.join(CATALOGUE)).unwrap_or_default();
    let libraries = packed(&catalogue);
    if libraries.is_empty() {
        findings.push(format!("{CATALOGUE} has no libraries in its bundles {BUNDLES:?}"));
    }
    let mut works = Vec::new();
    for module in libraries {
        let (group, name) = module.split_once(':').unwrap_or((module, ""));
        let known = OWNERS
            .iter()
            .find(|(known, _)| group == *known || known.ends_with('.') && group.starts_with(known));
        let Some((_, owner)) = known else {
            findings.push(format!("the licence of {module} is not known: see licences/android.rs"));
            continue;
        };
        findings.extend(another_licence(&workspace.cache.join("maven"), group, name));
        works.push(Work {
            name: group.to_owned(),
            licence: "Apache-2.0",
            text: None,
            note: Some(format!("{owner}, only in the app for Android")),
        });
    }
    works
}

/// The modules of the bundles, for example `androidx.activity:activity`.
fn packed(catalogue: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in catalogue.lines() {
        if BUNDLES.iter().any(|bundle| line.starts_with(&format!("{bundle} = ["))) {
            inside = true;
        } else if inside {
            match line.trim().trim_end_matches(',') {
                "]" => inside = false,
                name => names.push(name.trim_matches('"')),
            }
        }
    }
    let module = |name: &&str| {
        let line =
            catalogue.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = { module = \""))?;
        Some(line.split_once('"')?.0)
    };
    names.iter().filter_map(module).collect()
}

/// A finding if a POM that was downloaded names no Apache License. One without a licence has that of its parent.
fn another_licence(maven: &Path, group: &str, name: &str) -> Option<String> {
    let folder = maven.join(group.replace('.', "/")).join(name);
    let versions = fs::read_dir(folder).ok()?.flatten();
    let poms = versions.flat_map(|version| fs::read_dir(version.path()).into_iter().flatten().flatten());
    let poms = poms.map(|file| file.path()).filter(|file| file.extension().is_some_and(|end| end == "pom"));
    let mut texts = poms.filter_map(|pom| fs::read_to_string(pom).ok());
    texts
        .any(|pom| {
            pom.split_once("<licenses>").is_some_and(|(_, licences)| {
                !licences.split("</licenses>").next().is_some_and(|licences| licences.contains("Apache"))
            })
        })
        .then(|| format!("the POM of {group}:{name} does not name the Apache License"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LIBRARIES: &str = "[libraries]\na = { module = \"androidx.a:a\", version = \"1\" }\n\
                             b = { module = \"org.b:b\", version.ref = \"b\" }\n\
                             c = { module = \"c:c\", version = \"1\" }\n\
                             [bundles]\napp-aar = [\n    \"a\",\n]\napp-jar = [\n    \"b\",\n]\ntest-jar = [\n    \"c\",\n]\n";

    fn work_tree(catalogue: &str) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        fs::create_dir_all(root.join("android/gradle")).unwrap();
        fs::write(root.join(CATALOGUE), catalogue).unwrap();
        (folder, Workspace { target: root.join("target"), cache: root.join(".cache"), root })
    }

    #[test]
    fn only_what_is_packed_into_the_app_is_named() {
        assert_eq!(packed(LIBRARIES), ["androidx.a:a", "org.b:b"]);
    }

    #[test]
    fn a_library_of_an_unknown_group_is_a_finding() {
        let (_folder, workspace) = work_tree(LIBRARIES);
        let mut findings = Vec::new();
        let works = works(&workspace, &mut findings);
        assert_eq!(works.iter().map(|work| work.name.as_str()).collect::<Vec<_>>(), ["androidx.a"]);
        assert_eq!(findings, ["the licence of org.b:b is not known: see licences/android.rs"]);
    }

    #[test]
    fn a_downloaded_pom_with_another_licence_is_a_finding() {
        let (_folder, workspace) = work_tree(LIBRARIES);
        let version = workspace.cache.join("maven/androidx/a/a/1");
        fs::create_dir_all(&version).unwrap();
        for (licence, expected) in [("The Apache License, Version 2.0", 0), ("GPL", 1)] {
            let pom = format!("<licenses><license><name>{licence}</name></license></licenses>");
            fs::write(version.join("a-1.pom"), pom).unwrap();
            let found = another_licence(&workspace.cache.join("maven"), "androidx.a", "a");
            assert_eq!(found.into_iter().count(), expected, "{licence}");
        }
    }

    #[test]
    fn a_catalogue_without_bundles_is_a_finding() {
        let (_folder, workspace) = work_tree("");
        let mut findings = Vec::new();
        works(&workspace, &mut findings);
        assert_eq!(findings.len(), 1);
    }
}

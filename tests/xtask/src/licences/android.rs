//! The libraries that are packed into the app for Android, from the bundles of the version catalogue.

use std::fs;
use std::path::Path;

use super::Work;
use crate::android::catalogue::{Catalogue, Library};
use crate::outcome::Stop;
use crate::workspace::Workspace;

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

/// The libraries, one work for each. A finding for each whose group or licence is not known.
pub(super) fn works(workspace: &Workspace, findings: &mut Vec<String>) -> Result<Vec<Work>, Stop> {
    let catalogue = Catalogue::read(&workspace.root)?;
    let mut works = Vec::new();
    for bundle in BUNDLES {
        for library in catalogue.bundle(bundle)? {
            works.extend(work(library, findings));
            findings.extend(another_licence(&workspace.cache.join("maven"), &library.group, &library.name));
        }
    }
    Ok(works)
}

fn work(Library { group, name, .. }: &Library, findings: &mut Vec<String>) -> Option<Work> {
    let owner =
        |(known, _): &&(&str, &str)| group == known || known.ends_with('.') && group.starts_with(known);
    let Some((_, owner)) = OWNERS.iter().find(owner) else {
        findings.push(format!("the licence of {group}:{name} is not known: see licences/android.rs"));
        return None;
    };
    Some(Work {
        name: group.clone(),
        licence: "Apache-2.0",
        text: None,
        note: Some(format!("{owner}, only in the app for Android")),
    })
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

    #[test]
    fn a_library_of_an_unknown_group_is_a_finding() {
        let library =
            |group: &str| Library { group: group.to_owned(), name: "a".to_owned(), version: "1".to_owned() };
        let mut findings = Vec::new();
        assert_eq!(work(&library("androidx.core"), &mut findings).unwrap().name, "androidx.core");
        assert!(work(&library("org.unknown"), &mut findings).is_none());
        assert_eq!(findings, ["the licence of org.unknown:a is not known: see licences/android.rs"]);
    }

    #[test]
    fn a_downloaded_pom_with_another_licence_is_a_finding() {
        let folder = tempfile::tempdir().unwrap();
        let version = folder.path().join("androidx/a/a/1");
        fs::create_dir_all(&version).unwrap();
        for (licence, expected) in [("The Apache License, Version 2.0", 0), ("GPL", 1)] {
            let pom = format!("<licenses><license><name>{licence}</name></license></licenses>");
            fs::write(version.join("a-1.pom"), pom).unwrap();
            let found = another_licence(folder.path(), "androidx.a", "a");
            assert_eq!(found.into_iter().count(), expected, "{licence}");
        }
    }
}

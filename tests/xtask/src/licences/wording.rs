//! Texts of licences: which licence a text is, its paragraphs, and who wrote the work.

/// A text without its copyright lines, and these.
pub(super) struct Wording {
    /// Lines that name the owners.
    pub(super) owners: Vec<String>,
    /// The other paragraphs, each on one line, without the title.
    pub(super) body: Vec<String>,
}

impl Wording {
    /// Takes a text apart.
    pub(super) fn of(text: &str) -> Self {
        let mut wording = Self { owners: Vec::new(), body: Vec::new() };
        for (at, paragraph) in paragraphs(text).into_iter().enumerate() {
            let owner = is_owner(&paragraph);
            if owner && !wording.owners.contains(&paragraph) {
                wording.owners.push(paragraph);
            } else if !(owner || at < 2 && is_title(&paragraph)) {
                wording.body.push(paragraph);
            }
        }
        wording
    }

    /// The body in letters and digits only: two texts with the same letters are the same licence.
    pub(super) fn letters(&self) -> String {
        self.body.concat().to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
    }
}

/// Whether the text is this licence, by a sentence that only it has.
pub(super) fn is(licence: &str, text: &str) -> bool {
    let text = text.lines().map(bare).collect::<Vec<_>>().join(" ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let has = |sentence: &str| text.contains(sentence);
    let permission = has("permission to use, copy, modify, and/or distribute this software for any purpose");
    match licence {
        "Apache-2.0" => has("apache license version 2.0"),
        "MIT" => has("permission is hereby granted, free of charge, to any person obtaining a copy"),
        "BSD-2-Clause" => {
            has("redistribution and use in source and binary forms") && !has("neither the name")
        }
        "BSD-3-Clause" => has("redistribution and use in source and binary forms") && has("neither the name"),
        "ISC" => permission && has("provided that the above copyright notice"),
        "0BSD" => permission && !has("provided that the above copyright notice"),
        "Zlib" => has("altered source versions must be plainly marked"),
        "Unicode-3.0" => has("unicode license v3"),
        "BlueOak-1.0.0" => has("blue oak model license"),
        "IJG" => has("independent jpeg group") && has("warranty"),
        "MPL-2.0" => has("mozilla public license version 2.0"),
        _ => false,
    }
}

/// Paragraphs of a text with wrapped lines, each as one line. Items of a list and copyright lines start a paragraph; lines
/// of signs are left out.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut ended = true;
    for line in text.lines() {
        let line = bare(line).split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line.as_str();
        if !line.contains(|letter: char| letter.is_alphanumeric()) {
            ended = true;
            continue;
        }
        let previous: Option<&mut String> = paragraphs.last_mut();
        match previous {
            Some(previous) if !ended && !is_item(line) && !is_owner(line) => {
                previous.push(' ');
                previous.push_str(line);
            }
            _ => paragraphs.push(line.to_owned()),
        }
        // A line after an owner's is another paragraph.
        ended = is_owner(line);
    }
    paragraphs
}

/// A line without the signs of a comment, a heading or a quotation at its start.
fn bare(line: &str) -> &str {
    line.trim_start().trim_start_matches(['#', '>', '/']).trim_start()
}

fn is_owner(line: &str) -> bool {
    let line = line.to_lowercase();
    let year = line.split(|letter: char| !letter.is_ascii_digit()).any(|digits| digits.len() == 4);
    let marked = line.contains("(c)") || line.contains('©');
    let named = line.starts_with("copyright") && (year || marked);
    line.len() < 160 && (named || year && (line.starts_with("(c)") || line.starts_with('©')))
}

/// "MIT License" and its like: the heading in the listing says it.
fn is_title(line: &str) -> bool {
    line.len() < 40 && (line.to_lowercase().contains("licen") || line.starts_with("Version"))
}

fn is_item(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let numbered = word.strip_suffix(['.', ')']).map(|number| number.trim_start_matches('('));
    word == "*"
        || word == "-"
        || word == "•"
        || numbered.is_some_and(|number| {
            !number.is_empty()
                && number.len() < 3
                && (number.len() == 1 || number.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISC: &str = "ISC License\n\nCopyright 2015-2025 Brian Smith.\n\nPermission to use, copy, modify, and/or \
                       distribute this software for any\npurpose with or without fee is hereby granted, provided that \
                       the above\ncopyright notice appear in all copies.\n";

    #[test]
    fn a_text_is_known_by_its_sentences_however_its_lines_are_broken() {
        assert!(is("ISC", ISC));
        assert!(!is("0BSD", ISC) && !is("MIT", ISC));
    }

    #[test]
    fn owners_and_title_are_taken_off_the_body() {
        let wording = Wording::of(ISC);
        assert_eq!(wording.owners, ["Copyright 2015-2025 Brian Smith."]);
        assert_eq!(wording.body.len(), 1);
        assert!(wording.body[0].ends_with("copyright notice appear in all copies."));
    }

    #[test]
    fn a_list_keeps_its_items_and_wrapped_lines_are_joined() {
        let text = "are met:\n1. Source\n   code.\n2. Binary\n* One\n(a) two\n========\nlast";
        assert_eq!(
            paragraphs(text),
            ["are met:", "1. Source code.", "2. Binary", "* One", "(a) two", "last"]
        );
    }

    #[test]
    fn texts_that_differ_only_in_signs_and_spaces_are_one() {
        let other = ISC.replace("\npurpose", " purpose").replace("granted,", "granted");
        assert_eq!(Wording::of(ISC).letters(), Wording::of(&other).letters());
    }
}

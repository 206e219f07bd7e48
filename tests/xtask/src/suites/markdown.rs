//! The parts of Markdown that a check of links needs: code blocks, links and the anchors of headings.

use std::collections::BTreeSet;

/// A link or picture, or a definition of one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Counted from 1.
    pub(crate) line: usize,
    /// The text between the parentheses, without a title.
    pub(crate) target: String,
}

/// Each line with its number, and whether it is inside a fenced code block. The fences count as inside.
fn in_code(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let mut fence: Option<&str> = None;
    text.lines().enumerate().map(move |(index, line)| {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        let code = match (fence, mark) {
            (None, Some(_)) => {
                fence = mark;
                true
            }
            (Some(open), Some(close)) if open == close => {
                fence = None;
                true
            }
            (open, _) => open.is_some(),
        };
        (index + 1, line, code)
    })
}

/// The lines inside fenced code blocks, without the fences.
pub(crate) fn code_lines(text: &str) -> Vec<&str> {
    in_code(text)
        .filter(|(_, line, code)| {
            *code && !line.trim_start().starts_with("```") && !line.trim_start().starts_with("~~~")
        })
        .map(|(_, line, _)| line)
        .collect()
}

/// Every link outside of code.
pub(crate) fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for (line, prose, _) in in_code(text).filter(|(_, _, code)| !code) {
        let prose = without_code_spans(prose);
        let mut add = |target: &str| {
            let target = target.trim().trim_start_matches('<').trim_end_matches('>');
            let target = target.split_whitespace().next().unwrap_or_default();
            links.push(Link { line, target: target.to_owned() });
        };
        let mut rest = prose.as_str();
        while let Some(at) = rest.find("](") {
            rest = &rest[at + 2..];
            if let Some(end) = rest.find(')') {
                add(&rest[..end]);
            }
        }
        if let Some((label, target)) =
            prose.trim_start().strip_prefix('[').and_then(|start| start.split_once("]: "))
            && !label.starts_with('^')
            && !label.contains(']')
        {
            add(target);
        }
    }
    links
}

/// The anchors of the headings, as GitHub generates them: lower case, hyphens for spaces, no punctuation, and a number
/// after a repeated name.
pub(crate) fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line, _) in in_code(text).filter(|(_, _, code)| !code) {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let slug: String = title
            .trim()
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect();
        let numbered = (1..).map(|number| format!("{slug}-{number}"));
        let free = std::iter::once(slug.clone()).chain(numbered).find(|name| !anchors.contains(name));
        anchors.extend(free);
    }
    anchors
}

fn without_code_spans(line: &str) -> String {
    // Every second part between backticks is code, except after an unclosed backtick.
    let parts: Vec<&str> = line.split('`').collect();
    let closed = parts.len() % 2 == 1;
    parts
        .iter()
        .enumerate()
        .filter(|(index, _)| index % 2 == 0 || (!closed && *index == parts.len() - 1))
        .map(|(_, part)| *part)
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        links(text).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn links_pictures_titles_and_definitions_are_found() {
        let text =
            "[a](x.md) and ![b](<y.png>) and [c](z.md#d \"title\")\n\n[e]: w.md\n[^note]: not a link\n";
        assert_eq!(targets(text), ["x.md", "y.png", "z.md#d", "w.md"]);
        assert_eq!(links("\n\n[a](x.md)")[0].line, 3);
    }

    #[test]
    fn links_in_code_do_not_count() {
        assert_eq!(
            targets("`[a](x.md)`\n```\n[b](y.md)\n```\n~~~\n```\n[c](z.md)\n~~~\n[d](w.md)"),
            ["w.md"]
        );
    }

    #[test]
    fn code_lines_are_those_between_the_fences() {
        assert_eq!(code_lines("prose\n```sh\ncargo run\n```\nprose"), ["cargo run"]);
    }

    #[test]
    fn headings_become_anchors() {
        let found =
            anchors("# What it is\n## `ikd show`: the QR!\n## Same\n## Same\n```\n# not a heading\n```\n");
        let expected = ["what-it-is", "ikd-show-the-qr", "same", "same-1"].map(str::to_owned);
        assert_eq!(found, BTreeSet::from(expected));
    }
}

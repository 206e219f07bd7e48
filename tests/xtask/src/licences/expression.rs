//! SPDX expressions, and which of the offered licences is used.

/// Licences that the project accepts, the preferred first. Apache-2.0 comes first because one copy is enough for all works.
const ACCEPTED: [&str; 11] = [
    "Apache-2.0",
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unicode-3.0",
    "BlueOak-1.0.0",
    "IJG",
    "MPL-2.0",
];

/// The licences to comply with: of alternatives the one that is accepted first. `None` if there is no accepted one, or the
/// text is no expression.
pub(super) fn chosen(expression: &str) -> Option<Vec<&'static str>> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let ranks = alternatives(&mut words)?;
    if !words.is_empty() || ranks.contains(&REFUSED) {
        return None;
    }
    Some(ranks.into_iter().map(|rank| ACCEPTED[rank]).collect())
}

/// Place in the list of what is not in it.
const REFUSED: usize = ACCEPTED.len();

/// `a OR b`: the side whose worst licence is the better one. The words are in reverse.
fn alternatives(words: &mut Vec<&str>) -> Option<Vec<usize>> {
    let mut best = together(words)?;
    while words.pop_if(|word| *word == "OR").is_some() {
        let other = together(words)?;
        best = std::cmp::min_by_key(best, other, |ranks| ranks.iter().copied().max());
    }
    Some(best)
}

/// `a AND b`.
fn together(words: &mut Vec<&str>) -> Option<Vec<usize>> {
    let mut all = licence(words)?;
    while words.pop_if(|word| *word == "AND").is_some() {
        all.extend(licence(words)?);
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// One licence, or an expression in brackets. An exception only adds permissions.
fn licence(words: &mut Vec<&str>) -> Option<Vec<usize>> {
    match words.pop()? {
        "(" => {
            let inner = alternatives(words)?;
            (words.pop()? == ")").then_some(inner)
        }
        ")" | "AND" | "OR" | "WITH" => None,
        name => {
            if words.pop_if(|word| *word == "WITH").is_some() {
                words.pop()?;
            }
            Some(vec![ACCEPTED.iter().position(|known| *known == name).unwrap_or(REFUSED)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_alternatives_the_preferred_one_is_used_and_of_several_all() {
        for (expression, expected) in [
            ("MIT", &["MIT"][..]),
            ("MIT OR Apache-2.0", &["Apache-2.0"]),
            ("MIT/Apache-2.0", &["Apache-2.0"]),
            ("Unlicense OR MIT", &["MIT"]),
            ("Apache-2.0 AND ISC", &["Apache-2.0", "ISC"]),
            ("(MIT OR Apache-2.0) AND IJG", &["Apache-2.0", "IJG"]),
            ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", &["Apache-2.0"]),
            ("(MIT AND MPL-2.0) OR ISC", &["ISC"]),
        ] {
            assert_eq!(chosen(expression).as_deref(), Some(expected), "{expression}");
        }
    }

    #[test]
    fn a_licence_that_is_not_accepted_and_a_broken_expression_are_refused() {
        for wrong in ["GPL-3.0", "MIT AND GPL-3.0", "", "MIT OR", "(MIT", "MIT)", "AND MIT", "MIT Apache-2.0"]
        {
            assert_eq!(chosen(wrong), None, "{wrong}");
        }
    }
}

//! The result of each mutant, kept in a file so that a later run can continue.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::outcome::Stop;

/// The result of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A test failed.
    Killed,
    /// A journey failed; no test of the package did.
    KilledByJourney,
    /// Nothing failed.
    Survived,
    /// The tests did not end, usually because of an endless loop.
    TimedOut,
    /// It does not compile.
    Unviable,
}

/// The words in the file, and the files in which cargo-mutants lists such mutants. It does not know journeys.
const WORDS: [(Fate, &str, &str); 5] = [
    (Fate::Killed, "killed", "caught.txt"),
    (Fate::KilledByJourney, "killed-by-journey", ""),
    (Fate::Survived, "survived", "missed.txt"),
    (Fate::TimedOut, "timed-out", "timeout.txt"),
    (Fate::Unviable, "unviable", "unviable.txt"),
];

/// The results of a module.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Every mutant was tested with the module's own tests.
    pub(crate) own: bool,
    /// And the survivors with the others.
    pub(crate) whole: bool,
    /// A hash of the mutated files, which shows whether they have changed.
    pub(crate) sources: String,
    /// Each mutant as cargo-mutants names it, `file:line:column: what`.
    pub(crate) mutants: BTreeMap<String, Fate>,
}

impl Figures {
    /// The number of mutants with this result.
    pub(crate) fn count(&self, fate: Fate) -> usize {
        self.mutants.values().filter(|found| **found == fate).count()
    }

    /// Adds the results in the output folder of cargo-mutants. `by_journeys`: journeys were the tests.
    pub(crate) fn take_over(&mut self, folder: &Path, by_journeys: bool) {
        for (fate, _, file) in WORDS {
            let fate = if by_journeys && fate == Fate::Killed { Fate::KilledByJourney } else { fate };
            // A missing file lists no mutant.
            let text = if file.is_empty() { String::new() } else { read(&folder.join(file)) };
            self.mutants.extend(text.lines().map(|line| (line.to_owned(), fate)));
        }
    }
}

/// How many mutants a run of cargo-mutants had to test.
pub(crate) fn planned(folder: &Path) -> Option<usize> {
    serde_json::from_str::<Value>(&read(&folder.join("mutants.json"))).ok()?.as_array().map(Vec::len)
}

/// How many it has tested.
pub(crate) fn tested(folder: &Path) -> usize {
    WORDS
        .iter()
        .filter(|word| !word.2.is_empty())
        .map(|word| read(&folder.join(word.2)).lines().count())
        .sum()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

/// Reads the results of earlier runs. An invalid file counts as missing, so everything runs again.
pub(crate) fn load(file: &Path) -> BTreeMap<String, Figures> {
    let Ok(Value::Object(modules)) = serde_json::from_str(&read(file)) else { return BTreeMap::new() };
    modules.into_iter().filter_map(|(name, value)| Some((name, figures_of(&value)?))).collect()
}

fn figures_of(value: &Value) -> Option<Figures> {
    let fate = |word: &str| WORDS.iter().find(|known| known.1 == word).map(|known| known.0);
    let mutants = value["mutants"].as_object()?.iter();
    Some(Figures {
        own: value["own"].as_bool()?,
        whole: value["whole"].as_bool()?,
        sources: value["sources"].as_str()?.to_owned(),
        mutants: mutants
            .map(|(name, word)| Some((name.clone(), fate(word.as_str()?)?)))
            .collect::<Option<_>>()?,
    })
}

/// Writes the results so far.
pub(crate) fn save(file: &Path, all: &BTreeMap<String, Figures>) -> Result<(), Stop> {
    let word = |fate: &Fate| WORDS.iter().find(|known| known.0 == *fate).expect("every fate has a word").1;
    let modules: Map<String, Value> = all
        .iter()
        .map(|(name, figures)| {
            let mutants: BTreeMap<&String, &str> =
                figures.mutants.iter().map(|(name, fate)| (name, word(fate))).collect();
            let value = json!({ "own": figures.own, "whole": figures.whole, "sources": figures.sources, "mutants": mutants });
            (name.clone(), value)
        })
        .collect();
    let text = serde_json::to_string_pretty(&modules).expect("names and words can be written as JSON");
    fs::write(file, text + "\n").map_err(|error| Stop::failed(format!("figures cannot be written: {error}")))
}

/// The table of these modules, and the list of survivors.
pub(crate) fn table<'a>(modules: impl Iterator<Item = &'a str>, all: &BTreeMap<String, Figures>) -> String {
    let mut text = format!(
        "{:22}{:>8}{:>13}{:>10}{:>10}{:>10}\n",
        "module", "killed", "by journeys", "survived", "timed out", "unviable"
    );
    let mut survivors = String::new();
    for name in modules {
        let Some(figures) = all.get(name) else {
            text += &format!("{name:22}not run\n");
            continue;
        };
        let [killed, journeys, survived, timed_out, unviable] = WORDS.map(|(fate, ..)| figures.count(fate));
        let mark = match (figures.own, figures.whole) {
            (_, true) => "",
            (true, false) => "  other tests missing",
            (false, false) => "  not finished",
        };
        text +=
            &format!("{name:22}{killed:>8}{journeys:>13}{survived:>10}{timed_out:>10}{unviable:>10}{mark}\n");
        for (mutant, _) in figures.mutants.iter().filter(|(_, fate)| **fate == Fate::Survived) {
            survivors += &format!("  {mutant}\n");
        }
    }
    if survivors.is_empty() { text } else { format!("{text}\nsurvivors\n{survivors}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn run_with(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }

    #[test]
    fn mutants_killed_by_journeys_are_counted_separately() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        let mut figures = Figures::default();
        run_with(folder, &[("caught.txt", "a\n"), ("missed.txt", "b\nc\n"), ("mutants.json", "[1,2,3]")]);
        figures.take_over(folder, false);
        assert_eq!((planned(folder), tested(folder)), (Some(3), 3));
        run_with(folder, &[("caught.txt", "b\n"), ("missed.txt", "c\n")]);
        figures.take_over(folder, true);
        let counts = [Fate::Killed, Fate::KilledByJourney, Fate::Survived].map(|fate| figures.count(fate));
        assert_eq!(counts, [1, 1, 1]);
    }

    #[test]
    fn figures_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("results.json");
        let mutants = WORDS.iter().map(|(fate, word, _)| ((*word).to_owned(), *fate)).collect();
        let figures = Figures { own: true, whole: true, sources: "5".to_owned(), mutants };
        let all = BTreeMap::from([("trust".to_owned(), figures)]);
        save(&file, &all).unwrap();
        assert_eq!(load(&file), all);
    }

    #[test]
    fn a_missing_file_gives_no_figures() {
        assert_eq!(load(Path::new("no-such-file.json")), BTreeMap::new());
    }

    #[test]
    fn the_table_lists_survivors_and_modules_that_did_not_run() {
        let mutants = BTreeMap::from([("a.rs:1:1: x".to_owned(), Fate::Survived)]);
        let all = BTreeMap::from([("trust".to_owned(), Figures { mutants, ..Figures::default() })]);
        let text = table(["trust", "time"].into_iter(), &all);
        assert!(text.contains("not finished") && text.contains("time                  not run"), "{text}");
        assert!(text.ends_with("survivors\n  a.rs:1:1: x\n"), "{text}");
    }
}

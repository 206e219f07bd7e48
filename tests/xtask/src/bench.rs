//! `cargo xtask bench`: the cost of a call across the boundary from each language, in one table.
//!
//! Each language has a program that prints lines `bench<TAB>name<TAB>median<TAB>ninetieth percentile`, in microseconds.
//! Figures of the same name share a row. The library is the release build with the feature `probe`, which adds calls that
//! do nothing.

use std::env;

use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::sandbox::Sandbox;
use crate::suites::build_ikd;
use crate::tools::{maven, python};
use crate::wheel;
use crate::workspace::Workspace;

/// Runs the bench of a language and returns its output.
type Run = fn(&Workspace, &Bindings<'_>, &Sandbox) -> Result<Vec<String>, Stop>;

/// The languages, in the order of the columns.
const LANGUAGES: [(&str, Run); 2] = [("Kotlin", kotlin), ("Python", python)];

/// Rows with a budget: the highest permitted median, microseconds.
const BUDGETS: [(&str, f64); 4] = [
    ("picture of 0.3 MB, `&[u8]`", 50.0),
    ("picture of 1 MB, `&[u8]`", 50.0),
    ("picture of 12 MB, `&[u8]`", 50.0),
    ("`open` on an existing vault", 10_000.0),
];

/// Measures and prints the table; true if every budget is kept.
pub(crate) fn run(workspace: &Workspace) -> bool {
    match measure(workspace) {
        Ok(table) => {
            print!("\n{}", table.text());
            table.keeps_budgets()
        }
        Err(stop) => stop.print(),
    }
}

fn measure(workspace: &Workspace) -> Result<Table, Stop> {
    build_ikd(workspace)?;
    let probe = Bindings::to_measure(workspace)?;
    probe.write()?;
    let mut table = Table::default();
    for (language, run) in LANGUAGES {
        // A new service for each bench: all register the same person.
        let sandbox = Sandbox::start(workspace, "bench")?;
        let lines = run(workspace, &probe, &sandbox)?;
        if table.take(language, &lines) == 0 {
            return Err(Stop::failed(format!("the bench of {language} measured nothing")));
        }
    }
    Ok(table)
}

fn kotlin(workspace: &Workspace, probe: &Bindings<'_>, sandbox: &Sandbox) -> Result<Vec<String>, Stop> {
    let mut maven = maven::project(workspace, probe, "kotlin-probe")?;
    sandbox.describe_to(&mut maven);
    let printed =
        maven::run(maven.args(["--activate-profiles", "probe", "test-compile", "antrun:run@bench"]))?;
    if printed.success { Ok(printed.lines) } else { Err(Stop::failed("the bench of Kotlin failed")) }
}

fn python(workspace: &Workspace, probe: &Bindings<'_>, sandbox: &Sandbox) -> Result<Vec<String>, Stop> {
    let interpreter = python::interpreter_of(workspace, python::BINDINGS)?;
    let paths = [wheel::importable(workspace, probe)?, workspace.root.join("tests/python")];
    let paths = env::join_paths(paths)
        .map_err(|_| Stop::failed("a folder name with a path separator cannot be passed to Python"))?;
    let mut bench = workspace.program(interpreter);
    bench.arg("tests/bench/python/bench_boundary.py").env("PYTHONPATH", paths);
    bench.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    sandbox.describe_to(&mut bench);
    Ok(crate::run::shown(&mut bench)?.lines)
}

/// The figures: a row for each name, in the order of arrival.
#[derive(Default)]
struct Table {
    languages: Vec<&'static str>,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    /// Language, median and ninetieth percentile, microseconds.
    cells: Vec<(&'static str, f64, f64)>,
}

impl Table {
    /// Adds the figures of a language and returns their number.
    fn take(&mut self, language: &'static str, lines: &[String]) -> usize {
        self.languages.push(language);
        let mut taken = 0;
        // Maven adds a prefix to the lines of the program.
        for line in lines.iter().filter_map(|line| line.split_once("bench\t").map(|(_, line)| line)) {
            let mut parts = line.split('\t');
            let (Some(name), Some(median), Some(ninetieth)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let (Ok(median), Ok(ninetieth)) = (median.trim().parse(), ninetieth.trim().parse()) else {
                continue;
            };
            taken += 1;
            let cell = (language, median, ninetieth);
            match self.rows.iter_mut().find(|row| row.name == name) {
                Some(row) => row.cells.push(cell),
                None => self.rows.push(Row { name: name.to_owned(), cells: vec![cell] }),
            }
        }
        taken
    }

    /// The table in Markdown. Each cell has the median, a slash, and the ninetieth percentile.
    fn text(&self) -> String {
        let mut text = format!("| median / 90 % | {} | budget |\n|---|", self.languages.join(" | "));
        text += &"---|".repeat(self.languages.len() + 1);
        text.push('\n');
        for row in &self.rows {
            text += &format!("| {} |", row.name);
            for language in &self.languages {
                match row.cells.iter().find(|(of, ..)| of == language) {
                    Some((_, median, ninetieth)) => {
                        text += &format!(" {} / {} |", with_unit(*median), with_unit(*ninetieth));
                    }
                    None => text += " |",
                }
            }
            text += &match row.budget() {
                Some(limit) if row.within(limit) => format!(" {}, kept |\n", with_unit(limit)),
                Some(limit) => format!(" {}, EXCEEDED |\n", with_unit(limit)),
                None => " |\n".to_owned(),
            };
        }
        text
    }

    fn keeps_budgets(&self) -> bool {
        self.rows.iter().all(|row| row.budget().is_none_or(|limit| row.within(limit)))
    }
}

impl Row {
    fn budget(&self) -> Option<f64> {
        BUDGETS.iter().find(|(name, _)| self.name == *name).map(|(_, limit)| *limit)
    }

    fn within(&self, limit: f64) -> bool {
        self.cells.iter().all(|(_, median, _)| *median <= limit)
    }
}

/// Microseconds as text in us or ms, with at least two digits.
fn with_unit(us: f64) -> String {
    match us {
        us if us < 9.95 => format!("{us:.1} us"),
        us if us < 999.5 => format!("{us:.0} us"),
        us if us < 9_950.0 => format!("{:.1} ms", us / 1e3),
        us => format!("{:.0} ms", us / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(kotlin: &str, python: &str) -> Table {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let mut table = Table::default();
        table.take("Kotlin", &lines(kotlin));
        table.take("Python", &lines(python));
        table
    }

    #[test]
    fn figures_of_the_same_name_share_a_row() {
        let table =
            table("[INFO] [bench] bench\tcall\t1.25\t2\nnoise", "bench\tcall\t1234\t12345\nbench\tx\t3\t4");
        let expected = "| median / 90 % | Kotlin | Python | budget |\n|---|---|---|---|\n\
                        | call | 1.2 us / 2.0 us | 1.2 ms / 12 ms | |\n| x | | 3.0 us / 4.0 us | |\n";
        assert_eq!(table.text(), expected);
    }

    #[test]
    fn a_budget_that_one_language_exceeds_is_not_kept() {
        let name = BUDGETS[0].0;
        assert!(table(&format!("bench\t{name}\t50\t90"), "").keeps_budgets());
        let exceeded = table(&format!("bench\t{name}\t5\t9"), &format!("bench\t{name}\t51\t90"));
        assert!(!exceeded.keeps_budgets() && exceeded.text().contains("EXCEEDED"));
    }

    #[test]
    fn a_program_without_figures_adds_none() {
        assert_eq!(Table::default().take("Kotlin", &["BUILD SUCCESS".to_owned()]), 0);
    }
}

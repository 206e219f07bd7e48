//! Part of `cargo xtask bench`: the quality components of a face beside those of ofiqpy, which is installed from a
//! Python package index.

use crate::outcome::Stop;
use crate::run;
use crate::suites::build_ikd;
use crate::tools::python;
use crate::workspace::Workspace;

/// How far a score may be from that of ofiqpy.
const POINTS: f64 = 1.0;

/// How many components there are.
const COMPONENTS: usize = 15;

/// Compares and prints the table; true if every score is near enough, or if ofiqpy cannot be installed here.
pub(crate) fn run(workspace: &Workspace) -> bool {
    match compare(workspace) {
        Ok(rows) => {
            print!("\n{}", text(&rows));
            rows.len() == COMPONENTS && rows.iter().all(|row| row.points <= POINTS)
        }
        Err(stop @ Stop::Skipped { .. }) => {
            stop.print();
            true
        }
        Err(stop) => stop.print(),
    }
}

fn compare(workspace: &Workspace) -> Result<Vec<Row>, Stop> {
    let interpreter = python::interpreter_of(workspace, python::OFIQ)?;
    build_ikd(workspace)?;
    let mut bench = workspace.program(interpreter);
    bench.arg("tests/bench/python/bench_quality.py").env("PYTHONDONTWRITEBYTECODE", "1");
    bench.env("IKD_BINARY", workspace.ikd_binary());
    bench.env("IKD_PHOTOGRAPHS", workspace.root.join("tests/assets/photos"));
    let printed = run::shown(&mut bench)?;
    Ok(printed.lines.iter().filter_map(|line| Row::read(line)).collect())
}

/// A component in all pictures.
#[derive(Debug, PartialEq)]
struct Row {
    component: String,
    pictures: u32,
    /// The greatest difference of scores.
    points: f64,
    /// The greatest difference of native values.
    native: f64,
}

impl Row {
    /// A line `quality<TAB>component<TAB>pictures<TAB>points<TAB>native`.
    fn read(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.split('\t').collect();
        let ["quality", component, pictures, points, native] = parts.as_slice() else { return None };
        Some(Self {
            component: (*component).to_owned(),
            pictures: pictures.parse().ok()?,
            points: points.parse().ok()?,
            native: native.parse().ok()?,
        })
    }
}

fn text(rows: &[Row]) -> String {
    let head = "| quality, against ofiqpy | pictures | most points apart | native values apart |\n";
    let mut text = format!("{head}|---|---|---|---|\n");
    for row in rows {
        let kept = if row.points <= POINTS { "" } else { ", TOO FAR" };
        text +=
            &format!("| {} | {} | {}{kept} | {} |\n", row.component, row.pictures, row.points, row.native);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_bench_is_a_row_and_others_are_none() {
        let row = Row::read("quality\tEyesOpen\t12\t2\t0.000125").expect("it has all parts");
        let expected = Row { component: "EyesOpen".to_owned(), pictures: 12, points: 2.0, native: 0.000_125 };
        assert_eq!(row, expected);
        assert!(text(&[row]).ends_with("| EyesOpen | 12 | 2, TOO FAR | 0.000125 |\n"));
        for line in ["", "quality\tEyesOpen\t12\t2", "quality\tEyesOpen\tmany\t2\t0", "bench\ta\t1\t2\t3"] {
            assert_eq!(Row::read(line), None, "{line}");
        }
    }
}

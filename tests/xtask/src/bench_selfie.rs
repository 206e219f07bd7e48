//! The part of `cargo xtask bench` about the selfie: each step beside the same step of LiteRT, MediaPipe and OpenCV.
//!
//! A Python program measures both in turn on one core and prints lines `selfie<TAB>name<TAB>ours<TAB>theirs`, in
//! microseconds of CPU time. The models, steps and frames are measured in the release build of `ikd-bench`, which has
//! the profile of the library. The frame is measured once more without AVX, the nearest that x86-64 has to a phone.

use std::path::PathBuf;
use std::process::Command;

use crate::outcome::Stop;
use crate::run;
use crate::tools::python;
use crate::workspace::Workspace;

const PROGRAM: &str = "tests/bench/python/bench_selfie.py";
const PHOTOGRAPH: &str = "tests/assets/photos/selfie.jpg";
const NO_AVX: &str = "tests/bench/native/no_avx.c";

/// Rows with a target: the highest permitted ratio to the peer.
const TARGETS: [(&str, f64); 7] = [
    ("frame, tracked", 3.5),
    ("NV21 to 96 x 128", 1.0),
    ("NV21 to 192 x 192, rotated", 1.0),
    ("brightness of a frame", 1.0),
    ("12 MP to 96 x 128", 1.0),
    ("12 MP to 720 x 960, rotated", 1.0),
    ("12 MP JPEG to portrait", 1.5),
];

/// Measures and prints the table; true if every target is kept.
pub(crate) fn run(workspace: &Workspace) -> bool {
    match measure(workspace) {
        Ok(table) => {
            print!("\n{}", table.text());
            table.keeps_targets()
        }
        Err(stop) => stop.print(),
    }
}

fn measure(workspace: &Workspace) -> Result<Table, Stop> {
    let interpreter = python::interpreter_of(workspace, python::SELFIE)?;
    run::shown(&mut workspace.cargo(["build", "--release", "-p", "ikd-bench", "--locked"]))?;
    let program = workspace.target.join("release/ikd-bench");
    // One core for all: none gains from a second one.
    let bench = || {
        let mut bench = workspace.program("taskset");
        bench.args(["--cpu-list", "0"]).arg(&interpreter).arg(PROGRAM).arg(&program).arg(PHOTOGRAPH);
        bench
    };
    let mut table = Table::default();
    if table.take("", &run::shown(&mut bench())?.lines) == 0 {
        return Err(Stop::failed("the bench of the selfie measured nothing"));
    }
    match without_avx(workspace)? {
        Some(library) => {
            table.take("without AVX: ", &run::shown(bench().arg(library))?.lines);
            table.compare_without_avx();
        }
        None => println!("this processor cannot hide AVX: the frame is not measured without it"),
    }
    Ok(table)
}

/// The library that hides AVX from a program; `None` if this processor cannot.
fn without_avx(workspace: &Workspace) -> Result<Option<PathBuf>, Stop> {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    if !processor.contains("cpuid_fault") {
        return Ok(None);
    }
    let library = workspace.target.join("no_avx.so");
    run::quietly(
        Command::new("cc")
            .args(["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"])
            .arg(&library)
            .arg(workspace.root.join(NO_AVX)),
    )?;
    Ok(Some(library))
}

#[derive(Default)]
struct Table {
    rows: Vec<Row>,
}

struct Row {
    name: String,
    /// Microseconds.
    ours: f64,
    theirs: Option<f64>,
}

impl Table {
    /// Adds the figures of a run, with a prefix to their names, and returns their number.
    fn take(&mut self, prefix: &str, lines: &[String]) -> usize {
        let before = self.rows.len();
        for line in lines.iter().filter_map(|line| line.strip_prefix("selfie\t")) {
            let mut parts = line.split('\t');
            let (Some(name), Some(Ok(ours))) = (parts.next(), parts.next().map(str::parse)) else { continue };
            let theirs = parts.next().and_then(|theirs| theirs.trim().parse().ok());
            self.rows.push(Row { name: format!("{prefix}{name}"), ours, theirs });
        }
        self.rows.len() - before
    }

    /// Compares what was measured without AVX with the peer of the same name, which had it.
    fn compare_without_avx(&mut self) {
        for i in 0..self.rows.len() {
            let name = self.rows[i].name.strip_prefix("without AVX: ");
            let peer = name.and_then(|name| self.rows.iter().find(|row| row.name == name));
            if let Some(theirs) = peer.map(|row| row.theirs) {
                self.rows[i].theirs = theirs;
            }
        }
    }

    /// The table in Markdown.
    fn text(&self) -> String {
        let mut text =
            "| CPU time, median | ours | theirs | ratio | target |\n|---|---|---|---|---|\n".to_owned();
        for row in &self.rows {
            let theirs = row.theirs.map(milliseconds).unwrap_or_default();
            let ratio = row.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
            let target = match row.target() {
                Some(target) if row.within(target) => format!("{target:.1}, kept"),
                Some(target) => format!("{target:.1}, EXCEEDED"),
                None => String::new(),
            };
            let ours = milliseconds(row.ours);
            text += &format!("| {} | {ours} | {theirs} | {ratio} | {target} |\n", row.name)
                .replace("|  |", "| |");
        }
        text
    }

    fn keeps_targets(&self) -> bool {
        self.rows.iter().all(|row| row.target().is_none_or(|target| row.within(target)))
    }
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        self.theirs.map(|theirs| self.ours / theirs)
    }

    fn target(&self) -> Option<f64> {
        TARGETS.iter().find(|(name, _)| self.name == *name).map(|(_, target)| *target)
    }

    fn within(&self, target: f64) -> bool {
        self.ratio().is_some_and(|ratio| ratio <= target)
    }
}

/// Microseconds as text in milliseconds, with three digits.
fn milliseconds(us: f64) -> String {
    match us / 1e3 {
        ms if ms < 9.995 => format!("{ms:.3} ms"),
        ms if ms < 99.95 => format!("{ms:.1} ms"),
        ms => format!("{ms:.0} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut table = Table::default();
        table.take("", &lines);
        table
    }

    #[test]
    fn a_row_has_both_times_their_ratio_and_its_target() {
        let table = table("noise\nselfie\tframe, tracked\t3000.0\t1500.0\nselfie\tmesh\t12345\t1000");
        let expected = "| CPU time, median | ours | theirs | ratio | target |\n|---|---|---|---|---|\n\
                        | frame, tracked | 3.000 ms | 1.500 ms | 2.00 | 3.5, kept |\n\
                        | mesh | 12.3 ms | 1.000 ms | 12.35 | |\n";
        assert_eq!(table.text(), expected);
        assert!(table.keeps_targets());
    }

    #[test]
    fn a_ratio_above_its_target_is_not_kept() {
        let table = table("selfie\tframe, tracked\t3501\t1000");
        assert!(!table.keeps_targets() && table.text().contains("EXCEEDED"));
    }

    #[test]
    fn a_frame_without_avx_is_compared_with_the_peer_that_had_it() {
        let mut table = table("selfie\tframe, tracked\t3000\t1500");
        table.take("without AVX: ", &["selfie\tframe, tracked\t6000\t".to_owned()]);
        table.compare_without_avx();
        assert_eq!(table.rows[1].ratio(), Some(4.0));
        assert!(table.keeps_targets());
    }

    #[test]
    fn a_program_without_figures_adds_none() {
        assert_eq!(Table::default().take("", &["selfie".to_owned(), "selfie\tmesh\tfast".to_owned()]), 0);
    }
}

//! Running programs: what they print streams through and is kept, so that it can be counted and its end repeated.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::Stop;

/// Lines repeated at the end of a run for a program that failed.
const TAIL: usize = 40;

/// No step takes longer on the slowest machine this is meant for, with something else to do; one that does hangs.
const LIMIT: Duration = Duration::from_secs(90 * 60);

/// What a program printed, both streams in the order they arrived, without colours.
#[derive(Debug)]
pub(crate) struct Printed {
    /// The lines.
    pub(crate) lines: Vec<String>,
    /// Whether it ended with code 0.
    pub(crate) success: bool,
}

#[cfg(test)]
impl Printed {
    /// For tests: these lines.
    pub(crate) fn of(success: bool, lines: &[&str]) -> Self {
        Self { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }
}

/// Runs a program, showing what it prints. A code other than 0 is a failure of the suite.
pub(crate) fn shown(command: &mut Command) -> Result<Printed, Stop> {
    let printed = shown_whatever_code(command)?;
    if printed.success {
        return Ok(printed);
    }
    Err(Stop::with_end(format!("`{}` failed", described(command)), &printed.lines, TAIL))
}

/// Runs a program, showing what it prints; its code is for the caller to judge.
pub(crate) fn shown_whatever_code(command: &mut Command) -> Result<Printed, Stop> {
    shown_within(LIMIT, command)
}

/// The same for a program that may take longer than a step of an ordinary run, or must not take as long.
pub(crate) fn shown_within(limit: Duration, command: &mut Command) -> Result<Printed, Stop> {
    println!("$ {}", described(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(command, &error))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take().expect("stdout was asked to be a pipe"), sender.clone());
    forward(child.stderr.take().expect("stderr was asked to be a pipe"), sender);
    let start = Instant::now();
    let mut kept = Vec::new();
    loop {
        match lines.recv_timeout(limit.saturating_sub(start.elapsed())) {
            Ok(line) => {
                println!("{line}");
                kept.push(without_colours(&line));
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                // It may have ended by itself meanwhile; either way it is over.
                let _ = child.kill();
                let _ = child.wait();
                let minutes = limit.as_secs() / 60;
                let what = format!("`{}` was stopped after {minutes} minutes", described(command));
                return Err(Stop::with_end(what, &kept, TAIL));
            }
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    Ok(Printed { lines: kept, success: status.success() })
}

/// Runs a program and gives what it wrote to stdout; what it said on stderr is in the failure.
pub(crate) fn quietly(command: &mut Command) -> Result<String, Stop> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<String> = said.lines().map(without_colours).collect();
        return Err(Stop::with_end(format!("`{}` failed", described(command)), &lines, TAIL));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of that name can be started and answers `--version` (or another harmless word).
pub(crate) fn answers(program: &str, word: &str) -> bool {
    Command::new(program)
        .arg(word)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Sums up the lines in which a Rust test program closes: (passed, failed, ignored).
pub(crate) fn rust_test_counts(lines: &[String]) -> (u64, u64, u64) {
    let mut totals = (0, 0, 0);
    for line in lines.iter().filter_map(|line| line.trim_start().strip_prefix("test result: ")) {
        let count = |word: &str| {
            line.split(['.', ';'])
                .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u64>().ok())
                .unwrap_or(0)
        };
        totals.0 += count("passed");
        totals.1 += count("failed");
        totals.2 += count("ignored");
    }
    totals
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Stop {
    Stop::failed(format!("`{}` cannot be run: {error}", described(command)))
}

fn described(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let mut text = program.rsplit(std::path::MAIN_SEPARATOR).next().unwrap_or(&program).to_owned();
    for arg in command.get_args() {
        text.push(' ');
        text += &arg.to_string_lossy();
    }
    text
}

fn forward(stream: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
            let line = String::from_utf8_lossy(&bytes);
            // The receiver is gone only after a time-out; then nobody wants the rest.
            if lines.send(line.trim_end_matches(['\n', '\r']).to_owned()).is_err() {
                return;
            }
            bytes.clear();
        }
    });
}

/// Drops terminal escape sequences of the form ESC [ ... letter.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            plain.push(letter);
        } else if letters.next() == Some('[') {
            // The sequence ends with its first letter.
            let _ = letters.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    plain
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_test_programs_are_summed() {
        let printed = Printed::of(
            true,
            &[
                "running 3 tests",
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
                "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
            ],
        );
        assert_eq!(rust_test_counts(&printed.lines), (13, 2, 1));
    }

    #[test]
    fn colours_are_dropped_before_counting() {
        assert_eq!(
            without_colours("test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 1 passed"),
            "test result: okB. 1 passed"
        );
        assert_eq!(without_colours("cut \u{1b}[3"), "cut ");
    }

    #[test]
    fn a_program_that_fails_hands_back_the_end_of_what_it_printed() {
        let script = "i=0; while [ $i -lt 60 ]; do echo line $i; i=$((i+1)); done; exit 3";
        let stop = shown(Command::new("sh").args(["-c", script])).unwrap_err();
        let Stop::Failed { tail, .. } = stop else { panic!("a failing program is a failure") };
        assert_eq!(tail.len(), TAIL);
        assert_eq!(tail.last().unwrap(), "line 59");
    }

    #[test]
    fn a_missing_program_is_a_failure_and_not_a_panic() {
        assert!(matches!(quietly(&mut Command::new("no-such-program-here")), Err(Stop::Failed { .. })));
        assert!(!answers("no-such-program-here", "--version"));
    }
}

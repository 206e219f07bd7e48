//! Runs programs. Their output is printed at once and also kept, to count tests and to repeat its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::Stop;

/// How many lines of a failed program are repeated at the end of a run.
const TAIL: usize = 40;

/// A step that runs longer than this hangs: on a slow and busy machine every step is shorter.
const LIMIT: Duration = Duration::from_secs(90 * 60);

/// The output of a program: both streams, in the order of arrival, without colour codes.
#[derive(Debug)]
pub(crate) struct Printed {
    /// The lines.
    pub(crate) lines: Vec<String>,
    /// Whether the exit code was 0.
    pub(crate) success: bool,
}

#[cfg(test)]
impl Printed {
    /// For tests: these lines.
    pub(crate) fn of(success: bool, lines: &[&str]) -> Self {
        Self { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }
}

/// Runs a program and shows its output. An exit code other than 0 is a failure.
pub(crate) fn shown(command: &mut Command) -> Result<Printed, Stop> {
    let printed = shown_with_any_code(command)?;
    if printed.success {
        return Ok(printed);
    }
    Err(Stop::with_end(format!("`{}` failed", described(command)), &printed.lines, TAIL))
}

/// Runs a program and shows its output, whatever its exit code.
pub(crate) fn shown_with_any_code(command: &mut Command) -> Result<Printed, Stop> {
    shown_within(LIMIT, command)
}

/// The same with another time limit than [`LIMIT`].
pub(crate) fn shown_within(limit: Duration, command: &mut Command) -> Result<Printed, Stop> {
    println!("$ {}", described(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(command, &error))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take().expect("stdout is a pipe"), sender.clone());
    forward(child.stderr.take().expect("stderr is a pipe"), sender);
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
                // Errors do not matter: the program may have ended by itself.
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

/// Runs a program and shows its output only if it fails: `what` then says what failed.
pub(crate) fn brief(command: &mut Command, what: &str) -> Result<(), Stop> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(());
    }
    let streams = [output.stdout, output.stderr].concat();
    let lines: Vec<String> = String::from_utf8_lossy(&streams).lines().map(without_colours).collect();
    Err(Stop::with_end(what, &lines, TAIL))
}

/// Runs a program and returns its stdout. A failure contains its stderr.
pub(crate) fn quietly(command: &mut Command) -> Result<String, Stop> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<String> = errors.lines().map(without_colours).collect();
        return Err(Stop::with_end(format!("`{}` failed", described(command)), &lines, TAIL));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the program can be run with this argument, e.g. `--version`.
pub(crate) fn answers(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The sum of the result lines of Rust test programs: (passed, failed, ignored).
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
            // The receiver is dropped only after the time limit.
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
            // The first letter ends the sequence.
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
    fn a_failure_contains_the_end_of_the_output() {
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

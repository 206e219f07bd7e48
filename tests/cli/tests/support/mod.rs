//! Starts the built program for tests.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

pub(crate) fn ikd(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ikd"));
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "en_GB.UTF-8");
    command
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    ikd(arguments).output().unwrap()
}

/// Parses the lines of JSON that a command printed.
pub(crate) fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A temporary folder for a demo home that does not exist yet.
pub(crate) struct Home(tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("home")
    }

    pub(crate) fn text(&self) -> String {
        self.path().to_str().unwrap().to_owned()
    }
}

/// Runs an unattended journey; returns its home and its lines.
pub(crate) fn travelled() -> (Home, Vec<Value>) {
    let home = Home::new();
    let output = run(&["journey", "--auto", "--json", "--home", &home.text()]);
    assert!(output.status.success(), "{}", said(&output));
    (home, lines(&output.stdout))
}

/// Runs the program with this standard input.
pub(crate) fn with_input(arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut command = ikd(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    match child.stdin.take().unwrap().write_all(input.as_ref()) {
        // It ended before it asked: what it printed says why.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        written => written.unwrap(),
    }
    child.wait_with_output().unwrap()
}

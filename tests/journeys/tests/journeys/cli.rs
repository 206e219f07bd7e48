//! The command line, killed by the operating system: no destructor runs.
//!
//! `IKD_BIN` names the binary; `cargo xtask test` builds it and sets the variable.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use ikd_sandbox::{Sandbox, SandboxConfig, Storage};
use serde_json::Value;
use tempfile::TempDir;

fn binary() -> PathBuf {
    env::var_os("IKD_BIN").map(PathBuf::from).unwrap_or_else(|| {
        // Run by hand after a build: the binary is in the folder above the test's own.
        let test = env::current_exe().expect("this test has a path");
        test.ancestors().nth(2).expect("in target/debug/deps").join("ikd")
    })
}

fn journey(home: &Path) -> Child {
    Command::new(binary())
        .args(["journey", "--auto", "--json", "--home"])
        .arg(home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the ikd binary is built (cargo build -p ikd-cli)")
}

/// Reads `lines` lines of JSON, then kills the process. Returns the reported steps: all of them if the run ended first.
fn kill_after(home: &Path, lines: usize) -> Vec<Value> {
    let mut process = journey(home);
    let output = BufReader::new(process.stdout.take().expect("piped"));
    let mut reported = Vec::new();
    for line in output.lines() {
        reported.push(serde_json::from_str(&line.expect("text")).expect("one JSON object a line"));
        if reported.len() == lines {
            process.kill().expect("killed");
        }
    }
    process.wait().expect("ended");
    reported
}

fn to_the_end(home: &Path) -> Value {
    let mut process = journey(home);
    let output = BufReader::new(process.stdout.take().expect("piped"));
    let last = output.lines().last().expect("some output").expect("text");
    assert!(process.wait().expect("ended").success(), "{last}");
    serde_json::from_str(&last).expect("JSON")
}

async fn assert_the_queue_is_empty(home: &Path) {
    let config =
        SandboxConfig { storage: Storage::File(home.join("service.db")), ..SandboxConfig::default() };
    let sandbox = Sandbox::start(config).await.expect("the data file opens");
    assert!(
        sandbox.office().queue().expect("the queue").is_empty(),
        "a second registration is still in the queue"
    );
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_continues_when_killed_after_every_step() {
    let home = TempDir::new().expect("a folder");
    let mut steps = Vec::new();
    // The first line of each run reports the start of the service; the second is one step further than in the last run.
    for _ in 0..20 {
        let reported = kill_after(home.path(), 2);
        let step = reported.last().and_then(|step| step["step"].as_str()).expect("a step").to_owned();
        assert!(reported.iter().all(|step| step["ok"] == true), "{reported:?}");
        if step == "unlock" {
            break;
        }
        assert!(!steps.contains(&step), "{step} was done twice");
        steps.push(step);
    }
    let expected = ["begin", "terms", "selfie", "upload", "pairing", "decision", "activation", "create-pin"];
    let mut found = steps.iter();
    // On a busy machine a process runs past steps that take milliseconds before the kill takes effect.
    assert!(
        expected.iter().filter(|step| found.any(|seen| seen == *step)).count() >= 3,
        "too few steps were seen: {steps:?}"
    );
    let result = to_the_end(home.path());
    assert_eq!(result["result"], "ok", "{result}");
    assert_the_queue_is_empty(home.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_continues_when_killed_at_any_moment() {
    let home = TempDir::new().expect("a folder");
    // Delays spread over the start and the steps of a run, in a fixed order.
    for round in 0..12u64 {
        let mut process = journey(home.path());
        tokio::time::sleep(Duration::from_millis(60 + round * 97 % 400)).await;
        process.kill().expect("killed");
        process.wait().expect("ended");
    }
    let result = to_the_end(home.path());
    assert_eq!(result["result"], "ok", "{result}");
    assert_the_queue_is_empty(home.path()).await;
}

//! The program's tools: their output for scripts, the files that they read and write, and their exit codes.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use support::{Home, ikd, lines, run, said, travelled, with_input};

fn photo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/selfie.jpg")
}

/// The fields of every line of a tool: its input, whether it is accepted, and a code.
fn head(line: &Value) -> (&str, bool, &str) {
    (line["input"].as_str().unwrap(), line["ok"].as_bool().unwrap(), line["code"].as_str().unwrap())
}

#[test]
fn a_registered_home_shows_a_code_without_the_service_and_its_reader_accepts_it() {
    let (home, _) = travelled();
    let pictures = home.path().join("codes");
    let shown = with_input(
        &[
            "show",
            "--home",
            &home.text(),
            "--png",
            pictures.to_str().unwrap(),
            "--view",
            "ktp",
            "--pin-stdin",
        ],
        "271828\n",
    );
    assert!(shown.status.success(), "{}", said(&shown));
    let code = lines(&shown.stdout).pop().unwrap();
    let picture = code["png"].as_str().unwrap();
    for given in [code["text"].as_str().unwrap(), picture] {
        let read = run(&["verify", given, "--home", &home.text()]);
        assert!(read.status.success(), "{}", said(&read));
        let answer = lines(&read.stdout).pop().unwrap();
        assert_eq!(head(&answer), (given, true, "ok"));
        assert_eq!(answer["view"], "full-ktp");
        assert!(answer["example"] == true && answer["claims"]["ktp"]["religion"].is_string(), "{answer}");
    }
}

#[test]
fn an_old_altered_or_repeated_code_is_refused_with_its_reason() {
    let (home, lines_of_journey) = travelled();
    let text = lines_of_journey.last().unwrap()["qr_text"].as_str().unwrap().to_owned();
    let altered = format!("{}{}", &text[..text.len() - 1], if text.ends_with('0') { '1' } else { '0' });
    let later = "4000000000";
    for (codes, at, reason) in [
        (vec![text.as_str()], Some(later), "reader-not-valid"),
        (vec![altered.as_str()], None, "cannot-open"),
        (vec!["hello"], None, "not-ikd"),
        (vec![text.as_str(), text.as_str()], None, "replayed"),
    ] {
        let home = home.text();
        let mut arguments = vec!["verify", "--home", &home];
        arguments.extend(&codes);
        arguments.extend(at.iter().flat_map(|at| ["--at", at]));
        let read = run(&arguments);
        assert_eq!(read.status.code(), Some(1), "{}", said(&read));
        let answer = lines(&read.stdout).pop().unwrap();
        let input = arguments.iter().rfind(|argument| codes.contains(*argument)).unwrap();
        assert_eq!(answer, serde_json::json!({"input": input, "ok": false, "code": reason}));
    }
}

#[test]
fn a_wrong_pin_shows_no_code_and_reports_the_attempts_left() {
    let (home, _) = travelled();
    let shown =
        with_input(&["show", "--home", &home.text(), "--png", &home.text(), "--pin-stdin"], "999999\n");
    assert_eq!(shown.status.code(), Some(1));
    assert_eq!(
        lines(&shown.stdout),
        [serde_json::json!({"input": "basic", "ok": false, "code": "wrong-pin"})]
    );
    assert!(said(&shown).contains("9 tries left"), "{}", said(&shown));
}

/// `ikd face-check` on a home, with the PIN of the journey and these further arguments.
fn face_check(home: &Home, more: &[&str]) -> (Option<i32>, Vec<Value>) {
    let (home, photo) = (home.text(), photo());
    let subject = "application:AAAAAAAAAAAAAAAAAAAAAA";
    let mut arguments = vec!["face-check", "--home", &home, "--photo", photo.to_str().unwrap()];
    arguments.extend(["--purpose", subject, "--pin-stdin"].iter().chain(more));
    let output = with_input(&arguments, "271828\n");
    let lines = lines(&output.stdout);
    assert!(lines.iter().all(|line| line["input"] == subject), "{}", said(&output));
    (output.status.code(), lines)
}

#[test]
fn a_face_check_prints_each_state_and_is_asked_again_only_when_it_must_be() {
    let (home, _) = travelled();
    let (exit, refused) = face_check(&home, &["--verdict", "retake"]);
    assert_eq!(exit, Some(1));
    assert_eq!((head(&refused[0]).2, head(&refused[1]).2), ("open", "refused"));
    let told = ["reason", "guidance", "tries_left", "retry_at"].map(|name| refused[1][name].clone());
    assert_eq!(Value::from_iter(told), serde_json::json!(["retake", ["look-straight"], 2, null]));
    // Nobody decides: the answer waits at the counter, and the next run finds it there.
    let (exit, pending) = face_check(&home, &[]);
    assert_eq!((exit, head(&pending[1]).2), (Some(1), "pending"));
    let (exit, again) = face_check(&home, &["--verdict", "accept"]);
    assert_eq!((exit, again.len(), head(&again[0]).2), (Some(1), 1, "pending"));
}

#[test]
fn an_accepted_face_check_exits_with_0_and_a_wrong_pin_asks_nothing() {
    let (home, _) = travelled();
    let (exit, accepted) = face_check(&home, &["--verdict", "accept"]);
    assert_eq!((exit, head(&accepted[1]).1, head(&accepted[1]).2), (Some(0), true, "ok"));
    let (home, photo) = (home.text(), photo());
    let wrong = with_input(
        &[
            "face-check",
            "--home",
            &home,
            "--photo",
            photo.to_str().unwrap(),
            "--purpose",
            "recovery:AAAAAAAAAAAAAAAAAAAAAA",
            "--pin-stdin",
        ],
        "999999\n",
    );
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));
    let only = lines(&wrong.stdout);
    assert_eq!(
        only,
        [serde_json::json!({
            "input": "recovery:AAAAAAAAAAAAAAAAAAAAAA", "ok": false, "code": "wrong-pin",
        })]
    );
}

#[test]
fn the_sandbox_prints_its_addresses_and_writes_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    let mut child =
        ikd(&["sandbox", "--keys", keys.to_str().unwrap()]).stdout(Stdio::piped()).spawn().unwrap();
    let mut printed = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    while !printed.contains("Ctrl-C") && output.read_line(&mut printed).unwrap() > 0 {}
    child.kill().unwrap();
    child.wait().unwrap();
    output.read_to_string(&mut printed).unwrap();
    let word =
        |start: &str| printed.split_whitespace().find(|word| word.starts_with(start)).map(str::to_owned);
    assert!(word("https://localhost:").is_some() && word("http://localhost:").is_some(), "{printed}");
    assert!(fs::read_to_string(folder.path().join("keys.pem")).unwrap().contains("BEGIN CERTIFICATE"));
    let keys: Value = serde_json::from_slice(&fs::read(keys).unwrap()).unwrap();
    assert!(
        keys["keys"].as_array().unwrap().iter().any(|key| key["crv"] == "X25519" && key["d"].is_string())
    );
}

#[test]
fn nik_prints_one_line_per_number() {
    let output = run(&["nik", "9901015708900001", "123"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output.stdout);
    assert_eq!(
        (head(&lines[0]), &lines[0]["sex"]),
        (("9901015708900001", true, "ok"), &Value::from("female"))
    );
    assert_eq!(head(&lines[1]), ("123", false, "nik-wrong-length"));
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    assert_eq!(run(&["fly"]).status.code(), Some(2));
    assert_eq!(run(&["sandbox", "--smtp", "nowhere"]).status.code(), Some(2));
}

#[test]
fn an_unreadable_file_has_a_line_with_a_code() {
    for (command, code) in [("assess", "file-unreadable"), ("verify", "not-ikd")] {
        let (home, name) = (Home::new(), "no-such-file.jpg");
        fs::create_dir_all(home.path()).unwrap();
        let keys = home.path().join("keys.json");
        let mut arguments = vec![command, name];
        if command == "verify" {
            leave_keys(&keys);
            arguments.extend(["--keys", keys.to_str().unwrap()]);
        }
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert_eq!(head(&lines(&output.stdout)[0]), (name, false, code));
    }
}

#[test]
fn a_hyphen_reads_standard_input_instead_of_a_file() {
    let numbers = with_input(&["nik", "-"], "9901015708900001\n123\n");
    let numbers = lines(&numbers.stdout);
    assert_eq!((head(&numbers[0]).1, head(&numbers[1]).2), (true, "nik-wrong-length"));
    let assessed = with_input(&["assess", "-"], fs::read(photo()).unwrap());
    assert_eq!(head(&lines(&assessed.stdout)[0]), ("-", true, "ok"));
    let journey = with_input(&["journey", "--auto", "--json", "--photo", "-"], fs::read(photo()).unwrap());
    let last = lines(&journey.stdout).pop().unwrap();
    let (home, picture) = (Home::new(), last["qr_png"].as_str().unwrap());
    fs::create_dir_all(home.path()).unwrap();
    let keys = home.path().join("keys.json");
    leave_keys(&keys);
    // The keys of another service refuse the code, which shows that text and picture were read.
    for input in [format!("{}\n", last["qr_text"].as_str().unwrap()).into_bytes(), fs::read(picture).unwrap()]
    {
        let read = with_input(&["verify", "-", "--keys", keys.to_str().unwrap()], input);
        let code = lines(&read.stdout).remove(0)["code"].as_str().unwrap().to_owned();
        assert!(code == "other-reader" || code == "cannot-open", "{code}");
    }
    fs::remove_file(picture).unwrap();
}

#[test]
fn questions_are_not_written_to_standard_output() {
    let (home, _) = travelled();
    let pictures = home.path().join("codes");
    let arguments = ["show", "--home", &home.text(), "--png", pictures.to_str().unwrap()];
    let shown = with_input(&arguments, "999999\n271828\n");
    assert!(shown.status.success(), "{}", said(&shown));
    assert_eq!(head(&lines(&shown.stdout)[0]), ("basic", true, "ok"));
    assert!(String::from_utf8_lossy(&shown.stderr).contains("PIN: "));
}

#[test]
fn help_is_in_the_language_of_the_command_line() {
    for (arguments, expected) in [
        (["--lang", "id", "--help"], "Pemakaian: ikd"),
        (["journey", "--lang=id", "--help"], "deceased: kematiannya tercatat"),
        (["journey", "--lang=en", "--help"], "deceased:"),
    ] {
        let help = run(&arguments);
        assert!(help.status.success() && said(&help).contains(expected), "{}", said(&help));
    }
    let wrong = run(&["fly", "--lang", "id"]);
    assert!(wrong.status.code() == Some(2) && said(&wrong).starts_with("kesalahan: "), "{}", said(&wrong));
}

#[test]
fn completions_and_man_pages_come_from_the_definition() {
    let bash = run(&["completions", "bash"]);
    assert!(bash.status.success() && said(&bash).contains("--pin-stdin"));
    let folder = tempfile::tempdir().unwrap();
    assert!(run(&["man", folder.path().to_str().unwrap()]).status.success());
    for page in ["ikd.1", "ikd-journey.1", "ikd-verify.1"] {
        assert!(fs::read_to_string(folder.path().join(page)).unwrap().starts_with(".ie"), "{page}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_130() {
    let home = Home::new();
    for (arguments, ready) in [
        (vec!["sandbox"], "Ctrl-C"),
        (
            vec!["journey", "--auto", "--json", "--home", home.path().to_str().unwrap()],
            "\"step\":\"service\"",
        ),
    ] {
        let mut child = ikd(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        while !printed.contains(ready) && output.read_line(&mut printed).unwrap() > 0 {}
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(130), "{arguments:?}");
        output.read_to_string(&mut printed).unwrap();
        if arguments.contains(&"--json") {
            let last: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
            assert_eq!((&last["ok"], &last["code"]), (&Value::from(false), &Value::from("interrupted")));
        }
    }
}

/// Sends SIGINT, as Ctrl-C does.
#[cfg(unix)]
fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

/// Starts a service to write its keys, then stops it.
fn leave_keys(file: &Path) {
    let mut child =
        ikd(&["sandbox", "--keys", file.to_str().unwrap()]).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    while !printed.contains("Ctrl-C") && output.read_line(&mut printed).unwrap() > 0 {}
    child.kill().unwrap();
    child.wait().unwrap();
}

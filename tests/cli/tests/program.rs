//! The built program, run as people and scripts run it: unattended, through a pipe, and killed on the way.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    collections::HashSet,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use ikd_proof::{CivilDate, date::WIB_OFFSET_SECONDS};
use ikd_sandbox::population::Population;
use serde_json::Value;

/// Budgets of the registration over the wire, bytes at the service's socket.
const MOST_UP: u64 = 150_000;
const MOST_DOWN: u64 = 60_000;
/// Characters of the text of a basic view's code.
const LONGEST_TEXT: usize = 600;

fn ikd(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ikd"));
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "en_GB.UTF-8");
    command
}

fn run(arguments: &[&str]) -> Output {
    ikd(arguments).output().unwrap()
}

/// The lines of JSON that a command printed.
fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder for a demo home that is not there yet.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("home")
    }

    fn text(&self) -> String {
        self.path().to_str().unwrap().to_owned()
    }
}

/// A home after an unattended journey, and the journey's lines.
fn travelled() -> (Home, Vec<Value>) {
    let home = Home::new();
    let output = run(&["journey", "--auto", "--json", "--home", &home.text()]);
    assert!(output.status.success(), "{}", said(&output));
    (home, lines(&output.stdout))
}

#[test]
fn the_unattended_journey_reaches_a_code_within_its_budgets() {
    let (home, lines) = travelled();
    let (result, steps) = lines.split_last().unwrap();
    for step in steps {
        assert!(step["ok"] == true && step["ms"].is_u64(), "{step}");
    }
    assert_eq!(result["result"], "ok");
    assert!(result["bytes_up"].as_u64().unwrap() <= MOST_UP, "{result}");
    assert!(result["bytes_down"].as_u64().unwrap() <= MOST_DOWN, "{result}");
    assert!(result["qr_text"].as_str().unwrap().chars().count() <= LONGEST_TEXT);
    assert!(result["nik"].as_str().unwrap().starts_with("99"));
    // Every kind of document: the example's person holds all six, a child's card for each of three children.
    assert_eq!(result["documents"], 8);
    let picture = Path::new(result["qr_png"].as_str().unwrap());
    assert!(picture.starts_with(home.path()) && fs::read(picture).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn the_steps_add_up_to_the_whole() {
    let (_home, lines) = travelled();
    let (result, steps) = lines.split_last().unwrap();
    let sum = |name: &str| steps.iter().map(|step| step[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum("bytes_up"), result["bytes_up"].as_u64().unwrap());
    assert_eq!(sum("bytes_down"), result["bytes_down"].as_u64().unwrap());
    let names: Vec<_> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    let distinct: HashSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "a step happened twice: {names:?}");
}

#[test]
fn the_picture_of_a_journey_without_a_home_outlives_it() {
    let output = run(&["journey", "--auto", "--json"]);
    let lines = lines(&output.stdout);
    let picture = lines.last().unwrap()["qr_png"].as_str().unwrap().to_owned();
    assert!(fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    fs::remove_file(picture).unwrap();
}

#[test]
fn a_photograph_without_a_face_ends_the_journey_at_the_selfie() {
    let folder = tempfile::tempdir().unwrap();
    let photo = folder.path().join("grey.png");
    fs::write(&photo, GREY_PNG).unwrap();
    let output = run(&["journey", "--auto", "--json", "--photo", photo.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let last = lines(&output.stdout).pop().unwrap();
    assert_eq!((&last["result"], &last["step"]), (&Value::from("failed"), &Value::from("selfie")));
    assert!(last["error"].as_str().unwrap().starts_with("No face in view"), "{last}");
}

/// 64 x 64 pixels of one grey.
const GREY_PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x40, 0x00, 0x00, 0x00, 0x40, 0x08, 0x00, 0x00, 0x00, 0x00, 0x8f, 0x02, 0x2e, 0x02, 0x00,
    0x00, 0x00, 0x2a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0xed, 0xcc, 0x31, 0x0d, 0x00, 0x00, 0x0c, 0x03,
    0xa0, 0xfa, 0xbf, 0x2a, 0xb9, 0x22, 0xf6, 0x2d, 0x20, 0x80, 0xf4, 0x28, 0x02, 0x81, 0x40, 0x20, 0x10,
    0x08, 0x04, 0x02, 0x81, 0x40, 0x20, 0x10, 0x08, 0xbe, 0x07, 0x03, 0x59, 0x5c, 0x00, 0x88, 0x8c, 0x71,
    0xd0, 0xb9, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn every_question_answered_by_enter_leads_to_the_end() {
    let home = Home::new();
    let output = with_input(&["journey", "--home", &home.text()], &"\n".repeat(40));
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("The reader accepted the code of"), "{}", said(&output));
    // A second run finds it, goes on by Enter and needs only the PIN.
    let again = with_input(&["journey", "--home", &home.text()], &"\n".repeat(10));
    assert!(again.status.success(), "{}", said(&again));
    assert!(said(&again).contains("Nothing new.") && !said(&again).contains("Selfie"), "{}", said(&again));
}

/// Everything up to the officer's decision by Enter, but for the answers of the form: its shape first, the photograph last.
fn to_the_decision(form: &[&str], photo: &str) -> String {
    let (shape, fields) = form.split_first().unwrap();
    // Shape; notice; terms; the form's fields; photograph; pairing; the decision.
    format!("{shape}\n\n\n{}\n{photo}\n\n\n", fields.join("\n"))
}

#[test]
fn the_demo_officer_refuses_what_differs_although_enter_is_pressed() {
    let home = Home::new();
    let input = to_the_decision(&["2", "", "SITI CONTOH", "perempuan", "", "", "", ""], "");
    let output = with_input(&["journey", "--home", &home.text(), "--lang", "id"], &input);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let said = said(&output);
    assert!(
        said.contains("Berbeda: nama: SITI CONTOH di formulir") && said.contains("Berbeda: jenis kelamin"),
        "{said}"
    );
    assert!(
        said.contains("Petugas menolak: formulir berbeda") && !said.contains("kode sudah ada di surat"),
        "{said}"
    );
}

#[test]
fn the_demo_officer_asks_about_a_face_it_does_not_know_and_enter_is_no() {
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/obama2.jpg");
    let input = to_the_decision(&["1", "", "", ""], other.to_str().unwrap());
    // The birthday by Enter; then the face, by Enter or by a word.
    for (answer, refused) in [("\n\n", true), ("\ny\n", false)] {
        let home = Home::new();
        let output = with_input(&["journey", "--home", &home.text()], &format!("{input}{answer}"));
        let said = said(&output);
        assert!(said.contains("Do selfie, record and citizen show the same person?"), "{said}");
        // Refused, the phone takes another photograph; where the input has ended, that is the example's.
        let (decided, _) = said.split_once("The officer refused").unwrap_or((&said, ""));
        assert_eq!(decided.contains("the face was not confirmed"), refused, "{said}");
        assert_eq!(decided.contains("a code is in the mail"), !refused, "{said}");
    }
}

#[test]
fn a_nik_of_somebody_else_over_the_short_form_needs_an_answer_from_the_record() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let today = CivilDate::from_unix(i64::try_from(now).unwrap(), WIB_OFFSET_SECONDS).unwrap();
    let people = Population::generate(1, today);
    let (_, wife) = people.married_couple();
    let input = to_the_decision(&["1", &wife.nik.digits(), "", ""], "");
    for (answer, refused) in [("\n".to_owned(), true), (format!("{}\ny\n", wife.birth_date.dmy()), false)] {
        let home = Home::new();
        let output = with_input(&["journey", "--home", &home.text()], &format!("{input}{answer}"));
        let said = said(&output);
        assert!(said.contains("When were you born?"), "{said}");
        assert_eq!(said.contains("the record has another answer"), refused, "{said}");
        assert_eq!(said.contains("a code is in the mail"), !refused, "{said}");
    }
}

#[test]
fn an_unattended_journey_is_approved_with_the_photograph_that_its_command_names() {
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/obama2.jpg");
    let output = run(&["journey", "--auto", "--json", "--photo", other.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    fs::remove_file(lines(&output.stdout).last().unwrap()["qr_png"].as_str().unwrap()).unwrap();
}

#[test]
fn an_input_that_ends_takes_the_defaults_and_does_not_hang() {
    let home = Home::new();
    let output = run(&["journey", "--home", &home.text()]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_wrong_answer_before_the_input_ends_stops_with_a_sentence() {
    let home = Home::new();
    let output = with_input(&["journey", "--home", &home.text()], "1\n\n\n123\nnot-an-address\n\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("A NIK has 16 digits."), "{}", said(&output));
}

#[test]
fn a_journey_killed_after_any_step_goes_on_there() {
    let home = Home::new();
    let mut done: Vec<String> = Vec::new();
    for _ in 0..40 {
        let arguments = ["journey", "--auto", "--json", "--home", &home.text()];
        let mut child = ikd(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        // Killed as soon as it has done a step that no run before it has done.
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 {
            let value: Value = serde_json::from_str(&line).unwrap();
            line.clear();
            if value["result"] == "ok" {
                child.wait().unwrap();
                let once = [
                    "officer-notice",
                    "terms",
                    "form",
                    "selfie",
                    "upload",
                    "pairing",
                    "decision",
                    "activation",
                ];
                for step in once.iter().chain(&["create-pin"]) {
                    let times = done.iter().filter(|name| name == step).count();
                    assert_eq!(times, 1, "{step}: {done:?}");
                }
                return;
            }
            let step = value["step"].as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
            assert_eq!(value["ok"], true, "{value}");
            let is_new = !done.contains(&step);
            // Every run starts the service, opens the vault and looks for documents anew.
            if is_new || ["officer-notice", "terms", "form", "selfie", "upload"].contains(&step.as_str()) {
                done.push(step);
            }
            if is_new {
                child.kill().unwrap();
                break;
            }
        }
        child.kill().ok();
        child.wait().unwrap();
    }
    panic!("never finished: {done:?}");
}

#[test]
fn a_second_phone_takes_the_account_over_once_the_officer_releases_the_first() {
    let (home, _) = travelled();
    // The phone is gone with everything on it; the service is not.
    for part in ["phone", "hardware"] {
        fs::remove_dir_all(home.path().join(part)).unwrap();
    }
    let output = run(&["journey", "--auto", "--json", "--home", &home.text()]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(lines(&output.stdout).iter().any(|line| line["step"] == "conflict"), "{}", said(&output));
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
        assert_eq!((&answer["accepted"], &answer["view"]), (&Value::from(true), &Value::from("full-ktp")));
        assert!(answer["example"] == true && answer["claims"]["ktp"]["religion"].is_string(), "{answer}");
    }
}

#[test]
fn an_old_or_altered_or_repeated_code_is_refused_for_one_reason() {
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
        arguments.extend(codes);
        arguments.extend(at.iter().flat_map(|at| ["--at", at]));
        let read = run(&arguments);
        assert_eq!(read.status.code(), Some(1), "{}", said(&read));
        let answer = lines(&read.stdout).pop().unwrap();
        assert_eq!(answer, serde_json::json!({"accepted": false, "reason": reason}));
    }
}

#[test]
fn a_wrong_pin_shows_nothing_and_says_how_many_tries_are_left() {
    let (home, _) = travelled();
    let shown =
        with_input(&["show", "--home", &home.text(), "--png", &home.text(), "--pin-stdin"], "999999\n");
    assert_eq!(shown.status.code(), Some(1));
    assert!(shown.stdout.is_empty() && said(&shown).contains("9 tries left"), "{}", said(&shown));
}

#[test]
fn the_service_alone_says_where_it_is_and_leaves_its_keys() {
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
fn numbers_are_taken_apart_one_a_line() {
    let output = run(&["nik", "9901015708900001", "123"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output.stdout);
    assert_eq!((&lines[0]["valid"], &lines[0]["sex"]), (&Value::from(true), &Value::from("female")));
    assert_eq!(
        (&lines[1]["valid"], &lines[1]["error"]),
        (&Value::from(false), &Value::from("nik-wrong-length"))
    );
}

#[test]
fn the_example_photograph_will_do_and_its_portrait_is_small_and_bare() {
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/selfie.jpg");
    let assessed = run(&["assess", photo.to_str().unwrap()]);
    assert!(assessed.status.success(), "{}", said(&assessed));
    let answer = lines(&assessed.stdout).pop().unwrap();
    assert_eq!((&answer["faces"], &answer["codes"]), (&Value::from(1), &serde_json::json!([])));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("portrait.jpg");
    let made = run(&["portrait", photo.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    let jpeg = fs::read(out).unwrap();
    assert!(jpeg.starts_with(b"\xff\xd8") && jpeg.len() <= 110_000);
    let has_exif = |bytes: &[u8]| bytes.windows(4).any(|bytes| bytes == b"Exif");
    assert!(has_exif(&fs::read(photo).unwrap()), "the photograph has none either");
    assert!(!has_exif(&jpeg));
}

#[test]
fn a_wrong_command_line_has_a_code_of_its_own() {
    assert_eq!(run(&["fly"]).status.code(), Some(2));
    assert_eq!(run(&["sandbox", "--smtp", "nowhere"]).status.code(), Some(2));
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut command = ikd(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

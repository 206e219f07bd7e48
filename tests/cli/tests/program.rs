//! Runs the built program as people and scripts do: unattended, through a pipe, and killed during the journey.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    collections::HashSet,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::Stdio,
};

use ikd_proof::{CivilDate, date::WIB_OFFSET_SECONDS};
use ikd_sandbox::population::Population;
use serde_json::Value;
use support::{Home, ikd, lines, run, said, travelled, with_input};

/// Traffic budgets of the registration, in bytes at the service's socket.
const MOST_UP: u64 = 150_000;
const MOST_DOWN: u64 = 60_000;
/// Longest code of the basic view, in characters.
const LONGEST_TEXT: usize = 600;

#[test]
fn the_unattended_journey_reaches_a_code_within_its_budgets() {
    let (home, lines) = travelled();
    let (result, steps) = lines.split_last().unwrap();
    for step in steps {
        assert!(step["ok"] == true && step["ms"].is_u64(), "{step}");
    }
    assert_eq!(result["result"], "ok");
    // The application afterwards has its own costs.
    let registration = |name: &str| -> u64 {
        steps
            .iter()
            .filter(|step| step["step"] != "application")
            .map(|step| step[name].as_u64().unwrap())
            .sum()
    };
    assert!(registration("bytes_up") <= MOST_UP, "{result}");
    assert!(registration("bytes_down") <= MOST_DOWN, "{result}");
    assert!(result["qr_text"].as_str().unwrap().chars().count() <= LONGEST_TEXT);
    assert!(result["nik"].as_str().unwrap().starts_with("99"));
    // The example's person has all six document types, with a child's card for each of three children.
    assert_eq!(result["documents"], 8);
    let picture = Path::new(result["qr_png"].as_str().unwrap());
    assert!(picture.starts_with(home.path()) && fs::read(picture).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn the_steps_add_up_to_the_total() {
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
fn the_picture_of_a_journey_in_a_temporary_home_is_kept() {
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
    assert_eq!((&last["ok"], &last["code"]), (&Value::from(false), &Value::from("no-face")));
}

/// An image of 64 x 64 equal grey pixels.
const GREY_PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x40, 0x00, 0x00, 0x00, 0x40, 0x08, 0x00, 0x00, 0x00, 0x00, 0x8f, 0x02, 0x2e, 0x02, 0x00,
    0x00, 0x00, 0x2a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0xed, 0xcc, 0x31, 0x0d, 0x00, 0x00, 0x0c, 0x03,
    0xa0, 0xfa, 0xbf, 0x2a, 0xb9, 0x22, 0xf6, 0x2d, 0x20, 0x80, 0xf4, 0x28, 0x02, 0x81, 0x40, 0x20, 0x10,
    0x08, 0x04, 0x02, 0x81, 0x40, 0x20, 0x10, 0x08, 0xbe, 0x07, 0x03, 0x59, 0x5c, 0x00, 0x88, 0x8c, 0x71,
    0xd0, 0xb9, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn enter_for_every_question_except_the_consent_completes_the_journey() {
    let home = Home::new();
    let input = format!("\n\ny\n{}", "\n".repeat(40));
    let output = with_input(&["journey", "--home", &home.text()], input);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("The reader accepted the code of"), "{}", said(&output));
    // It opened the KTP and showed the activity log.
    let fields = ["Marital status", "Address", "QR closed. It showed 1 code.", "Account active"];
    assert!(fields.iter().all(|text| said(&output).contains(text)), "{}", said(&output));
    // A second run finds the journey, continues on Enter and asks only for the PIN.
    let again = with_input(&["journey", "--home", &home.text()], "\n".repeat(10));
    assert!(again.status.success(), "{}", said(&again));
    assert!(said(&again).contains("Nothing new.") && !said(&again).contains("Selfie"), "{}", said(&again));
}

#[test]
fn the_demo_officer_asks_for_a_correction_and_only_the_marked_answer_is_asked_again() {
    let home = Home::new();
    // To the list of services, and the second of it: the change of the blood type.
    let services = format!("\n\ny\n{}2\n", "\n".repeat(16));
    // Type, letter, its date and issuer, the paper, and sending. Then the correction: the third type, and sending.
    let input = format!("{services}{}2\n3\n{}", "\n".repeat(6), "\n".repeat(10));
    let output = with_input(&["journey", "--home", &home.text(), "--lang", "en"], input);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    for (question, times) in [("Change it to", 2), ("Number of the letter", 1), ("Photo of: Letter", 1)] {
        assert_eq!(said.matches(question).count(), times, "{question}: {said}");
    }
    assert!(said.contains("Something is missing.") && said.contains("Issued"), "{said}");
}

/// The people of the demo's default seed.
fn people() -> Population {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let today = CivilDate::from_unix(i64::try_from(now).unwrap(), WIB_OFFSET_SECONDS).unwrap();
    Population::generate(1, today)
}

/// Input up to the officer's decision: Enter for everything except the consent, the form (its shape first) and the
/// photograph.
fn to_the_decision(form: &[&str], photo: &str) -> String {
    let (shape, fields) = form.split_first().unwrap();
    // In order: shape, notice, terms, form fields, photograph, pairing, decision.
    format!("{shape}\n\ny\n{}\n{photo}\n\n\n", fields.join("\n"))
}

#[test]
fn the_demo_officer_rejects_differing_data_on_enter() {
    let home = Home::new();
    let input = to_the_decision(&["2", "", "SITI CONTOH", "perempuan", "", "", "", ""], "");
    let output = with_input(&["journey", "--home", &home.text(), "--lang", "id"], input);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let said = said(&output);
    assert!(
        said.contains("Berbeda: nama: SITI CONTOH di formulir") && said.contains("Berbeda: jenis kelamin"),
        "{said}"
    );
    assert!(
        said.contains("Petugas menolak: formulir berbeda") && !said.contains("kode sudah dikirim"),
        "{said}"
    );
}

#[test]
fn the_demo_officer_asks_about_an_unknown_face_and_enter_means_no() {
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/obama2.jpg");
    let input = to_the_decision(&["1", "", "", ""], other.to_str().unwrap());
    // Enter for the date of birth, then Enter or a word for the face.
    for (answer, refused) in [("\n\n", true), ("\ny\n", false)] {
        let home = Home::new();
        let output = with_input(&["journey", "--home", &home.text()], format!("{input}{answer}"));
        let said = said(&output);
        assert!(said.contains("show the same person?"), "{said}");
        // After a rejection the phone takes another photograph; at the end of input this is the example's.
        let (decided, _) = said.split_once("The officer refused").unwrap_or((&said, ""));
        assert_eq!(decided.contains("the face was not confirmed"), refused, "{said}");
        assert_eq!(decided.contains("a code was sent"), !refused, "{said}");
    }
}

#[test]
fn the_nik_of_another_person_in_the_short_form_requires_an_answer_from_the_record() {
    let people = people();
    let (_, wife) = people.married_couple();
    let input = to_the_decision(&["1", &wife.nik.digits(), "", ""], "");
    for (answer, refused) in [("\n".to_owned(), true), (format!("{}\ny\n", wife.birth_date.dmy()), false)] {
        let home = Home::new();
        let output = with_input(&["journey", "--home", &home.text()], format!("{input}{answer}"));
        let said = said(&output);
        assert!(said.contains("When were you born?"), "{said}");
        assert_eq!(said.contains("record has another answer"), refused, "{said}");
        assert_eq!(said.contains("a code was sent"), !refused, "{said}");
    }
}

#[test]
fn an_unattended_journey_with_its_own_photograph_is_approved() {
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/obama2.jpg");
    let output = run(&["journey", "--auto", "--json", "--photo", other.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    fs::remove_file(lines(&output.stdout).last().unwrap()["qr_png"].as_str().unwrap()).unwrap();
}

#[test]
fn neither_enter_nor_the_end_of_input_accepts_the_terms() {
    for input in ["", "\n\n\n\n\n"] {
        let home = Home::new();
        let output = with_input(&["journey", "--home", &home.text()], input);
        assert_eq!(output.status.code(), Some(1));
        let said = said(&output);
        assert!(said.contains("Please answer y (yes) or n (no).") && !said.contains("Your data"), "{said}");
    }
}

#[test]
fn end_of_input_after_the_consent_takes_the_defaults() {
    let home = Home::new();
    let output = with_input(&["journey", "--home", &home.text()], "\n\ny\n");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_wrong_last_answer_ends_the_program_with_a_sentence() {
    let home = Home::new();
    let output = with_input(&["journey", "--home", &home.text()], "1\n\ny\n123\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("A NIK has 16 digits."), "{}", said(&output));
}

#[test]
fn a_wrong_field_is_refused_before_the_next_question() {
    let home = Home::new();
    let input = "2\n\ny\n123\n\n\nneither\n\n\n31-02-1990\n\nnot-an-address\n";
    let output = with_input(&["journey", "--home", &home.text()], input);
    let asked = String::from_utf8_lossy(&output.stderr).into_owned();
    let order = [
        "NIK (16",
        "A NIK has 16",
        "NIK (16",
        "Full name",
        "Sex (",
        "Choose the sex",
        "Sex (",
        "Place",
        "Date of birth (",
        "not in the calendar",
        "Date of birth (",
        "Email [",
        "An email is",
        "Email [",
    ];
    let mut rest = asked.as_str();
    for text in order {
        let (_, after) = rest.split_once(text).unwrap_or_else(|| panic!("{text}: {asked}"));
        rest = after;
    }
    assert!(!asked.contains("Mobile"), "{asked}");
}

#[test]
fn a_rejected_form_is_corrected_in_the_shape_that_was_sent() {
    let people = people();
    let (_, wife) = people.married_couple();
    let short = to_the_decision(&["1", &wife.nik.digits(), "", ""], "") + "01-01-1901\n";
    let long = to_the_decision(&["2", "", "SITI CONTOH", "", "", "", "", ""], "");
    for (input, names) in [(short, 0), (long, 2)] {
        let home = Home::new();
        // "Correct the form", then the end of input at the first field.
        let output = with_input(&["journey", "--home", &home.text()], input + "1\n\n\n\n\n\n\n\n");
        let said = said(&output);
        assert!(said.matches("NIK (16 digits)").count() >= 2, "{said}");
        assert_eq!(said.matches("Full name, as on the KTP").count(), names, "{said}");
    }
}

#[test]
fn a_bad_pin_is_refused_before_it_is_repeated() {
    let home = Home::new();
    let (day, month, year) = {
        let born = people().adult().birth_date;
        (born.day(), born.month(), born.year() % 100)
    };
    // Enter for the activation; then a simple PIN, a short one, the date of birth, and a good one.
    let pins = format!("123456\n12345\n{day:02}{month:02}{year:02}\n271828\n");
    let input = format!("{}\n\n\n{pins}", to_the_decision(&["1", "", "", ""], ""));
    let output = with_input(&["journey", "--home", &home.text()], input);
    let said = said(&output);
    assert!(output.status.success() && said.contains("258025"), "{said}");
    let (_, asked) = said.split_once("New PIN").unwrap();
    let (refused, _) = asked.split_once("The same PIN again").unwrap();
    for reason in ["in a row", "6 digits", "is a date"] {
        assert!(refused.contains(reason), "{reason}: {said}");
    }
}

#[test]
fn each_person_has_the_outcome_that_the_help_describes() {
    for (person, code) in [
        ("long-name", None),
        ("one-name", None),
        ("no-parents", None),
        ("deceased", Some("deceased")),
        ("blocked", Some("blocked")),
        ("under-17", Some("not-eligible")),
        ("no-ktp", Some("no-record")),
    ] {
        let home = Home::new();
        let output = run(&["journey", "--auto", "--json", "--person", person, "--home", &home.text()]);
        let last = lines(&output.stdout).pop().unwrap();
        assert_eq!(last["code"], code.unwrap_or("ok"), "{person}: {last}");
        assert_eq!(output.status.code(), Some(code.map_or(0, |_| 1)), "{person}");
    }
}

#[test]
fn a_journey_killed_after_any_step_continues_there() {
    let home = Home::new();
    let mut done: Vec<String> = Vec::new();
    for _ in 0..40 {
        let arguments = ["journey", "--auto", "--json", "--home", &home.text()];
        let mut child = ikd(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        // Kill the program after the first step that no earlier run has completed.
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
                let mut missing = 0;
                for step in once.iter().chain(&["create-pin"]) {
                    // Zero times if the program was killed between the step and its line.
                    let times = done.iter().filter(|name| name == step).count();
                    assert!(times <= 1, "{step}: {done:?}");
                    missing += usize::from(times == 0);
                }
                assert!(missing <= once.len() / 2, "{done:?}");
                return;
            }
            let step = value["step"].as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
            assert_eq!(value["ok"], true, "{value}");
            let is_new = !done.contains(&step);
            // Every run starts the service, opens the vault and syncs documents again.
            if is_new || ["officer-notice", "terms", "form", "selfie", "upload"].contains(&step.as_str()) {
                done.push(step);
            }
            if is_new {
                // The loop also reads what the program prints before it ends.
                child.kill().unwrap();
            }
        }
        child.kill().ok();
        child.wait().unwrap();
    }
    panic!("never finished: {done:?}");
}

#[test]
fn a_second_phone_takes_over_the_account_after_the_officer_releases_the_first() {
    let (home, _) = travelled();
    // Removes the phone with its data; the service's data stays.
    for part in ["phone", "hardware"] {
        fs::remove_dir_all(home.path().join(part)).unwrap();
    }
    let output = run(&["journey", "--auto", "--json", "--home", &home.text()]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(lines(&output.stdout).iter().any(|line| line["step"] == "conflict"), "{}", said(&output));
}

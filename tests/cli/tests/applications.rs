//! Applying from the command line: the list of services, their forms, and applications from a file of answers.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use support::{Home, lines, run, said, travelled, with_input};

const EIGHT: [&str; 8] = [
    "cetak-biodata",
    "cetak-kk",
    "golongan-darah",
    "kelahiran",
    "kelahiran-ber-nik",
    "kematian",
    "pisah-kk",
    "surat-pindah",
];

/// Runs `ikd apply` with these answers and the PIN of the journey.
fn apply(home: &Home, service: &str, answers: &Value, more: &[&str]) -> (Option<i32>, Vec<Value>) {
    let file = home.path().join("answers.json");
    fs::write(&file, answers.to_string()).unwrap();
    let home = home.text();
    let mut arguments = vec!["apply", service, "--home", &home, "--answers", file.to_str().unwrap()];
    arguments.extend(["--json", "--pin-stdin"].iter().chain(more));
    let output = with_input(&arguments, "271828\n");
    (output.status.code(), lines(&output.stdout))
}

fn track(home: &Home, more: &[&str]) -> (Option<i32>, Vec<Value>) {
    let home = home.text();
    let mut arguments = vec!["track", "--home", &home, "--json", "--pin-stdin"];
    arguments.extend(more);
    let output = with_input(&arguments, "271828\n");
    (output.status.code(), lines(&output.stdout))
}

/// The keys of a line, and its values of field, check and severity.
fn problem(line: &Value) -> (BTreeSet<&str>, [&Value; 3]) {
    let keys = line.as_object().unwrap().keys().map(String::as_str).collect();
    (keys, [&line["field"], &line["check"], &line["severity"]])
}

#[test]
fn the_services_are_listed_without_a_home_and_each_has_its_form() {
    let empty = Home::new();
    let alone = |arguments: &[&str]| {
        support::ikd(arguments).env("XDG_DATA_HOME", empty.path()).env("HOME", empty.path()).output().unwrap()
    };
    let listed = alone(&["services", "--json"]);
    assert!(listed.status.success(), "{}", said(&listed));
    let listed = lines(&listed.stdout);
    let ids: BTreeSet<_> = listed.iter().map(|line| line["service"].as_str().unwrap()).collect();
    assert_eq!(ids, BTreeSet::from(EIGHT));
    for line in &listed {
        let form = alone(&["form", line["service"].as_str().unwrap()]);
        let form: Value = serde_json::from_slice(&form.stdout).unwrap();
        assert_eq!((&form["version"], &form["title"]), (&line["version"], &line["title"]));
        assert!(!form["sections"].as_array().unwrap().is_empty(), "{form}");
    }
    let unknown = alone(&["form", "paspor"]);
    assert_eq!(unknown.status.code(), Some(1), "{}", said(&unknown));
    assert!(said(&unknown).contains("There is no such service."), "{}", said(&unknown));
}

#[test]
fn the_form_names_types_options_checks_and_papers() {
    let (home, _) = travelled();
    let form = run(&["form", "golongan-darah", "--home", &home.text()]);
    let form: Value = serde_json::from_slice(&form.stdout).unwrap();
    let fields: Vec<_> =
        form["sections"].as_array().unwrap().iter().flat_map(|s| s["fields"].as_array().unwrap()).collect();
    let new = fields.iter().find(|field| field["key"] == "golongan_baru").unwrap();
    assert_eq!((&new["type"], &new["required"]), (&json!("code"), &json!(true)));
    assert!(new["options"].as_array().unwrap().iter().any(|option| option["label"]["id"] == "AB"));
    let differs = form["checks"].as_array().unwrap().iter().find(|check| check["name"] == "differs").unwrap();
    assert_eq!(differs["fields"], json!(["golongan_semula", "golongan_baru"]));
    assert_eq!(form["attachments"][0]["kind"], "surat-golongan-darah");
}

#[test]
fn an_unattended_journey_applies_and_the_changed_card_arrives() {
    let (home, lines) = travelled();
    let step = lines.iter().find(|line| line["step"] == "application").unwrap();
    assert_eq!(step["ok"], true, "{step}");
    let (exit, tracked) = track(&home, &[]);
    let [application] = tracked.as_slice() else { panic!("{tracked:?}") };
    assert_eq!((exit, &application["state"]), (Some(0), &json!("issued")));
    assert_eq!(
        (&application["service"], &application["next"]),
        (&json!("golongan-darah"), &json!("see-documents"))
    );
    assert!(
        application["documents"].as_u64().unwrap() > 0 && application["number"].is_string(),
        "{application}"
    );
}

#[test]
fn wrong_answers_are_one_line_each_with_exit_code_2_and_leave_no_draft() {
    let (home, _) = travelled();
    let answers =
        json!({"golongan_baru": "77", "surat_tanggal": "31-02-2026", "surat_nomor": "1", "warna": "biru"});
    let (exit, wrong) = apply(&home, "golongan-darah", &answers, &["--offline"]);
    assert_eq!(exit, Some(2), "{wrong:?}");
    let found: Vec<_> = wrong.iter().map(problem).collect();
    for (field, check) in [
        ("warna", "unknown-field"),
        ("golongan_baru", "value-not-an-option"),
        ("surat_tanggal", "date-no-such-day"),
        ("surat_penerbit", "required"),
    ] {
        let about: Vec<_> = found.iter().filter(|(_, values)| *values[0] == *field).collect();
        let [(keys, values)] = about.as_slice() else { panic!("{field}: {wrong:?}") };
        assert_eq!(*keys, BTreeSet::from(["field", "check", "severity"]));
        assert_eq!((values[1], values[2]), (&json!(check), &json!("error")), "{field}");
    }
    assert!(
        wrong.contains(&json!({
            "attachment": "surat-golongan-darah", "check": "attachment-required", "severity": "error",
        })),
        "{wrong:?}"
    );
    let (_, tracked) = track(&home, &[]);
    assert!(tracked.iter().all(|application| application["state"] != "draft"), "{tracked:?}");
}

#[test]
fn what_was_queued_offline_is_sent_by_track_and_only_once() {
    let (home, _) = travelled();
    let (exit, queued) = apply(&home, "cetak-kk", &json!({"alasan": 1}), &["--offline"]);
    let application = queued.last().unwrap();
    assert_eq!((exit, &application["state"]), (Some(0), &json!("queued")), "{queued:?}");
    let id = application["id"].as_str().unwrap();
    let (exit, sent) = track(&home, &[id, "--wait", "received"]);
    assert_eq!((exit, &sent[0]["state"], &sent[0]["id"]), (Some(0), &json!("received"), &json!(id)));
    let (_, again) = track(&home, &[id]);
    assert_eq!((&again[0]["number"], &again[0]["revision"]), (&sent[0]["number"], &json!(1)));
    // A second one for the same service and person is refused on the phone.
    let (exit, refused) = apply(&home, "cetak-kk", &json!({"alasan": 2}), &["--offline"]);
    assert_eq!(
        (exit, &refused.last().unwrap()["code"]),
        (Some(1), &json!("application-open")),
        "{refused:?}"
    );
    let (_, tracked) = track(&home, &[]);
    assert!(tracked.iter().all(|application| application["state"] != "draft"), "{tracked:?}");
    // The journey's own application ended before: only the other one is waited for, and it has passed this state.
    let (exit, waited) = track(&home, &["--wait", "sending"]);
    assert_eq!(exit, Some(0), "{waited:?}");
}

#[test]
fn an_application_with_its_paper_is_sent_at_once_and_has_a_number() {
    let (home, _) = travelled();
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/selfie.jpg");
    let paper = format!("surat-golongan-darah={}", photo.display());
    // The journey's own application gave the person another type; one of these two differs from it.
    let answers = |code: u64| {
        json!({
            "golongan_baru": code, "surat_nomor": "GD/1", "surat_tanggal": "2026-01-02", "surat_penerbit": "PMI",
        })
    };
    let mut sent = apply(&home, "golongan-darah", &answers(3), &["--attach", &paper]);
    if sent.0 == Some(2) {
        sent = apply(&home, "golongan-darah", &answers(4), &["--attach", &paper]);
    }
    let application = sent.1.last().unwrap();
    assert_eq!((sent.0, &application["state"]), (Some(0), &json!("received")), "{:?}", sent.1);
    assert!(application["number"].is_string() && application["office"].is_string(), "{application}");
}

#[test]
fn a_wrong_command_line_or_file_is_no_application() {
    let (home, _) = travelled();
    let (exit, unknown) = apply(&home, "paspor", &json!({}), &["--offline"]);
    assert_eq!((exit, &unknown[0]["code"]), (Some(1), &json!("service-not-found")));
    let (exit, unreadable) = apply(&home, "cetak-kk", &json!([1]), &["--offline"]);
    assert_eq!((exit, &unreadable[0]["code"]), (Some(1), &json!("answers-unreadable")));
    assert_eq!(run(&["track", "--wait", "done"]).status.code(), Some(2));
    assert_eq!(run(&["apply", "cetak-kk", "--answers", "x", "--attach", "surat"]).status.code(), Some(2));
}

/// The home of a person who lives alone, and what `ikd apply` needs for a move: nobody stays behind.
fn moving() -> (Home, Value, String, String) {
    let home = Home::new();
    let journey = run(&["journey", "--auto", "--json", "--person", "no-parents", "--home", &home.text()]);
    assert!(journey.status.success(), "{}", said(&journey));
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/selfie.jpg");
    let photo = photo.to_str().unwrap().to_owned();
    let answers = json!({
        "tujuan_jalan": "JL. PINDAH 7", "tujuan_rt": 3, "tujuan_rw": 4, "tujuan_wilayah": "99.72.01",
        "tujuan_desa": "DESA TUJUAN", "tujuan_rumah": 1, "alasan": 1, "kk_tinggal": 3, "kk_pindah": 3,
    });
    (home, answers, format!("kartu-keluarga={photo}"), photo)
}

#[test]
fn a_move_is_queued_without_the_face_and_sent_once_that_was_shown() {
    let (home, answers, card, photo) = moving();
    let (exit, queued) = apply(&home, "surat-pindah", &answers, &["--attach", &card]);
    let application = queued.last().unwrap();
    let standing = |line: &Value| (line["state"].clone(), line["next"].clone());
    assert_eq!(
        (exit, standing(application)),
        (Some(0), (json!("queued"), json!("face-check"))),
        "{queued:?}"
    );
    let id = application["id"].as_str().unwrap();
    let (_, waiting) = track(&home, &[id]);
    assert_eq!(standing(&waiting[0]), (json!("queued"), json!("face-check")));
    let purpose = format!("application:{id}");
    let shown = with_input(
        &["face-check", "--home", &home.text(), "--photo", &photo, "--purpose", &purpose, "--pin-stdin"],
        "271828\n",
    );
    assert_eq!(lines(&shown.stdout).last().unwrap()["code"], "pending", "{}", said(&shown));
    let (_, sent) = track(&home, &[id]);
    assert_eq!(standing(&sent[0]), (json!("received"), json!("wait")));
}

#[test]
fn a_move_with_a_photograph_of_the_face_is_sent_at_once() {
    let (home, answers, card, photo) = moving();
    let (exit, sent) = apply(&home, "surat-pindah", &answers, &["--attach", &card, "--face", &photo]);
    assert_eq!((exit, &sent.last().unwrap()["state"]), (Some(0), &json!("received")), "{sent:?}");
}

//! What an officer does with an application, and what the phone is told.

use serde_json::json;

use super::{
    applicant::{Applicant, blood, fill_blood, sandbox},
    filled::{fill_birth, fill_death},
};
use crate::{
    ApplicationState as State, Compared, Mark, MarkCode, OfficeError, Part, Sandbox, StoreError,
    application::DAY,
};

const FIELD: &str = "surat_penerbit";
const PAPER: &str = "surat-golongan-darah";

async fn in_review(sandbox: &Sandbox) -> Applicant<'_> {
    let mut applicant = blood(sandbox).await;
    applicant.sent().await;
    assert_eq!(sandbox.office().review_application(&applicant.id()), Ok(State::InReview));
    applicant
}

fn mark(part: Part, code: MarkCode, note: Option<&str>) -> Mark {
    Mark { part, code, note: note.map(str::to_owned) }
}

fn field(code: MarkCode) -> Mark {
    mark(Part::Field(FIELD.to_owned()), code, None)
}

/// When the state was entered.
fn at(status: &serde_json::Value) -> u64 {
    status["at"].as_u64().expect("a time")
}

/// Pages of the attachments that are still kept, and whether the answers are.
fn kept(applicant: &Applicant<'_>) -> (u64, bool) {
    let service = &applicant.sandbox().control().0;
    let kept: Result<_, StoreError> = service.store.run(|tx| {
        let application = tx.application(&applicant.id)?.expect("known");
        Ok((tx.application_files_of(&application.account)?.0, application.submission.is_some()))
    });
    kept.expect("read")
}

#[tokio::test]
async fn the_counter_lists_what_is_open_with_the_answers_and_the_pictures() {
    let sandbox = sandbox().await;
    let applicant = in_review(&sandbox).await;
    let office = sandbox.office();
    let [entry] = &office.applications().expect("read")[..] else { panic!("one application") };
    assert_eq!((entry.nik, entry.state, entry.revision), (applicant.person.nik, State::InReview, 1));
    let view = office.application(&entry.id).expect("there");
    assert_eq!(view.papers.len(), 1);
    assert_eq!(view.papers[0].pages, [super::applicant::picture(1)]);
    let shown = |key: &str| view.fields().find(|field| field.key == key).cloned().expect("shown");
    assert_eq!(shown("surat_penerbit").answer.as_deref(), Some("RS Contoh"));
    let name = shown("pemohon_nama");
    assert_eq!(
        (name.answer.as_deref(), name.compared),
        (Some(applicant.person.name.as_str()), Compared::Same)
    );
    assert_eq!(name.record.as_deref(), Some(applicant.person.name.as_str()));
    let change = crate::RecordChange { name: Some("NAMA BARU".to_owned()), ..Default::default() };
    sandbox.control().change_record(applicant.person.nik.as_u64(), &change).expect("changed");
    let view = office.application(&entry.id).expect("there");
    let name = view.fields().find(|field| field.key == "pemohon_nama").expect("shown");
    assert_eq!((name.record.as_deref(), name.compared), (Some("NAMA BARU"), Compared::Different));
}

#[tokio::test]
async fn every_code_marks_a_field_or_a_paper_and_the_phone_is_told_which_and_until_when() {
    let sandbox = sandbox().await;
    let mut applicant = in_review(&sandbox).await;
    let (office, id) = (sandbox.office(), applicant.id());
    for (number, code) in (2..).zip(MarkCode::ALL) {
        let note = (code == MarkCode::Other).then_some("Tulis nama lengkap");
        let items = vec![
            mark(Part::Field(FIELD.to_owned()), code, note),
            mark(Part::Attachment(PAPER.to_owned()), code, note),
        ];
        assert_eq!(office.ask_for_correction(&id, items, Some(3)), Ok(State::Correct));
        let status = applicant.status().await;
        let correction = &status["correction"];
        assert_eq!(correction["until"], json!(at(&status) + 3 * DAY));
        assert_eq!(status["expires_at"], correction["until"]);
        assert_eq!(correction["items"][0]["code"], json!(code.name()));
        assert_eq!(correction["items"][1]["attachment"], json!(PAPER));
        applicant.revision = number;
        applicant.fill(&[(FIELD, &format!("RS Contoh {number}"))]);
        applicant.sent().await;
        office.review_application(&id).expect("reviewed");
        let view = office.application(&id).expect("there");
        let changed: Vec<_> =
            view.fields().filter(|field| field.changed).map(|field| field.key.clone()).collect();
        assert_eq!(changed, [FIELD]);
    }
}

#[tokio::test]
async fn a_correction_changes_no_part_that_was_not_marked() {
    let sandbox = sandbox().await;
    let mut applicant = in_review(&sandbox).await;
    let id = applicant.id();
    let ask = |items| sandbox.office().ask_for_correction(&id, items, None).expect("asked");
    ask(vec![field(MarkCode::Incomplete)]);
    applicant.revision = 2;
    let honest = (applicant.answers.clone(), applicant.pages.clone());
    applicant.fill(&[(FIELD, "RS Lain"), ("surat_nomor", "13/LAB/2026")]);
    applicant.pages.clear();
    applicant.attach(PAPER, &super::applicant::picture(2));
    let got = applicant.send().await;
    assert_eq!((got.status, got.problem().as_str()), (422, "application-invalid"));
    let problems = json!([
        {"field": "surat_nomor", "check": "not-marked"},
        {"attachment": PAPER, "check": "not-marked"},
    ]);
    assert_eq!(got.json()["problems"], problems);
    applicant.pages = honest.1.clone();
    applicant.attach(PAPER, &super::applicant::picture(2));
    assert_eq!(applicant.send().await.json()["problems"], problems, "one page more is a change too");
    // A phone seals the same picture anew.
    (applicant.answers, applicant.pages) = (honest.0, Vec::new());
    applicant.fill(&[(FIELD, "RS Lain")]);
    applicant.attach(PAPER, &super::applicant::picture(1));
    assert!(applicant.pages != honest.1, "sealed anew");
    assert_eq!(applicant.send().await.status, 200);
    assert_eq!(kept(&applicant), (1, true), "what this revision does not name is erased");
    sandbox.office().review_application(&id).expect("reviewed");
    ask(vec![mark(Part::Attachment(PAPER.to_owned()), MarkCode::Unreadable, None)]);
    applicant.revision = 3;
    applicant.pages.clear();
    applicant.attach(PAPER, &super::applicant::picture(2));
    applicant.fill(&[]);
    applicant.sent().await;
}

#[tokio::test]
async fn a_correction_opens_what_the_marked_answers_show_or_decide_and_drops_what_they_hide() {
    let sandbox = sandbox().await;
    let person = sandbox.population().adult().clone();
    let mut applicant = Applicant::of(&sandbox, &person, "kelahiran").await;
    fill_birth(&mut applicant, "BUNGA CONTOH", "4");
    applicant.sent().await;
    let (office, id) = (sandbox.office(), applicant.id());
    office.review_application(&id).expect("reviewed");
    let marks = ["ayah_data", "anak_tanggal_lahir"];
    let marks = marks.map(|key| mark(Part::Field(key.to_owned()), MarkCode::MismatchPaper, None));
    office.ask_for_correction(&id, marks.to_vec(), None).expect("asked");
    applicant.revision = 2;
    let weekday = applicant.answers.get("hari").cloned();
    let yesterday = crate::service::day_of(sandbox.control().now() - DAY).iso();
    applicant.fill(&[("ayah_data", "2"), ("anak_tanggal_lahir", &yesterday)]);
    applicant.fill(&[
        ("ayah_nama", "BAPAK CONTOH"),
        ("ayah_tempat_lahir", "CONTOH"),
        ("ayah_tanggal_lahir", "1985-01-02"),
        ("ayah_kewarganegaraan", "1"),
    ]);
    assert_ne!(applicant.answers.get("hari"), weekday.as_ref());
    applicant.sent().await;
}

#[tokio::test]
async fn a_correction_opens_the_papers_that_a_marked_answer_asks_for() {
    let sandbox = sandbox().await;
    let (husband, wife) = sandbox.population().married_couple();
    let mut applicant = Applicant::of(&sandbox, &husband.clone(), "kematian").await;
    fill_death(&mut applicant, &wife.clone(), None);
    applicant.sent().await;
    let (office, id) = (sandbox.office(), applicant.id());
    office.review_application(&id).expect("reviewed");
    let basis = mark(Part::Field("dasar".to_owned()), MarkCode::MismatchPaper, None);
    office.ask_for_correction(&id, vec![basis], None).expect("asked");
    applicant.revision = 2;
    applicant.fill(&[("dasar", "2")]);
    applicant.pages.clear();
    applicant.attach_what_is_wanted();
    applicant.sent().await;
}

#[tokio::test]
async fn a_correction_that_says_nothing_is_not_asked_for() {
    let sandbox = sandbox().await;
    let applicant = in_review(&sandbox).await;
    let (office, id) = (sandbox.office(), applicant.id());
    let ask = |items, days| office.ask_for_correction(&id, items, days);
    let long = "x".repeat(501);
    assert_eq!(ask(vec![], None), Err(OfficeError::NothingMarked));
    assert_eq!(ask(vec![field(MarkCode::Other)], None), Err(OfficeError::NoteMissing));
    let noted = mark(Part::Field(FIELD.to_owned()), MarkCode::Incomplete, Some(&long));
    assert_eq!(ask(vec![noted], None), Err(OfficeError::Note));
    let unknown = mark(Part::Field("warna".to_owned()), MarkCode::Incomplete, None);
    assert_eq!(ask(vec![unknown], None), Err(OfficeError::UnknownPart));
    for days in [0, 61] {
        assert_eq!(ask(vec![field(MarkCode::Incomplete)], Some(days)), Err(OfficeError::Days));
    }
    assert_eq!(applicant.state().await, "in_review");
    assert_eq!(ask(vec![field(MarkCode::Incomplete)], None), Ok(State::Correct));
    let status = applicant.status().await;
    assert_eq!(status["correction"]["until"], json!(at(&status) + 14 * DAY), "the form's own days");
}

#[tokio::test]
async fn a_correction_that_misses_its_day_expires_and_another_application_may_begin() {
    let sandbox = sandbox().await;
    let mut applicant = in_review(&sandbox).await;
    let id = applicant.id();
    sandbox.office().ask_for_correction(&id, vec![field(MarkCode::Incomplete)], Some(2)).expect("asked");
    let day = i64::try_from(DAY).expect("small");
    sandbox.control().advance_clock(2 * day - 60);
    assert_eq!(applicant.state().await, "correct");
    sandbox.control().advance_clock(120);
    let etag = applicant.phone.get("/v1/account").await.json()["applications_etag"].clone();
    let status = applicant.status().await;
    assert_eq!((&status["state"], &status["seq"]), (&json!("expired"), &json!(4)));
    assert_eq!(applicant.phone.get("/v1/account").await.json()["applications_etag"], etag, "told once");
    assert_eq!(kept(&applicant), (0, false));
    applicant.revision = 2;
    applicant.fill(&[]);
    assert_eq!(applicant.put().await.json()["state"], "expired");
    let mut next = applicant.again("golongan-darah");
    fill_blood(&mut next);
    next.sent().await;
}

#[tokio::test]
async fn every_code_refuses_for_good_with_a_note_and_erases_the_papers() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    for code in MarkCode::ALL {
        applicant.sent().await;
        let (office, id) = (sandbox.office(), applicant.id());
        office.review_application(&id).expect("reviewed");
        assert_eq!(
            office.refuse_application(&id, MarkCode::Other, Some("  ")),
            Err(OfficeError::NoteMissing)
        );
        assert_eq!(kept(&applicant), (1, true));
        assert_eq!(office.refuse_application(&id, code, Some(" Datang ke kantor ")), Ok(State::Refused));
        let status = applicant.status().await;
        assert_eq!(status["refusal"], json!({"code": code.name(), "note": "Datang ke kantor"}));
        assert_eq!(kept(&applicant), (0, false));
        assert!(office.application(&id).expect("known").sections.is_empty());
        assert_eq!(office.approve_application(&id), Err(OfficeError::Application(State::Refused)));
        applicant = applicant.again("golongan-darah");
        fill_blood(&mut applicant);
    }
}

#[tokio::test]
async fn a_visit_says_where_until_when_and_what_to_bring_and_is_decided_afterwards() {
    let sandbox = sandbox().await;
    let applicant = in_review(&sandbox).await;
    let (office, id) = (sandbox.office(), applicant.id());
    assert_eq!(office.ask_for_visit(&id, " ", 5, "KTP"), Err(OfficeError::VisitIncomplete));
    assert_eq!(office.ask_for_visit(&id, "Loket 3", 0, "KTP"), Err(OfficeError::Days));
    assert_eq!(office.ask_for_visit(&id, " Loket 3 ", 5, "KTP asli"), Ok(State::VisitNeeded));
    let status = applicant.status().await;
    let until = at(&status) + 5 * DAY;
    assert_eq!(status["visit"], json!({"place": "Loket 3", "until": until, "bring": "KTP asli"}));
    assert_eq!(office.approve_application(&id), Ok(State::Approved));
    assert_eq!(applicant.status().await.get("visit"), None);
}

#[tokio::test]
async fn what_an_officer_writes_arrives_without_control_characters_and_marks_of_direction() {
    let sandbox = sandbox().await;
    let applicant = in_review(&sandbox).await;
    let (office, id) = (sandbox.office(), applicant.id());
    for hostile in ["Loket\u{1b}[2J", "Loket\r3", "Loket\n3"] {
        let refused = Err(OfficeError::NoteControl);
        assert_eq!(office.ask_for_visit(&id, hostile, 5, "KTP"), refused);
        assert_eq!(office.ask_for_visit(&id, "Loket 3", 5, hostile), refused);
        assert_eq!(office.refuse_application(&id, MarkCode::Duplicate, Some(hostile)), refused);
        let noted = mark(Part::Field(FIELD.to_owned()), MarkCode::Incomplete, Some(hostile));
        assert_eq!(office.ask_for_correction(&id, vec![noted], None), refused);
    }
    assert_eq!(applicant.state().await, "in_review");
    office.ask_for_visit(&id, "Loket\u{202e} 3\u{2066}", 5, "\u{200f}KTP\u{61c}").expect("asked");
    let visit = applicant.status().await["visit"].clone();
    assert_eq!((&visit["place"], &visit["bring"]), (&json!("Loket 3"), &json!("KTP")));
    office.refuse_application(&id, MarkCode::Duplicate, Some("Sudah\u{202a} tercatat")).expect("refused");
    assert_eq!(applicant.status().await["refusal"]["note"], json!("Sudah tercatat"));
}

#[tokio::test]
async fn a_visit_that_nobody_made_expires() {
    let sandbox = sandbox().await;
    let applicant = in_review(&sandbox).await;
    sandbox.office().ask_for_visit(&applicant.id(), "Loket 3", 1, "KTP").expect("asked");
    sandbox.control().advance_clock(25 * 3600);
    assert_eq!(applicant.state().await, "expired");
}

#[tokio::test]
async fn it_is_withdrawn_until_it_is_approved_and_then_not() {
    let sandbox = sandbox().await;
    let applicant = in_review(&sandbox).await;
    let (office, id, path) = (sandbox.office(), applicant.id(), format!("{}/withdrawal", applicant.path()));
    office.approve_application(&id).expect("approved");
    let got = applicant.phone.post(&path, &json!({})).await;
    assert_eq!((got.problem().as_str(), &got.json()["state"]), ("state-conflict", &json!("approved")));
    let mut other = {
        let wife = sandbox.population().married_couple().1.clone();
        Applicant::of(&sandbox, &wife, "golongan-darah").await
    };
    fill_blood(&mut other);
    other.sent().await;
    let path = format!("{}/withdrawal", other.path());
    let first = other.phone.post(&path, &json!({})).await;
    assert_eq!((first.status, &first.json()["state"]), (200, &json!("withdrawn")));
    let again = other.phone.post(&path, &json!({})).await;
    assert_eq!((again.status, &again.json()["seq"]), (200, &first.json()["seq"]), "nothing more happens");
    assert_eq!(kept(&other), (0, false));
    let review = office.review_application(&other.id());
    assert_eq!(review, Err(OfficeError::Application(State::Withdrawn)));
}

#[tokio::test]
async fn the_steps_have_one_order_and_each_raises_seq() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.sent().await;
    let (office, id) = (sandbox.office(), applicant.id());
    let received = OfficeError::Application(State::Received);
    for early in
        [office.approve_application(&id), office.sign_application(&id), office.issue_application(&id)]
    {
        assert_eq!(early, Err(received));
    }
    assert_eq!(office.refuse_application(&id, MarkCode::Duplicate, None), Err(received));
    assert_eq!(office.ask_for_correction(&id, vec![field(MarkCode::Incomplete)], None), Err(received));
    let mut seen = vec![];
    let mut states = vec![];
    office.review_application(&id).expect("reviewed");
    seen.push(applicant.status().await);
    assert_eq!(office.issue_application(&id), Err(OfficeError::Application(State::InReview)));
    office.approve_application(&id).expect("approved");
    seen.push(applicant.status().await);
    office.sign_application(&id).expect("signed");
    seen.push(applicant.status().await);
    office.issue_application(&id).expect("issued");
    seen.push(applicant.status().await);
    let seq: Vec<_> = seen.iter().map(|status| status["seq"].as_u64().expect("a number")).collect();
    assert_eq!(seq, [2, 3, 4, 5]);
    states.extend(seen.iter().map(|status| status["state"].as_str().expect("text").to_owned()));
    assert_eq!(states, ["in_review", "approved", "signing", "issued"]);
    assert_eq!(office.issue_application(&id), Err(OfficeError::Application(State::Issued)));
    assert!(office.applications().expect("read").is_empty());
}

#[tokio::test]
async fn a_witness_whose_record_says_another_name_is_marked_for_the_officer_and_not_refused() {
    let sandbox = sandbox().await;
    let population = sandbox.population();
    let witness = population.long_name_60().clone();
    let (husband, other) = (population.adult().clone(), population.without_mother().clone());
    let mut applicant = Applicant::of(&sandbox, &husband, "kelahiran").await;
    fill_birth(&mut applicant, "BUNGA CONTOH", "4");
    applicant.fill(&[
        ("saksi1_nama", "ORANG LAIN"),
        ("saksi1_nik", &witness.nik.digits()),
        ("saksi2_nama", &other.name),
        ("saksi2_nik", &other.nik.digits()),
    ]);
    applicant.sent().await;
    let view = sandbox.office().application(&applicant.id()).expect("there");
    let parts: Vec<_> = view.noticed.iter().map(|noticed| (noticed.part.clone(), noticed.code)).collect();
    assert_eq!(parts, [(Part::Field("saksi1_nama".to_owned()), MarkCode::MismatchRecord)]);
    assert_eq!(view.noticed[0].record.as_deref(), Some(witness.name.as_str()));
    let shown = view.fields().find(|field| field.key == "saksi1_nama").expect("shown");
    assert!(shown.compared == Compared::Different && shown.record.as_deref() == Some(witness.name.as_str()));
}

#[tokio::test]
async fn a_correction_fills_nothing_that_was_sent_empty_but_what_only_its_answers_show() {
    let sandbox = sandbox().await;
    let (husband, wife) = sandbox.population().married_couple();
    let (husband, wife) = (husband.clone(), wife.clone());
    let mut applicant = Applicant::of(&sandbox, &husband, "kematian").await;
    fill_death(&mut applicant, &wife, None);
    applicant.sent().await;
    let (office, id) = (sandbox.office(), applicant.id());
    office.review_application(&id).expect("reviewed");
    let basis = mark(Part::Field("dasar".to_owned()), MarkCode::MismatchPaper, None);
    office.ask_for_correction(&id, vec![basis], None).expect("asked");
    applicant.revision = 2;
    applicant.fill(&[("pukul", "07:30")]);
    applicant.attach("ktp-almarhum", &super::applicant::picture(9));
    let problems = json!([
        {"field": "pukul", "check": "not-marked"},
        {"attachment": "ktp-almarhum", "check": "not-marked"},
    ]);
    assert_eq!(applicant.send().await.json()["problems"], problems);
    applicant.answers.set("pukul", None);
    // With a letter of the police no other paper is asked for.
    applicant.fill(&[("dasar", "2")]);
    applicant.pages.clear();
    applicant.attach("surat-polisi", &super::applicant::picture(10));
    assert_eq!(applicant.send().await.status, 200);
}

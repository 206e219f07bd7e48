//! What the counter shows, and what an approval needs.

use serde_json::{Value, json};

use super::phone::{Phone, id_of, nik, sandbox};
use crate::{
    Approval, Decided, Field, OfficeError, Reason, Requirement, Sandbox, State, Statement, Warning,
    population::Resident,
};

const WHY: &str = "Ganti nama dengan penetapan pengadilan";

/// A long form that says what the record says, but for what `change` puts in.
fn long_form(phone: &Phone<'_>, resident: &Resident, change: &Value) -> Value {
    let mut body = phone.registration(&nik(resident));
    let form = body["form"].as_object_mut().expect("a form");
    form.insert("name".to_owned(), json!(resident.name));
    form.insert("sex".to_owned(), json!(resident.sex.code()));
    form.insert("birth_place".to_owned(), json!(resident.birth_place));
    form.insert("birth_date".to_owned(), json!(resident.birth_date.iso()));
    form.extend(change.as_object().expect("an object").clone());
    body
}

/// Registers with the long form and pairs.
async fn until_decision(phone: &Phone<'_>, resident: &Resident, change: Value) -> String {
    let got = phone.post("/v1/registrations", &long_form(phone, resident, &change)).await;
    assert_eq!(got.status, 201, "{}", got.json());
    let registration = format!("/v1/registrations/{}", got.json()["id"].as_str().expect("an id"));
    phone.upload(&registration, &crate::drawing::portrait(7, ikd_proof::Sex::Female, 30)).await;
    assert_eq!(phone.pair(&registration).await.status, 200);
    registration
}

fn digits(sandbox: &Sandbox, id: &str) -> String {
    sandbox.office().registration(id).expect("paired").digits.expect("paired")
}

fn missing(sandbox: &Sandbox, id: &str, statement: &Statement<'_>) -> Vec<Requirement> {
    match sandbox.office().approve(id, statement) {
        Err(OfficeError::NotStated(missing)) => missing.iter().collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_unpaired_registration_is_counted_and_cannot_be_opened_or_decided() {
    let sandbox = sandbox().await;
    let (office, person) = (sandbox.office(), nik(sandbox.population().deceased()));
    let (sending, waiting) = (Phone::new(&sandbox), Phone::new(&sandbox));
    let first = sending.register(&person).await;
    let second = waiting.register(&person).await;
    waiting.upload(&second, &crate::drawing::portrait(7, ikd_proof::Sex::Female, 30)).await;
    let queue = office.queue().expect("read");
    assert_eq!((queue.paired.len(), queue.unpaired), (0, 2));
    for registration in [&first, &second] {
        let id = id_of(registration);
        assert_eq!(office.registration(id).err(), Some(OfficeError::NotFound));
        assert_eq!(office.approve(id, &Statement::confirmed("")), Err(OfficeError::NotFound));
        assert_eq!(office.reject(id, Reason::FaceMismatch, None), Err(OfficeError::NotFound));
        assert_eq!(office.correct_email(id, "a@contoh.id"), Err(OfficeError::NotFound));
        assert_eq!(office.release_old_device(id, true), Err(OfficeError::NotFound));
    }
    assert_eq!(waiting.pair(&second).await.status, 200);
    let queue = office.queue().expect("read");
    assert_eq!((queue.paired.len(), queue.unpaired), (1, 1));
    let view = office.registration(id_of(&second)).expect("paired");
    assert!(view.selfie.is_some() && view.refusal() == Some(Reason::Deceased));
}

#[tokio::test]
async fn an_amended_registration_is_closed_to_the_counter_until_it_is_paired_again() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    let (office, id) = (sandbox.office(), id_of(&registration));
    let stale = digits(&sandbox, id);
    office.reject(id, Reason::DataMismatch, None).expect("rejected");
    let form = phone.registration(&nik(sandbox.population().married_couple().1))["form"].clone();
    let amended =
        phone.post(&format!("{registration}/amendment"), &json!({"form": form, "photo": false})).await;
    assert_eq!(amended.status, 200, "{}", amended.json());
    assert_eq!(office.registration(id).err(), Some(OfficeError::NotFound));
    // The digits of two pairings are the same once in ten thousand times.
    while phone.state(&registration).await != "decision" || digits(&sandbox, id) == stale {
        if phone.state(&registration).await == "decision" {
            office.reject(id, Reason::DataMismatch, None).expect("rejected");
            phone.post(&format!("{registration}/amendment"), &json!({"form": form, "photo": false})).await;
        }
        assert_eq!(phone.pair(&registration).await.status, 200);
    }
    // A page that was open since the first pairing confirms nothing of the second.
    assert_eq!(missing(&sandbox, id, &Statement::confirmed(&stale)), [Requirement::Digits]);
}

#[tokio::test]
async fn an_approval_without_any_one_of_the_confirmations_is_refused() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    let id = id_of(&registration);
    let digits = digits(&sandbox, id);
    let full = Statement::confirmed(&digits);
    let lacking = [
        (Statement { digits: "", ..full }, Requirement::Digits),
        (Statement { face_matches: false, ..full }, Requirement::Face),
        (Statement { data_compared: false, ..full }, Requirement::Data),
    ];
    for (statement, requirement) in lacking {
        assert_eq!(missing(&sandbox, id, &statement), [requirement]);
        assert_eq!(phone.state(&registration).await, "decision");
    }
    assert!(sandbox.office().registration(id).expect("there").history.is_empty(), "nothing was decided");
    assert_eq!(sandbox.office().approve(id, &full), Ok(Approval::CodeSent));
}

#[tokio::test]
async fn a_takeover_needs_a_written_reason_which_is_kept() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let (_, wife) = sandbox.population().married_couple();
    let change = json!({"name": "BUDI SANTOSO", "sex": "male", "birth_place": "UMPAMA BARAT", "birth_date": "1983-10-25"});
    let registration = until_decision(&phone, wife, change).await;
    let (office, id) = (sandbox.office(), id_of(&registration));
    let view = office.registration(id).expect("paired");
    let four = [Field::Name, Field::Sex, Field::BirthPlace, Field::BirthDate];
    assert_eq!(view.differences(), four);
    let digits = view.digits.expect("paired");
    let full = Statement::confirmed(&digits);
    for reason in [None, Some(""), Some("  . , -  "), Some("ya")] {
        assert_eq!(missing(&sandbox, id, &Statement { reason, ..full }), [Requirement::Reason], "{reason:?}");
    }
    let long = "x".repeat(501);
    assert_eq!(office.approve(id, &Statement { reason: Some(&long), ..full }), Err(OfficeError::Note));
    let escape = Some("Ganti nama\u{1b}[2J di pengadilan");
    assert_eq!(office.approve(id, &Statement { reason: escape, ..full }), Err(OfficeError::NoteControl));
    assert_eq!(office.reject(id, Reason::Other, Some("Datang\nlagi")), Err(OfficeError::NoteControl));
    let approval = office.approve(id, &Statement { reason: Some(WHY), ..full });
    assert_eq!(approval, Ok(Approval::CodeSent));
    assert_eq!(phone.activate(&registration, &phone.code()).await.status, 200);
    // The form is erased with the account made; who approved over what, and why, is not.
    let view = office.registration(id).expect("there");
    assert_eq!((view.state, view.record_opened, view.form.nik.as_str()), (State::Active, false, ""));
    let [decision] = view.history.as_slice() else { panic!("one decision") };
    assert_eq!((decision.outcome, decision.officer.as_str()), (Decided::Approved, "petugas"));
    assert_eq!(
        (decision.override_reason.as_deref(), decision.differences.as_slice()),
        (Some(WHY), &four[..])
    );
}

#[tokio::test]
async fn a_reason_where_nothing_differs_is_no_override() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = until_decision(&phone, sandbox.population().adult(), json!({})).await;
    let (office, id) = (sandbox.office(), id_of(&registration));
    assert_eq!(office.registration(id).expect("paired").warnings, Vec::<Warning>::new());
    let digits = digits(&sandbox, id);
    let statement = Statement { reason: Some(WHY), ..Statement::confirmed(&digits) };
    assert_eq!(office.approve(id, &statement), Ok(Approval::CodeSent));
    assert_eq!(office.registration(id).expect("there").history[0].override_reason, None);
}

#[tokio::test]
async fn a_record_that_changes_after_the_officer_looked_is_a_difference_at_the_approval() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let resident = sandbox.population().adult();
    let registration = until_decision(&phone, resident, json!({})).await;
    let id = id_of(&registration);
    let digits = digits(&sandbox, id);
    let change = crate::RecordChange { name: Some("NAMA BARU".to_owned()), ..Default::default() };
    sandbox.control().change_record(resident.nik.as_u64(), &change).expect("changed");
    assert_eq!(missing(&sandbox, id, &Statement::confirmed(&digits)), [Requirement::Reason]);
}

#[tokio::test]
async fn another_reason_needs_a_note_and_both_are_kept() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    let (office, id) = (sandbox.office(), id_of(&registration));
    for note in [None, Some(""), Some("   ")] {
        assert_eq!(office.reject(id, Reason::Other, note), Err(OfficeError::NoteMissing), "{note:?}");
    }
    assert_eq!(phone.state(&registration).await, "decision");
    office.reject(id, Reason::Other, Some(" Orangnya tidak datang ")).expect("rejected");
    let [decision] = &office.registration(id).expect("there").history[..] else { panic!("one decision") };
    let kept = (decision.outcome, decision.reason, decision.note.as_deref());
    assert_eq!(kept, (Decided::Rejected, Some(Reason::Other), Some("Orangnya tidak datang")));
}

#[tokio::test]
async fn an_approval_that_the_record_refuses_is_kept_as_such_and_needs_no_reason() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let change = json!({"name": "ORANG LAIN"});
    let registration = until_decision(&phone, sandbox.population().deceased(), change).await;
    assert_eq!(phone.officer_approves(&registration), Ok(Approval::Refused(Reason::Deceased)));
    let history = sandbox.office().registration(id_of(&registration)).expect("there").history;
    assert_eq!((history[0].outcome, history[0].reason), (Decided::RefusedByRecord, Some(Reason::Deceased)));
}

#[tokio::test]
async fn an_old_phone_is_not_released_unless_the_citizen_asks() {
    let sandbox = sandbox().await;
    let person = nik(sandbox.population().adult());
    let (old, new) = (Phone::new(&sandbox), Phone::new(&sandbox));
    old.until_active(&person).await;
    let registration = new.until_decision(&person).await;
    let (office, id) = (sandbox.office(), id_of(&registration));
    assert_eq!(new.officer_approves(&registration), Ok(Approval::SecondDevice));
    assert_eq!(office.release_old_device(id, false), Err(OfficeError::ReleaseNotAsked));
    assert_eq!(old.get("/v1/account").await.status, 200);
    office.release_old_device(id, true).expect("released");
    let outcomes: Vec<_> =
        office.registration(id).expect("there").history.iter().map(|decision| decision.outcome).collect();
    assert_eq!(outcomes, [Decided::Approved, Decided::OldPhoneReleased]);
}

#[tokio::test]
async fn the_decisions_about_a_withdrawn_registration_are_erased_with_it() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    let id = id_of(&registration);
    sandbox.office().reject(id, Reason::FaceMismatch, None).expect("rejected");
    assert_eq!(phone.delete(&registration).await.status, 204);
    let raw = crate::secret::decode_exact(id).expect("an id");
    let kept = sandbox.control().0.store.run(|tx| tx.decisions(&raw)).expect("read");
    assert!(kept.is_empty());
}

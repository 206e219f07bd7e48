//! Refused, corrected, withdrawn.

use ikd_core::applications::{AnswerError, AttachError, Marked, ReasonCode};
use ikd_sandbox::{Mark, OfficeError, Part};

use super::*;
use crate::face_check::second_portrait;

/// What the officer adds.
const NOTE: &str = "Catatan petugas contoh.";

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_every_service_arrives_with_code_and_note_and_changes_nothing() {
    for row in &SERVICES {
        let mut case = Case::of(row).await;
        let before = Held::of(&mut case.phone);
        let id = case.sent().await;
        let office = case.world.sandbox.office();
        office.review_application(&id_text(id)).expect("reviewed");
        office.refuse_application(&id_text(id), row.refused, Some(NOTE)).expect("refused");
        assert!(!case.refresh(id).await.sync_documents, "{}", row.service);
        let State::Refused { code, note } = case.state(id) else { panic!("{}: not refused", row.service) };
        assert_eq!((code.name(), note.as_deref()), (row.refused.name(), Some(NOTE)), "{}", row.service);
        assert!(case.applications.open(id).expect("opens").papers.is_empty(), "{}", row.service);
        assert!(case.sync().await.changed_since(&before).is_empty(), "{}", row.service);
        // Another application may follow.
        case.sent().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_application_of_every_service_has_ended_and_changes_nothing() {
    for row in &SERVICES {
        let mut case = Case::of(row).await;
        let before = Held::of(&mut case.phone);
        let id = case.sent().await;
        let office = case.world.sandbox.office();
        office.review_application(&id_text(id)).expect("reviewed");
        case.applications.withdraw(id).await.expect("withdrawn");
        assert_eq!(state(&case.applications, id), "withdrawn", "{}", row.service);
        assert!(office.applications().expect("the list").is_empty(), "{}", row.service);
        let ended = Err(OfficeError::Application(ApplicationState::Withdrawn));
        assert_eq!(office.approve_application(&id_text(id)), ended, "{}", row.service);
        assert!(case.sync().await.changed_since(&before).is_empty(), "{}", row.service);
        // Another application may follow.
        case.sent().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_every_service_opens_what_is_marked_and_is_issued_as_revision_2() {
    for row in &SERVICES {
        let mut case = Case::of(row).await;
        let id = case.sent().await;
        let corrected = (row.corrected)(&case.world);
        let (field, paper) = (corrected.0[0].0, first_paper(&case, id));
        asks_for_correction(&mut case, id, field, paper.as_deref()).await;
        case.applications.correct(id).expect("the correction begins");
        assert_only_these_are_open(&case, id, field, paper.as_deref());

        for (key, text) in &corrected.0 {
            let set = case.applications.set(id, key, text);
            set.unwrap_or_else(|error| panic!("{}: {key}: {error}", row.service));
        }
        attach_what_opened(&case, id);
        let portrait = second_portrait();
        if let Some(kind) = &paper {
            case.applications.attach(id, kind, 1, Paper { jpeg: &portrait }).expect("the page is replaced");
        }
        case.send(id).await;
        let view = case.world.sandbox.office().application(&id_text(id)).expect("the application");
        assert_eq!(view.entry.revision, 2, "{}", row.service);
        let changed: Vec<_> =
            view.fields().filter(|field| field.changed).map(|field| field.key.as_str()).collect();
        let expected: Vec<_> = corrected.0.iter().map(|(key, _)| *key).collect();
        assert_eq!(changed, expected, "{}: what changed, as the officer sees it", row.service);
        for page in &view.papers {
            let replaced = Some(&page.kind) == paper.as_ref();
            let sent = if replaced { portrait.as_slice() } else { Phone::portrait() };
            assert!(page.pages == [sent], "{}: {}", row.service, page.kind);
        }
        case.arrives(id, &case.typed().and(&corrected)).await;
        let list = case.applications.list().expect("the list");
        assert_eq!(list[0].receipt.as_ref().map(|receipt| receipt.revision), Some(2), "{}", row.service);
    }
}

fn first_paper(case: &Case, id: ApplicationId) -> Option<String> {
    let papers = case.applications.open(id).expect("opens").papers;
    papers.first().map(|page| page.kind.clone())
}

/// Adds the papers that only the corrected answers ask for.
fn attach_what_opened(case: &Case, id: ApplicationId) {
    let contents = case.applications.open(id).expect("opens");
    let missing = |kind: &&String| !contents.papers.iter().any(|page| page.kind == **kind);
    for kind in contents.open_papers.iter().filter(missing) {
        let added = case.applications.attach(id, kind, 1, Paper { jpeg: Phone::portrait() });
        assert_eq!(added, Ok(()), "{}: {kind}", case.row.service);
    }
}

/// The officer marks a field and perhaps a paper; the phone learns of it.
async fn asks_for_correction(case: &mut Case, id: ApplicationId, field: &str, paper: Option<&str>) {
    let mark = |part, code| Mark { part, code, note: Some(NOTE.to_owned()) };
    let mut marks = vec![mark(Part::Field(field.to_owned()), MarkCode::MismatchPaper)];
    marks.extend(paper.map(|kind| mark(Part::Attachment(kind.to_owned()), MarkCode::Unreadable)));
    let office = case.world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_correction(&id_text(id), marks, None).expect("asked");
    case.refresh(id).await;
    let State::Correct { items, differences, editing, .. } = case.state(id) else {
        panic!("{}: no correction", case.row.service)
    };
    let marked = |field: Option<&str>, attachment: Option<&str>, code| Marked {
        field: field.map(str::to_owned),
        attachment: attachment.map(str::to_owned),
        code,
        note: Some(NOTE.to_owned()),
    };
    let mut expected = vec![marked(Some(field), None, ReasonCode::MismatchPaper)];
    expected.extend(paper.map(|kind| marked(None, Some(kind), ReasonCode::Unreadable)));
    assert!(items == expected && differences.is_empty() && !editing, "{}", case.row.service);
}

fn assert_only_these_are_open(case: &Case, id: ApplicationId, field: &str, paper: Option<&str>) {
    let service = case.row.service;
    let contents = case.applications.open(id).expect("opens");
    let open: Vec<_> = contents.visible.iter().filter(|key| !contents.locked.contains(key)).collect();
    assert_eq!(open, [field], "{service}");
    assert_eq!(contents.open_papers, Vec::from_iter(paper), "{service}");
    for key in contents.visible.iter().filter(|key| *key != field) {
        let refused = case.applications.set(id, key, "1");
        let closed = matches!(refused, Err(AnswerError::NotMarked | AnswerError::Locked));
        assert!(closed, "{service}: {key}: {refused:?}");
    }
    for kind in contents.asked.iter().filter(|kind| Some(kind.as_str()) != paper) {
        let refused = case.applications.attach(id, kind, 1, Paper { jpeg: Phone::portrait() });
        assert_eq!(refused, Err(AttachError::NotMarked), "{service}: {kind}");
    }
}

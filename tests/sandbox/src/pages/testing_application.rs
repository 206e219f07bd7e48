//! The application of the desk for tests: full of hostile text, in whatever state a test wants.

use ikd_proof::form::Texts;

use super::desk::Move;
use super::testing::{HOSTILE, ID, NOW, today};
use crate::application::comparison::Compared;
use crate::application::decided::{ApplicationDecision, ApplicationStep};
use crate::application::{ApplicationState, Mark, MarkCode, Part};
use crate::face_check::FaceState;
use crate::office::{ApplicationEntry, ApplicationView, FieldView, OfficeError, PaperView, SectionView};
use crate::population::Population;

pub(super) fn view(application: ApplicationState) -> ApplicationView {
    let hostile = || Texts::new(HOSTILE, HOSTILE);
    let compared = |differs| if differs { Compared::Different } else { Compared::Same };
    let field = |key: &str, differs| FieldView {
        key: key.to_owned(),
        label: hostile(),
        answer: Some(HOSTILE.to_owned()),
        record: Some(HOSTILE.to_owned()),
        compared: compared(differs),
        changed: differs,
        notes: vec![hostile()],
    };
    let mark = Mark {
        part: Part::Field("nama".to_owned()),
        code: MarkCode::Incomplete,
        note: Some(HOSTILE.to_owned()),
    };
    let in_state = |state| application == state;
    ApplicationView {
        entry: ApplicationEntry {
            id: ID.to_owned(),
            number: "9901-2026-00001".to_owned(),
            service: "kelahiran".to_owned(),
            title: hostile(),
            nik: Population::generate(1, today()).adult().nik,
            name: HOSTILE.to_owned(),
            state: application,
            revision: 2,
            received_at: NOW - 7200,
            promise_until: Some(NOW + 7200),
        },
        sections: vec![SectionView {
            title: hostile(),
            fields: vec![field("nama", true), field("kota", false)],
        }],
        papers: vec![PaperView {
            kind: "surat-lahir".to_owned(),
            label: hostile(),
            question: hostile(),
            pages: vec![b"page one".to_vec(), b"page two".to_vec()],
        }],
        noticed: Vec::new(),
        notes: vec![hostile()],
        face: Some(None),
        queued: Some((NOW, 2)),
        correction: in_state(ApplicationState::Correct).then(|| crate::Correction {
            until: NOW,
            items: vec![mark],
            differences: vec![crate::Difference { field: "nama".to_owned(), value: HOSTILE.to_owned() }],
        }),
        visit: in_state(ApplicationState::VisitNeeded).then(|| crate::Visit {
            place: HOSTILE.to_owned(),
            until: NOW,
            bring: HOSTILE.to_owned(),
        }),
        refusal: in_state(ApplicationState::Refused)
            .then(|| crate::ApplicationRefusal { code: MarkCode::Duplicate, note: Some(HOSTILE.to_owned()) }),
        result: in_state(ApplicationState::Issued)
            .then(|| crate::ResultText { id: HOSTILE.to_owned(), en: HOSTILE.to_owned() }),
        documents: Vec::new(),
        history: vec![ApplicationDecision {
            at: NOW - 30,
            officer: HOSTILE.to_owned(),
            revision: 2,
            step: ApplicationStep::Review,
            state: application,
        }],
    }
}

/// What a step says, and the state that it leads to. A review finds that the record changed.
pub(super) fn moved(asked: Move<'_>, face: FaceState) -> Result<(String, ApplicationState), OfficeError> {
    let texts: Vec<&str> = match &asked {
        Move::Correct { items, .. } => items.iter().filter_map(|item| item.note.as_deref()).collect(),
        Move::Visit { place, bring, .. } => vec![*place, *bring],
        Move::Refuse { note, .. } => note.iter().copied().collect(),
        _ => Vec::new(),
    };
    for text in texts {
        crate::note::read(text)?;
    }
    Ok(match asked {
        Move::Correct { items, .. } if items.is_empty() => return Err(OfficeError::NothingMarked),
        Move::Correct { days: None | Some(0 | 61..), .. } => return Err(OfficeError::Days),
        Move::Correct { items, days } => {
            let items: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
            (format!("correct {} in {days:?}", items.join("; ")), ApplicationState::Correct)
        }
        Move::Visit { place: "", .. } | Move::Visit { bring: "", .. } => {
            return Err(OfficeError::VisitIncomplete);
        }
        Move::Visit { place, days, bring } => {
            (format!("visit {place} in {days} with {bring}"), ApplicationState::VisitNeeded)
        }
        Move::Refuse { code: MarkCode::Other, note: None } => return Err(OfficeError::NoteMissing),
        Move::Refuse { code, note } => {
            (format!("refuse {} {note:?}", code.name()), ApplicationState::Refused)
        }
        Move::Approve if face != FaceState::Accepted => return Err(OfficeError::FaceNotAccepted),
        Move::Approve => ("approve".to_owned(), ApplicationState::Approved),
        Move::Review => ("review".to_owned(), ApplicationState::Correct),
        Move::Sign => ("sign".to_owned(), ApplicationState::Signing),
        Move::Issue => ("issue".to_owned(), ApplicationState::Issued),
    })
}

//! `/v1/registrations/{id}/photo`: the selfie in pieces.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::json;

use super::{
    Answer, Call, Problem,
    registrations::own,
    upload::{Announcement, Piece, damage, resumes_at},
};
use crate::{registration::State as Stage, service::Shared};

/// `POST`: announces a photograph. The same one again keeps what arrived; another one starts from zero.
pub(super) async fn announce(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let announcement: Announcement = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let registration = own(tx, &caller, &id, now)?;
        if registration.state != Stage::Photo {
            return Err(Problem::state_conflict(registration.state.name()));
        }
        let announced = announcement.check()?;
        let offset = match resumes_at(registration.photo.as_ref(), announced) {
            Some(offset) => offset,
            None => {
                tx.set_photo(&registration.id, Some(announced))?;
                0
            }
        };
        tx.set_photo_advice(&registration.id, &announcement.advice())?;
        Ok(Answer::json(StatusCode::CREATED, &json!({"offset": offset})))
    })
}

/// `HEAD`: how many bytes arrived.
pub(super) async fn offset(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    let registration = service.store.run(|tx| own(tx, &caller, &id, now))?;
    let photo = registration.photo.ok_or_else(Problem::not_found)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT)
        .with("upload-offset", photo.offset)
        .with("upload-length", photo.length)
        .with("upload-complete", if photo.complete { "?1" } else { "?0" }))
}

/// `PATCH`: the next piece.
pub(super) async fn append(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let piece = Piece::of(&call)?;
    let now = service.clock.now();
    // A refusal that changes something (a damaged photograph starts from zero) must be committed too.
    service.store.run(|tx| {
        let mut registration = own(tx, &caller, &id, now)?;
        let Some(photo) = registration.photo.clone() else {
            return Err(Problem::state_conflict(registration.state.name()));
        };
        if registration.state != Stage::Photo {
            return if piece.repeats_the_end_of(&photo, &call.body) {
                // The phone is told that all bytes arrived.
                Ok(Answer::empty(StatusCode::NO_CONTENT).with("upload-offset", photo.length))
            } else {
                Err(Problem::state_conflict(registration.state.name()))
            };
        }
        let received = piece.received(&photo, &call.body)?;
        let mut bytes = tx.photo_bytes(&registration.id)?;
        bytes.extend_from_slice(&call.body);
        if let Some(refusal) = piece.last.then(|| damage(&photo, &bytes)).flatten() {
            tx.set_photo(&registration.id, Some((photo.length, photo.sha256)))?;
            return Ok(refusal.answer());
        }
        tx.set_photo_bytes(&registration.id, &bytes, piece.last)?;
        if piece.last {
            registration.state = Stage::Pairing;
            tx.save_registration(&registration)?;
        }
        Ok(Answer::empty(StatusCode::NO_CONTENT).with("upload-offset", received))
    })
}

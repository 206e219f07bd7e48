//! `/v1/registrations/{id}/photo`: the selfie in pieces.

use axum::extract::{Path, State};

use super::{
    Answer, Call, Problem,
    registrations::own,
    upload::{Announcement, Piece, arrived, offset_of},
};
use crate::{registration::State as Stage, service::Shared, store::PhotoOf};

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
        announcement.take(tx, PhotoOf::Registration(registration.id), registration.photo.as_ref())
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
    offset_of(registration.photo)
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
                Ok(arrived(photo.length))
            } else {
                Err(Problem::state_conflict(registration.state.name()))
            };
        }
        let of = PhotoOf::Registration(registration.id);
        let (answer, complete) = piece.take(tx, of, &photo, &call.body)?;
        if complete {
            registration.state = Stage::Pairing;
            tx.save_registration(&registration)?;
        }
        Ok(answer)
    })
}

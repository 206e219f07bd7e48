//! `/v1/face-checks`: the holder's face, asked for once more.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use ikd_proof::FacePurpose;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Answer, Call, Caller, Problem,
    upload::{Announcement, LARGEST, Piece, arrived},
};
use crate::{
    face_check::{self, FaceCheckError, FaceState},
    secret::{decode, decode_exact, encode},
    service::Shared,
    store::{FaceCheck, PhotoOf, Tx},
};

#[derive(Deserialize)]
struct Wanted {
    purpose: String,
    reference: String,
}

#[derive(Deserialize)]
struct Answered {
    answer: String,
}

/// `POST /v1/face-checks`: asks for a question.
pub(super) async fn ask(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let wanted: Wanted = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let account = call.account(tx, &caller)?;
        let purpose = FacePurpose::from_name(&wanted.purpose).ok_or_else(Problem::malformed)?;
        let reference = decode_exact(&wanted.reference).ok_or_else(Problem::malformed)?;
        let check = face_check::ask(tx, &account, &caller.thumbprint, (purpose, reference), now)
            .map_err(|error| problem(error, now))?;
        let status = if check.state == FaceState::Open { StatusCode::CREATED } else { StatusCode::OK };
        let location = format!("/v1/face-checks/{}", encode(&check.challenge.check));
        Ok(Answer::json(status, &body(tx, &check, now)?).with("location", location))
    })
}

/// `GET /v1/face-checks/{id}`.
pub(super) async fn read(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    service.store.run(|tx| {
        let check = own(tx, &call, &caller, &id, now)?;
        Ok(Answer::json(StatusCode::OK, &body(tx, &check, now)?))
    })
}

/// `POST /v1/face-checks/{id}/photo`: announces the portrait.
pub(super) async fn announce(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let announcement: Announcement = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let check = own(tx, &call, &caller, &id, now)?;
        if check.state != FaceState::Open {
            return Err(Problem::state_conflict(check.state.name()));
        }
        announcement.take(tx, PhotoOf::FaceCheck(check.challenge.check), check.photo.as_ref())
    })
}

/// `PATCH /v1/face-checks/{id}/photo`: the next piece of the portrait.
pub(super) async fn append(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let piece = Piece::of(&call)?;
    let now = service.clock.now();
    // A refusal that changes something (a damaged portrait starts from zero) must be committed too.
    service.store.run(|tx| {
        let check = own(tx, &call, &caller, &id, now)?;
        let id = check.challenge.check;
        let Some(photo) = check.photo.filter(|_| check.state == FaceState::Open) else {
            return Err(Problem::state_conflict(check.state.name()));
        };
        if piece.repeats_the_end_of(&photo, &call.body) {
            return Ok(arrived(photo.length));
        }
        Ok(piece.take(tx, PhotoOf::FaceCheck(id), &photo, &call.body)?.0)
    })
}

/// `POST /v1/face-checks/{id}/answer`: the signed answer, once the portrait is here.
pub(super) async fn answer(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let answered: Answered = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let check = own(tx, &call, &caller, &id, now)?;
        let answer = decode(&answered.answer).ok_or_else(Problem::malformed)?;
        let check = face_check::answer(&service, tx, check, &caller.public_key, &answer, now)
            .map_err(|error| problem(error, now))?;
        Ok(Answer::json(StatusCode::OK, &body(tx, &check, now)?))
    })
}

/// The check of this id, if this phone was asked.
fn own(tx: &Tx<'_>, call: &Call, caller: &Caller, id: &str, now: u64) -> Result<FaceCheck, Problem> {
    let account = call.account(tx, caller)?;
    let id = decode_exact::<16>(id).ok_or_else(Problem::not_found)?;
    let check = face_check::find(tx, &id, now)?;
    let own = check.filter(|check| check.account == account.id && check.thumbprint == caller.thumbprint);
    own.ok_or_else(Problem::not_found)
}

/// What the phone is told about a check.
fn body(tx: &Tx<'_>, check: &FaceCheck, now: u64) -> Result<Value, Problem> {
    let mut body = json!({
        "id": encode(&check.challenge.check),
        "purpose": check.challenge.purpose.name(),
        "reference": encode(&check.challenge.reference),
        "state": check.state.name(),
    });
    if let Some(expires_at) = check.expires_at() {
        body["expires_at"] = expires_at.into();
    }
    match (check.state, &check.refusal) {
        (FaceState::Open, _) => {
            body["nonce"] = encode(&check.challenge.nonce).into();
            body["max_bytes"] = LARGEST.into();
            body["tries_left"] = face_check::tries(tx, &check.account, now)?.left.into();
        }
        (FaceState::Refused, Some(refusal)) => {
            let tries = face_check::tries(tx, &check.account, now)?;
            body["refusal"] = json!({
                "reason": refusal.reason(),
                "guidance": refusal.guidance(),
                "tries_left": tries.left,
                "retry_at": tries.retry_at,
            });
        }
        _ => {}
    }
    Ok(body)
}

fn problem(error: FaceCheckError, now: u64) -> Problem {
    match error {
        FaceCheckError::TooSoon { retry_at } => Problem::face_check_too_soon(retry_at, now),
        FaceCheckError::State(state) => Problem::state_conflict(state.name()),
        FaceCheckError::Answer => Problem::face_answer_invalid(),
        FaceCheckError::Store(error) => error.into(),
    }
}

//! `POST /v1/registrations/{id}/pairing`: the phone read the counter's QR.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Call, Problem, registrations::own};
use crate::{
    pairing::{self, PairingError},
    secret::{decode_exact, encode},
    service::Shared,
};

#[derive(Deserialize)]
struct Token {
    token: String,
}

pub(super) async fn by_token(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    service.limiter.guess(&caller.thumbprint).map_err(Problem::rate_limited)?;
    let presented: Token = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let mut registration = own(tx, &caller, &id, now)?;
        let token = decode_exact(&presented.token).ok_or_else(Problem::malformed)?;
        let statement = pairing::by_token(&service, tx, &mut registration, &token, now).map_err(problem)?;
        Ok(Answer::json(StatusCode::OK, &json!({"pairing_statement": encode(&statement)})))
    })
}

fn problem(error: PairingError) -> Problem {
    match error {
        PairingError::Unknown => Problem::pairing_unknown(),
        PairingError::Used => Problem::pairing_used(),
        PairingError::Expired => Problem::pairing_expired(),
        PairingError::State(state) => Problem::state_conflict(state.name()),
        PairingError::Store(error) => error.into(),
    }
}

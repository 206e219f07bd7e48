//! `GET /v1/trust`.

use axum::{extract::State, http::StatusCode};

use super::{Answer, Call, Problem, unless_known};
use crate::service::Shared;

/// The trust bundle in force. Needs no signature: it protects itself.
pub(super) async fn read(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let current = service.trust.current();
    let answer = Answer::bytes(StatusCode::OK, "application/cose", current.bytes.clone());
    unless_known(&call, &current.etag, answer)
}

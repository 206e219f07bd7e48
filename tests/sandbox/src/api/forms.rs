//! `GET /v1/forms` and `GET /v1/forms/{service}/{version}`: what the service asks for. Needs no signature; the definitions
//! protect themselves.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::json;

use super::{Answer, Call, Problem, unless_known};
use crate::{secret::encode, service::Shared};

/// The newest version of each form.
pub(super) async fn list(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let entries: Vec<_> = service
        .forms
        .current()
        .iter()
        .map(|form| {
            let (name, version) = (&form.definition.service, form.definition.version);
            json!({"service": name, "version": version, "sha256": encode(&form.hash)})
        })
        .collect();
    unless_known(&call, &service.forms.etag(), Answer::json(StatusCode::OK, &json!({"forms": entries})))
}

/// One version of a form, older ones included: a draft keeps the one that it began with.
pub(super) async fn read(
    State(service): State<Shared>,
    Path((name, version)): Path<(String, String)>,
    call: Call,
) -> Result<Answer, Problem> {
    let version: u64 = version.parse().map_err(|_| Problem::not_found())?;
    let form = service.forms.version(&name, version).ok_or_else(Problem::not_found)?;
    let answer = Answer::bytes(StatusCode::OK, "application/cose", form.signed.clone());
    unless_known(&call, &encode(&form.hash[..16]), answer)
}

//! `GET /v1/documents` and `GET /v1/documents/{id}`.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::json;

use super::{Answer, Call, Problem, paging::page, unless_known};
use crate::{
    documents::{self, list_etag, type_name},
    secret::{decode_exact, encode, sha256},
    service::Shared,
};

/// The list, in pages. Its `ETag` is that of the whole list on every page.
pub(super) async fn list(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let documents = service.store.run(|tx| {
        let account = call.account(tx, &caller)?;
        Ok::<_, Problem>(documents::present(tx, &account)?)
    })?;
    let (page, next) = page(&call, &documents, |row| row.id)?;
    let entries: Vec<_> = page
        .iter()
        .map(|row| {
            json!({
                "id": encode(&row.id),
                "type": type_name(row),
                "version": row.version,
                "sha256": encode(&sha256(&row.container)),
                "size": row.container.len(),
            })
        })
        .collect();
    let answer = Answer::json(StatusCode::OK, &json!({"documents": entries, "next": next}));
    unless_known(&call, &list_etag(&documents), answer)
}

/// One signed container.
pub(super) async fn read(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let row = service.store.run(|tx| {
        let account = call.account(tx, &caller)?;
        let id = decode_exact::<16>(&id).ok_or_else(Problem::not_found)?;
        documents::present(tx, &account)?.into_iter().find(|row| row.id == id).ok_or_else(Problem::not_found)
    })?;
    let etag = row.version.to_string();
    unless_known(&call, &etag, Answer::bytes(StatusCode::OK, "application/cose", row.container))
}

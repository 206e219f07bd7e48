//! `GET /v1/documents` and `GET /v1/documents/{id}`.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::json;

use super::{Answer, Call, Problem, unless_known};
use crate::{
    documents::{self, list_etag, type_name},
    secret::{decode_exact, encode, sha256},
    service::Shared,
};

/// Documents on one page.
const PAGE: usize = 20;

/// The list, in pages. Its `ETag` is that of the whole list on every page.
pub(super) async fn list(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let documents = service.store.run(|tx| {
        let account = call.account(tx, &caller)?;
        Ok::<_, Problem>(documents::present(tx, &account)?)
    })?;
    // The cursor is the id of the last document of the page before.
    let start = match call.query("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => {
            let last = decode_exact::<16>(cursor).ok_or_else(Problem::malformed)?;
            documents
                .iter()
                .position(|row| row.id == last)
                .map(|place| place + 1)
                .ok_or_else(Problem::not_found)?
        }
    };
    let page = &documents[start..documents.len().min(start + PAGE)];
    let next =
        (start + page.len() < documents.len()).then(|| page.last().map(|row| encode(&row.id))).flatten();
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

//! Documents: `/v1/documents`.

use serde::Deserialize;

use super::Bytes;
use ikd_proof::DocumentId;

/// `GET /v1/documents`.
#[derive(Deserialize)]
pub(crate) struct DocumentList {
    pub(crate) documents: Vec<DocumentEntry>,
    pub(crate) next: Option<String>,
}

/// One document that the service holds for this account.
#[derive(Deserialize)]
pub(crate) struct DocumentEntry {
    #[serde(with = "super::document_id")]
    pub(crate) id: DocumentId,
    /// Stable name of its type; a service may hold types that are newer than this app.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) version: u64,
    pub(crate) sha256: Bytes,
}

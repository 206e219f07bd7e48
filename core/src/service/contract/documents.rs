//! Documents: `/v1/documents`.

use ikd_proof::DocumentId;
use serde::Deserialize;

use super::Bytes;

/// `GET /v1/documents`.
#[derive(Deserialize)]
pub(crate) struct DocumentList {
    pub(crate) documents: Vec<DocumentEntry>,
    pub(crate) next: Option<String>,
}

/// A document that the service holds for this account.
#[derive(Deserialize)]
pub(crate) struct DocumentEntry {
    #[serde(with = "super::document_id")]
    pub(crate) id: DocumentId,
    /// Stable name of the document type. A string, because the service may have types that this app does not know.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) version: u64,
    pub(crate) sha256: Bytes,
}

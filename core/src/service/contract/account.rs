//! The account that the device key belongs to: `/v1/account`.

use serde::Deserialize;

/// `GET /v1/account`.
#[derive(Deserialize)]
pub(crate) struct AccountAnswer {
    /// ETag over the current versions of all documents.
    pub(crate) documents_etag: String,
    pub(crate) trust_version: u64,
    /// ETag over the status of all applications; absent from a service without applications.
    pub(crate) applications_etag: Option<String>,
    /// Increases with every change of the account.
    pub(crate) state_epoch: u64,
}

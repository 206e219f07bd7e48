//! The account of the device key: `/v1/account`.

use serde::Deserialize;

/// `GET /v1/account`.
#[derive(Deserialize)]
pub(crate) struct AccountAnswer {
    /// Stands for all documents in their present versions.
    pub(crate) documents_etag: String,
    pub(crate) trust_version: u64,
    /// Goes up with every change of the account, never down.
    pub(crate) state_epoch: u64,
}

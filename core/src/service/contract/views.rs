//! Views: `/v1/views`.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// `POST /v1/views`.
#[derive(Serialize)]
pub(crate) struct IssueViews {
    pub(crate) possessions: Vec<Bytes>,
}

/// Answer to `POST /v1/views`.
#[derive(Deserialize)]
pub(crate) struct IssuedViews {
    pub(crate) views: Vec<Bytes>,
}

//! The upload of the portrait: `/v1/registrations/{id}/photo`.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// `POST .../photo`.
#[derive(Serialize)]
pub(crate) struct StartUpload<'a> {
    pub(crate) length: u64,
    pub(crate) sha256: Bytes,
    pub(crate) content_type: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(crate) advice: &'a [String],
}

/// Answer to `POST .../photo`.
#[derive(Deserialize)]
pub(crate) struct UploadState {
    pub(crate) offset: u64,
}

//! Fetching a newer trust bundle.

use ikd_proof::trust::TrustError;

use super::TrustStore;
use crate::service::{Call, ServiceClient, ServiceError};

/// Why no newer bundle was fetched. The one in force stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// The service could not be reached, or refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The received bundle is not signed by the root.
    #[error("the offered trust bundle does not verify")]
    Bundle(#[from] TrustError),
}

impl TrustStore {
    /// Requests the bundle from the service. Returns whether a newer one came into force.
    pub async fn refresh(&self, client: &ServiceClient) -> Result<bool, RefreshError> {
        let etag = format!("\"{}\"", self.current().version);
        let mut call = Call::get("/v1/trust", None);
        call.if_none_match = Some(&etag);
        let answer = client.call(call).await?;
        if answer.not_modified() {
            return Ok(false);
        }
        Ok(self.offer(&answer.bytes())?)
    }
}

//! Fetching newer forms.

use std::sync::PoisonError;

use ikd_proof::form::DefinitionError;

use super::{super::transfer::concerns_all, FormStore};
use crate::service::{Call, ServiceClient, ServiceError, contract::FormIndex};

/// More services than there will be.
const MAX_FORMS: usize = 64;

/// Why not all newer forms were fetched. Those in force stay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::applications) enum FormsError {
    /// The service could not be reached, or refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A form is not signed by an issuer of forms, or is not the one of the list.
    #[error("an offered form does not verify")]
    Form,
}

impl From<DefinitionError> for FormsError {
    fn from(_: DefinitionError) -> Self {
        Self::Form
    }
}

impl FormStore {
    /// Asks for the list of forms, and fetches those that are newer. Returns whether one came into force. A form that
    /// cannot be fetched or does not verify does not keep the others away.
    pub(in crate::applications) async fn refresh(&self, client: &ServiceClient) -> Result<bool, FormsError> {
        let known = self.etag.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut call = Call::get("/v1/forms", None);
        call.if_none_match = known.as_deref();
        let answer = client.call(call).await?;
        if answer.not_modified() {
            return Ok(false);
        }
        let etag = answer.etag();
        let index: FormIndex = answer.json()?;
        let (mut changed, mut failure) = (false, None);
        for entry in index.forms.into_iter().take(MAX_FORMS) {
            if !is_name(&entry.service) || self.version(&entry.service) >= Some(entry.version) {
                continue;
            }
            let target = format!("/v1/forms/{}/{}", entry.service, entry.version);
            let offered = match client.call(Call::get(target, None)).await {
                Ok(answer) => self.offer(&answer.bytes(), &entry),
                Err(error) if concerns_all(&error) => return Err(error.into()),
                Err(error) => Err(error.into()),
            };
            match offered {
                Ok(newer) => changed |= newer,
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            return Err(error); // the list is not recorded as fetched, so that the next refresh tries again
        }
        *self.etag.lock().unwrap_or_else(PoisonError::into_inner) = etag;
        Ok(changed)
    }
}

/// Whether a name may be part of a path.
fn is_name(service: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&service.len()) && service.bytes().all(plain)
}

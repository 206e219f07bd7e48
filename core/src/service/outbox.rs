//! Requests that are saved before they are sent, so that a retry after a crash sends the same request.

use serde::{Deserialize, Serialize};

use super::{Body, Call, contract::Bytes, new_idempotency_key};
use crate::platform::{KeystoreSigner, RandomError, SecureRandom};

/// A request that changes something, with the idempotency key with which the service applies it once.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SavedRequest {
    idempotency_key: String,
    body: Bytes,
}

impl SavedRequest {
    pub(crate) fn new(body: &impl Serialize, random: &dyn SecureRandom) -> Result<Self, RandomError> {
        let body = serde_json::to_vec(body).expect("contract types have string keys and serialise");
        Ok(Self { idempotency_key: new_idempotency_key(random)?, body: Bytes(body) })
    }

    /// Whether both requests have the same body.
    pub(crate) fn has_body_of(&self, other: &Self) -> bool {
        self.body == other.body
    }

    /// A call with the exact saved body and key; signing adds a new nonce.
    pub(crate) fn call<'a>(&'a self, target: impl Into<String>, key: &'a KeystoreSigner) -> Call<'a> {
        Call::post(target, Body::Json(self.body.0.clone()), &self.idempotency_key, key)
    }
}

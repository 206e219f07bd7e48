//! Pairing with a counter: `/v1/registrations/{id}/pairing`.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// `POST .../pairing`.
#[derive(Serialize)]
pub(crate) struct PairWith {
    pub(crate) token: Bytes,
}

/// Answer to `POST .../pairing`.
#[derive(Deserialize)]
pub(crate) struct Paired {
    pub(crate) pairing_statement: Bytes,
}

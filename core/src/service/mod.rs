//! Client of the service: signed requests, typed answers, retries.
//!
//! Promises: a request that changes something is applied at most once, even if it is sent several times. Every call
//! returns a typed answer or a typed error. No URL or error contains personal data. The contract is
//! `tests/sandbox/openapi.yaml`.
//!
//! [`Transport`] is the interface to the network; [`https`] implements it (feature `network`).

mod call;
pub mod contract;
mod error;
#[cfg(feature = "network")]
pub mod https;
mod outbox;
mod retry;
mod signature;
mod transport;
mod upload;

pub(crate) use call::{Answer, Body, Call};
pub use call::{ServiceClient, Traffic};
pub use contract::{ApplicationFault, FieldFault};
pub use error::{ProblemCode, ServiceError};
pub(crate) use outbox::SavedRequest;
pub(crate) use retry::{Pause, new_idempotency_key};
pub use transport::{
    HttpRequest, HttpResponse, Method, NoNetwork, Transport, TransportError, TransportFuture,
};
pub use upload::Photo;
pub(crate) use upload::{Upload, count_parts, send_parts};

//! The service's contract, from the phone's side: signed requests, typed answers, retries.
//!
//! Promises: a request that changes something is never applied twice, however often it is sent; an answer is either
//! typed or a typed error; nothing personal is in a URL or an error. The contract itself is `tests/sandbox/openapi.yaml`.
//!
//! The network comes in through [`Transport`]; [`https`] is the real one (feature `network`).

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
pub use contract::FieldFault;
pub use error::{ProblemCode, ServiceError};
pub(crate) use outbox::SavedRequest;
pub(crate) use retry::{Pause, new_idempotency_key};
pub use transport::{
    HttpRequest, HttpResponse, Method, NoNetwork, Transport, TransportError, TransportFuture,
};
pub(crate) use upload::Upload;

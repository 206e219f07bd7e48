//! The contract as a phone meets it: over TLS, with a signing client of a few lines. The journeys drive the same
//! service with the real app.

#![allow(clippy::panic)]

mod abuse;
mod activation;
mod contract;
mod control;
mod counter;
mod journey;
mod mail;
mod phone;

//! Tests of the contract over TLS, with a small signing client. The journeys use the same service with the real app.

#![allow(clippy::panic)]

mod abuse;
mod activation;
mod applicant;
mod application_decisions;
mod application_files;
mod application_moves;
mod application_outcomes;
mod application_review;
mod applications;
mod contract;
mod control;
mod counter;
mod face;
mod filled;
mod journey;
mod mail;
mod phone;

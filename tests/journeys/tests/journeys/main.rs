//! The journeys of docs/architecture.md, end to end: core and sandbox over TLS, a real photograph, a real decoder.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::print_stderr)]

mod cli;
mod clock;
mod counter;
mod documents;
mod happy_path;
mod killed;
mod lock;
mod network;
mod presence;
mod qr;
mod registration_faults;
mod secrets;
mod sync;

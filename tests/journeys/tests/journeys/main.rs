//! The journeys of docs/architecture.md, end to end: core and sandbox over TLS, with a real photograph and an
//! independent QR decoder.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::print_stderr)]

mod applications;
mod block;
mod cli;
mod clock;
mod counter;
mod damaged;
mod documents;
mod face_check;
mod false_answers;
mod forged_answers;
mod giving_up;
mod happy_path;
mod killed;
mod late_answers;
mod link_itself;
mod lock;
mod network;
mod qr;
mod registration_faults;
mod secrets;
mod slow_link;
mod sync;
mod unreadable;
mod upload;
mod verify_user;
mod views;

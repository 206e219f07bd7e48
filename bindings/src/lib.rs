//! The foreign-function interface of the core for the shells: conversion, delegation and error mapping, no logic.
//!
//! Promises of every call: it returns a `Result` whose error is [`IkdError`]. A panic becomes [`IkdError::Defect`]
//! without its text. A secret passed as a direct argument is wiped after use; all other memory is wiped when it is
//! freed (`docs/ffi.md`). Only calls that use the network or derive a key from the PIN, and those that wait for a
//! biometric, are async. The shell provides the phone's services through the traits of [`platform`].

pub mod account;
pub mod activity;
mod allocator;
pub mod app;
pub mod applications;
pub mod documents;
pub mod error;
mod error_table;
#[cfg(test)]
mod error_tests;
pub mod face_check;
pub mod form;
pub mod form_problem;
mod guard;
pub mod lock;
pub mod platform;
pub mod presenter;
#[cfg(feature = "probe")]
pub mod probe;
pub mod registration;
#[cfg(feature = "selfie")]
pub mod selfie;
pub mod stage;
pub mod text_keys;
pub mod verifier;

pub use error::{ErrorCode, IkdError};

#[global_allocator]
static ALLOCATOR: allocator::Wiping<std::alloc::System> = allocator::Wiping(std::alloc::System);

uniffi::setup_scaffolding!();

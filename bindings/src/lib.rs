//! The core as the shells see it: conversion, delegation and error mapping, no logic.
//!
//! Promises of every call here: it returns a `Result` whose error is [`IkdError`]; a panic becomes
//! [`IkdError::Defect`] without its text; a secret that comes in as a direct argument is wiped when it was used, and what
//! else passes through is wiped when the allocator gets it back (`docs/ffi.md`). Only the network and the key derivation are
//! async. What the phone lends the core comes in through the traits of [`platform`].

pub mod account;
pub mod activity;
mod allocator;
pub mod app;
pub mod documents;
pub mod error;
mod error_table;
#[cfg(test)]
mod error_tests;
pub mod form;
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

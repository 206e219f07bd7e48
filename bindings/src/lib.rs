//! The core as the shells see it: conversion, delegation and error mapping, no logic.

uniffi::setup_scaffolding!();

/// Version of the library.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

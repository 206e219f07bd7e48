//! The functions of a citizen's phone for Identitas Kependudukan Digital (IKD), Indonesia's digital identity card.
//!
//! Start at [`app`]: one root object and its stage. The shells (Android, iOS, desktop) draw the stage and give the core
//! access to the phone's hardware through [`platform`]. All rules are in the core.

#![forbid(unsafe_code)]

pub mod account;
pub mod activity;
pub mod app;
mod app_version;
pub mod applications;
mod context;
pub mod crypto;
pub mod documents;
pub mod face_check;
mod files;
pub mod forms;
pub mod identity;
#[cfg_attr(
    not(feature = "selfie"),
    expect(dead_code, reason = "only the selfie uses colours, orientation and profile")
)]
mod jpeg;
#[cfg(feature = "selfie")]
pub mod papers;
#[cfg(feature = "selfie")]
mod pictures;
pub mod platform;
pub mod presentation;
pub mod registration;
#[cfg(feature = "selfie")]
pub mod selfie;
pub mod service;
pub mod time;
pub mod trust;
pub mod vault;
pub mod verification;
mod views;

pub use app::{Config, Ikd, Stage};
pub use app_version::AppVersion;

//! Everything a citizen's phone must do for Identitas Kependudukan Digital (IKD), Indonesia's digital identity card.
//!
//! Start at [`app`]: one root object and the stage the person is at. The shells (Android, iOS, desktop) draw that stage
//! and lend the core the phone's hardware through [`platform`]; every rule lives here.

#![forbid(unsafe_code)]

pub mod crypto;
pub mod platform;
pub mod time;
pub mod vault;

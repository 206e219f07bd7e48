//! Tests with rendered papers, and with files of all kinds.
#![allow(clippy::unwrap_used, clippy::panic)]

mod files;
mod font;
mod page;
mod random;
mod rates;
mod scene;

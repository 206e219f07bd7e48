//! Pictures drawn from nothing but a seed: portraits of people who do not exist, and captchas.
//!
//! No photograph of a real person stands in for a citizen of the sandbox, and every portrait carries the word CONTOH
//! (example) in its picture, so that it cannot pass as one.

mod canvas;
mod captcha;
mod portrait;
mod strokes;

pub use captcha::captcha;
pub use portrait::{PORTRAIT_HEIGHT, PORTRAIT_LIMIT, PORTRAIT_WIDTH, covers_head, portrait};

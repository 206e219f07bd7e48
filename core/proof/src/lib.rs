//! What crosses from a citizen's phone to a reader.

#![forbid(unsafe_code)]

pub mod date;
pub mod digits;
pub mod nik;

pub use date::{CivilDate, DateError};
pub use nik::{Nik, NikError, Sex};

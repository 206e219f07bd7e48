//! One file per command.

pub(crate) mod assess;
pub(crate) mod assess_paper;
pub(crate) mod face_check;
pub(crate) mod generate;
pub(crate) mod journey;
pub(crate) mod nik;
pub(crate) mod portrait;
pub(crate) mod sandbox;
pub(crate) mod show;
pub(crate) mod verify;

//! One file per command.

pub(crate) mod apply;
pub(crate) mod assess;
pub(crate) mod assess_paper;
pub(crate) mod face_check;
pub(crate) mod form;
pub(crate) mod generate;
pub(crate) mod journey;
pub(crate) mod nik;
pub(crate) mod portrait;
mod reached;
pub(crate) mod sandbox;
pub(crate) mod services;
pub(crate) mod show;
pub(crate) mod track;
pub(crate) mod verify;

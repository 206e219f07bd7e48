//! `ikd portrait`: the portrait that would be sent, as a file to look at.

use std::{fs, path::Path, process::ExitCode};

use ikd_core::selfie::{PortraitSpec, SelfieEngine};

use crate::{
    console::line,
    explain,
    failure::{Failure, Outcome},
    home::replace,
    texts::Texts,
};

/// Makes it, or says what is wrong with the photograph.
pub(crate) fn run(texts: &Texts, photo: &Path, out: &Path) -> Outcome {
    let bytes = fs::read(photo).map_err(|_| Failure::new(texts.file_unreadable))?;
    let portrait = SelfieEngine::new()
        .portrait(&bytes, &PortraitSpec::IKD)
        .map_err(|error| Failure::new(explain::portrait(texts, &error)))?;
    replace(out, &portrait.jpeg, true).map_err(|_| Failure::new(texts.file_not_written))?;
    let report = &portrait.report;
    line(&(texts.portrait_made)(report.width, report.height, portrait.jpeg.len()))?;
    if report.enlarged() {
        line(texts.portrait_enlarged)?;
    }
    Ok(ExitCode::SUCCESS)
}

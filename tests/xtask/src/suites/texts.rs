//! What the apps show and xtask writes: texts in both languages, forms, licences of others.

use crate::outcome::{Figures, Stop};
use crate::workspace::Workspace;
use crate::{forms, licences, texts};

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let texts = texts::check(workspace)?;
    let forms = forms::check(workspace)?;
    let licences = licences::check(workspace)?;
    Ok(format!("{texts}; {forms}; {licences}"))
}

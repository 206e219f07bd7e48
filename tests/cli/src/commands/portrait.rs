//! `ikd portrait`: writes the portrait that the app would send to a file.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

use ikd_core::selfie::{PortraitReport, PortraitSpec, SelfieEngine};
use serde_json::{Value, json};

use crate::{
    commands::assess::{components, rounded},
    console::{complain, line},
    explain,
    failure::{Failure, OK, Outcome},
    home::replace,
    input,
    texts::Texts,
};

/// Makes the portrait, or reports what is wrong with the photograph.
pub(crate) fn run(texts: &Texts, photo: &Path, out: &Path, json: bool) -> Outcome {
    if !input::is_standard(photo) && same_file(photo, out) {
        return Err(Failure::usage(texts.portrait_over_photo));
    }
    let bytes = input::read(photo).ok_or_else(|| Failure::new("file-unreadable", texts.file_unreadable))?;
    let portrait = SelfieEngine::new()
        .portrait(&bytes, &PortraitSpec::IKD)
        .map_err(|error| explain::portrait(texts, &error))?;
    let report = &portrait.report;
    let mut said = (texts.portrait_made)(report.width, report.height, portrait.jpeg.len());
    if report.enlarged() {
        said = format!("{said}\n{}", texts.portrait_enlarged);
    }
    if json {
        said = facts(photo, report, portrait.jpeg.len()).to_string();
    }
    if input::is_standard(out) {
        let mut output = io::stdout().lock();
        output.write_all(&portrait.jpeg).and_then(|()| output.flush()).map_err(|_| Failure::OutputGone)?;
        complain(&said);
    } else {
        replace(out, &portrait.jpeg, true)
            .map_err(|_| Failure::new("file-not-written", texts.file_not_written))?;
        line(&said)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The sentence as JSON, with the quality.
fn facts(photo: &Path, report: &PortraitReport, bytes: usize) -> Value {
    json!({
        "input": photo.to_string_lossy(), "ok": true, "code": OK,
        "width": report.width, "height": report.height, "bytes": bytes, "jpeg_quality": report.quality,
        "scale": rounded(report.scale), "eye_distance": rounded(report.eye_distance), "roll": rounded(report.roll),
        "quality": components(&report.face_quality),
    })
}

/// Whether both names refer to the same file, also through hard or symbolic links.
fn same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) {
        use std::os::unix::fs::MetadataExt as _;
        return (one.dev(), one.ino()) == (other.dev(), other.ino());
    }
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

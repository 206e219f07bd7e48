//! `ikd assess-paper`: the file that would be sent of photographs of papers, and its advice, one line of JSON each.

use std::path::{Path, PathBuf};

use ikd_core::papers::{Paper, PaperAdvice, PaperError, StillError};
use serde_json::json;

use crate::{
    console::answer,
    failure::{Failure, OK, Outcome, all_yes},
    home::replace,
    input,
    texts::Texts,
};

/// Exit code 0 if every photograph can be read: advice only warns.
pub(crate) fn run(texts: &Texts, photos: &[PathBuf], out: Option<&Path>) -> Outcome {
    if out.is_some() && photos.len() > 1 {
        return Err(Failure::usage(texts.out_of_one_photo));
    }
    let mut all_read = true;
    for photo in photos {
        let name = photo.to_string_lossy();
        let paper = input::read(photo)
            .ok_or("file-unreadable")
            .and_then(|bytes| Paper::of(&bytes).map_err(|error| code(&error)));
        all_read &= match paper {
            Ok(paper) => {
                if let Some(out) = out {
                    replace(out, paper.jpeg(), true)
                        .map_err(|_| Failure::new("file-not-written", texts.file_not_written))?;
                }
                answer(&name, OK, facts(&paper))?
            }
            Err(code) => answer(&name, code, json!({}))?,
        };
    }
    Ok(all_yes(all_read))
}

fn code(error: &PaperError) -> &'static str {
    match error {
        PaperError::Still(StillError::TooManyBytes | StillError::TooManyPixels) => "photo-too-large",
        PaperError::Still(StillError::Unsupported) => "photo-unsupported",
        PaperError::Still(StillError::Damaged) => "photo-damaged",
    }
}

fn facts(paper: &Paper) -> serde_json::Value {
    let advice: Vec<&str> = paper.advice().iter().copied().map(PaperAdvice::code).collect();
    json!({"advice": advice, "width": paper.width(), "height": paper.height(), "bytes": paper.jpeg().len()})
}

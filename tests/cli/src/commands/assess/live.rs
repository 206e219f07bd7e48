//! `ikd assess --live`: what a person would be told while a recorded camera runs, one line of JSON for each change.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use ikd_core::selfie::{Frame, Guidance, LiveSession, LiveVerdict, Plane, Rotation, SelfieEngine};
use serde_json::json;

use super::y4m::{Planes, Video};
use crate::{
    console::answer,
    failure::{OK, Outcome, all_yes},
    input,
};

/// Exit code 0 if the picture could be taken at some time.
pub(super) fn run(video: &Path) -> Outcome {
    let name = video.to_string_lossy();
    let mut was_ready = false;
    if let Err(code) = follow(video, |at_ms, seen| {
        was_ready |= seen.ready;
        let codes: Vec<_> = seen.verdict.codes.iter().map(|code| code.code()).collect();
        let code = seen.shown.map_or(OK, Guidance::code);
        let more = json!({"at_ms": at_ms, "codes": codes, "faces": seen.verdict.faces, "ready": seen.ready});
        answer(&name, code, more).map(drop)
    })? {
        answer(&name, code, json!({}))?;
        return Ok(all_yes(false));
    }
    Ok(all_yes(was_ready))
}

/// Calls `changed` with each frame in which the guidance differs from that of the frame before. Returns a code if the video
/// cannot be followed to its end.
fn follow<E>(
    video: &Path,
    mut changed: impl FnMut(u64, &LiveVerdict) -> Result<(), E>,
) -> Result<Result<(), &'static str>, E> {
    let source: Box<dyn Read> = if input::is_standard(video) {
        Box::new(io::stdin().lock())
    } else {
        match File::open(video) {
            Ok(file) => Box::new(file),
            Err(_) => return Ok(Err("file-unreadable")),
        }
    };
    let mut video = match Video::open(BufReader::new(source)) {
        Ok(video) => video,
        Err(error) => return Ok(Err(error.code())),
    };
    let engine = SelfieEngine::new();
    let mut session = LiveSession::new();
    let mut before = None;
    let size = (video.width, video.height);
    loop {
        let planes = match video.next_frame() {
            Ok(Some(planes)) => planes,
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error.code())),
        };
        let at_ms = planes.at_ms;
        let seen = match frame(size, &planes).map(|frame| session.push(&engine, frame, at_ms)) {
            Some(Ok(seen)) => seen,
            Some(Err(_)) => return Ok(Err("models-unusable")),
            None => return Ok(Err("video-size-unsupported")),
        };
        let now = Some((seen.shown, seen.ready, seen.verdict.codes.clone()));
        if now != before {
            before = now;
            changed(at_ms, &seen)?;
        }
    }
}

/// `None` if a camera never has this size.
fn frame<'a>((width, height): (usize, usize), planes: &Planes<'a>) -> Option<Frame<'a>> {
    let plane = |bytes, stride| Plane { bytes, stride };
    let [u, v] = planes.chroma.map(|bytes| plane(bytes, width.div_ceil(2)));
    Frame::planes((width, height), plane(planes.luma, width), [u, v], 1, Rotation::R0).ok()
}

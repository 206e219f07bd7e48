//! `ikd assess --live`: what a person would be told while a recorded camera runs, one line of JSON for each change.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
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
    let mut recording = Recording::open(video);
    loop {
        match recording.as_mut().map_err(|code| *code).and_then(Recording::next_change) {
            Ok(Some((at_ms, seen))) => {
                was_ready |= seen.ready;
                let codes: Vec<_> = seen.verdict.codes.iter().map(|code| code.code()).collect();
                let code = seen.shown.map_or(OK, Guidance::code);
                let faces = seen.verdict.faces;
                answer(
                    &name,
                    code,
                    json!({"at_ms": at_ms, "codes": codes, "faces": faces, "ready": seen.ready}),
                )?;
            }
            Ok(None) => return Ok(all_yes(was_ready)),
            Err(code) => {
                answer(&name, code, json!({}))?;
                return Ok(all_yes(false));
            }
        }
    }
}

/// A recorded camera, and what the person was told so far. Errors are the codes of a line of JSON.
struct Recording {
    video: Video<Box<dyn BufRead>>,
    engine: SelfieEngine,
    session: LiveSession,
    before: Option<LiveVerdict>,
}

impl Recording {
    fn open(file: &Path) -> Result<Self, &'static str> {
        let source: Box<dyn BufRead> = if input::is_standard(file) {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(File::open(file).map_err(|_| "file-unreadable")?))
        };
        let video = Video::open(source).map_err(|error| error.code())?;
        Ok(Self { video, engine: SelfieEngine::new(), session: LiveSession::new(), before: None })
    }

    /// The next frame in which the guidance differs from that of the frame before, with its time in ms; `None` at the end.
    fn next_change(&mut self) -> Result<Option<(u64, LiveVerdict)>, &'static str> {
        let size = (self.video.width, self.video.height);
        while let Some(planes) = self.video.next_frame().map_err(|error| error.code())? {
            // A camera never has this size.
            let frame = frame(size, &planes).ok_or("video-size-unsupported")?;
            let seen = self.session.push(&self.engine, frame, planes.at_ms).map_err(|_| "models-unusable")?;
            let at_ms = planes.at_ms;
            let guidance = |seen: &LiveVerdict| (seen.shown, seen.ready, seen.verdict.codes.clone());
            let changed = self.before.as_ref().map(guidance) != Some(guidance(&seen));
            self.before = Some(seen.clone());
            if changed {
                return Ok(Some((at_ms, seen)));
            }
        }
        Ok(None)
    }
}

fn frame<'a>((width, height): (usize, usize), planes: &Planes<'a>) -> Option<Frame<'a>> {
    let plane = |bytes, stride| Plane { bytes, stride };
    let [u, v] = planes.chroma.map(|bytes| plane(bytes, width.div_ceil(2)));
    Frame::planes((width, height), plane(planes.luma, width), [u, v], 1, Rotation::R0).ok()
}

//! `ikd assess --live`: what a person would be told while a recorded camera runs, one line of JSON for each change.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use ikd_core::selfie::{Direction, Guidance, LiveSession, LiveVerdict, SelfieEngine};
use serde_json::{Value, json};

use super::{
    names,
    pictures::Pictures,
    rounded,
    y4m::{Planes, Video},
};
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
                answer(&name, seen.shown.map_or(OK, Guidance::code), report(at_ms, &seen))?;
            }
            Ok(None) => return Ok(all_yes(was_ready)),
            Err(code) => {
                answer(&name, code, json!({}))?;
                return Ok(all_yes(false));
            }
        }
    }
}

fn report(at_ms: u64, seen: &LiveVerdict) -> Value {
    let (codes, advisory) = names(&seen.verdict.codes);
    json!({
        "at_ms": at_ms, "codes": codes, "advisory": advisory, "direction": seen.direction.map(towards),
        "faces": seen.verdict.faces, "oval_fit": rounded(seen.oval_fit), "say": seen.say, "ready": seen.ready,
        "may_take": seen.may_take, "needs_light": seen.needs_light,
    })
}

fn towards(direction: Direction) -> &'static str {
    match direction {
        Direction::Left => "left",
        Direction::Right => "right",
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

/// A recorded camera, and what the person was told so far. Errors are the codes of a line of JSON.
struct Recording {
    source: Source,
    engine: SelfieEngine,
    session: LiveSession,
    before: Option<LiveVerdict>,
}

impl Recording {
    fn open(file: &Path) -> Result<Self, &'static str> {
        Ok(Self {
            source: Source::open(file)?,
            engine: SelfieEngine::new(),
            session: LiveSession::new(),
            before: None,
        })
    }

    /// The next frame in which the guidance differs from that of the frame before, with its time in ms; `None` at the end.
    fn next_change(&mut self) -> Result<Option<(u64, LiveVerdict)>, &'static str> {
        while let Some(planes) = self.source.next_frame()? {
            // A camera never has this size.
            let frame = planes.frame().ok_or("video-size-unsupported")?;
            let seen = self.session.push(&self.engine, frame, planes.at_ms).map_err(|_| "models-unusable")?;
            let at_ms = planes.at_ms;
            let guidance = |seen: &LiveVerdict| {
                let sentence = (seen.shown, seen.direction);
                (sentence, seen.ready, seen.may_take, seen.needs_light, seen.verdict.codes.clone())
            };
            let changed = self.before.as_ref().map(guidance) != Some(guidance(&seen));
            self.before = Some(seen.clone());
            if changed {
                return Ok(Some((at_ms, seen)));
            }
        }
        Ok(None)
    }
}

/// Where the frames come from.
enum Source {
    Video(Video<Box<dyn BufRead>>),
    Folder(Pictures),
}

impl Source {
    fn open(file: &Path) -> Result<Self, &'static str> {
        if file.is_dir() {
            return Pictures::open(file).map(Self::Folder);
        }
        let source: Box<dyn BufRead> = if input::is_standard(file) {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(File::open(file).map_err(|_| "file-unreadable")?))
        };
        Video::open(source).map(Self::Video).map_err(|error| error.code())
    }

    /// The next frame; `None` at the end.
    fn next_frame(&mut self) -> Result<Option<Planes<'_>>, &'static str> {
        match self {
            Self::Video(video) => video.next_frame().map_err(|error| error.code()),
            Self::Folder(pictures) => pictures.next_frame(),
        }
    }
}

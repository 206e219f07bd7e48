//! A live camera: frame after frame to one sentence at a time.
//!
//! Promises: what is wrong is said with its frame. While a face is followed only the mesh runs; the detector looks for
//! other faces in every fifth frame, and at once when the face is lost. No frame is kept.

mod steady;
mod usual;
mod votes;

use super::{
    Frame, SelfieEngine, Verdict,
    assess::{Seen, look},
    buffers::{Buffer, Buffers},
    face::DetectedFace,
    guidance::{Direction, Guidance, oval_fit},
    mesh::{Landmarks, Square},
    metrics::{Metrics, measure_face},
    models::{ModelError, Models},
    picture::Picture,
};
use steady::Steady;

/// In one of this many frames the detector runs while a face is followed: a second person is seen within a sixth of a
/// second at 30 frames per second.
const DETECT_EVERY: u32 = 5;
/// Probability of the mesh below which the face is lost (MediaPipe's default).
const LOST_BELOW: f32 = 0.5;

/// Guidance by one camera, from its start to its stop.
#[derive(Default)]
pub struct LiveSession {
    track: Option<Track>,
    steady: Steady,
    /// Used for every frame, so that none is allocated after the first.
    buffers: Buffers,
}

/// Assessment of a frame in the light of those before it.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveVerdict {
    /// What was measured in this frame. Its codes hold until the picture is clearly better than where they began.
    pub verdict: Verdict,
    /// The code to show, each for at least 250 ms; `None` when the picture is good.
    pub shown: Option<Guidance>,
    /// Where to move the phone or to turn the head, if `shown` asks for that.
    pub direction: Option<Direction>,
    /// Say the sentence aloud: it changed, and the last one could be heard to its end (1.5 s).
    pub say: bool,
    /// How well the face fits the oval: 1 in its middle, 0.5 where a code for place or size begins, 0 without a face.
    pub oval_fit: f32,
    /// For how much of the second before automatic capture the picture has been good, 0..=1.
    pub progress: f32,
    /// The picture was good for a whole second: it may be taken by itself.
    pub ready: bool,
    /// The person may take the picture: nothing is wrong, or nothing but advice for 20 seconds. The codes that are left
    /// travel with the portrait to the officer.
    pub may_take: bool,
    /// It is too dark here: the phone should give light, with a bright screen or its torch, until the session ends.
    pub needs_light: bool,
}

/// A face that is followed.
struct Track {
    /// Where the mesh looks in the next frame.
    square: Square,
    /// The faces of the last detection, largest first.
    faces: Buffer<DetectedFace>,
    /// The mesh in the frame of that detection.
    origin: Landmarks,
    /// Frames since then.
    age: u32,
}

impl LiveSession {
    /// A session that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Assesses the next frame, taken at `at_ms` by any clock that only grows. After an error the next frame is assessed as
    /// if this one had not been.
    pub fn push(
        &mut self,
        engine: &SelfieEngine,
        frame: Frame<'_>,
        at_ms: u64,
    ) -> Result<LiveVerdict, ModelError> {
        let models = engine.models()?;
        let picture = &mut frame.to_picture(&self.buffers);
        let (faces, metrics) = match self.follow(models, picture) {
            Some(seen) => seen,
            None => self.look(models, picture)?,
        };
        let guided = self.steady.update(&metrics, at_ms);
        let face = metrics.face.as_ref();
        Ok(LiveVerdict {
            shown: guided.shown,
            direction: guided.direction,
            say: guided.say,
            oval_fit: face.map_or(0.0, oval_fit),
            progress: guided.progress,
            ready: guided.ready,
            may_take: guided.may_take,
            needs_light: guided.needs_light,
            verdict: Verdict { faces, codes: guided.codes, metrics },
        })
    }

    /// Says what was wrong with the photograph that was taken now: the sentence stays for 3 seconds, and the next one is
    /// not ready before the picture was good for another second.
    pub fn photograph_failed(&mut self, codes: &[Guidance]) {
        // What blocks comes before advice that was already given.
        let blocking = codes.iter().find(|code| !code.is_advisory());
        if let Some(&code) = blocking.or(codes.first()) {
            self.steady.photograph_failed(code);
        }
    }

    /// Runs only the mesh, where the face was; `None` if that does not do.
    fn follow(&mut self, models: &Models, picture: &mut Picture) -> Option<(usize, Metrics)> {
        let track = self.track.as_mut().filter(|track| track.age + 1 < DETECT_EVERY)?;
        // A square in which the mesh fails is given up, or it would fail in every frame. What is wrong with the models
        // themselves comes up with the detector.
        let found = Landmarks::at(models, picture, &track.square).ok();
        let landmarks = found.filter(|landmarks| landmarks.flag >= LOST_BELOW)?;
        track.age += 1;
        track.square = landmarks.surroundings();
        let mut by_size = track.faces.clone();
        by_size[0] = by_size[0].moved(&track.origin, &landmarks);
        let face = Some(measure_face(picture, &by_size, &landmarks));
        let scene_luma = picture.sampled_luma();
        Some((track.faces.len(), Metrics::of(picture, scene_luma, face)))
    }

    /// Runs the detector, and begins to follow the largest face.
    fn look(&mut self, models: &Models, picture: &mut Picture) -> Result<(usize, Metrics), ModelError> {
        self.track = None;
        let Seen { faces, landmarks, metrics } = look(models, picture)?;
        let count = faces.len();
        if let Some(origin) = landmarks.filter(|landmarks| landmarks.flag >= LOST_BELOW) {
            self.track = Some(Track { square: origin.surroundings(), faces, origin, age: 0 });
        }
        Ok((count, metrics))
    }
}

impl DetectedFace {
    /// The box of a face that the detector found at `from`, after the mesh moved to `to`: as far and as much larger as the
    /// eyes.
    fn moved(&self, from: &Landmarks, to: &Landmarks) -> DetectedFace {
        let eyes = |mesh: &Landmarks| mesh.right_eye().middle(mesh.left_eye());
        let (old, new) = (eyes(from), eyes(to));
        let width = |mesh: &Landmarks| mesh.right_eye().distance(mesh.left_eye());
        let scale = width(to) / width(from).max(f64::MIN_POSITIVE);
        let (x, y) = (|x: f64| new.x + (x - old.x) * scale, |y: f64| new.y + (y - old.y) * scale);
        DetectedFace {
            left: x(self.left),
            top: y(self.top),
            right: x(self.right),
            bottom: y(self.bottom),
            right_eye: to.right_eye(),
            left_eye: to.left_eye(),
            ..*self
        }
    }
}

#[cfg(test)]
impl LiveSession {
    /// Whether the last frame was assessed without the detector.
    pub(super) fn followed(&self) -> bool {
        self.track.as_ref().is_some_and(|track| track.age > 0)
    }

    /// Makes the mesh look where it can find nothing.
    pub(super) fn look_nowhere(&mut self) {
        self.track.as_mut().expect("a face is followed").square = Square::nowhere();
    }
}

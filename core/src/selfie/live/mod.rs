//! A live camera: frame after frame to one sentence at a time.
//!
//! Promises: what is wrong is said with its frame. While a face is followed only the mesh runs; the detector looks for
//! other faces in every fifth frame, and at once when the face is lost. No frame is kept.

mod steady;

use super::{
    Frame, SelfieEngine, Verdict,
    assess::{Seen, look},
    detection::DetectedFace,
    guidance::Guidance,
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
}

/// Assessment of a frame in the light of those before it.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveVerdict {
    /// What was measured in this frame. Its codes hold until the picture is clearly better than where they began.
    pub verdict: Verdict,
    /// The code to show, each for at least 250 ms; `None` when the picture is good.
    pub shown: Option<Guidance>,
    /// The picture was good for a whole second: it may be taken by itself.
    pub ready: bool,
}

/// A face that is followed.
struct Track {
    /// Where the mesh looks in the next frame.
    square: Square,
    /// The faces of the last detection, largest first.
    faces: Vec<DetectedFace>,
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
        let picture = &mut frame.to_picture();
        let (faces, metrics) = match self.follow(models, picture) {
            Some(seen) => seen,
            None => self.look(models, picture)?,
        };
        let guided = self.steady.update(&metrics, at_ms);
        let verdict = Verdict { faces, codes: guided.codes, metrics };
        Ok(LiveVerdict { verdict, shown: guided.shown, ready: guided.ready })
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

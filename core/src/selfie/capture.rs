//! One selfie, from the first frame of the camera to the portrait.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use super::{
    Frame, LiveSession, LiveVerdict, ModelError, Portrait, PortraitError, PortraitSpec, SelfieEngine,
};

/// The engine with the session of the camera that is open. Keep it while the camera's screen is open; calls can be made
/// from any thread.
#[derive(Default)]
pub struct Capture {
    engine: SelfieEngine,
    session: Mutex<LiveSession>,
}

impl Capture {
    /// A capture that has seen nothing. Its engine loads its models at first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// The engine, for pictures that do not come from the camera.
    pub fn engine(&self) -> &SelfieEngine {
        &self.engine
    }

    /// Forgets all frames: a camera opens.
    pub fn start(&self) {
        *self.session() = LiveSession::new();
    }

    /// Assesses the next frame, as [`LiveSession::push`] does. Returns `None`, at once, while another frame is being
    /// assessed: frames are skipped and never wait.
    pub fn follow(&self, frame: Frame<'_>, at_ms: u64) -> Result<Option<LiveVerdict>, ModelError> {
        let mut session = match self.session.try_lock() {
            Ok(session) => session,
            Err(TryLockError::Poisoned(session)) => session.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        session.push(&self.engine, frame, at_ms).map(Some)
    }

    /// Makes the portrait from a photograph, as [`SelfieEngine::portrait`] does. Of a photograph that is refused the
    /// following frames say for 3 seconds what was wrong.
    pub fn portrait(&self, photograph: &[u8], spec: &PortraitSpec) -> Result<Portrait, PortraitError> {
        self.engine.portrait(photograph, spec).inspect_err(|error| {
            if let PortraitError::Retake(codes) = error {
                self.session().photograph_failed(codes);
            }
        })
    }

    fn session(&self) -> MutexGuard<'_, LiveSession> {
        // One that a panic left behind only guides worse for a moment: the next frames replace what it knows.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
impl Capture {
    /// Holds the session as a thread does that assesses a frame.
    pub(super) fn busy(&self) -> MutexGuard<'_, LiveSession> {
        self.session()
    }
}

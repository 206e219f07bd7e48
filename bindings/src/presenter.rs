//! Showing the rotating QR.

use std::sync::{Arc, Mutex, PoisonError};

pub use ikd_core::presentation::{Audience, ShowWarning};
use ikd_core::{Ikd, presentation};
pub use ikd_proof::ViewKind;

use crate::{
    error::{ErrorCode, IkdError},
    guard::guarded,
};

/// What is shown of a person.
#[uniffi::remote(Enum)]
pub enum ViewKind {
    /// NIK, name, date of birth.
    Basic,
    /// Everything on the KTP.
    FullKtp,
}

/// A class of registered readers.
#[uniffi::remote(Record)]
pub struct Audience {
    /// Its number.
    pub number: u64,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
    /// What it may be shown.
    pub views: Vec<ViewKind>,
}

/// Something the person should know while showing.
#[uniffi::remote(Enum)]
pub enum ShowWarning {
    /// The phone's clock could not be checked since it started; the reader is told.
    ClockUnchecked,
    /// The phone's clock is wrong; codes carry the right time all the same.
    ClockDeviates,
    /// The view runs out within two days: connect once.
    ViewRunsOut,
    /// By a clock that could not be checked, or by one of two that disagree, the view has run out: connect once.
    ViewMayHaveRunOut,
}

/// A QR symbol to draw.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QrFrame {
    /// Modules a side.
    pub width: u32,
    /// Light modules to leave on each side.
    pub quiet_zone: u32,
    /// The modules, row by row from the top left, eight to a byte, the first in the highest bit; 1 is dark. Each row is
    /// padded to whole bytes.
    pub modules: Vec<u8>,
    /// The text of the symbol. Not personal by itself: it is sealed to the reader.
    pub text: String,
    /// Ask for the next one after so many milliseconds.
    pub rotate_after_ms: u64,
    /// The code says it ends then; seconds since 1970.
    pub expires_at: u64,
    /// What to tell the person.
    pub warnings: Vec<ShowWarning>,
}

/// Shows codes.
#[derive(uniffi::Object)]
pub struct Presenter(presentation::Presenter);

impl Presenter {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self(app.presenter().clone())
    }
}

#[uniffi::export]
impl Presenter {
    /// The reader classes a code can be made for now.
    pub fn audiences(&self) -> Result<Vec<Audience>, IkdError> {
        guarded(|| Ok(self.0.audiences()))
    }

    /// Starts showing `kind` to the reader class `audience`. Goes on record at once. Needs no network.
    pub fn start(&self, kind: ViewKind, audience: u64) -> Result<Arc<Showing>, IkdError> {
        guarded(|| Ok(Arc::new(Showing(Mutex::new(Some(self.0.start(kind, audience)?))))))
    }
}

/// A showing under way. Ends when it is ended or dropped.
#[derive(uniffi::Object)]
pub struct Showing(Mutex<Option<presentation::Showing>>);

#[uniffi::export]
impl Showing {
    /// The next code: fresh time, fresh randomness, fresh signature.
    pub fn next_frame(&self) -> Result<QrFrame, IkdError> {
        guarded(|| {
            let mut showing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let showing = showing.as_mut().ok_or(IkdError::NotNow { code: ErrorCode::WrongStage })?;
            let frame = showing.next_frame()?;
            Ok(QrFrame {
                width: frame.symbol.width(),
                quiet_zone: presentation::QUIET_ZONE,
                modules: frame.symbol.packed(),
                text: frame.text,
                rotate_after_ms: frame.rotate_after_ms,
                expires_at: frame.expires_at,
                warnings: frame.warnings,
            })
        })
    }

    /// Takes the code off the screen and notes the end. Ending twice is fine.
    pub fn end(&self) -> Result<(), IkdError> {
        guarded(|| {
            let showing = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            showing.map_or(Ok(()), |showing| Ok(showing.end()?))
        })
    }
}

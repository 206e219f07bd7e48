//! Presentation of the rotating QR.

use std::sync::{Arc, Mutex, PoisonError};

pub use ikd_core::presentation::{Audience, ShowWarning};
use ikd_core::{Ikd, presentation};
pub use ikd_proof::ViewKind;

use crate::{
    error::{ErrorCode, IkdError},
    guard::guarded,
};

/// Which claims a presentation contains.
#[uniffi::remote(Enum)]
pub enum ViewKind {
    /// NIK, name, date of birth.
    Basic,
    /// All entries of the KTP.
    FullKtp,
}

/// A class of registered readers that a code can be made for.
#[uniffi::remote(Record)]
pub struct Audience {
    /// Number of the class.
    pub number: u64,
    /// Name in Indonesian.
    pub name_id: String,
    /// Name in English.
    pub name_en: String,
    /// The views that this class may receive, the one with the fewest claims first: choose it beforehand.
    pub views: Vec<ViewKind>,
}

/// A warning for the person while the code is shown.
#[uniffi::remote(Enum)]
pub enum ShowWarning {
    /// The view has expired by an unchecked clock, or by one of two clocks that disagree: connect once.
    ViewMayHaveRunOut,
    /// The view expires within two days: connect once.
    ViewRunsOut,
    /// The phone's clock is wrong; the codes carry the corrected time.
    ClockDeviates,
    /// The phone's clock was not checked against the service since the phone started; the code says so to the reader.
    ClockUnchecked,
}

/// A QR symbol to draw.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QrFrame {
    /// Modules per side.
    pub width: u32,
    /// Width of the light margin to draw on each side, in modules.
    pub quiet_zone: u32,
    /// The modules, row by row from the top left, eight to a byte, the first in the highest bit; 1 is dark. Each row is
    /// padded to whole bytes.
    pub modules: Vec<u8>,
    /// The text of the symbol. It is encrypted to the reader and shows no personal data by itself.
    pub text: String,
    /// Milliseconds after which to request the next frame.
    pub rotate_after_ms: u64,
    /// Expiry stated in the code, seconds since 1970.
    pub expires_at: u64,
    /// Warnings to show to the person, the most pressing first.
    pub warnings: Vec<ShowWarning>,
}

/// Starts presentations.
#[derive(uniffi::Object)]
pub struct Presenter(presentation::Presenter);

impl Presenter {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self(app.presenter().clone())
    }
}

#[uniffi::export]
impl Presenter {
    /// The reader classes that a code can be made for now.
    pub fn audiences(&self) -> Result<Vec<Audience>, IkdError> {
        guarded(|| Ok(self.0.audiences()))
    }

    /// Starts showing `kind` to the reader class `audience`. The activity log records it at once. Needs no network.
    pub fn start(&self, kind: ViewKind, audience: u64) -> Result<Arc<Showing>, IkdError> {
        guarded(|| Ok(Arc::new(Showing(Mutex::new(Some(self.0.start(kind, audience)?))))))
    }
}

/// A presentation in progress. It ends when `end` is called or this object is released.
#[derive(uniffi::Object)]
pub struct Showing(Mutex<Option<presentation::Showing>>);

#[uniffi::export]
impl Showing {
    /// The next code, with the current time, new randomness and a new signature.
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

    /// Ends the presentation and logs its end. A second call does nothing.
    pub fn end(&self) -> Result<(), IkdError> {
        guarded(|| {
            let showing = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            showing.map_or(Ok(()), |showing| Ok(showing.end()?))
        })
    }
}

//! The photograph of a paper, prepared on the phone.

use std::sync::Arc;

use ikd_core::papers;
pub use ikd_core::papers::PaperAdvice;

use crate::{error::IkdError, guard::guarded};

/// What an officer may not be able to read. It never blocks: the person decides whether to take another photograph.
#[uniffi::remote(Enum)]
pub enum PaperAdvice {
    /// The picture has few pixels: move closer, or do not send it through a messenger first.
    TooSmall,
    /// The paper is dark: go where there is more light.
    TooDark,
    /// Print is not sharp: hold still, and let the camera focus.
    Blurry,
    /// A reflection hides a part: tilt the paper, or switch the flash off.
    Glare,
    /// The paper reaches the edge of the picture: all four of its edges must be visible.
    CutOff,
}

/// Facts about the photograph of a paper.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaperDetails {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of the JPEG, at most 400,000 bytes.
    pub bytes: u32,
    /// What to do better; empty if nothing was found.
    pub advice: Vec<PaperAdvice>,
}

/// The photograph of a paper as it is sent: upright, at most 2,000 pixels, without metadata. It stays in the library: the
/// shell shows its preview and passes it to `Applications.attach`.
#[derive(uniffi::Object)]
pub struct Paper(papers::Paper);

#[uniffi::export]
impl Paper {
    /// Prepares a photograph: JPEG or PNG, at most 32 MiB and 50 megapixels. It is passed without a copy. Takes some
    /// hundred milliseconds: do not call it on the main thread.
    #[uniffi::constructor]
    pub fn of(photograph: &[u8]) -> Result<Arc<Self>, IkdError> {
        guarded(|| Ok(Arc::new(Self(papers::Paper::of(photograph)?))))
    }

    /// A JPEG of the same picture with at most `max_edge` pixels along its longer side, for the person to look at.
    pub fn preview(&self, max_edge: u32) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.0.preview(max_edge as usize).to_vec()))
    }

    /// What there is to know about it.
    pub fn details(&self) -> Result<PaperDetails, IkdError> {
        guarded(|| {
            let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
            Ok(PaperDetails {
                width: number(self.0.width()),
                height: number(self.0.height()),
                bytes: number(self.0.jpeg().len()),
                advice: self.0.advice().to_vec(),
            })
        })
    }
}

impl Paper {
    /// The file, for the call that adds it to an application.
    pub(super) fn jpeg(&self) -> &[u8] {
        self.0.jpeg()
    }
}

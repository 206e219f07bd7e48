//! What to do better with the photograph of a paper.

use super::{
    limits::{BLURRED, DARK_PAPER, FEW_PIXELS, GLARE},
    measure::measure,
    plane::Plane,
};

/// What an officer may not be able to read. It never blocks: the person decides whether to take another photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperAdvice {
    /// The picture has few pixels: move closer, or do not send it through a messenger first.
    TooSmall,
    /// The paper is dark: go where there is more light.
    TooDark,
    /// Print is not sharp: hold still, and let the camera focus. Also if nothing is printed.
    Blurry,
    /// A reflection hides a part: tilt the paper, or switch the flash off.
    Glare,
    /// The paper reaches the edge of the picture: all four of its edges must be visible.
    CutOff,
}

impl PaperAdvice {
    /// All of them, in the order in which they are given.
    pub const ALL: [PaperAdvice; 5] = [
        PaperAdvice::TooSmall,
        PaperAdvice::TooDark,
        PaperAdvice::Blurry,
        PaperAdvice::Glare,
        PaperAdvice::CutOff,
    ];

    /// Stable name, for texts and logs.
    pub const fn code(self) -> &'static str {
        match self {
            PaperAdvice::TooSmall => "too-small",
            PaperAdvice::TooDark => "too-dark",
            PaperAdvice::Blurry => "blurry",
            PaperAdvice::Glare => "glare",
            PaperAdvice::CutOff => "cut-off",
        }
    }
}

/// The advice for a picture, in the order of [`PaperAdvice::ALL`].
pub(super) fn of(plane: &Plane) -> Vec<PaperAdvice> {
    let small = plane.width * plane.height < FEW_PIXELS;
    let figures = measure(plane);
    let applies = |advice: &PaperAdvice| match (advice, &figures) {
        (PaperAdvice::TooSmall, _) => small,
        (_, None) => false,
        (PaperAdvice::TooDark, Some(figures)) => figures.paper < DARK_PAPER,
        (PaperAdvice::Blurry, Some(figures)) => figures.sharpness < BLURRED,
        (PaperAdvice::Glare, Some(figures)) => figures.glare > GLARE,
        (PaperAdvice::CutOff, Some(figures)) => figures.is_cut_off(),
    };
    PaperAdvice::ALL.into_iter().filter(applies).collect()
}

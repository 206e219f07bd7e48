//! A QR code as inline SVG: sharp at every size, and no picture to load.

use maud::{Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};

/// Modules left empty around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// The code of `text` with a name for those who cannot see it; `None` when no code can hold the text.
pub(super) fn svg(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(|left, right| left == right) {
            if run[0] == Color::Dark {
                path.push_str(&format!(
                    "M{} {}h{}v1h-{}z",
                    column + QUIET,
                    row + QUIET,
                    run.len(),
                    run.len()
                ));
            }
            column += run.len();
        }
    }
    Some(html! {
        svg.qr xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label) {
            rect width=(side) height=(side) fill="#fff" {}
            path fill="#000" shape-rendering="crispEdges" d=(PreEscaped(path)) {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_is_escaped() {
        let drawn = svg("IKDP1:ABC", "\"><script>").expect("a short text").into_string();
        assert!(!drawn.contains("<script>"));
    }

    #[test]
    fn text_longer_than_any_code_is_none() {
        assert!(svg(&"A".repeat(5000), "x").is_none());
    }
}

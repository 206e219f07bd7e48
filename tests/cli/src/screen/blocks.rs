//! A QR symbol in a terminal: each character shows two modules, one above the other.
//!
//! Dark on light, in colours that no theme changes, with the full quiet zone, so that a camera can also read it from a
//! dark terminal.

use ikd_core::presentation::Symbol;

/// Quiet zone: light modules on each side of the symbol (ISO/IEC 18004).
pub(super) const QUIET_ZONE: u32 = 4;
/// Black and white of the 256-colour cube: the first sixteen colours belong to the theme.
const DARK_BELOW: &str = "\x1b[48;5;16m";
const LIGHT_BELOW: &str = "\x1b[38;5;16;48;5;231m";
const PLAIN: &str = "\x1b[0m";

/// Terminal size that a symbol needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Columns.
    pub(crate) columns: u16,
    /// Rows.
    pub(crate) rows: u16,
}

impl Needs {
    /// The size for the longest code of the basic view: version 15, 77 modules on each side.
    pub(crate) const BASIC: Self = Self { columns: 85, rows: 43 };

    /// The size for a symbol with its quiet zone.
    pub(crate) fn of(symbol: &Symbol) -> Self {
        let side = u16::try_from(symbol.width() + 2 * QUIET_ZONE).unwrap_or(u16::MAX);
        Self { columns: side, rows: side.div_ceil(2) }
    }

    /// Whether a terminal of this size is large enough.
    pub(crate) fn fit(self, columns: u16, rows: u16) -> bool {
        columns >= self.columns && rows >= self.rows
    }
}

/// A symbol as lines of a terminal.
pub(crate) struct Blocks(Vec<String>);

impl Blocks {
    /// Draws the symbol with its quiet zone.
    pub(crate) fn of(symbol: &Symbol) -> Self {
        let side = symbol.width() + 2 * QUIET_ZONE;
        let dark = |x: u32, y: u32| match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
            (Some(x), Some(y)) => symbol.is_dark(x, y),
            _ => false,
        };
        let row = |y: u32| {
            let mut line = String::new();
            let mut colours = "";
            for x in 0..side {
                let (wanted, character) = match (dark(x, y), dark(x, y + 1)) {
                    // Background only: in some fonts a full block leaves a gap between lines.
                    (true, true) => (DARK_BELOW, ' '),
                    (false, false) => (LIGHT_BELOW, ' '),
                    (true, false) => (LIGHT_BELOW, '▀'),
                    (false, true) => (LIGHT_BELOW, '▄'),
                };
                if wanted != colours {
                    line.push_str(wanted);
                    colours = wanted;
                }
                line.push(character);
            }
            line.push_str(PLAIN);
            line
        };
        Self((0..side).step_by(2).map(row).collect())
    }

    /// The lines, top first.
    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn symbol() -> Symbol {
        Symbol::of_text(&"A".repeat(470)).unwrap()
    }

    #[test]
    fn version_13_needs_77_columns_and_39_rows() {
        assert_eq!(symbol().version(), 13);
        let needs = Needs::of(&symbol());
        assert_eq!(needs, Needs { columns: 77, rows: 39 });
        assert!(needs.fit(77, 39) && !needs.fit(76, 39) && !needs.fit(77, 38));
    }

    #[test]
    fn the_longest_basic_code_fits_the_requested_window() {
        // The budget of a basic code is 600 characters of base45.
        assert_eq!(Needs::of(&Symbol::of_text(&"A".repeat(600)).unwrap()), Needs::BASIC);
    }

    /// Reads the drawing back: which half cells a camera would see as dark.
    fn modules(line: &str) -> Vec<(bool, bool)> {
        let mut out = Vec::new();
        let mut dark_below = false;
        let mut rest = line;
        while let Some(character) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix(DARK_BELOW) {
                (dark_below, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix(LIGHT_BELOW) {
                (dark_below, rest) = (false, after);
            } else if let Some(after) = rest.strip_prefix(PLAIN) {
                rest = after;
            } else {
                out.push((dark_below || character == '▀', dark_below || character == '▄'));
                rest = &rest[character.len_utf8()..];
            }
        }
        out
    }

    #[test]
    fn every_module_is_drawn_where_it_belongs() {
        let symbol = symbol();
        for (line, y) in Blocks::of(&symbol).lines().iter().zip((0..).step_by(2)) {
            for ((upper, lower), x) in modules(line).into_iter().zip(0..) {
                let dark = |x: u32, y: u32| {
                    x >= QUIET_ZONE && y >= QUIET_ZONE && symbol.is_dark(x - QUIET_ZONE, y - QUIET_ZONE)
                };
                assert_eq!((upper, lower), (dark(x, y), dark(x, y + 1)), "column {x}, row {y}");
            }
        }
    }
}

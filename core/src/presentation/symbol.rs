//! The QR symbol: which modules are dark.

use qrcode::{Color, EcLevel, QrCode, Version};

/// Above this version the lower error correction is used: on a screen, blur is the limit and not damage, so that fewer
/// modules are easier to read.
const LARGEST_AT_M: i16 = 15;
/// Modules of quiet zone on each side (ISO/IEC 18004).
pub const QUIET_ZONE: u32 = 4;

/// Why there is no symbol or picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SymbolError {
    /// The text is longer than a QR symbol can hold.
    #[error("the text does not fit a QR symbol")]
    TooLong,
    /// The picture could not be written.
    #[error("the picture could not be written")]
    Picture,
}

/// A QR symbol: a square of modules, without quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    width: u32,
    dark: Vec<bool>,
    version: u8,
}

impl Symbol {
    /// The symbol for a text: error correction M up to version 15, L above.
    pub fn of_text(text: &str) -> Result<Self, SymbolError> {
        let at_m = QrCode::with_error_correction_level(text, EcLevel::M);
        let code = match at_m {
            Ok(code) if matches!(code.version(), Version::Normal(version) if version <= LARGEST_AT_M) => code,
            _ => QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| SymbolError::TooLong)?,
        };
        let version = match code.version() {
            Version::Normal(version) => u8::try_from(version).map_err(|_| SymbolError::TooLong)?,
            Version::Micro(_) => return Err(SymbolError::TooLong),
        };
        let width = u32::try_from(code.width()).map_err(|_| SymbolError::TooLong)?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { width, dark, version })
    }

    /// Modules on each side.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// QR version, 1 to 40: the width is `17 + 4 * version`.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Whether the module in column `x` of row `y` is dark. Modules outside are light, like the quiet zone.
    #[must_use]
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        x < self.width && y < self.width && self.dark[(y * self.width + x) as usize]
    }

    /// The modules row by row, eight to a byte, first module in the highest bit, each row padded to whole bytes.
    #[must_use]
    pub fn packed(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity((self.width * self.width.div_ceil(8)) as usize);
        for row in self.dark.chunks(self.width as usize) {
            for eight in row.chunks(8) {
                bytes.push(
                    eight.iter().zip((0..8).rev()).fold(0, |byte, (dark, bit)| byte | u8::from(*dark) << bit),
                );
            }
        }
        bytes
    }

    /// A PNG with `scale` pixels to a module and the quiet zone around it.
    pub fn to_png(&self, scale: u32) -> Result<Vec<u8>, SymbolError> {
        let side = (self.width + 2 * QUIET_ZONE) * scale.max(1);
        let picture = image::GrayImage::from_fn(side, side, |x, y| {
            let module = |at: u32| (at / scale.max(1)).checked_sub(QUIET_ZONE);
            let dark = module(x).zip(module(y)).is_some_and(|(x, y)| self.is_dark(x, y));
            image::Luma([if dark { 0 } else { 255 }])
        });
        let mut png = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut png, image::ImageFormat::Png).map_err(|_| SymbolError::Picture)?;
        Ok(png.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_hundred_characters_are_version_15() {
        let symbol = Symbol::of_text(&"A".repeat(600)).expect("fits");
        assert_eq!((symbol.version(), symbol.width()), (15, 77));
    }

    #[test]
    fn a_longer_text_lowers_the_error_correction_before_the_size_grows() {
        let symbol = Symbol::of_text(&"A".repeat(880)).expect("fits");
        assert_eq!(symbol.version(), 17);
    }

    #[test]
    fn a_text_longer_than_any_symbol_is_refused() {
        assert_eq!(Symbol::of_text(&"A".repeat(5000)).err(), Some(SymbolError::TooLong));
    }

    #[test]
    fn packing_keeps_every_module() {
        let symbol = Symbol::of_text("IKD1:TEST").expect("fits");
        let packed = symbol.packed();
        let row = symbol.width().div_ceil(8);
        for y in 0..symbol.width() {
            for x in 0..symbol.width() {
                let bit = packed[(y * row + x / 8) as usize] >> (7 - x % 8) & 1;
                assert_eq!(bit == 1, symbol.is_dark(x, y));
            }
        }
    }
}

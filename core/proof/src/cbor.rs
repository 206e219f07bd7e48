//! Strict CBOR: the rules of `docs/formats.md` section 1, checked before anything is decoded.
//!
//! [`check`] promises that the bytes it accepts are deterministic CBOR (RFC 8949 4.2.1) without tags, floats or
//! indefinite lengths, nested at most [`MAX_DEPTH`] deep, with every text in normal form C and free of control
//! characters. It never panics and allocates nothing, whatever lengths the input claims. `minicbor` reads only bytes
//! that were checked; by itself it accepts duplicate keys, integers in a longer form and trailing bytes.

/// Nesting allowed within one CBOR item (`docs/formats.md` section 1).
pub const MAX_DEPTH: u8 = 8;

/// Which rule of strict CBOR was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// More bytes than the format allows.
    #[error("longer than the format allows")]
    TooLong,
    /// The input ends within an item.
    #[error("ends within an item")]
    Truncated,
    /// Bytes follow the item.
    #[error("bytes follow the item")]
    TrailingBytes,
    /// An indefinite length, a break code or a reserved head.
    #[error("indefinite length or reserved head")]
    Indefinite,
    /// A head that could have been shorter.
    #[error("head is not in its shortest form")]
    NotShortest,
    /// Map keys out of order, or one of them twice.
    #[error("map keys out of order or repeated")]
    KeyOrder,
    /// A tag, a float, `null`, `undefined` or another simple value.
    #[error("tag, float or simple value")]
    Forbidden,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested too deeply")]
    TooDeep,
    /// Text that is not UTF-8 in normal form C, or contains a control character.
    #[error("text is not in normal form or contains a control character")]
    Text,
}

/// Checks that `bytes` are exactly one strict CBOR item of at most `max` bytes.
///
/// # Errors
/// The first broken rule, from the start of the bytes.
pub fn check(bytes: &[u8], max: usize) -> Result<(), CborError> {
    if bytes.len() > max {
        return Err(CborError::TooLong);
    }
    let mut cursor = Cursor { rest: bytes };
    cursor.item(0)?;
    if cursor.rest.is_empty() { Ok(()) } else { Err(CborError::TrailingBytes) }
}

/// Whether the formats allow `text`: normal form C, no control characters.
pub fn is_clean_text(text: &str) -> bool {
    // Nearly every Indonesian name is ASCII, which is always in normal form C.
    let normal =
        text.is_ascii() || icu_normalizer::ComposingNormalizerBorrowed::new_nfc().is_normalized(text);
    normal && !text.chars().any(char::is_control)
}

struct Cursor<'b> {
    rest: &'b [u8],
}

/// Major types of RFC 8949 section 3.1.
mod major {
    pub(super) const UNSIGNED: u8 = 0;
    pub(super) const NEGATIVE: u8 = 1;
    pub(super) const BYTES: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const ARRAY: u8 = 4;
    pub(super) const MAP: u8 = 5;
    pub(super) const SIMPLE: u8 = 7;
}

impl<'b> Cursor<'b> {
    fn take(&mut self, count: u64) -> Result<&'b [u8], CborError> {
        let count = usize::try_from(count).map_err(|_| CborError::Truncated)?;
        let (head, rest) = self.rest.split_at_checked(count).ok_or(CborError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    /// Reads one head: major type and argument.
    fn head(&mut self) -> Result<(u8, u64), CborError> {
        let first = *self.take(1)?.first().ok_or(CborError::Truncated)?;
        let (kind, info) = (first >> 5, first & 0x1f);
        if kind == major::SIMPLE {
            // 20 is false, 21 is true; all others (null, undefined, floats, break) are forbidden.
            return if matches!(info, 20 | 21) { Ok((kind, info.into())) } else { Err(CborError::Forbidden) };
        }
        let (width, least) = match info {
            0..=23 => return Ok((kind, info.into())),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(CborError::Indefinite),
        };
        let value = self.take(width)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        if value < least { Err(CborError::NotShortest) } else { Ok((kind, value)) }
    }

    fn item(&mut self, depth: u8) -> Result<(), CborError> {
        let (kind, value) = self.head()?;
        match kind {
            major::UNSIGNED | major::NEGATIVE | major::SIMPLE => Ok(()),
            major::BYTES => self.take(value).map(drop),
            major::TEXT => {
                let text = core::str::from_utf8(self.take(value)?).map_err(|_| CborError::Text)?;
                if is_clean_text(text) { Ok(()) } else { Err(CborError::Text) }
            }
            major::ARRAY => {
                let depth = deeper(depth)?;
                // Each item has at least one byte, so a count larger than the input ends in `Truncated`.
                for _ in 0..value {
                    self.item(depth)?;
                }
                Ok(())
            }
            major::MAP => {
                let depth = deeper(depth)?;
                let mut before: Option<&[u8]> = None;
                for _ in 0..value {
                    let start = self.rest;
                    self.item(depth)?;
                    let key = &start[..start.len() - self.rest.len()];
                    if before.is_some_and(|before| before >= key) {
                        return Err(CborError::KeyOrder);
                    }
                    before = Some(key);
                    self.item(depth)?;
                }
                Ok(())
            }
            _ => Err(CborError::Forbidden),
        }
    }
}

fn deeper(depth: u8) -> Result<u8, CborError> {
    if depth >= MAX_DEPTH { Err(CborError::TooDeep) } else { Ok(depth + 1) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn checked(bytes: &[u8]) -> Result<(), CborError> {
        check(bytes, 1500)
    }

    #[test]
    fn valid_items_are_accepted() {
        for item in [
            &[0x00][..],
            &[0x18, 24],
            &[0x19, 1, 0],
            &[0x1a, 0, 1, 0, 0],
            &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
            &[0x20],
            &[0x43, 1, 2, 3],
            &[0x63, b'a', b'b', b'c'],
            &[0x82, 0xf4, 0xf5],
            &[0xa2, 0x01, 0x02, 0x20, 0x40],
        ] {
            assert_eq!(checked(item), Ok(()), "{item:02x?}");
        }
    }

    #[test]
    fn each_broken_rule_has_its_own_error() {
        let cases: &[(&[u8], CborError)] = &[
            (&[], CborError::Truncated),
            (&[0x00, 0x00], CborError::TrailingBytes),
            (&[0x18, 23], CborError::NotShortest),
            (&[0x19, 0, 255], CborError::NotShortest),
            (&[0x1a, 0, 0, 255, 255], CborError::NotShortest),
            (&[0x1b, 0, 0, 0, 0, 255, 255, 255, 255], CborError::NotShortest),
            (&[0x58, 3, 1, 2, 3], CborError::NotShortest),
            (&[0x5f, 0x41, 1, 0xff], CborError::Indefinite),
            (&[0x9f, 0xff], CborError::Indefinite),
            (&[0xbf, 0xff], CborError::Indefinite),
            (&[0x1c], CborError::Indefinite),
            (&[0xa2, 1, 0, 1, 0], CborError::KeyOrder),
            (&[0xa2, 2, 0, 1, 0], CborError::KeyOrder),
            (&[0xa2, 0x20, 0, 1, 0], CborError::KeyOrder),
            (&[0xc0, 0x00], CborError::Forbidden),
            (&[0xf6], CborError::Forbidden),
            (&[0xf7], CborError::Forbidden),
            (&[0xf8, 59], CborError::Forbidden),
            (&[0xf9, 0, 0], CborError::Forbidden),
            (&[0xff], CborError::Forbidden),
            (&[0x62, 0xc3, 0x28], CborError::Text),
            (&[0x61, 0x0a], CborError::Text),
            (&[0x62, 0xc2, 0x85], CborError::Text),
            // "e" followed by a combining acute accent: normal form D.
            (&[0x63, b'e', 0xcc, 0x81], CborError::Text),
            (&[0x42, 1], CborError::Truncated),
        ];
        for (item, error) in cases {
            assert_eq!(checked(item), Err(*error), "{item:02x?}");
        }
    }

    #[test]
    fn nesting_of_eight_is_accepted_and_nine_is_refused() {
        let nested = |levels: usize| {
            let mut bytes = vec![0x81; levels];
            bytes.push(0x00);
            bytes
        };
        assert_eq!(checked(&nested(8)), Ok(()));
        assert_eq!(checked(&nested(9)), Err(CborError::TooDeep));
        assert_eq!(checked(&nested(1000)), Err(CborError::TooDeep));
    }

    #[test]
    fn a_claimed_length_of_exabytes_is_only_truncated() {
        for head in [0x5b, 0x7b, 0x9b, 0xbb] {
            let bytes = [head, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
            assert_eq!(checked(&bytes), Err(CborError::Truncated));
        }
    }

    #[test]
    fn one_byte_over_the_cap_is_refused() {
        assert_eq!(check(&[0x41, 0], 2), Ok(()));
        assert_eq!(check(&[0x41, 0], 1), Err(CborError::TooLong));
    }

    #[test]
    fn composed_letters_are_accepted() {
        assert_eq!(checked(&[0x62, 0xc3, 0xa9]), Ok(()));
    }
}

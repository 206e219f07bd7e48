//! Reads long numbers as people write them: `3201-0157 0890.0001` is sixteen digits.
//!
//! Promises that no text causes a panic, that nothing is allocated, and that errors and `Debug` show no digit.

use std::fmt;

use crate::entry;

/// The longest number this project reads: NITKU, 22 digits.
const CAPACITY: usize = 22;

/// The decimal digits of a text, without its separators.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits {
    values: [u8; CAPACITY],
    count: usize,
}

/// The text contains a character that is neither a digit nor a separator (white space, `.` or a dash).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only digits, spaces, dots and hyphens are allowed")]
pub struct NotDigits;

impl Digits {
    /// Reads the digits of `text` after [`entry::visible`]. Skips white space, `.` and `-` at any place; only ASCII
    /// digits count.
    pub fn read(text: &str) -> Result<Self, NotDigits> {
        let mut digits = Self { values: [0; CAPACITY], count: 0 };
        for c in entry::visible(text) {
            match c {
                '0'..='9' => {
                    if let Some(slot) = digits.values.get_mut(digits.count) {
                        *slot = c as u8 - b'0';
                    }
                    digits.count += 1;
                }
                '.' | '-' => {}
                c if c.is_whitespace() => {}
                _ => return Err(NotDigits),
            }
        }
        Ok(digits)
    }

    /// The number of digits in the text. It may be larger than that of any known number.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The digits as values 0 to 9, if there are exactly `N` (at most 22) of them.
    pub fn exactly<const N: usize>(&self) -> Option<[u8; N]> {
        if self.count != N {
            return None;
        }
        self.values.get(..N)?.try_into().ok()
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(..)")
    }
}

/// The number with these digit values, most significant first. More than 19 digits may overflow and wrap around.
pub fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |n, d| n.wrapping_mul(10).wrapping_add(u64::from(*d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_skipped_at_any_place() {
        let read = Digits::read(" 12-3.4\u{a0}5\t").expect("only digits and separators");
        assert_eq!(read.exactly::<5>(), Some([1, 2, 3, 4, 5]));
    }

    #[test]
    fn digits_of_other_scripts_are_refused() {
        assert_eq!(Digits::read("１２"), Err(NotDigits));
    }

    #[test]
    fn ten_thousand_digits_are_counted_and_have_no_exact_length() {
        let read = Digits::read(&"7".repeat(10_000)).expect("only digits");
        assert_eq!(read.count(), 10_000);
        assert_eq!(read.exactly::<22>(), None);
    }

    #[test]
    fn debug_shows_no_digit() {
        let read = Digits::read("1234").expect("only digits");
        assert!(!format!("{read:?}").contains(|c: char| c.is_ascii_digit()));
    }
}

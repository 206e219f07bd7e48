//! Reading long numbers the way people write them: `3201-0157 0890.0001` is sixteen digits.
//!
//! Promises to be total on any text, to allocate nothing, and to keep what was read out of errors and `Debug`.

use std::fmt;

use crate::entry;

/// The longest number this project reads: NITKU, 22 digits.
const CAPACITY: usize = 22;

/// Decimal digits read from a text, separators gone.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits {
    values: [u8; CAPACITY],
    count: usize,
}

/// The text holds something that is neither a digit nor a separator (white space, `.` or a dash).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only digits, spaces, dots and hyphens are allowed")]
pub struct NotDigits;

impl Digits {
    /// Reads every digit of `text` as [`entry::visible`] gives it. White space, `.` and `-` are skipped wherever they
    /// stand; only ASCII digits count.
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

    /// How many digits the text held; may be more than any number we know.
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

/// The number that digit values spell, most significant first. At most 19 digits are meaningful.
pub fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |n, d| n.wrapping_mul(10).wrapping_add(u64::from(*d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_skipped_wherever_they_stand() {
        let read = Digits::read(" 12-3.4\u{a0}5\t").expect("only digits and separators");
        assert_eq!(read.exactly::<5>(), Some([1, 2, 3, 4, 5]));
    }

    #[test]
    fn digits_of_other_scripts_are_refused() {
        assert_eq!(Digits::read("１２"), Err(NotDigits));
    }

    #[test]
    fn an_endless_number_is_counted_and_never_exact() {
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

//! How a long number, such as a NIK, is written and spoken.

/// A number for a screen: to be read, to be hidden, and to be spoken.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberText {
    /// In groups of four: `9901 0101 0190 0001`. A number that has other characters than digits, such as that of a
    /// certificate, is unchanged.
    pub grouped: String,
    /// As `grouped`, with a dot for each letter and digit but the last two: `•••• •••• •••• ••01`.
    pub masked: String,
    /// Each letter and digit, for a screen reader that would otherwise speak one number of quadrillions.
    pub digits: Vec<String>,
}

/// Digits of a group.
const GROUP: usize = 4;
/// Letters and digits that masking leaves.
const SHOWN: usize = 2;

impl NumberText {
    /// The texts for `number`, which may contain spaces.
    #[must_use]
    pub fn of(number: &str) -> Self {
        let compact: Vec<char> = number.chars().filter(|letter| !letter.is_whitespace()).collect();
        let grouped = if compact.iter().all(char::is_ascii_digit) {
            compact.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" ")
        } else {
            number.trim().to_owned()
        };
        let written = |letter: &char| letter.is_alphanumeric();
        let mut hidden = grouped.chars().filter(written).count().saturating_sub(SHOWN);
        let masked = grouped
            .chars()
            .map(|letter| {
                if !letter.is_alphanumeric() || hidden == 0 {
                    return letter;
                }
                hidden -= 1;
                '•'
            })
            .collect();
        let digits = compact.iter().filter(|letter| written(letter)).map(char::to_string).collect();
        Self { grouped, masked, digits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nik_is_written_in_groups_of_four() {
        assert_eq!(NumberText::of("9901010101900001").grouped, "9901 0101 0190 0001");
    }

    #[test]
    fn a_masked_number_shows_its_last_two_digits() {
        assert_eq!(NumberText::of("9901010101900001").masked, "•••• •••• •••• ••01");
    }

    #[test]
    fn a_number_is_spoken_digit_by_digit() {
        assert_eq!(NumberText::of("9901 01").digits, ["9", "9", "0", "1", "0", "1"]);
    }

    #[test]
    fn a_number_with_letters_keeps_its_own_form() {
        let text = NumberText::of("AL.990.0001");
        assert_eq!((text.grouped.as_str(), text.masked.as_str()), ("AL.990.0001", "••.•••.••01"));
        assert_eq!(text.digits.concat(), "AL9900001");
    }

    #[test]
    fn an_empty_or_short_number_is_not_masked() {
        assert_eq!(NumberText::of("").masked, "");
        assert_eq!(NumberText::of("01").masked, "01");
    }
}

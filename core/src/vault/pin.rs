//! The PIN, the rules for a new PIN, and the personal numbers it must not be part of.
//!
//! The rules reject the 8.85 % of all PINs that people choose far too often: 88,488 of 1,000,000 for every person, and
//! a few more from personal numbers. A test over every PIN checks these counts.

use zeroize::Zeroizing;

/// Digits in a PIN.
const LEN: usize = 6;

/// A six-digit PIN, wiped when dropped. Cannot be printed, copied or compared.
pub struct Pin(Box<Zeroizing<[u8; LEN]>>);

impl Pin {
    /// Accepts exactly six ASCII digits; rejects any other text with [`PinRule::Format`]. The caller must wipe the
    /// text.
    pub fn parse(text: &str) -> Result<Pin, PinRule> {
        let bytes = text.as_bytes();
        if bytes.len() != LEN || !bytes.iter().all(u8::is_ascii_digit) {
            return Err(PinRule::Format);
        }
        let mut pin = Pin(Box::new(Zeroizing::new([0; LEN])));
        pin.0.copy_from_slice(bytes);
        Ok(pin)
    }

    /// The six ASCII digits.
    pub(super) fn expose(&self) -> &[u8; LEN] {
        &self.0
    }

    /// Checks a new PIN against the common rules and against the person's own numbers.
    pub fn check(&self, personal: &PersonalDigits) -> Result<(), PinRule> {
        let broken = common_rule(self.expose()).or_else(|| {
            let mut reversed = Zeroizing::new(*self.expose());
            reversed.reverse();
            (personal.contain(self.expose()) || personal.contain(&reversed)).then_some(PinRule::Personal)
        });
        match broken {
            Some(rule) => Err(rule),
            None => Ok(()),
        }
    }

    /// Checks a new PIN against the old one: it must not be equal, or one higher or lower.
    pub(super) fn check_differs(&self, old: &Pin) -> Result<(), PinRule> {
        if number(self.expose()).abs_diff(number(old.expose())) <= 1 {
            return Err(PinRule::LikeOld);
        }
        Ok(())
    }
}

/// The rule that a PIN breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinRule {
    /// Not six digits.
    #[error("not six digits")]
    Format,
    /// At most two different digits: 112121.
    #[error("too few different digits")]
    FewDigits,
    /// Equal steps of one or two, with 0 after 9: 123456, 975319.
    #[error("a straight series")]
    Series,
    /// A part that repeats: 121212, 123123.
    #[error("a repetition")]
    Repetition,
    /// Three pairs: 112233.
    #[error("three pairs")]
    Pairs,
    /// The same backwards: 123321.
    #[error("a palindrome")]
    Palindrome,
    /// Two short runs: 123789, 111456.
    #[error("two runs")]
    Runs,
    /// A shape on the keypad or a well-known series of numbers: 147258.
    #[error("a keypad shape")]
    Keypad,
    /// A date: 170845.
    #[error("a date")]
    Date,
    /// Part of the person's own numbers.
    #[error("part of a personal number")]
    Personal,
    /// The old PIN, or one higher or lower.
    #[error("too similar to the old one")]
    LikeOld,
}

/// Numbers that other people know about a person: NIK, family card, phone, date of birth. Used for one check and never
/// stored; wiped when dropped.
#[derive(Default)]
pub struct PersonalDigits(Vec<Zeroizing<Vec<u8>>>);

impl PersonalDigits {
    /// No personal numbers.
    pub fn none() -> PersonalDigits {
        PersonalDigits::default()
    }

    fn add(&mut self, text: &str) {
        let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
        digits.extend(text.bytes().filter(u8::is_ascii_digit));
        self.0.push(digits);
    }

    /// Adds any number, such as that of the family card; skips characters that are not digits.
    pub fn number(mut self, text: &str) -> PersonalDigits {
        self.add(text);
        self
    }

    /// Adds a NIK. A woman's NIK contains her day of birth plus 40; the NIK with the true day is added too.
    pub fn nik(mut self, text: &str) -> PersonalDigits {
        self.add(text);
        let mut plain = self.0.last().expect("just added").clone();
        if plain.len() == 16 && (b'4'..=b'7').contains(&plain[6]) {
            plain[6] -= 4;
            self.0.push(plain);
        }
        self
    }

    /// Adds a phone number; one in international form (62...) also in national form (0...).
    pub fn phone(mut self, text: &str) -> PersonalDigits {
        self.add(text);
        let digits = self.0.last().expect("just added");
        if let Some(national) = digits.strip_prefix(b"62") {
            let mut dialled = Zeroizing::new(Vec::with_capacity(national.len() + 1));
            dialled.push(b'0');
            dialled.extend_from_slice(national);
            self.0.push(dialled);
        }
        self
    }

    /// Adds a date of birth in the usual orders of day, month and year, with two and four digits of the year.
    pub fn birth_date(mut self, year: u16, month: u8, day: u8) -> PersonalDigits {
        let short = year % 100;
        for text in [
            format!("{day:02}{month:02}{year:04}"),
            format!("{month:02}{day:02}{year:04}"),
            format!("{year:04}{month:02}{day:02}"),
            format!("{year:04}{day:02}{month:02}"),
            format!("{day:02}{month:02}{short:02}"),
            format!("{month:02}{day:02}{short:02}"),
            format!("{short:02}{month:02}{day:02}"),
        ] {
            self.add(&Zeroizing::new(text));
        }
        self
    }

    fn contain(&self, pin: &[u8; LEN]) -> bool {
        self.0.iter().any(|number| number.windows(LEN).any(|window| window == pin))
    }
}

fn number(pin: &[u8; LEN]) -> u32 {
    pin.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// The first common rule that the PIN breaks.
fn common_rule(pin: &[u8; LEN]) -> Option<PinRule> {
    let broken = [
        (PinRule::FewDigits, few_digits(pin)),
        (PinRule::Series, series(pin)),
        (PinRule::Repetition, repetition(pin)),
        (PinRule::Pairs, pairs(pin)),
        (PinRule::Palindrome, palindrome(pin)),
        (PinRule::Runs, runs(pin)),
        (PinRule::Keypad, keypad(pin)),
        (PinRule::Date, date(pin)),
    ];
    broken.into_iter().find(|(_, broken)| *broken).map(|(rule, _)| rule)
}

fn few_digits(pin: &[u8; LEN]) -> bool {
    let seen = pin.iter().fold(0u16, |seen, digit| seen | 1 << (digit - b'0'));
    seen.count_ones() <= 2
}

/// The step between two digits, modulo 10: 9 to 0 is 1.
fn step(from: u8, to: u8) -> u8 {
    (10 + to - from) % 10
}

/// The step between neighbouring digits, if it is the same for all.
fn common_step(digits: &[u8]) -> Option<u8> {
    let first = step(digits[0], digits[1]);
    digits.windows(2).all(|pair| step(pair[0], pair[1]) == first).then_some(first)
}

fn series(pin: &[u8; LEN]) -> bool {
    matches!(common_step(pin), Some(1 | 2 | 8 | 9))
}

fn repetition(pin: &[u8; LEN]) -> bool {
    pin[..3] == pin[3..] || (pin[..2] == pin[2..4] && pin[2..4] == pin[4..])
}

fn pairs(pin: &[u8; LEN]) -> bool {
    pin.chunks(2).all(|pair| pair[0] == pair[1])
}

fn palindrome(pin: &[u8; LEN]) -> bool {
    pin.iter().eq(pin.iter().rev())
}

fn runs(pin: &[u8; LEN]) -> bool {
    pin.chunks(3).all(|run| matches!(common_step(run), Some(0 | 1 | 9)))
}

/// Two columns in the same direction, crosses and corners of the keypad, and four series of two-digit numbers: 24 PINs
/// that no other rule rejects, except that four of them are dates. The selection is this project's own.
const KEYPAD: [&[u8; LEN]; 24] = [
    b"147258", b"147369", b"258147", b"258369", b"369147", b"369258", b"741852", b"741963", b"852741",
    b"852963", b"963741", b"963852", b"159357", b"159753", b"357159", b"357951", b"753159", b"753951",
    b"951357", b"951753", b"010203", b"102030", b"101112", b"121314",
];

fn keypad(pin: &[u8; LEN]) -> bool {
    KEYPAD.contains(&pin)
}

/// A real calendar date of 1930 to 2026 as DDMMYY, YYMMDD or MMDDYY.
fn date(pin: &[u8; LEN]) -> bool {
    let two = |at: usize| (pin[at] - b'0') * 10 + (pin[at + 1] - b'0');
    let (a, b, c) = (two(0), two(2), two(4));
    [(a, b, c), (c, b, a), (b, a, c)].into_iter().any(|(day, month, year)| is_date(day, month, year))
}

fn is_date(day: u8, month: u8, year: u8) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        // 2000 was a leap year and 1900 is out of range, so the last two digits are enough.
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) && !(27..30).contains(&year)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn all_pins() -> impl Iterator<Item = [u8; LEN]> {
        (0..1_000_000u32).map(|number| {
            let mut rest = number;
            let mut pin = [b'0'; LEN];
            for digit in pin.iter_mut().rev() {
                *digit += u8::try_from(rest % 10).unwrap();
                rest /= 10;
            }
            pin
        })
    }

    fn count(breaks: impl Fn(&[u8; LEN]) -> bool) -> usize {
        all_pins().filter(breaks).count()
    }

    fn rejected(pin: &str, personal: &PersonalDigits) -> Option<PinRule> {
        Pin::parse(pin).unwrap().check(personal).err()
    }

    #[test]
    fn each_rule_rejects_exactly_as_many_pins_as_designed() {
        assert_eq!(count(few_digits), 2_800);
        assert_eq!(count(series), 40);
        assert_eq!(count(repetition), 1_090);
        assert_eq!(count(pairs), 1_000);
        assert_eq!(count(palindrome), 1_000);
        assert_eq!(count(runs), 900);
        assert_eq!(count(date), 83_239);
    }

    #[test]
    fn all_rules_together_reject_88488_pins_and_5764_without_the_dates() {
        assert_eq!(count(|pin| common_rule(pin).is_some()), 88_488);
        assert_eq!(count(|pin| !matches!(common_rule(pin), None | Some(PinRule::Date))), 5_764);
    }

    #[test]
    fn only_six_ascii_digits_are_a_pin() {
        for text in ["", "12345", "1234567", "12345a", " 12345", "１２３４５６", "12345\0", "+12345"] {
            assert!(matches!(Pin::parse(text), Err(PinRule::Format)));
        }
    }

    #[test]
    fn each_rejected_pin_reports_its_rule() {
        let none = PersonalDigits::none();
        for (pin, rule) in [
            ("112121", PinRule::FewDigits),
            ("890123", PinRule::Series),
            ("246802", PinRule::Series),
            ("127127", PinRule::Repetition),
            ("778855", PinRule::Pairs),
            ("738837", PinRule::Palindrome),
            ("123789", PinRule::Runs),
            ("147369", PinRule::Keypad),
            ("170845", PinRule::Date),
        ] {
            assert_eq!(rejected(pin, &none), Some(rule), "{pin}");
        }
        assert_eq!(rejected("592716", &none), None);
    }

    #[test]
    fn windows_of_personal_numbers_are_rejected_forwards_and_backwards() {
        let personal = PersonalDigits::none()
            .nik("9901015708900003")
            .number("9901011507120004")
            .phone("+62 812-9876-5432")
            .birth_date(1990, 8, 17);
        for pin in [
            "990101", // NIK, start
            "570890", // NIK, with the day of birth plus 40
            "170890", // NIK, with the true day of birth (also a date)
            "900003", // NIK, end
            "098071", // NIK backwards, from the true day of birth
            "150712", // family card
            "298765", // phone
            "081298", // phone in national form
            "567892", // phone backwards
            "081990", // month and year
            "708199", // across day, month and year
        ] {
            assert!(rejected(pin, &personal).is_some(), "{pin}");
        }
        assert_eq!(rejected("592716", &personal), None);
        assert_eq!(rejected("298765", &PersonalDigits::none()), None);
        assert_eq!(rejected("298765", &personal), Some(PinRule::Personal));
    }

    #[test]
    fn the_old_pin_and_its_neighbours_are_rejected() {
        let old = Pin::parse("592716").unwrap();
        for pin in ["592715", "592716", "592717"] {
            assert!(Pin::parse(pin).unwrap().check_differs(&old).is_err());
        }
        assert!(Pin::parse("592718").unwrap().check_differs(&old).is_ok());
    }
}

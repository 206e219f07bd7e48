//! Property tests on many generated texts and numbers. The seeds are fixed, so that a failure can be repeated.

#![allow(clippy::unwrap_used)]

use super::{
    CivilDate, Email, FamilyCardNumber, FormIdentity, Nik, NikInfo, NikReport, Nitku, Npwp, PersonName,
    Phone, RegionCode, Sex, check_form, region,
};

/// SplitMix64 (Steele, Lea, Flood 2014): small, and works with every seed.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A text mostly of characters that people type, with a few arbitrary ones.
    fn text(&mut self) -> String {
        let length = self.below(40);
        let digits_only = self.below(3) == 0;
        (0..length)
            .map(|_| match self.below(if digits_only { 1 } else { 8 }) {
                0..=3 => char::from(b'0' + self.below(10) as u8),
                4 => *[' ', '.', '-', '@', '+', '(', ')', '\u{a0}'].get(self.below(8) as usize).unwrap(),
                5 => char::from(b'a' + self.below(26) as u8),
                6 => char::from(self.below(128) as u8),
                _ => char::from_u32(self.below(0x11_0000) as u32).unwrap_or('\u{fffd}'),
            })
            .collect()
    }

    /// Sixteen digits that satisfy every rule of a NIK.
    fn nik(&mut self) -> String {
        let (year, month) = (self.below(100) as u16, 1 + self.below(12) as u8);
        let days = (28..=31).rev().find(|day| CivilDate::new(2000 + year, month, *day).is_ok()).unwrap();
        let day = 1 + self.below(u64::from(days)) + 40 * self.below(2);
        let region = [10 + self.below(90), 1 + self.below(99), 1 + self.below(99)];
        let serial = 1 + self.below(9999);
        format!("{:02}{:02}{:02}{day:02}{month:02}{year:02}{serial:04}", region[0], region[1], region[2])
    }
}

fn today() -> CivilDate {
    CivilDate::new(2026, 11, 22).unwrap()
}

#[test]
fn no_parser_panics_on_any_text() {
    let mut generator = Generator(1);
    for _ in 0..50_000 {
        let text = generator.text();
        drop(serde_json::to_string(&NikReport::of(&text, today())).unwrap());
        let _ = FamilyCardNumber::parse(&text).map(|number| (number.masked(), number.district()));
        let _ = Npwp::parse(&text).map(|npwp| (npwp.masked(), npwp.old_form()));
        let _ = Nitku::parse(&text).map(Nitku::digits);
        let _ = Phone::parse(&text).map(|phone| (phone.masked(), phone.national(), phone.warnings()));
        let _ = Email::parse(&text).map(|email| (email.masked(), email.warnings()));
        let _ = PersonName::parse(&text).map(|name| name.broken_rules());
        let _ = RegionCode::parse(&text).and_then(region::find);
        let _ = (CivilDate::parse_iso(&text), CivilDate::parse_entry(&text), Sex::parse_entry(&text));
    }
}

#[test]
fn no_conversion_panics_on_any_number() {
    let mut generator = Generator(2);
    for _ in 0..50_000 {
        let shift = generator.below(64);
        let number = generator.next() >> shift;
        let _ = Nik::from_u64(number).map(|nik| NikInfo::of(nik, today()));
        let _ = FamilyCardNumber::from_u64(number).map(FamilyCardNumber::masked);
        let _ = CivilDate::from_yyyymmdd(number as u32);
        let _ = RegionCode::district(number as u32).map(|code| (region::find(code), region::inside(code)));
    }
}

#[test]
fn every_valid_nik_is_equal_after_conversion_to_digits_and_number() {
    let mut generator = Generator(3);
    for _ in 0..20_000 {
        let digits = generator.nik();
        let nik = Nik::parse(&digits).unwrap();
        assert_eq!(nik.digits(), digits);
        assert_eq!(Nik::from_u64(nik.as_u64()), Ok(nik));
    }
}

#[test]
fn the_birth_date_of_a_nik_is_the_latest_possible_day_and_agrees_with_it() {
    let mut generator = Generator(4);
    for _ in 0..20_000 {
        let nik = Nik::parse(&generator.nik()).unwrap();
        let day = CivilDate::from_unix(generator.below(4_000_000_000) as i64, 0).unwrap();
        let birth_date = nik.birth_date(day);
        assert!(birth_date <= day, "no birth date is after today");
        assert!(nik.agrees_with(birth_date));
        let in_a_hundred_years =
            CivilDate::new(birth_date.year() + 100, birth_date.month(), birth_date.day());
        assert!(
            in_a_hundred_years.is_err() || in_a_hundred_years.unwrap() > day,
            "it is the latest possible day"
        );
        let form = FormIdentity { sex: Some(nik.sex()), birth_date: Some(birth_date) };
        assert!(check_form(nik, &form, day).iter().all(|warning| warning.code() == "nik-under-minimum-age"));
    }
}

#[test]
fn display_and_debug_do_not_contain_the_birth_date_digits() {
    let mut generator = Generator(5);
    for _ in 0..2_000 {
        let digits = generator.nik();
        let nik = Nik::parse(&digits).unwrap();
        let shown = format!("{nik} {nik:?} {:?}", Npwp::parse(&digits));
        assert!(!shown.contains(&digits[4..12]));
    }
}

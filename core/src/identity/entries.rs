//! Tests of every entry with every invisible character, every space and every character that looks like a hyphen.

use super::{CivilDate, Email, FamilyCardNumber, Nik, Nitku, Npwp, PersonName, Phone, Sex};

/// Invisible characters, which texts copied from contacts, PDFs and web pages contain.
fn invisible() -> impl Iterator<Item = char> {
    ['\u{200b}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}', '\u{fe00}'..='\u{fe0f}']
        .into_iter()
        .flatten()
        .chain(['\u{feff}', '\u{ad}', '\u{2060}'])
}

/// All white space of Unicode.
fn white_space() -> impl Iterator<Item = char> {
    ('\0'..='\u{3000}').filter(|c| c.is_whitespace())
}

/// Characters that look like a hyphen.
fn dashes() -> impl Iterator<Item = char> {
    ('\u{2010}'..='\u{2015}').chain(['\u{2212}'])
}

type Read = fn(&str) -> Option<String>;

/// Name of the entry, a valid text (with hyphens if the entry allows them), and a function that parses a text to the
/// form that is sent or compared.
const ENTRIES: [(&str, &str, Read); 9] = [
    ("nik", "990101-570890-0001", |text| Nik::parse(text).ok().map(Nik::digits)),
    ("family card", "990101-170815-0001", |text| {
        FamilyCardNumber::parse(text).ok().map(FamilyCardNumber::digits)
    }),
    ("npwp", "12.345.678.9-012.345", |text| Npwp::parse(text).ok().map(Npwp::digits)),
    ("nitku", "0123456789012345-000007", |text| Nitku::parse(text).ok().map(Nitku::digits)),
    ("phone", "0812-0000-1234", |text| Phone::parse(text).ok().map(|phone| phone.e164())),
    ("email", "siti-contoh@contoh-satu.id", |text| {
        Email::parse(text).ok().map(|email| email.address().to_owned())
    }),
    ("name", "SITI AL-CONTOH", |text| PersonName::parse(text).ok().map(|name| name.as_str().to_owned())),
    ("date", "17-08-1990", |text| CivilDate::parse_entry(text).ok().map(CivilDate::iso)),
    ("sex", "laki-laki", |text| Sex::parse_entry(text).map(|sex| sex.code().to_owned())),
];

#[test]
fn invisible_characters_change_no_entry() {
    for (name, text, read) in ENTRIES {
        let plain = read(text).expect("the test's entry is well formed");
        for c in invisible() {
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let mut pasted = text.to_owned();
                pasted.insert(at, c);
                assert_eq!(read(&pasted).as_ref(), Some(&plain), "{name}: {c:?} at {at}");
            }
        }
    }
}

#[test]
fn every_dash_is_a_hyphen_in_every_entry() {
    for (name, text, read) in ENTRIES {
        let plain = read(text).expect("the test's entry is well formed");
        for c in dashes() {
            assert_eq!(read(&text.replace('-', &c.to_string())).as_ref(), Some(&plain), "{name}: {c:?}");
        }
    }
}

#[test]
fn white_space_around_changes_no_entry() {
    for (name, text, read) in ENTRIES {
        let plain = read(text).expect("the test's entry is well formed");
        for c in white_space() {
            let pasted = format!("{c}\u{200b}{c}{text}{c}\u{feff}{c}");
            assert_eq!(read(&pasted).as_ref(), Some(&plain), "{name}: {c:?}");
        }
    }
}

#[test]
fn non_breaking_spaces_separate_like_spaces() {
    for c in ['\u{a0}', '\u{2007}', '\u{202f}'] {
        assert_eq!(Nik::parse(&format!("990101{c}570890{c}0001")), Nik::parse("9901015708900001"));
        assert_eq!(Phone::parse(&format!("0812{c}0000{c}1234")), Phone::parse("081200001234"));
        assert_eq!(PersonName::parse(&format!("SITI{c}CONTOH")), PersonName::parse("SITI CONTOH"));
    }
}

#[test]
fn an_entry_without_visible_characters_is_refused() {
    let nothing: String = invisible().chain(white_space()).collect();
    for (name, _, read) in ENTRIES {
        assert_eq!(read(&nothing), None, "{name}");
    }
}

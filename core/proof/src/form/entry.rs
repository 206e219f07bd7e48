//! Values as people type them.

use super::{DAY_MINUTES, Facts, Field, FieldType, Texts, Value, region_level};
use crate::{
    CivilDate, DateError, Line, Name, Nik, NikError, TextError,
    civil::FamilyCardNumber,
    digits::{Digits, value},
    entry::clean,
};

/// Why a text is not a value of a field. Contains no part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Not a NIK.
    #[error("{0}")]
    Nik(#[from] NikError),
    /// Not the number of a family card.
    #[error("a family card number has 16 digits and does not start with 0")]
    Kk,
    /// Not a date.
    #[error("{0}")]
    Date(#[from] DateError),
    /// Not a time of day.
    #[error("a time is written HH:MM")]
    Time,
    /// Empty, or with characters that no document has.
    #[error("{0}")]
    Text(#[from] TextError),
    /// More characters than the field takes.
    #[error("at most {max} characters")]
    TooLong {
        /// Characters allowed.
        max: u64,
    },
    /// Not a whole number.
    #[error("not a whole number")]
    Number,
    /// Smaller or larger than the field takes.
    #[error("outside the numbers that the field takes")]
    OutOfRange,
    /// Not the code of an option of the field.
    #[error("not an option of the field")]
    NotAnOption,
    /// Not the code of a region of the level that the field asks for.
    #[error("not the code of a region of this level")]
    Region,
    /// The NIK is not one of the members to choose from.
    #[error("not a member of the family card")]
    NotAMember,
    /// Neither yes nor no.
    #[error("neither yes nor no")]
    YesNo,
    /// The value comes from a document and is not typed.
    #[error("the value comes from a document")]
    NotTyped,
}

impl ValueError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nik(error) => error.code(),
            Self::Kk => "value-kk",
            Self::Date(error) => error.code(),
            Self::Time => "value-time",
            Self::Text(TextError::Empty) => "value-empty",
            Self::Text(TextError::TooLong { .. }) | Self::TooLong { .. } => "value-too-long",
            Self::Text(TextError::NotClean) => "value-characters",
            Self::Number => "value-number",
            Self::OutOfRange => "value-out-of-range",
            Self::NotAnOption => "value-not-an-option",
            Self::Region => "value-region",
            Self::NotAMember => "value-not-a-member",
            Self::YesNo => "value-yes-no",
            Self::NotTyped => "value-not-typed",
        }
    }

    /// What to tell the person, beside the field.
    pub fn texts(self) -> Texts {
        match self {
            Self::Nik(_) => {
                Texts::new("NIK terdiri dari 16 angka. Periksa lagi.", "A NIK has 16 digits. Check it.")
            }
            Self::Kk => Texts::new(
                "Nomor KK terdiri dari 16 angka. Periksa lagi.",
                "A family card number has 16 digits. Check it.",
            ),
            Self::Date(_) => {
                Texts::new("Tanggal ini tidak ada. Periksa lagi.", "There is no such date. Check it.")
            }
            Self::Time => Texts::new("Tulis jam seperti 07:30.", "Write the time like 07:30."),
            Self::Text(TextError::Empty) => Texts::new("Bagian ini masih kosong.", "This is still empty."),
            Self::Text(TextError::TooLong { .. }) | Self::TooLong { .. } => {
                Texts::new("Terlalu panjang.", "Too long.")
            }
            Self::Text(TextError::NotClean) => {
                Texts::new("Ada tanda yang tidak dapat dipakai.", "A character cannot be used.")
            }
            Self::Number => Texts::new("Tulis dengan angka.", "Write a number."),
            Self::OutOfRange => Texts::new("Angka ini di luar batas.", "This number is outside the limits."),
            Self::NotAnOption => Texts::new("Pilih salah satu.", "Choose one."),
            Self::Region => Texts::new("Pilih wilayah dari daftar.", "Choose a region from the list."),
            Self::NotAMember => {
                Texts::new("Pilih anggota dari kartu keluarga.", "Choose a member of the family card.")
            }
            Self::YesNo => Texts::new("Pilih ya atau tidak.", "Choose yes or no."),
            Self::NotTyped => {
                Texts::new("Data ini diambil dari dokumen Anda.", "This comes from your documents.")
            }
        }
    }
}

impl Value {
    /// Reads a value of `field` as people type it: a NIK or member by its digits, a date as `17-08-1990` or
    /// `1990-08-17`, a time as `07:30`, an option by its code, a region by its code, `yes` or `no`.
    ///
    /// # Errors
    /// [`ValueError`]; no error contains the text.
    pub fn parse(field: &Field, text: &str, facts: &Facts) -> Result<Self, ValueError> {
        let value = match field.kind {
            FieldType::Nik => Self::Nik(Nik::parse(text)?),
            FieldType::Kk => Self::Kk(family_card_number(text).ok_or(ValueError::Kk)?),
            FieldType::Name => Self::Name(Name::new(&words(text).to_uppercase())?),
            FieldType::Date => {
                let date = CivilDate::parse_entry(text)?;
                // The formats have dates of the years 1900 to 2999 only.
                let written = (1900..=2999).contains(&date.year());
                Self::Date(written.then_some(date).ok_or(DateError::NoSuchDay)?)
            }
            FieldType::Time => Self::Time(minutes(text).ok_or(ValueError::Time)?),
            FieldType::Text => Self::Text(Line::new(&words(text))?),
            FieldType::Int => Self::Int(clean(text).parse().map_err(|_| ValueError::Number)?),
            FieldType::Code => Self::Code(clean(text).parse().map_err(|_| ValueError::NotAnOption)?),
            FieldType::Region => Self::Region(region(text).ok_or(ValueError::Region)?),
            FieldType::Address => return Err(ValueError::NotTyped),
            FieldType::Member => Self::Member(Nik::parse(text)?),
            FieldType::YesNo => Self::YesNo(yes_no(text).ok_or(ValueError::YesNo)?),
        };
        field.accepts(&value)?;
        match value {
            // Without a family card on the phone there is no list: any NIK may be named.
            Self::Member(nik) if facts.members().next().is_some() && facts.member(nik).is_none() => {
                Err(ValueError::NotAMember)
            }
            value => Ok(value),
        }
    }

    /// The text that [`Value::parse`] reads back; an address becomes one line.
    pub fn to_text(&self) -> String {
        match self {
            Self::Nik(nik) | Self::Member(nik) => nik.digits(),
            Self::Kk(number) => number.digits(),
            Self::Name(name) => name.as_str().to_owned(),
            Self::Date(date) => date.iso(),
            Self::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
            Self::Text(line) => line.as_str().to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Code(code) => code.to_string(),
            Self::Region(code) => dotted(*code),
            Self::Address(address) => {
                let (rt, rw) = (address.rt.to_string(), address.rw.to_string());
                let lines = [&address.village, &address.district, &address.regency, &address.province];
                let rest: Vec<_> = lines.into_iter().map(Line::as_str).collect();
                format!("{}, RT {rt}/RW {rw}, {}", address.street.as_str(), rest.join(", "))
            }
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        }
    }
}

impl Field {
    /// Whether the field takes this value: its type, its options, its bounds.
    ///
    /// # Errors
    /// The rule that the value breaks.
    pub fn accepts(&self, value: &Value) -> Result<(), ValueError> {
        let (least, most) = (self.min.unwrap_or(0), self.max.unwrap_or(u64::MAX));
        let length = |text: &str| match text.chars().count() as u64 <= most {
            true => Ok(()),
            false => Err(ValueError::TooLong { max: most }),
        };
        match value {
            _ if value.kind() != self.kind => Err(ValueError::NotTyped),
            Value::Name(name) => length(name.as_str()),
            Value::Text(line) => length(line.as_str()),
            Value::Int(number) => {
                let inside = u64::try_from(*number).is_ok_and(|number| (least..=most).contains(&number));
                if inside { Ok(()) } else { Err(ValueError::OutOfRange) }
            }
            Value::Code(code) if !self.options.iter().any(|option| option.code == *code) => {
                Err(ValueError::NotAnOption)
            }
            Value::Region(code) if region_level(*code) != self.level => Err(ValueError::Region),
            _ => Ok(()),
        }
    }
}

/// The visible words, joined by single spaces.
fn words(text: &str) -> String {
    // Control characters other than white space stay, and are refused.
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn family_card_number(text: &str) -> Option<FamilyCardNumber> {
    let digits = Digits::read(text).ok()?.exactly::<16>()?;
    FamilyCardNumber::from_u64(value(&digits)).ok()
}

fn minutes(text: &str) -> Option<u16> {
    let text = clean(text);
    let (hours, minutes) = text.split_once([':', '.'])?;
    let number = |part: &str, least: usize| {
        let fits = (least..=2).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
        fits.then(|| part.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours, 1)?, number(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes).filter(|at| *at < DAY_MINUTES)
}

fn region(text: &str) -> Option<u32> {
    let text = clean(text).replace('.', "");
    let fits = matches!(text.len(), 2 | 4 | 6) && text.bytes().all(|c| c.is_ascii_digit());
    let code = text.parse().ok().filter(|_| fits)?;
    region_level(code).map(|_| code)
}

/// `997101` as `99.71.01`.
fn dotted(code: u32) -> String {
    let digits = code.to_string();
    let pairs: Vec<_> = digits.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair)).collect();
    pairs.join(".")
}

fn yes_no(text: &str) -> Option<bool> {
    match clean(text).to_lowercase().as_str() {
        "yes" | "ya" | "true" => Some(true),
        "no" | "tidak" | "false" => Some(false),
        _ => None,
    }
}

//! What a registration is made of: the form, the state it is in, and why it may be refused.

use std::fmt;

pub use ikd_proof::Language;
use ikd_proof::{CivilDate, Nik};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Where a registration stands, as the contract names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The photograph is not here yet.
    Photo,
    /// Waiting for the counter and the phone to meet.
    Pairing,
    /// Waiting for the officer.
    Decision,
    /// Approved; the code was sent.
    Activation,
    /// Rejected, with a reason and what can be done next.
    Rejected,
    /// Approved, but another phone holds the account.
    Conflict,
    /// The phone holds the account.
    Active,
    /// Expired; what was entered is erased.
    Expired,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Photo,
        Self::Pairing,
        Self::Decision,
        Self::Activation,
        Self::Rejected,
        Self::Conflict,
        Self::Active,
        Self::Expired,
    ];

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Pairing => "pairing",
            Self::Decision => "decision",
            Self::Activation => "activation",
            Self::Rejected => "rejected",
            Self::Conflict => "conflict",
            Self::Active => "active",
            Self::Expired => "expired",
        }
    }

    /// Reads [`State::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Why a registration was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The selfie does not show the person of the record.
    FaceMismatch,
    /// What was entered differs from the record.
    DataMismatch,
    /// Under 17 and not married.
    NotEligible,
    /// There is no record of this NIK, or no recorded KTP-el.
    NoRecord,
    /// The record says that the person died.
    Deceased,
    /// The record is blocked.
    Blocked,
    /// Something else; the note says what.
    Other,
}

impl Reason {
    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::FaceMismatch => "face-mismatch",
            Self::DataMismatch => "data-mismatch",
            Self::NotEligible => "not-eligible",
            Self::NoRecord => "no-record",
            Self::Deceased => "deceased",
            Self::Blocked => "blocked",
            Self::Other => "other",
        }
    }

    /// Reads [`Reason::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::FaceMismatch,
            Self::DataMismatch,
            Self::NotEligible,
            Self::NoRecord,
            Self::Deceased,
            Self::Blocked,
            Self::Other,
        ]
        .into_iter()
        .find(|reason| reason.name() == name)
    }

    /// What the citizen can do next.
    pub fn options(self) -> &'static [&'static str] {
        match self {
            Self::FaceMismatch => &["photo", "restart"],
            Self::DataMismatch | Self::NoRecord => &["form", "restart"],
            Self::NotEligible | Self::Deceased | Self::Blocked => &["restart"],
            Self::Other => &["form", "photo", "restart"],
        }
    }
}

/// What the citizen entered. Short form: NIK, email and phone; long form: all of it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Form {
    /// 16 digits.
    pub nik: String,
    /// Where the code goes.
    pub email: String,
    /// E.164.
    pub phone: String,
    /// As the citizen writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `male` or `female`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// As the citizen writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(..)")
    }
}

impl Form {
    /// Reads the contract's form. Checks the text alone; no record is looked up.
    ///
    /// # Errors
    /// The fields that are wrong, each as `{"field","code"}`; code is `required`, `type`, `format` or `too-long`.
    pub fn read(value: &Value) -> Result<Self, Vec<Value>> {
        let mut wrong = Vec::new();
        let mut text = |field: &'static str, most: usize| -> Option<String> {
            let code = match value.get(field) {
                None => return None,
                Some(Value::String(text)) if text.chars().count() > most => "too-long",
                Some(Value::String(text)) if text.trim().is_empty() => "required",
                Some(Value::String(text)) if text.chars().any(char::is_control) => "format",
                Some(Value::String(text)) => return Some(text.clone()),
                Some(_) => "type",
            };
            wrong.push(json!({"field": field, "code": code}));
            None
        };
        let mut form = Self {
            nik: text("nik", 16).unwrap_or_default(),
            email: text("email", 254).unwrap_or_default(),
            phone: text("phone", 16).unwrap_or_default(),
            name: text("name", 120),
            sex: text("sex", 6),
            birth_place: text("birth_place", 100),
            birth_date: text("birth_date", 10),
        };
        let mut check = |field: &'static str, text: Option<&str>, needed: bool, good: fn(&str) -> bool| {
            if wrong.iter().any(|entry| entry["field"] == field) {
                return;
            }
            let code = match text {
                None | Some("") if needed => "required",
                None | Some("") => return,
                Some(text) if good(text) => return,
                Some(_) => "format",
            };
            wrong.push(json!({"field": field, "code": code}));
        };
        let long =
            [&form.name, &form.sex, &form.birth_place, &form.birth_date].into_iter().any(Option::is_some);
        check("nik", Some(&form.nik), true, well_formed_nik);
        check("email", Some(&form.email), true, well_formed_email);
        check("phone", Some(&form.phone), true, well_formed_phone);
        check("name", form.name.as_deref(), long, |_| true);
        check("sex", form.sex.as_deref(), long, |sex| matches!(sex, "male" | "female"));
        check("birth_place", form.birth_place.as_deref(), long, |_| true);
        check("birth_date", form.birth_date.as_deref(), long, |date| CivilDate::parse_iso(date).is_ok());
        if !wrong.is_empty() {
            return Err(wrong);
        }
        form.name = form.name.map(|name| name.trim().to_owned());
        Ok(form)
    }

    /// The NIK; `None` in a form that was erased.
    pub fn nik(&self) -> Option<Nik> {
        Nik::parse(&self.nik).ok()
    }

    /// Whether the form has all fields.
    pub fn is_long(&self) -> bool {
        self.name.is_some()
    }

    /// The email with all but its first letter and its domain hidden.
    pub fn email_hint(&self) -> String {
        hint(&self.email)
    }
}

/// `budi@contoh.id` as `b***@contoh.id`.
fn hint(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().next().unwrap_or('*')),
        None => "***".to_owned(),
    }
}

fn well_formed_nik(nik: &str) -> bool {
    nik.len() == 16 && nik.bytes().all(|byte| byte.is_ascii_digit()) && Nik::parse(nik).is_ok()
}

/// E.164: a plus, then 8 to 15 digits, the first not zero.
fn well_formed_phone(phone: &str) -> bool {
    let Some(digits) = phone.strip_prefix('+') else { return false };
    (8..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}

/// One address that mail can be sent to: ASCII, a dot-atom before the @ and a host name with a dot after it.
pub(crate) fn well_formed_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    email.len() <= 254
        && (1..=64).contains(&local.len())
        && local.bytes().all(atom)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short() -> Value {
        json!({"nik": "9901011708900001", "email": "budi@contoh.id", "phone": "+6281234567890"})
    }

    #[test]
    fn a_short_form_is_read() {
        let form = Form::read(&short()).expect("well formed");
        assert!(!form.is_long());
        assert_eq!(form.email_hint(), "b***@contoh.id");
    }

    #[test]
    fn one_field_of_the_long_form_asks_for_the_others() {
        let mut value = short();
        value["name"] = json!("BUDI CONTOH");
        let wrong = Form::read(&value).expect_err("incomplete");
        let fields: Vec<_> = wrong.iter().filter_map(|entry| entry["field"].as_str()).collect();
        assert_eq!(fields, ["sex", "birth_place", "birth_date"]);
    }

    #[test]
    fn each_wrong_field_is_named_once_with_its_code() {
        let value = json!({"nik": "99", "email": 5, "phone": "0812", "name": "", "birth_date": "1990-02-30", "sex": "x"});
        let wrong = Form::read(&value).expect_err("wrong");
        let named: Vec<_> = wrong
            .iter()
            .map(|e| (e["field"].as_str().unwrap_or(""), e["code"].as_str().unwrap_or("")))
            .collect();
        assert_eq!(
            named,
            [
                ("email", "type"),
                ("name", "required"),
                ("nik", "format"),
                ("phone", "format"),
                ("sex", "format"),
                ("birth_place", "required"),
                ("birth_date", "format")
            ]
        );
    }

    #[test]
    fn emails_that_could_carry_headers_or_two_addresses_are_refused() {
        for bad in [
            "a@b",
            "a@b.c\r\nBcc: x@y.z",
            "a b@c.id",
            "a@c.id,b@c.id",
            "@c.id",
            ".a@c.id",
            "a@-c.id",
            "ä@c.id",
        ] {
            assert!(!well_formed_email(bad), "{bad:?}");
        }
        assert!(well_formed_email("siti.rahma+ikd@dukcapil.contoh.id"));
    }

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state));
        }
        assert_eq!(Reason::from_name("no-record"), Some(Reason::NoRecord));
    }
}

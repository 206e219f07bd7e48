//! The registration form.

use ikd_core::registration::{self as core, Details};
pub use ikd_core::service::contract::FormField;
pub use ikd_proof::Sex;

/// The entries of the form.
#[uniffi::remote(Enum)]
pub enum FormField {
    /// NIK.
    Nik,
    /// Email address.
    Email,
    /// Phone number.
    Phone,
    /// Full name.
    Name,
    /// Sex.
    Sex,
    /// Place of birth.
    BirthPlace,
    /// Date of birth.
    BirthDate,
}

/// Sex as in the registry.
#[uniffi::remote(Enum)]
pub enum Sex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

/// What the citizen typed, unchanged. The short form leaves the entries after `phone` empty.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormInput {
    /// NIK; spaces, dots and dashes are tolerated.
    pub nik: String,
    /// Email address.
    pub email: String,
    /// Mobile number in any usual notation.
    pub phone: String,
    /// Full name as on the KTP.
    #[uniffi(default = "")]
    pub name: String,
    /// Sex.
    #[uniffi(default = None)]
    pub sex: Option<Sex>,
    /// Place of birth.
    #[uniffi(default = "")]
    pub birth_place: String,
    /// Date of birth, `DD-MM-YYYY` or another usual notation.
    #[uniffi(default = "")]
    pub birth_date: String,
}

impl From<FormInput> for core::FormInput {
    fn from(input: FormInput) -> Self {
        let FormInput { nik, email, phone, name, sex, birth_place, birth_date } = input;
        Self { nik, email, phone, details: Details { name, sex, birth_place, birth_date } }
    }
}

impl From<&core::FormInput> for FormInput {
    fn from(input: &core::FormInput) -> Self {
        let details = &input.details;
        Self {
            nik: input.nik.clone(),
            email: input.email.clone(),
            phone: input.phone.clone(),
            name: details.name.clone(),
            sex: details.sex,
            birth_place: details.birth_place.clone(),
            birth_date: details.birth_date.clone(),
        }
    }
}

/// An entry that must be corrected.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormFault {
    /// Which entry.
    pub field: FormField,
    /// Key of the text that says why: one of `text_keys`.
    pub key: String,
}

impl FormFault {
    /// A fault in an entry that the service refused.
    pub(crate) fn refused(field: FormField) -> Self {
        Self::from(&core::FormFault::RefusedByService(field))
    }
}

impl From<&core::FormFault> for FormFault {
    fn from(entry: &core::FormFault) -> Self {
        Self { field: entry.field(), key: ikd_texts::key("form", entry.code()) }
    }
}

/// A warning about an entry. It does not prevent submitting the form.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormHint {
    /// Which entry.
    pub field: FormField,
    /// Key of the text that says why: one of `text_keys`.
    pub key: String,
    /// What the person probably meant, if known: an email address with its domain corrected.
    pub suggestion: Option<String>,
}

impl From<&core::FormHint> for FormHint {
    fn from(hint: &core::FormHint) -> Self {
        Self {
            field: hint.field(),
            key: ikd_texts::key("form", hint.code()),
            suggestion: hint.suggestion().map(str::to_owned),
        }
    }
}

/// Result of checking a form.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormCheck {
    /// Entries that must be corrected; empty when the form can be submitted.
    pub faults: Vec<FormFault>,
    /// Entries that the person should check again.
    pub hints: Vec<FormHint>,
}

impl From<core::FormCheck> for FormCheck {
    fn from(check: core::FormCheck) -> Self {
        Self {
            faults: check.faults.iter().map(FormFault::from).collect(),
            hints: check.hints.iter().map(FormHint::from).collect(),
        }
    }
}

//! What the citizen types into the form, before it is checked.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{identity::Sex, service::contract::optional_sex};

/// Which entries the form has. Both are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormShape {
    /// NIK, email, phone.
    Short,
    /// Also name, sex, place and date of birth.
    Long,
}

/// The entries as typed. What is checked and sent is the result of [`crate::identity::entry::clean`].
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct FormInput {
    /// NIK; spaces, dots and dashes are tolerated.
    pub nik: String,
    /// Email address.
    pub email: String,
    /// Mobile number in any usual notation.
    pub phone: String,
    /// The entries of the long shape.
    pub details: Details,
}

/// The further entries of the long form, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Details {
    /// Full name as on the KTP.
    pub name: String,
    /// Sex.
    #[serde(default, with = "optional_sex")]
    #[zeroize(skip)]
    pub sex: Option<Sex>,
    /// Place of birth.
    pub birth_place: String,
    /// Date of birth, as [`crate::identity::CivilDate::parse_entry`] reads it: `DD-MM-YYYY` or another usual notation.
    pub birth_date: String,
}

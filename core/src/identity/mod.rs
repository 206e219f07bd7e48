//! Data that identifies a person: NIK, family card number, tax number, phone, email, name, region.
//!
//! Promises: every parser is total. A value of one of these types satisfies its rules, so no other code checks them
//! again. No `Debug`, `Display` or error contains personal data: `masked()` returns the form for screens, and only
//! methods named for it return the full value.
//!
//! An error means that the text cannot be such a value. A warning means that the person should check the entry; it
//! never blocks, because a NIK may lawfully differ from its owner's record, and region codes change their meaning.

mod email;
#[cfg(test)]
mod entries;
mod family_card_number;
mod nik_form;
mod nik_info;
mod nik_report;
mod npwp;
mod number_text;
mod phone;
#[cfg(test)]
mod properties;
pub mod region;
pub(crate) mod region_name;
mod region_table;
#[cfg(test)]
mod vectors;

pub use email::{Email, EmailError, EmailWarning};
pub use family_card_number::{FamilyCardNumber, FamilyCardNumberError};
pub use ikd_proof::{
    date::{CivilDate, DateError, WIB_OFFSET_SECONDS},
    entry,
    nik::{Nik, NikError, Sex},
    person_name::{NameRule, PersonName, PersonNameError},
};
pub use nik_form::{FormIdentity, MINIMUM_AGE, check_form};
pub use nik_info::{NikInfo, NikWarning};
pub use nik_report::NikReport;
pub use npwp::{Nitku, NitkuError, Npwp, NpwpError, RegisteredNpwp};
pub use number_text::NumberText;
pub use phone::{Phone, PhoneError, PhoneWarning};
pub use region::{Region, RegionCode, RegionLevel, RegionStatus};

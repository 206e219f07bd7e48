//! Who a person is, as numbers and text: NIK, family card number, tax number, phone, email, name, region.
//!
//! Promises that every reader here is total, that a value of one of these types satisfies its rules so that nothing
//! downstream checks again, and that no `Debug`, `Display` or error gives personal data away: what a screen may show
//! comes from `masked()`, the rest must be asked for by name.
//!
//! An error means "this cannot be such a number". A warning means "look again": it never stops anybody, because the
//! law lets a NIK differ from its owner's record and regions change under the codes that named them.

mod email;
#[cfg(test)]
mod entries;
mod family_card_number;
mod nik_form;
mod nik_info;
mod nik_report;
mod npwp;
mod person_name;
mod phone;
#[cfg(test)]
mod properties;
pub mod region;
mod region_table;
#[cfg(test)]
mod vectors;

pub use email::{Email, EmailError, EmailWarning};
pub use family_card_number::{FamilyCardNumber, FamilyCardNumberError};
pub use ikd_proof::date::{CivilDate, DateError, WIB_OFFSET_SECONDS};
pub use ikd_proof::entry;
pub use ikd_proof::nik::{Nik, NikError, Sex};
pub use nik_form::{FormIdentity, MINIMUM_AGE, check_form};
pub use nik_info::{NikInfo, NikWarning};
pub use nik_report::NikReport;
pub use npwp::{Nitku, NitkuError, Npwp, NpwpError, RegisteredNpwp};
pub use person_name::{NameRule, PersonName, PersonNameError};
pub use phone::{Phone, PhoneError, PhoneWarning};
pub use region::{Region, RegionCode, RegionLevel, RegionStatus};

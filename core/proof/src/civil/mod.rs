//! Values in both civil documents and views: coded fields, and addresses.

mod address;
mod codes;

pub use address::{Address, FamilyCardNumber, Neighbourhood, OutOfRange, Postcode};
pub use codes::{Blood, Citizenship, MaritalStatus, Relation, Religion};
pub(crate) use codes::{sex_code, sex_of_code};

//! Conversion of document values to the types of record fields.

use ikd_proof::{
    civil::{FamilyCardNumber, Neighbourhood, Postcode},
    document::{Npwp15, Npwp16},
};

use super::codes::{Blood, Citizenship, MaritalStatus, Relation, Religion};
use crate::form::Sex;

/// Converts a field of the core's document to a field of a record.
pub(crate) trait IntoField {
    /// Type of the record's field.
    type Field;
    /// Converts the value.
    fn into_field(self) -> Self::Field;
}

macro_rules! text_fields {
    ($($type:ty: $text:expr,)+) => {
        $(impl IntoField for $type {
            type Field = String;
            fn into_field(self) -> String {
                let text: fn(Self) -> String = $text;
                text(self)
            }
        })+
    };
}

text_fields! {
    ikd_proof::Name: |name| name.as_str().to_owned(),
    ikd_proof::Line: |line| line.as_str().to_owned(),
    ikd_proof::Nik: |nik| nik.digits(),
    FamilyCardNumber: |number| number.digits(),
    Neighbourhood: |number| number.to_string(),
    Postcode: |postcode| postcode.to_string(),
    Npwp16: |number| number.as_str().to_owned(),
    Npwp15: |number| number.as_str().to_owned(),
}

macro_rules! unchanged_fields {
    ($($type:ty,)+) => {
        $(impl IntoField for $type {
            type Field = Self;
            fn into_field(self) -> Self {
                self
            }
        })+
    };
}

unchanged_fields!(Sex, Blood, Religion, MaritalStatus, Relation, Citizenship, u8,);

impl<T: IntoField> IntoField for Option<T> {
    type Field = Option<T::Field>;
    fn into_field(self) -> Option<T::Field> {
        self.map(IntoField::into_field)
    }
}

//! Values of documents as a screen shows them.

use ikd_proof::{
    civil::{FamilyCardNumber, Neighbourhood, Postcode},
    document::{Npwp15, Npwp16},
};

use super::codes::{Blood, Citizenship, MaritalStatus, Relation, Religion};
use crate::form::Sex;

/// How a field of the core's document becomes a field of a record.
pub(crate) trait Shown {
    /// What a screen shows.
    type As;
    /// Turns it into that.
    fn shown(self) -> Self::As;
}

macro_rules! shown_as_text {
    ($($type:ty: $text:expr,)+) => {
        $(impl Shown for $type {
            type As = String;
            fn shown(self) -> String {
                let text: fn(Self) -> String = $text;
                text(self)
            }
        })+
    };
}

shown_as_text! {
    ikd_proof::Name: |name| name.as_str().to_owned(),
    ikd_proof::Line: |line| line.as_str().to_owned(),
    ikd_proof::Nik: |nik| nik.digits(),
    FamilyCardNumber: |number| number.digits(),
    Neighbourhood: |number| number.to_string(),
    Postcode: |postcode| postcode.to_string(),
    Npwp16: |number| number.as_str().to_owned(),
    Npwp15: |number| number.as_str().to_owned(),
}

macro_rules! shown_as_is {
    ($($type:ty,)+) => {
        $(impl Shown for $type {
            type As = Self;
            fn shown(self) -> Self {
                self
            }
        })+
    };
}

shown_as_is!(Sex, Blood, Religion, MaritalStatus, Relation, Citizenship, u8,);

impl<T: Shown> Shown for Option<T> {
    type As = Option<T::As>;
    fn shown(self) -> Option<T::As> {
        self.map(Shown::shown)
    }
}

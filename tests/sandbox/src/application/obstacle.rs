//! What stands in the way of an outcome. The officer learns it before an approval, with the field that can be
//! corrected.

/// Why the record cannot be changed as an application asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// No family card has the number of the card that the person would join, or nobody lives on it any more.
    #[error("no family card has this number")]
    NoSuchCard,
    /// The card that the person would join is in another district than the new address.
    #[error("this family card is in another district than the new address")]
    CardElsewhere,
    /// The register has no such district in the regency.
    #[error("the register has no such district")]
    NoSuchDistrict,
    /// No document can hold the new address.
    #[error("no document can hold this address")]
    Address,
    /// The person of this field is not in the register, or the death is recorded.
    #[error("the person is not in the register, or has died")]
    NoSuchPerson(&'static str),
    /// The register has nobody like this, or no place for it; no field of the form is the cause.
    #[error("the record cannot be changed like this")]
    Other,
}

impl Obstacle {
    /// Key of the field that the person can correct.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::NoSuchCard | Self::CardElsewhere => Some("kk_tujuan"),
            Self::NoSuchDistrict => Some("tujuan_wilayah"),
            Self::Address => Some("tujuan_jalan"),
            Self::NoSuchPerson(key) => Some(key),
            Self::Other => None,
        }
    }
}
